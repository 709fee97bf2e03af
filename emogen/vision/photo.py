"""Pictures as people have them: any file or array, to upright sRGB pixels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.errors import RequestError
from emogen.media import Picture
from emogen.pictures import opened, upright_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Pixels

LONGEST: Final = 2048
"""Pixels: a longer side is scaled down to this. Ours: a face of 40 pixels in a group of twenty
still has them, and a phone's picture takes a moment instead of seconds."""

_BEHIND: Final = 128
"""The grey behind transparent pixels. Ours."""


def read_photo(picture: str | Path | Picture | NDArray[Any], longest: int = LONGEST) -> Pixels:
    """A picture as uint8 sRGB, shape ``(height, width, 3)``, its longest side at most ``longest``.

    Args:
        picture: a file (PNG, JPEG, WebP, TIFF, GIF's first frame, ...; 8 or 16 bits, grey, palette,
            CMYK or colour, with or without transparency; turned as its EXIF orientation says), a
            :class:`~emogen.media.Picture`, or an array of uint8, uint16, or floats in [0, 1],
            shaped ``(height, width)`` or ``(height, width, 1 to 4)``.
        longest: pixels.

    Raises:
        RequestError: the file is missing, unreadable or no picture; an array of another kind.
    """
    if isinstance(picture, Picture):
        picture = picture.pixels
    if isinstance(picture, np.ndarray):
        return _shrunk(eight_bits(picture), longest)
    with opened(picture) as image:
        return _shrunk(upright_pixels(image, longest, eight_bits), longest)


def eight_bits(pixels: NDArray[Any], behind: int = _BEHIND) -> Pixels:
    """Any array of a picture as uint8 RGB, transparency over the grey ``behind``, 0 to 255.

    Raises:
        RequestError: no picture has that shape, or that type.
    """
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if pixels.ndim != 3 or pixels.shape[2] not in (1, 2, 3, 4) or 0 in pixels.shape:
        raise RequestError(
            f"an array of shape {pixels.shape} is not a picture",
            fix="Give one of shape (height, width) or (height, width, 1 to 4).",
        )
    if pixels.dtype == np.uint16:
        pixels = pixels >> 8
    elif pixels.dtype.kind == "f":
        pixels = np.nan_to_num(pixels).clip(0, 1) * 255 + 0.5
    elif pixels.dtype != np.uint8:
        raise RequestError(f"a picture of {pixels.dtype} is not known", fix="Give uint8, uint16 or floats.")
    colour = pixels[:, :, : 3 if pixels.shape[2] >= 3 else 1]
    if pixels.shape[2] in (2, 4):
        cover = pixels[:, :, -1:] / 255.0
        colour = colour * cover + behind * (1.0 - cover)
    return np.ascontiguousarray(np.broadcast_to(colour, (*colour.shape[:2], 3)).astype(np.uint8))


def _shrunk(pixels: Pixels, longest: int) -> Pixels:
    from PIL import Image

    now = max(pixels.shape[:2])
    if now <= longest:
        return pixels
    height, width = (max(1, round(side * longest / now)) for side in pixels.shape[:2])
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))
