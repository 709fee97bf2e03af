"""Texts in other languages than English: their words as the table's, by the multilingual encoder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from emogen.conditioning.read.language import UNKNOWN, language_of, languages_having
from emogen.conditioning.read.multilingual import TRAINED
from emogen.pipelines.image.painter.words.meaning import FOREIGN, believed
from emogen.pipelines.image.painter.words.read import SIGNS, Reading, read_tokens
from emogen.pipelines.image.painter.words.table import cased_tokens, table

_HALF: Final = 0.5
"""Share of a text's words known in English from which on it is read as English."""

_PAIR: Final = 0.85
"""Likeness from which two words together are one of the table: "fishing boat". Ours."""

_MOST: Final = 80
"""Words looked up of one text."""

_JAPANESE: Final = re.compile("[のにをがはでとへもやな、。]|から|まで|ている|ない")
_CHINESE: Final = re.compile("[的在和与有里上下中了着是、，。]|旁边|一个|一座|一艘")
"""Particles between the words of texts without blanks."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A text's language: its code, ISO 639-1, and its English name."""

    code: str
    name: str


def foreign(text: str, tokens: Sequence[str], missing: Collection[str]) -> Tongue | None:
    """The language of a text that is not English; None for English and where nothing tells. ``missing``: of
    its ``tokens``, those that mean nothing in English."""
    language = language_of(text)
    words = [token for token in tokens if token not in SIGNS]
    known = [word for word in words if word not in missing]
    if language.code == "en" or (text.isascii() and len(known) >= _HALF * len(words)):
        return None
    if language.code == UNKNOWN:
        return Tongue(UNKNOWN, "another language") if _is_hopeful(text) else None
    return Tongue(language.code, language.name)


def _is_hopeful(text: str) -> bool:
    """Whether a text of no known language has letters that English lacks."""
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def read_foreign(text: str, tongue: Tongue) -> Reading:
    """Read a text in another language.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    if tongue.code not in {*TRAINED, UNKNOWN}:
        note = f"{tongue.name}: not read; English, and {len(TRAINED) - 1} other languages with less, are"
        return Reading((), tuple(_pieces(text, tongue.code)), (note,))
    tokens = list(_pieces(text, tongue.code))
    small = frozenset(token.lower() for token in tokens if _is_small(token.lower()))
    words = [token for token in tokens if token.lower() not in small and token.isalpha()][:_MOST]
    pairs = [" ".join(pair) for pair in pairwise(tokens) if {*pair} <= {*words}]
    matches = believed(words, FOREIGN)
    for pair, match in believed(pairs, FOREIGN).items():
        parts = [matches[word].likeness for word in pair.split() if word in matches]
        if match.likeness >= _PAIR and match.likeness > max(parts, default=0.0):
            matches[pair] = match
    known = {word.lower(): match.entry for word, match in matches.items() if match.entry is not None}
    reading = read_tokens([token.lower() for token in tokens], known, small)
    told = _told(reading)
    note = f"in {tongue.name}: {told}" if told else f"nothing was understood in {tongue.name}"
    return replace(reading, notes=(note,))


def _told(reading: Reading) -> str:
    read = {mention.word: mention.entry.name for mention in reading.mentions}
    return ", ".join(f"{word} is {name}" for word, name in read.items())


def _is_small(word: str) -> bool:
    """Whether a word asks for nothing in some language; a single letter does in none with an alphabet."""
    having = languages_having(word)
    alphabetic = len(word) == 1 and unicodedata.name(word, "").startswith(("LATIN", "CYRILLIC"))
    return alphabetic or word in table().ignored_abroad or (bool(having) and having != ("en",))


def _pieces(text: str, code: str) -> Iterator[str]:
    """The words of a text in its own case; of Japanese and Chinese, what stands between particles."""
    between = {"ja": _JAPANESE, "zh": _CHINESE}.get(code)
    for token in cased_tokens(unicodedata.normalize("NFC", text)):
        if between is None:
            yield from token.split("'")
        else:
            yield from filter(None, between.split(token))
