"""How each hair style grows, as numbers. Lengths in decimetres; all values ours, by eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from emogen.tables import asset_rows

Gathered = Literal["", "bun", "ponytail", "braids"]


@dataclass(frozen=True, slots=True)
class Style:
    """How one style grows.

    Attributes:
        count: strands; thick: width of one.
        top, sides: lengths on top and at the sides and nape.
        end: height above the chin in head heights down to which hair falls, or None: its length counts.
        part: x of the parting, to both sides of which hair falls, or None: all one way.
        sweep: where hair on top is combed: to its side of the parting (or to the own left), up, forward.
        rest: the same at the sides: outwards, up, forward.
        stand: how much a hair leaves along the scalp's normal, [0, 1]; lift: how far it stays off it.
        heavy: how much a hair bows under its weight towards its tip.
        stiff: how much it keeps its direction, [0, 1]; frizz: how much it wanders.
        curl, turns: radius and number of turns of its spiral; wave: width of waves that locks share.
        clumps: hairs per lock; clump: how far they are drawn together, [0, 1].
        fringe: how much hair of the brow falls over it, [0, 1].
        shave: height over the ears below which hair is clipped, or None.
        round: radius from the skull's centre that all tips reach, or None.
        gather: what it is tied to.
    """

    count: int = 10000
    thick: float = 0.0065
    top: float = 0.4
    sides: float = 0.2
    end: float | None = None
    part: float | None = 0.24
    sweep: tuple[float, float, float] = (0.45, 0.4, 0.3)
    rest: tuple[float, float, float] = (0.25, -0.75, -0.3)
    stand: float = 0.3
    lift: float = 0.04
    heavy: float = 0.0
    stiff: float = 0.45
    frizz: float = 0.0
    curl: float = 0.012
    turns: float = 1.0
    wave: float = 0.0
    clumps: int = 16
    clump: float = 0.7
    fringe: float = 0.0
    shave: float | None = None
    round: float | None = None
    gather: Gathered = ""


def _cell(text: str) -> Any:
    if text == "-":
        return None
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        return text
    return numbers if len(numbers) > 1 else numbers[0]


@lru_cache(maxsize=1)
def styles() -> Mapping[str, Style]:
    """The styles of ``assets/hair_styles.tsv`` by the names of
    :data:`~emogen.conditioning.character.traits.HAIR_STYLES`.

    An empty cell is the default of :class:`Style`, ``-`` is None.
    """
    found = {}
    for row in asset_rows("hair_styles.tsv"):
        name = row.pop("style")
        values = {key: _cell(text) for key, text in row.items() if text}
        found[name] = Style(**{**values, "count": int(row["count"]), "clumps": int(row["clumps"] or 16)})
    return MappingProxyType(found)
