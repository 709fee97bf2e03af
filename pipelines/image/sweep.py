"""One scene at every level of a knob, or of two: all else, the composition too, stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.picture import PictureTargets, picture_targets
from emogen.errors import RequestError
from emogen.pipelines.grid import columns_of_levels, labelled_grid
from emogen.pipelines.image.paint import paint
from emogen.pipelines.knobs import COORDINATES
from emogen.progress import Progress, ignore, part_of

if TYPE_CHECKING:
    from emogen.media import Picture
    from emogen.pipelines.image.backend import Painting
    from emogen.pipelines.knobs import Knob

MOST_KNOBS: Final = 2
"""A picture has two sides."""

_MOST: Final = 2**27
"""Pixels of all pictures of a sweep together: about 0.8 GB of memory. Ours."""

_GAP: Final = 0.008
"""Space between two columns, in widths of a picture. Ours."""

Point = tuple[float, ...]
"""A level of each knob."""


def check_sweep(knobs: Sequence[Knob], size: tuple[int, int]) -> None:
    """Raise ``RequestError`` for more than two knobs, one given twice, or pictures too large together."""
    width, height = size
    if len(knobs) > MOST_KNOBS:
        raise RequestError(f"{len(knobs)} knobs are swept", fix="Sweep one or two; others can be set.")
    if len({knob.name for knob in knobs}) < len(knobs):
        raise RequestError(f"{knobs[0].name} is swept twice", fix="Sweep another knob besides, or only one.")
    count = len(points(knobs))
    if width * height * count > _MOST:
        raise RequestError(
            f"{count} pictures of {width} x {height} pixels are too large for one",
            fix=f"Use a smaller size, or at most {_MOST // (width * height)} steps.",
        )


def points(knobs: Sequence[Knob]) -> list[Point]:
    """Every point of a sweep: of two knobs in rows, the second falling from row to row, as plots have it."""
    if len(knobs) == 1:
        return [(level,) for level in knobs[0].levels]
    across, up = knobs
    return [(x, y) for y, x in product(reversed(up.levels), across.levels)]


def paint_levels(
    text: str,
    knobs: Sequence[Knob],
    *,
    emotion: Emotion,
    take: int = 0,
    variation: float = 1.0,
    progress: Progress = ignore,
    **settings: Any,
) -> dict[Point, Painting]:
    """Paint a scene at every point of a sweep.

    Args:
        text, take, variation: as :func:`~emogen.pipelines.image.paint.paint`.
        knobs: what is turned, with its levels: one or two.
        emotion: what stays where a target is turned.
        progress: told the fraction done.
        settings: size, seed, backend and options, as ``paint`` takes them.

    Raises:
        RequestError, GenerationError: as ``paint``.
    """
    paintings = {}
    every = points(knobs)
    for count, point in enumerate(every):
        felt = _felt(knobs, point, emotion)
        turned = {knob.target: level for knob, level in zip(knobs, point, strict=True) if knob.target}
        targets: PictureTargets = replace(picture_targets(felt, take=take, variation=variation), **turned)
        part = part_of(progress, count / len(every), (count + 1) / len(every))
        paintings[point] = paint(text, emotion=felt, targets=targets, progress=part, **settings)
        progress((count + 1) / len(every))
    return paintings


def _felt(knobs: Sequence[Knob], point: Point, emotion: Emotion) -> Emotion:
    """The emotion at a point: coordinates that are turned together are one emotion."""
    levels = {knob.name: level for knob, level in zip(knobs, point, strict=True)}
    if any(name in levels for name in COORDINATES):
        return Emotion.va(*(levels.get(name, 0.0) for name in COORDINATES))
    turned = [knob.meant(level) for knob, level in zip(knobs, point, strict=True)]
    return next((felt for felt in turned if felt is not None), emotion)


def side_by_side(knobs: Sequence[Knob], paintings: dict[Point, Painting]) -> Picture:
    """The paintings of :func:`paint_levels` in one picture, each with its levels under it."""
    pictures = [painting.picture for painting in paintings.values()]
    return labelled_grid(
        (picture.pixels[..., :3] for picture in pictures),
        [
            ", ".join(knob.caption(level) for knob, level in zip(knobs, point, strict=True))
            for point in paintings
        ],
        pictures[0].size,
        columns_of_levels(len(pictures)) if len(knobs) == 1 else len(knobs[0].levels),
        gap=max(2, round(_GAP * pictures[0].size[0])),
    )
