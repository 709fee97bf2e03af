"""A room's box: its faces, how much its lamps are lit, and how the eye gets used to its light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.settings.rooms.plan import (
    BACK,
    CEILING,
    FLOOR,
    FRONT,
    LEFT,
    RIGHT,
    Surfaces,
)
from emogen.pipelines.image.painter.settings.rooms.shell import Face

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.rig import Point, Rig
    from emogen.pipelines.image.painter.stage import Stage

_USUAL_LEVEL: Final = 0.62
"""Light on a face in a bright room by day, that the eye is used to."""

_ADAPTED: Final = 0.5
"""How far the eye gets used to another level: 1 would show night as day. Both chosen by eye."""


def lamps_of(stage: Stage) -> float:
    """How much the lamps of a room are lit, [0, 1.25]: by the hour and by the shelter the emotion gives."""
    shelter, usual = stage.targets.shelter, stage.light.lamps
    if shelter >= 0.0:
        return float(min(1.25, usual * (1.0 + 0.25 * shelter) + 0.75 * shelter * (1.0 - min(1.0, usual))))
    return float(usual * (1.0 + 0.8 * shelter))


def unit(direction: Point) -> Point:
    x, y, z = np.array(direction) / np.linalg.norm(direction)
    return (float(x), float(y), float(z))


def box_of(size: Point, surfaces: Surfaces) -> list[Face]:
    """The six faces of a room, in the order of their numbers."""
    wide, deep, high = size
    wall = surfaces.wall
    faces = {
        FLOOR: Face((0, 0, 0), (0, 1, 0), (1, 0, 0), surfaces.floor),
        CEILING: Face((0, high, 0), (0, -1, 0), (1, 0, 0), surfaces.ceiling),
        LEFT: Face((-wide / 2, 0, 0), (1, 0, 0), (0, 0, 1), wall),
        RIGHT: Face((wide / 2, 0, 0), (-1, 0, 0), (0, 0, 1), wall),
        BACK: Face((0, 0, deep), (0, 0, -1), (1, 0, 0), surfaces.back or wall),
        FRONT: Face((0, 0, -3.2), (0, 0, 1), (1, 0, 0), wall),
    }
    return [faces[number] for number in sorted(faces)]


def adapt(rig: Rig, size: Point) -> None:
    """Scale all light as an eye does that gets used to the dark: part of the way to a usual level."""
    wide, deep, high = size
    points = [(0.3 * wide * i, 0.4 * high, deep * k) for i in (-1, 0, 1) for k in (0.25, 0.6, 0.85)]
    level = np.mean([rig.falling(np.array(p), np.array((0.0, 0.5, -0.87))).mean() for p in points])
    gain = float(np.clip((_USUAL_LEVEL / max(1e-4, float(level))) ** _ADAPTED, 0.75, 5.0))
    rig.ambient = rig.ambient * gain
    for row in rig.sources:
        row[3:6] = [value * gain for value in row[3:6]]
    for row in rig.beams:
        row[9:12] = [value * gain for value in row[9:12]]
