"""A setting: who paints it, and what it can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from emogen.pipelines.image.painter.things.kinds import Kind

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage

LAND: Final = frozenset((Kind.GROUND, Kind.SHORE))
"""Kinds of things that stand on land."""

DRY: Final = frozenset((*LAND, Kind.SKY, Kind.FLOOR, Kind.TABLE, Kind.ROOM))
"""Kinds of things that land holds: furniture too can stand in a field."""

WATERSIDE: Final = frozenset((*DRY, Kind.WATER))
"""Kinds of things that a place by the water holds."""

INDOORS: Final = frozenset((Kind.ROOM, Kind.FLOOR, Kind.TABLE))
"""Kinds of things that a room holds."""

OPEN_AIR: Final = frozenset(("sun", "moon", "star", "rainbow"))
"""Scenery of every place under the sky."""


Paint: TypeAlias = "Callable[[Stage], None]"
"""Paints a setting on a stage."""


def composed(*paints: Paint) -> Paint:
    """One paint of several: the stage's composition chooses."""

    def paint(stage: Stage) -> None:
        paints[stage.composition % len(paints)](stage)

    return paint


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of place.

    Attributes:
        paint: paints it, with everything that stands in it.
        holds: the kinds of things that have a place in it.
        scenery: what it can show of what is no thing but part of the place: a river, a path, a bridge.
        guests: things of other kinds that it has a place for all the same, e.g. a figure in a room.
    """

    paint: Paint
    holds: frozenset[Kind]
    scenery: frozenset[str] = frozenset()
    guests: frozenset[str] = frozenset()

    @property
    def indoors(self) -> bool:
        """Whether the weather stays outside."""
        return Kind.ROOM in self.holds and Kind.GROUND not in self.holds
