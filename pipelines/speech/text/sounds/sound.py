"""One sound: its IPA as espeak writes it, and its letters in Kokoro's alphabet."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from emogen.pipelines.speech.text.alphabet import PRIMARY, SECONDARY, written


class Sound(NamedTuple):
    """One phoneme.

    Attributes:
        symbol: IPA as espeak writes it, without stress.
        letters: the model's, without stress.
        stress: 0 none, 1 primary, 2 secondary.
    """

    symbol: str
    letters: str
    stress: int


_IPA: Final = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "T": "ɾ", "ʤ": "dʒ", "ʧ": "tʃ",
    "ᵊl": "əl", "ᵊ": "ə",
}  # fmt: skip
_AMERICAN: Final = {"əɹ": "ɚ", "ɜɹ": "ɜː", "i": "iː", "u": "uː", "ɑ": "ɑː", "ɔ": "ɔː"}
"""Kokoro's letters -> IPA as espeak writes it, for what differs; its American voices have no length."""

_LETTER: Final = re.compile(r"([ˈˌ]?)(ᵊl|[əɜ]ɹ|[^\sˈˌ]ː?)")
_BRITISH: Final = re.compile(r"([ˈˌ]?)(ᵊl|[^\sˈˌ]ː?)")


def sound(phone: str, language: str) -> Sound:
    """A phone in IPA, its stress mark anywhere in it."""
    stress = 1 if PRIMARY in phone else 2 if SECONDARY in phone else 0
    bare = phone.replace(PRIMARY, "").replace(SECONDARY, "")
    return Sound(bare.rstrip("-."), written(bare, language), stress)


def sounds_of(letters: str, *, british: bool) -> list[Sound]:
    """The sounds of a word in Kokoro's letters, the stress mark before its vowel."""
    return list(_sounds_of(letters, british))


@lru_cache(maxsize=8192)
def _sounds_of(letters: str, british: bool) -> tuple[Sound, ...]:
    sounds: list[Sound] = []
    for match in (_BRITISH if british else _LETTER).finditer(letters):
        symbol = _IPA.get(match[2], match[2])
        if not british:
            # As espeak has it, the last vowel of *happy* is short.
            weak = match[2] == "i" and not match[1]
            symbol = symbol if weak else _AMERICAN.get(match[2], symbol)
        sounds.append(Sound(symbol, match[2], (PRIMARY, SECONDARY).index(match[1]) + 1 if match[1] else 0))
    return tuple(sounds)


def ipa_of(letters: str) -> str:
    """Kokoro's letters as IPA that reads as the same letters again."""
    return "".join(_IPA.get(letter, letter) if letter != "ᵊ" else letter for letter in letters)
