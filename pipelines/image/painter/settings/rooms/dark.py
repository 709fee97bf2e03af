"""Rooms with little light: prison cell, cellar, attic, forge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.feeling import cobweb
from emogen.pipelines.image.painter.settings.rooms.home import company
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import BACK, GUESTS, LEFT, RIGHT, SCENERY, Surfaces
from emogen.pipelines.image.painter.settings.rooms.shafts import sunbeams
from emogen.pipelines.image.painter.settings.rooms.shell import Material
from emogen.pipelines.image.painter.solid import Solid

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def prison_cell(stage: Stage) -> None:
    """Bare stone, a plank for a bed, chains, one small barred window high up and its light."""
    stone = Material("stone", "#7d776e", "#686259", 0.34)
    room = Interior(
        stage,
        (3.8, 4.4, 3.0),
        Surfaces(
            Material("stone", "#6f6a61", "#5d584f", 0.6), stone, Material("stone", "#57524b", "#4b4741", 0.6)
        ),
    )
    room.open_air, room.worn = 0.22, 0.2
    if stage.composition == 1:
        room.look(1.2, -1.2, -20, eye=1.3)
    elif stage.composition == 2:
        room.look(-1.0, -0.8, 22, eye=0.9, horizon=0.5)
    else:
        room.look(0.0, -2.0, 0, eye=1.35)
    room.window(BACK, 0.45, 1.95, 0.8, 0.7, panes=(4, 1), style="bars", sun=4.2)
    room.rig.sun = (-0.28 * room.mirror, -0.62, -0.72)
    sunbeams(room, 1.7, 5.0)
    room.build(-1.25, 3.0, _plank)
    room.shade(-1.25, 3.0, (0.8, 0.45, 1.9))
    room.hang("chain", RIGHT, 2.4, 1.9)
    room.put("stool", 0.7, 3.5)
    room.build(1.45, 3.9, _bucket)
    if stage.composition == 2:
        room.build(0.0, 1.1, _front_bars, layer=2)
    room.hang("torch", LEFT, 1.2, 1.7, usual=stage.light.night and stage.targets.shelter > -0.3)
    room.put("cage", 1.2, 2.0, -12, usual=False)
    room.spare((0.1, 2.0), (0.5, 1.4))
    room.paint()


def _plank(pen: Pen) -> None:
    """A plank bed on chains with a straw sack and a thin blanket."""
    with Solid(pen) as solid:
        for z in (-0.85, 0.85):
            solid.stroke([(0.36, 0.45, z), (-0.4, 1.25, z)], 0.03, "#3a3836")
        solid.block((0, 0.38, 0), (0.78, 0.07, 1.9), "#5d4730", grain=0.25)
        solid.over()
        solid.block((0, 0.45, 0), (0.7, 0.1, 1.8), "#a8966a", grain=0.3, taper=0.04)
        solid.over()
        solid.block((0.02, 0.54, -0.35), (0.76, 0.04, 1.0), "#6a665f", grain=0.15)


def _bucket(pen: Pen) -> None:
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.14, 0), (0.18, 0.32)], "#6a5238", inside="#17130f")
        solid.over()
        turn = np.linspace(0, np.pi, 9)
        solid.stroke(
            [(0.18 * float(np.cos(a)), 0.32 + 0.16 * float(np.sin(a)), 0) for a in turn], 0.02, "#3a3836"
        )


def _front_bars(pen: Pen) -> None:
    """The bars of the cell's door, through which one looks in."""
    with Solid(pen) as solid:
        for x in np.linspace(-1.9, 1.9, 11):
            solid.stroke([(float(x), 0, 0), (float(x), 3.0, 0)], 0.045, "#1b1b1e")
        for y in (0.35, 1.9):
            solid.stroke([(-1.9, y, 0), (1.9, y, 0)], 0.06, "#1b1b1e")


