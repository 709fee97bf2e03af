"""The last step: the emotion's colours, grain and vignette, in a perceptual colour space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from emogen.pipelines.image.painter.noise import add_noise

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Pixels
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.arrays import Scalar
    from emogen.pipelines.image.painter.canvas import Canvas

_FLOAT: Scalar = np.float32
_INT: Scalar = np.int32
_HALF, _ONE = _FLOAT(0.5), _FLOAT(1.0)

_MIDDLE = 0.56
"""The lightness about which contrast turns, OKLab L: a picture's usual mean."""


def grade(canvas: Canvas, targets: PictureTargets, seed: int) -> Pixels:
    """Linear light to sRGB, uint8 ``(h, w, 3)``, with the targets applied in OKLab (Ottosson 2020)."""
    out = np.empty(canvas.image.shape, np.uint8)
    numbers = np.array(
        [
            targets.brightness, targets.saturation, targets.contrast, targets.tint_red, targets.tint_yellow,
            targets.vignette, 0.022 * (1.0 + 0.8 * targets.roughness), _MIDDLE,
        ],
        np.float32,
    )  # fmt: skip

    def band(first: int, last: int) -> None:
        _grade(canvas.image, numbers, canvas.px, canvas.high, seed % 99991, first, last, out)

    canvas.banded(band, 0, len(out))
    return out


@njit(cache=True, nogil=True)
def _grade(
    image: AnyFloats, numbers: AnyFloats, px: float, high: float, seed: int, first: int,
    last: int, out: Pixels,
) -> None:  # fmt: skip
    """Grade the rows from ``first`` to ``last``."""
    columns = image.shape[1]
    lent = np.empty((7, columns), np.float32)
    x, y, sway, brush, red, green, blue = lent[0], lent[1], lent[2], lent[3], lent[4], lent[5], lent[6]
    for column in range(columns):
        x[column] = (column + 0.5) * px
    for row in range(first, last):
        _texture(x, _FLOAT((row + 0.5) * px), seed, y, sway, brush)
        for column in range(columns):
            red[column] = image[row, column, 0]
            green[column] = image[row, column, 1]
            blue[column] = image[row, column, 2]
            brush[column] *= min(1.0, 0.0035 / px / 2.0)
            y[column] = ((column + 0.5) / columns - 0.5) ** 2 + ((row + 0.5) * px / high - 0.5) ** 2
        _grade_row(red, green, blue, brush, y, numbers)
        for column in range(columns):
            out[row, column, 0] = np.uint8(red[column])
            out[row, column, 1] = np.uint8(green[column])
            out[row, column, 2] = np.uint8(blue[column])


@njit(cache=True, nogil=True, fastmath={"contract"}, error_model="numpy")
def _grade_row(
    red: AnyFloats, green: AnyFloats, blue: AnyFloats, brush: AnyFloats, away: AnyFloats, numbers: AnyFloats
) -> None:
    """Grade one row in place, from linear light to sRGB in [0, 255]; single precision, for vector code.

    ``brush``: the texture, about [-1, 1]; ``away``: the square of the distance from the middle, 0.5 at most.
    """
    brightness, saturation, contrast, tint_a, tint_b, vignette, grain, middle = numbers
    keen = max(_FLOAT(0.0), saturation - _ONE) * _FLOAT(1.0 / 0.3)
    for n in range(red.shape[0]):
        r, g, b = _shoulder(red[n]), _shoulder(green[n]), _shoulder(blue[n])
        long = _root(_FLOAT(0.4122214708) * r + _FLOAT(0.5363325363) * g + _FLOAT(0.0514459929) * b)
        m = _root(_FLOAT(0.2119034982) * r + _FLOAT(0.6806995451) * g + _FLOAT(0.1073969566) * b)
        s = _root(_FLOAT(0.0883024619) * r + _FLOAT(0.2817188376) * g + _FLOAT(0.6299787005) * b)
        light = _FLOAT(0.2104542553) * long + _FLOAT(0.7936177850) * m - _FLOAT(0.0040720468) * s
        a = _FLOAT(1.9779984951) * long - _FLOAT(2.4285922050) * m + _FLOAT(0.4505937099) * s
        bb = _FLOAT(0.0259040371) * long + _FLOAT(0.7827717662) * m - _FLOAT(0.8086757660) * s
        least = _HALF * light  # night keeps something to see
        light = middle + (light - middle) * contrast
        off = _FLOAT(2.0) * min(_ONE, max(_FLOAT(0.0), light)) - _ONE
        light = max(light + brightness * (_ONE - off * off * off * off), least)
        light *= _ONE - vignette * _FLOAT(4.0) * away[n] * away[n]
        light += grain * brush[n] * (_FLOAT(0.35) + light)
        light = min(_ONE, max(_FLOAT(0.0), light))
        weight = light * (_ONE - light) * _FLOAT(4.0)
        chroma = np.sqrt(a * a + bb * bb)  # what is vivid already gains less, so that nothing clips
        gain = saturation / (_ONE + keen * chroma)
        a = a * gain + tint_a * weight
        bb = bb * gain + tint_b * weight
        long = light + _FLOAT(0.3963377774) * a + _FLOAT(0.2158037573) * bb
        m = light - _FLOAT(0.1055613458) * a - _FLOAT(0.0638541728) * bb
        s = light - _FLOAT(0.0894841775) * a - _FLOAT(1.2914855480) * bb
        long, m, s = long * long * long, m * m * m, s * s * s
        red[n] = _encode(_FLOAT(4.0767416621) * long - _FLOAT(3.3077115913) * m + _FLOAT(0.2309699292) * s)
        green[n] = _encode(_FLOAT(-1.2684380046) * long + _FLOAT(2.6097574011) * m - _FLOAT(0.3413193965) * s)
        blue[n] = _encode(_FLOAT(-0.0041960863) * long - _FLOAT(0.7034186147) * m + _FLOAT(1.7076147010) * s)


