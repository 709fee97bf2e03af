"""Things of work and play: computer, globe, flasks, anvil, forge, cage, seat of a train, toys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.solid import Solid, upright
from emogen.pipelines.image.painter.things.furniture_light import fire
from emogen.pipelines.image.painter.things.kinds import Kind, Shine, Spot, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_LIQUIDS: Final = ("#58e07a", "#54b8ff", "#ff7ac8", "#ffb040", "#a07aff")


def computer(pen: Pen) -> None:
    """A monitor with lines on it, and a keyboard."""
    with Solid(pen) as solid:
        solid.block((0, 0, 0.08), (0.24, 0.02, 0.16), "#2a2c2f", grain=0)
        solid.block((0, 0.02, 0.1), (0.06, 0.14, 0.04), "#2a2c2f", grain=0)
        solid.block((0, 0.14, 0.06), (0.62, 0.4, 0.05), "#2a2c2f", grain=0)
        solid.block((0, 0, -0.2), (0.44, 0.02, 0.15), "#b9bcbc", grain=0.05)
        solid.over()
        screen = pen.colour or "#8fc4e6"
        solid.face(upright(-0.285, 0.17, 0.285, 0.51, 0.03), screen, glow=0.75, grain=0.03)
        solid.over()
        for row in range(6):
            long = float(pen.random.uniform(0.12, 0.46))
            solid.stroke(
                [(-0.25, 0.46 - 0.05 * row, 0.025), (-0.25 + long, 0.46 - 0.05 * row, 0.025)],
                0.012,
                "#2f4f66",
            )
        solid.shine((0, 0.34, 0.0), 1.0, 0.3, screen)


def globe(pen: Pen) -> None:
    """A globe on a foot, 45 cm."""
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.11, 0), (0.03, 0.04), (0.02, 0.14)], "#5a3c24")
        solid.over()
        turn = np.linspace(-np.pi / 2, np.pi / 2, 11)
        ball = [(0.15 * float(np.cos(a)) + 0.001, 0.29 + 0.15 * float(np.sin(a))) for a in turn]
        solid.lathe((0, 0, 0), ball, pen.colour or "#5f8aa6")
        solid.over()
        solid.flat((0, 0.27, -0.13), _lands)


def _lands(pen: Pen) -> None:
    """Continents on a globe."""
    shapes = ((-0.05, 0.06, 0.06, 0.05), (0.05, -0.01, 0.05, 0.07), (-0.03, -0.05, 0.03, 0.02))
    x, y, along, across = np.array(shapes).T
    pen.dabs(x, y, along, across, 0.4, pen.tone("#a89a5a", 0.6)[None], power=1.7, soft=0.3)


def flask(pen: Pen) -> None:
    """A flask of glowing liquid, 35 cm; the fumes rise."""
    liquid = pen.colour or _LIQUIDS[int(pen.random.integers(len(_LIQUIDS)))]
    is_round = pen.random.random() < 0.55
    full = float(pen.random.uniform(0.45, 0.75))
    bulb = [(0.05, 0.0), (0.1, 0.04), (0.115, 0.09), (0.1, 0.14), (0.04, 0.18)]
    body = bulb if is_round else [(0.12, 0.0), (0.1, 0.05), (0.075, 0.1), (0.052, 0.15), (0.035, 0.18)]
    heights = np.linspace(0.005, 0.18 * full, 5)
    radii = np.interp(heights, [y for _, y in body], [0.9 * r for r, _ in body])
    filled = [(float(r), float(y)) for r, y in zip(radii, heights, strict=True)]
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), body, "#b9cccc", alpha=0.35)
        solid.over()
        solid.lathe((0, 0, 0), filled, liquid, glow=0.75)
        solid.over()
        neck = [(0.032, 0.0), (0.026, 0.03), (0.026, 0.13), (0.036, 0.15)]
        solid.lathe((0, 0.18, 0), neck, "#c9d8d8", alpha=0.4)
        solid.over()
        side = 0.6 * pen.light.side
        for k, y in enumerate((0.05, 0.2)):
            x = side * (0.1 if k == 0 else 0.028)
            solid.stroke([(x, y, -0.08), (x * 0.85, y + 0.07, -0.08)], 0.014, "#f4fbfa")
        solid.shine((0, 0.07, 0), 0.6, 0.5, liquid)
        solid.flat((0, 0.36, 0), lambda at: _fumes(at, liquid))


def _fumes(pen: Pen, colour: str) -> None:
    t = np.linspace(0, 1, 6)
    x = 0.05 * np.sin(t * 5 + float(pen.random.uniform(0, 6))) * t
    pen.dabs(
        x,
        0.4 * t,
        0.04 + 0.06 * t,
        0.03 + 0.04 * t,
        0 * t,
        linear(colour)[None] * np.float32(0.6),
        alpha=0.16 * (1 - t),
        soft=1.8,
        bristle=0,
    )


def anvil(pen: Pen) -> None:
    """An anvil on a block of wood, 85 cm, with a hammer."""
    iron = pen.colour or "#4a4b4f"
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.3, 0), (0.28, 0.48)], "#5f4630", inside="#8a6a48")
        solid.over()
        solid.block((0, 0.48, 0), (0.36, 0.08, 0.26), iron, grain=0.1)
        solid.block((0, 0.56, 0), (0.2, 0.12, 0.16), iron, grain=0.1)
        solid.over()
        solid.block((0.05, 0.68, 0), (0.5, 0.14, 0.22), iron, top="#8a8c90", grain=0.1)
        horn = [(-0.2, 0.68, -0.1), (-0.2, 0.82, -0.1), (-0.52, 0.8, 0.0), (-0.2, 0.7, 0.0)]
        solid.face(horn, iron, (0, 0.4, -1), grain=0.1)
        solid.over()
        solid.stroke([(-0.1, 0.85, -0.05), (0.3, 0.87, 0.05)], 0.035, "#7a5634")
        solid.block((-0.14, 0.83, -0.06), (0.09, 0.09, 0.16), "#2f3033", grain=0)


def forge_hearth(pen: Pen) -> None:
    """A smith's hearth of brick with a hood, 1.8 m wide, its coals glowing."""
    brick = pen.colour or "#7d4a3a"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (1.8, 0.8, 1.1), brick, grain=0.35, stretch=2)
        solid.block((0, 0.8, 0.5), (1.8, 1.0, 0.12), "#2c2220", grain=0.3)
        for x in (-0.84, 0.84):
            solid.block((x, 0.8, 0.2), (0.12, 0.8, 0.6), brick, grain=0.35)
        solid.over()
        solid.block((0, 0.8, -0.05), (1.3, 0.1, 0.7), "#3a1c12", grain=0.4, glow=0.3)
        random = pen.random
        for _ in range(34):
            x, z = float(random.uniform(-0.55, 0.55)), float(random.uniform(-0.35, 0.25))
            hot = float(random.uniform(0.4, 2.2))
            solid.block((x, 0.86, z), (0.1, 0.07, 0.09), "#ff5a1a", glow=hot, grain=0.3)
        solid.over()
        solid.flat((0, 0.92, 0), lambda at: fire(at, 0.95, 0.55, 30))
        solid.over()
        hood = [(-0.95, 1.62, -0.5), (0.95, 1.62, -0.5), (0.4, 2.7, 0.1), (-0.4, 2.7, 0.1)]
        solid.face(hood, "#4a3a34", (0, 0.5, -1), grain=0.3)
        solid.over()
        solid.block((0, 1.58, -0.52), (1.94, 0.08, 0.06), "#2f2826", grain=0.1)
        solid.shine((0, 1.1, -0.2), 3.2, 0.7, "#ff8a34")


