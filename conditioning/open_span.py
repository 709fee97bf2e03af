"""A span of a script whose end has not been read yet."""

from __future__ import annotations

from dataclasses import dataclass

from emogen.conditioning.builder import Mark, Place
from emogen.conditioning.effects import Effect
from emogen.conditioning.emotion import Emotion


@dataclass(frozen=True, slots=True)
class Open:
    """A span whose end is still to come.

    Attributes:
        name: ``whisper`` and so on; ``*`` or ``**``.
        marks: those of its effects.
        place: where it begins in the source.
        loose: written in square brackets: the end of the text may end it too.
        group: of loose spans, of which a new one ends the last.
        effects: what it does to the words.
        felt: what is felt again after it; None where it leaves that alone.
        gap: the white space that it is parted by.
        said: how many characters were spoken before it.
    """

    name: str
    marks: tuple[Mark, ...]
    place: Place
    loose: bool = False
    group: str = ""
    effects: tuple[Effect, ...] = ()
    felt: Emotion | None = None
    gap: str = ""
    said: int = 0
