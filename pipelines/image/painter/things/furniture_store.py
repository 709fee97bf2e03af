"""What things are kept in: bookshelf, wardrobe, cupboard, shelf, chest, crate, barrel."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.solid import Solid, upright
from emogen.pipelines.image.painter.things.kinds import Kind, Spot, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_SPINES: Final = (
    "#7d3a34",
    "#3a5a6e",
    "#8a7a3c",
    "#4f6a4a",
    "#5a4668",
    "#9a6a3c",
    "#b59a6a",
    "#2f3f4a",
    "#6b2f2a",
)


def bookshelf(pen: Pen) -> None:
    """A bookcase, 1.3 m wide and 2.3 m high, full of books; gaps and fallen ones where things decay."""
    wood = pen.colour or "#5d3f2a"
    with Solid(pen) as solid:
        _case(solid, 1.3, 2.3, 0.34, wood, 6)
        solid.over()
        step = 2.2 / 6
        for row in range(6):
            _books(solid, 0.05 + row * step, step - 0.04)


def _case(solid: Solid, wide: float, high: float, deep: float, wood: str, rows: int) -> None:
    """An open case: back, sides, boards."""
    solid.face(upright(-wide / 2, 0, wide / 2, high, deep / 2), "#241812", (0, 0, -1), grain=0.1)
    solid.over()
    for x in (-wide / 2 + 0.02, wide / 2 - 0.02):
        solid.block((x, 0, 0), (0.04, high, deep), wood, grain=0.2, stretch=0.4)
    for row in range(rows + 1):
        solid.block((0, row * (high - 0.1) / rows, 0), (wide, 0.04, deep), wood, grain=0.2)
    solid.over()
    solid.block((0, high - 0.02, -0.01), (wide + 0.08, 0.06, deep + 0.06), wood, grain=0.2)


def _books(solid: Solid, y: float, room: float) -> None:
    """One row of spines; what is left over leans."""
    random, decay = solid.pen.random, solid.pen.targets.decay
    x = -0.6
    while x < 0.56:
        wide, tall = float(random.uniform(0.03, 0.075)), room * float(random.uniform(0.62, 0.95))
        colour = _SPINES[int(random.integers(len(_SPINES)))]
        gap = random.random() < 0.06 + 0.4 * decay
        if not gap:
            z = -0.13 + float(random.uniform(0, 0.03))
            solid.face(
                upright(x, y, x + wide - 0.004, y + tall, z),
                colour,
                (float(random.uniform(-0.3, 0.3)), 0.1, -1),
                grain=0.1,
            )
        x += wide + (0.05 if gap else 0.0)


def wardrobe(pen: Pen) -> None:
    """A wardrobe with two doors, 1.3 m wide and 2.1 m high; one stands ajar where there is menace."""
    wood = pen.colour or "#6b4930"
    ajar = pen.targets.menace > 0.15
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (1.2, 0.08, 0.54), "#3d2a1c")
        solid.over()
        solid.block((0, 0.08, 0), (1.3, 2.0, 0.6), wood, grain=0.12, stretch=0.4)
        solid.over()
        solid.block((0, 2.06, -0.02), (1.42, 0.09, 0.7), wood, grain=0.2)
        for side in (-1, 1):
            solid.face(
                _rect(0.31 * side, 0.18, 0.56, 1.78, -0.31),
                "#3a271a" if ajar and side > 0 else wood,
                (0.1 * side, 0.1, -1),
                grain=0.25,
                stretch=0.4,
            )
        solid.over()
        for side in (-1, 1):
            if ajar and side > 0:
                solid.face(
                    [(0.6, 0.18, -0.31), (0.6, 1.96, -0.31), (0.78, 1.96, -0.78), (0.78, 0.18, -0.78)],
                    wood,
                    (-1, 0, -0.3),
                    grain=0.2,
                )
                continue
            for low, tall in ((0.28, 0.62), (1.0, 0.86)):
                solid.face(
                    _rect(0.31 * side, low, 0.38, tall, -0.315), wood, (0.5 * side, 0.5, -1), grain=0.3
                )
            solid.block((0.06 * side, 1.0, -0.33), (0.03, 0.1, 0.03), "#b8954e", grain=0)


def _rect(x: float, y: float, wide: float, high: float, z: float) -> list[tuple[float, float, float]]:
    """An upright rectangle: the middle of its foot, its size, its depth."""
    return upright(x - wide / 2, y, x + wide / 2, y + high, z)


def cupboard(pen: Pen) -> None:
    """A low cupboard with doors and drawers, 1.2 m wide; small things stand on it."""
    wood = pen.colour or "#8b6a48"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (1.1, 0.06, 0.44), "#33261c")
        solid.over()
        solid.block((0, 0.06, 0), (1.2, 0.8, 0.5), wood, grain=0.2)
        solid.over()
        solid.block((0, 0.86, 0), (1.28, 0.04, 0.56), wood, grain=0.22)
        for x in (-0.3, 0.3):
            solid.face(_rect(x, 0.64, 0.52, 0.17, -0.255), wood, (0, 0.6, -1), grain=0.25)
            solid.face(_rect(x, 0.12, 0.52, 0.47, -0.255), wood, (0, 0.35, -1), grain=0.25)
        solid.over()
        for x in (-0.3, 0.3):
            solid.block((x, 0.71, -0.27), (0.08, 0.02, 0.03), "#c2a05a", grain=0)
            solid.block((x * 0.3, 0.35, -0.27), (0.02, 0.08, 0.03), "#c2a05a", grain=0)


def shelf(pen: Pen) -> None:
    """A shelf on a wall, 1.2 m, with jars and pots."""
    wood, random = pen.colour or "#7a5638", pen.random
    with Solid(pen) as solid:
        for y in (0.0, 0.42):
            solid.block((0, y, -0.13), (1.2, 0.035, 0.26), wood, grain=0.2)
            solid.over()
            for x in np.linspace(-0.48, 0.48, 6):
                tall, wide = float(random.uniform(0.12, 0.26)), float(random.uniform(0.05, 0.08))
                colour = ("#b98a5a", "#7f8f8a", "#c9bda2", "#6f7a4c", "#8a4a3a")[int(random.integers(5))]
                solid.lathe(
                    (float(x), y + 0.035, -0.13), [(wide, 0), (wide, tall * 0.8), (wide * 0.6, tall)], colour
                )


def chest(pen: Pen) -> None:
    """A wooden chest with iron bands and a round lid, 90 cm."""
    wood = pen.colour or "#6f4a2c"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (0.9, 0.4, 0.5), wood, grain=0.25, stretch=5)
        solid.over()
        turn = np.linspace(0, np.pi, 7)
        ring = [(0.4 + 0.2 * float(np.sin(a)), -0.25 * float(np.cos(a))) for a in turn]
        for (y0, z0), (y1, z1) in zip(ring[::-1], ring[-2::-1], strict=False):
            solid.face(
                [(-0.45, y0, z0), (0.45, y0, z0), (0.45, y1, z1), (-0.45, y1, z1)],
                wood,
                (0, (y0 + y1) / 2 - 0.4, (z0 + z1) / 2),
                grain=0.25,
                stretch=5,
            )
        for x in (-0.45, 0.45):
            solid.face([(x, y, z) for y, z in ring], wood, (x, 0, 0), grain=0.2)
        solid.over()
        for x in (-0.3, 0.3):
            solid.block((x, 0, -0.255), (0.06, 0.4, 0.01), "#3a3836", grain=0)
            for (y0, z0), (y1, z1) in pairwise(ring[:4]):
                solid.face(
                    [
                        (x - 0.03, y0, z0 - 0.01),
                        (x + 0.03, y0, z0 - 0.01),
                        (x + 0.03, y1, z1 - 0.01),
                        (x - 0.03, y1, z1 - 0.01),
                    ],
                    "#3a3836",
                    (0, 0.5, -1),
                    grain=0,
                )
        solid.block((0, 0.3, -0.265), (0.1, 0.14, 0.03), "#b8954e", grain=0)


def crate(pen: Pen) -> None:
    """A crate of slats, 60 cm."""
    wood = pen.colour or "#9a7a50"
    with Solid(pen) as solid:
        solid.block((0, 0, 0), (0.6, 0.55, 0.6), "#5a4530", grain=0.2)
        solid.over()
        for y in (0.0, 0.2, 0.4):
            solid.block((0, y, 0), (0.62, 0.15, 0.62), wood, grain=0.25, stretch=5)
        solid.over()
        for x in (-0.27, 0.27):
            solid.block((x, 0, -0.315), (0.08, 0.56, 0.02), wood, grain=0.12, stretch=0.4)


def barrel(pen: Pen) -> None:
    """A barrel with three hoops, 90 cm."""
    wood = pen.colour or "#7d5634"
    with Solid(pen) as solid:
        solid.lathe(
            (0, 0, 0),
            [(0.26, 0), (0.31, 0.22), (0.33, 0.45), (0.31, 0.68), (0.26, 0.9)],
            wood,
            inside="#5d3f26",
        )
        solid.over()
        for y, r in ((0.1, 0.285), (0.4, 0.333), (0.74, 0.302)):
            solid.lathe((0, y, 0), [(r, 0), (r + 0.004, 0.06)], "#3b3a39", inside="")
        solid.over()
        solid.lathe((0, 0.86, 0), [(0.265, 0), (0.26, 0.04)], "#3b3a39", inside="#5d3f26")


THINGS: Final = {
    "bookshelf": Thing(bookshelf, Kind.ROOM, size=(1.3, 2.3, 0.34)),
    "wardrobe": Thing(wardrobe, Kind.ROOM, size=(1.3, 2.1, 0.6)),
    "cupboard": Thing(cupboard, Kind.ROOM, size=(1.2, 0.9, 0.5)),
    "shelf": Thing(shelf, Kind.ROOM, size=(1.2, 0.7, 0.26), spot=Spot.WALL),
    "chest": Thing(chest, Kind.ROOM, size=(0.9, 0.6, 0.5)),
    "crate": Thing(crate, Kind.ROOM, size=(0.6, 0.56, 0.6)),
    "barrel": Thing(barrel, Kind.ROOM, size=(0.64, 0.9, 0.64)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
