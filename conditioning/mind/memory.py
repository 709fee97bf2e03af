"""What a character remembers, and what comes to mind in a mood."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from emogen.conditioning.checks import check_text
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.pad import PAD, dot, unit
from emogen.errors import RequestError, checked

Similarity: TypeAlias = Callable[[str, str], float]
"""(query, text of a memory) -> how much they are about the same, in [0, 1]."""

CAPACITY: Final = 1000
"""Memories kept; when there are more, the weakest tenth is forgotten. Ours."""

_FADING: Final = 0.5
"""Exponent of the power law of forgetting (Anderson & Schooler 1991; ACT-R's default)."""

_HOUR: Final = 3600.0

_CONGRUENCE: Final = 0.5
"""A memory that agrees with the mood weighs up to 1.5, one that opposes it down to 0.5. Size ours;
direction: Bower 1981."""

_COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by did do does for from had has have he her him his i in is it "
        "its me my no not of on or our she so that the their them they this to us was we were what when "
        "where who why with you your",
    )
)
"""English words that say nothing about the subject. Ours."""


@dataclass(frozen=True, slots=True)
class Memory:
    """One thing remembered.

    Attributes:
        text: what happened.
        emotion: what was felt.
        time: when, in seconds of the character's life.
        importance: 0 (soon forgotten) … 1 (never).

    Raises:
        RequestError: no text or too much of it, a number out of range.
    """

    text: str
    emotion: Emotion
    time: float
    importance: float

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise RequestError("a memory needs a text")
        check_text(self.text, "text of a memory")
        checked(self.importance, "importance", 0.0, 1.0)

    def strength(self, now: float) -> float:
        """How present it is at a time, in (0, 1]: forgetting follows a power law, and the more
        important a memory, the flatter it is."""
        hours = max(0.0, now - self.time) / _HOUR
        return float((1.0 + hours) ** (-_FADING * (1.0 - self.importance)))


def word_overlap(query: str, text: str) -> float:
    """The words that two texts share, by the cosine of their sets: 0 (none) … 1 (the same).

    Case and common English words do not count. Languages without spaces need another function.
    """
    one, other = _words(query), _words(text)
    if not one or not other:
        return 0.0
    return min(1.0, len(one & other) / math.sqrt(len(one) * len(other)))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - _COMMON


def score(memory: Memory, query: str, mood: PAD, now: float, similarity: Similarity = word_overlap) -> float:
    """How readily a memory comes to mind: relevance times recency times congruence, in [0, 1.5].

    Args:
        query: what it is about; an empty query makes everything relevant.
        mood: how the character feels now.
        now: the time, in seconds of the character's life.

    Raises:
        RequestError: ``similarity`` gave something else than a number from 0 to 1.
    """
    relevance = checked(similarity(query, memory.text), "similarity", 0.0, 1.0) if query.strip() else 1.0
    return relevance * memory.strength(now) * (1.0 + _CONGRUENCE * dot(unit(memory.emotion.vad), unit(mood)))


def recall(
    memories: Iterable[Memory],
    query: str,
    mood: PAD,
    now: float,
    count: int = 3,
    similarity: Similarity = word_overlap,
) -> tuple[Memory, ...]:
    """The memories that come to mind, best first; later ones first among equals; none that scores 0.

    Raises:
        RequestError: as :func:`score`.
    """
    scored = [(score(memory, query, mood, now, similarity), memory) for memory in memories]
    scored.sort(key=lambda pair: (-pair[0], -pair[1].time, pair[1].text))
    return tuple(memory for value, memory in scored[: max(0, count)] if value > 0.0)


def kept(memories: tuple[Memory, ...], now: float) -> tuple[Memory, ...]:
    """``memories`` in the same order, without the weakest tenth if there are over ``CAPACITY``."""
    if len(memories) <= CAPACITY:
        return memories
    lost = len(memories) - CAPACITY * 9 // 10
    order = sorted(
        range(len(memories)), key=lambda i: (memories[i].importance * memories[i].strength(now), i)
    )
    weakest = set(order[:lost])
    return tuple(memory for i, memory in enumerate(memories) if i not in weakest)
