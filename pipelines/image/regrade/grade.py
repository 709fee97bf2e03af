"""A photograph or a clip gets the look of an emotion, its content kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.targets.picture import NEUTRAL
from emogen.machine import threads
from emogen.pipelines.image.regrade import curves
from emogen.pipelines.image.regrade.view import SMALL, View, look
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.regrade.photo import Canvas, Photo

_AROUND: Final = 8
"""Rows above and below a strip that its sharpening sees: four standard deviations of the widest. Ours."""

_SHARP: Final = 0.9
"""Strength of the sharpening at full angularity. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Grade:
    """What is done to every pixel of one photograph.

    Attributes:
        targets: what the emotion asks for.
        view: what the photograph is like.
        size: (width, height) of the whole.
        seed: of the grain.
    """

    targets: PictureTargets
    view: View
    size: tuple[int, int]
    seed: int = 0

    def rows(self, light: Floats, top: int) -> Floats:
        """Rows of linear sRGB, float32 ``(rows, width, 3)``, graded; ``top``: the first one's number."""
        out = np.empty_like(light)
        numbers = curves.numbers(self.targets, self.view)
        curves.grade_rows(light, self.view.planes, numbers, top, self.size[1], self.seed % 99991, out)
        return out

    def sharpened(self, light: Floats) -> Floats:
        """Edges crisper where lines are to be angular, softer where they are to be round."""
        from scipy.ndimage import gaussian_filter

        amount = _SHARP * self.targets.angularity * (1.0 if self.targets.angularity > 0 else 0.5)
        if abs(amount) < 1e-3:
            return light
        wide = min(2.0, max(0.6, max(self.size) / 1600))
        level = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        change = amount * (level - gaussian_filter(level, wide, truncate=4.0))
        factor = ((level + change) / np.maximum(level, 1e-4)).clip(0.4, 2.0)
        sharper: Floats = (light * factor[..., None]).clip(light.min(), max(1.0, float(light.max())))
        return sharper.astype(np.float32)


def grade_of(photo: Photo, targets: PictureTargets, protect: frozenset[str], seed: int = 0) -> Grade:
    """The grade of a photograph.

    Raises:
        RequestError: it cannot be read.
        MissingWeightError: a network that looks for people has not been fetched.
    """
    return Grade(targets, look(photo.small(SMALL), protect), photo.size, seed)


def regrade_photo(photo: Photo, grade: Grade, canvas: Canvas, progress: Progress = ignore) -> None:
    """Grade a photograph strip by strip, so that any size fits into memory.

    Raises:
        RequestError: it is damaged.
    """
    strips = list(photo.strips(_AROUND))

    def work(number: int) -> None:
        first, last, top, bottom = strips[number]
        light = photo.strip(top, bottom - top)
        if grade.targets != NEUTRAL:
            light = grade.sharpened(grade.rows(light, top))
        canvas.put(first, light[first - top : last - top])

    _each(work, len(strips), progress)


def _each(work: Callable[[int], None], count: int, progress: Progress) -> None:
    """Do numbered pieces of work on all cores."""
    with ThreadPoolExecutor(threads()) as pool:
        for done, _ in enumerate(pool.map(work, range(count)), start=1):
            progress(done / count)
