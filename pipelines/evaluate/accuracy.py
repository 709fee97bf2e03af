"""What each judge reaches on real people: the table ``judges.tsv``, and what follows from it.

A judge's figure of a generated voice or face means as much as its figure of real ones does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, nan
from typing import Any, Final

from emogen.pipelines.evaluate.figures import plain
from emogen.tables import asset_rows

_RECALL: Final = "recall"
"""Part of a figure's name, as a path, when it says how often emotions are named right."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """One figure that a judge reached on recordings or pictures of real people.

    Attributes:
        judge: its name.
        figure: what was measured, e.g. ``"recall"``.
        data: on what.
        count: of how many items.
        value: the figure.
        low, high: its 95 % interval; NaN where there is none.
        chance: what guessing reaches; NaN where the word has no meaning.
        meaning: the figure in words.
    """

    judge: str
    figure: str
    data: str
    count: int
    value: float
    low: float
    high: float
    chance: float
    meaning: str

    @property
    def skill(self) -> float:
        """How much of the way from chance to perfect, 0 to 1; 0 when chance is within the interval."""
        if not isfinite(self.chance) or not (self.low if isfinite(self.low) else self.value) > self.chance:
            return 0.0
        return (self.value - self.chance) / (1.0 - self.chance)

    def __str__(self) -> str:
        text = f"{self.figure.replace('/', ' ').replace('_', ' ')} {self.value:.2f}"
        if isfinite(self.low) and isfinite(self.high):
            text += f" ({self.low:.2f} to {self.high:.2f})"
        if isfinite(self.chance):
            text += f", chance {self.chance:.2f}"
        return f"{text}, {self.count} of {self.data}"


Accuracies = Mapping[str, tuple[Accuracy, ...]]
"""The figures of each judge by its name, the most telling first."""


@lru_cache(maxsize=1)
def accuracies() -> Accuracies:
    """Every measured figure of every judge, in the order of the table."""
    found: dict[str, tuple[Accuracy, ...]] = {}
    for row in asset_rows("judges.tsv"):
        found[row["judge"]] = (*found.get(row["judge"], ()), _read(row))
    return found


def accuracy(judge: str) -> list[dict[str, Any]]:
    """The figures of one judge as JSON-like values; none when it was never measured."""
    return [plain(one) for one in accuracies().get(judge, ())]


def main_figure(judge: str, known: Accuracies | None = None) -> Accuracy | None:
    """The figure that says most of a judge: how often it names emotions right, else its first.

    Args:
        judge: its name.
        known: the figures; those of the table when None.
    """
    rows = (accuracies() if known is None else known).get(judge, ())
    return naming_figure(judge, known) or next(iter(rows), None)


def naming_figure(judge: str, known: Accuracies | None = None) -> Accuracy | None:
    """How often a judge names the emotions of real people right; None when nobody measured it."""
    rows = (accuracies() if known is None else known).get(judge, ())
    recalls = [row for row in rows if _RECALL in row.figure.split("/") and isfinite(row.chance)]
    return next(iter(recalls), None)


def axis_figure(judge: str, axis: str, known: Accuracies | None = None) -> Accuracy | None:
    """How well a judge tells an axis, e.g. ``"valence"``, of real people or of rated pictures.

    Returns:
        Its first figure of that axis, ``valence/pearson`` or ``auc_valence/absolute``; None without one.
    """
    rows = (accuracies() if known is None else known).get(judge, ())
    told = [row for row in rows if row.figure.split("/")[0] in (axis, f"auc_{axis}") and isfinite(row.chance)]
    return next(iter(told), None)


def headline(judge: str) -> str:
    """:func:`main_figure` in words; "" when the judge was never measured."""
    best = main_figure(judge)
    return str(best) if best else ""


def _read(row: dict[str, str]) -> Accuracy:
    value, low, high, chance = (float(row[name] or nan) for name in ("value", "low", "high", "chance"))
    words = row["judge"], row["figure"], row["data"]
    return Accuracy(*words, int(row["count"]), value, low, high, chance, row["meaning"])
