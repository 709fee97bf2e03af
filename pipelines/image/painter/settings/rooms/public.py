"""Public rooms and vehicles: hospital corridor, subway platform, train compartment, spaceship cabin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.home import company
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import (
    BACK, FLOOR, GUESTS, LEFT, RIGHT, SCENERY, Surfaces,
)  # fmt: skip
from emogen.pipelines.image.painter.settings.rooms.shell import Face, Material
from emogen.pipelines.image.painter.solid import Solid
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage

_STEEL: Final = Material("metal", "#6f7a82", "#6f7a82", 0.9)


def hospital(stage: Stage) -> None:
    """A long corridor of doors under strip lights, beds along its walls, a window at its end."""
    room = Interior(stage, (3.4, 17.0, 2.8), Surfaces(
        Material("tiles", "#b9c4bf", "#a4b1ac", 0.5),
        Material("plaster", "#d3dcd6", dado=1.15, low="#7fa39a", skirting="#56706a"),
        Material("tiles", "#d6dcd9", "#d0d6d3", 0.6),
    ))  # fmt: skip
    if stage.composition == 1:
        room.look(0.9, -1.4, -7, eye=1.5)
    elif stage.composition == 2:
        room.look(-0.9, 1.2, 9, eye=0.9, horizon=0.5)
    else:
        room.look(0, -2.0, 0, eye=1.5)
    room.open_air = 0.5
    room.window(BACK, 0.0, 0.9, 1.5, 1.5, panes=(2, 2), style="steel", sun=1.6)
    for z in (2.0, 5.2, 8.4, 11.6):
        room.hang("door", LEFT, z, off=0.01, colour="#9fb5ae")
        room.hang("door", RIGHT, z + 1.4, off=0.01, colour="#9fb5ae")
    for z in (1.5, 4.3, 7.1, 9.9, 12.7):
        room.put("neon tube", 0.0, z, y=2.8)
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
            solid.face([(x - wide / 2, -0.26 - high / 2, -0.05), (x + wide / 2, -0.26 - high / 2, -0.05),
                        (x + wide / 2, -0.26 + high / 2, -0.05), (x - wide / 2, -0.26 + high / 2, -0.05)],
                       "#f2f6f2", glow=lit, grain=0)  # fmt: skip
        solid.stroke([(0.0, -0.26, -0.05), (0.32, -0.26, -0.05)], 0.05, "#f2f6f2")


def subway(stage: Stage) -> None:
    """A tiled platform beside its track, a dark tunnel, strip lights, benches; a train where there is company."""
    tiles = Material("tiles", "#d5d8cf", "#c9ccc4", 0.22, dado=0.9, low="#4f6f86")
    room = Interior(stage, (9.0, 16.0, 4.4), Surfaces(
        Material("tiles", "#8f8f8a", "#83837e", 0.6), tiles, Material("plaster", "#8a8f8f")
    ))  # fmt: skip
    for side in (-1, 1):
        room.faces.append(Face((side * 4.5, 3.2, 0), (-side * 0.9, -1, 0), (0, 0, 1), tiles))
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
        solid.face([(-1.7, -1.0, -9.6), (1.7, -1.0, -9.6), (1.7, -1.0, 12), (-1.7, -1.0, 12)], "#3a3632", (0, 1, 0), grain=0.4)
        solid.face([(1.7, -1.0, -9.6), (1.7, 0.0, -9.6), (1.7, 0.0, 9.6), (1.7, -1.0, 9.6)], "#6a6a66", (-1, 0, 0), grain=0.3)
        solid.face([(-1.7, -1.0, -9.6), (-1.7, 0.0, -9.6), (-1.7, 0.0, 9.6), (-1.7, -1.0, 9.6)], "#55555a", (1, 0, 0), grain=0.3)
        solid.over()
        for k in range(24):
            z = 9.0 - 0.75 * k
            solid.face([(-1.1, -0.98, z), (1.1, -0.98, z), (1.1, -0.98, z + 0.25), (-1.1, -0.98, z + 0.25)], "#4f4234", (0, 1, 0), grain=0.2)
        solid.over()
        for x in (-0.75, 0.75):
            solid.face([(x - 0.05, -0.9, -9.0), (x + 0.05, -0.9, -9.0), (x + 0.05, -0.9, 11), (x - 0.05, -0.9, 11)],
                       "#a9adb0", (0, 1, 0), glow=0.1, grain=0)  # fmt: skip


def _edge(pen: Pen) -> None:
    """The yellow line along the platform's edge."""
    with Solid(pen) as solid:
        for x0, x1, colour in ((1.55, 2.0, "#b9b6ac"), (1.3, 1.5, "#d8b02c")):
            for k in range(6):
                z = 9.6 - 3.2 * (k + 1)
                solid.face([(x0, 0.005, z), (x1, 0.005, z), (x1, 0.005, z + 3.25), (x0, 0.005, z + 3.25)], colour,
                           (0, 1, 0), grain=0.15)  # fmt: skip


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
        solid.face([(-0.75, 0, -0.02), (0.75, 0, -0.02), (0.75, 1.1, -0.02), (-0.75, 1.1, -0.02)], "#e6e2d4", grain=0.05)
        solid.over()
        pick = int(random.integers(5))
        torn = 0.4 * pen.targets.decay
        solid.face([(-0.7, 0.05 + torn, -0.03), (0.7, 0.05 + 1.6 * torn, -0.03), (0.7, 1.05, -0.03), (-0.7, 1.05, -0.03)],
                   colours[pick], grain=0.1)  # fmt: skip
        solid.over()
        turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        solid.face([(-0.2 + 0.24 * float(np.cos(a)), 0.62 + 0.24 * float(np.sin(a)), -0.04) for a in turn],
                   colours[(pick + 2) % 5], grain=0.1)  # fmt: skip
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
                solid.face([(-0.7 + 0.1 * k, row - 0.06, -0.06), (-0.64 + 0.1 * k, row - 0.06, -0.06),
                            (-0.64 + 0.1 * k, row + 0.02, -0.06), (-0.7 + 0.1 * k, row + 0.02, -0.06)],
                           "#ffb03a", glow=1.2, grain=0)  # fmt: skip
        solid.shine((0, 0.1, -0.1), 1.0, 0.3, "#ffb03a")


