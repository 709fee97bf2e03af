"""Visemes: the mouth postures that phonemes aim at, and phonemes in terms of them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.tables import asset_rows

ARTICULATORS: Final = ("jaw", "close", "round", "spread", "tuck", "upper", "lower", "tongue")
"""What a posture is made of, each from 0 to 1: jaw opening, lip closure, rounding, spreading, lower
lip under the upper teeth, upper lip up, lower lip down, tongue tip forward."""

VOWELS: Final = frozenset("ɑaʌɐɒäæɶeɛɘøœɪᵻɨɯʏiyɔoɤʊɵuʉəᵊɚɝɜɞ")

_DIPHTHONGS: Final = {"A": "eɪ", "I": "aɪ", "W": "aʊ", "Y": "ɔɪ", "O": "oʊ", "Q": "əʊ"}
"""Single letters that some voices' phoneme sets write for diphthongs (misaki's English set)."""


@dataclass(frozen=True, slots=True)
class Viseme:
    """A mouth posture.

    Attributes:
        name: as in ``assets/visemes.tsv``.
        posture: one value in [0, 1] for each of :data:`ARTICULATORS`.
        firm: how strongly it resists its neighbours, 0 to 3 (dominance in the sense of Cohen &
            Massaro 1993).
        oculus: the nearest of the 15 visemes of Oculus LipSync, which games animate: sil, PP, FF, TH,
            DD, kk, CH, SS, nn, RR, aa, E, ih, oh or ou.
    """

    name: str
    posture: tuple[float, ...]
    firm: float
    oculus: str


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Viseme], dict[str, Viseme]]:
    by_name: dict[str, Viseme] = {}
    by_phoneme: dict[str, Viseme] = {}
    for row in asset_rows("visemes.tsv"):
        posture = tuple(float(row[part]) for part in ARTICULATORS)
        viseme = Viseme(row["viseme"], posture, float(row["firm"]), row["oculus"])
        by_name[viseme.name] = viseme
        by_phoneme.update(dict.fromkeys(row["phonemes"].split(), viseme))
    return by_name, by_phoneme


def viseme(name: str) -> Viseme:
    """The viseme of that name in the table."""
    return _tables()[0][name]


def visemes_of(symbol: str) -> tuple[Viseme, ...]:
    """The postures one phoneme passes through: one, or two for a diphthong or an affricate.

    Args:
        symbol: IPA without stress; ``""`` is silence. Length marks and diacritics are ignored; a
            symbol that no table has gets a reduced vowel's posture, which disturbs least.
    """
    known = _tables()[1]
    symbol = _DIPHTHONGS.get(symbol, symbol)
    if not symbol:
        return (viseme("rest"),)
    if symbol in known:
        return (known[symbol],)
    plain = [
        c
        for c in symbol
        if c not in "ːˑ" and not unicodedata.combining(c) and unicodedata.category(c) != "Lm"
    ]
    found = tuple(known[c] for c in plain if c in known)
    return found or (viseme("schwa"),)


def is_bilabial(symbol: str) -> bool:
    """Whether the lips must close for this phoneme."""
    return any(v.name == "bmp" for v in visemes_of(symbol))


def is_vowel(symbol: str) -> bool:
    return any(character in VOWELS for character in _DIPHTHONGS.get(symbol, symbol))
