"""Animals: on the ground, in the house, in the water, in the air."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import band, ellipse, smooth, solid
from emogen.pipelines.image.painter.things.silhouettes import contact, draw, standing, thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def coloured(pen: Pen, name: str, size: float, colour: str, *, foot: float = 0.6) -> None:
    """A drawing in another colour of its own than it was drawn in."""
    standing(replace(pen, colour=pen.colour or colour), name, size, foot=foot)


def floating(pen: Pen, name: str, size: float, *, deep: float = 0.12, colour: str | None = None) -> None:
    """An animal in the water, its lowest part (``deep``, of its size) under the surface."""
    draw(replace(pen, colour=pen.colour or colour), name, size, up=-deep * size)
    if pen.flip > 0:
        ripple = pen.tone("#dfe8ea", 0.8)[None]
        x = np.array([-0.12, 0.1, 0.0]) * size
        pen.dabs(x, [-0.01 * size, -0.03 * size, -0.07 * size], 0.42 * size, 0.008 * size, 0.0, ripple,
                 alpha=0.4, soft=1.2, bristle=0.3)  # fmt: skip


def bear(pen: Pen) -> None:
    """A brown bear on all fours, 1.9 m long."""
    fur, dark, muzzle = pen.colour or "#6b4a30", "#4a3220", "#9a7a58"
    side = 1 if pen.random.random() < 0.5 else -1
    pen.shadow(1.7, 1.0, 1.0)
    body = [[-0.95, 0.62], [-0.9, 0.95], [-0.6, 1.1], [-0.1, 1.04], [0.35, 1.16], [0.62, 1.1], [0.72, 0.7],
            [0.4, 0.42], [-0.5, 0.44], [-0.82, 0.42]]  # fmt: skip
    legs = ([[-0.85, 0.6], [-0.92, 0.2], [-0.95, 0.0], [-0.62, 0.0], [-0.62, 0.25], [-0.5, 0.6]],
            [[0.3, 0.6], [0.36, 0.2], [0.34, 0.0], [0.66, 0.0], [0.62, 0.25], [0.72, 0.7]])  # fmt: skip
    far = (
        [[-0.5, 0.55], [-0.46, 0.0], [-0.2, 0.0], [-0.25, 0.5]],
        [[0.08, 0.5], [0.08, 0.0], [0.32, 0.0], [0.35, 0.5]],
    )
    head = [[0.5, 1.1], [0.66, 1.26], [0.9, 1.24], [1.02, 1.06], [1.2, 0.98], [1.22, 0.86], [1.0, 0.8],
            [0.72, 0.76], [0.52, 0.86]]  # fmt: skip
    nose = [[1.04, 1.02], [1.2, 0.98], [1.23, 0.87], [1.04, 0.82]]
    turn = np.array([side, 1])
    solid(pen, [
        (dark, [smooth(leg) * turn for leg in far]),
        (fur, [smooth(shape) * turn for shape in (body, *legs)]),
        (dark, [ellipse(0.62, 1.27, 0.09, 0.09) * turn, ellipse(0.86, 1.28, 0.08, 0.08) * turn]),
        (fur, smooth(head) * turn),
        (muzzle, smooth(nose) * turn),
        ("#1c1614", [ellipse(1.2, 0.95, 0.05, 0.04) * turn, ellipse(0.93, 1.09, 0.026, 0.028) * turn]),
    ])  # fmt: skip


def fishbowl(pen: Pen) -> None:
    """A goldfish in a glass bowl, 28 cm."""
    contact(pen, 0.22, 0.2)
    glass = smooth([[-0.06, 0.0], [-0.135, 0.06], [-0.15, 0.13], [-0.12, 0.21], [-0.085, 0.245], [0.085,
        0.245],
                    [0.12, 0.21], [0.15, 0.13], [0.135, 0.06], [0.06, 0.0]])  # fmt: skip
    water = glass[glass[:, 1] < 0.2]
    tone, bright = pen.tone("#8fb4bc", 0.7), pen.tone("#f2f8f8", 1.0)
    pen.canvas.fill([pen.points(water)], tone * 1.1, tone * 0.7, alpha=0.55, grain=0.05)
    sand = glass[glass[:, 1] < 0.05]
    pen.poly(sand, "#c2a878", 0.6, grain=0.3)
    for x, lean in ((-0.07, 0.2), (-0.055, -0.15), (0.085, 0.1)):
        pen.line([[x, 0.04], [x + 0.1 * lean, 0.09], [x - 0.05 * lean, 0.14]], (0.012, 0.004), "#4f7a48", 0.5)
    fish = replace(pen, colour=pen.colour or "#e0782a").at(0.0, 0.07)
    draw(fish, "fish", 0.115)
    pen.canvas.fill([pen.points(glass)], bright, bright, alpha=0.12, grain=0.0)
    rim = np.concatenate([glass, glass[:1]])
    pen.line(rim, 0.006, "#dfeaec", 0.8)
    pen.line(ellipse(0, 0.2, 0.118, 0.012), 0.004, "#eaf4f4", 0.9)
    shine = pen.light.side * 0.085
    pen.dabs(
        [shine], [0.16], 0.045, 0.011, np.pi / 2 - 0.35 * pen.light.side, bright[None], alpha=0.75, soft=0.9
    )


def tank(pen: Pen) -> None:
    """Goldfish in a glass tank, 50 cm."""
    contact(pen, 0.5, 0.2)
    tone, bright = pen.tone("#8fb4bc", 0.7), pen.tone("#f2f8f8", 1.0)
    pen.canvas.fill([pen.points(box(-0.25, 0.0, 0.5, 0.27))], tone * 1.1, tone * 0.7, alpha=0.55, grain=0.05)
    pen.poly(box(-0.25, 0.0, 0.5, 0.035), "#c2a878", 0.6, grain=0.3)
    for x, lean in ((-0.18, 0.2), (-0.15, -0.15), (0.16, 0.1), (0.2, -0.2)):
        pen.line([[x, 0.03], [x + 0.1 * lean, 0.1], [x - 0.08 * lean, 0.19]], (0.016, 0.005), "#4f7a48", 0.5)
    for x, y, size in ((-0.06, 0.12, 0.12), (0.1, 0.06, 0.08)):
        draw(replace(pen, colour=pen.colour or "#e0782a").at(x, y), "fish", size)
    pen.canvas.fill([pen.points(box(-0.25, 0.0, 0.5, 0.32))], bright, bright, alpha=0.12, grain=0.0)
    for line in (
        [[-0.25, 0.0], [-0.25, 0.32], [0.25, 0.32], [0.25, 0.0], [-0.25, 0.0]],
        [[-0.25, 0.27], [0.25, 0.27]],
    ):
        pen.line(line, 0.007, "#dfeaec", 0.8)


def caravan(pen: Pen) -> None:
    """A line of laden camels, each led by the one before, 30 m."""
    side = 1 if pen.random.random() < 0.5 else -1
    rope: list[list[float]] = []
    for n in range(7):
        camel = pen.at(side * (-13.5 + 4.5 * n), 0.25 * np.sin(n))
        camel.shadow(2.0, 2.2, 1.0)
        draw(camel, "camel", 2.6, mirrored=side > 0)
        pack = smooth([[-0.7, 1.2], [-0.5, 1.75], [0.4, 1.75], [0.7, 1.2], [0.0, 1.0]])
        solid(
            camel,
            [
                (("#8f4a3a", "#4f6a74", "#b0894a")[n % 3], pack),
                ("#5a4634", band([[-0.6, 1.4], [0.6, 1.4]], 0.08)),
            ],
        )
        rope += [[side * (-14.9 + 4.5 * n), 1.7], [side * (-13.0 + 4.5 * n), 1.5]]
    pen.line(rope[1:-1], 0.05, "#5a4a38", 0.4)


def swarm(pen: Pen) -> None:
    """One butterfly of several, in the air over the ground; far larger than life."""
    draw(pen.at(0.0, pen.random.uniform(0.2, 0.7)), "butterfly", 0.5, bulge=0.5)


def bats(pen: Pen) -> None:
    """One bat on the wing, 50 cm; far larger than life."""
    draw(pen, "bat", 1.4, mirrored=False)


def flies(pen: Pen, wide: float, high: float, count: int) -> None:
    """Flies about something ``wide`` by ``high`` metres."""
    random = pen.random
    size = 0.012 * high
    pen.dabs(
        random.normal(0, 0.45, count) * wide, high * random.uniform(0.4, 1.5, count), size * 1.5, size,
        random.uniform(0, 3, count), linear("#141210")[None], alpha=0.9, soft=0.5, bristle=0,
    )  # fmt: skip


_HOUSE: Final = {"cat": 0.42, "dog": 0.85, "rabbit": 0.4, "mouse": 0.16, "monkey": 0.7, "parrot": 0.4,
    "penguin": 0.8,
                 "turtle": 0.4, "snake": 0.6, "chick": 0.14, "spider": 0.25, "scorpion": 0.2,
                     "hedgehog": 0.28}  # fmt: skip
_WILD: Final = {
    "fox": 0.7, "horse": 2.4, "deer": 1.7, "cow": 2.3, "pig": 1.3, "sheep": 1.2, "goat": 1.1,
        "camel": 2.6, "llama": 1.9,
    "giraffe": 5.0, "elephant": 3.4, "squirrel": 0.32, "beaver": 0.6, "badger": 0.7, "kangaroo": 1.6,
        "rooster": 0.6,
    "flamingo": 1.3, "peacock": 1.2, "goose": 0.9, "lizard": 0.4, "frog": 0.2, "snail": 0.16,
    "beetle": 0.12, "ladybird": 0.1, "tiger": 2.0, "leopard": 1.6, "zebra": 2.1, "bison": 2.6,
        "crab": 0.35, "raven": 0.5,
}  # fmt: skip
_AFLOAT: Final = {"duck": (0.6, 0.17), "swan": (1.3, 0.05), "whale": (9.0, 0.16), "dolphin": (2.4, 0.3),
    "seal": (1.6, 0.2),
                  "shark": (4.0, 0.4), "fish": (0.5, 0.4), "octopus": (1.0, 0.45)}  # fmt: skip

THINGS: Final = {
    **{name: thing(name, size, Kind.FLOOR, 0.0, 0.4) for name, size in _HOUSE.items()},
    **{name: thing(name, size, Kind.GROUND, 0.02, 0.55) for name, size in _WILD.items()},
    **{
        name: Thing(partial(floating, name=name, size=size, deep=deep), Kind.WATER, 0.05, 0.6, close=size)
        for name, (size, deep) in _AFLOAT.items()
    },
    "wolf": Thing(
        partial(coloured, name="dog", size=1.3, colour="#7d8084"), Kind.GROUND, 0.02, 0.55, close=1.3
    ),
    "bear": Thing(bear, Kind.GROUND, 0.05, 0.6, close=2.1),
    "dragon": Thing(partial(draw, name="dragon", size=14.0), Kind.SKY, metre=0.02, close=14.0),
    "owl": Thing(partial(standing, name="owl", size=0.5), Kind.FLOOR, 0.0, 0.3, close=0.5),
    "bat": Thing(bats, Kind.SKY, metre=0.03, close=1.4),
    "dove": thing("dove", 1.2, Kind.SKY, metre=0.03),
    "eagle": thing("eagle", 2.2, Kind.SKY, metre=0.03),
    "bee": thing("bee", 0.5, Kind.SKY, metre=0.06),
    "butterfly": Thing(swarm, Kind.GROUND, 0.0, 0.4, close=0.6),
    "goldfish": Thing(tank, Kind.TABLE, close=0.5),
    "goldfish bowl": Thing(fishbowl, Kind.TABLE, close=0.29),
    "caravan": Thing(caravan, Kind.GROUND, 0.5, 0.75, close=22.0),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
