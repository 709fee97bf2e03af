"""The look of an eyeball, seen through its cornea."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def smooth(low, high, value):  # type: ignore[no-untyped-def]
    """0 below ``low`` to 1 above ``high``, eased at both ends."""
    t = min(1.0, max(0.0, (value - low) / (high - low)))
    return t * t * (3.0 - 2.0 * t)


@njit(cache=True, nogil=True, fastmath=True)
def shade_eye(p, eye, v, iris, cover, key, out):  # type: ignore[no-untyped-def]
    """An eyeball: sclera, limbal ring, fibrous iris with a shallow depth, pupil, wet highlight."""
    dx, dy, dz = p[0] - eye[0], p[1] - eye[1], p[2] - eye[2]
    norm = 1.0 / np.sqrt(dx * dx + dy * dy + dz * dz)
    dx, dy, dz = dx * norm, dy * norm, dz * norm
    gx, gy, gz = eye[3], eye[4], eye[5]
    along = dx * gx + dy * gy + dz * gz
    # two axes across the gaze
    rx, rz = gz, -gx
    rn = 1.0 / np.sqrt(rx * rx + rz * rz)
    rx, rz = rx * rn, rz * rn
    ux, uy, uz = gy * rz, gz * rx - gx * rz, -gy * rx
    x = dx * rx + dz * rz
    y = dx * ux + dy * uy + dz * uz
    if along < 0.0:
        x, y = x * 4, y * 4
    r = np.sqrt(x * x + y * y)
    # looking through the cornea the iris lies deeper: shift against the view
    vx, vy = v[0] * rx + v[2] * rz, v[0] * ux + v[1] * uy + v[2] * uz
    depth = 0.10 * (1.0 - smooth(0.35, 0.56, r))
    ix, iy = x - vx * depth, y - vy * depth
    ir = np.sqrt(ix * ix + iy * iy) / 0.53
    angle = np.arctan2(iy, ix)
    fibre = (
        0.5
        + 0.25 * np.sin(angle * 23.0 + 3.0 * np.sin(angle * 5.0))
        + 0.25 * np.sin(angle * 41.0 + 5.0 * ir + 2.0 * np.sin(angle * 3.0))
    )
    ring = 1.0 - 0.85 * smooth(0.74, 0.99, ir)
    glow = 0.75 + 0.75 * smooth(0.1, -0.8, iy / 0.53) * smooth(0.3, 0.7, ir)
    warm = smooth(0.66, 0.36, ir)
    pupil = smooth(0.33, 0.39, ir)
    edge = smooth(1.06, 0.95, r / 0.53)
    white = 1.0 - 0.3 * smooth(0.55, 1.0, r)
    vein = smooth(0.62, 1.0, r)
    n_l = max(0.0, dx * key[0] + dy * key[1] + dz * key[2])
    lamp = (0.42 + 0.62 * n_l) * cover
    for c in range(3):
        fibres = 0.72 * iris[c] * (0.45 + 0.9 * fibre * (0.35 + 0.65 * ir)) * ring * glow
        fibres = fibres * (1.0 - 0.35 * warm) + 0.35 * warm * (0.20, 0.11, 0.04)[c]
        ball = (0.62, 0.585, 0.56)[c] * white * (1.0 - vein * (0.02, 0.16, 0.16)[c])
        out[c] = (edge * fibres * pupil * 1.25 + (1.0 - edge) * ball) * lamp
    # wet highlights of the key lamp and, opposite, a faint one of the fill
    bulge = 0.62 * smooth(0.62, 0.4, r)
    nx, ny, nz = dx + bulge * (dx - gx), dy + bulge * (dy - gy), dz + bulge * (dz - gz)
    hx, hy, hz = key[0] + v[0], key[1] + v[1], key[2] + v[2]
    hn = 1.0 / np.sqrt((hx * hx + hy * hy + hz * hz) * (nx * nx + ny * ny + nz * nz))
    n_h = (nx * hx + ny * hy + nz * hz) * hn
    flash = smooth(0.984, 0.993, n_h) * 1.5 + 0.14 * smooth(0.93, 0.98, n_h)
    hx, hy, hz = 0.5 + v[0], -0.45 + v[1], 0.74 + v[2]
    hn = 1.0 / np.sqrt((hx * hx + hy * hy + hz * hz) * (nx * nx + ny * ny + nz * nz))
    flash += 0.07 * smooth(0.965, 0.99, (nx * hx + ny * hy + nz * hz) * hn)
    for c in range(3):
        out[c] += flash * min(1.0, 0.25 + cover)
