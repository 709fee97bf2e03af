"""Numbers of documents that remember how they are written."""

from __future__ import annotations

from typing import Final, Self

from emogen.budgets import DIGITS

_SHORT: Final = 20
"""Digits of numbers for which no budget is looked up: those of 64 bits."""


class WrittenInt(int):
    """A whole number that is written otherwise than Python writes it: ``str`` gives ``0721506``."""

    written: str

    @classmethod
    def of(cls, value: int, written: str) -> Self:
        """A number as it is written."""
        number = cls(value)
        number.written = written
        return number

    def __str__(self) -> str:
        return self.written


class WrittenFloat(float):
    """A number that is written otherwise than Python writes it: ``str`` gives ``1.10``."""

    written: str

    @classmethod
    def of(cls, value: float, written: str) -> Self:
        """A number as it is written."""
        number = cls(value)
        number.written = written
        return number

    def __str__(self) -> str:
        return self.written


def whole_number(text: str) -> int:
    """A whole number of JSON. Raises ``BudgetError`` for one too long."""
    if len(text) > _SHORT:
        DIGITS.check(len(text), "a number")
    return int(text)


def written_int(text: str) -> int:
    """A whole number of JSON that remembers how it is written. Raises ``BudgetError`` for one too long."""
    number = whole_number(text)
    return number if str(number) == text else WrittenInt.of(number, text)


def written_float(text: str) -> float:
    """A number of JSON that remembers how it is written."""
    number = float(text)
    return number if repr(number) == text else WrittenFloat.of(number, text)
