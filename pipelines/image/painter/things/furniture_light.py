"""What gives light in a room: lamps, candles, torches, a chandelier, a fireplace."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.solid import Solid, upright
from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.things.kinds import Kind, Shine, Spot, Thing

if TYPE_CHECKING:
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.pen import Pen

_FLAME: Final = "#ff9a3c"


def floor_lamp(pen: Pen) -> None:
    """A floor lamp with a cloth shade, 1.6 m."""
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.16, 0), (0.15, 0.03)], "#2f2a28")
        solid.stroke([(0, 0.03, 0), (0, 1.25, 0)], 0.03, "#3a322c")
        solid.over()
        _shade(solid, 1.22, 0.26, 0.36)


def table_lamp(pen: Pen) -> None:
    """A lamp for a table, 50 cm, with a turned foot."""
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.07, 0), (0.09, 0.08), (0.03, 0.18), (0.02, 0.28)], "#5f7f88")
        solid.over()
        _shade(solid, 0.26, 0.16, 0.22)


def _shade(solid: Solid, y: float, radius: float, high: float) -> None:
    cloth = solid.pen.colour or "#e3c48e"
    lit = solid.pen.light.lamps
    paint = mix(linear(cloth), linear(cloth) * linear("#ffdc9c") * 1.2, lit)
    solid.lathe((0, y, 0), [(radius, 0), (radius * 0.6, high)], paint, glow=1.15 * lit)
    if lit > 0.05:
        solid.over()
        solid.shine((0, y + high / 2, 0), radius * 9.0, 0.75 * lit, "#ffc36e")


def ceiling_lamp(pen: Pen) -> None:
    """A lamp under a tin shade that hangs from the ceiling on a wire."""
    tin = pen.colour or "#3f4f4a"
    lit = pen.light.lamps
    with Solid(pen) as solid:
        solid.stroke([(0, 0, 0), (0, -0.7, 0)], 0.015, "#262322")
        solid.over()
        solid.lathe((0, -0.9, 0), [(0.24, 0), (0.06, 0.16), (0.04, 0.22)], tin)
        solid.lathe((0, -0.95, 0), [(0.03, 0), (0.06, 0.03), (0.06, 0.06)], "#efe0b8", glow=0.2 + 1.6 * lit)
        if lit > 0.05:
            solid.over()
            solid.shine((0, -0.94, 0), 1.6, 0.8 * lit, "#ffc36e")


def chandelier(pen: Pen) -> None:
    """A ring of candles under the ceiling, 1.2 m wide."""
    brass, lit = pen.colour or "#a8833f", 0.25 + 0.75 * pen.light.lamps
    with Solid(pen) as solid:
        solid.stroke([(0, 0, 0), (0, -0.75, 0)], 0.03, brass)
        turn = np.linspace(0, 2 * np.pi, 9)[:-1]
        ring = [
            (0.58 * float(np.cos(a)), -1.05, 0.58 * float(np.sin(a))) for a in np.linspace(0, 2 * np.pi, 25)
        ]
        for one, other in pairwise(ring):
            solid.stroke([one, other], 0.035, brass)
        for a in turn:
            x, z = 0.58 * float(np.cos(a)), 0.58 * float(np.sin(a))
            solid.stroke([(0, -0.75, 0), (x, -1.05, z)], 0.02, brass)
        solid.over()
        for a in sorted(turn, key=lambda angle: -np.sin(angle)):
            x, z = 0.58 * float(np.cos(a)), 0.58 * float(np.sin(a))
            solid.lathe((x, -1.05, z), [(0.05, 0), (0.02, 0.02), (0.02, 0.16)], "#efe6d0", glow=0.3 * lit)
            solid.flat((x, -0.85, z), lambda at: _flame(at, 0.09, lit))
        solid.over()
        solid.shine((0, -0.9, 0), 2.6, 0.6 * lit, "#ffb866")


def _flame(pen: Pen, high: float, power: float = 1.0) -> None:
    """A candle's flame with its foot at the pen."""
    for colour, wide, tall, glow in (("#ff7a28", 0.34, 1.0, 1.0), ("#ffd98a", 0.2, 0.62, 1.6)):
        pen.dabs(
            [0.0],
            [high * 0.45 * tall],
            high * 0.55 * tall,
            high * wide,
            np.pi / 2,
            linear(colour)[None] * np.float32(glow * power),
            power=1.5,
            soft=0.6,
            bristle=0,
        )


