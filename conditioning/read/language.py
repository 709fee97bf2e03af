"""The language of a text: by its script, else by the small words and letters that only some languages have.

Enough to choose a reader and to say what was read; ``docs/tables/read_lines.md`` says how often it is
right. The table is ``assets/languages_read.tsv``; its words are ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from emogen.tables import asset_rows

Evidence = Literal["measured", "trained", "none"]
"""How it is known that emotion is read in a language: measured on lines of it; only that the encoder was
trained on it; not at all."""

UNKNOWN: Final = "und"
"""The code of a language that is not told (ISO 639-2, "undetermined")."""

_SEEN: Final = 1000
"""Characters looked at."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_LETTER: Final = 2.0
"""What a letter that few languages have counts, where a word that one language alone has counts 1. Ours."""
_HABIT: Final = 0.2
"""What English is ahead by: of game scripts most are English. Ours."""
_LATIN: Final = "LATIN"
_KANA: Final = frozenset({"HIRAGANA", "KATAKANA"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language that texts are told to be in.

    Attributes:
        code: ISO 639-1; :data:`UNKNOWN`, with the script where that is told: ``"und-greek"``.
        name: in English.
        evidence: see :data:`Evidence`.
    """

    code: str
    name: str
    evidence: Evidence

    @property
    def note(self) -> str:
        """A note on readings in it for users; "" where they were measured."""
        if self.code == UNKNOWN:
            return "the language is not told by the words: read with half the weight"
        if self.evidence == "none":
            return f"there is no evidence that emotion can be read in {self.name}: taken as neutral"
        return f"readings in {self.name} were never measured" if self.evidence == "trained" else ""


def language_of(text: str) -> Language:
    """The likeliest language of a text; :data:`UNKNOWN` where nothing tells."""
    return likeliest(language_scores(text))


def likeliest(scores: Mapping[str, float]) -> Language:
    """The language with the best score; :data:`UNKNOWN` where there is none above 0."""
    code = max(scores, key=lambda code: scores[code], default=UNKNOWN)
    return named_language(code if scores.get(code, 0.0) > 0 else UNKNOWN)


def named_language(code: str) -> Language:
    """A language by its code, e.g. ``"de"`` or ``"de-at"``; one without evidence where the table has none."""
    if code.startswith(f"{UNKNOWN}-"):
        return Language(code, f"{code.partition('-')[2].capitalize()} letters", "none")
    plain = code.lower().partition("-")[0]
    return _languages().get(plain) or Language(plain, plain, "none")


def languages_having(word: str) -> tuple[str, ...]:
    """Codes of the languages that have a small word ("the", "und"), written in lower case."""
    return _words().get(word, ())


def language_scores(text: str) -> dict[str, float]:
    """Evidence for each language, by code; scores of texts can be added. Empty where nothing does."""
    seen = unicodedata.normalize("NFC", text[:_SEEN])
    scripts = Counter(
        unicodedata.name(letter, "?").split()[0].split("-")[0] for letter in seen if letter.isalpha()
    )
    # Kana and ideographs mostly stand for two letters or more: a few of them outweigh a Latin name.
    latin = scripts.pop(_LATIN, 0)
    if not scripts or 2 * sum(scripts.values()) < latin:
        return _latin_scores(seen.lower()) if latin else {}
    script = scripts.most_common(1)[0][0]
    if script == "CJK" and _KANA & scripts.keys():
        script = "HIRAGANA"
    return {_by_script().get(script, f"{UNKNOWN}-{script.lower()}"): float(sum(scripts.values()))}


def _latin_scores(text: str) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(text):
        having = _words().get(word, ())
        for code in having:
            scores[code] += 1.0 / len(having)
    for letter in text:
        having = _letters().get(letter, ())
        for code in having:
            scores[code] += _LETTER / len(having)
    if "en" in scores:
        scores["en"] += _HABIT
    return {code: score for code, score in scores.items() if score > 0}


@lru_cache(maxsize=1)
def _languages() -> dict[str, Language]:
    rows = asset_rows("languages_read.tsv")
    table = {row["code"]: Language(row["code"], row["name"], row["evidence"]) for row in rows}  # type: ignore[arg-type]
    return {**table, UNKNOWN: Language(UNKNOWN, "an unknown language", "none")}


@lru_cache(maxsize=1)
def _by_script() -> dict[str, str]:
    """Code by script, of the languages that are not written in Latin letters."""
    return {
        script: row["code"]
        for row in asset_rows("languages_read.tsv")
        for script in row["scripts"].split()
        if script != _LATIN
    }


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    """The languages that have a small word."""
    return _having({row["code"]: row["words"].split() for row in asset_rows("languages_read.tsv")})


@lru_cache(maxsize=1)
def _letters() -> dict[str, tuple[str, ...]]:
    """The languages that have a letter or mark, e.g. ``ñ`` or ``¿``."""
    return _having({row["code"]: list(row["letters"]) for row in asset_rows("languages_read.tsv")})


def _having(parts: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    having: dict[str, list[str]] = {}
    for code, items in parts.items():
        for item in items:
            having.setdefault(item, []).append(code)
    return {item: tuple(codes) for item, codes in having.items()}
