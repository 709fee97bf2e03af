"""Hair that is tied: a bun, a ponytail, two plaits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.face.character.skull import Shoulders, Skull
    from emogen.pipelines.face.character.styles import Style


_KNOTS = {
    "bun": ((0.0, 0.98, -0.72),) * 2,
    "ponytail": ((0.0, 0.62, -0.98),) * 2,
    "braids": ((0.72, -0.30, -0.18), (-0.72, -0.30, -0.18)),
}
"""From the skull's centre to the knot of hair on the own left and right, decimetres."""
_PLAIT = 6  # pieces that each hair of a plait is drawn in


def knots(style: Style, skull: Skull) -> AnyFloats:
    """Where hair is gathered: float32, shape ``(2, 3)``, left then right."""
    return np.asarray(skull.centre + np.array(_KNOTS[style.gather]), np.float32)


def tied(
    draw: np.random.Generator, style: Style, skull: Skull, shoulders: Shoulders, steps: int
) -> AnyFloats:
    """What hangs from the knots, float32, shape ``(hairs, steps, 3)``."""
    places = knots(style, skull)
    if style.gather == "bun":
        return _bun(draw, places[0] + np.array([0, 0.16, -0.05]), style.count // 3, steps)
    if style.gather == "ponytail":
        band = _band(draw, places[0], np.array([0.0, 0.25, -1.0]), 0.11, steps)
        return np.concatenate([_tail(draw, places[0], shoulders, style.count // 4, steps), band])
    return np.concatenate([_plait(draw, place, shoulders, steps) for place in places])


def _bun(draw: np.random.Generator, centre: AnyFloats, count: int, steps: int) -> AnyFloats:
    """Strands wound around a ball."""
    axis = draw.normal(size=(count, 3)) * 0.35 + np.array([0.2, 0.9, 0.5])
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    across = np.cross(axis, draw.normal(size=(count, 3)))
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    third = np.cross(axis, across)
    tilt = draw.uniform(-1.2, 1.2, (count, 1, 1))
    angle = np.linspace(0, 2.4, steps)[None, :, None]
    ring = np.cos(angle) * across[:, None] + np.sin(angle) * third[:, None]
    radius = 0.37 * draw.uniform(0.9, 1.03, (count, 1, 1))
    return np.asarray(centre + radius * (np.cos(tilt) * ring + np.sin(tilt) * axis[:, None]), np.float32)


def _band(
    draw: np.random.Generator, centre: AnyFloats, axis: AnyFloats, radius: float, steps: int
) -> AnyFloats:
    """Hair wound around the base of a tail."""
    axis = axis / np.linalg.norm(axis)
    across = np.cross(axis, [1.0, 0.1, 0.0])
    across /= np.linalg.norm(across)
    start = draw.uniform(0, 2 * np.pi, (160, 1))
    angle = start + np.linspace(0, 2.6, steps)[None]
    ring = np.cos(angle)[..., None] * across + np.sin(angle)[..., None] * np.cross(axis, across)
    along = draw.uniform(-0.01, 0.1, (160, 1, 1)) * axis
    return np.asarray(centre + along + radius * draw.uniform(0.95, 1.05, (160, 1, 1)) * ring, np.float32)


def _tail(
    draw: np.random.Generator, knot: AnyFloats, shoulders: Shoulders, count: int, steps: int
) -> AnyFloats:
    """A tail that leaves backwards and falls, a little to one side."""
    t = np.linspace(0, 1, steps)[None, :, None]
    length = 1.75 * draw.uniform(0.8, 1.0, (count, 1, 1))
    lean = draw.choice((-1, 1))
    out = np.clip(t * 3, 0, 1)
    path = np.concatenate(
        [lean * 0.35 * t**1.3, 0.16 * np.sin(np.pi * out) - t**1.25, -0.42 * np.sin(1.3 * out)], axis=2
    )
    spot = draw.normal(size=(count, 1, 3)) * np.array([0.6, 0.25, 0.6])
    wide = 0.05 + 0.13 * np.sin(np.pi * (0.1 + 0.8 * t)) * (1 - 0.35 * t)
    points = knot + length * path + spot * wide
    return shoulders.outside(points.astype(np.float32), np.zeros(points.shape[:2], bool))


def _plait(draw: np.random.Generator, knot: AnyFloats, shoulders: Shoulders, steps: int) -> AnyFloats:
    """Three bundles that cross, from behind the ear over the front of the shoulder."""
    pieces = _PLAIT * (steps - 1) + 1
    t = np.linspace(0, 1, pieces)
    path = knot + np.stack([0.10 * np.sign(knot[0]) * np.sin(2 * t), -2.15 * t, 0 * t], axis=1)
    ahead = np.maximum(
        path[:, 2] + 0.5 * np.clip(3 * t - 0.4, 0, 1), shoulders.front(path.astype(np.float32)) + 0.12
    )
    kernel = np.hanning(13) / np.hanning(13).sum()
    path[:, 2] = np.convolve(np.pad(ahead, 6, mode="edge"), kernel, mode="valid")
    hairs = 130  # of each bundle
    lag = np.repeat(np.arange(3), hairs)[:, None] * 2 * np.pi / 3
    turn = 2 * np.pi * 5.5 * t[None] + lag
    size = (0.1 * (1 - 0.35 * t) * np.clip(8 * t + 0.3, 0, 1))[None]
    spot = draw.normal(size=(3 * hairs, 1, 3)) * 0.022
    weave = np.stack([np.sin(turn) * size, 0 * turn, 0.5 * np.sin(2 * turn) * size], axis=2)
    whole = path + weave + spot * (1 - 0.3 * t[None, :, None])
    parts = [whole[:, k * (steps - 1) : (k + 1) * (steps - 1) + 1] for k in range(_PLAIT)]
    return np.concatenate(parts).astype(np.float32)
