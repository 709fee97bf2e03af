"""What rides, rolls, flies and dives; and sailing ships of old, sound or ghostly."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.things.animals import floating
from emogen.pipelines.image.painter.things.fire import glow, plume
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import band, ellipse, smooth, solid
from emogen.pipelines.image.painter.things.silhouettes import draw, standing, thing

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen


def train(pen: Pen) -> None:
    """A steam locomotive with two carriages on a track, 30 m, with smoke."""
    side = 1 if pen.random.random() < 0.5 else -1
    pen.shadow(28, 3.0, 1.0)
    sleepers = [
        np.array([[x, -0.12], [x, 0.06], [x + 0.5, 0.06], [x + 0.5, -0.12]]) for x in np.arange(-22, 22, 1.2)
    ]
    pen.polys(sleepers, "#5a4a3c", 0.4)
    pen.line([[-23, 0.08], [23, 0.08]], 0.12, "#8a8a8c", 0.8)
    for n in (0, 1):
        draw(pen.at(-side * (1.2 + 8.6 * n), 0.1), "railway car", 8.4, mirrored=side > 0)
    engine = pen.at(side * 7.6, 0.1)
    plume(engine.at(side * 2.6, 4.6), 1.3, 6.0, colour="#8c8a8c", alpha=0.4)
    draw(engine, "locomotive", 7.6, mirrored=side > 0)
    pen.lamp(side * 11.4, 2.2, 7.0, 1.0, "#ffe9bd")
    for x in np.arange(-11, 2, 1.6):
        pen.lamp(side * x, 2.9, 1.6, 0.35)


def rider(pen: Pen, name: str, size: float, *, lamp: float = 0.0) -> None:
    """A vehicle by its drawing; ``lamp``: height of its lamps, metres, lit in the dark."""
    turned = bool(pen.random.random() < 0.5)
    pen.shadow(size * 0.9, size * 0.4, 1.1)
    draw(pen, name, size, mirrored=turned)
    if lamp:
        front = 0.46 * size * (1 if turned else -1)
        pen.lamp(front, lamp, 0.4 * size, 0.6, "#ffe9bd")


def rocket(pen: Pen) -> None:
    """A rocket that stands on its fins, 30 m."""
    hull, fins = pen.colour or "#c8ccce", "#a8402f"
    pen.shadow(6, 20, 0.8)
    body = smooth(
        [
            [-2.0, 3.2],
            [-2.6, 12.0],
            [-2.0, 21.0],
            [0.0, 29.5],
            [2.0, 21.0],
            [2.6, 12.0],
            [2.0, 3.2],
            [0.0, 2.6],
        ]
    )
    left = [[-2.1, 12.0], [-5.2, 5.0], [-5.4, 0.0], [-3.8, 2.4], [-1.6, 4.0]]
    solid(pen, [(fins, [np.array(left), np.array(left) * [-1, 1]]), ("#4a4c50", [[-1.3, 1.6], [-1.7,
        3.4], [1.7, 3.4], [1.3, 1.6]]),
                (hull, body), (fins, body[body[:, 1] > 23.0]), ("#6d7478", ellipse(0, 17.5, 1.25, 1.25)),
                ("#2f4a5c", ellipse(0, 17.5, 0.95, 0.95)), (fins, [[-0.5, 0.4], [-0.4, 9.5], [0.4, 9.5],
                    [0.5, 0.4]])])  # fmt: skip
    pen.lamp(0, 17.5, 5.0, 0.7)


def saucer(pen: Pen) -> None:
    """A flying saucer with its beam, 12 m."""
    beam = linear("#c8f0d8")[None] * np.float32(0.7)
    for k in np.linspace(0, 1, 9):
        pen.dabs(
            [0.0],
            [-1.0 - 9.0 * k],
            1.2,
            1.2 + 3.4 * k,
            0.0,
            beam,
            alpha=0.1 * (1 - 0.7 * k),
            soft=2,
            bristle=0,
        )
    draw(pen, "flying saucer", 12.0, mirrored=False, up=-2.0)


def galleon(pen: Pen) -> None:
    """A ship of old with three masts, 40 m."""
    _masted(pen, "#5f4430", pen.colour or "#d8cbb0", torn=max(0.0, pen.targets.decay))


def ghost_ship(pen: Pen) -> None:
    """A ghost ship: a black hull, torn sails, a pale green light aboard."""
    glow(pen, 0.0, 6.0, 26.0, 0.3, "#8fd8b8")
    _masted(pen, "#2a2a2a", pen.colour or "#7f8a86", torn=1.0)
    for x in (-9.0, -2.0, 6.5):
        glow(pen, x, 4.2, 5.0, 0.6, "#a8f0cc")


def _masted(pen: Pen, hull: str, sail: str, *, torn: float) -> None:
    side = 1 if pen.random.random() < 0.5 else -1
    turn = np.array([side, 1.0])
    random = pen.random
    masts = ((-10.0, 21.0), (0.0, 27.0), (9.5, 22.0))
    for x, top in masts:
        pen.line([[x * side, 3.0], [x * side, top + 2.0]], (0.7, 0.3), "#4a3826", 0.4)
    pen.line([[15.0 * side, 5.5], [23.0 * side, 10.0]], (0.5, 0.25), "#4a3826", 0.4)
    ropes = (
        [[-17, 6], [-10, 22], [0, 28], [9.5, 23], [22, 9.6]],
        [[-10, 22], [-1, 5]],
        [[0, 28], [9, 5]],
        [[9.5, 23], [15, 6]],
    )
    for rope in ropes:
        pen.line(np.array(rope, float) * turn, 0.1, "#3a332c", 0.3)
    for x, top in masts:
        for level in range(3):
            low, high = 6.0 + (top - 6.0) * level / 3, 6.0 + (top - 6.0) * (level + 0.86) / 3
            _sail(pen, random, x * side, low, high, 4.6 - 0.9 * level, side, sail, torn)
    deck = [[-19, 8.2], [-13, 7.6], [-12, 5.0], [-4, 4.2], [6, 4.2], [12, 5.4], [18, 6.8]]
    keel = [[15.5, 1.6], [13.0, -0.8], [-13.5, -0.8], [-16.5, 1.8]]
    solid(pen, [(hull, np.array([*deck, *keel]) * turn)])
    for y, tone in ((0.62, "#b08a4c"), (0.3, "#7a5a3a")):
        line = np.array(
            [
                [-17, 3.4 + 3 * y],
                [-10, 2.2 + 2.6 * y],
                [2, 1.6 + 2.2 * y],
                [12, 2.2 + 2.6 * y],
                [16.5, 3.0 + 3.4 * y],
            ]
        )
        pen.line(smooth(line, 6)[: 6 * 4] * turn, 0.28, tone if torn < 0.7 else "#4c4c48", 0.6)
    for x in np.arange(-15, -11.5, 1.3):
        pen.lamp(x * side, 6.6, 2.0, 0.6)


def _sail(
    pen: Pen, random: np.random.Generator, x: float, low: float, high: float, half: float, side: int,
        colour: str, torn: float
) -> None:  # fmt: skip
    """A square sail that bellies to one side; ``torn``: how ragged its foot is."""
    t = np.linspace(-1, 1, 25)
    belly = 0.16 * (high - low) * side
    head = np.column_stack([x + half * 0.86 * t, np.full(25, high)])
    ragged = torn * (high - low) * random.uniform(0.0, 0.75, 25) * (random.random(25) < 0.6)
    foot = np.column_stack(
        [x + half * t[::-1] + belly * 0.6, low + 0.12 * (high - low) * (1 - t**2) + ragged]
    )
    right = np.array([[x + half + belly, (low + high) / 2]])
    left = np.array([[x - half + belly, (low + high) / 2]])
    solid(pen, [(colour, np.concatenate([head, right, foot, left]))], bulge=0.8)
    pen.line([[x - half, high], [x + half, high]], 0.28, "#4a3826", 0.4)


def cart(pen: Pen) -> None:
    """A two-wheeled wooden cart, 3 m."""
    wood, side = pen.colour or "#8a6238", 1 if pen.random.random() < 0.5 else -1
    pen.shadow(2.6, 1.0, 1.0)
    turn = np.array([side, 1.0])
    solid(pen, [(wood, [np.array([[-1.1, 0.75], [-1.3, 1.35], [1.0, 1.35], [0.8, 0.75]]) * turn,
                        band(np.array([[0.7, 0.85], [2.3, 0.55]]) * turn, 0.09)])])  # fmt: skip
    for y in (0.95, 1.15):
        pen.line(np.array([[-1.2, y], [0.95, y]]) * turn, 0.025, "#4a3420", 0.3)
    _spoked(pen.at(-0.15 * side, 0.0), 0.62)


def wheel(pen: Pen) -> None:
    """A cartwheel that leans, 1.2 m."""
    pen.shadow(0.9, 0.8, 0.9)
    _spoked(pen, 0.6)


def _spoked(pen: Pen, radius: float) -> None:
    rim: list[AnyFloats] = [
        ellipse(0, radius, radius, radius),
        ellipse(0, radius, radius * 0.86, radius * 0.86)[::-1],
    ]
    spokes = [band([[0, radius], [0.9 * radius * np.cos(a), radius * (1 + 0.9 * np.sin(a))]], 0.09 * radius)
              for a in np.arange(12) * np.pi / 6]  # fmt: skip
    closed = [np.concatenate([ring, ring[:1]]) for ring in rim]
    loop = np.concatenate([closed[0], closed[1]])
    solid(
        pen,
        [
            ("#6a4a2c", spokes),
            ("#7a5634", loop),
            ("#4a3420", ellipse(0, radius, radius * 0.17, radius * 0.17)),
        ],
    )


_RIDERS: Final = {
    "tram": (9.0, 1.2), "bus": (8.0, 0.9), "fire engine": (7.0, 0.9), "truck": (6.5, 0.9),
        "pickup": (5.0, 0.8),
    "tractor": (4.0, 1.0), "motorcycle": (2.2, 0.9), "scooter": (1.9, 0.8), "bicycle": (1.8, 0.0),
        "taxi": (4.4, 0.7),
    "wagon": (5.5, 0.0),
}  # fmt: skip

THINGS: Final = {
    **{name: Thing(partial(rider, name=name, size=size, lamp=lamp), Kind.GROUND, 0.05, 0.6, close=size)
       for name, (size, lamp) in _RIDERS.items()},
    "train": Thing(train, Kind.GROUND, 0.3, 0.7, close=20.0, burns=(26.0, 4.4)),
    "rocket": Thing(rocket, Kind.GROUND, 0.45, 0.8, close=30.0),
    "flying saucer": Thing(saucer, Kind.SKY, metre=0.02, close=12.0),
    "plane": thing("plane", 12.0, Kind.SKY, metre=0.014),
    "helicopter": thing("helicopter", 10.0, Kind.SKY, metre=0.016),
    "zeppelin": thing("zeppelin", 40.0, Kind.SKY, metre=0.006),
    "parachute": thing("parachute", 7.0, Kind.SKY, metre=0.016, turns=False),
    "satellite": thing("satellite", 8.0, Kind.SKY, metre=0.014),
    "submarine": Thing(partial(floating, name="submarine", size=30.0, deep=0.1), Kind.WATER, 0.5, 0.9,
        close=30.0),
    "galleon": Thing(galleon, Kind.WATER, 0.75, 0.96, close=42.0, burns=(34.0, 22.0)),
    "ghost ship": Thing(ghost_ship, Kind.WATER, 0.72, 0.95, close=42.0, burns=(34.0, 22.0)),
    "lunar module": Thing(partial(standing, name="lunar module", size=7.0), Kind.GROUND, 0.2, 0.6, close=7.0),
    "cart": Thing(cart, Kind.GROUND, 0.02, 0.4, close=3.4, burns=(2.6, 1.4)),
    "wheel": Thing(wheel, Kind.GROUND, 0.0, 0.3, close=1.2),
}  # fmt: skip
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
