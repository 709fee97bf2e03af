"""sRGB and linear light (IEC 61966-2-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Floats, Pixels


def to_light(value: AnyFloats) -> AnyFloats:
    """Linear light of sRGB values, both in [0, 1]."""
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def to_value(light: AnyFloats) -> AnyFloats:
    """SRGB values of linear light, both in [0, 1]; light beyond is clipped."""
    light = np.clip(light, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def light_of_pixels(pixels: Pixels) -> Floats:
    """Linear light of uint8 sRGB, float32, of the same shape."""
    return _LIGHT[pixels]


def pixels_of_light(light: AnyFloats) -> Pixels:
    """uint8 sRGB of linear light, of the same shape."""
    return (to_value(light) * 255 + 0.5).astype(np.uint8)


_LIGHT: Final = to_light(np.arange(256) / 255.0).astype(np.float32)
