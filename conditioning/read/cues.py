"""Cues of writing: capitals, "???", interjections and the like, which say what its words do not.

The table is ``assets/line_cues.tsv``: of each cue the pattern, how far it moves valence, arousal and
dominance, by which factor the valence of the words swings out (``swing``), and which names it brings
where the words are glad or not. A line without cues is read as its words are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from emogen.conditioning.read.reading import Reading
from emogen.conditioning.read.text import Reader, read_texts
from emogen.conditioning.vocabulary import VAD
from emogen.tables import asset_rows

_GLAD: Final = 0.2
"""Valence from which on the words are glad. Ours."""
_MOST: Final = 0.8
"""The share of the names that cues bring, at most. Ours."""
_SURE: Final = 0.6
"""How likely what a cue says is right. Ours."""

_SHOUTED: Final = 0.8
"""Share of capitals among the letters of a shouted line: "PUT the gun DOWN" is none. Ours."""
_ACRONYM: Final = 5
"""Letters up to which a lone word in capitals may be an acronym, or a name of a thing in a game."""

_MARKS: Final = re.compile(r"[!?！？]{2,}")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONGEST: Final = 4000
"""Characters of a line that are looked at for cues."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One way of writing that shows a feeling; columns of the table."""

    name: str
    languages: tuple[str, ...]
    pattern: re.Pattern[str] | None
    shift: VAD
    swing: float
    names: tuple[tuple[str, float], ...]
    glad: tuple[tuple[str, float], ...]


def read_lines(
    texts: Sequence[str], reader: Reader = "encoder", languages: Sequence[str] = ()
) -> list[Reading]:
    """A reading of each line, by its words and by how it is written.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    readings = read_texts([plain_words(text) for text in texts], reader, languages)
    return [
        with_cues(reading, find_cues(text, reading.language))
        for text, reading in zip(texts, readings, strict=True)
    ]


def find_cues(text: str, language: str = "") -> tuple[Cue, ...]:
    """The cues in a line, each once, in the order of the table."""
    seen = text[:_LONGEST]
    found = {
        cue.name: cue
        for cue in _cues()
        if (not cue.languages or language in cue.languages)
        and (cue.pattern.search(seen) if cue.pattern else is_shouted(seen))
    }
    return tuple(found.values())


def with_cues(reading: Reading, cues: Sequence[Cue]) -> Reading:
    """The reading of a line's words, moved by its cues; as it is where there are none."""
    if not cues:
        return reading
    glad = reading.vad[0] > _GLAD
    brought: dict[str, float] = {}
    swing = 1.0
    for cue in cues:
        swing *= cue.swing
        for name, weight in cue.glad if glad else cue.names:
            brought[name] = brought.get(name, 0.0) + weight
    total = sum(brought.values())
    share = min(_MOST, total)
    mixed = {name: chance * (1.0 - share) for name, chance in reading.mixture}
    for name, weight in brought.items():
        mixed[name] = mixed.get(name, 0.0) + weight * share / total
    moves = [sum(_felt(cue.shift[axis], glad and axis == 0) for cue in cues) for axis in range(3)]
    valence, arousal, dominance = (
        max(-1.0, min(1.0, factor * value + move))
        for factor, value, move in zip((swing, 1.0, 1.0), reading.vad, moves, strict=True)
    )
    return replace(
        reading,
        vad=(valence, arousal, dominance),
        mixture=tuple(sorted(mixed.items(), key=lambda pair: -pair[1])),
        neutral=reading.neutral * (1.0 - share),
        confidence=reading.confidence * (1.0 - share) + _SURE * share,
        cues=tuple(cue.name for cue in cues),
    )


def _felt(shift: float, glad: bool) -> float:
    """The shift of an axis by a cue: displeasure in words that are glad counts by half."""
    return shift / 2 if glad and shift < 0 else shift


def plain_words(text: str) -> str:
    """The words of a line as an encoder knows them: not shouted, not drawn out, not stuttered, with one
    mark at an end. A line without such cues is unchanged."""
    if is_shouted(text):
        text = text.capitalize()
    text = _pattern("stutter").sub("", text)
    text = _MARKS.sub(lambda marks: _one_mark(marks[0]), text)
    return _WORD.sub(lambda word: _short(word[0]), text)


def is_shouted(text: str) -> bool:
    """Whether a line is in capitals: "GET OUT", "NO!", but neither "HP 20/100" nor "OK."."""
    cased = [letter for letter in text if letter.lower() != letter.upper()]
    capitals = sum(map(str.isupper, cased))
    if capitals < 2 or capitals < _SHOUTED * len(cased):
        return False
    words = [word for word in _WORD.findall(text) if len(word) > 1 and word.isupper()]
    return sum(map(len, words)) > _ACRONYM or bool(words and any(mark in text for mark in "!！"))


def _one_mark(marks: str) -> str:
    return "?" if "?" in marks or "？" in marks else "!"


def _short(word: str) -> str:
    """A word with drawn-out letters as it is usually written: "nooo" as "no", "goood" as "good"."""
    drawn = _pattern("drawn-out letters")
    if not drawn.search(word):
        return word
    from emogen.conditioning.read.encoder import word_pieces

    once, twice = drawn.sub(r"\1", word), drawn.sub(r"\1\1", word)
    if not word.isascii():
        return once
    more = len(word_pieces([twice])[0]) - len(word_pieces([once])[0])
    # Where both are words, letters are drawn out at the end more often than doubled: "so", but "good".
    return twice if more < 0 or (more == 0 and not drawn.search(word[-3:])) else once


@lru_cache(maxsize=1)
def _cues() -> tuple[Cue, ...]:
    return tuple(
        Cue(
            row["cue"],
            tuple(row["languages"].split()),
            re.compile(row["pattern"], re.IGNORECASE) if row["pattern"] else None,
            (float(row["valence"]), float(row["arousal"]), float(row["dominance"])),
            float(row["swing"]),
            _names(row["names"]),
            _names(row["glad"]),
        )
        for row in asset_rows("line_cues.tsv")
    )


def _pattern(name: str) -> re.Pattern[str]:
    """The pattern of the first cue of a name that has one."""
    return next(cue.pattern for cue in _cues() if cue.name == name and cue.pattern)


def _names(cell: str) -> tuple[tuple[str, float], ...]:
    pairs = (part.split(":") for part in cell.split())
    return tuple((name, float(weight)) for name, weight in pairs)
