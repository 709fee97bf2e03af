"""The words of directions in thirteen languages (``assets/directions.tsv``), and finding them in a text.

A row says what some words mean: an emotion, a manner, both (``fatigue + manner:tired``: the emotion counts
where no other is named), a factor of degree (``x1.25``), ``neutral``, or one of :data:`STRUCTURE`. A word
that ends in ``*`` stands for every word that begins so. English also has the words of the vocabulary, of the
manners and of the table of modifiers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from emogen.conditioning import manners, vocabulary
from emogen.tables import asset_rows

STRUCTURE: Final = ("not", "held", "then", "suddenly", "first", "but", "to", "*")
"""What words do that mean nothing by themselves: negate what follows, say that it is hardly shown, begin a
step, begin it at once, begin the first one, part two clauses, name who is spoken to, and none of all that."""

UNSPACED: Final = frozenset({"zh", "ja", "ko"})
"""Languages that are read letter by letter: words follow each other without blanks, or grow endings."""

NEGATED_AFTER: Final = frozenset({"ja", "ko", "tr"})
"""Languages whose negation follows what it negates."""

_WORD: Final = re.compile(r"[^\W\d_](?:[^\W_]|['\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff\u064b-\u065f])*|\d+")
"""A word with its vowel signs, where those are no letters, and its apostrophes."""
_CLAUSE: Final = re.compile(r"[,;:.!?…—–\n()/·、。，；：！？]+")
_LONGEST: Final = 8
"""Words of an entry at most."""
_STEM: Final = 2
"""Letters by which words that stand for others are looked up."""
_ENGLISH_ENDINGS: Final = (
    ("ily", ("y",)),
    ("ly", ("", "le")),
    ("iness", ("y",)),
    ("ness", ("",)),
    ("'s", ("",)),
)
_DEGREE_ONLY: Final = frozenset(("not", "quiet", "deep", "so", "pretty", "hidden", "strong", "half"))
"""Modifiers of the notation that are other things in a direction: manners, fillers, adjectives."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text and what it means.

    Attributes:
        start, end: characters of the folded text, which has the length of the original.
        meaning: of the table; "" for words that are not known, ``","`` where a clause ends.
    """

    start: int
    end: int
    meaning: str


@dataclass(slots=True)
class Lexicon:
    """The words of one language, by their first word or, for stems, its first letters."""

    language: str
    whole: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    stems: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    def add(self, words: str, meaning: str) -> None:
        parts = (words,) if self.language in UNSPACED else tuple(words.split())
        first = parts[0]
        if self.language in UNSPACED:
            index, key = self.whole, first[0]
        elif first.endswith("*"):
            index, key = self.stems, first[:_STEM].rstrip("*")
        else:
            index, key = self.whole, first
        index.setdefault(key, []).append((parts, meaning))

    def sort(self) -> None:
        for index in (self.whole, self.stems):
            for entries in index.values():
                entries.sort(key=lambda entry: (-len(entry[0]), -sum(map(len, entry[0]))))

    def find(self, text: str) -> list[Found]:
        """All of a folded text: known stretches, unknown ones, ends of clauses, in order."""
        return list(self._letters(text) if self.language in UNSPACED else self._words(text))

    def _words(self, text: str) -> Iterator[Found]:
        begun = 0
        for mark in [*_CLAUSE.finditer(text), None]:
            tokens = [*_WORD.finditer(text, begun, len(text) if mark is None else mark.start())]
            at = 0
            while at < len(tokens):
                count, meaning = self._longest([token[0] for token in tokens[at : at + _LONGEST]])
                yield Found(tokens[at].start(), tokens[at + count - 1].end(), meaning)
                at += count
            if mark is not None:
                yield Found(*mark.span(), ",")
                begun = mark.end()

    def _longest(self, words: list[str]) -> tuple[int, str]:
        best: tuple[int, int, str] = (0, 0, "")
        for first in (words[0], *_forms(words[0], self.language)):
            spelt = [first, *words[1:]]
            for parts, meaning in (*self.whole.get(first, ()), *self.stems.get(first[:_STEM], ())):
                if len(parts) <= len(spelt) and all(map(_fits, parts, spelt)):
                    best = max(best, (len(parts), sum(map(len, parts)), meaning))
        return max(best[0], 1), best[2]

    def _letters(self, text: str) -> Iterator[Found]:
        at, unknown = 0, 0
        while at < len(text):
            mark = _CLAUSE.match(text, at)
            known = next(
                ((p[0], m) for p, m in self.whole.get(text[at], ()) if text.startswith(p[0], at)), None
            )
            if mark is None and known is None and not text[at].isspace():
                at += 1
                continue
            if unknown < at:
                yield Found(unknown, at, self._unknown(text[unknown:at]))
            if mark is not None:
                yield Found(at, mark.end(), ",")
                at = mark.end()
            elif known is not None:
                yield Found(at, at + len(known[0]), known[1])
                at += len(known[0])
            else:
                at += 1
            unknown = at
        if unknown < at:
            yield Found(unknown, at, self._unknown(text[unknown:at]))

    def _unknown(self, letters: str) -> str:
        """Endings are no words: short rests of hiragana in Japanese, of hangul in Korean."""
        kind = {"ja": "HIRAGANA", "ko": "HANGUL"}.get(self.language)
        ending = kind and len(letters) < 3 and all(unicodedata.name(x, "").startswith(kind) for x in letters)
        return "*" if ending or not any(map(str.isalnum, letters)) else ""


def folded(text: str) -> str:
    """Small letters without accents, except where a mark makes another letter (kana, hangul, devanagari);
    as many characters as the text has."""
    return "".join(map(_folded, text.lower() if len(text.lower()) == len(text) else text))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in "’‘ʼ":
        return "'"
    name = unicodedata.name(character, "")
    if not name.startswith(("LATIN", "CYRILLIC")) or character in "йЙ":
        plain = unicodedata.normalize("NFKC", character)
        return plain if len(plain) == 1 else character
    return unicodedata.normalize("NFD", character)[0].lower()


@lru_cache(maxsize=1)
def lexicons() -> dict[str, Lexicon]:
    """Every language's words, English first."""
    table: dict[str, Lexicon] = {}
    for row in asset_rows("directions.tsv"):
        lexicon = table.setdefault(row["language"], Lexicon(row["language"]))
        for words in row["words"].split(", "):
            lexicon.add(folded(words), row["meaning"])
    english = table["en"]
    known = {" ".join(parts) for entries in english.whole.values() for parts, _ in entries}
    for meaning, words in _english():
        if words not in known:
            english.add(words, meaning)
    for lexicon in table.values():
        lexicon.sort()
    return table


def _english() -> Iterator[tuple[str, str]]:
    """(meaning, words) of the vocabulary, of the manners and of the modifiers."""
    for word, name in vocabulary.words().items():
        yield name, word
    for word, name in manners.words().items():
        yield manners.PREFIX + name, word
    for row in asset_rows("modifiers.tsv"):
        if row["modifier"] not in _DEGREE_ONLY:
            yield f"x{row['factor']}", row["modifier"]


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _forms(word: str, language: str) -> Iterator[str]:
    """Words that a word may be made of: an English adverb of its adjective, a Romance word of its article."""
    if language == "en":
        for ending, others in _ENGLISH_ENDINGS:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                yield from (word[: -len(ending)] + other for other in others)
    elif "'" in word:
        yield word.partition("'")[2]
