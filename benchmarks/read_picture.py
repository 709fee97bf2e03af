"""Accuracy of reading pictures: valence and arousal against people's ratings of photographs.

    python -m benchmarks.read_picture FOLDER

The folder holds photographs and ``index.tsv`` with the columns file, valence_mean_1_7 and arousal_mean_1_7
(OASIS, Kurdi et al. 2017). Prints correlations and the statistics in ``conditioning/read/picture.py``; writes
``docs/tables/read_picture.md``.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from emogen.arrays import Doubles
from emogen.conditioning.read.picture import colour_feelings, colour_of, read_picture
from emogen.vision.photo import read_photo

TABLE = Path(__file__).parents[1] / "docs" / "tables" / "read_picture.md"
_DRAWS = 2000


def main() -> None:
    folder = Path(sys.argv[1])
    with (folder / "index.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    rated = np.array([[float(row[f"{axis}_mean_1_7"]) for axis in ("valence", "arousal")] for row in rows])
    read = np.array([read_picture(folder / row["file"]).vad[:2] for row in rows])
    felt = [colour_feelings(*colour_of(read_photo(folder / row["file"]))) for row in rows]
    colours = np.array([[feelings["valence"], feelings["arousal"]] for feelings in felt])
    lines = ["| reader | valence, r (95 % interval) | arousal, r |", "|---|---|---|"]
    for name, found in (("what is shown and colours", read), ("colours alone", colours)):
        cells = [_correlation(found[:, axis], rated[:, axis]) for axis in (0, 1)]
        lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
    error = np.abs(read - (rated - 4) / 3).mean(0)
    lines.append("")
    lines.append(f"Mean error of the reading: valence {error[0]:.2f}, arousal {error[1]:.2f} of -1 to 1.")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _correlation(found: Doubles, wanted: Doubles) -> str:
    random = np.random.default_rng(0)
    draws = [random.integers(0, len(found), len(found)) for _ in range(_DRAWS)]
    drawn = [np.corrcoef(found[draw], wanted[draw])[0, 1] for draw in draws]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{np.corrcoef(found, wanted)[0, 1]:.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