def _train(pen: Pen) -> None:
    """A train at the platform with lit windows and doors."""
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (2.5, 3.4, 12.0), "#b3bcc2", grain=0.05)
        solid.over()
        solid.face([(-1.26, 0.75, -6), (-1.26, 1.05, -6), (-1.26, 1.05, 6), (-1.26, 0.75, 6)], "#b8423a", (-1, 0, 0), grain=0.05)
        for k in range(9):
            z = -5.4 + 1.35 * k
            low = 0.9 if k % 3 == 1 else 1.7
            shape = [(-1.27, low, z), (-1.27, 2.7, z), (-1.27, 2.7, z + 1.0), (-1.27, low, z + 1.0)]
            solid.face(shape, "#ffe9b8", (-1, 0, 0), glow=0.9, grain=0.1)
        solid.face([(-0.8, 1.6, -6.01), (0.8, 1.6, -6.01), (0.8, 2.8, -6.01), (-0.8, 2.8, -6.01)], "#ffe9b8", glow=0.7, grain=0.1)
        for x in (-0.8, 0.8):
            solid.shine((x, 0.9, -6.02), 1.6, 1.0, "#fff0cf")


def compartment(stage: Stage) -> None:
    """A railway compartment: seats face to face at a wide window, a table, luggage in the nets."""
    wood = Material("panels", "#7a5234", "#8a6040", 0.8)
    room = Interior(stage, (2.9, 2.5, 2.4), Surfaces(Material("cloth", "#5a3a34"), wood, Material("plaster", "#d8cdb4"), wood))
    if stage.composition == 1:
        room.look(0.5, -1.6, -10, eye=1.3, zoom=0.95)
    elif stage.composition == 2:
        room.look(-0.55, -1.0, 14, eye=1.15)
    else:
        room.look(0, -1.7, 0, eye=1.25)
    room.open_air = 0.75
    room.window(BACK, 0.0, 0.85, 1.35, 1.05, panes=(1, 1), style="sash", sun=1.2)
    for z in (1.9, 0.8):
        room.put("train seat", -1.0, z, -90)
        room.put("train seat", 1.0, z, 90)
    room.build(0.0, 2.28, _flap)
    room.top(0.0, 2.25, 0.76, 0.5, usual=("table lamp", "book"), deep=0.1)
    for side in (-1, 1):
        room.build(1.2 * side, 1.3, _rack, turn=90.0 * side, y=1.85)
        room.hang("picture", RIGHT if side > 0 else LEFT, 1.35, 1.55, off=0.03, size=0.55)
    room.put("ceiling lamp", 0.0, 1.0, y=2.4, size=0.45)
    room.spare((0.0, 1.2),)
    room.paint()


