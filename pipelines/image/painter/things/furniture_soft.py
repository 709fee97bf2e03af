"""Soft furniture: sofa, armchair, rug, curtain, banner, cushions."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.solid import Solid, level, upright
from emogen.pipelines.image.painter.things.kinds import Kind, Spot, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_COVERS: Final = ("#6f7f5c", "#8a4f46", "#4f6478", "#9a7c4c")


def sofa(pen: Pen) -> None:
    """A sofa for three, 2 m wide, with cushions."""
    cloth = pen.colour or _COVERS[int(pen.random.integers(len(_COVERS)))]
    with Solid(pen) as solid:
        _seat(solid, 2.0, cloth)
        solid.over()
        for x in (-0.52, 0.0, 0.52):
            solid.block((x, 0.42, -0.06), (0.5, 0.09, 0.62), cloth, grain=0.1, taper=0.05)
        solid.over()
        for x, colour in ((-0.68, "#d8b46a"), (0.66, "#c9c2b0")):
            solid.face(
                [(x - 0.2, 0.5, 0.02), (x + 0.2, 0.52, 0.0), (x + 0.17, 0.86, 0.2), (x - 0.18, 0.84, 0.22)],
                colour,
                (0, 0.5, -1),
                grain=0.1,
            )
        solid.over()
        _arms(solid, 0.92, cloth)


def armchair(pen: Pen) -> None:
    """A deep chair with a high back."""
    cloth = pen.colour or _COVERS[int(pen.random.integers(len(_COVERS)))]
    with Solid(pen) as solid:
        _seat(solid, 0.9, cloth, 1.05)
        solid.over()
        solid.block((0, 0.42, -0.06), (0.58, 0.1, 0.62), cloth, grain=0.1, taper=0.06)
        solid.over()
        _arms(solid, 0.36, cloth)


def _seat(solid: Solid, wide: float, cloth: str, high: float = 0.92) -> None:
    for x in (-wide / 2 + 0.08, wide / 2 - 0.08):
        for z in (-0.36, 0.36):
            solid.block((x, 0, z), (0.06, 0.1, 0.06), "#3d2a1e", grain=0)
    solid.over()
    solid.block((0, 0.1, 0), (wide, 0.32, 0.84), cloth, grain=0.1)
    solid.over()
    solid.block((0, 0.36, 0.34), (wide - 0.06, high - 0.36, 0.24), cloth, grain=0.1, taper=0.03)


def _arms(solid: Solid, x: float, cloth: str) -> None:
    for side in (-1, 1):
        solid.block((side * x, 0.1, -0.02), (0.2, 0.52, 0.84), cloth, grain=0.1, taper=0.03)


def rug(pen: Pen) -> None:
    """A woven rug, 2.4 m by 1.6 m, with a border and a row of diamonds."""
    ground = pen.colour or ("#8a3f38", "#3f5670", "#6a5a3c")[int(pen.random.integers(3))]
    with Solid(pen) as solid:
        for wide, deep, colour, y in (
            (1.2, 0.8, ground, 0.004),
            (1.1, 0.7, "#d9c59a", 0.005),
            (1.04, 0.64, ground, 0.006),
        ):
            solid.face(level(-wide, -deep, wide, deep, y), colour, (0, 1, 0), grain=0.2)
            solid.over()
        for x in np.linspace(-0.75, 0.75, 4):
            solid.face(
                [(x - 0.17, 0.007, 0), (x, 0.007, -0.3), (x + 0.17, 0.007, 0), (x, 0.007, 0.3)],
                "#cfa85c",
                (0, 1, 0),
                grain=0.15,
            )


def curtain(pen: Pen) -> None:
    """A heavy curtain, 2.4 m high and wide, in folds, drawn to both sides."""
    cloth = pen.colour or "#8f2f2c"
    with Solid(pen) as solid:
        drape(solid, (-1.2, -0.35), 2.4, cloth)
        drape(solid, (1.2, 0.35), 2.4, cloth)
        solid.over()
        solid.stroke([(-1.35, 2.42, -0.1), (1.35, 2.42, -0.1)], 0.05, "#5a432c")


def drape(
    solid: Solid, span: tuple[float, float], high: float, cloth: str, folds: int = 8, pull: float = 0.22
) -> None:
    """A hanging cloth from x to x, drawn in toward its foot by a share, in lit and shaded folds."""
    edges = np.linspace(span[0], span[1], folds + 1)
    for k, (a, b) in enumerate(pairwise(edges)):
        near, far = (pull * (span[0] - span[1]) * n / folds for n in (k, k + 1))
        shape = [(a, high, -0.06), (b, high, -0.06), (b + far, 0.02, -0.1), (a + near, 0.02, -0.1)]
        solid.face(shape, cloth, (0.85 * (1 if k % 2 else -1), 0.1, -1), grain=0.12, stretch=0.3)


def banner(pen: Pen) -> None:
    """A long banner with a device, 0.9 m by 2.6 m, its top at the pen; torn at the foot by decay."""
    cloth = pen.colour or "#9a2b2b"
    torn = pen.targets.decay
    with Solid(pen) as solid:
        random = pen.random
        foot = [
            (0.45, -2.4),
            (0.3, -2.3),
            (0.15, -2.45),
            (0.0, -2.7),
            (-0.15, -2.45),
            (-0.3, -2.3),
            (-0.45, -2.4),
        ]
        ragged = [(x, y + torn * float(random.uniform(0.0, 1.1))) for x, y in foot]
        shape = [(-0.45, 0, -0.04), (0.45, 0, -0.04), *((x, y, -0.06) for x, y in ragged)]
        solid.face(shape, cloth, (0.2, 0, -1), grain=0.12, stretch=0.3)
        solid.over()
        for x in (-0.4, 0.37):
            solid.face(upright(x, -0.02, x + 0.03, -2.1, -0.07), "#cda24c", grain=0)
        solid.stroke([(-0.52, 0.02, -0.07), (0.52, 0.02, -0.07)], 0.05, "#6a5230")
        crown = [
            (-0.2, -1.1),
            (-0.24, -0.75),
            (-0.1, -0.92),
            (0, -0.66),
            (0.1, -0.92),
            (0.24, -0.75),
            (0.2, -1.1),
        ]
        solid.face([(x, y, -0.08) for x, y in crown], "#d8b04e", grain=0.05)


THINGS: Final = {
    "sofa": Thing(sofa, Kind.ROOM, size=(2.0, 0.9, 0.9)),
    "armchair": Thing(armchair, Kind.ROOM, size=(0.92, 1.05, 0.9)),
    "rug": Thing(rug, Kind.ROOM, spot=Spot.FLAT, size=(2.4, 0.01, 1.6)),
    "curtain": Thing(curtain, Kind.ROOM, size=(2.4, 2.4, 0.2), spot=Spot.WALL, hung=0.0),
    "banner": Thing(banner, Kind.ROOM, size=(0.9, 2.6, 0.1), spot=Spot.WALL, hung=2.9),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
