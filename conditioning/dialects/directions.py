"""The feeling of a free direction, as the direction reader reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.conditioning.dialects.wordsets import words_of
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.direction import read_direction
from emogen.errors import MissingWeightError, RequestError

_SURE: Final = 0.5
"""Confidence below which a direction is not followed, but noted. Ours."""


@dataclass(frozen=True, slots=True)
class Felt:
    """The feeling that a direction asks for.

    Attributes:
        emotion: None where nothing of it was understood surely enough. Of a sequence, its first step: a
            mark in a text is one moment.
        unread: the words that were not understood.
    """

    emotion: Emotion | None
    unread: tuple[str, ...]


@lru_cache(maxsize=1024)
def feel_words(text: str, *, by_meaning: bool = False) -> Felt:
    """The feeling and manner of a direction, e.g. ``"very excited"``, ``"sadly, like an old man"``.

    Args:
        text: without what surrounds it.
        by_meaning: whether words that no table knows are read by their meaning, which takes the
            multilingual encoder; where that is not there they are not understood.
    """
    try:
        read = read_direction(text, by_meaning=by_meaning)
    except MissingWeightError:
        read = read_direction(text, by_meaning=False)
    except RequestError:
        return Felt(None, tuple(text.split()))
    unread = tuple(word for word in read.unread if word.lower() not in words_of("fillers"))
    known = read.steps and read.confidence >= _SURE and not read.steps[0].is_neutral
    return Felt(read.steps[0] if known else None, unread)
