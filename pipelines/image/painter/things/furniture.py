"""Tables, chairs, beds, desks: what people sit at and lie on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.solid import Solid, upright
from emogen.pipelines.image.painter.things.kinds import Kind, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

TABLE_TOP: Final = 0.75
"""Height of a table's top, metres."""


def table(pen: Pen) -> None:
    """A table, 1.5 m wide."""
    wood = pen.colour or "#8a5f3c"
    with Solid(pen) as solid:
        for x in (-0.66, 0.66):
            for z in (-0.34, 0.34):
                solid.block((x, 0, z), (0.08, 0.7, 0.08), wood)
        solid.over()
        solid.block((0, 0.62, 0), (1.34, 0.09, 0.72), wood)
        solid.over()
        solid.block((0, 0.7, 0), (1.5, 0.05, 0.86), wood, grain=0.22, stretch=6)


def chair(pen: Pen) -> None:
    """A wooden chair with a back, seen from its front at no turn."""
    wood = pen.colour or "#8a5f3c"
    with Solid(pen) as solid:
        for x in (-0.19, 0.19):
            solid.block((x, 0, -0.19), (0.045, 0.44, 0.045), wood)
            solid.block((x, 0, 0.19), (0.045, 0.98, 0.045), wood)
        for y in (0.62, 0.76, 0.9):
            solid.block((0, y, 0.19), (0.36, 0.07, 0.025), wood)
        solid.block((0, 0.44, 0), (0.44, 0.04, 0.44), wood, grain=0.2)


def stool(pen: Pen) -> None:
    """A round stool on three legs."""
    wood = pen.colour or "#7a5434"
    with Solid(pen) as solid:
        for x, z in ((-0.13, -0.1), (0.13, -0.1), (0.0, 0.14)):
            solid.stroke([(x * 1.3, 0, z * 1.3), (x * 0.8, 0.46, z * 0.8)], 0.04, wood)
        solid.over()
        solid.lathe((0, 0.45, 0), [(0.19, 0), (0.2, 0.05)], wood)


def bed(pen: Pen) -> None:
    """A bed, 2 m long, its head away from the viewer at no turn; the blanket slept in when life is low."""
    wood, cloth = "#6d4a30", pen.colour or "#6f86a0"
    rumpled = 0.03 + 0.07 * max(0.0, -pen.targets.life)
    with Solid(pen) as solid:
        solid.block((0, 0, 1.02), (1.3, 1.05, 0.07), wood, grain=0.2)
        solid.block((0, 0.08, 0), (1.24, 0.22, 2.0), wood, grain=0.2)
        solid.over()
        solid.block((0, 0.28, 0), (1.2, 0.2, 1.96), "#e9e2d4", grain=0.06)
        solid.over()
        _blanket(solid, cloth, rumpled)
        solid.block((0, 0, -1.02), (1.3, 0.58, 0.07), wood, grain=0.2)
        for x in (-0.3, 0.3):
            _pillow(solid, x, 0.5, 0.74)


def _blanket(solid: Solid, cloth: str, rumpled: float) -> None:
    """A cover in folds from the foot to below the pillows, hanging over both sides."""
    random = solid.pen.random
    rows = np.linspace(-0.99, 0.4, 9)
    crest = [0.5 + rumpled * float(random.uniform(0.2, 1.0)) for _ in rows]
    for k in range(len(rows) - 1, 0, -1):
        (far, near), (up, low) = (rows[k], rows[k - 1]), (crest[k], crest[k - 1])
        solid.face(
            [(-0.64, up, far), (0.64, up, far), (0.64, low, near), (-0.64, low, near)],
            cloth,
            (0, 1, -0.5 + 8.0 * (up - low)),
            grain=0.1,
        )
        for x in (-0.65, 0.65):
            solid.face(
                [(x, up, far), (x, low, near), (x, 0.2, near), (x, 0.2 + 0.02 * (k % 2), far)],
                cloth,
                (1 if x > 0 else -1, 0.25 * (k % 2), 0),
                grain=0.1,
            )
    solid.face(upright(-0.65, crest[0], 0.65, 0.2, -1.0), cloth, (0, 0, -1), grain=0.1)
    solid.over()
    solid.block((0, 0.5, 0.46), (1.3, 0.04 + rumpled, 0.2), "#efe9dd", grain=0.05, taper=0.05)


def _pillow(solid: Solid, x: float, y: float, z: float) -> None:
    solid.block((x, y, z), (0.56, 0.13, 0.34), "#f3eee2", grain=0.05, taper=0.22)