def cellar(stage: Stage) -> None:
    """A vault of brick with barrels, crates and bottles, steps up to the day."""
    brick = Material("brick", "#8a5f4c", "#6f4a3c", 0.075)
    room = Interior(
        stage, (5.0, 5.6, 2.5), Surfaces(Material("earth", "#5f5346", "#4a4036", 1.0), brick, brick)
    )
    room.slant(1.5, (0.75, -1, 0), brick)
    room.open_air, room.worn = 0.16, 0.12
    if stage.composition == 1:
        room.look(1.5, -1.0, -20, eye=1.4)
    elif stage.composition == 2:
        room.look(-1.4, 0.0, 24, eye=1.1)
    else:
        room.look(0, -2.2, 0, eye=1.4)
    room.window(BACK, 1.0, 1.55, 0.6, 0.45, panes=(3, 1), style="bars", sun=3.4)
    sunbeams(room, 1.6, 4.0)
    for z in (2.0, 3.0, 4.0, 5.0):
        room.put("barrel", -1.95, z, size=1.05)
    room.put("barrel", -1.15, 5.0)
    for x, z, y in ((1.9, 3.0, 0.0), (1.9, 3.75, 0.0), (1.85, 3.4, 0.56), (1.2, 4.7, 0.0)):
        room.put("crate", x, z, 12 * (z - 3.4), y=y)
    room.hang("shelf", BACK, -0.6, 1.3)
    room.put("table", 0.5, 3.4, 20, size=0.8)
    room.top(0.5, 3.4, 0.6, 0.8, turn=20, usual=("candle", "bottle", "bottle"), deep=0.3)
    room.put("ceiling lamp", 0.0, 2.6, y=2.5, size=0.8)
    room.build(2.0, 5.0, cobweb, y=1.9, layer=2)
    room.spare((-0.5, 1.9), (0.6, 1.8))
    room.paint()


def attic(stage: Stage) -> None:
    """A room under the roof: beams, trunks, old furniture, dust in the light of a small window."""
    boards = Material("boards", "#7d5f42", "#664c34", 0.2)
    room = Interior(
        stage,
        (5.6, 5.4, 3.1),
        Surfaces(
            Material("boards", "#82654a", "#6a4f38", 0.2),
            boards,
            boards,
            Material("boards", "#86694c", "#6f543a", 0.18),
        ),
    )
    room.slant(0.7, (1.0, -0.95, 0), boards)
    room.open_air, room.worn = 0.3, 0.06
    if stage.composition == 1:
        room.look(1.2, -1.2, -17, eye=1.3)
    elif stage.composition == 2:
        room.look(-1.1, -0.2, 22, eye=1.0)
    else:
        room.look(0, -2.2, 0, eye=1.35)
    room.window(BACK, 0.0, 1.15, 0.85, 0.95, panes=(2, 2), arch=0.42, style="plain", sun=4.2)
    room.rig.sun = (0.22 * room.mirror, -0.5, -0.8)
    sunbeams(room, 1.2, 5.0)
    room.build(0.0, 2.7, _rafters, layer=0)
    room.put("chest", -1.3, 2.1, -35)
    room.put("chest", 1.5, 3.6, 25, size=0.9)
    room.put("wardrobe", -1.45, 4.6, -8, size=0.8)
    room.put("armchair", 1.3, 2.3, 35, colour="#7a6a52")
    room.put("mirror", -0.72, 4.9, -8, y=0.6)
    room.put("crate", 0.85, 4.7, 10)
    room.top(0.85, 4.7, 0.56, 0.4, usual=("book", "book", "book"), deep=0.2)
    room.put("chair", -0.2, 3.9, 160, usual=company(stage, 0, 1, 1) > 0)
    room.put("picture", 0.25, 5.15, 0, y=0.35)
    room.put("toy", -0.45, 2.9, 20, size=0.9, usual=stage.seed % 2 == 0)
    room.put("ceiling lamp", 0.0, 3.0, y=3.0, size=0.7)
    room.build(1.2, 5.2, cobweb, y=2.1, layer=2)
    room.spare((0.3, 2.2), (-0.6, 1.7))
    room.paint()


