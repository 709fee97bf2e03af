"""Figures: numbers with their intervals, which can be stored and compared with later ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that was measured.

    Attributes:
        id: what it is of, as a path, e.g. ``"speech/actors/recall"``: the same in every run.
        value: the number.
        low, high: its 95 % interval; NaN where there is none.
        count: of how many items.
        better: whether more is better (``"higher"``), less is (``"lower"``), or neither (``""``).
        meaning: what it is, for people.
    """

    id: str
    value: float
    low: float
    high: float
    count: int
    better: Literal["higher", "lower", ""] = ""
    meaning: str = ""
