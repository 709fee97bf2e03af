"""Patterns of what rooms are made of: plaster, boards, tiles, stone, brick, paper, panels, metal, earth."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from emogen.pipelines.image.painter.noise import gradient_noise, lattice

KINDS: Final = {
    name: number
    for number, name in enumerate(
        ("plaster", "boards", "tiles", "stone", "brick", "paper", "panels", "metal", "earth", "cloth")
    )
}
"""Names of the patterns and their numbers in compiled code."""


@njit(cache=True, nogil=True)
def pattern(kind: int, u: float, v: float, scale: float, step: float, seed: int) -> tuple[float, float]:
    """A pattern at a point of a face.

    Args:
        u, v: metres along the face. scale: size of the pattern, metres. step: metres that a pixel covers:
            detail finer than that fades, so that a small picture is the large one scaled down.

    Returns:
        How much of the second colour, [0, 1], and a factor of lightness.
    """
    fade = min(1.0, scale / (3.0 * step + 1e-9))
    if kind == 1:
        return _boards(u, v, scale, step, seed, fade)
    if kind == 2:
        return _tiles(u, v, scale, step, seed, fade)
    if kind == 3 or kind == 4:
        return _stones(u, v, scale, step, seed, kind)
    if kind == 5:
        return _paper(u, v, scale, step, seed, fade)
    if kind == 6 or kind == 7:
        return _panels(u, v, scale, step, seed, kind)
    rough = 0.05 if kind == 9 else (0.3 if kind == 8 else 0.1)
    return 0.5 * _rough(u, v, 0.7, step, seed + 9) + 0.5, 1.0 + rough * _rough(u, v, 2.4, step, seed)


@njit(cache=True, nogil=True)
def _rough(u: float, v: float, scale: float, step: float, seed: int) -> float:
    """Noise of five octaves, about [-1, 1], without what a pixel cannot show."""
    total, amplitude = 0.0, 0.6
    for k in range(5):
        fade = min(1.0, max(0.0, (1.0 / (scale * step + 1e-9) - 2.0) / 2.0))
        if fade > 0.0:
            total += amplitude * fade * gradient_noise(u * scale, v * scale, seed + k)
        amplitude *= 0.62
        scale *= 2.3
    return total


@njit(cache=True, nogil=True)
def _chance(i: int, j: int, seed: int) -> float:
    share: float = (lattice(i, j, seed) & 0xFFFF) / 65535.0
    return share


@njit(cache=True, nogil=True)
def _seam(gap: float, width: float, step: float) -> float:
    """A dark joint ``gap`` metres away: 0 in it, 1 outside; thinner than a pixel it pales."""
    soft = width + step
    open_share: float = 1.0 - (width / soft) * np.exp(-((gap / soft) ** 2))
    return open_share


@njit(cache=True, nogil=True)
def _boards(u: float, v: float, scale: float, step: float, seed: int, fade: float) -> tuple[float, float]:
    lane = int(np.floor(u / scale))
    shift = v / 2.2 + _chance(lane, 3, seed)
    plank = int(np.floor(shift))
    tone = 1.0 + 0.34 * fade * (_chance(lane, plank, seed + 1) - 0.5)
    tone *= 1.0 + 0.16 * _rough(u * 9.0, v * 0.55 + 3.7 * lane, 1.6, step * 4.0, seed + 2)
    gap = min(u - lane * scale, (lane + 1) * scale - u)
    end = min(shift - plank, plank + 1.0 - shift) * 2.2
    return 0.6 * fade * _chance(lane, plank, seed + 5), tone * _seam(gap, 0.006, step) * _seam(
        end, 0.005, step
    )


@njit(cache=True, nogil=True)
def _tiles(u: float, v: float, scale: float, step: float, seed: int, fade: float) -> tuple[float, float]:
    i, j = int(np.floor(u / scale)), int(np.floor(v / scale))
    share = float((i + j) & 1) * fade + 0.5 * (1.0 - fade)
    gap = min(min(u - i * scale, (i + 1) * scale - u), min(v - j * scale, (j + 1) * scale - v))
    tone = 1.0 + 0.12 * fade * (_chance(i, j, seed) - 0.5) + 0.05 * _rough(u, v, 3.0, step, seed)
    return share, tone * (0.45 + 0.55 * _seam(gap, 0.006, step))


@njit(cache=True, nogil=True)
def _stones(u: float, v: float, scale: float, step: float, seed: int, kind: int) -> tuple[float, float]:
    """Courses of stones, or of bricks: each of its own length and tone, with mortar between."""
    long, mortar, rough = (1.7, 0.016, 0.22) if kind == 3 else (2.9, 0.008, 0.1)
    wobble = 0.12 * scale * gradient_noise(u * 1.1 / scale, v * 1.1 / scale, seed + 4) if kind == 3 else 0.0
    row = int(np.floor((v + wobble) / scale))
    span = scale * long
    x = u + wobble + span * (0.5 * (row & 1) + (0.35 * _chance(row, 1, seed) if kind == 3 else 0.0))
    block = int(np.floor(x / span))
    if kind == 3 and x / span - block > 0.25 + 0.5 * _chance(block, row, seed + 6):
        left = (block + 0.25 + 0.5 * _chance(block, row, seed + 6)) * span
        gap_u = min(x - left, (block + 1) * span - x)
        number = block * 2 + 1
    else:
        right = (block + (0.25 + 0.5 * _chance(block, row, seed + 6) if kind == 3 else 1.0)) * span
        gap_u = min(x - block * span, right - x)
        number = block * 2
    gap = min(gap_u, min(v + wobble - row * scale, (row + 1) * scale - v - wobble))
    fade = min(1.0, scale / (3.0 * step + 1e-9))
    pick = _chance(number, row, seed + 2)
    tone = 1.0 + 0.42 * fade * (pick - 0.5) + rough * _rough(u, v, 2.8, step, seed)
    return _chance(number, row, seed + 8) * fade + 0.5 * (1 - fade), tone * (
        0.38 + 0.62 * _seam(gap, mortar, step)
    )


@njit(cache=True, nogil=True)
def _paper(u: float, v: float, scale: float, step: float, seed: int, fade: float) -> tuple[float, float]:
    """Wallpaper: stripes with a small flower in each."""
    cell = u / scale - np.floor(u / scale)
    soft = 0.03 + step / scale
    stripe = min(1.0, max(0.0, (min(cell, 1.0 - cell) - 0.25) / soft + 0.5))
    row = v / (1.3 * scale) + 0.5 * (int(np.floor(u / scale)) & 1)
    y = (row - np.floor(row) - 0.5) * 1.3
    x = cell - 0.5
    petal = np.hypot(x, y) * (1.0 + 0.35 * np.cos(5.0 * np.arctan2(y, x)))
    bloom = min(1.0, max(0.0, (0.17 - petal) / soft + 0.5))
    share = fade * (0.28 * stripe + 0.6 * bloom) + (1.0 - fade) * 0.2
    return share, 1.0 + 0.06 * _rough(u, v, 2.0, step, seed)


@njit(cache=True, nogil=True)
def _panels(u: float, v: float, scale: float, step: float, seed: int, kind: int) -> tuple[float, float]:
    """Framed panels of wood, or plates of metal with rivets; twice as high as wide."""
    high = scale * (1.6 if kind == 6 else 1.0)
    i, j = int(np.floor(u / scale)), int(np.floor(v / high))
    x = min(u - i * scale, (i + 1) * scale - u)
    y = min(v - j * high, (j + 1) * high - v)
    gap = min(x, y)
    tone = 1.0 + 0.16 * (_chance(i, j, seed) - 0.5)
    if kind == 7:
        rivet = np.hypot(x - 0.07, y - 0.07)
        tone *= 1.0 + 0.25 * np.exp(-((rivet / (0.02 + step)) ** 2)) * min(1.0, 0.02 / step)
        return 0.0, tone * _seam(gap, 0.012, step) * (1.0 + 0.06 * _rough(u, v * 3.0, 1.5, step, seed))
    inner = gap - 0.16 * scale
    tone *= 1.0 + 0.1 * _rough(u * 5.0, v * 0.6, 1.6, step * 3.0, seed)
    bevel = 0.35 * np.exp(-((inner / (0.02 + step)) ** 2)) * min(1.0, 0.04 / (step + 1e-9))
    return 0.25 if inner > 0.0 else 0.0, tone * _seam(gap, 0.006, step) * (1.0 - bevel)
