"""Anti-aliased filling of polygons and brush dabs, compiled, single-threaded, the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from emogen.pipelines.image.painter.noise import gradient_noise

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, AnyInts

_FLOAT, _INT = np.float32, np.int32
_HALF, _ONE = _FLOAT(0.5), _FLOAT(1.0)


@njit(cache=True, nogil=True)
def _edge(buffer: AnyFloats, ax: float, ay: float, bx: float, by: float) -> None:
    """Add one edge's signed area to an accumulation buffer (exact-area coverage)."""
    rows, columns = buffer.shape[0], buffer.shape[1] - 2
    if ay == by:
        return
    sign = 1.0
    if ay > by:
        ax, ay, bx, by, sign = bx, by, ax, ay, -1.0
    slope = (bx - ax) / (by - ay)
    for row in range(max(0, int(np.floor(ay))), min(rows, int(np.ceil(by)))):
        top, bottom = max(float(row), ay), min(row + 1.0, by)
        height = (bottom - top) * sign
        left = min(max(ax + slope * (top - ay), 0.0), float(columns))
        right = min(max(ax + slope * (bottom - ay), 0.0), float(columns))
        if left > right:
            left, right = right, left
        first, last = int(np.floor(left)), int(np.floor(right))
        if first == last:
            inside = 0.5 * (left + right) - first
            buffer[row, first] += height * (1.0 - inside)
            buffer[row, first + 1] += height * inside
            continue
        span = right - left

        for column in range(first, last + 1):
            start, end = max(left, float(column)), min(right, column + 1.0)
            part = (end - start) / span
            inside = 0.5 * (start + end) - column
            buffer[row, column] += height * part * (1.0 - inside)
            buffer[row, column + 1] += height * part * inside


@njit(cache=True, nogil=True)
def fill_polygons(
    image: AnyFloats,
    points: AnyFloats,
    ends: AnyInts,
    box: AnyInts,
    top_colour: AnyFloats,
    low_colour: AnyFloats,
    alpha: float,
    grain: float,
    stretch: float,
    feature: float,
    seed: int,
) -> None:
    """Fill the union of polygons with a vertical gradient and a painted grain.

    Args:
        image: float32 ``(h, w, c)``, drawn on in place.
        points: float32 ``(n, 2)`` pixel x, y; polygons one after the other, closed by themselves.
        ends: index after the last point of each polygon.
        box: x0, y0, x1, y1: whole pixels, inside the image.
        top_colour, low_colour: ``(c,)`` at the top and the bottom of ``box``.
        alpha: opacity in [0, 1].
        grain: relative lightness variation, in [0, 1].
        stretch: how much longer the grain is sideways than upwards.
        feature: grain size, pixels.
        seed: of the grain.
    """
    x0, y0, x1, y1 = box[0], box[1], box[2], box[3]
    buffer = np.zeros((y1 - y0, x1 - x0 + 2), np.float32)
    start = 0
    for end in ends:
        area = 0.0
        for i in range(start, end):
            j = i + 1 if i + 1 < end else start
            area += points[i, 0] * points[j, 1] - points[j, 0] * points[i, 1]
        for i in range(start, end):
            j = i + 1 if i + 1 < end else start
            p, q = (i, j) if area > 0.0 else (j, i)
            _edge(buffer, points[p, 0] - x0, points[p, 1] - y0, points[q, 0] - x0, points[q, 1] - y0)
        start = end
    channels = image.shape[2]
    low, high = points[:, 1].min(), points[:, 1].max()
    span = max(high - low, 1e-6)
    for row in range(y1 - y0):
        cover = 0.0
        t = min(1.0, max(0.0, (row + y0 + 0.5 - low) / span))
        for column in range(x1 - x0):
            cover += buffer[row, column]
            a = min(1.0, abs(cover)) * alpha
            if a < 0.002:
                continue
            tone = 1.0
            if grain > 0.0:
                gx, gy = (column + x0) / (feature * stretch), (row + y0) / feature
                tone += grain * (
                    gradient_noise(gx, gy, seed) + 0.6 * gradient_noise(gx * 2.7, gy * 2.7, seed + 1)
                )
            for c in range(channels):
                value = (top_colour[c] + (low_colour[c] - top_colour[c]) * t) * (tone if c < 3 else 1.0)
                old = image[row + y0, column + x0, c]
                image[row + y0, column + x0, c] = old + (value - old) * a


