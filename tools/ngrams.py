"""Train the fallback reader: ``python -m tools.ngrams DATA``.

``DATA`` holds ``emobank.csv`` (EmoBank, CC BY-SA 4.0). Written is ``assets/text_ngrams.safetensors``.
Its coordinates are put on the vocabulary's scale with the factors of the encoder's reader.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from scipy.sparse import identity
from scipy.sparse.linalg import cg

from emogen.conditioning.read.encoder import ADAPTER
from emogen.conditioning.read.ngrams import ASSET, features
from tools.rated_text import correlations, emobank_rows

_RIDGE = 4.0
"""Chosen on the dev split among 0.5, 1, 2, 4, 8."""


def main() -> None:
    assets = Path(__file__).parents[1] / "assets"
    rows = emobank_rows(Path(sys.argv[1]) / "emobank.csv")
    split = {name: [row for row in rows if row.split == name] for name in ("train", "dev", "test")}
    x = {name: features([row.text for row in part]) for name, part in split.items()}
    y = {name: np.array([row.vad for row in part]) for name, part in split.items()}
    mean = y["train"].mean(0)
    normal = x["train"].T @ x["train"] + _RIDGE * identity(x["train"].shape[1])
    weight = np.column_stack(
        [cg(normal, x["train"].T @ (y["train"][:, axis] - mean[axis]))[0] for axis in range(3)]
    )
    for name in ("dev", "test"):
        print(name, np.round(correlations(x[name] @ weight, y[name]), 3))
    head = load_file(assets / ADAPTER)
    read = x["dev"] @ weight
    gain = np.array([np.polyfit(read[:, axis], y["dev"][:, axis], 1)[0] for axis in range(3)])
    error = (y["dev"] - mean - read * gain).std(0) * head["vad.scale"]
    save_file(
        {
            "weight": (weight * gain * head["vad.scale"]).astype(np.float16),
            "bias": ((mean - head["vad.centre"]) * head["vad.scale"]).astype(np.float32),
            "error": error.astype(np.float32),
        },
        assets / ASSET,
    )


if __name__ == "__main__":
    main()
