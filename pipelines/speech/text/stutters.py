"""Stutters and words broken off: *D-don't!*, *th-th-the*, *I-I*, *wha- what*.

The sounds that a word begins with are said, short, then the word.
"""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.interjections import interjection
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.letters import is_short_word, plain_word
from emogen.pipelines.speech.text.scan import LETTER, WORD, Context, Reader, Said, Written

_STUTTER: Final = rf"(?<![\w'’-])(?:{LETTER}{{1,3}}-){{1,6}}{WORD}(?:['’]{WORD})?(?!\w)"
_BROKEN: Final = rf"(?<![\w'’-]){LETTER}{{1,6}}(?:-|—|–|…|\.\.\.)\s{{1,2}}(?={WORD})"

_PREFIXES: Final = frozenset(["re", "co", "de", "un", "in", "ex", "pre", "bi", "ha", "he", "ho", "no", "so"])
"""Beginnings that stand before a hyphen in words that are no stutters (*re-read*)."""

_VOWELS: Final = "aeiouyɑɐɒæɔəɛɜɨɪøœʊʌɤᵻ"
_SHORT: Final = 0.8
"""Length of the vowel of what is repeated, against one of the voice's. Ours."""


def stutter_readers(language: Language) -> list[tuple[re.Pattern[str], Reader]]:
    """The readers of stutters and words broken off; none where words are not written in letters."""
    if language.code in ("zh", "ja"):
        return []
    return [(re.compile(_STUTTER), _stutter), (re.compile(_BROKEN), _broken)]


def _stutter(match: re.Match[str], context: Context) -> list[Said]:
    *begun, word = match[0].split("-")
    low = word.lower()
    if any(not low.startswith(part.lower()) for part in begun) or len(word) < len(begun[0]):
        return []
    if len(begun) == 1 and (begun[0].lower() in _PREFIXES or (len(word) == len(begun[0]) > 1)):
        return []
    if word.isupper() and len(word) > 1 and len(begun) == 1 and not set(low) & set("aeiouy"):
        return []
    said: list[Said] = []
    place = match.start()
    for part in begun:
        said.append(_beginning(part, word, place, context))
        place += len(part) + 1
    return [*said, *_whole(word, place, context)]


def _broken(match: re.Match[str], context: Context) -> list[Said]:
    """A word broken off before it is begun again; of "I... I think" all words are whole."""
    part = match[0].rstrip().rstrip("-—–….")
    following = re.compile(rf"{WORD}(?:['’]{WORD})?").match(match.string, match.end())
    word = following[0] if following else ""
    if len(word) <= len(part) or not word.lower().startswith(part.lower()):
        return []
    if is_short_word(part.lower()) or "'" in word[: len(part) + 1] or "’" in word[: len(part) + 1]:
        return []  # "a… and", "I— I'm": words of their own.
    beginning = _beginning(part, word, match.start(), context)
    return [beginning]


def _beginning(part: str, word: str, place: int, context: Context) -> Written:
    ipa = _onset(part, word, context.language.code)
    return Written(part, "", "", place, place + len(part), ipa, drawn=_SHORT)


def _onset(part: str, word: str, language: str) -> str:
    """The sounds of the beginning of a word: its consonants and, where a vowel is written, its vowel,
    else a short one without colour, without which a stop is not heard."""
    from emogen.pipelines.speech.text.phonemes import chunks

    plain = word.replace("’", "'")
    phones = [
        phone.symbol
        for chunk in chunks([Written(word, plain, "", 0, len(word))], language)
        for phone in chunk
        if phone.symbol
    ]
    first = next((i for i, symbol in enumerate(phones) if symbol[0] in _VOWELS), len(phones))
    with_vowel = bool(set(part.lower()) & set("aeiouáéíóúàèìòùâêîôû")) or first == 0
    vowel = phones[first] if with_vowel and first < len(phones) else "e" if language in ("es", "it") else "ə"
    return "".join(phones[:first][: max(len(part), 1)]) + vowel.rstrip("ː") + "ː"


def _whole(word: str, place: int, context: Context) -> list[Said]:
    """The word itself as it is read elsewhere."""
    whole = interjection(word, place, context.language)
    return [whole] if whole else [(place, place + len(word), plain_word(word, context))]
