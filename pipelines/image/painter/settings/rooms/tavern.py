"""A tavern of oak beams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.home import company
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import BACK, GUESTS, LEFT, SCENERY, Surfaces
from emogen.pipelines.image.painter.settings.rooms.shell import Material
from emogen.pipelines.image.painter.solid import Solid, upright

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def tavern(stage: Stage) -> None:
    """Oak beams, tables with mugs and candles, a bar with barrels, a fire."""
    room = Interior(
        stage,
        (6.6, 5.6, 2.8),
        Surfaces(
            Material("boards", "#6f4c30", "#583a24", 0.18),
            Material("plaster", "#c2a878", dado=1.05, low="#54381f", skirting="#3f2a1a"),
            Material("boards", "#5a4028", "#4a3420", 0.4),
        ),
    )
    room.open_air = 0.35
    if stage.composition == 1:
        room.look(2.1, -1.0, -22, eye=1.4)
    elif stage.composition == 2:
        room.look(-2.1, -0.1, 26, eye=1.2)
    room.window(LEFT, 2.0, 1.0, 1.2, 1.1, panes=(4, 4), style="plain", sun=0.8)
    room.build(0.0, 2.6, _beams, layer=0)
    room.hang("fireplace", BACK, -1.9, off=0.25)
    room.build(1.5, 4.5, _bar)
    room.shade(1.5, 4.5, (2.8, 1.05, 0.6))
    room.top(1.5, 4.45, 1.1, 2.2, usual=("mug", "bottle", "mug", "bottle", "mug"), deep=0.2)
    for x in (0.8, 1.6, 2.4):
        room.put("barrel", x, 5.2, y=0.6, size=0.9)
    room.hang("shelf", BACK, 1.6, 1.85, size=1.2)
    tables = ((-1.5, 2.9, 8), (0.9, 2.2, -8), (-0.9, 0.9, 14))
    for x, z, turn in tables[: company(stage, 1, 2, 3)]:
        room.put("table", x, z, turn, colour="#6a4528")
        room.top(
            x,
            z,
            0.75,
            1.0,
            turn=turn,
            usual=("mug", "candle", "mug") if stage.targets.company > -0.2 else ("mug",),
        )
        seats = ((-0.95, 0.0), (0.95, 0.1), (0.3, 0.75))
        for dx, dz in seats[: company(stage, 1, 2, 3)]:
            room.put("stool", x + dx, z + dz)
    room.put("chandelier", 0.0, 3.0, y=2.8, size=0.85)
    room.put("piano", 2.7, 2.4, 90, usual=False)
    room.spare((0.2, 3.4), (2.2, 2.6), (-2.4, 1.8))
    room.paint()


def _beams(pen: Pen) -> None:
    with Solid(pen) as solid:
        for z in (2.5, 1.0, -0.5, -2.0):
            solid.block((0, 2.56, z), (6.6, 0.24, 0.24), "#3f2a1a", grain=0.25, stretch=6)
            solid.over()


def _bar(pen: Pen) -> None:
    """A counter of dark boards."""
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (2.8, 1.05, 0.5), "#4f331e", grain=0.2)
        solid.over()
        for x in np.linspace(-1.2, 1.2, 7):
            x = float(x)
            solid.face(
                upright(x - 0.16, 0.1, x + 0.16, 0.95, -0.26),
                "#5f4028",
                (0, 0.4, -1),
                grain=0.25,
                stretch=0.4,
            )
        solid.over()
        solid.block((0, 1.05, -0.02), (3.0, 0.06, 0.66), "#7d5836", grain=0.2, stretch=6)


SETTINGS: Final = {"tavern": Setting(tavern, INDOORS, SCENERY, GUESTS)}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
