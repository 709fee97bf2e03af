"""The mouth of speech put into an expression, which yields where it must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import INDEX
from emogen.visemes import ARTICULATORS

if TYPE_CHECKING:
    from emogen.arrays import Floats

_OPENERS: Final = (
    *("mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft", "mouthLowerDownRight"),
    *("mouthStretchLeft", "mouthStretchRight", "mouthFunnel", "mouthShrugUpper"),
)
"""Shapes that part the lips: an emotion gives them up where speech needs lips closed."""

_BENDERS: Final = ("mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight")
_PURSERS: Final = ("mouthPressLeft", "mouthPressRight", "mouthRollUpper", "mouthRollLower", "mouthShrugLower")

_JAW_IN_SPEECH: Final = 0.3
"""The share of an emotion's jaw drop that stays while speech moves the jaw."""


def add_speech(curves: Floats, mouth: Floats, tracks: Floats) -> None:
    """Add the mouth of speech to the expression's ``curves``, in place.

    Args:
        curves: ARKit shapes of the expression, shape ``(T, 52)``.
        mouth: those of speech, the same shape.
        tracks: the articulators behind them, shape ``(T, 8)``.
    """
    close = tracks[:, ARTICULATORS.index("close")]
    tuck = tracks[:, ARTICULATORS.index("tuck")]
    contact = np.maximum(close, tuck)
    opening = np.clip(tracks[:, ARTICULATORS.index("jaw")] / 0.3, 0.0, 1.0)
    for name in _OPENERS:
        curves[:, INDEX[name]] *= 1.0 - contact
    for name in _BENDERS:
        curves[:, INDEX[name]] *= 1.0 - 0.35 * contact
    for name in _PURSERS:
        # Pressed lips cannot stay pressed while the mouth is open.
        curves[:, INDEX[name]] *= 1.0 - 0.85 * np.maximum(opening, tuck)
    for name in ("noseSneerLeft", "noseSneerRight"):
        curves[:, INDEX[name]] *= 1.0 - 0.5 * close
    jaw = INDEX["jawOpen"]
    spoken = np.clip(tracks.max(axis=1) / 0.15, 0.0, 1.0)
    curves[:, jaw] *= (1.0 - contact) * (1.0 - (1.0 - _JAW_IN_SPEECH) * spoken)
    curves += mouth
