"""Facts of a script about its characters that a voice should have: female or male, old or young."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from emogen.pipelines.project.lines import Dialogue, DialogueLine, Speaker
from emogen.pipelines.project.roles import characters_of
from emogen.pipelines.speech.voices import Sex
from emogen.tables import asset_rows

Age = Literal["child", "adult", "old"]

_WORD: Final = re.compile(r"[^\W\d_]+")

_PRONOUNS: Final[Mapping[str, Sex]] = {
    **dict.fromkeys(("she", "her", "hers", "herself", "elle", "ella", "lei", "ela", "ihr"), "female"),
    **dict.fromkeys(("he", "him", "his", "himself", "él", "lui", "ele", "er", "ihm", "sein"), "male"),
}

_AGES: Final[Mapping[str, Age]] = {
    **dict.fromkeys(("child", "kid", "boy", "girl", "toddler", "schoolboy", "schoolgirl"), "child"),
    **dict.fromkeys(("enfant", "niño", "niña", "kind", "bambino", "bambina"), "child"),
    **dict.fromkeys(("old", "elderly", "aged", "ancient", "grandfather", "grandmother", "grandpa"), "old"),
    **dict.fromkeys(
        ("grandma", "granny", "elder", "vieux", "vieille", "viejo", "vieja", "alt", "alte"), "old"
    ),
}

_YEARS: Final = re.compile(
    r"\b(\d{1,3})(?:\s*-?\s*(?:years?|yrs?|y/?o|ans|años|jahre)\b|\s*$)|\bage[d:]?\s*(\d{1,3})\b", re.I
)
_CHILD, _OLD = 13, 60
"""Years up to which somebody is a child, and from which somebody is old. Ours."""

_NEAR: Final = 3
"""Pronouns, of lines that name somebody, by which one sex must lead to be told by them. Ours."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Facts of a script about a character.

    Attributes:
        sex: None where nothing tells.
        age: ``adult`` where nothing tells.
        why: what tells it, for people, e.g. ``"by the name"``.
    """

    sex: Sex | None = None
    age: Age = "adult"
    why: str = ""


def cues_of(dialogue: Dialogue) -> dict[str, Cues]:
    """Facts of a script about each character, by the name in the cast: by notes on a speaker, words and
    given names in the name, else by the pronouns of lines that name somebody."""
    names = characters_of(dialogue)
    speakers: dict[str, list[Speaker]] = {}
    for speaker in dialogue.speakers:
        speakers.setdefault(names[speaker.id], []).append(speaker)
    referred = _referred_to(dialogue.lines, set(names.values()))
    return {
        name: _cues(name, speakers.get(name, []), referred.get(name, Counter()))
        for name in dict.fromkeys(names.values())
    }


def _cues(name: str, speakers: Iterable[Speaker], pronouns: Counter[Sex]) -> Cues:
    notes = [note for speaker in speakers for note in speaker.notes]
    ids = [speaker.id for speaker in speakers]
    age = _years(notes) or _age([name, *ids, *notes])
    for text, why in [
        *((note, "by a note") for note in notes),
        (name, "by the name"),
        *((id, "by the id") for id in ids),
    ]:
        if sex := _sex(text, is_name=text not in notes):
            return Cues(sex, age, why)
    lead = pronouns["female"] - pronouns["male"]
    if abs(lead) >= _NEAR:
        return Cues("female" if lead > 0 else "male", age, "by pronouns near the name")
    return Cues(None, age)


def _sex(text: str, *, is_name: bool) -> Sex | None:
    """What the words of a text tell: the first that is in the table, parts of joined words too, as in
    ``FemaleEvenToned`` and ``sk_malenord``."""
    words = [word.lower() for word in _WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))]
    table, given = _table()
    for word in words:
        if (
            sex := table.get(word)
            or (given.get(word) if is_name else None)
            or (None if is_name else _PRONOUNS.get(word))
        ):
            return sex
    for word in words:
        if "female" in word or "woman" in word:
            return "female"
        if word.startswith("male") and is_name:
            return "male"
    return None


def _years(notes: Iterable[str]) -> Age | None:
    """The age that a number in a note tells: ``"34"``, ``"aged 70"``, ``"9 years old"``."""
    for note in notes:
        if years := _YEARS.search(note):
            number = int(years[1] or years[2])
            return "child" if number < _CHILD else "old" if number >= _OLD else "adult"
    return None


def _age(texts: Iterable[str]) -> Age:
    """The age that words tell."""
    words = (word for text in texts for word in _WORD.findall(text.lower()))
    return next((_AGES[word] for word in words if word in _AGES), "adult")


def _referred_to(lines: Iterable[DialogueLine], names: set[str]) -> dict[str, Counter[Sex]]:
    """Pronouns in the lines that name somebody, by the name."""
    wanted = [name for name in names if name and len(name) > 1]
    counts: dict[str, Counter[Sex]] = {}
    if not wanted:
        return counts
    named = re.compile(rf"\b({'|'.join(map(re.escape, sorted(wanted, key=len, reverse=True)))})\b")
    for line in lines:
        words = line.words[""].spoken if "" in line.words else ""
        found = set(named.findall(words))
        if len(found) == 1:
            pronouns = (_PRONOUNS[word] for word in _WORD.findall(words.lower()) if word in _PRONOUNS)
            counts.setdefault(found.pop(), Counter()).update(pronouns)
    return counts


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, Sex], dict[str, Sex]]:
    """Words for people, and given names, with the sex that they mostly stand for."""
    kinds: dict[str, dict[str, Sex]] = {"word": {}, "name": {}}
    for row in asset_rows("cast_names.tsv"):
        kinds[row["kind"]][row["word"]] = "female" if row["sex"] == "female" else "male"
    return kinds["word"], kinds["name"]
