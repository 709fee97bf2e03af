"""Light made visible by dust: the sun through a window, a spotlight's cone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.rig import Point
    from emogen.pipelines.image.painter.settings.rooms.interior import Interior


_NESTED = ((0.0, 0.35), (0.06, 0.55), (0.12, 0.75), (0.2, 1.0))
"""Shafts inside each other: how far each is drawn in from the window's edge, and its share of the
reach; so that the light fades with distance and toward its edges."""


def sunbeams(room: Interior, strength: float = 1.0, reach: float = 6.0) -> None:
    """Dusty light from each window along the sun's way; call when the windows are there."""

    light = room.stage.light
    key = light.key

    def draw() -> None:
        power = float(np.clip(key.max() * (1.0 - 0.7 * light.soft), 0.0, 1.2)) * strength
        if power < 0.03:
            return
        sun = np.array(room.rig.sun)
        for window in room.windows:
            low = np.array(room.on_wall(window.face, window.middle - window.wide / 2, window.sill))
            high = np.array(
                room.on_wall(window.face, window.middle + window.wide / 2, window.sill + window.high)
            )
            for inset, length in _NESTED:
                corners = _corners(low, high, inset)
                ends = [_floor(c, sun, reach * length) for c in corners]
                _hull(room, [*corners, *ends], key * np.float32(0.9), 0.035 * power)

    room.shafts.append(draw)


def cone(room: Interior, top: Point, foot: Point, radius: float, colour: AnyFloats, alpha: float) -> None:
    """A spotlight's cone from a lamp to a circle on the floor."""

    def draw(_: Pen) -> None:
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        for part in range(5):
            r = radius * (1.0 - 0.12 * part)
            ring = [_round(foot, r, a) for a in turn]
            lamp = [_round(top, 0.12, a) for a in turn[::6]]
            _hull(room, [*lamp, *ring], colour, alpha)

    room.build(top[0] * room.mirror, top[2] - 0.1, draw)


def _round(middle: Point, radius: float, angle: float) -> AnyFloats:
    x, y, z = middle
    return np.array([x + radius * np.cos(angle), y, z + radius * np.sin(angle)])


def _corners(low: AnyFloats, high: AnyFloats, inset: float) -> list[AnyFloats]:
    """The four corners of a window on an upright wall, drawn in by a share."""
    a, b = low + (high - low) * inset, high - (high - low) * inset
    return [a, np.array([b[0], a[1], b[2]]), b, np.array([a[0], b[1], a[2]])]


def _floor(point: AnyFloats, sun: AnyFloats, reach: float) -> AnyFloats:
    """Where the light from a point meets the floor, or how far it is seen."""
    t = min(reach, point[1] / max(1e-3, -float(sun[1])))
    end: AnyFloats = point + sun * t
    return end


def _hull(room: Interior, points: list[AnyFloats], colour: AnyFloats, alpha: float) -> None:
    """Fill the outline round points of the room (Andrew's monotone chain)."""
    placed = sorted({room.view.spot(*map(float, p))[:2] for p in points})
    if len(placed) < 3:
        return
    chain: list[tuple[float, float]] = []
    for run in (placed, placed[::-1]):
        start = len(chain)
        for p in run:
            while len(chain) - start >= 2 and _turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        chain.pop()
    outline = np.array(chain, np.float32)
    room.stage.canvas.fill([outline], colour, colour * np.float32(0.75), alpha=min(0.4, alpha), grain=0.0)


def _turn(o: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
