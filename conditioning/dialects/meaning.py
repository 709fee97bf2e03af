"""The meaning of one mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from emogen.conditioning.effects import Effect
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.tags import brief


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a mark.

    Attributes:
        kind: of the first word that was read: ``sound``, ``manner``, ``pause``, ``back``, ``feeling``,
            ``action``, ``noise``, ``aside``, or ``emotion`` for words of feeling; ``knob`` for numbers.
        emotion: what is felt from there on; None where it leaves that alone.
        effects: pauses and sounds that happen there, other effects on the words that follow.
        group: of those effects, of which a new one ends the last.
        unread: words of it that were not understood.
        note: what of it cannot be done.
    """

    kind: str = ""
    emotion: Emotion | None = None
    effects: tuple[Effect, ...] = ()
    group: str = ""
    unread: tuple[str, ...] = ()
    note: str = ""

    def parts(self) -> Iterator[str]:
        """Its outcome, in words."""
        if self.emotion is not None:
            yield f"{self.emotion.label} from here on"
        for effect in self.effects:
            yield brief(effect)
        if self.kind == "back":
            yield "back to the emotion of the beginning"


NOTHING: Final = Meaning()
"""The meaning of a mark that asks for nothing."""
