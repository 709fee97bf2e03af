"""What a photograph is like before it is graded: its lightness, its air, its light, what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.regrade.masks import masks
from emogen.vision.guided import guided
from emogen.vision.oklab import lab_plane
from emogen.vision.srgb import pixels_of_light

if TYPE_CHECKING:
    from emogen.arrays import Floats

SMALL: Final = 512
"""Pixels of the longest side of the copy that is looked at. Ours: light and air are smooth."""

_DARK: Final = 7
"""Pixels of the patch whose darkest channel tells the air (He, Sun & Tang 2009; 15 at their size)."""

_KEPT: Final = 0.95
"""Share of the air that is taken for real, so that what is far keeps some (He, Sun & Tang 2009)."""

_EVEN: Final = 0.01
"""Variance of lightness that the smoothed light keeps as an edge, so that nothing gets a halo. Ours."""

PLANES: Final = ("distance", "light", "sky", "person", "skin")
"""Names of the planes of a view, in their order."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A photograph, looked at.

    Attributes:
        middle: mean lightness, OKLab L.
        air: colour of the air, linear sRGB, float32 ``(3,)``.
        planes: float32 ``(5, h, w)`` on the small copy, see :data:`PLANES`: how far away (0 to 1, by haze),
            how much light falls there (smoothed OKLab L), and the masks.
    """

    middle: float
    air: Floats
    planes: Floats


def look(light: Floats, protect: frozenset[str]) -> View:
    """Look at a small copy.

    Args:
        light: linear sRGB, float32 ``(h, w, 3)``.
        protect: see :func:`~emogen.pipelines.image.regrade.masks.masks`.

    Raises:
        MissingWeightError: a network that looks for people has not been fetched.
    """
    light = np.ascontiguousarray(light, np.float32)
    lab = np.empty_like(light)
    lab_plane(light.clip(0, None), lab)
    shown = masks(light, pixels_of_light(light), protect)
    air = _air(light)
    distance = _distance(light, air)
    # Sky is as far as can be, whatever its haze; people who are recognised are near.
    distance = np.maximum(distance, shown.sky) * (1 - 0.7 * shown.person)
    lightness = np.ascontiguousarray(lab[..., 0])
    smooth = guided(lightness, lightness, max(2, max(light.shape[:2]) // 24), _EVEN)
    planes = np.stack([distance, smooth, shown.sky, shown.person, shown.skin]).astype(np.float32)
    return View(float(lab[..., 0].mean()), air, planes)


def _air(light: Floats) -> Floats:
    """The colour of the farthest air: the mean of the brightest pixels of the haziest hundredth."""
    dark = _darkest(light)
    far = dark >= np.quantile(dark, 0.99)
    air: Floats = light[far].mean(axis=0).clip(0.05, 1.0).astype(np.float32)
    return air


def _distance(light: Floats, air: Floats) -> Floats:
    """How far away each pixel is, by the haze before it: 0 none, 1 all air."""
    from scipy.ndimage import gaussian_filter

    haze = _KEPT * _darkest(light / air)
    smooth = gaussian_filter(haze, max(light.shape[:2]) / 100)
    return np.asarray(smooth, np.float32).clip(0, 1)


def _darkest(light: Floats) -> Floats:
    from scipy.ndimage import minimum_filter

    return np.asarray(minimum_filter(light.min(axis=2), _DARK, mode="nearest"), np.float32)
