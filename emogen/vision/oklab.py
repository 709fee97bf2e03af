"""OKLab (Ottosson 2020), compiled, one colour at a time: L 0 to 1, a green to red, b blue to yellow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from emogen.vision.srgb import to_light

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Pixels


@njit(cache=True, nogil=True, inline="always")
def lab_of(r: float, g: float, b: float) -> tuple[float, float, float]:
    """L, a, b of linear sRGB; colours outside of sRGB's gamut too."""
    long = np.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = np.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = np.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@njit(cache=True, nogil=True, inline="always")
def light_of(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    """Linear sRGB of L, a, b; below 0 or above 1 where sRGB does not hold the colour."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


@njit(cache=True, nogil=True)
def lab_plane(light: np.ndarray, out: np.ndarray) -> None:
    """L, a, b of an image of linear sRGB, both float32 ``(h, w, 3)``."""
    for row in range(light.shape[0]):
        for column in range(light.shape[1]):
            pixel = light[row, column]
            out[row, column, 0], out[row, column, 1], out[row, column, 2] = lab_of(
                pixel[0], pixel[1], pixel[2]
            )


TO_CONES: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
"""From linear sRGB to the responses whose cube roots :data:`TO_LAB` takes."""

TO_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(pixels: Pixels) -> AnyFloats:
    """OKLab L, a, b of sRGB pixels, float64 ``(…, 3)``: to measure pictures with."""
    light = to_light(pixels[..., :3].astype(np.float64) / 255.0)
    lab: AnyFloats = np.cbrt(light @ TO_CONES.T) @ TO_LAB.T
    return lab
