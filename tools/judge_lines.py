"""Trains the judge of lines, which tells whether a line of emogen's came out as lines of its emotion do.

    python -m benchmarks.review_defects WORK --tuning --make
    python -m tools.judge_lines WORK

A hundred short English lines by eight voices with six emotions are turned into the numbers of
:func:`emogen.pipelines.review.feeling.features`; two linear discriminants with shrinkage (Ledoit and Wolf)
learn the
emotion from them, one with the loudness and one without. Writes ``assets/judge_lines.safetensors``. What
it is worth on other lines is in ``docs/tables/review_defects.md``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from benchmarks.review_defects import planned
from emogen.arrays import Doubles
from emogen.errors import EmogenError
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judges.signal import loudness
from emogen.pipelines.review.feeling import ASSET, CLASSES, features
from emogen.provenance import read_sidecar


def learnt(values: Doubles, classes: Doubles) -> tuple[Doubles, Doubles]:
    """Weights and bias of discriminants that take all classes for equally likely."""
    even = np.full(len(CLASSES), 1 / len(CLASSES))
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto", priors=even).fit(values, classes)
    return model.coef_, model.intercept_


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=Path, help="folder of benchmarks.review_defects")
    folder = parser.parse_args().work / "tuning"
    rows, classes = [], []
    for line in planned("opening"):
        path = folder / f"{line.number:03d}.wav"
        item = Item(path, frozenset({"speech"}), facts=read_sidecar(path) or {})
        try:
            rows.append(features(item, line.voice, level=loudness(item.audio)))
        except EmogenError as error:  # A whispering voice, say.
            print(f"{path.name}: {error}")
            continue
        classes.append(CLASSES.index(line.emotion))
    values = np.array(rows)
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = (values - mean) / spread
    table = {"mean": mean, "spread": spread}
    for kind, columns in (("whole", scaled), ("level_unknown", np.delete(scaled, -2, axis=1))):
        table[f"{kind}.weights"], table[f"{kind}.bias"] = learnt(columns, np.array(classes))
    save_file(table, Path(__file__).parents[1] / "assets" / ASSET)


if __name__ == "__main__":
    main()
