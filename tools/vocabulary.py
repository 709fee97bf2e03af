"""Fill in what the vocabulary computes: ``python -m tools.vocabulary DATA``.

``DATA`` holds ``goemotions_train.tsv`` and ``goemotions_labels.txt`` (GoEmotions, Apache-2.0). Written are

- ``assets/vocabulary.tsv``: the coordinates, and their error, of every row whose source begins with
  "computed";
- ``assets/name_vectors.tsv``: what the sentence encoder makes of each name, in 32 components.

Coordinates come from three views of a word:

- sentences that say the emotion ("I feel lonely."), and the sentences of GoEmotions that people
  labelled with it, as the text reader reads them (it is trained on EmoBank, CC BY-SA 4.0);
- where the word lies between the poles of the semantic differential scales by which pleasure, arousal
  and dominance are asked for (Mehrabian & Russell 1974), in the space of the sentence encoder;
- the coordinates of the basic emotions in it (the table's column ``basic``, ours).

The rows with *published* coordinates calibrate them, by a ridge regression whose leave-one-out error,
over words that are no basic emotion, is the spread of the computed rows. Leave-one-out r of valence,
arousal, dominance: .77 .39 .71 by the first two views, .87 .54 .80 by all.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from emogen.arrays import Doubles
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read import encoder, text
from emogen.conditioning.vocabulary import BASIC, Entry
from emogen.conditioning.wordlists import Shipped

_ASSETS: Final = Path(__file__).parents[1] / "assets"
_SAYING: Final = ("I feel {}.", "I am so {}.", "They looked {}.", "A feeling of {}.", "So much {}!")
_POLES: Final = (
    ("happy pleased satisfied contented hopeful", "unhappy annoyed unsatisfied melancholic despairing"),
    ("stimulated excited frenzied jittery awake aroused", "relaxed calm sluggish dull sleepy unaroused"),
    ("controlling influential important dominant autonomous", "controlled influenced awed submissive guided"),
)
"""Words at the high and the low end of pleasure, arousal and dominance: the scales of Mehrabian &
Russell 1974, from notes."""
_COMPONENTS: Final = 32
_RIDGE: Final = 4.0
"""Strength of the ridge on standardised inputs; the leave-one-out error is flat from 1 to 10."""
_COMPUTED: Final = "computed: EmoBank, MiniLM and the basic emotions in it, calibrated on the published rows"


def sentences(entry: Entry) -> list[str]:
    """Sentences that say the emotion by its name and its synonyms."""
    return [saying.format(word) for word in (entry.name, *entry.synonyms) for saying in _SAYING]


def inputs(entries: list[Entry], labelled: dict[str, list[str]]) -> Doubles:
    """The views of each entry, ``(n, 9)``: valence, arousal, dominance as read, between poles, by parts."""
    read = []
    for entry in entries:
        said = text.answers(sentences(entry))[0].mean(0)
        known = labelled.get(entry.name)
        read.append(said if known is None else (said + text.answers(known)[0].mean(0)) / 2)
    views = np.array([view(entry.name, *entry.synonyms) for entry in entries])
    views -= views.mean(0)
    poles = np.array([view(*high.split()) - view(*low.split()) for high, low in _POLES])
    between = views @ poles.T / np.linalg.norm(views, axis=1)[:, None] / np.linalg.norm(poles, axis=1)
    parts = [Emotion.of(entry.basic).vad for entry in entries]
    return np.hstack([read, between, parts])


def view(*words: str) -> Doubles:
    """What the encoder makes of these words in sentences: the mean of its last layer, ``(384,)``."""
    said = [saying.format(word) for word in words for saying in _SAYING]
    return np.asarray(encoder.encode(said)[:, -1].mean(0), float)


def calibrate(found: Doubles, published: Doubles, judged: NDArray[np.bool_]) -> tuple[Doubles, Doubles]:
    """A linear map ``(10, 3)`` from the views to published coordinates, and its leave-one-out RMSE over
    the words that are judged."""
    design = np.column_stack([np.ones(len(found)), (found - found.mean(0)) / found.std(0)])
    penalty = _RIDGE * np.diag([0.0, *[1.0] * found.shape[1]])
    hat = design @ np.linalg.solve(design.T @ design + penalty, design.T)
    left_out = ((published - hat @ published) / (1.0 - np.diag(hat))[:, None])[judged]
    wanted = published[judged]
    alike = [np.corrcoef(wanted[:, axis] - left_out[:, axis], wanted[:, axis])[0, 1] for axis in range(3)]
    print("leave-one-out r", np.round(alike, 2), "over", len(wanted), "words")
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
    entries = list(Shipped().entries())
    read = inputs(entries, read_labelled(folder))
    published = [entry.is_published for entry in entries]
    wanted = np.array([entry.vad for entry in entries])[published]
    shift, scale = read[published].mean(0), read[published].std(0)
    basic = np.array([entry.name in BASIC for entry in entries])
    line, error = calibrate(read[published], wanted, ~basic[published])
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
    entries = list(Shipped().entries())
    views = np.array([view(entry.name, *entry.synonyms) for entry in entries])
    views /= np.linalg.norm(views, axis=1)[:, None]
    centred = views - views.mean(0)
    _, values, axes = np.linalg.svd(centred, full_matrices=False)
    # The square root evens the components out, so that the first few do not drown the rest.
    kept = centred @ axes[:_COMPONENTS].T / np.sqrt(values[:_COMPONENTS])
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
