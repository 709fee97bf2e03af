"""The last step: the emotion's colours, grain and vignette, in a perceptual colour space."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from emogen.pipelines.image.painter.noise import gradient_noise

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Pixels
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.canvas import Canvas

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
    _grade(canvas.image, numbers, canvas.px, canvas.wide, canvas.high, seed % 99991, out)
    return out


@njit(cache=True, nogil=True)
def _grade(
    image: AnyFloats, numbers: AnyFloats, px: float, wide: float, high: float, seed: int, out: Pixels
) -> None:
    brightness, saturation, contrast, tint_a, tint_b, vignette, grain, middle = numbers
    fine = min(1.0, 0.0035 / px / 2.0)
    for row in range(image.shape[0]):
        y = (row + 0.5) * px
        for column in range(image.shape[1]):
            x = (column + 0.5) * px
            r, g, b = image[row, column, 0], image[row, column, 1], image[row, column, 2]
            r, g, b = _shoulder(r), _shoulder(g), _shoulder(b)
            long = np.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
            m = np.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
            s = np.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
            light = 0.2104542553 * long + 0.7936177850 * m - 0.0040720468 * s
            a = 1.9779984951 * long - 2.4285922050 * m + 0.4505937099 * s
            bb = 0.0259040371 * long + 0.7827717662 * m - 0.8086757660 * s
            corner = ((x / wide - 0.5) ** 2 + (y / high - 0.5) ** 2) * 2.0
            brush = gradient_noise(
                x * 70.0 + 0.4 * gradient_noise(x * 9.0, y * 9.0, seed), y * 190.0, seed + 1
            )
            tooth = gradient_noise(x * 330.0, y * 330.0, seed + 2)
            least = 0.5 * light  # night keeps something to see
            light = middle + (light - middle) * contrast
            light += brightness * (1.0 - (2.0 * min(1.0, max(0.0, light)) - 1.0) ** 4)
            light = max(light, least)
            light *= 1.0 - vignette * corner * corner
            light += grain * fine * (0.6 * brush + 0.4 * tooth) * (0.35 + light)
            light = min(1.0, max(0.0, light))
            weight = light * (1.0 - light) * 4.0
            chroma = np.sqrt(a * a + bb * bb)  # what is vivid already gains less, so that nothing clips
            gain = saturation / (1.0 + max(0.0, saturation - 1.0) * chroma / 0.3)
            a = a * gain + tint_a * weight
            bb = bb * gain + tint_b * weight
            long = (light + 0.3963377774 * a + 0.2158037573 * bb) ** 3
            m = (light - 0.1055613458 * a - 0.0638541728 * bb) ** 3
            s = (light - 0.0894841775 * a - 1.2914855480 * bb) ** 3
            out[row, column, 0] = _encode(4.0767416621 * long - 3.3077115913 * m + 0.2309699292 * s)
            out[row, column, 1] = _encode(-1.2684380046 * long + 2.6097574011 * m - 0.3413193965 * s)
            out[row, column, 2] = _encode(-0.0041960863 * long - 0.7034186147 * m + 1.7076147010 * s)


@njit(cache=True, nogil=True)
def _shoulder(value: float) -> float:
    """Leaves light below 0.6 as it is and bends what is above towards 1, as film does."""
    value = max(0.0, value)
    if value <= 0.6:
        return value
    return 0.6 + 0.4 * (1.0 - math.exp(-(value - 0.6) / 0.4))


@njit(cache=True, nogil=True)
def _encode(value: float) -> int:
    value = min(1.0, max(0.0, value))
    value = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1.0 / 2.4) - 0.055
    return int(value * 255.0 + 0.5)


def oklab(pixels: Pixels) -> AnyFloats:
    """OKLab L, a, b of sRGB pixels, float64 ``(…, 3)``: to measure pictures with (Ottosson 2020)."""
    value = pixels[..., :3].astype(np.float64) / 255.0
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(light @ _TO_CONES.T)
    lab: AnyFloats = cones @ _TO_LAB.T
    return lab


_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