def _rafters(pen: Pen) -> None:
    """Beams under the roof and across it."""
    with Solid(pen) as solid:
        for z in (2.4, 0.8, -0.8, -2.4):
            for side in (-1, 1):
                a, b = (side * 2.72, 0.72, z), (side * 0.2, 3.08, z)
                shape = [
                    (a[0], a[1], z - 0.08),
                    (b[0], b[1], z - 0.08),
                    (b[0] - side * 0.13, b[1] - 0.14, z - 0.08),
                    (a[0] - side * 0.13, a[1] - 0.14, z - 0.08),
                ]
                solid.face(shape, "#54402c", (0, 0.2, -1), grain=0.25)
            solid.block((0, 2.42, z), (1.75, 0.16, 0.14), "#5d4730", grain=0.25)
            solid.over()


def forge(stage: Stage) -> None:
    """A smithy: the glowing hearth, an anvil, tools on the wall, the rest dark."""
    stone = Material("stone", "#6a625a", "#565049", 0.4)
    room = Interior(
        stage,
        (5.4, 5.0, 3.1),
        Surfaces(
            Material("earth", "#54483c", "#40362c", 1.0), stone, Material("boards", "#4a3828", "#3a2c20", 0.3)
        ),
    )
    room.open_air = 0.14
    if stage.composition == 1:
        room.look(1.7, -0.9, -22, eye=1.3)
    elif stage.composition == 2:
        room.look(-1.5, 0.1, 24, eye=1.1)
    else:
        room.look(0.2, -1.8, -2, eye=1.35)
    room.window(RIGHT, 1.6, 1.2, 0.9, 0.9, panes=(2, 2), style="plain", sun=0.5)
    room.hang("furnace", BACK, -0.7, off=0.6)
    room.put("anvil", 0.55, 2.5, -10, size=1.15)
    room.build(0.0, 4.95, _tools, y=0.0, layer=0)
    room.put("barrel", 1.9, 4.3)
    room.put("crate", -2.1, 2.2, 15)
    room.put("table", 2.1, 2.7, 90, size=0.85, colour="#4f3a28")
    room.hang("chain", LEFT, 3.0, 2.2)
    room.put("cage", -2.0, 3.2, 0, usual=False)
    room.spare((-0.6, 2.1), (1.3, 1.7))
    room.paint()


def _tools(pen: Pen) -> None:
    """Hammers, tongs and horseshoes on a rail."""
    with Solid(pen) as solid:
        solid.stroke([(0.7, 1.9, -0.06), (2.5, 1.9, -0.06)], 0.05, "#3a2c20")
        solid.over()
        for k, x in enumerate(np.linspace(0.85, 2.35, 7)):
            x = float(x)
            if k % 3 == 0:
                solid.stroke([(x, 1.9, -0.08), (x, 1.35, -0.08)], 0.04, "#7a5634")
                solid.block((x, 1.28, -0.08), (0.2, 0.1, 0.08), "#3f4144", grain=0.05)
            elif k % 3 == 1:
                for side in (-1, 1):
                    solid.stroke(
                        [(x + 0.02 * side, 1.9, -0.08), (x, 1.6, -0.08), (x - 0.05 * side, 1.25, -0.08)],
                        0.025,
                        "#4a4c50",
                    )
            else:
                turn = np.linspace(-0.6, np.pi + 0.6, 12)
                shoe = [(x + 0.1 * float(np.cos(a)), 1.68 + 0.12 * float(np.sin(a)), -0.08) for a in turn]
                solid.stroke(shoe, 0.04, "#55575b")


SETTINGS: Final = {
    "prison cell": Setting(prison_cell, INDOORS, SCENERY, GUESTS),
    "cellar": Setting(cellar, INDOORS, SCENERY, GUESTS),
    "attic": Setting(attic, INDOORS, SCENERY, GUESTS),
    "forge": Setting(forge, INDOORS, SCENERY, GUESTS),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
