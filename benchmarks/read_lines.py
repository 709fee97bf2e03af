"""Accuracy of reading lines of dialogue and conversations: ``python -m benchmarks.read_lines DATA``.

The lines and the conversations are ours (``tests/corpus/felt_lines.tsv``, ``conversations.tsv``), labelled
before any reader of them was trained. ``DATA`` holds the sets of :mod:`tools.rated_text`, whose test splits
show what cues do. Written is ``docs/tables/read_lines.md``.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from emogen.conditioning.read.conversation import Line, read_conversation
from emogen.conditioning.read.cues import find_cues, read_lines
from emogen.conditioning.read.language import named_language
from emogen.conditioning.read.reading import Reading
from emogen.conditioning.read.text import read_texts
from emogen.files import write_text
from tools.rated_text import correlations, emobank_rows, goemotions_rows

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"


@dataclass(frozen=True)
class Labelled:
    """A line with the signs of its valence and arousal ("+", "-" or "0") and the names that fit."""

    language: str
    valence: str
    arousal: str
    names: tuple[str, ...]
    text: str
    speaker: str = ""
    conversation: str = ""


def labelled_lines(file: str) -> list[Labelled]:
    """The rows of a table of lines."""
    text = (CORPUS / file).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Labelled(
            row["language"], row["valence"], row["arousal"], tuple(row["names"].split("/")), row["text"],
            row.get("speaker", ""), row.get("conversation", ""),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Score:
    """Shares of lines read right: the signs of the emotion that is given, where one is labelled; the
    likeliest name; the likeliest besides neutral, of lines that are not."""

    valence: float
    arousal: float
    name: float
    emotion: float

    def __str__(self) -> str:
        return f"{self.valence:.2f} | {self.arousal:.2f} | {self.name:.2f} | {self.emotion:.2f}"


def score(lines: Sequence[Labelled], readings: Sequence[Reading]) -> Score:
    """Shares of the lines that were read right."""

    def signs(axis: int, wanted: Callable[[Labelled], str]) -> float:
        pairs = [(r.emotion.vad[axis], wanted(line)) for line, r in zip(lines, readings, strict=True)]
        return float(np.mean([(value > 0) == (sign == "+") for value, sign in pairs if sign != "0"]))

    pairs = list(zip(lines, readings, strict=True))
    felt = [r.mixture[:1] for line, r in pairs if line.names != ("neutral",)]
    wanted = [line.names for line in lines if line.names != ("neutral",)]
    return Score(
        signs(0, lambda line: line.valence),
        signs(1, lambda line: line.arousal),
        float(np.mean([r.likeliest[0][0] in line.names for line, r in pairs])),
        float(
            np.mean([any(name in names for name, _ in top) for top, names in zip(felt, wanted, strict=True)])
        ),
    )


def by_language() -> Iterator[str]:
    """Every language's 50 lines, one by one."""
    lines = labelled_lines("felt_lines.tsv")
    yield "| language | valence | arousal | name | name besides neutral | language told | mean confidence |"
    yield "|---|---|---|---|---|---|---|"
    everything: list[tuple[Labelled, Reading]] = []
    for code, group in groupby(lines, key=lambda line: line.language):
        some = list(group)
        readings = read_lines([line.text for line in some])
        told = np.mean([reading.language == code for reading in readings])
        sure = np.mean([reading.confidence for reading in readings])
        yield f"| {named_language(code).name} | {score(some, readings)} | {told:.2f} | {sure:.2f} |"
        if code == "en":
            plain = read_lines([line.text for line in some], "multilingual")
            sure = np.mean([reading.confidence for reading in plain])
            yield f"| English, by the multilingual reader | {score(some, plain)} | | {sure:.2f} |"
        else:
            everything += zip(some, readings, strict=True)
    others, readings = [line for line, _ in everything], [reading for _, reading in everything]
    yield f"| all but English | {score(others, readings)} | | |"
    yield ""
    yield "How sure, and how often the likeliest name is right, in all but English:"
    yield ""
    yield "| confidence | lines | right |"
    yield "|---|---|---|"
    confidences = np.array([reading.confidence for reading in readings])
    right = np.array([r.likeliest[0][0] in line.names for line, r in everything])
    for low, high in ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01)):
        chosen = (confidences >= low) & (confidences < high)
        if chosen.any():
            mean, share = confidences[chosen].mean(), right[chosen].mean()
            yield f"| {low:.1f}-{min(high, 1.0):.1f} (mean {mean:.2f}) | {chosen.sum()} | {share:.2f} |"


