"""A text and an emotion become a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emogen.conditioning.emotion import NEUTRAL
from emogen.conditioning.targets.picture import PictureTargets, picture_targets
from emogen.errors import RequestError
from emogen.pipelines.image.prompt import read_prompt

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Feeling
    from emogen.media import Picture

SMALLEST: Final = 64
LARGEST: Final = 8192
LONGEST_ASPECT: Final = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """A painted scene.

    Attributes:
        picture: the pixels.
        shown: the words that were understood and painted, in the order of the text.
        missing: the content words that could not be shown.
        notes: what had to be chosen because the text did not say it, for people.
        targets: what the emotion asked of the picture.
    """

    picture: Picture
    shown: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    targets: PictureTargets


def paint(
    text: str,
    *,
    emotion: Feeling = NEUTRAL,
    size: tuple[int, int] = (1280, 720),
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: PictureTargets | None = None,
) -> Painting:
    """Paint a scene.

    Args:
        text: what to show, at most 2,000 characters: a place, a time of day, a weather, things.
        emotion: bends colour, light, weather and line; never what is in the picture.
        size: (width, height) in pixels, 64 to 8192 each, at most 5 times as long as wide.
        seed: another seed composes another picture. The same seed gives the same composition at
            every size of one shape.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`).
        targets: used in place of those of ``emotion``.

    Raises:
        RequestError: an empty, too long or wholly unknown text; a size that cannot be painted.
    """
    prompt = read_prompt(text)
    check_size(size)
    from emogen.media import Picture
    from emogen.pipelines.image.scene import placeable, render

    if targets is None:
        targets = picture_targets(emotion, take=take, variation=variation)
    prompt = placeable(prompt)
    pixels = render(prompt, targets, size, seed)
    return Painting(Picture(pixels), prompt.shown, prompt.missing, prompt.notes, targets)


def check_size(size: tuple[int, int]) -> None:
    """Raise ``RequestError`` unless a picture of this (width, height) can be painted."""
    width, height = size
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise RequestError(
            f"a picture of {width} x {height} pixels cannot be painted",
            fix=f"Use {SMALLEST} to {LARGEST} pixels a side, e.g. 1280x720.",
        )
    if max(size) > LONGEST_ASPECT * min(size):
        raise RequestError(
            f"a picture of {width} x {height} pixels is too narrow to hold a scene",
            fix=f"Make the long side at most {LONGEST_ASPECT:g} times the short one.",
        )
