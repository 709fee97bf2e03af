"""Pictures as people have them: any file or array, to upright sRGB pixels."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.errors import RequestError
from emogen.media import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

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
    from PIL import Image

    if isinstance(picture, Picture):
        picture = picture.pixels
    if isinstance(picture, np.ndarray):
        return _shrunk(_eight_bits(picture), longest)
    try:
        with warnings.catch_warnings():
            # Pillow warns of pictures above 90 megapixels, which are welcome here.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(picture) as image:
                return _shrunk(_eight_bits(_array(image, longest)), longest)
    except FileNotFoundError as error:
        raise RequestError(f"no such picture: {picture}") from error
    except Image.DecompressionBombError as error:
        raise RequestError(
            f"the picture {picture} is too large", fix="Scale it below 170 megapixels."
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        # Pillow reports a damaged file as any of these.
        why = getattr(error, "strerror", None) or "it is not a picture, or it is damaged"
        raise RequestError(
            f"cannot read the picture {picture}", why=why, fix="Give a PNG, JPEG or WebP file."
        ) from error


def _array(image: Image.Image, longest: int) -> NDArray[Any]:
    """The upright pixels of an open file, as an array that ``_eight_bits`` knows."""
    from PIL import ImageOps

    image.draft("RGB", (longest, longest))  # lets a JPEG be decoded at a smaller size
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I;16"):
        return np.asarray(upright, np.uint16)
    if upright.mode in ("I", "F"):
        values = np.asarray(upright, np.float32)
        # Such files do not say what white is: the least of the usual whites that holds their values.
        return values / next((white for white in (1.0, 255.0) if values.max() <= white), 65535.0)
    clear = upright.mode in ("LA", "PA", "La", "RGBa", "RGBA") or "transparency" in upright.info
    return np.asarray(upright.convert("RGBA" if clear else "RGB"), np.uint8)


def _eight_bits(pixels: NDArray[Any]) -> Pixels:
    """Any array of a picture as uint8 RGB, transparency over grey."""
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
        colour = colour * cover + _BEHIND * (1.0 - cover)
    return np.ascontiguousarray(np.broadcast_to(colour, (*colour.shape[:2], 3)).astype(np.uint8))


def _shrunk(pixels: Pixels, longest: int) -> Pixels:
    from PIL import Image

    now = max(pixels.shape[:2])
    if now <= longest:
        return pixels
    height, width = (max(1, round(side * longest / now)) for side in pixels.shape[:2])
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))
