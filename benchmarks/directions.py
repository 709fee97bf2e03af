"""Accuracy of the direction reader: signs, names and manners, by language. Writes docs/tables/directions.md.

python -m benchmarks.directions
"""

from __future__ import annotations

import csv
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.direction import Direction, read_direction

_CORPUS: Final = Path(__file__).parents[1] / "tests" / "corpus" / "directions.tsv"
_TABLE: Final = Path(__file__).parents[1] / "docs" / "tables" / "directions.md"
_SIGN, _EITHER = 0.05, 0.2
"""From where a coordinate has a sign, and below which it counts as neither: tests/corpus/directions.md."""


@dataclass(frozen=True)
class Case:
    """A labelled direction; each label has one value a step."""

    name: str
    split: str
    language: str
    text: str
    valence: tuple[int, ...]
    arousal: tuple[int, ...]
    emotions: tuple[tuple[str, ...], ...]
    manners: frozenset[str]


def cases(split: str = "test") -> list[Case]:
    with _CORPUS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Case(
            row["id"],
            row["split"],
            row["language"],
            row["direction"],
            tuple(map(int, row["valence"].split(" > "))),
            tuple(map(int, row["arousal"].split(" > "))),
            tuple(tuple(step.split("/")) for step in row["emotion"].split(" > ")),
            frozenset(row["manners"].split()) - {"-"},
        )
        for row in rows
        if row["split"] == split
    ]


def signed(value: float, label: int) -> bool:
    """Whether a coordinate is right for a sign."""
    return abs(value) < _EITHER if label == 0 else value * label >= _SIGN


def name_of(emotion: Emotion) -> str:
    """The strongest emotion named."""
    return max(emotion.terms, key=lambda term: term[1], default=("neutral", 0.0))[0]


def names_of(emotion: Emotion) -> set[str]:
    """The strongest ones, where several are alike."""
    top = max((weight for _, weight in emotion.terms), default=0.0)
    return {name for name, weight in emotion.terms if weight >= 0.99 * top} or {"neutral"}


Judge = Callable[[Case, Direction], float | None]


def _each(case: Case, read: Direction, right: Callable[[Emotion, int], bool]) -> float:
    steps = read.steps or (Emotion(),)
    if len(steps) != len(case.emotions):
        return 0.0
    return float(all(right(step, index) for index, step in enumerate(steps)))


def valence(case: Case, read: Direction) -> float:
    return _each(case, read, lambda step, index: signed(step.valence, case.valence[index]))


def arousal(case: Case, read: Direction) -> float:
    return _each(case, read, lambda step, index: signed(step.arousal, case.arousal[index]))


def named(case: Case, read: Direction) -> float:
    return _each(case, read, lambda step, index: case.emotions[index][0] in names_of(step))


def accepted(case: Case, read: Direction) -> float:
    return _each(case, read, lambda step, index: bool(names_of(step) & set(case.emotions[index])))


def said_of(read: Direction) -> frozenset[str]:
    return frozenset(name for step in read.steps for name, _ in step.manners)


def recall(case: Case, read: Direction) -> float | None:
    return len(case.manners & said_of(read)) / len(case.manners) if case.manners else None


def precision(case: Case, read: Direction) -> float | None:
    found = said_of(read)
    return len(case.manners & found) / len(found) if found else None


JUDGES: Final[dict[str, Judge]] = {
    "valence": valence,
    "arousal": arousal,
    "named": named,
    "near names too": accepted,
    "manners found": recall,
    "manners right": precision,
}


def score(asked: Sequence[Case], readings: Sequence[Direction]) -> dict[str, float]:
    """Each figure's mean over directions that it is for."""
    told = {
        name: [x for case, read in zip(asked, readings, strict=True) if (x := judge(case, read)) is not None]
        for name, judge in JUDGES.items()
    }
    return {name: statistics.mean(values) if values else float("nan") for name, values in told.items()}


def main() -> None:
    asked = cases()
    readings, times = [], []
    for case in asked:
        begun = time.perf_counter()
        readings.append(read_direction(case.text))
        times.append(time.perf_counter() - begun)
    by_words = sum(all(part.by != "meaning" for part in read.parts) for read in readings)
    lines = [
        "# Directions read",
        "",
        "Made by `python -m benchmarks.directions` from `tests/corpus/directions.tsv` (its rules:",
        "[directions.md](../../tests/corpus/directions.md)): the directions that tuning did not look at. The",
        "writer of the tables of words is the writer of the directions, so strangers' will be read worse.",
        "",
        "| language | directions | " + " | ".join(JUDGES) + " |",
        "|---|---|" + "---|" * len(JUDGES),
    ]
    groups = {"all": asked} | {
        language: [case for case in asked if case.language == language]
        for language in dict.fromkeys(case.language for case in asked)
    }
    for group, own in groups.items():
        figures = score(own, [readings[asked.index(case)] for case in own])
        cells = " | ".join("" if value != value else f"{value:.2f}" for value in figures.values())
        lines.append(f"| {group} | {len(own)} | {cells} |")
    lines += [
        "",
        f"{by_words} of {len(asked)} were read by the tables of words alone, "
        f"{statistics.median(times) * 1000:.1f} ms at the median.",
        "",
    ]
    _TABLE.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
