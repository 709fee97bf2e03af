"""The words of stage directions: ``sighs``, ``she whispers``, ``laughing nervously``, ``very excited``."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from emogen.conditioning import manners
from emogen.conditioning.dialects.directions import feel_words
from emogen.conditioning.dialects.meaning import Meaning
from emogen.conditioning.dialects.wordsets import words_of
from emogen.conditioning.effects import Effect
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.neighbours import CALLS, WORDED, controls
from emogen.conditioning.phrases import JOINING
from emogen.conditioning.tags import read_tag
from emogen.conditioning.vocabulary import TAXONOMIES
from emogen.conditioning.vocabulary import words as feelings
from emogen.tables import asset_rows

LONGEST: Final = 300
"""Characters of a direction that are read, at most; a longer one is left out. Ours."""

_TRIM: Final = " \t\r\n.,!?…:;\"“”'‘’~-–—*_"
_WORD: Final = re.compile(r"[^\s,;.!?…:/]+")
_LONGEST_FORM: Final = 7
"""Words of the longest form in the table."""

_NOTATION: Final = ("neutral", "manner", "va", "vad", "linear", "smooth", "in", "out", "cfg_weight")
"""Words of the notation besides those of emotions."""

_NEAR: Final = 0.75
"""Likeness (:mod:`difflib`) of a word to a known one that is offered for it. Ours."""


@dataclass(frozen=True, slots=True)
class Form:
    """A word or phrase of the table ``assets/stage.tsv``.

    Attributes:
        meaning: what it asks for.
        bare: whether it is the word without an ending, ``sigh``, which is as often a word of the line.
    """

    meaning: Meaning
    bare: bool


@dataclass(slots=True)
class _Read:
    """The state of a direction that is being read."""

    meanings: list[Meaning] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def forms() -> dict[str, Form]:
    """Every form, in lower case; and the words that other tools have for emotions, where the vocabulary has
    not."""
    table: dict[str, Form] = {}
    for row in asset_rows("stage.tsv"):
        meaning = Meaning(
            row["kind"],
            Emotion.parse(row["emotion"]) if row["emotion"] else None,
            (_effect(row["tag"]),) if row["tag"] else (),
            _group(row["kind"], row["tag"]),
        )
        for column in ("bare", "forms"):
            for form in filter(None, (word.strip() for word in row[column].split(","))):
                table.setdefault(form, Form(meaning, column == "bare"))
    for tool in WORDED:
        for word, expression in controls(tool).items():
            if word not in feelings():
                table.setdefault(word, Form(Meaning("emotion", Emotion.parse(expression)), bare=False))
    return table


def _effect(tag: str) -> Effect:
    name, *values = tag.split()
    return read_tag(name, values)


def _group(kind: str, tag: str) -> str:
    """``rate`` for changes of speed, ``voice`` for other manners: of a group a new one ends the last."""
    if kind != "manner":
        return ""
    return "rate" if tag.endswith("%") else "voice"


def plain(text: str) -> str:
    """A direction in lower case, without what does not count: blanks, underlines, marks at its ends."""
    return " ".join(text.lower().replace("_", " ").replace("’", "'").split()).strip(_TRIM)


def read_stage(text: str, *, by_meaning: bool = False) -> Meaning | None:
    """The meaning of a direction; None where no word of it is known.

    Args:
        text: what stands between the brackets, stars or parentheses.
        by_meaning: whether it surely is a direction, so that words that no table knows are read by
            their meaning.
    """
    if len(text) > LONGEST:
        return None
    words = plain(text)
    meaning = _read_stage(words)
    if meaning is None and by_meaning and words:
        felt = feel_words(words, by_meaning=True)
        if felt.emotion is not None:
            guess = f"{words!r} is in no table: read by its meaning as {felt.emotion.label}"
            return Meaning("emotion", felt.emotion, note=guess)
    return meaning


@lru_cache(maxsize=4096)
def _read_stage(words: str) -> Meaning | None:
    if not words:
        return None
    whole = _form(words)
    if whole is not None:
        return whole.meaning
    read = _Read()
    tokens = [token.strip(_TRIM) for token in _WORD.findall(words)]
    if tokens and tokens[0] in words_of("subjects"):
        del tokens[0]
    at = 0
    while at < len(tokens):
        length, form = _longest(tokens, at)
        if form is None:
            read.rest.append(tokens[at])
        else:
            read.meanings.append(form.meaning)
        at += length
    return _joined(read)


def _form(words: str) -> Form | None:
    return forms().get(words) or forms().get(words.replace("-", " "))


def _longest(tokens: list[str], at: int) -> tuple[int, Form | None]:
    for length in range(min(_LONGEST_FORM, len(tokens) - at), 0, -1):
        form = _form(" ".join(tokens[at : at + length]))
        if form is not None and not (form.bare and length < len(tokens)):
            return length, form
    return 1, None


def _joined(read: _Read) -> Meaning | None:
    felt = feel_words(" ".join(read.rest)) if read.rest else None
    if felt is not None and (felt.emotion is not None or not read.meanings):
        words = Meaning("emotion", felt.emotion, unread=felt.unread) if felt.emotion is not None else None
    else:
        words = None
    unread = felt.unread if felt is not None else tuple(read.rest)
    parts = [*read.meanings, *([words] if words else [])]
    if not parts:
        return None
    emotions = [part.emotion for part in parts if part.emotion is not None]
    first = parts[0]
    return replace(
        first,
        emotion=sum(emotions[1:], emotions[0]) if emotions else None,
        effects=tuple(effect for part in parts for effect in part.effects),
        group=next((part.group for part in parts if part.group), ""),
        unread=unread,
    )


@lru_cache(maxsize=1)
def notation_words() -> frozenset[str]:
    """Every word that an emotion in emogen's notation may hold."""
    degrees = (row["modifier"] for row in asset_rows("modifiers.tsv"))
    numbers = (control for tool in CALLS.values() for control in controls(tool))
    names = " ".join([*feelings(), *manners.words(), *degrees, *TAXONOMIES, *JOINING, *CALLS, *numbers])
    return frozenset([*names.replace("-", " ").split(), *_NOTATION])


def near_words(word: str) -> str:
    """`` (near: happy)`` for a word that is nearly one; empty where none is near."""
    return _near(plain(word))


@lru_cache(maxsize=256)
def _near(word: str) -> str:
    if not word or " " in word:
        return ""
    near = difflib.get_close_matches(word, [*feelings(), *forms()], n=1, cutoff=_NEAR)
    return f"; did you mean {near[0]}?" if near else ""
