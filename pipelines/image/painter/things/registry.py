"""Everything that can be put into a scene, by its name in ``assets/scenes_things.yaml``.

A thing is a function that draws it in metres with a pen, a line in the ``THINGS`` of its module, and an
entry in the table.
"""

from __future__ import annotations

from typing import Final

from emogen.pipelines.image.painter.pen import Pen
from emogen.pipelines.image.painter.things import buildings, figures, furniture, props, trees, vessels
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
    **figures.THINGS,
    **{name: Thing(_by_the_scene, Kind.SCENE) for name in _SCENERY},
}
"""By name."""
