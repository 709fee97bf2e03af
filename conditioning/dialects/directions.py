"""What a free direction asks to be felt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.conditioning import manners, vocabulary
from emogen.conditioning.dialects.wordsets import words_of
from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.tables import asset_rows

_LONGEST: Final = 4
"""Words of the longest name of an emotion or manner."""


@dataclass(frozen=True, slots=True)
class Felt:
    """What a direction asks to be felt.

    Attributes:
        emotion: None where no word of it names a feeling.
        unread: the words that were not understood.
    """

    emotion: Emotion | None
    unread: tuple[str, ...]


def feel_words(text: str) -> Felt:
    """The feeling of a direction in words, e.g. ``"very excited"``, ``"sadly, like an old man"``."""
    tokens = text.split()
    known, unread, at = [], [], 0
    while at < len(tokens):
        length, words = _longest(tokens, at)
        if words:
            known.append(words)
        elif tokens[at] not in words_of("fillers"):
            unread.append(tokens[at])
        at += length
    return Felt(_emotion(known), tuple(unread))


def _emotion(known: list[str]) -> Emotion | None:
    while known and known[-1] in _degrees():
        known.pop()  # A degree of nothing.
    try:
        return Emotion.parse(" ".join(known)) if known else None
    except RequestError:
        return None


def _longest(tokens: list[str], at: int) -> tuple[int, str]:
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        words = " ".join(tokens[at : at + length])
        if words in _degrees() or words in vocabulary.words():
            return length, words
        if words in manners.words():
            return length, manners.PREFIX + manners.words()[words]
    return 1, _adjective(tokens[at])


def _adjective(word: str) -> str:
    """The emotion of an adverb, ``sad`` for ``sadly``; empty where it is none."""
    if not word.endswith("ly"):
        return ""
    stem = word[:-2]
    for adjective in (
        stem,
        f"{stem[:-1]}y" if stem.endswith("i") else stem,
        stem.removesuffix("al"),
        f"{stem}le",
    ):
        if adjective in vocabulary.words():
            return adjective
    return ""


@lru_cache(maxsize=1)
def _degrees() -> frozenset[str]:
    return frozenset(row["modifier"] for row in asset_rows("modifiers.tsv"))
