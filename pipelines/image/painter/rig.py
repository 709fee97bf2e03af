"""The lights of a room: windows, lamps and fires as sources in space, with shadows that soften."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.light import Light

    Point = tuple[float, float, float]

_SHADE_DEPTH: Final = 0.22
"""Metres of a thing that a ray must cross to be stopped: how shadows soften at their edges."""


@dataclass(slots=True)
class Rig:
    """Everything that gives light in a room.

    Attributes:
        ambient: light from everywhere, linear ``(3,)``.
        sources: rows of x, y, z, r, g, b, softness (m²), the direction it shines to (0, 0, 0:
            everywhere) and how narrowly (the power of a cosine).
        beams: rows of a window that the sun shines through: a corner, two edges, red, green, blue and the
            numbers of panes across and up.
        sun: the direction the sun's light travels.
        shades: rows of boxes that throw shadows: x0, y0, z0, x1, y1, z1.
        depth: how dark shadows are, [0, 1].
    """

    ambient: AnyFloats
    sun: Point = (0.3, -0.6, 0.7)
    depth: float = 0.8
    sources: list[list[float]] = field(default_factory=list)
    beams: list[list[float]] = field(default_factory=list)
    shades: list[list[float]] = field(default_factory=list)

    def add(
        self, at: Point, colour: AnyFloats, soft: float = 0.3, toward: Point = (0, 0, 0), narrow: float = 1.0
    ) -> None:
        """A source whose light is ``colour`` at a distance of a metre."""
        self.sources.append([*at, *map(float, colour), soft, *toward, narrow])

    def beam(
        self, corner: Point, across: Point, up: Point, colour: AnyFloats, panes: tuple[int, int] = (1, 1)
    ) -> None:
        self.beams.append([*corner, *across, *up, *map(float, colour), *panes])

    def arrays(self) -> tuple[AnyFloats, AnyFloats, AnyFloats, AnyFloats]:
        """For compiled code: sources, beams, shades, and ambient, sun and depth in one row."""
        rest = np.array([*self.ambient, *self.sun, self.depth], np.float64)
        return (
            np.array(self.sources, np.float64).reshape(-1, 11),
            np.array(self.beams, np.float64).reshape(-1, 14),
            np.array(self.shades, np.float64).reshape(-1, 6),
            rest,
        )

    def falling(self, point: AnyFloats, normal: AnyFloats, *, shaded: bool = False) -> AnyFloats:
        """Light that falls on a face at ``point`` with the ``normal``, linear ``(3,)``.

        ``shaded``: whether things throw shadows on it; what stands in its own box must not ask.
        """
        sources, beams, shades, rest = self.arrays()
        out = np.zeros(3)
        (x, y, z), (nx, ny, nz) = map(float, point), map(float, normal)
        light_on(x, y, z, nx, ny, nz, sources, beams, shades if shaded else shades[:0], rest, out)
        return out.astype(np.float32)

    def light_at(self, point: Point, light: Light) -> Light:
        """The scene's light as it is at a point of the room: for what is drawn flat there."""
        place = np.asarray(point, np.float64)
        left, right, front, above = (
            self.falling(place, np.array(n, np.float64))
            for n in ((-1, 0, 0), (1, 0, 0), (0, 0, -1), (0, 1, 0))
        )
        least = np.minimum(np.minimum(left, right), np.minimum(front, above))
        most = left if left.sum() > right.sum() else right
        key = np.maximum(most - least, 0.0) + np.maximum(front - least, 0.0) * 0.4 + 0.25 * least
        return replace(
            light,
            side=-1 if left.sum() > right.sum() else 1,
            key=key.astype(np.float32),
            ambient=(0.8 * least + 0.08 * (most + front)).astype(np.float32),
            elevation=35.0,
            haze=0.05,
        )


def flat_rig(light: Light) -> Rig:
    """The sun, or the moon, and the sky, for a room's thing that stands in the open."""
    rig = Rig(ambient=light.ambient.astype(np.float64))
    far = 100.0
    rig.add((light.side * 0.7 * far, 0.6 * far, -0.45 * far), light.key * np.float32(1.1 * far * far))
    return rig


