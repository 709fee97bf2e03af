"""What stands in a room: table, chair, bed, lamp, candles, books, a vase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.things.kinds import Kind, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

TABLE_TOP: Final = 0.77
"""Height of the middle of a table's top as it is drawn, metres."""


def table(pen: Pen) -> None:
    """A table, 1.6 m wide."""
    wood = pen.colour or "#7d5637"
    pen.shadow(1.9, 0.4, 1.0)
    for x in (-0.68, 0.58):
        pen.poly(box(x, 0.0, 0.1, 0.72), wood, 0.35, low=0.2)
    for x in (-0.55, 0.48):
        pen.poly(box(x, 0.12, 0.07, 0.6), wood, 0.15)
    pen.poly(box(-0.72, 0.6, 1.44, 0.1), wood, 0.3, grain=0.2, stretch=5)
    pen.poly(
        [[-0.85, 0.7], [-0.66, 0.84], [0.66, 0.84], [0.85, 0.7]], wood, 0.85, low=0.7, grain=0.25, stretch=6
    )
    pen.poly(box(-0.85, 0.66, 1.7, 0.05), wood, 0.5)


def chair(pen: Pen) -> None:
    """A wooden chair with a back."""
    wood = pen.colour or "#8a5f3c"
    side = 1 if pen.random.random() < 0.5 else -1
    pen.shadow(0.6, 0.4, 0.9)
    for x, foot in ((-0.2, 0.1), (0.2, 0.1), (-0.24, 0.0), (0.24, 0.0)):
        pen.poly(box(x - 0.025, foot, 0.05, 0.46 - foot), wood, 0.35)
    back = -0.24 * side
    for x in (-0.22, 0.22):
        pen.line([[x, 0.5], [x * 0.95 + 0.1 * back, 1.0]], 0.045, wood, 0.5)
    for y in (0.68, 0.82, 0.96):
        pen.poly(box(-0.22 + 0.2 * back * (y - 0.5), y, 0.44, 0.06), wood, 0.65, grain=0.2, stretch=4)
    pen.poly([[-0.26, 0.44], [-0.22, 0.54], [0.22, 0.54], [0.26, 0.44]], wood, 0.8, grain=0.2, stretch=4)


def bed(pen: Pen) -> None:
    """A bed, 2 m long, seen from its side, with a blanket and a pillow."""
    wood, cloth = "#6d4a30", pen.colour or "#6f86a0"
    pen.shadow(2.4, 0.5, 1.0)
    pen.poly(box(-1.1, 0.0, 0.1, 1.0), wood, 0.5, low=0.3)
    pen.poly(box(1.0, 0.0, 0.1, 0.72), wood, 0.5, low=0.3)
    pen.poly(box(-1.0, 0.18, 2.0, 0.2), wood, 0.4, grain=0.2, stretch=6)
    t = np.linspace(0, 1, 18)
    top = 0.62 + 0.03 * np.sin(t * 17) + 0.05 * np.sin(t * 5)
    blanket = [[-0.5 + 1.52 * k, y] for k, y in zip(t, top, strict=True)] + [[1.02, 0.26], [-0.45, 0.24]]
    pen.poly(box(-1.0, 0.36, 2.0, 0.22), "#e8e2d6", 0.7, low=0.5)
    pen.poly(blanket, cloth, 0.8, low=0.35, grain=0.2, stretch=0.6)
    pen.dabs(
        [-0.76], [0.66], 0.25, 0.1, 0.08, pen.tone("#f1ece2", 0.85)[None], power=2.6, soft=0.3, bristle=0
    )


def room_lamp(pen: Pen) -> None:
    """A floor lamp with a cloth shade, 1.6 m."""
    shade = pen.colour or "#e3c48e"
    pen.dabs([0.0], [0.02], 0.2, 0.045, 0.0, pen.tone("#2f2a28", 0.4)[None], bristle=0)
    pen.line([[0, 0.02], [0, 1.25]], 0.035, "#3a322c")
    warm = mix(linear(shade), linear("#ffcf86") * 1.9, pen.light.lamps)
    pen.poly([[-0.26, 1.2], [-0.15, 1.6], [0.15, 1.6], [0.26, 1.2]], warm, 0.8, low=0.9, grain=0.06)
    pen.lamp(0, 1.36, 3.2, 1.1)
    pen.lamp(0, 1.36, 1.1, 0.7)


def candle(pen: Pen) -> None:
    """A candle, 25 cm, always burning."""
    pen.poly(box(-0.025, 0, 0.05, 0.22), "#efe6d0", 0.85, low=0.6)
    flame = linear("#ffd070")[None] * 1.6
    pen.dabs([0.0], [0.28], 0.05, 0.018, np.pi / 2, flame, power=1.5, soft=0.6, bristle=0)
    place = pen.points([[0.0, 0.28]])[0]
    power = np.float32(0.3 + 0.3 * pen.light.lamps)
    pen.canvas.glow(float(place[0]), float(place[1]), 1.1 * pen.scale, linear("#ffae58") * power)


def book(pen: Pen) -> None:
    """A book lying down; several make a pile."""
    random = pen.random
    colour = pen.colour or ("#7d3a34", "#3a5a6e", "#8a7a3c", "#4f6a4a")[int(random.integers(4))]
    turn = random.uniform(-0.02, 0.02)
    pen.poly([[-0.16 + turn, 0], [-0.16, 0.05], [0.15, 0.05], [0.15 + turn, 0]], colour, 0.5)
    pen.poly([[-0.16, 0.05], [-0.11, 0.085], [0.12, 0.085], [0.15, 0.05]], colour, 0.85)
    pen.line([[-0.145, 0.022], [0.14, 0.022]], 0.022, "#e9e2d0", 0.6)


def vase(pen: Pen) -> None:
    """A vase with a bunch of flowers, 60 cm."""
    random = pen.random
    glaze = "#4f7f8c"
    count = 26
    angle, reach = random.uniform(0.1, np.pi - 0.1, count), random.uniform(0.1, 0.3, count)
    x, y = np.cos(angle) * reach, 0.28 + np.sin(angle) * reach
    for px, py in zip(x, y, strict=True):
        pen.line([[0, 0.2], [px, py]], 0.01, "#4f6b3a", 0.4)
    green = mix(pen.tone("#35522c", 0.2), pen.tone("#7a9a4c", 0.8), random.random(count)[:, None])
    pen.dabs(x * 0.8, y - 0.04, 0.05, 0.018, random.uniform(0, 3, count), green, power=1.5)
    hue = pen.colour or ("#d0503f", "#e2b24a", "#d98aa0")[int(random.integers(3))]
    petals = mix(pen.tone(hue, 0.2), pen.tone(hue, 1.0), random.random(count)[:, None])
    pen.dabs(x, y, 0.045, 0.038, random.uniform(0, 3, count), petals, soft=0.4)
    body = [
        [-0.06, 0.25],
        [-0.045, 0.2],
        [-0.1, 0.1],
        [-0.06, 0],
        [0.06, 0],
        [0.1, 0.1],
        [0.045, 0.2],
        [0.06, 0.25],
    ]
    pen.poly(body, glaze, 0.75, low=0.4)


THINGS: Final = {
    "table": Thing(table, Kind.ROOM),
    "chair": Thing(chair, Kind.ROOM),
    "bed": Thing(bed, Kind.ROOM),
    "candle": Thing(candle, Kind.ROOM),
    "book": Thing(book, Kind.ROOM),
    "vase": Thing(vase, Kind.ROOM),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
