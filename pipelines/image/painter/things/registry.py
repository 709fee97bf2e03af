"""Everything that can be put into a scene, by its name in ``assets/scenes_things.yaml``.

A thing is a function that draws it in metres with a pen, a line in the ``THINGS`` of its module, and an
entry in the table.
"""

from __future__ import annotations

from typing import Final

from emogen.pipelines.image.painter.pen import Pen
from emogen.pipelines.image.painter.things import (
    buildings,
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
    props,
    trees,
    vessels,
)
from emogen.pipelines.image.painter.things.kinds import Kind, Thing


def _by_the_scene(_: Pen) -> None:
    """Sun, moon, paths, rivers: part of the setting, which looks for them by name."""


_SCENERY: Final = ("sun", "moon", "star", "river", "path", "rainbow", "window")

THINGS: Final[dict[str, Thing]] = {
    **vessels.THINGS,
    **buildings.THINGS,
    **trees.THINGS,
    **props.THINGS,
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
    **{name: Thing(_by_the_scene, Kind.SCENE) for name in _SCENERY},
}
"""By name."""
