"""Names of emotions: what each one means in coordinates and in basic emotions.

The words are in ``assets/vocabulary.tsv``, each with the source of its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.errors import unknown_name
from emogen.tables import asset_rows

VAD = tuple[float, float, float]

BASIC: Final = ("anger", "contempt", "disgust", "fear", "joy", "sadness", "surprise")
"""Ekman's seven, in which faces and voices are described in the literature."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One emotion word.

    Attributes:
        name: canonical name.
        taxonomies: the sets it belongs to: ``ekman``, ``plutchik``, ``plutchik-dyad``.
        vad: valence, arousal, dominance, each in [-1, 1].
        basic: pairs of (basic emotion, strength in [0, 1]); strengths sum to at most 1.
        parts: for a dyad, the two primaries it is made of; else empty.
        synonyms: other words for it.
        source: where the coordinates come from.
    """

    name: str
    taxonomies: tuple[str, ...]
    vad: VAD
    basic: tuple[tuple[str, float], ...]
    parts: tuple[str, ...]
    synonyms: tuple[str, ...]
    source: str


@lru_cache(maxsize=1)
def entries() -> dict[str, Entry]:
    """Every emotion by canonical name, in the order of the table."""
    table: dict[str, Entry] = {}
    for row in asset_rows("vocabulary.tsv"):
        parts = tuple(row["parts"].split())
        table[row["name"]] = Entry(
            name=row["name"],
            taxonomies=tuple(row["taxonomies"].split()),
            vad=_vad(row["vad"]) if row["vad"] else _midpoint(table, parts),
            basic=_basic(row["basic"]) if row["basic"] else _blend(table, parts),
            parts=parts,
            synonyms=tuple(row["synonyms"].split()),
            source=row["source"],
        )
    return table


@lru_cache(maxsize=1)
def _canonical() -> dict[str, str]:
    words = {name: name for name in entries()}
    for entry in entries().values():
        words.update(dict.fromkeys(entry.synonyms, entry.name))
    return words


def find(word: str) -> Entry:
    """The entry for a name or synonym, whatever its case.

    Raises:
        RequestError: an unknown word; near ones are offered.
    """
    name = _canonical().get(word.strip().lower())
    if name is None:
        raise unknown_name("emotion", word, _canonical(), see="emogen emotions")
    return entries()[name]


def _vad(cell: str) -> VAD:
    valence, arousal, dominance = map(float, cell.split())
    return valence, arousal, dominance


def _basic(cell: str) -> tuple[tuple[str, float], ...]:
    pairs = (item.split(":") for item in cell.split())
    return tuple((name, float(strength)) for name, strength in pairs)


def _midpoint(table: dict[str, Entry], parts: tuple[str, ...]) -> VAD:
    """A dyad lies between its two primaries (Plutchik 1980)."""
    one, other = (table[part].vad for part in parts)
    valence, arousal, dominance = (round((a + b) / 2, 4) for a, b in zip(one, other, strict=True))
    return valence, arousal, dominance


def _blend(table: dict[str, Entry], parts: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    total: dict[str, float] = {}
    for part in parts:
        for name, strength in table[part].basic:
            total[name] = round(total.get(name, 0.0) + strength / len(parts), 4)
    return tuple(sorted(total.items()))
