"""The map that skin is painted on: its places, noise on it, and what the mesh says there.

It is wound around the head: u is the angle about the vertical axis (left ear to right ear), v the
height, both measured on the neutral template, so that a place on it is the same place on every
face. It moves with the mesh.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.face.render.raster import draw_triangles
from emogen.vision.srgb import to_light

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.pipelines.face.character.rig import Rig


WIDTH, HEIGHT = 1280, 832
_AXIS_Z, _SPAN, _TOP, _BOTTOM = 0.55, 2.2, 8.7, 5.6  # decimetres and radians on the template
TEXEL = (_TOP - _BOTTOM) / HEIGHT
"""Decimetres between rows; columns are as far apart on the cheeks."""


def map_place(points: Floats) -> Floats:
    """Map coordinates u, v of template points, float32, shape ``(v, 2)``."""
    angle = np.arctan2(points[:, 0], points[:, 2] - _AXIS_Z)
    u = 0.5 + angle / (2 * _SPAN)
    v = (_TOP - points[:, 1]) / (_TOP - _BOTTOM)
    return np.stack([u, v], axis=1).astype(np.float32)


def linear(srgb: tuple[float, ...] | Floats) -> Floats:
    """Linear light in [0, 1] of 8-bit sRGB."""
    value = np.asarray(srgb, np.float32) / 255
    return to_light(value).astype(np.float32)


@lru_cache(maxsize=1)
def places() -> tuple[Floats, Floats, Floats]:
    """Angle in radians, template x (on a head of mean radius) and y of each texel."""
    turn = (np.linspace(0, 1, WIDTH, dtype=np.float32) - 0.5) * 2 * _SPAN
    high = _TOP - np.linspace(0, 1, HEIGHT, dtype=np.float32) * (_TOP - _BOTTOM)
    angle = np.broadcast_to(turn, (HEIGHT, WIDTH))
    return (
        angle,
        np.broadcast_to(0.95 * np.sin(turn), (HEIGHT, WIDTH)),
        np.repeat(high[:, None], WIDTH, axis=1),
    )


def spot(x: Floats, y: Floats, at_x: float, at_y: float, wide: float, high: float) -> Floats:
    """A soft round patch, 1 in its middle."""
    return np.exp(-(((x - at_x) / wide) ** 2) - ((y - at_y) / high) ** 2).astype(np.float32)


def noise(draw: np.random.Generator, cells: int) -> Floats:
    """Smooth noise with a spread of 1 and about ``cells`` bumps across the map."""
    return _grown(draw.normal(size=(max(2, cells * HEIGHT // WIDTH), cells)))


def streaks(draw: np.random.Generator) -> Floats:
    """Fine vertical creases, as on lips."""
    return _grown(draw.normal(size=(60, 420)))


def _grown(cells: NDArray[np.float64]) -> Floats:
    from PIL import Image

    coarse = Image.fromarray(cells.astype(np.float32))
    return np.asarray(coarse.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))


def on_map(rig: Rig, values: Floats) -> Floats:
    """Values of vertices, shape ``(v, k)``, drawn into the map, the outermost surface first."""
    place = map_place(rig.template)
    screen = np.empty((len(place), 3), np.float32)
    screen[:, 0], screen[:, 1] = place[:, 0] * WIDTH, place[:, 1] * HEIGHT
    screen[:, 2] = -np.hypot(rig.template[:, 0], rig.template[:, 2] - _AXIS_Z)
    skin = rig.triangles[rig.triangle_part == 0]
    screen_wraps = np.ptp(screen[skin, 0], axis=1) > WIDTH / 2
    skin = skin[~screen_wraps]
    depth = np.full((HEIGHT, WIDTH), np.inf, np.float32)
    ids = np.full((HEIGHT, WIDTH), -1, np.int32)
    draw_triangles(screen, skin, depth, ids)
    corners = skin[ids.clip(0)]
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    a, b, c = (screen[corners[..., k]] for k in range(3))
    area = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        c[..., 0] - a[..., 0]
    )
    area = np.where(area == 0, 1, area)
    wb = ((x - a[..., 0]) * (c[..., 1] - a[..., 1]) - (y - a[..., 1]) * (c[..., 0] - a[..., 0])) / area
    wc = ((y - a[..., 1]) * (b[..., 0] - a[..., 0]) - (x - a[..., 0]) * (b[..., 1] - a[..., 1])) / area
    mixed = (
        values[corners[..., 0]] * (1 - wb - wc)[..., None]
        + values[corners[..., 1]] * wb[..., None]
        + values[corners[..., 2]] * wc[..., None]
    )
    return np.where((ids >= 0)[..., None], mixed, 0).clip(0, 1).astype(np.float32)
