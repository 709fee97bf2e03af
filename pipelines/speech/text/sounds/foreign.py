"""Words in another language's script, said in that language with the sounds that the voice has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from emogen.pipelines.speech.text import japanese, mandarin
from emogen.pipelines.speech.text.alphabet import DETAILS, LETTERS, PRIMARY, SECONDARY, STAND_INS

_ESPEAK: Final = {
    "ARABIC": "ar", "ARMENIAN": "hy", "BENGALI": "bn", "CYRILLIC": "ru", "DEVANAGARI": "hi",
    "ETHIOPIC": "am", "GEORGIAN": "ka", "GREEK": "el", "GUJARATI": "gu", "GURMUKHI": "pa",
    "HANGUL": "ko", "HEBREW": "he", "KANNADA": "kn", "MALAYALAM": "ml", "ORIYA": "or",
    "SINHALA": "si", "TAMIL": "ta", "TELUGU": "te",
}  # fmt: skip
"""Script, the first word of its letters' Unicode names -> the voice of espeak that reads it. Thai is not
here: espeak loses its vowels."""

_TELLING: Final = (
    ("CYRILLIC", "uk", "іїєґІЇЄҐ"), ("CYRILLIC", "sr", "ђћљњџјЂЋЉЊЏЈ"), ("ARABIC", "fa", "پچژگ"),
)  # fmt: skip
"""Letters that only some languages of a script have."""

_KANA: Final = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA")

_NEAR_ENGLISH: Final = {
    "ɕ": "ʃ", "ʂ": "ʃ", "ʐ": "ʒ", "ʑ": "ʒ", "ɻ": "ɹ", "r": "ɹ", "ʁ": "ɹ", "ʀ": "ɹ", "ɽ": "ɾ", "ʨ": "tʃ",
    "ꭧ": "dʒ", "ʥ": "dʒ", "tɕ": "tʃ", "dʑ": "dʒ", "ʈ": "t", "ɖ": "d", "ɳ": "n", "ɭ": "l", "ʎ": "lj",
    "ɲ": "nj", "ɴ": "n", "ʦ": "ts", "ʣ": "dz", "x": "h", "χ": "h", "ħ": "h", "ç": "h", "ɦ": "h", "ɣ": "ɡ",
    "q": "k", "ɟ": "ɡ", "c": "k", "ʔ": "", "ʕ": "", "β": "w", "ʋ": "v", "ɸ": "f", "ɥ": "w", "y": "uː",
    "ø": "ɜː", "œ": "ɜː", "ɤ": "ə", "ɯ": "uː", "ɨ": "ɪ", "ɵ": "ʊ", "ɐ": "ə", "a": "ɑː", "ä": "ɑː",
    "e": "ɛ", "o": "oʊ", "u": "uː", "i": "iː", "ei": "eɪ", "ai": "aɪ", "au": "aʊ", "ou": "oʊ", "aw": "aʊ",
}  # fmt: skip
"""Sounds that English voices do not have -> the nearest that they have. Ours."""

_VOICED: Final = {"p": "b", "t": "d", "k": "ɡ", "ʨ": "dʒ", "ꭧ": "dʒ", "ʦ": "dz"}
"""Chinese plosives and affricates without breath, which English ears take for voiced ones."""

_VOWELS: Final = "aeiouyɑɐɒæɔəɛɜɨɯøœʊʌɤɪ"
_MARKS: Final = PRIMARY + SECONDARY
_TONES: Final = "→↗↓↘"


def script_of(text: str) -> str:
    """The script of the first letter: the first word of its Unicode name, e.g. ``"CYRILLIC"``."""
    for letter in text:
        if letter.isalpha():
            return unicodedata.name(letter, "").partition(" ")[0]
    return ""


def foreign_phones(text: str, script: str = "", *, language: str = "en-us") -> list[str] | None:
    """A word in another script as phones, the stress mark before its phone.

    Chinese is read by its pinyin, Japanese by its kana, other scripts by espeak in the language that
    is written in them most. Joined, the phones are an exact pronunciation (``Written.ipa``).

    Args:
        text: letters of one script; Chinese characters beside kana are Japanese.
        script: as :func:`script_of` has it; empty to look.
        language: that of the voice, whose sounds are used.

    Returns:
        ``None`` where nothing here reads the script, nothing of it sounds, or it is written without the
        vowels that espeak would need (much Arabic and Hebrew).
    """
    english = language.startswith("en")
    script = script or script_of(text)
    text = unicodedata.normalize("NFC", text)
    if script in _KANA or (script.startswith("CJK") and any(script_of(c) in _KANA for c in text)):
        if len(text) == 1:
            return None  # A face (ツ), no word.
        phones = _japanese(text)
    elif script.startswith("CJK"):
        phones = _chinese(text, voiced=english)
    elif voice := _voice(text, script):
        from emogen.pipelines.speech.text.sounds.espeak import phonemize

        phones = [_plain(phone) for group in phonemize(text, voice) for phone in group]
        if _lacks_vowels(phones):
            return None
    else:
        return None
    phones = list(_english(phones)) if english else [_sayable(phone) for phone in phones]
    return _stressed([phone for phone in phones if phone]) or None


def _voice(text: str, script: str) -> str:
    for of, voice, letters in _TELLING:
        if of == script and any(letter in letters for letter in text):
            return voice
    return _ESPEAK.get(script, "")


def _lacks_vowels(phones: Sequence[str]) -> bool:
    """Whether four consonants meet, or there are only consonants."""
    kinds = "".join("v" if phone.strip(_MARKS)[:1] in _VOWELS else "c" for phone in phones)
    return "cccc" in kinds or "v" not in kinds


def _chinese(text: str, *, voiced: bool) -> list[str]:
    """Without tones, which only Chinese voices make: a syllable with a full tone has a stress instead."""
    phones: list[str] = []
    for _, reading in mandarin.words(text):
        for syllable in reading.split():
            for phone in mandarin.phones(syllable):
                bare = phone.rstrip(_TONES)
                stress = "" if bare == phone else SECONDARY
                phones.append(stress + (_VOICED.get(bare, bare) if voiced else bare))
    return phones


def _japanese(text: str) -> list[str]:
    phones = [phone for _, reading in japanese.words(text) for phone in japanese.phones(reading)]
    return [phone.replace("ᵝ", "") for phone in phones]


def _plain(phone: str) -> str:
    """Without the figures and signs that espeak has for tones and detail in some languages."""
    return re.sub(rf'[\d"{re.escape("".join(DETAILS))}]', "", phone)


def _sayable(phone: str) -> str:
    kept = (c for c in phone if c in LETTERS or c in STAND_INS or c in _MARKS)
    return "".join(kept)


def _english(phones: Sequence[str]) -> Iterator[str]:
    """The nearest English sounds; a soft consonant has a glide before a vowel."""
    for index, phone in enumerate(phones):
        stress = phone[:1] if phone[:1] in _MARKS else ""
        bare = re.sub("[ːʰˤ]", "", phone.removeprefix(stress).replace("\u0303", "n"))
        following = phones[index + 1].strip(_MARKS)[:1] if index + 1 < len(phones) else ""
        if bare == following and bare not in _VOWELS:
            continue
        glide = bare.endswith("ʲ") and following in _VOWELS and following not in "iɪɨ"
        bare = "n" if bare == "ɲ" and following in "iɪɲ" else bare.replace("ʲ", "")
        near = _NEAR_ENGLISH.get(bare)
        if near is None and bare[:1] not in _VOWELS:
            near = "".join(_NEAR_ENGLISH.get(letter, letter) for letter in bare)
        near = bare if near is None else near
        if near:
            yield stress + near
        if glide and following:
            yield "j"


def _stressed(phones: list[str]) -> list[str]:
    """With a primary stress: the last secondary one, else on the last vowel but one."""
    if any(phone.startswith(PRIMARY) for phone in phones):
        return phones
    weak = [index for index, phone in enumerate(phones) if phone.startswith(SECONDARY)]
    vowels = [index for index, phone in enumerate(phones) if phone.lstrip(SECONDARY)[:1] in _VOWELS]
    if place := weak[-1:] or vowels[-2:][:1]:
        phones[place[0]] = PRIMARY + phones[place[0]].removeprefix(SECONDARY)
    return phones
