"""Noise in scene coordinates: the same pattern at every size, without the detail a size cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats

_RIDGED_MEAN = 0.62
"""Mean of one ridged octave, ``1 - |noise|``: stands for an octave too fine to be drawn."""


@njit(cache=True, nogil=True, inline="always")
def lattice(ix: int, iy: int, seed: int) -> int:
    """A 32-bit hash of a lattice point (integer mixing by multiply and shift)."""
    h = (ix * 374761393 + iy * 668265263 + seed * 974711) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 2246822519) & 0xFFFFFFFF
    return h ^ (h >> 15)


@njit(cache=True, nogil=True)
def gradient_noise(x: float, y: float, seed: int) -> float:
    """Gradient noise (Perlin 2002, quintic fade) at one point, about [-1, 1], mean 0."""
    fx, fy = np.floor(x), np.floor(y)
    ix, iy = int(fx), int(fy)
    u, v = x - fx, y - fy
    su = u * u * u * (u * (u * 6.0 - 15.0) + 10.0)
    sv = v * v * v * (v * (v * 6.0 - 15.0) + 10.0)
    total = 0.0
    for j in range(2):
        for i in range(2):
            angle = lattice(ix + i, iy + j, seed) * 1.4629180792671596e-09  # 2 pi / 2^32
            dot = np.cos(angle) * (u - i) + np.sin(angle) * (v - j)
            total += dot * (su if i else 1.0 - su) * (sv if j else 1.0 - sv)
    return total * 1.5


@njit(cache=True, nogil=True)
def _sum_octaves(
    x: AnyFloats, y: AnyFloats, seed: int, octaves: int, gain: float, px: float, ridged: bool, out: AnyFloats
) -> None:
    weights = np.zeros(octaves)
    total, amplitude = 0.0, 1.0
    for k in range(octaves):
        wavelength = 1.0 / (2.0**k * px) if px > 0 else 1e9
        weights[k] = amplitude * min(1.0, max(0.0, (wavelength - 2.0) / 2.0))
        total += amplitude
        amplitude *= gain
    rest = 0.0
    amplitude = 1.0
    for k in range(octaves):
        rest += (amplitude - weights[k]) * _RIDGED_MEAN if ridged else 0.0
        amplitude *= gain
    for n in range(x.size):
        value, scale = rest, 1.0
        for k in range(octaves):
            if weights[k] > 0.0:
                wave = gradient_noise(x[n] * scale + 17.3 * k, y[n] * scale - 9.1 * k, seed + k)
                value += weights[k] * (1.0 - abs(wave) if ridged else wave)
            scale *= 2.0
        out[n] = value / total


def fbm(
    x: AnyFloats,
    y: AnyFloats,
    seed: int,
    *,
    octaves: int = 5,
    gain: float = 0.5,
    px: float = 0.0,
    ridged: bool = False,
) -> AnyFloats:
    """Fractal noise at points.

    Args:
        x, y: float32, one shape (or broadcast to one), in units of the largest feature.
        seed: another seed, another pattern.
        octaves: how many halvings of the feature size.
        gain: amplitude of each octave relative to the one before, in (0, 1): roughness.
        px: the size of a pixel in the same units; octaves finer than two pixels are left out, so
            that a small picture is the big one scaled down and not full of glitter.
        ridged: sharp crests (``1 - |noise|``) and not waves.

    Returns:
        float32 of the broadcast shape: about [-1, 1] with mean 0, or in [0, 1] when ridged.
    """
    x, y = np.broadcast_arrays(np.asarray(x, np.float32), np.asarray(y, np.float32))
    out = np.empty(x.shape, np.float32)
    flat_x, flat_y = np.ascontiguousarray(x).ravel(), np.ascontiguousarray(y).ravel()
    _sum_octaves(flat_x, flat_y, seed & 0x7FFFFFFF, octaves, gain, px, ridged, out.ravel())
    return out
