"""The studio: lamps, backdrop, and the light on hair."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from emogen.errors import RequestError
from emogen.pipelines.face.character.skin import linear
from emogen.pipelines.face.render.shade import KEY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.pipelines.face.character.hair import Strands
    from emogen.pipelines.face.character.lashes import BoundHair

    Floats = NDArray[np.float32]

BACKGROUNDS = ("studio", "transparent")
_FILL, _RIM, _RIM_LEFT = (0.75, 0.1, 0.65), (0.72, 0.45, -0.53), (-0.8, 0.3, -0.52)

_KEY_LIGHT, _COOL = np.array([1.0, 0.95, 0.88]), np.array([0.9, 0.97, 1.1])
_TOWARDS = np.array([KEY, _FILL, _RIM, _RIM_LEFT])
_TOWARDS /= np.linalg.norm(_TOWARDS, axis=1, keepdims=True)

LAMPS = np.concatenate(
    [_TOWARDS, [2.05 * _KEY_LIGHT, 0.42 * _COOL, 1.1 * _COOL, 0.55 * _COOL]], axis=1
).astype(np.float32)
"""Key, fill and the two rim lamps: unit vectors towards them and linear RGB."""

SKY = (np.array([[0.186], [0.211]]) * np.array([0.97, 1.0, 1.05])).astype(np.float32)
"""Light from below, and how much more comes from above, linear RGB."""


def backdrop(background: object, size: tuple[int, int]) -> Floats:
    """Linear RGB behind the head, float32, shape ``(h, w, 3)``, before the tone curve.

    Raises:
        RequestError: not one of :data:`BACKGROUNDS`, an sRGB triple or ``"#rrggbb"``.
    """
    width, height = size
    if background == "transparent":
        return np.zeros((height, width, 3), np.float32)
    if background != "studio":
        return np.broadcast_to(_untoned(_colour(background)), (height, width, 3)).astype(np.float32)
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) / height
    y = (np.arange(height, dtype=np.float32) + 0.5) / height
    glow = np.exp(-((x[None, :] + 0.08) ** 2 / 0.30 + (y[:, None] - 0.42) ** 2 / 0.36))
    low, high = _untoned(linear((52, 58, 68))), _untoned(linear((150, 158, 166)))
    return np.asarray(low + glow[..., None] * (high - low), np.float32)


def _colour(background: object) -> Floats:
    if isinstance(background, str) and (match := re.fullmatch(r"#?([0-9a-fA-F]{6})", background.strip())):
        return linear(tuple(int(match[1][k : k + 2], 16) for k in (0, 2, 4)))
    if isinstance(background, (tuple, list)) and len(background) == 3:
        values = [float(value) for value in background]
        if all(0 <= value <= 255 for value in values):
            return linear(tuple(values))
    raise RequestError(
        f"unknown background {background!r}", fix="Use studio, transparent, or a colour such as #30363c."
    )


def _untoned(display: Floats) -> Floats:
    """Linear light that the tone curve turns into ``display``, so that a colour comes out as asked."""
    from emogen.pipelines.face.render.shade import tone_table

    table = linear(tone_table().astype(np.float32))
    light = 4.0 * np.linspace(0, 1, len(table)) ** 2
    return np.interp(display, table, light).astype(np.float32)


def hair_light(
    strands: Strands, fine: BoundHair, points: Floats, seen: NDArray[np.bool_], camera: Floats
) -> Floats:
    """Linear colour of the hair points that are ``seen``, float32, shape ``(m, 3)``."""
    out = np.empty_like(points)
    split = len(strands.points)
    _kajiya(
        points[:split], strands.steps, strands.colour, strands.lit, camera, LAMPS, seen[:split], out[:split]
    )
    lit = np.full((len(points) - split, 2), 0.4, np.float32)
    _kajiya(points[split:], fine.steps, fine.colour, lit, camera, LAMPS, seen[split:], out[split:])
    return out


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _kajiya(points, steps, colour, lit, camera, lamps, seen, out):  # type: ignore[no-untyped-def]
    """Kajiya & Kay 1989 with two shifted lobes (Marschner 2003): a white one and a coloured one."""
    power = (1.9, 0.45, 1.5, 0.9)
    for p in range(points.shape[0]):
        if not seen[p]:
            continue
        a, b = (p - 1, p) if p % steps == steps - 1 else (p, p + 1)
        tx, ty, tz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
        norm = 1.0 / np.sqrt(tx * tx + ty * ty + tz * tz + 1e-12)
        tx, ty, tz = tx * norm, ty * norm, tz * norm
        vx, vy, vz = camera[0] - points[p, 0], camera[1] - points[p, 1], camera[2] - points[p, 2]
        norm = 1.0 / np.sqrt(vx * vx + vy * vy + vz * vz)
        vx, vy, vz = vx * norm, vy * norm, vz * norm
        diffuse, white, tinted = 0.0, 0.0, 0.0
        for lamp in range(4):
            lx, ly, lz = lamps[lamp, 0], lamps[lamp, 1], lamps[lamp, 2]
            shone = power[lamp] * (lit[p, 1] if lamp == 0 else lit[p, 0])
            along = tx * lx + ty * ly + tz * lz
            diffuse += shone * np.sqrt(max(0.0, 1.0 - along * along)) * 0.5
            hx, hy, hz = lx + vx, ly + vy, lz + vz
            hn = 1.0 / np.sqrt(hx * hx + hy * hy + hz * hz)
            th = (tx * hx + ty * hy + tz * hz) * hn
            white += shone * np.exp(-(((th - 0.08) / 0.11) ** 2))
            tinted += shone * np.exp(-(((th + 0.14) / 0.24) ** 2))
        sky = 0.55 * lit[p, 0]
        for c in range(3):
            out[p, c] = colour[p, c] * (sky + diffuse + 0.9 * tinted) + 0.035 * white
