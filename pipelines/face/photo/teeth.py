"""The teeth that a photograph shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.photo.fill import filled
from emogen.pipelines.face.photo.points import LOWER_LIP, UPPER_LIP
from emogen.pipelines.face.photo.warp import fill_polygon

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.pipelines.face.photo.fit import Fit

_LEAST_GAP: Final = 0.05
"""Rig units (3 mm) that lips must be apart for teeth to be looked for. Ours."""

_LEAST_PIXELS: Final = 4
"""Pixels between the lips below which teeth are not to be told from lips. Ours."""

_LEAST_BRIGHT: Final = 0.8
"""Teeth are at least this bright beside the skin around the mouth. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Teeth:
    """Upper teeth as they lie in the photograph.

    Attributes:
        corner: x, y of the patch's first pixel.
        patch: colour, float32, 0 to 255, shape ``(h, w, 3)``, and how surely it is a tooth, ``(h, w)``.
        edge: where the front teeth end, x, y, z in pixels.
        colour: the median tooth's, 0 to 255.
    """

    corner: tuple[int, int]
    patch: Floats
    sure: Floats
    edge: Floats
    colour: Floats


def seen_teeth(pixels: Pixels, fit: Fit) -> Teeth | None:
    """The upper teeth between open lips, or None when there is nothing to see of them."""
    outline = fit.points[[*UPPER_LIP, *LOWER_LIP[-2:0:-1]]]
    top, bottom = fit.points[UPPER_LIP[5]], fit.points[LOWER_LIP[5]]
    gap = float(np.linalg.norm(top[:2] - bottom[:2]))
    if gap < max(_LEAST_GAP * fit.unit, _LEAST_PIXELS):
        return None
    low = np.maximum(outline[:, :2].min(axis=0) - 3, 0).astype(int)
    high = np.minimum(outline[:, :2].max(axis=0) + 4, pixels.shape[1::-1]).astype(int)
    patch = pixels[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    inside = np.zeros(patch.shape[:2], np.float32)
    fill_polygon(np.ascontiguousarray(outline[:, :2]), float(low[0]), float(low[1]), inside)
    light = patch.mean(axis=2)
    seen = light[inside > 0.9]
    around = np.median(light[inside < 0.1]) if (inside < 0.1).any() else light.mean()
    if len(seen) < 12 or np.percentile(seen, 85) < _LEAST_BRIGHT * around:
        return None
    bright = np.percentile(seen, 90)
    # lips are redder than teeth
    red = patch[..., 0] / np.maximum(patch[..., 1], 1)
    redness = np.percentile(red[(inside > 0.9) & (light > 0.8 * bright)], 50)
    tooth = _rise(light / bright, 0.45, 0.65) * (1 - _rise(red / redness, 1.12, 1.3)) * (inside > 0.6)
    path = np.linspace(0.08, 0.92, 24)[:, None] * (bottom - top)[:2] + top[:2] - low
    along = tooth[
        path[:, 1].astype(int).clip(0, len(tooth) - 1), path[:, 0].astype(int).clip(0, tooth.shape[1] - 1)
    ]
    shown = np.flatnonzero(along > 0.5)
    if len(shown) < 5:
        return None
    ended = np.flatnonzero(along[shown[0] :] < 0.3)
    last = shown[0] + (ended[0] if len(ended) else 24 - shown[0])
    edge = top + (0.08 + 0.84 * min(last, 24) / 24) * (bottom - top)
    colour = np.median(patch[tooth > 0.7], axis=0) if (tooth > 0.7).any() else patch[inside > 0.9].max(axis=0)
    return Teeth(
        (int(low[0]), int(low[1])), filled(patch, tooth).clip(0, 255), tooth.astype(np.float32), edge, colour
    )


def _rise(values: Floats, start: float, end: float) -> Floats:
    """0 up to ``start``, 1 from ``end`` on, smooth between."""
    share = ((values - start) / (end - start)).clip(0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
