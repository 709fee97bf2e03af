"""Expression sheets: one face under many emotions, each with its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.vocabulary import BASIC, entries
from emogen.errors import RequestError
from emogen.media import Picture
from emogen.pipelines.face.drawing import Sitter, drawing
from emogen.pipelines.face.motion.animate import still
from emogen.progress import Progress

if TYPE_CHECKING:
    from emogen.arrays import Pixels

_MOST: Final = 200
_LABEL: Final = 0.11
"""Height of a label in heights of a picture."""

_WIDER: Final = 1.8
"""Width of a sheet in heights, about. Ours."""

_PAPER: Final = (24, 27, 31)
_INK: Final = (226, 228, 230)


def sheet_emotions(text: str) -> tuple[Emotion, ...]:
    """The emotions of a sheet: ``all`` of the vocabulary, ``basic``, or values between commas.

    Raises:
        RequestError: an emotion that cannot be read, none, or more than 200.
    """
    if text.strip().lower() == "all":
        names = ["neutral", *entries()]
    elif text.strip().lower() == "basic":
        names = ["neutral", *BASIC]
    else:
        names = [name for name in _pieces(text) if name.strip()]
    found = tuple(Emotion.parse(name) for name in dict.fromkeys(names))
    if not 1 <= len(found) <= _MOST:
        raise RequestError(f"a sheet of {len(found)} emotions cannot be made", fix=f"Use 1 to {_MOST}.")
    return found


def _pieces(text: str) -> list[str]:
    """Parts between commas that stand in no parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def expression_sheet(
    sitter: Sitter,
    emotions: Sequence[Emotion],
    *,
    size: tuple[int, int] = (256, 256),
    intensity: float = 1.0,
    take: int = 0,
    variation: float = 1.0,
    backend: str | None = None,
    options: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Picture:
    """A sheet of stills, in rows, rather wider than high.

    Args:
        sitter: whose face.
        emotions: 1 to 200.
        size: of one still, (width, height) in pixels.
        intensity: factor on each, 0 to 1.
        take, variation: as :func:`~emogen.pipelines.face.motion.animate.still`.
        backend, options: what draws, as :func:`~emogen.pipelines.face.drawing.drawing`.
        progress: told the fraction done.

    Raises:
        RequestError, MissingWeightError: as :func:`~emogen.pipelines.face.drawing.drawing`.
    """
    by = drawing(sitter, size, backend=backend, options=options)
    width, height = by.size
    label = max(14, round(_LABEL * height))
    wide = float(np.sqrt(_WIDER * len(emotions) * (height + label) / width))
    rows = -(-len(emotions) // max(1, round(wide)))
    columns = -(-len(emotions) // rows)
    sheet = np.full((rows * (height + label), columns * width, 3), _PAPER, np.uint8)
    for number, emotion in enumerate(emotions):
        top, left = number // columns * (height + label), number % columns * width
        pose = still(intensity * emotion, take=take, variation=variation)
        sheet[top : top + height, left : left + width] = by.frame(pose.curves[0], pose.head[0], pose.gaze[0])
        sheet[top + height : top + height + label, left : left + width] = _named(str(emotion), width, label)
        if progress:
            progress((number + 1) / len(emotions))
    return Picture(sheet)


def _named(name: str, width: int, height: int) -> Pixels:
    from PIL import Image, ImageDraw, ImageFont

    strip = Image.new("RGB", (width, height), _PAPER)
    size = round(0.62 * height)
    draw = ImageDraw.Draw(strip)
    font = ImageFont.load_default(size)
    while size > 7 and draw.textlength(name, font=font) > width - 6:
        size -= 1
        font = ImageFont.load_default(size)
    draw.text((width / 2, height / 2), name, fill=_INK, font=font, anchor="mm")
    return np.asarray(strip)
