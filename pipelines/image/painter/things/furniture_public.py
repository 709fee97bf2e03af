"""Seats of public places: wheelchair, platform bench, pilot's seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.solid import Solid
from emogen.pipelines.image.painter.things.kinds import Kind, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def wheelchair(pen: Pen) -> None:
    """A wheelchair of steel and dark cloth."""
    steel, cloth = "#b9c0c4", pen.colour or "#2f3a44"
    turn = np.linspace(0, 2 * np.pi, 21)
    with Solid(pen) as solid:
        for x in (-0.3, 0.3):
            ring = [(x, 0.3 + 0.3 * float(np.sin(a)), 0.12 + 0.3 * float(np.cos(a))) for a in turn]
            solid.stroke(ring, 0.035, "#2a2c2e")
            for a in turn[:-1:3]:
                solid.stroke(
                    [(x, 0.3, 0.12), (x, 0.3 + 0.29 * float(np.sin(a)), 0.12 + 0.29 * float(np.cos(a)))],
                    0.01,
                    steel,
                )
            small = [(x * 0.9, 0.09 + 0.09 * float(np.sin(a)), -0.42 + 0.09 * float(np.cos(a))) for a in turn]
            solid.stroke(small, 0.03, "#2a2c2e")
            solid.stroke([(x * 0.9, 0.5, 0.25), (x * 0.9, 0.98, 0.3), (x * 0.9, 0.98, 0.44)], 0.03, steel)
            solid.stroke(
                [(x, 0.5, 0.2), (x, 0.7, 0.2), (x, 0.7, -0.25), (x * 0.9, 0.45, -0.4), (x * 0.6, 0.1, -0.55)],
                0.03,
                steel,
            )
        solid.block((0, 0.46, -0.05), (0.5, 0.05, 0.46), cloth, grain=0.1)
        solid.block((0, 0.5, 0.24), (0.5, 0.46, 0.04), cloth, grain=0.1)


def platform_bench(pen: Pen) -> None:
    """Four plastic seats on a steel beam."""
    shell = pen.colour or "#c8662f"
    with Solid(pen) as solid:
        for x in (-0.8, 0.8):
            solid.block((x, 0, 0), (0.06, 0.4, 0.4), "#3f4548", grain=0)
        solid.block((0, 0.36, 0), (2.1, 0.06, 0.08), "#3f4548", grain=0)
        solid.over()
        for x in np.linspace(-0.78, 0.78, 4):
            solid.block((float(x), 0.42, -0.04), (0.46, 0.05, 0.42), shell, grain=0.05)
            solid.block((float(x), 0.47, 0.17), (0.46, 0.4, 0.05), shell, grain=0.05, taper=0.06)


def pilot_seat(pen: Pen) -> None:
    """A seat with a high, padded back on a column."""
    cloth = pen.colour or "#3a4450"
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.28, 0), (0.1, 0.06), (0.08, 0.4)], "#22272c")
        solid.over()
        solid.block((0, 0.4, 0), (0.6, 0.14, 0.6), cloth, grain=0.06)
        solid.block((0, 0.5, 0.26), (0.6, 0.78, 0.14), cloth, grain=0.06, taper=0.08)
        solid.block((0, 1.26, 0.26), (0.34, 0.2, 0.12), cloth, grain=0.06)
        solid.over()
        for x in (-0.34, 0.34):
            solid.block((x, 0.6, 0.0), (0.09, 0.07, 0.46), "#22272c", grain=0)


THINGS: Final = {
    "wheelchair": Thing(wheelchair, Kind.ROOM, size=(0.64, 0.98, 0.9)),
    "subway bench": Thing(platform_bench, Kind.ROOM, size=(2.1, 0.9, 0.5)),
    "pilot seat": Thing(pilot_seat, Kind.ROOM, size=(0.64, 1.4, 0.64)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
