"""Notes: what of a script was not done as written, and where that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emogen.conditioning.caret import TextError


@dataclass(frozen=True, slots=True)
class Note:
    """One thing in a text that was left out, or understood in part.

    Attributes:
        start: index of its first character in the source text.
        end: index after its last one.
        what: what became of it and why, one clause without a full stop.
    """

    start: int
    end: int
    what: str


def refusal(text: str, notes: Sequence[Note]) -> TextError:
    """One error of at least one note, each with its place in ``text`` and a caret under it."""
    from emogen.conditioning.caret import TextError, one_error

    return one_error([TextError(note.what, text, note.start, note.end) for note in notes])


@dataclass(frozen=True, slots=True)
class Reading:
    """One mark of a text and what it became.

    Attributes:
        start, end: its place in the source text.
        became: e.g. ``sadness from here on``, ``pause 0.4s``.
    """

    start: int
    end: int
    became: str
