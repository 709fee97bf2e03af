"""Grids of pictures, each with a label under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.media import Picture
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.arrays import Pixels

_LABEL: Final = 0.11
"""Height of a label in heights of a picture."""

_IN_A_ROW: Final = 6
"""Levels of a sweep that stand in one row, where there are as many. Ours."""

_PAPER: Final = (24, 27, 31)
_INK: Final = (226, 228, 230)


def label_height(height: int) -> int:
    """Pixels of the label under a picture of ``height`` pixels."""
    return max(14, round(_LABEL * height))


def columns_of_levels(count: int) -> int:
    """Pictures in a row of a sweep of ``count`` levels: all of a few, else rows of one length, about."""
    return -(-count // -(-count // _IN_A_ROW))


def labelled_grid(
    pictures: Iterable[Pixels],
    labels: Sequence[str],
    size: tuple[int, int],
    columns: int,
    *,
    gap: int = 0,
    progress: Progress = ignore,
) -> Picture:
    """Pictures in rows, each with its label under it.

    Args:
        pictures: one for each label, uint8, shape ``(height, width, 3)``; each is asked for when its
            place is filled.
        labels: at least one.
        size: of one picture, (width, height) in pixels.
        columns: pictures in a row.
        gap: pixels between two columns.
        progress: told the fraction done.
    """
    width, height = size
    strip = label_height(height)
    rows = -(-len(labels) // columns)
    grid = np.full((rows * (height + strip), columns * (width + gap) - gap, 3), _PAPER, np.uint8)
    for number, (pixels, label) in enumerate(zip(pictures, labels, strict=True)):
        top, left = number // columns * (height + strip), number % columns * (width + gap)
        grid[top : top + height, left : left + width] = pixels
        grid[top + height : top + height + strip, left : left + width] = _written(label, width, strip)
        progress((number + 1) / len(labels))
    return Picture(grid)


def _written(label: str, width: int, height: int) -> Pixels:
    """A label as pixels, in letters as large as fit."""
    from PIL import Image, ImageDraw, ImageFont

    strip = Image.new("RGB", (width, height), _PAPER)
    size = round(0.62 * height)
    draw = ImageDraw.Draw(strip)
    font = ImageFont.load_default(size)
    while size > 7 and draw.textlength(label, font=font) > width - 6:
        size -= 1
        font = ImageFont.load_default(size)
    draw.text((width / 2, height / 2), label, fill=_INK, font=font, anchor="mm")
    return np.asarray(strip)
