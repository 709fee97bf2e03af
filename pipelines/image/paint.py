"""A text and an emotion become a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from emogen.conditioning.emotion import NEUTRAL, as_emotion
from emogen.conditioning.targets.picture import PictureTargets, picture_targets
from emogen.errors import GenerationError
from emogen.pipelines.image.backend import Brief, ImageBackend, Painting, Start
from emogen.progress import Progress, ignore
from emogen.registry import guarded, make, require

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Feeling


def paint(
    text: str,
    *,
    emotion: Feeling = NEUTRAL,
    size: tuple[int, int] = (1280, 720),
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: PictureTargets | None = None,
    backend: str = "painter",
    options: Mapping[str, Any] | None = None,
    negative: str = "",
    start: Start | None = None,
    progress: Progress = ignore,
) -> Painting:
    """Paint a scene.

    Args:
        text: what to show; for the painter at most 5,000 characters: a place, a time of day, a weather,
            things, people.
        emotion: bends colour, light, weather and line, and chooses what the words leave open: the time of
            day, what grows, who is about. Words always win; ``notes`` tell what was chosen.
        size: (width, height) in pixels; for the painter 64 to 8192 each, at most 5 times as long as wide.
        seed: another seed composes another picture. The painter composes one seed alike at every size of
            one shape.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`).
        targets: used in place of those of ``emotion``.
        backend: a registered backend of the kind ``image``.
        options: its own settings.
        negative: what the picture must not show, for backends that can take it.
        start: a picture to start from, for backends that can take it.
        progress: told the fraction done.

    Raises:
        RequestError: as :func:`check_paint`.
        GenerationError: the backend fails.
    """
    painter = check_paint(
        text, size, backend=backend, options=options, negative=negative, start=start is not None
    )
    emotion = as_emotion(emotion)
    if targets is None:
        targets = picture_targets(emotion, take=take, variation=variation)
    with guarded(painter):
        painting = painter.paint(Brief(text, size, emotion, targets, seed, negative, start, progress))
    if not isinstance(painting, Painting) or painting.picture.size != size:
        raise GenerationError(
            f"the image backend {backend} failed", why=f"it gave no painting of {size[0]} x {size[1]} pixels"
        )
    return replace(painting, targets=targets)


def check_paint(
    text: str,
    size: tuple[int, int],
    *,
    backend: str = "painter",
    options: Mapping[str, Any] | None = None,
    negative: str = "",
    start: bool = False,
) -> ImageBackend:
    """The backend that can paint this; arguments as for :func:`paint`, ``start``: whether there is one.

    Raises:
        RequestError: an unknown backend or option; a text, size, negative text or start that the backend
            cannot take.
        GenerationError: the backend fails.
    """
    painter = cast("ImageBackend", make("image", backend, options or {}))
    if negative:
        require(painter, "negative", "leave things out by a negative text")
    if start:
        require(painter, "start", "start from a picture")
    with guarded(painter):
        painter.check(text, size)
    return painter
