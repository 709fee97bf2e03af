"""One scene at every level of a knob: all else, the composition too, stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.picture import PictureTargets, picture_targets
from emogen.errors import RequestError
from emogen.pipelines.grid import columns_of_levels, labelled_grid
from emogen.pipelines.image.paint import paint
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.media import Picture
    from emogen.pipelines.image.backend import Painting
    from emogen.pipelines.knobs import Knob

_MOST: Final = 2**27
"""Pixels of all pictures of a sweep together: about 0.8 GB of memory. Ours."""

_GAP: Final = 0.008
"""Space between two columns, in widths of a picture. Ours."""


def check_sweep(knob: Knob, size: tuple[int, int]) -> None:
    """Raise ``RequestError`` for pictures of a sweep that are too large together."""
    width, height = size
    if width * height * len(knob.levels) > _MOST:
        raise RequestError(
            f"{len(knob.levels)} pictures of {width} x {height} pixels are too large for one",
            fix=f"Use a smaller size, or at most {_MOST // (width * height)} steps.",
        )


def paint_levels(
    text: str,
    knob: Knob,
    *,
    emotion: Emotion,
    take: int = 0,
    variation: float = 1.0,
    progress: Progress = ignore,
    **settings: Any,
) -> dict[float, Painting]:
    """Paint a scene at every level of a knob.

    Args:
        text, take, variation: as :func:`~emogen.pipelines.image.paint.paint`.
        knob: what is turned, with its levels.
        emotion: what stays where a target is turned.
        progress: told the fraction done.
        settings: size, seed, backend and options, as ``paint`` takes them.

    Raises:
        RequestError, GenerationError: as ``paint``.
    """
    paintings = {}
    for count, level in enumerate(knob.levels, start=1):
        felt = knob.meant(level) or emotion
        targets: PictureTargets = picture_targets(felt, take=take, variation=variation)
        if knob.target:
            targets = replace(targets, **{knob.target: level})
        paintings[level] = paint(text, emotion=felt, targets=targets, **settings)
        progress(count / len(knob.levels))
    return paintings


def side_by_side(knob: Knob, paintings: dict[float, Painting]) -> Picture:
    """The paintings of :func:`paint_levels` in one picture, each with its level under it."""
    pictures = [painting.picture for painting in paintings.values()]
    return labelled_grid(
        (picture.pixels[..., :3] for picture in pictures),
        [knob.caption(level) for level in paintings],
        pictures[0].size,
        columns_of_levels(len(pictures)),
        gap=max(2, round(_GAP * pictures[0].size[0])),
    )