@njit(cache=True, nogil=True)
def _texture(x: AnyFloats, y: Scalar, seed: int, rows: AnyFloats, sway: AnyFloats, out: AnyFloats) -> None:
    """One row of brush strokes and the canvas's tooth, about [-1, 1], into ``out``; the others are lent."""
    rows[:] = y
    sway[:] = 0.0
    out[:] = 0.0
    add_noise(x, rows, seed, 9.0, 0.4, sway)
    for column in range(x.shape[0]):
        sway[column] += x[column] * _FLOAT(70.0)
    rows[:] = y * _FLOAT(190.0)
    add_noise(sway, rows, seed + 1, 1.0, 0.6, out)
    rows[:] = y
    add_noise(x, rows, seed + 2, 330.0, 0.4, out)


@njit(cache=True, nogil=True, inline="always")
def _shoulder(value: Scalar) -> Scalar:
    """Leaves light below 0.6 as it is and bends what is above towards 1, as film does: 0.6 and
    ``0.4 (1 - exp(-t))``. The exponential is the eighth power of four terms of its series (to 1e-4)."""
    value = max(_FLOAT(0.0), value)
    t = max(_FLOAT(0.0), value - _FLOAT(0.6)) * _FLOAT(2.5 / 8.0)
    e = _ONE + t * (_ONE + t * (_HALF + t * (_FLOAT(1.0 / 6.0) + t * _FLOAT(1.0 / 24.0))))
    e *= e
    e *= e
    return min(value, _FLOAT(0.6)) + _FLOAT(0.4) * (_ONE - _ONE / (e * e))


@njit(cache=True, nogil=True, inline="always")
def _root(value: Scalar) -> Scalar:
    """The cube root of what is not negative, to 1e-6: a guess from its bits, and two steps of Halley."""
    value = max(value, _FLOAT(1e-12))
    bits = _FLOAT(value).view(_INT)
    guess = _INT(_INT(_FLOAT(bits) * _FLOAT(1.0 / 3.0)) + _INT(709921077)).view(_FLOAT)
    for _ in range(2):
        cube = guess * guess * guess
        guess *= (cube + value + value) / (cube + cube + value)
    return guess


@njit(cache=True, nogil=True, inline="always")
def _encode(value: Scalar) -> Scalar:
    value = min(_ONE, max(_FLOAT(0.0), value))
    third = _root(value)  # value ** (1 / 2.4) is value ** (1 / 3 + 1 / 12)
    curve = _FLOAT(1.055) * third * np.sqrt(np.sqrt(third)) - _FLOAT(0.055)
    curve = value * _FLOAT(12.92) if value <= _FLOAT(0.0031308) else curve
    return curve * _FLOAT(255.0) + _HALF
