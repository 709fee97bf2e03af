"""The light of a photograph, as far as the inside of a mouth needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.photo.mouth import DARK, ENAMEL, GUM, TONGUE
from emogen.pipelines.face.photo.points import LOWER_LID, LOWER_OUTER, UPPER_LID, UPPER_OUTER

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.pipelines.face.photo.fit import Fit
    from emogen.pipelines.face.photo.teeth import Teeth

_LUMA: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
_CHEEKS: Final = (50, 280, 205, 425, 117, 346, 36, 266)
_COLOURED: Final = 0.16
"""Saturation of skin in a coloured photograph, at least; a grey one has 0. Ours."""

_HIDDEN: Final = 0.3
"""Ours: the brightest of the eyes of twelve of 13 portraits is 0.4 to 1.1 of the cheeks (the 13th lies in
black shade), that of dark glasses 0.1 to 0.25."""

_PLAIN: Final = 3.0
"""Standard deviation of brightness, of 255, below which there is no mouth. Ours: those of 14
portraits have 22 and more."""

_TEETH_OVER_SKIN: Final = 1.2
_WARMTH: Final = 0.2
"""The light in which teeth lie is at least this much brighter than skin looks, and has this share of its
hue. Ours, by looking."""

_UNSHADED: Final = 1.12
"""Teeth between lips lie in a little shade. Ours."""

_WHITE_OF_EYE: Final = 0.72
_LEAST_WHITE: Final = 0.3
"""sRGB brightness of the white of an eye in white light, shaded by lids; and how dark light may be
judged to be. Ours."""


def mouth_colours(pixels: Pixels, fit: Fit, teeth: Teeth | None) -> Floats:
    """Enamel, gum, tongue and darkness in the photograph's light, 0 to 255, shape ``(4, 3)``."""
    skin = _skin(pixels, fit)
    level = float(skin @ _LUMA)
    saturation = (skin.max() - skin.min()) / max(float(skin.max()), 1.0)
    coloured = min(1.0, float(saturation) / _COLOURED)
    white = max(_eye_white(pixels, fit) / _WHITE_OF_EYE, level * _TEETH_OVER_SKIN, 255 * _LEAST_WHITE)
    white = min(white, 255.0)
    # what light there is around a face has been on skin and lips before it gets into a mouth
    tint = (np.maximum(skin, 1.0) / max(level, 1.0)) ** _WARMTH
    colours = np.stack([ENAMEL, GUM, TONGUE, DARK]) * white * tint
    grey = (colours @ _LUMA)[:, None] * (skin / max(level, 1.0))
    colours = coloured * colours + (1 - coloured) * grey
    if teeth is not None:
        colours[0] = teeth.colour * _UNSHADED
    return np.asarray(colours.clip(0, 255), np.float32)


def eyes_hidden(pixels: Pixels, fit: Fit) -> bool:
    """Whether nothing as bright as an eye lies between the lids: sunglasses, or a deep shade."""
    return _eye_white(pixels, fit) < _HIDDEN * float(_skin(pixels, fit) @ _LUMA)


def mouth_hidden(pixels: Pixels, fit: Fit) -> bool:
    """Whether there is nothing at all where the mesh supposes a mouth: something plain stands before it."""
    lips = fit.points[[*UPPER_OUTER, *LOWER_OUTER], :2]
    left, top = np.maximum(lips.min(axis=0), 0).astype(int)
    right, bottom = lips.max(axis=0).astype(int) + 1
    seen = pixels[top:bottom, left:right] @ _LUMA
    return seen.size == 0 or float(seen.std()) < _PLAIN


def _skin(pixels: Pixels, fit: Fit) -> Floats:
    reach = max(1, int(0.08 * fit.unit))
    height, width = pixels.shape[:2]
    found = []
    for x, y in fit.points[list(_CHEEKS), :2].astype(int):
        patch = pixels[max(0, y - reach) : min(height, y + reach), max(0, x - reach) : min(width, x + reach)]
        if patch.size:
            found.append(np.median(patch.reshape(-1, 3), axis=0))
    return np.asarray(np.median(found, axis=0) if found else pixels.mean(axis=(0, 1)), np.float32)


def _eye_white(pixels: Pixels, fit: Fit) -> float:
    """Brightness of the brightest fifth of what lies between the lids."""
    values = []
    for upper, lower in zip(UPPER_LID, LOWER_LID, strict=True):
        for up, down in zip(upper[1:-1], lower[1:-1], strict=True):
            for share in (0.35, 0.5, 0.65):
                x, y = (share * fit.points[up, :2] + (1 - share) * fit.points[down, :2]).astype(int)
                if 0 <= y < pixels.shape[0] and 0 <= x < pixels.shape[1]:
                    values.append(float(pixels[y, x] @ _LUMA))
    return float(np.percentile(values, 80)) if values else 0.0
