"""Public rooms: hospital corridor, subway platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.home import company
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import (
    BACK,
    FLOOR,
    GUESTS,
    LEFT,
    RIGHT,
    SCENERY,
    Surfaces,
)
from emogen.pipelines.image.painter.settings.rooms.shell import Material
from emogen.pipelines.image.painter.solid import Solid, level, upright

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage

_STEEL: Final = Material("metal", "#6f7a82", "#6f7a82", 0.9)


def hospital(stage: Stage) -> None:
    """A long corridor of doors under strip lights, beds along its walls, a window at its end."""
    room = Interior(
        stage,
        (3.4, 17.0, 2.8),
        Surfaces(
            Material("tiles", "#b9c4bf", "#a4b1ac", 0.5),
            Material("plaster", "#d3dcd6", dado=1.15, low="#7fa39a", skirting="#56706a"),
            Material("tiles", "#d6dcd9", "#d0d6d3", 0.6),
        ),
    )
    if stage.composition == 1:
        room.look(0.9, -1.4, -7, eye=1.5)
    elif stage.composition == 2:
        room.look(-0.9, 1.2, 9, eye=0.9, horizon=0.5)
    else:
        room.look(0, -2.0, 0, eye=1.5)
    room.open_air = 0.25
    room.window(BACK, 0.0, 0.9, 1.5, 1.5, panes=(2, 2), style="steel", sun=1.6)
    for z in (2.0, 5.2, 8.4, 11.6):
        room.hang("door", LEFT, z, off=0.01, colour="#9fb5ae")
        room.hang("door", RIGHT, z + 1.4, off=0.01, colour="#9fb5ae")
    for z in (1.5, 4.3, 7.1, 9.9, 12.7):
        room.put("neon tube", 0.0, z, y=2.8)
        room.rig.add((0.0, 2.5, z), linear("#e4f2ea") * np.float32(0.45), 0.1)
    beds = ((-1.1, 3.6), (1.1, 5.0), (-1.1, 9.9))
    for x, z in beds[: company(stage, 1, 2, 3)]:
        room.put("hospital bed", x, z, 4 if x < 0 else -4)
    for z in (3.0, 3.6):
        room.hang("chair", RIGHT, z, off=0.3, colour="#5f7f88", usual=stage.targets.company > -0.2)
    room.put("wheelchair", 0.55, 2.6, 150)
    room.hang("clock", RIGHT, 1.9, 2.15, off=0.02)
    room.build(0.0, 7.0, _sign, y=2.8)
    room.spare((0.0, 3.6), (0.2, 6.0), (-0.3, 2.2))
    room.paint()


def _sign(pen: Pen) -> None:
    """A lit sign with a white cross under the ceiling."""
    lit = 0.35 + 0.5 * pen.light.lamps
    with Solid(pen) as solid:
        solid.block((0, -0.42, 0), (0.9, 0.32, 0.08), "#2f7a5a", glow=lit, grain=0)
        solid.over()
        for wide, high in ((0.06, 0.2), (0.2, 0.06)):
            x = -0.25
            solid.face(
                upright(x - wide / 2, -0.26 - high / 2, x + wide / 2, -0.26 + high / 2, -0.05),
                "#f2f6f2",
                glow=lit,
                grain=0,
            )
        solid.stroke([(0.0, -0.26, -0.05), (0.32, -0.26, -0.05)], 0.05, "#f2f6f2")


def subway(stage: Stage) -> None:
    """A tiled platform by its track, a dark tunnel, strip lights, benches; a train if there is company."""
    tiles = Material("tiles", "#d5d8cf", "#c9ccc4", 0.22, dado=0.9, low="#4f6f86")
    room = Interior(
        stage,
        (9.0, 16.0, 4.4),
        Surfaces(Material("tiles", "#8f8f8a", "#83837e", 0.6), tiles, Material("plaster", "#8a8f8f")),
    )
    room.slant(3.2, (0.9, -1, 0), tiles)
    if stage.composition == 1:
        room.look(-3.2, 2.6, 50, eye=1.5)
    elif stage.composition == 2:
        room.look(-0.1, -1.6, -9, eye=1.25, horizon=0.52)
    else:
        room.look(-2.4, -2.0, 7, eye=1.6)
    room.open_air = 0.12
    room.hole(FLOOR, 2.7, -3.2, 3.4, 19.2)
    room.hole(BACK, 2.7, 0.0, 3.4, 3.1, 1.2)
    room.build(2.7, 6.4, _track, layer=-1)
    for z in (0.6, 3.8, 7.0, 10.2, 13.4):
        room.put("neon tube", -1.6, z, y=4.0, size=1.3)
        room.rig.add((-1.6 * room.mirror, 3.7, z), linear("#dfeee6") * np.float32(1.5), 0.3)
    room.build(-1.0, 6.4, _edge, layer=0)
    for z in (5.0, 9.0, 13.0):
        room.build(0.1, z, _pillar)
        room.shade(0.1, z, (0.5, 4.2, 0.5))
    room.put("subway bench", -3.9, 3.4, -90)
    room.put("subway bench", -3.9, 7.2, -90)
    for z in (2.2, 5.4, 9.2):
        room.build(-4.46, z, _poster, turn=-90, y=1.4, layer=0)
    room.hang("clock", LEFT, 4.4, 2.6, off=0.05, size=1.5)
    room.build(-1.9, 6.4, _board, y=3.2)
    for z in (3.4, 7.0, 10.6):
        room.build(4.46, z, _poster, turn=90, y=1.4, layer=0)
    waiting = stage.targets.company > 0.25 or (stage.composition == 2 and stage.targets.company > -0.2)
    if waiting:
        room.build(2.75, 8.0, _train, y=-0.75)
    room.spare((-0.4, 4.0), (-2.4, 3.2), (-0.2, 6.0))
    room.paint()


def _track(pen: Pen) -> None:
    """The track's bed, a metre deep, with sleepers and two rails."""
    with Solid(pen) as solid:
        solid.face(
            level(-1.7, -9.6, 1.7, 12, -1.0),
            "#3a3632",
            (0, 1, 0),
            grain=0.4,
        )
        solid.face(
            [(1.7, -1.0, -9.6), (1.7, 0.0, -9.6), (1.7, 0.0, 9.6), (1.7, -1.0, 9.6)],
            "#6a6a66",
            (-1, 0, 0),
            grain=0.3,
        )
        solid.face(
            [(-1.7, -1.0, -9.6), (-1.7, 0.0, -9.6), (-1.7, 0.0, 9.6), (-1.7, -1.0, 9.6)],
            "#55555a",
            (1, 0, 0),
            grain=0.3,
        )
        solid.over()
        for k in range(24):
            z = 9.0 - 0.75 * k
            solid.face(
                level(-1.1, z, 1.1, z + 0.25, -0.98),
                "#4f4234",
                (0, 1, 0),
                grain=0.2,
            )
        solid.over()
        for x in (-0.75, 0.75):
            solid.face(level(x - 0.05, -9.0, x + 0.05, 11, -0.9), "#a9adb0", (0, 1, 0), glow=0.1, grain=0)


