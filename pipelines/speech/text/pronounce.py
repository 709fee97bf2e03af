"""Exact pronunciations: a word in IPA to phones as espeak writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from emogen.errors import RequestError
from emogen.pipelines.speech.text.alphabet import DETAILS, LETTERS, PRIMARY, SECONDARY, STAND_INS

_TIE: Final = "\u0361\u035c"

_VOWELS: Final = "aeiouyɑɐɒæɔəɚɛɜɝɞɘɵʉɨɪɯøœɶʊʌɤʏᵻä"

_DIPHTHONGS: Final = ("aɪ", "aʊ", "eɪ", "oʊ", "əʊ", "ɔɪ", "ɪə", "eə", "ʊə", "iə")
_AFFRICATES: Final = ("tʃ", "dʒ", "ts", "dz", "tɕ", "dʑ")
_LIGATURES: Final = {"ʧ": "tʃ", "ʤ": "dʒ", "ʦ": "ts", "ʣ": "dz", "ʨ": "tɕ", "ʥ": "dʑ"}
_SIGNS: Final = "ːʰʲ\u0303ʷˠˤˑ˞ʼ"

_PHONE: Final = re.compile(
    rf"({'|'.join(_AFFRICATES)}|(?:{'|'.join(_DIPHTHONGS)})|.)([{_SIGNS}]*)", re.DOTALL
)
_MARKS: Final = PRIMARY + SECONDARY + "'’,"
_STRESS: Final = {PRIMARY: PRIMARY, "'": PRIMARY, "’": PRIMARY, SECONDARY: SECONDARY, ",": SECONDARY}

_KNOWN: Final = (
    LETTERS | frozenset(STAND_INS) | DETAILS | frozenset(_LIGATURES) | frozenset(_MARKS + _SIGNS + _TIE)
)
_NO_SOUNDS: Final = frozenset(';:.!?—…"()“”AIOQSTWY↓→↗↘')


def check_ipa(ipa: str) -> None:
    """Refuse what cannot be said.

    Raises:
        RequestError: symbols that the voices do not know; no sound at all.
    """
    plain = _decomposed(ipa)
    for symbol in plain:
        if symbol not in _KNOWN or (symbol in _NO_SOUNDS and symbol not in DETAILS):
            name = unicodedata.name(symbol, f"U+{ord(symbol):04X}").lower()
            raise RequestError(
                f"cannot pronounce {symbol!r} in {ipa!r}", why=f"{name} is no sound of the voices",
                fix="Write the nearest sound in IPA.",
            )  # fmt: skip
    if not any(phone for word in ipa.split() for phone in phones(word)):
        raise RequestError(
            f"cannot pronounce {ipa!r}", why="there is no sound in it", fix="Write e.g. təˈmɑːtəʊ."
        )


def phones(ipa: str) -> list[str]:
    """The phones of words in IPA, each with its stress mark before it, as espeak gives them.

    IPA puts the mark before the syllable; it is moved to the syllable's vowel.
    """
    found: list[str] = []
    stress = ""
    for symbol in _units(_decomposed(ipa)):
        if symbol in _STRESS:
            stress = _STRESS[symbol]
        elif stress and symbol[0] in _VOWELS:
            found.append(stress + symbol)
            stress = ""
        else:
            found.append(symbol)
    if stress and found:
        found[-1] = stress + found[-1]
    return found


def _units(ipa: str) -> Iterator[str]:
    """Stress marks and phones."""
    for match in _PHONE.finditer(ipa):
        if match[0] in DETAILS or match[0].isspace():
            continue
        yield match[0]


def _decomposed(ipa: str) -> str:
    """Ligatures and accents apart, ties and signs of detail (but those of vowels' quality) out."""
    text = "".join(_LIGATURES.get(letter, letter) for letter in unicodedata.normalize("NFD", ipa))
    text = text.replace("c\u0327", "ç").replace("ɚ", "əɹ").replace("˞", "ɹ")
    text = re.sub(r"([lmnɹ])\u0329", r"ə\1", text)
    kept = (c for c in text if c not in _TIE and (c not in DETAILS or c in "-"))
    return "".join(kept)