def cage(pen: Pen) -> None:
    """A cage of iron bars, 1.1 m wide and 1.7 m high, its door open where there is no menace."""
    iron = pen.colour or "#3c3b3d"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (1.1, 0.08, 1.0), iron, grain=0.1)
        for z in (0.48, -0.48):
            if z < 0:
                solid.over()
            for x in np.linspace(-0.52, 0.52, 8):
                solid.stroke([(float(x), 0.08, z), (float(x), 1.55, z)], 0.03, iron)
        for x in (-0.52, 0.52):
            for z in np.linspace(-0.3, 0.3, 4):
                solid.stroke([(x, 0.08, float(z)), (x, 1.55, float(z))], 0.03, iron)
        solid.over()
        solid.block((0, 0.8, -0.48), (1.1, 0.05, 0.03), iron, grain=0)
        solid.block((0, 1.55, 0), (1.16, 0.08, 1.06), iron, grain=0.1)
        solid.over()
        for x in (-0.3, 0.3):
            solid.stroke([(x, 1.63, 0), (0, 1.95, 0)], 0.03, iron)


def toy(pen: Pen) -> None:
    """A teddy bear, a ball and building blocks; the bear has lost an eye where things decay."""
    random = pen.random
    with Solid(pen) as solid:
        for k, (x, z, y) in enumerate(((0.34, 0.05, 0.0), (0.46, 0.03, 0.0), (0.4, 0.04, 0.11))):
            colour = ("#c8453a", "#3f78a8", "#e0b23c")[k]
            solid.block((x, y, z), (0.11, 0.11, 0.11), colour, grain=0.04)
        solid.flat(
            (-0.4, 0.0, 0.05),
            lambda at: _ball(at, pen.colour or ("#d8483c", "#3f7fae")[int(random.integers(2))]),
        )
        solid.over()
        solid.flat((0.0, 0.0, 0.0), lambda at: _bear(at, pen.targets.decay))