def _flap(pen: Pen) -> None:
    with Solid(pen) as solid:
        solid.stroke([(0, 0.0, 0.1), (0, 0.7, 0.0)], 0.06, "#4a3226")
        solid.over()
        solid.block((0, 0.7, -0.02), (0.62, 0.05, 0.4), "#7d5434", grain=0.2)


def _rack(pen: Pen) -> None:
    """A luggage net with two cases."""
    with Solid(pen) as solid:
        for z in (-0.35, 0.0):
            solid.stroke([(-1.1, 0, z), (1.1, 0, z)], 0.03, "#c2a05a")
        for x in (-1.0, 0.0, 1.0):
            solid.stroke([(x, -0.25, 0.1), (x, 0, -0.35)], 0.03, "#c2a05a")
        solid.over()
        for x, wide, colour in ((-0.5, 0.7, "#7a4a2c"), (0.45, 0.55, "#4f5f48")):
            solid.block((x, 0.02, -0.1), (wide, 0.26, 0.24), colour, grain=0.15)
            solid.over()
            for dx in (-0.25, 0.25):
                solid.block((x + dx * wide, 0.02, -0.1), (0.05, 0.27, 0.25), "#2f2018", grain=0)
            solid.over()


def spaceship(stage: Stage) -> None:
    """A cabin of metal with a wide window onto the stars and a planet, seats before lit panels."""
    room = Interior(stage, (5.6, 4.4, 2.8), Surfaces(
        Material("metal", "#454e56", "#454e56", 0.7), _STEEL, Material("metal", "#58636b", "#58636b", 0.9)
    ))  # fmt: skip
    for side in (-1, 1):
        room.faces.append(Face((side * 2.8, 1.7, 0), (-side * 1.0, -0.75, 0), (0, 0, 1), _STEEL))
        room.faces.append(Face((side * 2.8, 0.7, 0), (-side * 1.0, 0.75, 0), (0, 0, 1), _STEEL))
    if stage.composition == 1:
        room.look(1.3, -1.0, -17, eye=1.5)
    elif stage.composition == 2:
        room.look(-1.2, 0.2, 14, eye=1.15)
    else:
        room.look(0, -1.9, 0, eye=1.45)
    room.open_air = 0.1
    room.hole(BACK, 0.0, 0.95, 3.6, 1.35, 0.35)
    room.build(0.0, 4.45, _space, layer=-1)
    room.build(0.0, 4.38, _frame, layer=0)
    room.rig.add((0.0, 1.7, 4.2), linear("#8fb8ff") * np.float32(0.9), 0.5, (0, -0.2, -0.98), 0.7)
    for x in (-2.3, 2.3):
        room.rig.add((x, 2.2, 2.0), linear("#9fd8ff") * np.float32(0.35 + 0.45 * max(0.2, room.lamps)), 0.3)
    alarm = max(stage.targets.fire, 0.7 * stage.targets.menace)
    if alarm > 0.1:
        room.rig.add((0.0, 2.6, 1.6), linear("#ff2a1a") * np.float32(2.2 * alarm), 0.3)
    room.build(0.0, 3.9, _console)
    room.shade(0.0, 3.9, (3.8, 0.85, 0.6))
    for x in (-0.95, 0.95)[: company(stage, 1, 2, 2)]:
        room.put("pilot seat", x, 2.6, 180)
    for side in (-1, 1):
        room.build(2.45 * side, 2.4, _panel, turn=90.0 * side, y=0.95)
    room.spare((0.0, 2.0), (-1.9, 1.9), (1.9, 1.8))
    room.paint()


def _space(pen: Pen) -> None:
    """Stars and a planet outside."""
    random = stream(7, "space", int(pen.random.integers(1 << 20)))
    with Solid(pen) as solid:
        solid.face([(-3, 0, 0.4), (3, 0, 0.4), (3, 3.2, 0.4), (-3, 3.2, 0.4)], linear("#060913") * 0.0, grain=0)
        solid.over()
        solid.flat((0, 1.6, 0.3), lambda at: _stars(at, random))


