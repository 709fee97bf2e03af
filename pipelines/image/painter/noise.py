"""Noise in scene coordinates: the same pattern at every size, without the detail a size cannot show.

The kernels work on single precision and unsigned 32-bit integers, without a branch or a table look-up, so
that the compiler turns them into vector instructions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats

_RIDGED_MEAN = 0.62
"""Mean of one ridged octave, ``1 - |noise|``: stands for an octave too fine to be drawn."""

_INT, _FLOAT, _UINT = np.int32, np.float32, np.uint32
_X_STEP, _Y_STEP, _SEED_STEP = _UINT(374761393), _UINT(668265263), _UINT(974711)
"""Odd multipliers that spread lattice coordinates and seeds over 32 bits."""


@njit(cache=True, nogil=True, inline="always")
def _mixed(h: int) -> int:
    """A 32-bit hash of a 32-bit number (integer mixing by multiply and shift)."""
    h = _UINT(_UINT(h ^ (h >> _UINT(13))) * _UINT(1274126177))
    h = _UINT(_UINT(h ^ (h >> _UINT(16))) * _UINT(2246822519))
    return _UINT(h ^ (h >> _UINT(15)))


@njit(cache=True, nogil=True)
def lattice(ix: int, iy: int, seed: int) -> int:
    """A 32-bit hash of a lattice point."""
    column, row = _UINT(_UINT(_INT(ix)) * _X_STEP), _UINT(_UINT(_INT(iy)) * _Y_STEP)
    return int(_mixed(_UINT(column + row + _UINT(_UINT(seed) * _SEED_STEP))))


@njit(cache=True, nogil=True, inline="always")
def _sine(turn: int) -> float:
    """Sine of ``turn`` / 2^32 turns, to 1e-3: a parabola, and the square of one."""
    t = _FLOAT(_INT(turn)) * _FLOAT(2.0**-31)
    y = _FLOAT(4.0) * t * (_FLOAT(1.0) - abs(t))
    return y + _FLOAT(0.225) * (y * abs(y) - y)


@njit(cache=True, nogil=True, inline="always")
def _corner(h: int, u: float, v: float) -> float:
    """The slope of a lattice point's random gradient towards ``u``, ``v``."""
    turn = _mixed(h)
    return _sine(_UINT(turn + _UINT(0x40000000))) * u + _sine(turn) * v


@njit(cache=True, nogil=True, inline="always")
def _fade(t: float) -> float:
    return t * t * t * (t * (t * _FLOAT(6.0) - _FLOAT(15.0)) + _FLOAT(10.0))


@njit(cache=True, nogil=True, inline="always")
def _wave(x: float, y: float, base: int) -> float:
    fx, fy = np.floor(x), np.floor(y)
    u, v = x - fx, y - fy
    left, top = _UINT(_UINT(_INT(fx)) * _X_STEP + base), _UINT(_UINT(_INT(fy)) * _Y_STEP)
    right, low = _UINT(left + _X_STEP), _UINT(top + _Y_STEP)
    before, above = u - _FLOAT(1.0), v - _FLOAT(1.0)
    su, sv = _fade(u), _fade(v)
    p, q = _corner(_UINT(left + top), u, v), _corner(_UINT(right + top), before, v)
    r, s = _corner(_UINT(left + low), u, above), _corner(_UINT(right + low), before, above)
    upper, lower = p + (q - p) * su, r + (s - r) * su
    return (upper + (lower - upper) * sv) * _FLOAT(1.5)


@njit(cache=True, nogil=True)
def gradient_noise(x: float, y: float, seed: int) -> float:
    """Gradient noise (Perlin 2002, quintic fade) at one point, about [-1, 1], mean 0."""
    return _wave(_FLOAT(x), _FLOAT(y), _UINT(_UINT(seed) * _SEED_STEP))


@njit(cache=True, nogil=True, fastmath={"contract"})
def add_noise(x: AnyFloats, y: AnyFloats, seed: int, scale: float, strength: float, out: AnyFloats) -> None:
    """Add ``strength`` times :func:`gradient_noise` at ``scale`` times the points to ``out``.

    ``x``, ``y``, ``out``: float32 of one length, side by side in memory.
    """
    base = _UINT(_UINT(seed) * _SEED_STEP)
    times, weight = _FLOAT(scale), _FLOAT(strength)
    for n in range(x.shape[0]):
        out[n] += weight * _wave(x[n] * times, y[n] * times, base)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _add_octave(
    x: AnyFloats, y: AnyFloats, seed: int, k: int, strength: float, ridged: bool, out: AnyFloats
) -> None:
    """Add octave ``k`` of fractal noise, of its own seed and moved aside, so that no two octaves meet."""
    base = _UINT(_UINT(seed + k) * _SEED_STEP)
    scale, weight = _FLOAT(2.0**k), _FLOAT(strength)
    aside, up = _FLOAT(17.3 * k), _FLOAT(-9.1 * k)
    if ridged:
        for n in range(x.shape[0]):
            out[n] += weight * (_FLOAT(1.0) - abs(_wave(x[n] * scale + aside, y[n] * scale + up, base)))
    else:
        for n in range(x.shape[0]):
            out[n] += weight * _wave(x[n] * scale + aside, y[n] * scale + up, base)


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
    amplitudes = gain ** np.arange(octaves)
    drawn = amplitudes.copy()
    if px > 0:
        drawn *= np.clip((0.5 ** np.arange(octaves) / px - 2.0) / 2.0, 0.0, 1.0)
    total = float(amplitudes.sum())
    rest = float((amplitudes - drawn).sum()) * _RIDGED_MEAN / total if ridged else 0.0
    out = np.full(x.shape, rest, np.float32)
    flat_x, flat_y = np.ascontiguousarray(x).ravel(), np.ascontiguousarray(y).ravel()
    for k in range(octaves):
        if drawn[k] > 0.0:
            _add_octave(flat_x, flat_y, seed & 0x7FFFFFFF, k, float(drawn[k]) / total, ridged, out.ravel())
    return out
