"""Pictures of others: which formats are opened, and how large ones are decoded without holding them whole.

Nothing else opens pictures with Pillow, which knows dozens of formats, some of them through other programs.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from emogen.budgets import PIXELS
from emogen.errors import EmogenError, RequestError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from emogen.arrays import Pixels

FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")
"""As Pillow calls them."""

_MAGIC: Final = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "WEBP": (b"RIFF",),
    "TIFF": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "GIF": (b"GIF87a", b"GIF89a"),
    "BMP": (b"BM",),
}
"""First bytes of files of those formats."""

_BAND: Final = 1 << 21
"""Pixels that are brought to 8 bits of colour at once. Ours."""


@contextmanager
def opened(picture: str | Path | IO[bytes], kind: str = "picture") -> Iterator[Image.Image]:
    """A picture's file, open; its pixels are decoded when they are asked for, inside the block too.

    Args:
        picture: a file.
        kind: for errors, e.g. ``"background picture"``.

    Raises:
        RequestError: it is not there, damaged, none of :data:`FORMATS`, or over the budget.
    """
    from PIL import Image

    name = picture if isinstance(picture, str | os.PathLike) else "file"
    if PIXELS.limit > PIXELS.default and Image.MAX_IMAGE_PIXELS is not None:
        # Pillow has a limit of its own, at which it warns, and refuses what has twice as many.
        Image.MAX_IMAGE_PIXELS = max(Image.MAX_IMAGE_PIXELS, PIXELS.limit)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(picture, formats=FORMATS) as image:
                PIXELS.check(image.width * image.height, f"the {kind} {name}")
                yield image
    except EmogenError:
        raise
    except FileNotFoundError as error:
        raise RequestError(f"no such {kind}: {name}") from error
    except Image.DecompressionBombError as error:
        raise PIXELS.exceeded(f"the {kind} {name} is too large") from error
    except Exception as error:  # Of damaged files Pillow and its codecs raise almost anything.
        why = getattr(error, "strerror", None) or "it is not a picture, or it is damaged"
        raise RequestError(
            f"cannot read the {kind} {name}", why=why, fix="Give a PNG, JPEG or WebP file."
        ) from error


def is_picture(path: Path) -> bool:
    """Whether a file begins as one of :data:`FORMATS` does. Raises ``OSError``."""
    with path.open("rb") as file:
        head = file.read(16)
    return any(head.startswith(magic) for magics in _MAGIC.values() for magic in magics) and (
        head[:4] != b"RIFF" or head[8:12] == b"WEBP"
    )


def upright_pixels(image: Image.Image, longest: int, shown: Callable[[NDArray[Any]], Pixels]) -> Pixels:
    """The pixels of an open picture, turned as its Exif says.

    Of one that is more than twice as large as ``longest`` only bands are ever held in colour: they are shrunk
    by a whole factor, to at least ``longest``.

    Args:
        image: as :func:`opened` gives it.
        longest: pixels of the longer side that are needed.
        shown: turns a band of any kind into uint8 RGB, shape ``(height, width, 3)``.
    """
    import numpy as np
    from PIL import Image

    turn = _turn(image)
    image.draft("RGB", (longest, longest))  # Lets a JPEG be decoded at a smaller size.
    factor = max(1, max(image.size) // max(1, longest))
    white = _white(image)
    rows = max(1, _BAND // image.width // factor) * factor
    bands = []
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(top + rows, image.height)))
        pixels = shown(_array(band, white))
        bands.append(np.asarray(Image.fromarray(pixels).reduce(factor)) if factor > 1 else pixels)
    whole = bands[0] if len(bands) == 1 else np.concatenate(bands)
    if turn is None:
        return whole
    return np.asarray(Image.fromarray(whole).transpose(turn))


def _turn(image: Image.Image) -> Image.Transpose | None:
    """The turn that makes a picture upright, by its Exif; None where it is, or where that is damaged."""
    from PIL import ExifTags, Image

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    try:
        return turns.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # Anybody may have written it.
        return None


def _white(image: Image.Image) -> float:
    """The value of white in a picture of whole or real numbers, whose files do not say: the least of the
    usual ones that holds its values."""
    if image.mode not in ("I", "F"):
        return 255.0
    highest = float(image.getextrema()[1])  # type: ignore[arg-type]  # Of one channel: two numbers.
    return next((white for white in (1.0, 255.0) if highest <= white), 65535.0)


def _array(image: Image.Image, white: float) -> NDArray[Any]:
    """A band as an array of uint8, uint16, or floats from 0 to 1."""
    import numpy as np

    if image.mode.startswith("I;16"):
        return np.asarray(image, np.uint16)
    if image.mode in ("I", "F"):
        return np.asarray(image, np.float32) / white
    clear = image.mode in ("LA", "PA", "La", "RGBa", "RGBA") or "transparency" in image.info
    return np.asarray(image.convert("RGBA" if clear else "RGB"), np.uint8)