def _stars(pen: Pen, random: np.random.Generator) -> None:
    count = 260
    shine = 0.25 + 1.2 * random.random(count) ** 3
    colours = mix(linear("#cfe0ff")[None], linear("#ffe2c0")[None], random.random(count)[:, None])
    size = 0.006 + 0.012 * random.random(count) ** 4
    pen.dabs(random.uniform(-2.2, 2.2, count), random.uniform(-1.0, 1.0, count), size, size, 0.0,
             colours * shine[:, None].astype(np.float32), soft=0.6, bristle=0)  # fmt: skip
    x, y, r = float(random.uniform(-0.9, 0.9)), float(random.uniform(-0.5, -0.1)), 0.85
    for k in range(16):
        t = k / 15
        colour = mix(linear("#0a1c38"), linear("#4f94d8"), t**1.5) * np.float32(0.5 + 0.7 * t)
        pen.dabs([x + 0.28 * t * r * 0.7], [y + 0.3 * t * r * 0.7], r * (1 - 0.55 * t), r * (1 - 0.55 * t), 0.0,
                 colour[None], alpha=0.55, soft=0.25 + 0.5 * t, bristle=0)  # fmt: skip
    for _ in range(26):
        a, d = random.uniform(0, 2 * np.pi), r * 0.82 * np.sqrt(random.random())
        pen.dabs([x + d * np.cos(a)], [y + d * np.sin(a)], 0.16, 0.03, 0.25, linear("#dbe8f0")[None] * 0.8, alpha=0.4,
                 soft=0.9, bristle=0.4)  # fmt: skip


def _frame(pen: Pen) -> None:
    """Struts of the window."""
    with Solid(pen) as solid:
        for x in (-0.6, 0.6):
            solid.stroke([(x, 0.95, 0), (x * 0.85, 2.3, 0)], 0.09, "#2f363c")
        for y in (0.93, 2.32):
            solid.stroke([(-1.8, y, 0), (1.8, y, 0)], 0.1, "#39424a")


def _console(pen: Pen) -> None:
    """A desk of instruments with lit screens and keys."""
    random = pen.random
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (3.8, 0.7, 0.6), "#343c44", grain=0.06)
        solid.over()
        solid.face([(-1.9, 0.7, -0.32), (1.9, 0.7, -0.32), (1.9, 0.98, 0.3), (-1.9, 0.98, 0.3)], "#2a3138", (0, 1, -0.4), grain=0.05)
        solid.over()
        for k in range(5):
            x = -1.5 + 0.75 * k
            colour = ("#4fd0ff", "#5fe0a0", "#ffb84a")[k % 3]
            solid.face([(x - 0.25, 0.82, -0.06), (x + 0.25, 0.82, -0.06), (x + 0.25, 0.95, 0.23), (x - 0.25, 0.95, 0.23)],
                       colour, glow=0.9, grain=0.2)  # fmt: skip
            solid.shine((x, 0.88, 0), 0.6, 0.22, colour)
        for _ in range(60):
            x = float(random.uniform(-1.8, 1.8))
            colour = ("#ff5a4a", "#ffd04a", "#6fe0ff", "#e6eef2")[int(random.integers(4))]
            t = float(random.uniform(0.05, 0.35))
            y, z = 0.705 + 0.28 * t, -0.32 + 0.62 * t
            solid.face([(x, y, z), (x + 0.04, y, z), (x + 0.04, y + 0.012, z + 0.03), (x, y + 0.012, z + 0.03)], colour, glow=1.0, grain=0)


def _panel(pen: Pen) -> None:
    """A panel of lights on a side wall."""
    random = pen.random
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (1.7, 0.8, 0.1), "#2c333a", grain=0.05)
        solid.over()
        for row in range(4):
            for k in range(11):
                if random.random() < 0.6:
                    x, y = -0.75 + 0.14 * k, 0.1 + 0.17 * row
                    colour = ("#ff6a4a", "#ffd04a", "#6fe0ff", "#7fe09a")[int(random.integers(4))]
                    solid.face([(x, y, -0.06), (x + 0.07, y, -0.06), (x + 0.07, y + 0.06, -0.06), (x, y + 0.06, -0.06)],
                               colour, glow=1.1, grain=0)  # fmt: skip


SETTINGS: Final = {
    "hospital corridor": Setting(hospital, INDOORS, SCENERY, GUESTS),
    "subway platform": Setting(subway, INDOORS, frozenset(), GUESTS),
    "train compartment": Setting(compartment, INDOORS, SCENERY, GUESTS),
    "spaceship cabin": Setting(spaceship, INDOORS, frozenset(("star",)), GUESTS),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
