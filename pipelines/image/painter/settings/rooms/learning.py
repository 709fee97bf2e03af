"""Rooms for reading and work: library, office, classroom, laboratory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.home import company
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import BACK, GUESTS, LEFT, RIGHT, SCENERY, Surfaces
from emogen.pipelines.image.painter.settings.rooms.shafts import sunbeams
from emogen.pipelines.image.painter.settings.rooms.shell import Material
from emogen.pipelines.image.painter.solid import Solid, upright

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def library(stage: Stage) -> None:
    """Walls of books, a fireplace, an armchair and a lamp, a ladder."""
    room = Interior(
        stage,
        (6.0, 5.2, 3.3),
        Surfaces(
            Material("boards", "#6b452b", "#54351f", 0.1),
            Material("panels", "#5b3d28", "#6b4a30", 0.7, skirting="#3f2a1b"),
            Material("panels", "#4a3222", "#5a3e2a", 1.0),
        ),
    )
    if stage.composition == 1:
        room.look(1.9, -1.0, -24, eye=1.4)
    elif stage.composition == 2:
        room.look(-2.0, -0.2, 30, eye=1.3)
    room.open_air = 0.7
    room.homely = True
    for z in (1.2, 2.55, 3.9):
        room.hang("bookshelf", LEFT, z, off=0.19, size=1.12)
        room.hang("bookshelf", RIGHT, z, off=0.19, size=1.12)
    for x in (-2.15, 2.15):
        room.hang("bookshelf", BACK, x, off=0.19, size=1.12)
    room.hang("fireplace", BACK, -0.6, off=0.25)
    room.hang("picture", BACK, -0.6, 1.95, off=0.03, size=1.2)
    room.window(BACK, 0.95, 0.9, 0.9, 1.9, panes=(2, 4))
    room.put("rug", -0.3, 2.9, 0, colour="#7d2f2c")
    room.put("armchair", 0.75, 3.3, 130 - 180)
    if company(stage, 0, 1, 1):
        room.put("armchair", -1.7, 3.4, 60, colour="#4f5f48")
    room.put("floor lamp", 1.45, 3.9)
    room.put("table", -0.2, 1.7, 12, size=0.95)
    room.top(-0.2, 1.7, 0.71, 1.1, turn=12, usual=("candle", "book", "book", "book", "globe"), deep=0.5)
    room.build(-2.5, 1.9, _ladder, turn=-90)
    room.spare((1.2, 1.3), (-1.5, 1.3))
    room.paint()


def _ladder(pen: Pen) -> None:
    with Solid(pen) as solid:
        for x in (-0.22, 0.22):
            solid.stroke([(x, 0, -0.55), (x, 2.3, 0.1)], 0.05, "#8a623a")
        for k in range(8):
            y = 0.25 + 0.27 * k
            solid.stroke(
                [(-0.22, y, -0.55 + 0.65 * y / 2.3), (0.22, y, -0.55 + 0.65 * y / 2.3)], 0.035, "#8a623a"
            )


def office(stage: Stage) -> None:
    """Desks with computers, filing cabinets, blinds, strip lights."""
    room = Interior(
        stage,
        (6.4, 5.6, 2.7),
        Surfaces(
            Material("cloth", "#6d7a82"),
            Material("plaster", "#d5d8d6", skirting="#8f979a"),
            Material("tiles", "#dfe3e2", "#d8dcdb", 0.6),
        ),
    )
    if stage.composition == 1:
        room.look(2.1, -1.0, -22)
    elif stage.composition == 2:
        room.look(-2.0, 0.0, 24, eye=1.25)
    room.homely = True
    for x in (-1.7, 1.7):
        room.window(BACK, x, 0.95, 2.2, 1.3, panes=(3, 1), style="steel")
    spots = ((-1.6, 2.0), (1.4, 2.2), (-1.6, 4.2), (1.4, 4.4))
    for x, z in spots[: company(stage, 1, 3, 4)]:
        room.put("desk", x, z, 180)
        room.top(x, z, 0.76, 1.3, usual=("book", "computer", "mug"), deep=0.2)
        room.put("chair", x, z - 0.75, 180, colour="#33383c")
    for z in (1.9, 4.0):
        room.put("neon tube", 0.0, z, y=2.7)
    for z in (3.4, 4.0, 4.6):
        room.build(-2.9, z, _cabinet, turn=-90)
    room.hang("clock", BACK, 0.0, 2.1, off=0.02)
    room.hang("picture", RIGHT, 3.0, 1.6, off=0.03)
    room.spare((0.0, 1.6), (0.1, 3.2))
    room.paint()


def _cabinet(pen: Pen) -> None:
    """A filing cabinet of steel, 1.3 m."""
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (0.5, 1.3, 0.55), "#8a938f", grain=0.06)
        solid.over()
        for k in range(4):
            y = 0.05 + 0.31 * k
            shape = upright(-0.22, y, 0.22, y + 0.28, -0.28)
            solid.face(shape, "#98a19c", (0, 0.4, -1), grain=0.06)
        solid.over()
        for k in range(4):
            solid.block((0, 0.2 + 0.31 * k, -0.3), (0.14, 0.025, 0.03), "#d8dcd8", grain=0)


def classroom(stage: Stage) -> None:
    """Rows of desks before a blackboard, high windows at the side."""
    room = Interior(
        stage,
        (7.0, 7.0, 3.2),
        Surfaces(
            Material("boards", "#a88054", "#906a42", 0.11),
            Material("plaster", "#d8cfae", dado=1.1, low="#7f9a84", skirting="#5f4a34"),
            Material("plaster", "#dcd8ca"),
        ),
    )
    if stage.composition == 1:
        room.look(2.3, -1.4, -20, eye=1.6)
    elif stage.composition == 2:
        room.look(-2.3, -0.6, 24, eye=1.3)
    else:
        room.look(0, -2.6, 0, eye=1.55)
    room.homely = True
    for z in (1.4, 3.6, 5.8):
        room.window(LEFT, z, 1.15, 1.6, 1.6, panes=(3, 3), style="plain")
    sunbeams(room, 0.7)
    room.hang("blackboard", BACK, 0.0, 0.95, off=0.02)
    room.hang("clock", BACK, 2.2, 2.5, off=0.02)
    room.hang("door", RIGHT, 6.0, off=0.02)
    room.put("desk", 1.6, 5.7, 0)
    room.top(1.6, 5.7, 0.76, 1.2, usual=("book", "globe", "book"), deep=0.3)
    rows = [(x, z) for z in (4.1, 2.7, 1.3) for x in (-2.0, 0.0, 2.0)]
    for x, z in rows[: company(stage, 3, 9, 9)]:
        room.put("school desk", x, z, 0)
    for z in (2.0, 5.0):
        room.put("neon tube", 0.0, z, y=3.2)
    room.spare((-1.0, 5.4), (0.0, 5.2), (1.0, 0.6))
    room.paint()


def laboratory(stage: Stage) -> None:
    """Benches of flasks that glow, shelves of jars, a tiled wall, a blackboard."""
    room = Interior(
        stage,
        (5.4, 4.8, 2.9),
        Surfaces(
            Material("tiles", "#5f6a6c", "#525c5e", 0.4),
            Material("plaster", "#6f7f80", dado=1.3, low="#8fa09c", skirting="#3a4446"),
            Material("plaster", "#7a8686"),
            Material("tiles", "#9fb0ac", "#93a6a2", 0.2),
        ),
    )
    if stage.composition == 1:
        room.look(1.6, -0.8, -22, eye=1.4)
    elif stage.composition == 2:
        room.look(-1.6, 0.1, 28, eye=1.25)
    room.open_air = 0.45
    room.window(RIGHT, 2.6, 1.3, 1.2, 1.0, panes=(3, 2), style="steel", sun=0.6)
    room.hang("blackboard", LEFT, 3.0, 1.0, off=0.02, size=0.8)
    for x in (-1.5, 0.0, 1.5):
        room.hang("shelf", BACK, x, 1.55)
    room.build(0.0, 4.5, _bench, layer=1)
    room.shade(0.0, 4.5, (4.6, 0.9, 0.6))
    flasks = ("flask",) * 5
    room.top(-1.0, 4.45, 0.93, 1.9, usual=flasks, deep=0.2)
    room.top(1.1, 4.45, 0.93, 1.6, usual=("flask", "bottle", "flask", "flask"), deep=0.2)
    room.put("table", -0.3, 2.3, 6, size=1.2, colour="#4a5456")
    room.top(
        -0.3, 2.3, 0.9, 1.5, turn=6, usual=("flask", "flask", "book", "flask", "flask", "flask"), deep=0.6
    )
    room.put("stool", 0.9, 1.9)
    if company(stage, 0, 1, 1):
        room.put("stool", -1.4, 2.1)
    room.hang("cupboard", LEFT, 1.3, off=0.3)
    room.put("ceiling lamp", 0.2, 2.4, y=2.9)
    room.spare((1.6, 3.0), (-1.7, 3.2))
    room.paint()


def _bench(pen: Pen) -> None:
    """A long bench of doors and drawers along a wall."""
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (4.6, 0.88, 0.56), "#56666a", grain=0.1)
        solid.over()
        solid.block((0, 0.88, -0.02), (4.7, 0.05, 0.66), "#2a3032", grain=0.05)
        for x in np.linspace(-2.0, 2.0, 8):
            shape = upright(x - 0.25, 0.1, x + 0.25, 0.8, -0.285)
            solid.face(shape, "#627478", (0, 0.4, -1), grain=0.1)


SETTINGS: Final = {
    "library": Setting(library, INDOORS, SCENERY, GUESTS),
    "office": Setting(office, INDOORS, SCENERY, GUESTS),
    "classroom": Setting(classroom, INDOORS, SCENERY, GUESTS),
    "laboratory": Setting(laboratory, INDOORS, SCENERY, GUESTS),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
