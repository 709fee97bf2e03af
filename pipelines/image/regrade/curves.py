"""One pixel's way through a grade, compiled: air, light, lightness, colour, frame, grain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from emogen.vision.oklab import lab_of, light_of

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.regrade.view import View

_SKIN_TINT: Final = 0.3
_SKIN_CHROMA: Final = 0.45
"""Shares of a change of tint and of chroma that skin takes, so that people stay people. Ours."""

_NEAR: Final = 0.12
"""Share of added haze that lies over what is near. Ours."""

_GRAIN: Final = 0.02
"""Standard deviation of the grain at full roughness, OKLab L: that of film at ISO 800. Ours."""

_DITHER: Final = 0.07
"""Least roughness: half a level of eight bits, so that smooth parts that are stretched show no steps."""

_BLUE: Final = (-0.006, -0.028)
"""Shift of a, b at full darkness: moonlight is seen as blue (Khan & Pattanaik 2004). Size ours."""

GRAIN: Final = 6
"""Where the grain stands among the :func:`numbers`."""

_STEPS: Final = 8
"""Halvings of the chroma at which a colour is brought into the gamut: to one part in 256."""


def numbers(targets: PictureTargets, view: View) -> AnyFloats:
    """The parameters of :func:`grade_rows` for a photograph, float32, in the order in which it takes them."""
    haze = targets.haze + 0.6 * targets.fog + 0.1 * targets.rain
    dark = max(0.0, targets.darkness)
    return np.array(
        [
            targets.brightness * 1.25, targets.saturation, targets.contrast,
            targets.tint_red, targets.tint_yellow, targets.vignette,
            max(_DITHER, targets.roughness) * _GRAIN, float(np.clip(view.middle, 0.35, 0.65)),
            float(np.clip(haze, -0.6, 0.85)), np.log(targets.key_light), targets.softness,
            max(0.0, targets.cloud) + 0.5 * targets.storm, dark, *view.air,
        ],
        np.float32,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def grade_rows(
    light: AnyFloats,
    planes: AnyFloats,
    numbers: AnyFloats,
    top: int,
    height: int,
    seed: int,
    out: AnyFloats,
) -> None:
    """Grade rows of a photograph.

    Args:
        light: linear sRGB, float32 ``(rows, width, 3)``.
        planes: see :class:`~emogen.pipelines.image.regrade.view.View`; looked up between their pixels.
        numbers: see :func:`numbers`.
        top, height: which row of the whole the first is, and how many rows the whole has.
        seed: of the grain.
        out: takes the result, shaped as ``light``.
    """
    rows, width = light.shape[:2]
    _, tall, wide = planes.shape
    here = np.empty(planes.shape[0], np.float32)
    grain_scale = max(1.0, max(width, height) / 2200.0)
    for row in range(rows):
        y = (row + top + 0.5) * tall / height - 0.5
        for column in range(width):
            x = (column + 0.5) * wide / width - 0.5
            _sample(planes, x, y, here)
            u, v = 2.0 * (column + 0.5) / width - 1.0, 2.0 * (row + top + 0.5) / height - 1.0
            noise = 0.0
            if numbers[6] > 0.0:
                noise = _noise(int((row + top) / grain_scale), int(column / grain_scale), seed)
            _grade(light[row, column], here, numbers, u * u + v * v, noise, out[row, column])


@njit(cache=True, nogil=True, inline="always")
def _grade(
    pixel: AnyFloats, here: AnyFloats, numbers: AnyFloats, radius: float, noise: float, out: AnyFloats
) -> None:
    distance, around, sky, person, skin = here[0], here[1], here[2], here[3], here[4]
    r, g, b = pixel[0], pixel[1], pixel[2]
    low, high = min(0.0, r, g, b), max(1.0, r, g, b)
    haze = numbers[8]
    if haze > 0.0:
        part = haze * (_NEAR + (1.0 - _NEAR) * distance)
        r, g, b = r + (numbers[13] - r) * part, g + (numbers[14] - g) * part, b + (numbers[15] - b) * part
    elif haze < 0.0:
        through = max(0.25, 1.0 + haze * distance)
        r = max(0.0, (r - numbers[13]) / through + numbers[13])
        g = max(0.0, (g - numbers[14]) / through + numbers[14])
        b = max(0.0, (b - numbers[15]) / through + numbers[15])
    # Light: what is lit gains or loses more than what lies in shade.
    lit = _smooth((around - numbers[7] + 0.25) / 0.5)
    gain = np.exp(numbers[9] * (0.2 + 0.5 * lit) * (1.0 - 0.5 * sky) * (1.0 - 0.5 * skin))
    before, _, _ = lab_of(max(r, 0.0), max(g, 0.0), max(b, 0.0))
    lightness, alpha, beta = lab_of(r * gain, g * gain, b * gain)
    lightness = _toned(min(max(lightness, 0.0), 1.3), numbers)
    lightness = _shouldered(lightness, before)
    lightness -= 0.25 * numbers[10] * (lightness - _toned(around, numbers)) * (1.0 - 0.5 * person)
    cover = min(1.0, numbers[11]) * sky
    lightness *= 1.0 - 0.22 * cover
    dark = numbers[12]
    lightness *= 1.0 - 0.38 * dark * (1.0 - 0.3 * person)
    lightness *= 1.0 - numbers[5] * min(1.0, radius * radius * 0.28) * (1.0 - 0.5 * person)
    lightness += numbers[6] * noise * (1.0 - abs(2.0 * lightness - 1.0) * 0.6)
    chroma = np.sqrt(alpha * alpha + beta * beta)
    factor = numbers[1]
    if factor > 1.0:  # What is vivid already gains less, and so does what is grey: it would turn coloured.
        factor = 1.0 + (factor - 1.0) * 0.14 / (0.14 + chroma) * chroma / (0.02 + chroma)
    factor = 1.0 + (factor - 1.0) * (1.0 - (1.0 - _SKIN_CHROMA) * skin)
    factor *= (1.0 - 0.55 * cover) * (1.0 - 0.35 * dark)
    weight = (0.45 + 0.55 * 4.0 * max(0.0, lightness * (1.0 - lightness))) * (1.0 - (1.0 - _SKIN_TINT) * skin)
    alpha = alpha * factor + (numbers[3] + _BLUE[0] * dark) * weight
    beta = beta * factor + (numbers[4] + _BLUE[1] * dark) * weight
    _put(max(0.0, lightness), alpha, beta, low, high, out)


@njit(cache=True, nogil=True, inline="always")
def _toned(lightness: float, numbers: AnyFloats) -> float:
    """Contrast about the middle and brightness, both bending, neither clipping: black and white stay."""
    over = max(0.0, lightness - 0.9995)
    x = min(max(lightness, 0.0005), 0.9995)
    middle = numbers[7]
    turned = np.log(middle / (1.0 - middle)) + numbers[2] * (
        np.log(x / (1.0 - x)) - np.log(middle / (1.0 - middle))
    )
    y = 1.0 / (1.0 + np.exp(-turned))
    toned: float = y + numbers[0] * 4.0 * y * (1.0 - y) + over
    return toned


@njit(cache=True, nogil=True, inline="always")
def _shouldered(lightness: float, before: float) -> float:
    """What gets lighter gets there gently: of the way to white it keeps a share, so that light parts keep
    their drawing."""
    if lightness <= before or before >= 1.0:
        return lightness
    room = 1.0 - before
    gentle: float = before + room * np.tanh((lightness - before) / room * 0.9)
    return gentle


@njit(cache=True, nogil=True, inline="always")
def _put(lightness: float, alpha: float, beta: float, low: float, high: float, out: AnyFloats) -> None:
    """Write a colour, its chroma lowered until it is no farther out of the gamut than it was."""
    r, g, b = light_of(lightness, alpha, beta)
    if min(r, g, b) < low - 1e-6 or max(r, g, b) > high + 1e-6:
        inside, outside = 0.0, 1.0
        for _ in range(_STEPS):
            share = 0.5 * (inside + outside)
            r, g, b = light_of(lightness, alpha * share, beta * share)
            if min(r, g, b) < low or max(r, g, b) > high:
                outside = share
            else:
                inside = share
        r, g, b = light_of(lightness, alpha * inside, beta * inside)
    out[0], out[1], out[2] = min(max(r, low), high), min(max(g, low), high), min(max(b, low), high)


@njit(cache=True, nogil=True, inline="always")
def _smooth(t: float) -> float:
    t = min(max(t, 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


@njit(cache=True, nogil=True, inline="always")
def _sample(planes: AnyFloats, x: float, y: float, here: AnyFloats) -> None:
    """The planes between their pixels."""
    count, tall, wide = planes.shape
    x, y = min(max(x, 0.0), wide - 1.0), min(max(y, 0.0), tall - 1.0)
    column, row = min(int(x), max(0, wide - 2)), min(int(y), max(0, tall - 2))
    u, v = x - column, y - row
    right, below = min(column + 1, wide - 1), min(row + 1, tall - 1)
    for n in range(count):
        upper = planes[n, row, column] * (1.0 - u) + planes[n, row, right] * u
        lower = planes[n, below, column] * (1.0 - u) + planes[n, below, right] * u
        here[n] = upper * (1.0 - v) + lower * v


@njit(cache=True, nogil=True, inline="always")
def _noise(row: int, column: int, seed: int) -> float:
    """Grain at a pixel: the sum of four uniform numbers, of standard deviation 1."""
    total = 0.0
    for turn in range(4):
        h = (row * 374761393 + column * 668265263 + (seed * 4 + turn) * 974711) & 0xFFFFFFFF
        h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
        h = ((h ^ (h >> 16)) * 2246822519) & 0xFFFFFFFF
        total += ((h ^ (h >> 15)) & 0xFFFFFF) / 16777216.0 - 0.5
    return total * 1.7320508
