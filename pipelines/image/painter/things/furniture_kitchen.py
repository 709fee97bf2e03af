"""A kitchen's things: stove, sink, fridge, plates, bottles, pots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.solid import Solid, level, upright
from emogen.pipelines.image.painter.things.furniture_light import fire
from emogen.pipelines.image.painter.things.kinds import Kind, Shine, Spot, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def stove(pen: Pen) -> None:
    """An enamelled range, 80 cm, with an oven, a kettle and its pipe."""
    enamel = pen.colour or "#3f474a"
    with Solid(pen) as solid:
        solid.stroke([(0.22, 0.9, 0.2), (0.22, 2.6, 0.2)], 0.13, "#2a2c2e")
        for x in (-0.34, 0.34):
            solid.block((x, 0, 0), (0.08, 0.12, 0.5), "#26282a", grain=0)
        solid.over()
        solid.block((0, 0.12, 0), (0.84, 0.74, 0.6), enamel, grain=0.08)
        solid.over()
        solid.block((0, 0.86, 0), (0.92, 0.05, 0.66), "#26282a", grain=0.05)
        solid.face(_front(-0.1, 0.22, 0.5, 0.42), "#23282a", grain=0.05)
        solid.over()
        if pen.targets.shelter > -0.3:
            solid.face(_front(-0.1, 0.34, 0.3, 0.18), "#ff8a34", glow=1.2, grain=0.3)
            solid.over()
            solid.shine((-0.1, 0.42, -0.34), 0.9, 0.35, "#ff8a3a")
        solid.stroke([(-0.32, 0.7, -0.34), (0.12, 0.7, -0.34)], 0.03, "#d0d3d2")
        for x in (0.26, 0.34):
            solid.lathe((x, 0.72, -0.33), [(0.03, 0), (0.03, 0.03)], "#d8d2c2")
        solid.over()
        _kettle(solid, -0.18, 0.91, 0.0)


def _front(x: float, y: float, wide: float, high: float) -> list[tuple[float, float, float]]:
    z = -0.305
    return upright(x - wide / 2, y, x + wide / 2, y + high, z)


def _kettle(solid: Solid, x: float, y: float, z: float) -> None:
    copper = "#b0683c"
    solid.lathe((x, y, z), [(0.12, 0), (0.14, 0.06), (0.1, 0.15), (0.04, 0.18)], copper)
    solid.stroke(
        [(x + 0.12, y + 0.06, z), (x + 0.19, y + 0.13, z), (x + 0.22, y + 0.17, z)], (0.04, 0.02), copper
    )
    turn = np.linspace(0.2, np.pi - 0.2, 9)
    solid.stroke(
        [(x + 0.12 * float(np.cos(a)), y + 0.15 + 0.13 * float(np.sin(a)), z) for a in turn], 0.018, "#33241c"
    )


def sink(pen: Pen) -> None:
    """A kitchen counter with a sink and a tap, 1.6 m; the washing-up piles where there is filth."""
    wood = pen.colour or "#7f9a94"
    with Solid(pen) as solid:
        solid.block((0, 0, 0.03), (1.54, 0.1, 0.5), "#2c2a28")
        solid.over()
        solid.block((0, 0.1, 0), (1.6, 0.76, 0.58), wood, grain=0.12)
        solid.over()
        solid.block((0, 0.86, 0), (1.66, 0.045, 0.64), "#c9c2b2", grain=0.12)
        for x in (-0.53, 0.0, 0.53):
            shape = upright(x - 0.24, 0.16, x + 0.24, 0.8, -0.295)
            solid.face(shape, wood, (0, 0.5, -1), grain=0.16)
        solid.over()
        basin = level(-0.05, -0.2, 0.55, 0.16, 0.908)
        solid.face(basin, "#5f6668", (0, 1, 0), grain=0.05)
        for x in (-0.53, 0.0, 0.53):
            solid.block((x, 0.7, -0.31), (0.12, 0.025, 0.03), "#d8d2c0", grain=0)
        solid.over()
        arc = np.linspace(0, np.pi, 8)
        path = [
            (0.25, 0.9, 0.2),
            (0.25, 1.12, 0.2),
            *((0.25, 1.12 + 0.1 * float(np.sin(a)), 0.1 + 0.1 * float(np.cos(a))) for a in arc),
        ]
        solid.stroke(path, 0.035, "#d3d8d8")
        for k in range(int(7 * pen.targets.filth)):
            solid.lathe(
                (-0.45 + 0.02 * float(pen.random.uniform(-1, 1)), 0.905 + 0.03 * k, 0),
                [(0.07, 0), (0.14, 0.03)],
                "#cfc8b4",
            )


def fridge(pen: Pen) -> None:
    """A round-edged refrigerator, 1.7 m."""
    enamel = pen.colour or "#d9e0da"
    with Solid(pen) as solid:
        solid.block((0, 0.04, 0), (0.72, 1.66, 0.66), enamel, grain=0.05)
        solid.over()
        for low, high in ((0.1, 1.08), (1.12, 1.64)):
            shape = upright(-0.33, low, 0.33, high, -0.34)
            solid.face(shape, enamel, (0, 0.4, -1), grain=0.05)
        solid.over()
        for y in (0.78, 1.2):
            solid.block((-0.26, y, -0.37), (0.035, 0.22, 0.04), "#8f9692", grain=0)


def plate(pen: Pen) -> None:
    """A plate with a rim, a knife and a fork beside it; dirty where there is filth."""
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.09, 0), (0.14, 0.018)], pen.colour or "#e8e4d8")
        solid.over()
        stain = "#6a6a3a" if pen.targets.filth > 0.2 else "#d5d0c2"
        turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        solid.face(
            [(0.09 * float(np.cos(a)), 0.02, 0.09 * float(np.sin(a))) for a in turn],
            stain,
            (0, 1, 0),
            grain=0.1,
        )
        for x in (-0.19, 0.19):
            solid.stroke([(x, 0.01, -0.1), (x, 0.01, 0.1)], 0.014, "#c8ccce")


def bottle(pen: Pen) -> None:
    """A bottle of dark glass, 30 cm."""
    glass = pen.colour or ("#2f4a38", "#4a3222", "#3a4a58")[int(pen.random.integers(3))]
    with Solid(pen) as solid:
        solid.lathe(
            (0, 0, 0), [(0.042, 0), (0.042, 0.17), (0.016, 0.22), (0.016, 0.3)], glass, inside="#17140f"
        )
        solid.over()
        solid.face(
            upright(-0.03, 0.05, 0.03, 0.13, -0.043),
            "#d8ceb0",
            grain=0.1,
        )
        solid.stroke([(0.02, 0.02, -0.043), (0.02, 0.17, -0.043)], 0.008, "#e6efe9")


def mug(pen: Pen) -> None:
    """A tankard, 18 cm, with foam on it."""
    with Solid(pen) as solid:
        solid.stroke([(0.07, 0.04, 0), (0.13, 0.06, 0), (0.13, 0.12, 0), (0.07, 0.14, 0)], 0.02, "#8a7a60")
        solid.over()
        solid.lathe((0, 0, 0), [(0.075, 0), (0.07, 0.16)], pen.colour or "#8a6a42")
        solid.over()
        solid.lathe((0, 0.15, 0), [(0.07, 0), (0.075, 0.03)], "#efe6d0")


def pot(pen: Pen) -> None:
    """Three copper pans that hang from a rail on a wall, the rail at the pen."""
    with Solid(pen) as solid:
        solid.stroke([(-0.65, 0, -0.08), (0.65, 0, -0.08)], 0.025, "#2f2b28")
        solid.over()
        for x, size in ((-0.42, 0.15), (0.0, 0.18), (0.42, 0.13)):
            solid.stroke([(x, 0, -0.09), (x, -0.3, -0.09)], 0.025, "#4a3a2c")
            turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
            for radius, colour, z in ((size, pen.colour or "#a85f36", -0.1), (size * 0.8, "#d08a54", -0.105)):
                ring = [
                    (x + radius * float(np.cos(a)), -0.28 - size + radius * float(np.sin(a)), z) for a in turn
                ]
                solid.face(ring, colour, (0.3, 0.4, -1), grain=0.12)
                solid.over()


def cauldron(pen: Pen) -> None:
    """A cauldron on three legs over a fire, 80 cm; what is in it glows."""
    brew = pen.colour or "#6fd05a"
    with Solid(pen) as solid:
        solid.flat((0, 0.02, 0.05), lambda at: fire(at, 0.6, 0.32, 14))
        for x, z in ((-0.3, -0.2), (0.3, -0.2), (0, 0.3)):
            solid.stroke([(x, 0, z), (x * 0.8, 0.35, z * 0.8)], 0.05, "#222124")
        solid.over()
        solid.lathe(
            (0, 0.2, 0),
            [(0.2, 0), (0.4, 0.18), (0.44, 0.36), (0.36, 0.52), (0.4, 0.58)],
            "#2b2a2e",
            inside="#1a1a1c",
        )
        solid.over()
        turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
        solid.face(
            [(0.35 * float(np.cos(a)), 0.79, 0.35 * float(np.sin(a))) for a in turn],
            brew,
            (0, 1, 0),
            glow=0.8,
            grain=0.3,
        )
        solid.over()
        solid.shine((0, 0.85, 0), 1.3, 0.3, brew)


THINGS: Final = {
    "stove": Thing(stove, Kind.ROOM, size=(0.9, 0.95, 0.64), shine=Shine(0.45, "#ff8a3a", 0.25, always=True)),
    "sink": Thing(sink, Kind.ROOM, size=(1.66, 0.9, 0.62)),
    "fridge": Thing(fridge, Kind.ROOM, size=(0.72, 1.7, 0.66)),
    "plate": Thing(plate, Kind.ROOM, spot=Spot.TOP, size=(0.42, 0.03, 0.3)),
    "bottle": Thing(bottle, Kind.ROOM, spot=Spot.TOP, size=(0.1, 0.3, 0.1)),
    "mug": Thing(mug, Kind.ROOM, spot=Spot.TOP, size=(0.2, 0.18, 0.15)),
    "pot": Thing(pot, Kind.ROOM, spot=Spot.WALL, size=(1.3, 0.6, 0.2), hung=1.9),
    "cauldron": Thing(
        cauldron, Kind.ROOM, size=(0.9, 0.85, 0.9), shine=Shine(1.0, "#8fe06a", 0.3, always=True)
    ),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