@njit(cache=True, nogil=True)
def light_on(
    x: float, y: float, z: float, nx: float, ny: float, nz: float,
    sources: AnyFloats, beams: AnyFloats, shades: AnyFloats, rest: AnyFloats, out: AnyFloats,
) -> None:  # fmt: skip
    """Light on a face, into ``out`` ``(3,)``; see :class:`Rig` for the rows."""
    out[0], out[1], out[2] = rest[0], rest[1], rest[2]
    for i in range(sources.shape[0]):
        s = sources[i]
        dx, dy, dz = s[0] - x, s[1] - y, s[2] - z
        square = dx * dx + dy * dy + dz * dz
        reach = np.sqrt(square) + 1e-6
        cosine = 0.12 + 0.88 * (dx * nx + dy * ny + dz * nz) / reach  # light bends a little round corners
        if cosine <= 0.0:
            continue
        power = cosine / (square + s[6])
        if s[7] != 0.0 or s[8] != 0.0 or s[9] != 0.0:
            along = -(dx * s[7] + dy * s[8] + dz * s[9]) / reach
            if along <= 0.0:
                continue
            power *= along ** s[10]
        if power * (s[3] + s[4] + s[5]) > 0.004 and shades.shape[0] > 0:
            power *= 1.0 - rest[6] * blocked(x, y, z, dx, dy, dz, shades)
        out[0] += s[3] * power
        out[1] += s[4] * power
        out[2] += s[5] * power
    cosine = -(rest[3] * nx + rest[4] * ny + rest[5] * nz)
    if cosine <= 0.0:
        return
    for i in range(beams.shape[0]):
        through = _through(x, y, z, beams[i], rest)
        if through > 0.003:
            far = 12.0
            dark = blocked(x, y, z, -rest[3] * far, -rest[4] * far, -rest[5] * far, shades)
            power = through * cosine * (1.0 - rest[6] * dark)
            for c in range(3):
                out[c] += beams[i, 9 + c] * power


@njit(cache=True, nogil=True)
def _through(x: float, y: float, z: float, beam: AnyFloats, rest: AnyFloats) -> float:
    """How much of the sun reaches a point through a window, [0, 1]."""
    ax, ay, az, bx, by, bz = beam[3], beam[4], beam[5], beam[6], beam[7], beam[8]
    nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    slope = rest[3] * nx + rest[4] * ny + rest[5] * nz
    if abs(slope) < 1e-9:
        return 0.0
    dx, dy, dz = x - beam[0], y - beam[1], z - beam[2]
    t = (dx * nx + dy * ny + dz * nz) / slope
    if t < 0.0:
        return 0.0
    hx, hy, hz = dx - t * rest[3], dy - t * rest[4], dz - t * rest[5]
    wide, high = ax * ax + ay * ay + az * az, bx * bx + by * by + bz * bz
    u = (hx * ax + hy * ay + hz * az) / wide
    v = (hx * bx + hy * by + hz * bz) / high
    blur = 0.012 + 0.018 * t
    side, tall = np.sqrt(wide), np.sqrt(high)
    cover: float = min(1.0, max(0.0, min(u, 1.0 - u) * side / blur + 0.5))
    cover *= min(1.0, max(0.0, min(v, 1.0 - v) * tall / blur + 0.5))
    if cover <= 0.0:
        return 0.0
    for count, share, length in ((beam[12], u, side), (beam[13], v, tall)):
        if count > 1.5:
            cell = share * count
            gap = abs(cell - np.floor(cell + 0.5)) * length / count
            cover *= min(1.0, max(0.0, (gap - 0.025) / blur + 0.5))
    return cover


@njit(cache=True, nogil=True)
def blocked(x: float, y: float, z: float, dx: float, dy: float, dz: float, shades: AnyFloats) -> float:
    """How much of a ray from a point by ``dx, dy, dz`` is stopped by boxes, [0, 1]."""
    length = np.sqrt(dx * dx + dy * dy + dz * dz)
    most = 0.0
    for i in range(shades.shape[0]):
        enter, leave = 0.0, 1.0
        for axis in range(3):
            start = x if axis == 0 else (y if axis == 1 else z)
            step = dx if axis == 0 else (dy if axis == 1 else dz)
            low, high = shades[i, axis], shades[i, axis + 3]
            if abs(step) < 1e-9:
                if start < low or start > high:
                    leave = -1.0
                    break
                continue
            one, other = (low - start) / step, (high - start) / step
            if one > other:
                one, other = other, one
            enter, leave = max(enter, one), min(leave, other)
            if enter >= leave:
                break
        if leave > enter:
            most = max(most, min(1.0, (leave - enter) * length / _SHADE_DEPTH))
    return most
