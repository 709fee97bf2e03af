"""Words in a row, as people write them: ``a bit worried``, ``bittersweet pride``, ``so angry``."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from emogen.conditioning import manners, vocabulary
from emogen.errors import RequestError
from emogen.tables import asset_rows

JOINING: Final = frozenset(("and", "but", "with", "yet", "of"))
_LONGEST: Final = 4
"""Words in the longest name: "jealousy and envy", "impatience and irritability", "let down"."""
_SEEN: Final = 0.3
"""Strengths below this are what a rater or two saw in an emoji, and are left out."""
_INVISIBLE: Final = str.maketrans(
    "", "", "\ufe0f\u200d\u2640\u2642" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
)
"""Parts of emoji that say how to draw them: style, sex, skin."""


def understand(phrase: str) -> list[tuple[str, float]]:
    """(name or synonym, weight) pairs of a phrase; empty for neutral.

    Adverbs and adjectives of degree multiply the emotion that follows, up to 1 (factors:
    ``assets/modifiers.tsv``). Several emotions in one phrase share it equally; manners, which keep their
    prefix, count whole.

    Raises:
        RequestError: a word that is not known (near ones are offered), or nothing but degree.
    """
    if not any(map(str.isalnum, phrase)):
        return _of_emoji(phrase)
    tokens = phrase.lower().split()
    found: list[tuple[str, float]] = []
    factor: float | None = None
    at = 0
    while at < len(tokens):
        length, words = _longest_known(tokens, at)
        if words in _modifiers():
            factor = (1.0 if factor is None else factor) * _modifiers()[words]
        elif words not in JOINING or not 0 < at < len(tokens) - 1:
            if words.startswith(manners.PREFIX):
                words = manners.PREFIX + manners.find(words).name
            elif words != "neutral":
                vocabulary.find(words)
            found.append((words, max(-1.0, min(1.0, 1.0 if factor is None else factor))))
            factor = None
        at += length
    if factor is not None or not found:
        after = " after its last adverb" if found else ""
        raise RequestError(f"{phrase!r} names no emotion{after}", fix='Write e.g. "a bit worried".')
    felt = sum(not name.startswith(manners.PREFIX) for name, _ in found)
    return [
        (name, weight if name.startswith(manners.PREFIX) else weight / felt)
        for name, weight in found
        if name != "neutral"
    ]


def _longest_known(tokens: list[str], at: int) -> tuple[int, str]:
    for length in range(min(_LONGEST, len(tokens) - at), 1, -1):
        words = " ".join(tokens[at : at + length])
        if words in _modifiers() or words in vocabulary.words() or words in _said():
            return length, words
    return 1, tokens[at]


def _of_emoji(text: str) -> list[tuple[str, float]]:
    """The mean of a row of emoji."""
    known = vocabulary.emoji()
    plain = text.translate(_INVISIBLE)
    faces = [character for character in plain if character in known]
    if not faces or len(faces) != len(plain):
        strange = next((character for character in plain if character not in known), text)
        raise RequestError(f"unknown emoji {strange!r}", fix="Write the emotion in words.")
    return [
        (name, strength / len(faces)) for face in faces for name, strength in known[face] if strength >= _SEEN
    ]


@lru_cache(maxsize=1)
def _said() -> frozenset[str]:
    """Manners of more than one word as they are written."""
    return frozenset(manners.PREFIX + words for words in manners.words() if " " in words)


@lru_cache(maxsize=1)
def _modifiers() -> dict[str, float]:
    return {row["modifier"]: float(row["factor"]) for row in asset_rows("modifiers.tsv")}
