"""The rated sentences that readers of text learn from, and what every such reader does alike with them.

The folder holds ``emobank.csv`` (EmoBank, Buechel & Hahn 2017, CC BY-SA 4.0) and
``goemotions_{train,dev,test}.tsv`` (GoEmotions, Demszky et al. 2020, Apache-2.0).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emogen.arrays import Floats
from emogen.conditioning.read.heads import label_names
from emogen.conditioning.vocabulary import entries


@dataclass(frozen=True)
class Rated:
    """A sentence of EmoBank: its split, its text, and (V, A, D) from 1…5 to -1…1."""

    split: str
    text: str
    vad: tuple[float, ...]


def emobank_rows(path: Path) -> list[Rated]:
    with path.open(encoding="utf-8") as file:
        return [
            Rated(row["split"], row["text"], tuple((float(row[axis]) - 3.0) / 2.0 for axis in "VAD"))
            for row in csv.DictReader(file)
            if row["text"].strip()
        ]


def goemotions_rows(folder: Path, split: str) -> tuple[list[str], Floats]:
    """The comments of one split, and which of the 28 labels they have: ``(n, 28)``, 0 or 1 each, several
    may hold."""
    lines = (folder / f"goemotions_{split}.tsv").read_text(encoding="utf-8").splitlines()
    fields = [line.split("\t") for line in lines]
    wanted = np.zeros((len(fields), 28), np.float32)
    for row, (_, labels, *_rest) in zip(wanted, fields, strict=True):
        row[[int(label) for label in labels.split(",")]] = 1.0
    return [text for text, *_ in fields], wanted


def correlations(found: Floats, wanted: Floats) -> list[float]:
    """Pearson r of each axis."""
    return [float(np.corrcoef(found[:, axis], wanted[:, axis])[0, 1]) for axis in range(3)]


def calibrated(
    weight: Floats, bias: Floats, rated: tuple[Floats, Floats], labelled: tuple[Floats, Floats]
) -> dict[str, Floats]:
    """The last map of a reader, as it is stored.

    Readers of sentences are timid: even "I hate you!" lies near neutral. ``vad.centre`` and
    ``vad.scale`` bring what is read to the vocabulary's scale: the centre is the mean of the neutral
    sentences of GoEmotions, the scale the slope of the published coordinates of 14 of its labels on the
    means of the sentences so labelled. ``vad.error`` is the error on EmoBank's dev split on that scale.

    Args:
        weight, bias: of the map, ``(31, n)`` and ``(31,)``.
        rated: its answers to EmoBank's dev split, ``(n, 31)``, and the ratings, ``(n, 3)``.
        labelled: its answers to GoEmotions' train split, ``(n, 31)``, and the labels, ``(n, 28)``.
    """
    given, wanted = rated[0][:, :3], rated[1]
    lines = np.array([np.polyfit(given[:, axis], wanted[:, axis], 1) for axis in range(3)])
    weight, bias = weight.copy(), bias.copy()
    weight[:3] *= lines[:, :1]
    bias[:3] = bias[:3] * lines[:, 0] + lines[:, 1]
    error = (wanted - given * lines[:, 0] - lines[:, 1]).std(0)
    print("error on dev", error / wanted.std(0), "of the standard deviation")
    centre, scale = to_vocabulary(labelled[0][:, :3] * lines[:, 0] + lines[:, 1], labelled[1])
    return {
        "head.weight": weight.astype(np.float16),
        "head.bias": bias.astype(np.float32),
        "vad.centre": centre.astype(np.float32),
        "vad.scale": scale.astype(np.float32),
        "vad.error": (error * scale).astype(np.float32),
    }


def to_vocabulary(found: Floats, labels: Floats) -> tuple[Floats, Floats]:
    """Centre and scale ``(3,)`` of what was read, so that labels lie where they are published."""
    alone = labels.sum(1) == 1
    centre = found[alone & (labels[:, -1] == 1)].mean(0)
    names = [name for name in label_names()[:-1] if entries()[name].is_published]
    columns = [label_names().index(name) for name in names]
    means = np.array([found[alone & (labels[:, column] == 1)].mean(0) for column in columns]) - centre
    published = np.array([entries()[name].vad for name in names])
    return centre, np.abs((means * published).sum(0) / (means**2).sum(0))