def desk(pen: Pen) -> None:
    """A writing desk with drawers, its front away from who sits at it."""
    wood = pen.colour or "#6e4a30"
    with Solid(pen) as solid:
        for x in (-0.55, 0.55):
            solid.block((x, 0, 0), (0.42, 0.71, 0.66), wood, grain=0.2)
        solid.block((0, 0.2, 0.3), (0.7, 0.5, 0.03), wood)
        solid.over()
        for x in (-0.55, 0.55):
            for k in range(3):
                solid.block((x, 0.06 + 0.22 * k, -0.33), (0.36, 0.19, 0.015), wood, grain=0.25)
                solid.block((x, 0.13 + 0.22 * k, -0.35), (0.1, 0.025, 0.02), "#c2a05a", grain=0)
        solid.over()
        solid.block((0, 0.71, 0), (1.6, 0.05, 0.76), wood, grain=0.22, stretch=6)


def school_desk(pen: Pen) -> None:
    """A pupil's desk for two with its bench."""
    wood, iron = pen.colour or "#b08a56", "#43484a"
    with Solid(pen) as solid:
        for x in (-0.5, 0.5):
            solid.block((x, 0, 0.0), (0.05, 0.68, 0.4), iron, grain=0)
            solid.block((x, 0, -0.55), (0.05, 0.4, 0.05), iron, grain=0)
        solid.block((0, 0.4, -0.55), (1.15, 0.04, 0.3), wood, grain=0.2)
        solid.block((0, 0.55, -0.7), (1.15, 0.25, 0.03), wood, grain=0.2)
        solid.over()
        solid.block((0, 0.68, 0.0), (1.2, 0.05, 0.5), wood, grain=0.2)


def hospital_bed(pen: Pen) -> None:
    """A bed on wheels of white tube, its head raised, away from the viewer."""
    steel, sheet = "#cfd6d8", pen.colour or "#dfe9ec"
    with Solid(pen) as solid:
        for x in (-0.42, 0.42):
            for z in (-0.9, 0.9):
                solid.stroke([(x, 0.06, z), (x, 0.5, z)], 0.035, steel)
                solid.lathe((x, 0, z), [(0.06, 0), (0.06, 0.08)], "#3b4043")
            solid.stroke([(x, 0.44, -0.95), (x, 0.44, 0.95)], 0.04, steel)
        _rails(solid, 0.98, 1.15, steel)
        solid.over()
        solid.block((0, 0.48, -0.25), (0.86, 0.14, 1.4), sheet, grain=0.06)
        solid.face(
            [(-0.43, 0.62, 0.4), (0.43, 0.62, 0.4), (0.43, 0.98, 0.92), (-0.43, 0.98, 0.92)],
            sheet,
            (0, 1, -0.8),
            grain=0.06,
        )
        for x in (-0.43, 0.43):
            solid.face([(x, 0.5, 0.4), (x, 0.62, 0.4), (x, 0.98, 0.92), (x, 0.86, 0.95)], sheet, grain=0.04)
        solid.over()
        solid.block((0, 0.86, 0.76), (0.58, 0.14, 0.26), "#f6f5ef", grain=0.04, taper=0.2)
        solid.block((0, 0.5, -0.5), (0.94, 0.16, 0.92), "#8fb3b8", grain=0.1, taper=0.02)
        solid.over()
        _rails(solid, -0.98, 0.85, steel)


def _rails(solid: Solid, z: float, high: float, steel: str) -> None:
    solid.stroke([(-0.45, 0.2, z), (-0.45, high, z), (0.45, high, z), (0.45, 0.2, z)], 0.04, steel)
    solid.stroke([(-0.45, high - 0.22, z), (0.45, high - 0.22, z)], 0.03, steel)
    for x in (-0.22, 0.0, 0.22):
        solid.stroke([(x, high - 0.22, z), (x, high, z)], 0.025, steel)


THINGS: Final = {
    "table": Thing(table, Kind.ROOM, size=(1.5, 0.75, 0.86)),
    "chair": Thing(chair, Kind.ROOM, size=(0.44, 0.98, 0.44)),
    "stool": Thing(stool, Kind.ROOM, size=(0.4, 0.5, 0.4)),
    "bed": Thing(bed, Kind.ROOM, size=(1.3, 0.55, 2.1)),
    "desk": Thing(desk, Kind.ROOM, size=(1.6, 0.76, 0.76)),
    "school desk": Thing(school_desk, Kind.ROOM, size=(1.2, 0.73, 1.1)),
    "hospital bed": Thing(hospital_bed, Kind.ROOM, size=(0.95, 0.7, 2.0)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
