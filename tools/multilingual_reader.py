"""Train the reader of many languages: ``python -m tools.multilingual_reader DATA``.

``DATA`` is described in :mod:`tools.rated_text`. One hidden layer on the multilingual sentence encoder,
which stays as it is, learns EmoBank and GoEmotions at once, in English. Noise and dropout on its input
stand for the difference between a sentence and its translations. The result is
``assets/multilingual_reader.safetensors``; its model card is ``docs/models/multilingual_reader.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn
from torch.nn import functional as fn

from emogen.arrays import Floats
from emogen.conditioning.read.multilingual import WIDTH, encode
from tools.rated_text import calibrated, correlations, emobank_rows, goemotions_rows

_SEED: Final = 20261201
_HIDDEN: Final = 768
_EPOCHS: Final = 10
_BATCH: Final = 256
_RATE: Final = 1.5e-3
_DECAY: Final = 0.03
_SCALE: Final = WIDTH**0.5
"""Brings rows of length 1 to numbers of about 1."""
_NOISE: Final = 0.35
_DROPPED: Final = (0.1, 0.5)
"""Standard deviation of the noise on those numbers, and the shares dropped of the input and of the hidden
layer. A translation differs from its sentence by about 0.8 a number (cosine .68); more noise than this
takes away from English what it brings elsewhere."""
_NAMES_LOSS: Final = 8.0
"""Weight of the loss of the names, so that both losses are of like size."""

Split = tuple[Floats, Floats]
"""Rows of the encoder, ``(n, 512)``, and what they should give."""


def rated(folder: Path) -> dict[str, Split]:
    """EmoBank by its own split: coordinates, ``(n, 3)``."""
    rows = emobank_rows(folder / "emobank.csv")
    encoded = encode([row.text for row in rows])
    wanted = np.array([row.vad for row in rows], np.float32)
    splits = np.array([row.split for row in rows])
    return {split: (encoded[splits == split], wanted[splits == split]) for split in ("train", "dev", "test")}


def labelled(folder: Path) -> dict[str, Split]:
    """GoEmotions by its own split: labels, ``(n, 28)``."""
    found = {}
    for split in ("train", "dev", "test"):
        texts, wanted = goemotions_rows(folder, split)
        found[split] = (encode(texts), wanted)
    return found


class Head(nn.Module):
    """512 numbers to 31: coordinates in standard deviations of EmoBank, and the logits of 28 labels."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(WIDTH, _HIDDEN)
        self.head = nn.Linear(_HIDDEN, 3 + 28)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        x = rows * _SCALE
        if self.training:
            x = fn.dropout(x + _NOISE * torch.randn_like(x), _DROPPED[0])
        x = fn.dropout(fn.relu(self.hidden(x)), _DROPPED[1], self.training)
        given: torch.Tensor = self.head(x)
        return given


def train(emobank: Split, goemotions: Split) -> Head:
    """Every step takes a batch of GoEmotions and one of EmoBank; the rate falls in half a cosine."""
    torch.manual_seed(_SEED)
    draw = np.random.default_rng(_SEED)
    head = Head()
    texts, labels = map(torch.from_numpy, goemotions)
    sentences, ratings = map(torch.from_numpy, emobank)
    ratings = ratings / ratings.std(0)
    steps = _EPOCHS * (len(texts) // _BATCH)
    optimiser = torch.optim.AdamW(head.parameters(), _RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, steps, pct_start=0.1)
    head.train()
    for _ in range(_EPOCHS):
        for chosen in np.array_split(draw.permutation(len(texts)), len(texts) // _BATCH)[: steps // _EPOCHS]:
            given = head(texts[chosen])[:, 3:]
            loss = _NAMES_LOSS * fn.binary_cross_entropy_with_logits(given, labels[chosen])
            some = draw.integers(len(sentences), size=_BATCH)
            loss = loss + fn.mse_loss(head(sentences[some])[:, :3], ratings[some])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return head.eval()


@torch.no_grad()
def given(head: Head, rows: Floats) -> Floats:
    """The head's 31 numbers for each row."""
    found: Floats = head(torch.from_numpy(rows)).numpy()
    return found


def main() -> None:
    folder = Path(sys.argv[1])
    emobank, goemotions = rated(folder), labelled(folder)
    head = train(emobank["train"], goemotions["train"])
    for split in ("dev", "test"):
        print(split, correlations(given(head, emobank[split][0])[:, :3], emobank[split][1]))
        names, wanted = given(head, goemotions[split][0])[:, 3:], goemotions[split][1]
        print(split, "likeliest right", wanted[np.arange(len(wanted)), names.argmax(1)].mean())
    state = {name: value.detach().numpy() for name, value in head.named_parameters()}
    last = calibrated(
        state["head.weight"],
        state["head.bias"],
        (given(head, emobank["dev"][0]), emobank["dev"][1]),
        (given(head, goemotions["train"][0]), goemotions["train"][1]),
    )
    first = {
        "hidden.weight": (state["hidden.weight"] * _SCALE).astype(np.float16),
        "hidden.bias": state["hidden.bias"],
    }
    save_file({**first, **last}, Path(__file__).parents[1] / "assets" / "multilingual_reader.safetensors")


if __name__ == "__main__":
    main()
