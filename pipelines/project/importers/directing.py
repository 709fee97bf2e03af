"""Words of tools that tell how a line is said: attributes of pictures, tags, markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from emogen.conditioning.read.direction import read_direction

_KEYS: Final = frozenset(
    {"delivery", "direction", "emotion", "expression", "feeling", "mood", "style", "tone", "voicestyle"}
)
"""Names before a colon of tags that direct, ``emotion:sad``. Ours."""


def directions(words: Iterable[str]) -> str:
    """Those words that direct, e.g. ``"happy"`` of ``("green", "happy")``: names of emotions and manners."""
    return ", ".join(dict.fromkeys(word.lstrip("-") for word in words if directs(word)))


@lru_cache(maxsize=4096)
def directs(word: str) -> bool:
    """Whether a word tells how something is said: ``happy``, ``whispering``, not ``green``."""
    if word.startswith("-") or len(word) > 40:
        return False
    return any(part.meaning for part in read_direction(word, by_meaning=False).parts)


def directed(tags: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The direction in tags, and the tags that direct nothing: ``emotion:very_sad`` and ``whispered`` direct,
    ``bg:park`` does not."""
    told, others = [], []
    for tag in tags:
        key, colon, value = tag.partition(":")
        words = re.sub(r"[_-]+", " ", (value if colon else key).strip()).strip()
        if words and (key.strip().lower() in _KEYS if colon else directs(words)):
            told.append(words)
        else:
            others.append(tag)
    return ", ".join(dict.fromkeys(told)), tuple(others)