def _ball(pen: Pen, colour: str) -> None:
    for size, facing, dx in ((1.0, 0.25, 0.0), (0.82, 0.6, 0.02), (0.5, 1.0, 0.05)):
        pen.dabs(
            [dx * pen.light.side],
            [0.13 + abs(dx)],
            0.13 * size,
            0.13 * size,
            0.0,
            pen.tone(colour, facing)[None],
            soft=0.4,
            bristle=0,
        )
    pen.dabs([0.0], [0.13], 0.13, 0.03, 0.3, pen.tone("#efe6d0", 0.7)[None], soft=0.2, bristle=0)


def _bear(pen: Pen, decay: float) -> None:
    fur, pale = "#a8794a", "#d2ab78"
    for x, y, r in ((-0.12, 0.06, 0.075), (0.12, 0.06, 0.075), (-0.15, 0.25, 0.06), (0.15, 0.25, 0.06)):
        pen.dabs([x], [y], r * 1.25, r, 0.5 if x < 0 else -0.5, pen.tone(fur, 0.45)[None], soft=0.3)
    pen.dabs([0.0], [0.17], 0.13, 0.16, 0.0, pen.tone(fur, 0.55)[None], soft=0.25)
    pen.dabs([0.0], [0.16], 0.08, 0.1, 0.0, pen.tone(pale, 0.6)[None], soft=0.4)
    for x in (-0.09, 0.09):
        pen.dabs([x], [0.51], 0.05, 0.05, 0.0, pen.tone(fur, 0.4)[None], soft=0.25)
    pen.dabs([0.0], [0.42], 0.13, 0.12, 0.0, pen.tone(fur, 0.65)[None], soft=0.2)
    pen.dabs([0.0], [0.385], 0.06, 0.045, 0.0, pen.tone(pale, 0.75)[None], soft=0.3)
    eyes = [-0.045] if decay > 0.25 else [-0.045, 0.045]
    pen.dabs(eyes, [0.44] * len(eyes), 0.014, 0.016, 0.0, pen.tone("#120f0e", 0.3)[None], soft=0.2, bristle=0)
    pen.dabs([0.0], [0.4], 0.018, 0.013, 0.0, pen.tone("#241a16", 0.3)[None], soft=0.2, bristle=0)
    pen.dabs([0.0], [0.3], 0.06, 0.018, 0.0, pen.tone("#b8342f", 0.7)[None], soft=0.2, bristle=0)


def train_seat(pen: Pen) -> None:
    """A double seat of a railway carriage with a high back and a white head cloth."""
    cloth = pen.colour or "#7a3038"
    with Solid(pen) as solid:
        solid.block((0, 0, 0.05), (1.05, 0.36, 0.5), "#2f2a28", grain=0.1)
        solid.over()
        solid.block((0, 0.36, 0), (1.1, 0.12, 0.6), cloth, grain=0.1, taper=0.02)
        solid.block((0, 0.44, 0.28), (1.1, 0.86, 0.16), cloth, grain=0.1)
        solid.over()
        for x in (-0.27, 0.27):
            solid.block((x, 1.02, 0.19), (0.4, 0.26, 0.03), "#e6e0d0", grain=0.05)
        for x in (-0.57, 0.57):
            solid.block((x, 0.62, 0.04), (0.06, 0.05, 0.44), "#8a6240", grain=0.1)
            solid.stroke([(x, 0.4, -0.16), (x, 0.62, -0.16)], 0.04, "#8a6240")


THINGS: Final = {
    "computer": Thing(
        computer,
        Kind.ROOM,
        spot=Spot.TOP,
        size=(0.62, 0.55, 0.4),
        shine=Shine(0.35, "#8fc4e6", 0.22, always=True),
    ),
    "globe": Thing(globe, Kind.ROOM, spot=Spot.TOP, size=(0.3, 0.45, 0.3)),
    "flask": Thing(
        flask,
        Kind.ROOM,
        spot=Spot.TOP,
        size=(0.24, 0.36, 0.24),
        shine=Shine(0.2, "#7fe0b0", 0.12, always=True),
    ),
    "anvil": Thing(anvil, Kind.ROOM, size=(0.7, 0.85, 0.5)),
    "furnace": Thing(
        forge_hearth, Kind.ROOM, size=(1.8, 0.8, 1.1), shine=Shine(1.2, "#ff7a2c", 1.5, always=True)
    ),
    "cage": Thing(cage, Kind.ROOM, size=(1.1, 1.6, 1.0)),
    "toy": Thing(toy, Kind.ROOM, size=(1.0, 0.5, 0.4)),
    "train seat": Thing(train_seat, Kind.ROOM, size=(1.1, 1.3, 0.7)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