def candle(pen: Pen) -> None:
    """A candle, 25 cm, always burning."""
    with Solid(pen) as solid:
        solid.lathe((0, 0, 0), [(0.07, 0), (0.07, 0.015)], "#8a6c3a")
        solid.lathe((0, 0.01, 0), [(0.028, 0), (0.024, 0.2)], pen.colour or "#efe6d0", glow=0.35)
        solid.over()
        solid.flat((0, 0.21, 0), lambda at: _flame(at, 0.1))
        solid.over()
        solid.shine((0, 0.25, 0), 1.1, 0.75, "#ffae58")


def torch(pen: Pen) -> None:
    """A torch in an iron ring on a wall, burning."""
    with Solid(pen) as solid:
        solid.block((0, -0.12, -0.04), (0.1, 0.16, 0.06), "#2b2a2c", grain=0)
        solid.stroke([(0, -0.3, -0.1), (0, 0.25, -0.2)], (0.05, 0.08), "#4f3826")
        solid.over()
        solid.flat((0, 0.22, -0.2), lambda at: fire(at, 0.22, 0.5, 10))
        solid.over()
        solid.shine((0, 0.42, -0.2), 2.4, 0.9, _FLAME)


def fire(pen: Pen, wide: float, high: float, count: int, power: float = 1.0) -> None:
    """Flames, red at the edge and yellow within, with the pen at their foot; metres."""
    random = pen.random
    for colour, spread, tall, many in (
        ("#b8320e", 1.0, 1.0, count),
        ("#ee7a1c", 0.7, 0.8, count),
        ("#ffd477", 0.4, 0.55, count * 2 // 3),
    ):
        t = random.random(many)
        x = random.normal(0, 0.34, many) * wide * spread * (1 - 0.7 * t)
        pen.dabs(
            x,
            0.06 * high + high * tall * t * 0.85,
            0.2 * high * (1.15 - 0.6 * t),
            0.1 * wide * (1.3 - t),
            np.pi / 2 + random.normal(0, 0.2, many),
            linear(colour)[None] * np.float32(1.15 * power),
            alpha=0.8,
            power=1.4,
            soft=0.8,
            bristle=0,
        )


def burning(targets: PictureTargets) -> bool:
    """Whether a hearth is lit: it is cold where there is no shelter, unless the emotion is hot."""
    return targets.shelter > -0.3 or targets.fire > 0.15


def fireplace(pen: Pen) -> None:
    """A hearth of stone with a mantelpiece, 1.6 m wide; cold where there is no shelter."""
    stone, alight = pen.colour or "#a89c8c", burning(pen.targets)
    size = 1.0 + 0.4 * max(0.0, pen.targets.fire)
    with Solid(pen) as solid:
        for x in (-0.62, 0.62):
            solid.block((x, 0, 0), (0.34, 1.1, 0.4), stone, grain=0.3, stretch=1.5)
        solid.block((0, 0.82, 0), (1.0, 0.28, 0.4), stone, grain=0.3)
        soot = linear("#1c1512")
        solid.face(
            upright(-0.46, 0, 0.46, 0.84, 0.16),
            mix(soot, linear("#8a3a14"), 0.35 * alight),
            (0, 0, -1),
            glow=0.5 * alight,
            grain=0.3,
        )
        solid.over()
        for z, tilt in ((0.05, 0.05), (-0.05, -0.06)):
            solid.stroke([(-0.34, 0.07 + tilt, z), (0.34, 0.07 - tilt, z)], 0.1, "#3d2a1c")
        solid.over()
        if alight:
            solid.flat((0, 0.06, -0.02), lambda at: fire(at, 0.55 * size, 0.62 * size, 22))
        solid.over()
        solid.block((0, 1.1, -0.04), (1.8, 0.09, 0.52), "#6a4730", grain=0.25, stretch=6)
        solid.block((0, 0, -0.36), (1.5, 0.05, 0.36), stone, grain=0.3)
        solid.over()
        if alight:
            solid.shine((0, 0.35, -0.1), 3.2 * size, 0.6, _FLAME)


def neon_tube(pen: Pen) -> None:
    """A fluorescent tube under the ceiling, 1.2 m long across; some are broken where things decay."""
    broken = pen.random.random() < 0.9 * pen.targets.decay
    lit = 0.0 if broken else 0.35 + 0.65 * pen.light.lamps
    with Solid(pen) as solid:
        solid.block((0, -0.1, 0), (1.3, 0.07, 0.2), "#b9bdbb", grain=0)
        solid.over()
        solid.block((0, -0.14, 0), (1.2, 0.04, 0.12), "#e8f2ee", glow=1.3 * lit, grain=0)
        if lit > 0.1:
            solid.over()
            solid.shine((0, -0.14, 0), 1.5, 0.3 * lit, "#d5efe8")


def brazier(pen: Pen) -> None:
    """A brazier: an iron bowl of embers on three legs, 1.2 m."""
    with Solid(pen) as solid:
        for x, z in ((-0.25, -0.18), (0.25, -0.18), (0, 0.28)):
            solid.stroke([(x, 0, z), (x * 0.4, 0.85, z * 0.4)], 0.045, "#2b2a2c")
        solid.over()
        solid.lathe((0, 0.8, 0), [(0.12, 0), (0.3, 0.18), (0.34, 0.3)], "#37332f", inside="#8a2c10")
        solid.over()
        solid.flat((0, 1.04, 0), lambda at: fire(at, 0.42, 0.65, 16))
        solid.over()
        solid.shine((0, 1.3, 0), 3.0, 0.8, _FLAME)


def spotlight(pen: Pen) -> None:
    """A theatre lamp under the ceiling."""
    with Solid(pen) as solid:
        solid.stroke([(0, 0, 0), (0, -0.25, 0)], 0.03, "#202022")
        solid.flat((0, -0.45, 0), lambda at: at.poly(box(-0.14, -0.1, 0.28, 0.3), "#26262a", 0.5))
        solid.over()
        solid.shine((0, -0.5, 0), 1.2, 0.9, "#fff0cf")


THINGS: Final = {
    "floor lamp": Thing(floor_lamp, Kind.ROOM, size=(0.4, 1.6, 0.4), shine=Shine(1.4, "#ffb765", 0.75)),
    "table lamp": Thing(
        table_lamp, Kind.ROOM, spot=Spot.TOP, size=(0.3, 0.5, 0.3), shine=Shine(0.4, "#ffb765", 0.5)
    ),
    "ceiling lamp": Thing(
        ceiling_lamp, Kind.ROOM, spot=Spot.CEILING, size=(0.5, 0.9, 0.5), shine=Shine(-1.0, "#ffc680", 1.1)
    ),
    "chandelier": Thing(
        chandelier, Kind.ROOM, spot=Spot.CEILING, size=(1.2, 1.1, 1.2), shine=Shine(-1.0, "#ffb765", 1.5)
    ),
    "candle": Thing(
        candle,
        Kind.ROOM,
        spot=Spot.TOP,
        size=(0.12, 0.3, 0.12),
        shine=Shine(0.3, "#ffa04c", 0.16, always=True),
    ),
    "torch": Thing(
        torch, Kind.ROOM, spot=Spot.WALL, size=(0.2, 0.8, 0.3), shine=Shine(0.45, _FLAME, 0.8, always=True)
    ),
    "brazier": Thing(brazier, Kind.ROOM, size=(0.7, 1.2, 0.7), shine=Shine(1.4, _FLAME, 0.9, always=True)),
    "fireplace": Thing(
        fireplace, Kind.ROOM, size=(1.6, 1.2, 0.5), shine=Shine(0.4, "#ff8a3a", 0.9, always=True)
    ),
    "neon tube": Thing(
        neon_tube, Kind.ROOM, spot=Spot.CEILING, size=(1.3, 0.2, 0.2), shine=Shine(-0.3, "#d5efe8", 0.9)
    ),
    "spotlight": Thing(spotlight, Kind.ROOM, spot=Spot.CEILING, size=(0.3, 0.6, 0.3)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