@njit(cache=True, nogil=True, error_model="numpy")
def stamp_dabs(
    image: AnyFloats, dabs: AnyFloats, colours: AnyFloats, brush: AnyFloats, first: int, last: int
) -> None:
    """Stamp brush dabs one over the other, on the rows from ``first`` to ``last``.

    Args:
        image: float32 ``(h, w, c)``, drawn on in place.
        dabs: float32 ``(n, 6)``: centre x, y, half-lengths along and across (pixels), angle (radians),
            opacity in [0, 1].
        colours: float32 ``(n, c)``.
        brush: float32, of three numbers. The exponent of the superellipse: 2 round, 1.2 leaf, 4 flat
            brush; the width of the edge relative to the smaller half-length, in [0, 2]; how much the
            paint streaks along the stroke, in [0, 1].
    """
    power, soft, bristle = brush
    width, channels = image.shape[1], image.shape[2]
    for n in range(dabs.shape[0]):
        cx, cy, along, across, angle, alpha = dabs[n]
        if along < _HALF:
            alpha *= along / _HALF
            along = _HALF
        if across < _HALF:
            alpha *= across / _HALF
            across = _HALF
        if alpha < _FLOAT(0.004):
            continue
        cos, sin = _FLOAT(np.cos(angle)), _FLOAT(np.sin(angle))
        least = min(along, across)
        edge = max(_ONE, soft * least)
        reach = _ONE + _HALF * edge / least
        tall = np.sqrt((along * sin) ** 2 + (across * cos) ** 2) * reach
        wide = np.sqrt((along * cos) ** 2 + (across * sin) ** 2) * reach
        if power > 2.0:
            wide, tall = wide * _FLOAT(1.25), tall * _FLOAT(1.25)
        for row in range(max(first, int(cy - tall)), min(last, int(cy + tall) + 2)):
            dy = _FLOAT(row) + _HALF - cy
            left, right = max(-wide, -cx), min(wide + _FLOAT(1.5), width - cx)
            # only where the row crosses the dab's own box, which stands at an angle
            if abs(cos) > _FLOAT(1e-3):
                a, b = (-reach * along - dy * sin) / cos, (reach * along - dy * sin) / cos
                left, right = max(left, min(a, b)), min(right, max(a, b) + _ONE)
            if abs(sin) > _FLOAT(1e-3):
                a, b = (dy * cos - reach * across) / sin, (dy * cos + reach * across) / sin
                left, right = max(left, min(a, b)), min(right, max(a, b) + _ONE)
            for column in range(max(0, int(cx + left)), min(width, int(cx + right) + 1)):
                dx = _FLOAT(column) + _HALF - cx
                side = (dy * cos - dx * sin) / across
                u, v = abs(dx * cos + dy * sin) / along, abs(side)
                if u > reach or v > reach:
                    continue
                if power == 2.0:
                    radius = np.sqrt(u * u + v * v)
                else:
                    radius = _power(_power(u, power) + _power(v, power), _ONE / power)
                cover = (_ONE - radius) * least / edge + _HALF
                if cover <= 0.0:
                    continue
                cover = min(_ONE, cover)
                if soft > _HALF:
                    cover = cover * cover * (_FLOAT(3.0) - _FLOAT(2.0) * cover)
                if bristle > 0.0:
                    streak = _FLOAT(gradient_noise(side * _FLOAT(3.5), n * 7.31, 5))
                    cover *= _ONE - bristle * (_HALF + _HALF * streak)
                cover *= alpha
                for c in range(channels):
                    old = image[row, column, c]
                    image[row, column, c] = old + (colours[n, c] - old) * cover


@njit(cache=True, nogil=True, inline="always")
def _power(base: float, exponent: float) -> float:
    """``base ** exponent`` of a number in [0, 1e6], to 1e-3: by the bits of its logarithm."""
    base = _FLOAT(max(base, _FLOAT(1e-6)))
    bits = base.view(_INT)
    m = _INT((bits & _INT(0x7FFFFF)) | _INT(0x3F800000)).view(_FLOAT) - _ONE
    # log2(1 + m): the least-squares quartic through 0 and 1
    log = m * (_FLOAT(1.438073) + m * (_FLOAT(-0.674767) + m * (_FLOAT(0.317001) + m * _FLOAT(-0.080307))))
    power = (_FLOAT((bits >> _INT(23)) - _INT(127)) + log) * exponent
    whole = np.floor(power)
    t = power - whole
    # 2 ** t: the least-squares cubic through 1 and 2
    rest = _ONE + t * (_FLOAT(0.695928) + t * (_FLOAT(0.224946) + t * _FLOAT(0.079126)))
    return _INT((_INT(whole) + _INT(127)) << _INT(23)).view(_FLOAT) * rest


@njit(cache=True, nogil=True)
def add_glow(image: AnyFloats, cx: float, cy: float, radius: float, colour: AnyFloats) -> None:
    """Add light around a point, falling off as a lens does (``1 / (1 + (r / core)^2)``, faded to 0).

    ``radius``: where it ends, pixels; ``colour``: ``(c,)`` linear light at the centre.
    """
    height, width, channels = image.shape
    for row in range(max(0, int(cy - radius)), min(height, int(cy + radius) + 2)):
        for column in range(max(0, int(cx - radius)), min(width, int(cx + radius) + 2)):
            q = ((row + 0.5 - cy) ** 2 + (column + 0.5 - cx) ** 2) / (radius * radius)
            if q < 1.0:
                a = (1.0 - q) * (1.0 - q) / (1.0 + 40.0 * q)
                for c in range(channels):
                    image[row, column, c] += colour[c] * a


@njit(cache=True, nogil=True)
def sample(image: AnyFloats, x: AnyFloats, y: AnyFloats, out: AnyFloats) -> None:
    """Bilinear look-up at pixel positions ``x``, ``y`` (flat), clamped at the borders; ``out`` ``(n, c)``."""
    height, width, channels = image.shape
    for n in range(x.size):
        px = min(max(x[n] - 0.5, 0.0), width - 1.001) if width > 1 else 0.0
        py = min(max(y[n] - 0.5, 0.0), height - 1.001) if height > 1 else 0.0
        ix, iy = int(px), int(py)
        u, v = px - ix, py - iy
        jx, jy = min(ix + 1, width - 1), min(iy + 1, height - 1)
        for c in range(channels):
            upper = image[iy, ix, c] * (1.0 - u) + image[iy, jx, c] * u
            lower = image[jy, ix, c] * (1.0 - u) + image[jy, jx, c] * u
            out[n, c] = upper * (1.0 - v) + lower * v
