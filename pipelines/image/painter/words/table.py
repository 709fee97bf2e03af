"""The words that a picture understands: ``assets/scenes_{places,things,people,words}.yaml`` as one table.

A word in a list is a synonym, the same thing to the eye. A word with a colon is an approximation, and
what follows says what is not as it should be: ``room: [interior, library: without shelves]`` makes
"library: drawn as a room without shelves".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import yaml

from emogen.tables import asset_text

FILES: Final = tuple(f"scenes_{part}.yaml" for part in ("places", "things", "people", "words"))
"""Of the assets."""

PLACES: Final = ("settings", "times", "weathers", "seasons")
"""Kinds of which a scene has one each."""

FIGURE: Final = "figure"
"""The thing that people who are not in front are drawn as."""

HEADS: Final = frozenset(("settings", "things", "people"))
"""Kinds of nouns that others belong to."""

COUNTED: Final = frozenset((*PLACES, "things", "people"))
"""Kinds whose words have a plural."""

_SOME: Final = 3
"""What a plural without a number means where the table does not say."""

_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]")
_HYPHEN: Final = re.compile(r"(?<=\w)-(?=\w)")
"""Compounds with a hyphen are several words."""

_STEMS: Final = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""), ("men", "man"))
"""Endings of regular plurals, and what the singular has in their place."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the table.

    Attributes:
        kind: ``settings``, ``times``, ``weathers``, ``seasons``, ``things``, ``people``, or of words about
            these ``numbers``, ``colours``, ``sizes``, ``states``, ``traits``.
        name: what is painted, a name of that kind.
        near: whether that is only an approximation; ``note`` then says what it lacks, or is empty.
        plural: whether the word means several.
    """

    kind: str
    name: str
    near: bool = False
    note: str = ""
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """All that words are looked up in.

    Attributes:
        words: entries by word or phrase. longest: tokens of the longest phrase.
        homes: settings by thing. usual: how many a plural means, by kind and name.
        numbers, colours, sizes: by word: a count, sRGB hex, a factor.
        states: by name, the picture targets that they set. traits: words about people.
        roles: what phrases do to the words around them: ``negation``, ``portrait``, ``far``.
        landscapes: the place of an emotion that has no words, valence and arousal by setting.
        ignored: words that ask for nothing by themselves; ``ignored_abroad``: such of other languages.
    """

    words: Mapping[str, Entry]
    longest: int
    homes: Mapping[str, str]
    usual: Mapping[tuple[str, str], int]
    numbers: Mapping[str, int]
    colours: Mapping[str, str]
    sizes: Mapping[str, float]
    states: Mapping[str, Mapping[str, float]]
    traits: frozenset[str]
    roles: Mapping[str, str]
    landscapes: Mapping[str, tuple[float, float]]
    ignored: frozenset[str]
    ignored_abroad: frozenset[str]

    def entry(self, phrase: str) -> Entry | None:
        """The entry of a phrase in the singular or the plural, with or without a possessive."""
        phrase = phrase.removesuffix("'s")
        if phrase in self.words:
            return self.words[phrase]
        for stem in singulars(phrase):
            entry = self.words.get(stem)
            if entry is not None and entry.kind in COUNTED:
                return replace(entry, plural=True)
        return None


def singulars(phrase: str) -> Iterator[str]:
    """The singulars that a regular plural may have."""
    for ending, singular in _STEMS:
        if phrase.endswith(ending) and len(phrase) > len(ending) + (0 if ending == "men" else 2):
            yield phrase.removesuffix(ending) + singular


def plural_of(word: str) -> str:
    """The regular plural of an English word."""
    if word.endswith(("s", "x", "ch", "sh")):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"


def tokens_of(text: str) -> list[str]:
    """The words, numbers and signs of a text, in lower case."""
    return cased_tokens(text.lower())


def cased_tokens(text: str) -> list[str]:
    """The words, numbers and signs of a text as they are written."""
    return _TOKEN.findall(_HYPHEN.sub(" ", text.replace("’", "'")))


@lru_cache(maxsize=1)
def raw() -> dict[str, Any]:
    """The four files as one mapping."""
    merged: dict[str, Any] = {}
    for name in FILES:
        merged |= yaml.safe_load(asset_text(name))
    return merged


@lru_cache(maxsize=1)
def table() -> Table:
    """The table. Of a word that stands twice the name of an entry wins, then a synonym, then what is near; a
    figure is anybody, and gives way."""
    tables = raw()
    plurals = frozenset(tables["plurals"].split())
    groups = {name for name, entry in tables["people"].items() if "usual" in entry}
    words: dict[str, Entry] = {}
    for word, entry in sorted(listed(), key=_rank):
        phrase = " ".join(tokens_of(word))
        plural = phrase in plurals or (entry.kind == "people" and entry.name in groups)
        words.setdefault(phrase, replace(entry, plural=plural))
    for phrase, entry in words.items():  # plurals that are listed: "women"
        if any(stem in words and words[stem].name == entry.name for stem in singulars(phrase)):
            words[phrase] = replace(entry, plural=True)
    return Table(
        words=words,
        longest=max(phrase.count(" ") for phrase in words) + 1,
        homes={name: entry["home"] for name, entry in tables["things"].items()},
        usual={
            (kind, name): entry.get("usual", _SOME)
            for kind in ("things", "people")
            for name, entry in tables[kind].items()
        },
        numbers=tables["numbers"],
        colours=tables["colours"],
        sizes=tables["sizes"],
        states={name: state["sets"] for name, state in tables["states"].items()},
        traits=frozenset(tables["traits"]),
        roles={phrase: role for role, phrases in tables["roles"].items() for phrase in phrases},
        landscapes={name: tuple(at) for name, at in tables["landscapes"].items()},
        ignored=frozenset(tables["ignored"].split()),
        ignored_abroad=frozenset(tables["ignored abroad"].split()),
    )


def _rank(pair: tuple[str, Entry]) -> tuple[bool, bool, bool]:
    word, entry = pair
    return entry.near, entry.name == FIGURE and word != FIGURE, word != entry.name


def listed() -> Iterator[tuple[str, Entry]]:
    """Every word with its entry, in the files' order."""
    tables = raw()
    for kind in PLACES:
        for name, words in tables[kind].items():
            yield from _words(kind, name, words)
    for kind in ("things", "people", "states"):
        for name, entry in tables[kind].items():
            yield from _words(kind, name, entry.get("words", ()))
    for kind in ("sizes", "colours", "numbers", "traits"):
        for name in tables[kind]:
            yield name, Entry(kind, name)


def _words(kind: str, name: str, words: Sequence[Any]) -> Iterator[tuple[str, Entry]]:
    yield name, Entry(kind, name)
    for word in words:
        if isinstance(word, Mapping):
            for near, note in word.items():
                yield str(near), Entry(kind, name, near=True, note=note or "")
        else:
            yield str(word), Entry(kind, name)
