"""Manners: how something is said whatever is felt, such as whispered, shouted, breathless, like an old man.

A manner is no emotion: it has no coordinates and is in no taxonomy. It changes targets of the voice and
of the face, by its row in ``assets/manners.tsv``, on top of what the emotion does to them. In the notation of
emotions it is written ``manner:whispered``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.errors import unknown_name
from emogen.tables import asset_rows

PREFIX: Final = "manner:"
"""What a manner begins with in the notation of emotions."""

Weights = tuple[tuple[str, float], ...]
"""(name of a manner, weight above 0 and up to 1) pairs, sorted by name."""


@dataclass(frozen=True, slots=True)
class Manner:
    """One way to say something.

    Attributes:
        name: e.g. ``whispered``.
        synonyms: other words for it, up to four each.
        voice: change of each voice target at full strength, in the target's unit; a factor for those that
            multiply.
        face: the same of the face; names that begin with ``AU`` are action units.
        untold: what it has in a person that neither voice nor face here can show; "" for nothing.
        source: where the directions of change come from.
    """

    name: str
    synonyms: tuple[str, ...]
    voice: Mapping[str, float]
    face: Mapping[str, float]
    untold: str
    source: str


@lru_cache(maxsize=1)
def manners() -> dict[str, Manner]:
    """Every manner by name, in the order of the table."""
    return {
        row["manner"]: Manner(
            row["manner"],
            tuple(word.strip() for word in row["synonyms"].split(",") if word.strip()),
            _changes(row["voice"]),
            _changes(row["face"]),
            row["untold"] or "",
            row["source"],
        )
        for row in asset_rows("manners.tsv")
    }


def _changes(written: str) -> dict[str, float]:
    pairs = (item.partition(":") for item in written.split())
    return {name: float(size) for name, _, size in pairs}


@lru_cache(maxsize=1)
def words() -> dict[str, str]:
    """Every name and synonym with the name that it stands for."""
    known = {name: name for name in manners()}
    for manner in manners().values():
        known.update(dict.fromkeys(manner.synonyms, manner.name))
    return known


def find(word: str) -> Manner:
    """The manner for a name or synonym, whatever its case, with or without :data:`PREFIX`.

    Raises:
        RequestError: an unknown word; near ones are offered.
    """
    bare = word.strip().lower().removeprefix(PREFIX)
    if bare not in words():
        raise unknown_name("manner", bare, words(), see="docs/direction.md")
    return manners()[words()[bare]]
