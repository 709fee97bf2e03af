"""The perspective of a room: metres, x right, y up, z away, to scene units; verticals stay vertical."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.arrays import Shape
    from emogen.pipelines.image.painter.rig import Rig

NEAR: Final = 0.12
"""What is nearer to the eye than this is cut off, metres."""


@dataclass(frozen=True, slots=True)
class View:
    """An eye in a room.

    Attributes:
        x, eye, z: where it is, metres.
        turn: how far it looks to the right of z, radians.
        focal: scene units that a metre takes at a distance of a metre.
        centre, horizon: where the line of sight meets the picture, scene units.
    """

    x: float
    eye: float
    z: float
    turn: float
    focal: float
    centre: float
    horizon: float

    def numbers(self) -> AnyFloats:
        """For compiled code: x, eye, z, sine and cosine of the turn, focal, centre, horizon."""
        values = (self.x, self.eye, self.z, np.sin(self.turn), np.cos(self.turn))
        return np.array([*values, self.focal, self.centre, self.horizon], np.float64)

    def seen(self, points: Shape) -> AnyFloats:
        """Points ``(n, 3)`` as the eye has them: right, up, away; metres."""
        offset = np.asarray(points, np.float64) - (self.x, self.eye, self.z)
        sine, cosine = np.sin(self.turn), np.cos(self.turn)
        right = offset[:, 0] * cosine - offset[:, 2] * sine
        away = offset[:, 0] * sine + offset[:, 2] * cosine
        return np.column_stack([right, offset[:, 1], away])

    def project(self, points: Shape) -> AnyFloats:
        """The outline of a polygon ``(n, 3)`` on the picture, scene units ``(m, 2)``; m = 0: not seen."""
        seen = _clipped(self.seen(points))
        if len(seen) < 3:
            return np.zeros((0, 2), np.float32)
        flat = seen[:, :2] / seen[:, 2:] * (self.focal, -self.focal) + (self.centre, self.horizon)
        return flat.astype(np.float32)

    def spot(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """Where a point is on the picture, and the size of a metre there, scene units."""
        right, up, away = self.seen([[x, y, z]])[0]
        scale = self.focal / max(float(away), NEAR)
        return float(self.centre + right * scale), float(self.horizon - up * scale), scale

    def facing(self) -> tuple[float, float]:
        """The direction to the right of the eye, as x and z."""
        return float(np.cos(self.turn)), float(-np.sin(self.turn))


def _clipped(seen: AnyFloats) -> AnyFloats:
    """A polygon without what lies behind the eye (Sutherland and Hodgman 1974)."""
    if (seen[:, 2] >= NEAR).all():
        return seen
    kept = []
    for here, there in zip(seen, np.roll(seen, -1, axis=0), strict=True):
        if here[2] >= NEAR:
            kept.append(here)
        if (here[2] >= NEAR) != (there[2] >= NEAR):
            kept.append(here + (there - here) * (NEAR - here[2]) / (there[2] - here[2]))
    return np.array(kept).reshape(-1, 3)


@dataclass(frozen=True, slots=True)
class Space:
    """Where a thing stands in a room, so that it can be drawn in depth.

    Attributes:
        origin: its foot, metres. turn: 0 shows its front to an eye that looks along z; radians,
            counted as ``View.turn``. size: a factor. mirror: -1 shows it in a mirror, left for right.
    """

    view: View
    rig: Rig
    origin: tuple[float, float, float]
    turn: float = 0.0
    size: float = 1.0
    mirror: int = 1

    def world(self, points: Shape) -> AnyFloats:
        """The thing's own points ``(n, 3)`` (x right, y up, z away from the viewer) in the room."""
        local = np.asarray(points, np.float64) * (self.size * self.mirror, self.size, self.size)
        sine, cosine = np.sin(self.turn), np.cos(self.turn)
        x = local[:, 0] * cosine + local[:, 2] * sine
        z = -local[:, 0] * sine + local[:, 2] * cosine
        return np.column_stack([x, local[:, 1], z]) + self.origin

    def moved(self, x: float, y: float, size: float) -> Space:
        """The same, its foot moved by metres of its own."""
        (there,) = self.world([[x, y, 0.0]])
        return replace(
            self, origin=(float(there[0]), float(there[1]), float(there[2])), size=self.size * size
        )
