"""Interjections and drawn-out words: sounds and words that people write at any length.

    Hmmmm. Shhh! Pfft. Uh-huh. Hahaha! Nooooo! Pleeease?

``assets/interjections.tsv`` (ours) has, by language, the pattern of an interjection in small letters, its
plain spelling, and either the word that it is or its sounds in IPA, where ``ː`` marks those that last:
``length`` times as long as the voice makes them, more with every letter beyond the plain spelling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.scan import LETTER, Context, Reader, Said, Written
from emogen.tables import asset_rows

_TOKEN: Final = rf"(?<![\w'’]){LETTER}+(?:[-‐‑]{LETTER}+){{0,3}}(?!\w|['’-]\w)"

_MORE: Final = 0.5
"""Length that each further letter adds. Ours."""

_LONGEST: Final = 8.0
"""Times as long as the voice makes a sound, at most. Ours."""

_LAUGH: Final = re.compile(
    r"(?:mw?u*|bw?|a)?(?P<breath>[hj])(?P=breath)*(?P<vowel>[aeiou])(?P=vowel)*"
    r"(?:(?P=breath)+(?P=vowel)+)+h*"
)
"""One vowel throughout: Spanish *hijo* is no laugh."""

_LAUGHS: Final = {"a": "ɑː", "e": "ɛ", "i": "iː", "o": "oʊ", "u": "uː"}
_UNITS: Final = 6
"""Syllables of the longest laugh."""

_DRAWN: Final = re.compile(rf"(?=[^\W\d_]{{0,64}}({LETTER})\1\1)")
_RUN: Final = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class _Sound:
    plain: str
    spoken: str
    ipa: str
    length: float


def line_readers(language: Language) -> list[tuple[re.Pattern[str], Reader]]:
    """The readers of interjections and drawn-out words, which come before those of words."""
    if language.code in ("zh", "ja"):
        return []
    return [
        (re.compile(_TOKEN), _interjection),
        (re.compile(rf"(?<!\w){_DRAWN.pattern}{LETTER}+(?!\w|['’]\w)"), _drawn_out),
    ]


def _interjection(match: re.Match[str], context: Context) -> list[Said]:
    if match[0].isupper() and len(match[0]) < 4 and not _stands_alone(match, context):
        return []
    word = interjection(match[0], match.start(), context.language)
    return [word] if word else []


def interjection(written: str, start: int, language: Language) -> Written | None:
    """An interjection that stands at a place; none where it is no interjection."""
    low = re.sub("[‐‑]", "-", written.lower())
    sound = _sounds(language.code).get(low)
    if sound is None:
        return None
    drawn = min(sound.length + _MORE * max(len(low) - len(sound.plain), 0), _LONGEST)
    return Written(written, sound.spoken, "", start, start + len(written), sound.ipa, drawn=drawn)


def _stands_alone(match: re.Match[str], context: Context) -> bool:
    """Whether short capitals are a cry (*OW!*) and no abbreviation (*3 PM PST*)."""
    before, after = match.string[: match.start()].rstrip()[-1:], match.string[match.end() :][:1]
    first = not context.words or bool(context.words[-1].mark) or before in "\"“'‘("
    return first and (not after or after in "!?.…,—-–~\"”'’)")


class _Known:
    """The interjections of a language by how they are written, looked up once each."""

    def __init__(self, code: str) -> None:
        rows = [row for row in asset_rows("interjections.tsv") if code.split("-")[0] in _codes(row)]
        self._sounds = [_Sound(row["plain"], row["spoken"], row["ipa"], float(row["length"])) for row in rows]
        self._any = re.compile("|".join(f"({row['pattern']})" for row in rows) or "(?!)")
        self._english = code.startswith("en")
        self.get = lru_cache(maxsize=_KEPT)(self._look_up)

    def _look_up(self, low: str) -> _Sound | None:
        if match := self._any.fullmatch(low):
            return self._sounds[(match.lastindex or 1) - 1]
        return self._laugh(low.replace("-", ""))

    def _laugh(self, low: str) -> _Sound | None:
        laugh = _LAUGH.fullmatch(low)
        if not laugh or (low.startswith("j") and self._english):
            return None
        count = min(len(re.findall("[hj]+[aeiou]", low)), _UNITS)
        vowel = _LAUGHS[laugh["vowel"]] if self._english else laugh["vowel"]
        first = "x" if low.startswith("j") else "h"
        before = {"m": "mw", "b": "bw"}.get(low[0], "")
        syllables = [f"{first}{vowel}"] * (count - 2)
        return _Sound(low, "", "".join([f"{before or first}ˈ{vowel}", *syllables, f"{first}ˈ{vowel}"]), 1.0)


_KEPT: Final = 4096


def _codes(row: dict[str, str]) -> list[str]:
    return [code.split("-")[0] for code in row["languages"].split()]


@lru_cache(maxsize=16)
def _sounds(code: str) -> _Known:
    return _Known(code)


def _drawn_out(match: re.Match[str], context: Context) -> list[Said]:
    """*nooo*, *pleeease*, *Sooooo*: the word, its stressed vowel as much longer as there are letters."""
    from emogen.pipelines.speech.text.letters import drawn_word
    from emogen.pipelines.speech.text.numerals import roman

    written = match[0]
    letters = set(written.lower())
    if roman(written) or len(letters) == 1 or (written.isupper() and len(written) < 4):
        return []
    extra = sum(len(run[0]) - 1 for run in _RUN.finditer(written.lower()))
    drawn = min(1.0 + _MORE * extra, _LONGEST)
    return [
        Written(written, drawn_word(written, context.language), "", match.start(), match.end(), drawn=drawn)
    ]
