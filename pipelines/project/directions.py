"""Directions of a script as emotions of requests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.asked import asked_emotion
from emogen.conditioning.track import AUTO
from emogen.errors import EmogenError

_LONGEST: Final = 1000
"""Characters of a direction that are read."""


@dataclass(frozen=True, slots=True)
class Directed:
    """A direction as a request takes it.

    Attributes:
        emotion: in the request's notation or in the direction's own words; "" where it tells no emotion:
            it is then that of lines without a direction.
        mark: a tag that goes before the words, for a manner that leaves the emotion open; or "".
        problem: what of it was not understood, in one clause; or "".
    """

    emotion: str = ""
    mark: str = ""
    problem: str = ""


@lru_cache(maxsize=8192)
def read_as_direction(direction: str) -> Directed:
    """A direction such as ``shouted, suspicious``, ``(laughs)`` or ``joy:0.6``.

    One that says how but not what is felt, such as ``under her breath``, becomes a mark: the emotion stays
    open. One that is not understood is a problem, never neutral.
    """
    text = " ".join(direction.split())[:_LONGEST]
    if not text:
        return Directed()
    if text == AUTO:
        return Directed(AUTO)
    try:
        asked = asked_emotion(text)
    except EmogenError:
        return Directed(problem=f"the direction {text!r} says nothing of the voice: the words decide")
    unread = ", ".join(map(repr, asked.direction.unread)) if asked.direction else ""
    problem = f"of the direction {text!r} not understood: {unread}" if unread else ""
    if not asked.is_moving and (emotion := Emotion.parse(asked.notation)).felt.is_neutral and emotion.manners:
        return Directed(mark=f"[{emotion}]", problem=problem)
    return Directed(text, problem=problem)