def _edge(pen: Pen) -> None:
    """The yellow line along the platform's edge."""
    with Solid(pen) as solid:
        for x0, x1, colour in ((1.55, 2.0, "#b9b6ac"), (1.3, 1.5, "#d8b02c")):
            for k in range(6):
                z = 9.6 - 3.2 * (k + 1)
                solid.face(level(x0, z, x1, z + 3.25, 0.005), colour, (0, 1, 0), grain=0.15)


def _pillar(pen: Pen) -> None:
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (0.46, 4.3, 0.46), "#5f7f8f", grain=0.08)
        solid.over()
        solid.block((0, 0, 0), (0.54, 0.3, 0.54), "#3f5560", grain=0.08)


def _poster(pen: Pen) -> None:
    """An advertisement on the wall; torn where things decay."""
    random = pen.random
    colours = ("#c8553a", "#3f78a0", "#d8a83a", "#6a8f4a", "#8a5a9a")
    with Solid(pen) as solid:
        solid.face(
            upright(-0.75, 0, 0.75, 1.1, -0.02),
            "#e6e2d4",
            grain=0.05,
        )
        solid.over()
        pick = int(random.integers(5))
        torn = 0.4 * pen.targets.decay
        solid.face(
            [
                (-0.7, 0.05 + torn, -0.03),
                (0.7, 0.05 + 1.6 * torn, -0.03),
                (0.7, 1.05, -0.03),
                (-0.7, 1.05, -0.03),
            ],
            colours[pick],
            grain=0.1,
        )
        solid.over()
        turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        solid.face(
            [(-0.2 + 0.24 * float(np.cos(a)), 0.62 + 0.24 * float(np.sin(a)), -0.04) for a in turn],
            colours[(pick + 2) % 5],
            grain=0.1,
        )
        solid.stroke([(0.2, 0.75, -0.04), (0.6, 0.75, -0.04)], 0.07, "#f2eee2")
        solid.stroke([(0.2, 0.58, -0.04), (0.5, 0.58, -0.04)], 0.05, "#f2eee2")


def _board(pen: Pen) -> None:
    """A lit board with the next train."""
    with Solid(pen) as solid:
        for x in (-0.6, 0.6):
            solid.stroke([(x, 0, 0), (x, 1.0, 0)], 0.03, "#2a2c2e")
        solid.block((0, -0.1, 0), (1.7, 0.42, 0.1), "#1a1c1f", grain=0)
        solid.over()
        for row, long in ((0.22, 0.9), (0.06, 0.6)):
            for k in range(int(long / 0.09)):
                solid.face(
                    upright(-0.7 + 0.1 * k, row - 0.06, -0.64 + 0.1 * k, row + 0.02, -0.06),
                    "#ffb03a",
                    glow=1.2,
                    grain=0,
                )
        solid.shine((0, 0.1, -0.1), 1.0, 0.3, "#ffb03a")


def _train(pen: Pen) -> None:
    """A train at the platform with lit windows and doors."""
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (2.5, 3.4, 12.0), "#b3bcc2", grain=0.05)
        solid.over()
        solid.face(
            [(-1.26, 0.75, -6), (-1.26, 1.05, -6), (-1.26, 1.05, 6), (-1.26, 0.75, 6)],
            "#b8423a",
            (-1, 0, 0),
            grain=0.05,
        )
        for k in range(9):
            z = -5.4 + 1.35 * k
            low = 0.9 if k % 3 == 1 else 1.7
            shape = [(-1.27, low, z), (-1.27, 2.7, z), (-1.27, 2.7, z + 1.0), (-1.27, low, z + 1.0)]
            solid.face(shape, "#ffe9b8", (-1, 0, 0), glow=0.9, grain=0.1)
        solid.face(
            upright(-0.8, 1.6, 0.8, 2.8, -6.01),
            "#ffe9b8",
            glow=0.7,
            grain=0.1,
        )
        for x in (-0.8, 0.8):
            solid.shine((x, 0.9, -6.02), 1.6, 1.0, "#fff0cf")


SETTINGS: Final = {
    "hospital corridor": Setting(hospital, INDOORS, SCENERY, GUESTS),
    "subway platform": Setting(subway, INDOORS, frozenset(), GUESTS),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
