"""The pictures on skin and eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.vision.srgb import pixels_of_light

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Pixels

_EYE_SIDE: Final = 256  # pixels
_IRIS: Final = 0.53  # radius of the iris in eyeball radii, as the renderer draws it
_WHITE: Final = (0.62, 0.585, 0.56)  # linear


def srgb(linear: Floats) -> Pixels:
    """8-bit sRGB of linear light in [0, 1]."""
    return pixels_of_light(linear)


def power_of_two(picture: Pixels) -> Pixels:
    """The picture at the next larger sides that are powers of two, as graphics memory likes them."""
    from PIL import Image

    height, width = (1 << (side - 1).bit_length() for side in picture.shape[:2])
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BICUBIC))


def eye_places(directions: Floats) -> Floats:
    """Where points of an eyeball are in :func:`eye_map`, shape ``(n, 2)``.

    Args:
        directions: unit vectors from its centre, forward is +z, shape ``(n, 3)``.
    """
    x, y = directions[:, 0], directions[:, 1]
    behind = directions[:, 2] < 0
    # the back is white: it lies beyond the edge
    reach = np.where(behind, 1 / np.maximum(np.hypot(x, y), 1e-3), 1.0)
    return np.stack([0.5 + 0.5 * x * reach, 0.5 - 0.5 * y * reach], axis=1).clip(0, 1).astype(np.float32)


def eye_map(iris: Floats) -> Pixels:
    """An eye seen from the front: white, limbal ring, fibres, pupil; shape ``(256, 256, 3)``.

    Args:
        iris: its linear colour.
    """
    at = (np.arange(_EYE_SIDE) + 0.5) / _EYE_SIDE * 2 - 1
    x, y = np.meshgrid(at, -at)
    radius, angle = np.hypot(x, y) / _IRIS, np.arctan2(y, x)
    fibre = 0.5 + 0.25 * np.sin(23 * angle + 3 * np.sin(5 * angle)) + 0.25 * np.sin(41 * angle + 5 * radius)
    bright = (0.5 + 0.7 * fibre * (0.35 + 0.65 * radius)) * (1 - 0.85 * _step(0.74, 0.99, radius))
    coloured = bright[..., None] * iris * _step(0.33, 0.39, radius)[..., None]
    edge = _step(1.06, 0.95, radius)[..., None]
    vein = _step(0.9, 2.2, radius)[..., None] * np.array([0.02, 0.16, 0.16])
    return srgb((edge * coloured + (1 - edge) * np.array(_WHITE) * (1 - vein)).astype(np.float32))


def _step(low: float, high: float, value: NDArray[np.float64]) -> NDArray[np.float64]:
    t = ((value - low) / (high - low)).clip(0, 1)
    eased: NDArray[np.float64] = t * t * (3 - 2 * t)
    return eased
