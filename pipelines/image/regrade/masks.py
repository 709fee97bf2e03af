"""Where a photograph shows sky, people and their skin, on its small copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.vision.guided import guided
from emogen.vision.landmarks import find_faces
from emogen.vision.oklab import lab_plane
from emogen.vision.person import SIDE, person_share

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
from emogen.vision.landmarks import Face

PARTS: Final = ("skin", "person")
"""What can be protected."""

_SMOOTH: Final = 0.02
"""Steepest lightness of sky, OKLab L a pixel of the small copy. Ours."""

_LEAST_SKY: Final = 0.03
"""Share of the picture below which smooth bright parts at the upper edge are no sky. Ours."""

_SURE: Final = 0.85
"""Mean share of the pixels that are taken for a person, below which there is none. Ours."""

_HUE_SPREAD: Final = 0.32
_CHROMA_SPREAD: Final = 0.05
"""How far skin departs from that of the face: hue in radians, chroma in OKLab. Ours."""


_EVENNESS: Final = 1e-3
"""Variance of lightness that counts as an edge of a mask. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """Shares in [0, 1] of each pixel of the small copy, float32 ``(h, w)``."""

    sky: Floats
    person: Floats
    skin: Floats


def masks(light: Floats, pixels: Pixels, protect: frozenset[str]) -> Masks:
    """The masks of a small copy.

    Args:
        light: linear sRGB, float32 ``(h, w, 3)``.
        pixels: the same as sRGB, uint8.
        protect: those of :data:`PARTS` that are looked for; others stay 0.

    Raises:
        MissingWeightError: a network that looks for them has not been fetched.
    """
    lab = np.empty_like(light)
    lab_plane(light, lab)
    nothing = np.zeros(light.shape[:2], np.float32)
    faces = find_faces(pixels) if protect else []
    # The network sees people in roses and lakes too: it is believed where there is a face.
    person = _person(pixels) if faces else nothing
    skin = _skin(lab, faces, person) if "skin" in protect else nothing
    guide = lab[..., 0]
    return Masks(
        sky=_edged(_sky(lab) * (1 - person), guide),
        person=_edged(person, guide) if "person" in protect else nothing,
        skin=_edged(skin, guide),
    )


def _sky(lab: Floats) -> Floats:
    """Smooth parts that reach the upper edge and are bright or blue for where they are."""
    from scipy.ndimage import gaussian_filter, label, sobel

    lightness = gaussian_filter(lab[..., 0], 1.0)
    steep = np.hypot(sobel(lightness, 0), sobel(lightness, 1)) / 8.0
    blue = (lab[..., 2] < -0.01) & (lab[..., 1] < 0.03)
    pale = (np.hypot(lab[..., 1], lab[..., 2]) < 0.06) & (lightness > 0.6)
    warm = lightness > max(0.72, float(np.quantile(lightness, 0.7)))  # A sunset.
    parts, _ = label((steep < _SMOOTH) & (blue | pale | warm))
    rows = max(1, len(lab) // 50)
    reaching = np.setdiff1d(np.unique(parts[:rows]), [0])
    sky = np.isin(parts, reaching).astype(np.float32)
    return sky if sky.mean() > _LEAST_SKY else np.zeros_like(sky)


def _person(pixels: Pixels) -> Floats:
    from PIL import Image

    height, width = pixels.shape[:2]
    seen = np.asarray(Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BOX), np.float32)
    share = person_share(seen[None] / np.float32(255))
    inside = share[share > 0.5]
    if not inside.size or inside.mean() < _SURE:
        return np.zeros((height, width), np.float32)
    whole = Image.fromarray(share).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(whole, np.float32)


def _skin(lab: Floats, faces: list[Face], person: Floats) -> Floats:
    """What has the colour of a face that was found, on that person or near that face."""
    skin = np.zeros(person.shape, np.float32)
    rows, columns = np.indices(person.shape)
    for face in faces:
        x, y = face.points[:, 0], face.points[:, 1]
        inside = (rows > y.min()) & (rows < y.max()) & (columns > x.min()) & (columns < x.max())
        if not inside.any():
            continue
        near = np.hypot(rows - y.mean(), columns - x.mean()) < 1.1 * face.size
        own = np.median(lab[inside], axis=0)
        hue = np.angle(np.exp(1j * (np.arctan2(lab[..., 2], lab[..., 1]) - np.arctan2(own[2], own[1]))))
        chroma = np.hypot(lab[..., 1], lab[..., 2]) - np.hypot(own[1], own[2])
        alike = np.exp(-((hue / _HUE_SPREAD) ** 2) - (chroma / _CHROMA_SPREAD) ** 2)
        skin = np.maximum(skin, alike * np.maximum(near, person))
    return skin.astype(np.float32)


def _edged(mask: Floats, guide: Floats) -> Floats:
    """A mask redrawn along the picture's own edges."""
    if not mask.any():
        return mask
    return guided(mask, guide, max(3, max(mask.shape) // 64), _EVENNESS).clip(0, 1)
