"""Fill in what the vocabulary computes: ``python -m emogen.conditioning.train.vocabulary DATA``.

``DATA`` holds ``goemotions_train.tsv`` (GoEmotions, Apache-2.0). Written are

- ``assets/vocabulary.tsv``: the coordinates, and their error, of every row whose source begins with
  "computed";
- ``assets/name_vectors.tsv``: what the sentence encoder makes of each name, in 32 components.

Coordinates: sentences that say the emotion ("I feel lonely."), and the sentences of GoEmotions that
people labelled with it, are read by the text reader (trained on EmoBank, CC BY-SA 4.0). Readers of
sentences are timid: their means lie close to neutral. So the rows with *published* coordinates
calibrate them, by a ridge regression whose leave-one-out error is the spread of the computed rows.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from emogen.conditioning import vocabulary
from emogen.conditioning.read import encoder, text
from emogen.conditioning.vocabulary import Entry

_ASSETS: Final = Path(__file__).parents[2] / "assets"
_SAYING: Final = ("I feel {}.", "I am so {}.", "They looked {}.", "A feeling of {}.", "So much {}!")
_COMPONENTS: Final = 32
_RIDGE: Final = 0.5
"""Strength of the ridge on standardised inputs; the leave-one-out error is flat from .2 to 2."""
_COMPUTED: Final = "computed: EmoBank + MiniLM, calibrated on the published rows"

Floats = NDArray[np.float64]


def sentences(entry: Entry) -> list[str]:
    """Sentences that say the emotion by its name and its synonyms."""
    return [saying.format(word) for word in (entry.name, *entry.synonyms) for saying in _SAYING]


def inputs(entries: list[Entry], labelled: dict[str, list[str]]) -> Floats:
    """The reader's mean (V, A, D) for each entry, ``(n, 3)``: of what says it, and what was labelled."""
    rows = []
    for entry in entries:
        said = text.answers(sentences(entry))[0].mean(0)
        known = labelled.get(entry.name)
        rows.append(said if known is None else (said + text.answers(known)[0].mean(0)) / 2)
    return np.array(rows)


def calibrate(found: Floats, published: Floats) -> tuple[Floats, Floats]:
    """A linear map ``(4, 3)`` from read to published coordinates, and its leave-one-out RMSE."""
    design = np.column_stack([np.ones(len(found)), (found - found.mean(0)) / found.std(0)])
    penalty = _RIDGE * np.diag([0.0, 1.0, 1.0, 1.0])
    hat = design @ np.linalg.solve(design.T @ design + penalty, design.T)
    left_out = (published - hat @ published) / (1.0 - np.diag(hat))[:, None]
    return np.linalg.solve(design.T @ design + penalty, design.T @ published), np.sqrt((left_out**2).mean(0))


def read_labelled(folder: Path, most: int = 400) -> dict[str, list[str]]:
    """Sentences of GoEmotions with exactly one label, at most ``most`` of each, by label."""
    labels = (folder / "goemotions_labels.txt").read_text(encoding="utf-8").split()
    found: dict[str, list[str]] = {}
    for line in (folder / "goemotions_train.tsv").read_text(encoding="utf-8").splitlines():
        sentence, label, *_ = line.split("\t")
        if "," not in label and len(found.setdefault(labels[int(label)], [])) < most:
            found[labels[int(label)]].append(sentence)
    return found


def write_coordinates(folder: Path) -> None:
    entries = list(vocabulary.entries().values())
    read = inputs(entries, read_labelled(folder))
    published = [entry.is_published for entry in entries]
    wanted = np.array([entry.vad for entry in entries])[published]
    shift, scale = read[published].mean(0), read[published].std(0)
    line, error = calibrate(read[published], wanted)
    print("leave-one-out RMSE", error.round(3), "of", wanted.std(0).round(3), "over", sum(published), "words")
    found = np.clip(np.column_stack([np.ones(len(read)), (read - shift) / scale]) @ line, -0.95, 0.95)
    path = _ASSETS / "vocabulary.tsv"
    with path.open(encoding="utf-8") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file, delimiter="\t"))
    for row, vad in zip(rows, found, strict=True):
        if row["source"].startswith("computed"):
            row["vad"] = " ".join(f"{x:.2f}" for x in vad)
            row["spread"] = " ".join(f"{x:.2f}" for x in error)
            row["source"] = _COMPUTED
            print(f"{row['name']:16}{row['vad']}")
    _write(path, rows)


def write_vectors() -> None:
    entries = list(vocabulary.entries().values())
    views = []
    for entry in entries:
        last = encoder.encode(sentences(entry))[:, -1].astype(float)
        mean = (last / np.linalg.norm(last, axis=1)[:, None]).mean(0)
        views.append(mean / np.linalg.norm(mean))
    centred = np.array(views) - np.mean(views, 0)
    _, values, axes = np.linalg.svd(centred, full_matrices=False)
    kept = centred @ axes[:_COMPONENTS].T
    print(f"{_COMPONENTS} components keep {(values[:_COMPONENTS] ** 2).sum() / (values**2).sum():.0%}")
    kept /= np.linalg.norm(kept, axis=1).mean()
    _write(
        _ASSETS / "name_vectors.tsv",
        [
            {"name": entry.name, "vector": " ".join(f"{x:.3f}" for x in row)}
            for entry, row in zip(entries, kept, strict=True)
        ],
    )


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write_coordinates(Path(sys.argv[1]))
    write_vectors()
