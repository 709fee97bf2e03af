"""What is behind the head: a lit studio wall, a colour, a gradient, a picture, or nothing."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES
from emogen.pictures import opened, upright_pixels
from emogen.pipelines.face.character.skin import linear
from emogen.pipelines.face.render.shade import tone_table
from emogen.vision.photo import eight_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Pixels
    from emogen.pipelines.face.render.lights import Light


def backdrop(background: object, size: tuple[int, int], light: Light) -> Floats:
    """Linear RGB behind the head, float32, shape ``(h, w, 3)``, before the tone curve.

    Args:
        background: ``"studio"``: a wall in the colours of ``light``; ``"transparent"``; a colour: an sRGB
            triple or ``"#rrggbb"``; a gradient from top to bottom: ``"#rrggbb-#rrggbb"``; or the path of a
            picture, which fills the frame, cut at its sides where its shape is another.
        size: width and height in pixels.
        light: the studio's.

    Raises:
        RequestError: none of these, or a picture that cannot be read.
    """
    width, height = size
    if background == "transparent":
        return np.zeros((height, width, 3), np.float32)
    if background == "studio":
        return _wall(size, light)
    if isinstance(background, Path) or _is_picture(background):
        return _untoned(linear(_picture(Path(str(background)), size)))
    if isinstance(background, str) and re.fullmatch(r"#?[0-9a-fA-F]{6}-#?[0-9a-fA-F]{6}", background.strip()):
        top, bottom = (np.asarray(_colour(part)) for part in background.strip().split("-"))
        down = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None, None]
        shades = np.broadcast_to(linear(top + down * (bottom - top)), (height, width, 3))
        return _untoned(shades)
    return np.broadcast_to(_untoned(linear(_colour(background))), (height, width, 3)).astype(np.float32)


def _wall(size: tuple[int, int], light: Light) -> Floats:
    width, height = size
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) / height
    y = (np.arange(height, dtype=np.float32) + 0.5) / height
    glow = np.exp(-((x[None, :] + 0.08) ** 2 / 0.30 + (y[:, None] - 0.42) ** 2 / 0.36))
    low, high = (_untoned(linear(colour)) for colour in light.wall)
    return np.asarray(low + glow[..., None] * (high - low), np.float32)


def _is_picture(background: object) -> bool:
    return isinstance(background, str) and background.lower().endswith(PICTURE_SUFFIXES)


def _picture(path: Path, size: tuple[int, int]) -> Floats:
    """sRGB of a picture that covers ``size``; what is transparent in it is black."""
    from PIL import Image, ImageOps

    with opened(path, "background picture") as picture:
        # As large as its shorter side must be to cover, whichever way it lies.
        stretch = max(picture.size) / min(picture.size)
        pixels = upright_pixels(picture, math.ceil(2 * max(size) * stretch), _over_black)
    return np.asarray(ImageOps.fit(Image.fromarray(pixels), size, Image.Resampling.LANCZOS), np.float32)


def _over_black(pixels: NDArray[Any]) -> Pixels:
    return eight_bits(pixels, behind=0)


def _colour(background: object) -> tuple[float, ...]:
    if isinstance(background, str) and (match := re.fullmatch(r"#?([0-9a-fA-F]{6})", background.strip())):
        return tuple(int(match[1][k : k + 2], 16) for k in (0, 2, 4))
    if isinstance(background, (tuple, list)) and len(background) == 3:
        values = tuple(float(value) for value in background)
        if all(0 <= value <= 255 for value in values):
            return values
    raise RequestError(
        f"unknown background {background!r}",
        fix="Use studio, transparent, a colour such as #30363c, a gradient such as #30363c-#101214, "
        "or a picture's path.",
    )


def _untoned(display: Floats) -> Floats:
    """Linear light that the tone curve turns into ``display``, so that a colour comes out as asked."""
    table = linear(tone_table().astype(np.float32))
    light = 4.0 * np.linspace(0, 1, len(table)) ** 2
    return np.interp(display, table, light).astype(np.float32)
