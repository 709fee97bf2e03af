"""Notes: what of a script was not done as written, and where that stands."""

from __future__ import annotations

from dataclasses import dataclass


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

    def shown(self, text: str) -> str:
        """The note with the place in ``text`` and a caret under it."""
        from emogen.conditioning.caret import point_at

        return f"{self.what}\n{point_at(text, self.start, self.end)}"


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
