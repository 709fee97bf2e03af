"""What moves in a frame, compiled: water and clouds that shift, flakes and drops, a person laid over.

All work on graded 8-bit sRGB, and row by row, so that a frame takes milliseconds.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

f = np.float32


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy", inline="always")
def _sample(image, x, y, c):  # type: ignore[no-untyped-def]
    """Bilinear value of channel ``c``; places outside are the nearest edge's."""
    x = min(max(x, f(0.0)), f(image.shape[1] - 1.001))
    y = min(max(y, f(0.0)), f(image.shape[0] - 1.001))
    left, top = int(x), int(y)
    u, v = x - f(left), y - f(top)
    upper = f(image[top, left, c]) + u * (f(image[top, left + 1, c]) - f(image[top, left, c]))
    lower = f(image[top + 1, left, c]) + u * (f(image[top + 1, left + 1, c]) - f(image[top + 1, left, c]))
    return upper + v * (lower - upper)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def ripple(still, mask, top, step, rough, turn, out):  # type: ignore[no-untyped-def]
    """Shift the water's pixels by two trains of waves, and let its lights glitter.

    Args:
        still, out: uint8 ``(h, w, 3)``; mask: uint8 ``(h, w)``, 255 on water.
        top: row of the horizon. step: scene units a pixel. rough: 0 a mirror, 1 a stormy sea.
        turn: share of the loop in radians.
    """
    height, width = mask.shape
    for y in range(max(0, top), height):
        down = f(y - top) * step + f(0.004)
        near = min(f(1.0), down * f(2.2))
        v = np.log(down + f(0.03)) * f(21.0)
        reach = (f(0.0012) + f(0.0085) * near) * (f(0.5) + rough) / step
        first, second = math.sin(v + f(3.0) * turn), math.sin(f(1.73) * v - f(4.0) * turn + f(1.0))
        for x in range(width):
            m = mask[y, x]
            if m == 0:
                continue
            u = f(x) * step / (down + f(0.06))
            third = math.sin(f(2.3) * u + f(0.6) * v + f(2.0) * turn)
            dx = reach * (f(0.55) * first + f(0.45) * third)
            dy = f(0.5) * reach * (second + f(0.6) * third)
            glitter = f(1.0) + f(0.055) * near * (first * third + second)
            share = f(m) * f(1.0 / 255.0)
            for c in range(3):
                moved = _sample(still, f(x) + dx, f(y) + dy, c) * glitter
                value = f(still[y, x, c]) + share * (moved - f(still[y, x, c]))
                out[y, x, c] = np.uint8(min(f(255.0), max(f(0.0), value + f(0.5))))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def drift(sky, still, mask, reach, share, out):  # type: ignore[no-untyped-def]
    """Let the clouds drift: two copies of the sky, half a way apart, the one fading in as the other goes.

    Args:
        sky: uint8 ``(h, w, 3)`` without what stands before it; mask: uint8 ``(h, w)``, 255 where it is seen.
        reach: pixels that a copy moves before it starts again. share: of that way, in [0, 1).
    """
    height, width = mask.shape
    other = share + f(0.5) - f(int(share + f(0.5)))
    weight = f(1.0) - abs(f(2.0) * share - f(1.0))
    one, two = reach * (share - f(0.5)), reach * (other - f(0.5))
    for y in range(height):
        for x in range(width):
            m = mask[y, x]
            if m == 0:
                continue
            part = f(m) * f(1.0 / 255.0)
            for c in range(3):
                a, b = _sample(sky, f(x) - one, f(y), c), _sample(sky, f(x) - two, f(y), c)
                value = f(still[y, x, c]) + part * (b + weight * (a - b) - f(sky[y, x, c]))
                out[y, x, c] = np.uint8(min(f(255.0), max(f(0.0), value + f(0.5))))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def roll_fog(texture, colour, down, share, out):  # type: ignore[no-untyped-def]
    """Lay a bank of fog over a frame; it has come round after one loop.

    Args:
        texture: float32 ``(h, w)`` in [0, 1] that repeats across. colour: sRGB. down: float32 ``(h,)``, how
            thick it is in each row. share: of the loop, in [0, 1).
    """
    height, width, _ = out.shape
    rows, columns = texture.shape
    for y in range(height):
        if down[y] < f(0.004):
            continue
        ty = (y * rows) // height
        for x in range(width):
            place = (f(x) / f(width) + share) * f(columns)
            left = int(place)
            u = place - f(left)
            left = left % columns
            grain = texture[ty, left] + u * (texture[ty, (left + 1) % columns] - texture[ty, left])
            alpha = grain * down[y]
            for c in range(3):
                out[y, x, c] = np.uint8(f(out[y, x, c]) + alpha * (colour[c] - f(out[y, x, c])) + f(0.5))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def scatter(specks, out):  # type: ignore[no-untyped-def]
    """Stamp soft ellipses: drops, flakes, leaves.

    Args:
        specks: float32 ``(n, 9)``: x, y, half length, half width in pixels, angle, alpha, sRGB.
    """
    height, width, _ = out.shape
    for k in range(specks.shape[0]):
        x, y, along, across = specks[k, 0], specks[k, 1], specks[k, 2], specks[k, 3]
        alpha = specks[k, 5]
        if alpha <= f(0.004):
            continue
        cos, sin = math.cos(specks[k, 4]), math.sin(specks[k, 4])
        wide = abs(cos) * along + abs(sin) * across + f(1.0)
        high = abs(sin) * along + abs(cos) * across + f(1.0)
        for py in range(max(0, int(y - high)), min(height, int(y + high) + 2)):
            for px in range(max(0, int(x - wide)), min(width, int(x + wide) + 2)):
                dx, dy = f(px) - x, f(py) - y
                p, q = (cos * dx + sin * dy) / along, (cos * dy - sin * dx) / across
                away = p * p + q * q
                if away >= f(1.6):
                    continue
                a = alpha * min(f(1.0), f(1.6) - away)
                for c in range(3):
                    value = f(out[py, px, c])
                    out[py, px, c] = np.uint8(value + a * (specks[k, 6 + c] - value) + f(0.5))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def lay_over(person, gains, air, vivid, cube, out):  # type: ignore[no-untyped-def]
    """Grade somebody's linear light through ``cube`` and lay it over a frame.

    Args:
        person: float32 ``(h, w, 4)``, linear RGB times coverage, and coverage.
        gains: of each row. air: linear RGB that is before them, and its share. vivid: factor on chroma.
        cube: uint8 ``(n, n, n, 3)`` sRGB by the square roots of a quarter of linear red, green and blue.
    """
    height, width, _ = out.shape
    last = cube.shape[0] - 1
    place, rest = np.empty(3, np.int64), np.empty(3, np.float32)
    thick = air[3]
    for y in range(height):
        gain = gains[y] * (f(1.0) - thick)
        for x in range(width):
            cover = person[y, x, 3]
            if cover <= f(0.002):
                continue
            inverse = f(1.0) / cover
            grey = f(0.2126) * person[y, x, 0] + f(0.7152) * person[y, x, 1] + f(0.0722) * person[y, x, 2]
            for c in range(3):
                value = (grey + (person[y, x, c] - grey) * vivid) * inverse * gain + thick * air[c]
                at = np.sqrt(min(f(1.0), max(f(0.0), f(0.25) * value))) * f(last)
                place[c] = min(last - 1, int(at))
                rest[c] = at - f(place[c])
            cover = min(f(1.0), cover)
            for c in range(3):
                value = _through(cube, place, rest, c)
                out[y, x, c] = np.uint8(f(out[y, x, c]) + cover * (value - f(out[y, x, c])) + f(0.5))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy", inline="always")
def _through(cube, place, rest, c):  # type: ignore[no-untyped-def]
    """Trilinear value of channel ``c``."""
    r, g, b = place[0], place[1], place[2]
    u, v, w = rest[0], rest[1], rest[2]
    near = f(cube[r, g, b, c]) + u * (f(cube[r + 1, g, b, c]) - f(cube[r, g, b, c]))
    next_ = f(cube[r, g + 1, b, c]) + u * (f(cube[r + 1, g + 1, b, c]) - f(cube[r, g + 1, b, c]))
    near = near + v * (next_ - near)
    far = f(cube[r, g, b + 1, c]) + u * (f(cube[r + 1, g, b + 1, c]) - f(cube[r, g, b + 1, c]))
    last = f(cube[r, g + 1, b + 1, c]) + u * (f(cube[r + 1, g + 1, b + 1, c]) - f(cube[r, g + 1, b + 1, c]))
    far = far + v * (last - far)
    return near + w * (far - near)