def conversations() -> Iterator[str]:
    """The 20 conversations: words alone, with cues, with the lines before."""
    lines = labelled_lines("conversations.tsv")
    together: list[Reading] = []
    for _, group in groupby(lines, key=lambda line: line.conversation):
        together += read_conversation([Line(line.text, line.speaker) for line in group])
    texts = [line.text for line in lines]
    ways = {
        "the words alone": read_texts(texts),
        "and how they are written": read_lines(texts),
        "and the lines before": together,
    }
    yield "| read by | valence | arousal | name | name besides neutral |"
    yield "|---|---|---|---|---|"
    for way, readings in ways.items():
        yield f"| {way} | {score(lines, readings)} |"
    for code in dict.fromkeys(line.language for line in lines):
        chosen = [index for index, line in enumerate(lines) if line.language == code]
        some = [lines[index] for index in chosen]
        alone, after = (
            score(some, [readings[index] for index in chosen])
            for readings in (ways["and how they are written"], together)
        )
        yield f"| {named_language(code).name}, {len(some)} lines: without the lines before | {alone} |"
        yield f"| {named_language(code).name}: with them | {after} |"


def cues(folder: Path) -> Iterator[str]:
    """Readings of the test splits with and without cues."""
    rows = [row for row in emobank_rows(folder / "emobank.csv") if row.split == "test"]
    texts, labels = goemotions_rows(folder, "test")
    yield "| lines with a cue | words alone | with cues |"
    yield "|---|---|---|"
    chosen = [row for row in rows if find_cues(row.text, "en")]
    wanted = np.array([row.vad for row in chosen])
    found = [
        correlations(np.array([reading.vad for reading in way([row.text for row in chosen])]), wanted)
        for way in (read_texts, read_lines)
    ]
    shown = (", ".join(f"{r:.2f}" for r in values) for values in found)
    yield f"| EmoBank, {len(chosen)} of {len(rows)}: r of V, A, D | {' | '.join(shown)} |"
    marked = [index for index, text in enumerate(texts) if find_cues(text, "en")]
    names = [line_names(labels[index]) for index in marked]
    shares = []
    for way in (read_texts, read_lines):
        readings = way([texts[index] for index in marked])
        shares.append(np.mean([r.likeliest[0][0] in right for r, right in zip(readings, names, strict=True)]))
    counted = f"{len(marked)} of {len(texts)}"
    yield f"| GoEmotions, {counted}: likeliest right | {shares[0]:.3f} | {shares[1]:.3f} |"


def line_names(labels: np.ndarray) -> set[str]:
    """The names that people gave a comment."""
    from emogen.conditioning.read.heads import label_names

    return {name for name, given in zip(label_names(), labels, strict=True) if given}


def speed() -> str:
    """Milliseconds of one core that a line takes, once loaded."""
    lines = [line.text for line in labelled_lines("felt_lines.tsv") if line.language != "en"]
    read_lines(lines[:2])
    began = time.process_time()
    read_lines(lines)
    together = (time.process_time() - began) / len(lines)
    began = time.process_time()
    for line in lines[:40]:
        read_lines([line])
    alone = (time.process_time() - began) / 40
    return f"A line takes one core {alone * 1e3:.1f} ms alone, {together * 1e3:.1f} ms among many."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    text = [
        "Lines of dialogue, 50 in each language, ours: shares read right. A sign, of the emotion that is",
        "given, counts where one is labelled; a name where it is one of those labelled; 28 names,",
        "neutral among them, which is read too often: people said it of a third of the comments that were",
        "learned from.",
        "",
        *by_language(),
        "",
        "Twenty conversations of three to five lines, ours:",
        "",
        *conversations(),
        "",
        "What the table of cues does to English that is none of ours; a line without cues is read as before:",
        "",
        *cues(folder),
        "",
        speed(),
        "",
    ]
    write_text(ROOT / "docs" / "tables" / "read_lines.md", "\n".join(text))
    print("\n".join(text))


if __name__ == "__main__":
    main()
