"""From pixels to CIELAB, the colours as eyes space them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels

_TO_XYZ: Final = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
"""Linear sRGB to XYZ (IEC 61966-2-1)."""
_WHITE: Final = (0.95047, 1.0, 1.08883)
"""D65, the white of sRGB."""


def lab(pixels: Pixels) -> Floats:
    """CIELAB (CIE 1976) of sRGB pixels.

    Args:
        pixels: uint8, shape ``(..., 3)``.

    Returns:
        float32, the same shape: L* in [0, 100], a* towards red, b* towards yellow.
    """
    import numpy as np

    from emogen.vision.srgb import to_light

    coded = pixels.astype(np.float32) / 255
    xyz = to_light(coded) @ np.array(_TO_XYZ, np.float32).T / np.array(_WHITE, np.float32)
    step = 6 / 29
    root = np.where(xyz > step**3, np.cbrt(xyz), xyz / (3 * step**2) + 4 / 29)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1).astype(np.float32)
