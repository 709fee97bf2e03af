"""Cabins of vehicles: a train's compartment, a spaceship."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.settings.kinds import INDOORS, Setting
from emogen.pipelines.image.painter.settings.rooms.home import company
from emogen.pipelines.image.painter.settings.rooms.interior import Interior
from emogen.pipelines.image.painter.settings.rooms.plan import (
    BACK,
    GUESTS,
    LEFT,
    RIGHT,
    SCENERY,
    Surfaces,
)
from emogen.pipelines.image.painter.settings.rooms.shell import Material
from emogen.pipelines.image.painter.solid import Solid, upright
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage

_STEEL: Final = Material("metal", "#6f7a82", "#6f7a82", 0.9)


def compartment(stage: Stage) -> None:
    """A railway compartment: seats face to face at a wide window, a table, luggage in the nets."""
    wood = Material("panels", "#7a5234", "#8a6040", 0.8)
    room = Interior(
        stage,
        (2.9, 2.5, 2.4),
        Surfaces(Material("cloth", "#5a3a34"), wood, Material("plaster", "#d8cdb4"), wood),
    )
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
    room.spare(
        (0.0, 1.2),
    )
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
                left = x + dx * wide - 0.025
                solid.face(upright(left, 0.02, left + 0.05, 0.28, -0.225), "#2f2018", (0, 0, -1), grain=0)
            solid.over()


def spaceship(stage: Stage) -> None:
    """A cabin of metal with a wide window onto the stars and a planet, seats before lit panels."""
    room = Interior(
        stage,
        (5.6, 4.4, 2.8),
        Surfaces(
            Material("metal", "#454e56", "#454e56", 0.7), _STEEL, Material("metal", "#58636b", "#58636b", 0.9)
        ),
    )
    room.slant(1.7, (1.0, -0.75, 0), _STEEL)
    room.slant(0.7, (1.0, 0.75, 0), _STEEL)
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
    room.rig.add((0.0, 1.7, 4.2), linear("#8fb8ff") * np.float32(1.6), 0.5, (0, -0.2, -0.98), 0.7)
    for x in (-2.3, 2.3):
        room.rig.add((x, 2.2, 2.0), linear("#9fd8ff") * np.float32(0.6 + 0.7 * max(0.2, room.lamps)), 0.3)
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
        solid.face(upright(-3, 0, 3, 3.2, 0.4), linear("#060913") * 0.0, grain=0)
        solid.over()
        solid.flat((0, 1.6, 0.3), lambda at: _stars(at, random))


def _stars(pen: Pen, random: np.random.Generator) -> None:
    count = 260
    shine = 0.25 + 1.2 * random.random(count) ** 3
    colours = mix(linear("#cfe0ff")[None], linear("#ffe2c0")[None], random.random(count)[:, None])
    size = 0.006 + 0.012 * random.random(count) ** 4
    pen.dabs(
        random.uniform(-2.2, 2.2, count),
        random.uniform(-1.0, 1.0, count),
        size,
        size,
        0.0,
        colours * shine[:, None].astype(np.float32),
        soft=0.6,
        bristle=0,
    )
    x, y, r = float(random.uniform(-0.9, 0.9)), float(random.uniform(-0.5, -0.1)), 0.85
    for k in range(16):
        t = k / 15
        colour = mix(linear("#0a1c38"), linear("#4f94d8"), t**1.5) * np.float32(0.5 + 0.7 * t)
        pen.dabs(
            [x + 0.28 * t * r * 0.7],
            [y + 0.3 * t * r * 0.7],
            r * (1 - 0.55 * t),
            r * (1 - 0.55 * t),
            0.0,
            colour[None],
            alpha=0.55,
            soft=0.25 + 0.5 * t,
            bristle=0,
        )
    for _ in range(26):
        a, d = random.uniform(0, 2 * np.pi), r * 0.82 * np.sqrt(random.random())
        pen.dabs(
            [x + d * np.cos(a)],
            [y + d * np.sin(a)],
            0.16,
            0.03,
            0.25,
            linear("#dbe8f0")[None] * 0.8,
            alpha=0.4,
            soft=0.9,
            bristle=0.4,
        )


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
        solid.face(
            [(-1.9, 0.7, -0.32), (1.9, 0.7, -0.32), (1.9, 0.98, 0.3), (-1.9, 0.98, 0.3)],
            "#2a3138",
            (0, 1, -0.4),
            grain=0.05,
        )
        solid.over()
        for k in range(5):
            x = -1.5 + 0.75 * k
            colour = ("#4fd0ff", "#5fe0a0", "#ffb84a")[k % 3]
            solid.face(
                [
                    (x - 0.25, 0.82, -0.06),
                    (x + 0.25, 0.82, -0.06),
                    (x + 0.25, 0.95, 0.23),
                    (x - 0.25, 0.95, 0.23),
                ],
                colour,
                glow=0.9,
                grain=0.2,
            )
            solid.shine((x, 0.88, 0), 0.6, 0.22, colour)
        for _ in range(60):
            x = float(random.uniform(-1.8, 1.8))
            colour = ("#ff5a4a", "#ffd04a", "#6fe0ff", "#e6eef2")[int(random.integers(4))]
            t = float(random.uniform(0.05, 0.35))
            y, z = 0.705 + 0.28 * t, -0.32 + 0.62 * t
            solid.face(
                [(x, y, z), (x + 0.04, y, z), (x + 0.04, y + 0.012, z + 0.03), (x, y + 0.012, z + 0.03)],
                colour,
                glow=1.0,
                grain=0,
            )


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
                    solid.face(upright(x, y, x + 0.07, y + 0.06, -0.06), colour, glow=1.1, grain=0)


SETTINGS: Final = {
    "train compartment": Setting(compartment, INDOORS, SCENERY, GUESTS),
    "spaceship cabin": Setting(spaceship, INDOORS, frozenset(("star",)), GUESTS),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
