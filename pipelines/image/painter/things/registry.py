"""Everything that can be put into a scene, by its name in ``assets/scenes_things.yaml``.

A thing is a function that draws it in metres with a pen, a line in the ``THINGS`` of its module, and an
entry in the table.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from emogen.pipelines.image.painter.pen import Pen
from emogen.pipelines.image.painter.things import (
    animals,
    buildings,
    figures,
    fire,
    food,
    furniture,
    furniture_hall,
    furniture_kitchen,
    furniture_light,
    furniture_public,
    furniture_small,
    furniture_soft,
    furniture_store,
    furniture_wall,
    furniture_work,
    graves,
    keepsakes,
    perches,
    plants,
    props,
    structures,
    trees,
    vehicles,
    vessels,
    wonders,
    yard,
)
from emogen.pipelines.image.painter.things.kinds import Kind, Thing


def _by_the_scene(_: Pen) -> None:
    """Sun, moon, paths, rivers: part of the setting, which looks for them by name."""


_SCENERY: Final = ("sun", "moon", "star", "river", "path", "rainbow", "window", "sill")

_IN_THE_OPEN: Final[dict[str, Thing]] = {
    **vessels.THINGS,
    **buildings.THINGS,
    **trees.THINGS,
    **props.THINGS,
    **figures.THINGS,
    **animals.THINGS,
    **fire.THINGS,
    **food.THINGS,
    **graves.THINGS,
    **keepsakes.THINGS,
    **perches.THINGS,
    **plants.THINGS,
    **structures.THINGS,
    **vehicles.THINGS,
    **wonders.THINGS,
    **yard.THINGS,
}

_IN_ROOMS: Final[dict[str, Thing]] = {
    **furniture.THINGS,
    **furniture_light.THINGS,
    **furniture_small.THINGS,
    **furniture_soft.THINGS,
    **furniture_store.THINGS,
    **furniture_wall.THINGS,
    **furniture_kitchen.THINGS,
    **furniture_hall.THINGS,
    **furniture_work.THINGS,
    **furniture_public.THINGS,
}

THINGS: Final[dict[str, Thing]] = {
    **_IN_THE_OPEN,
    **{name: replace(thing, outside=_IN_THE_OPEN.get(name)) for name, thing in _IN_ROOMS.items()},
    **{name: Thing(_by_the_scene, Kind.SCENE) for name in _SCENERY},
}
"""By name."""


def in_the_open(name: str) -> Thing:
    """The thing as it stands out of doors: a barrel or a banner of a room is another there."""
    thing = THINGS[name]
    return thing.outside or thing
