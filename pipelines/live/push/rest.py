"""A face at rest, and the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT
from emogen.media import FaceMotion

if TYPE_CHECKING:
    from emogen.timeline import Seconds

SETTLING: Final[Seconds] = 0.4
"""Seconds in which a face comes to rest. Ours."""


def resting(fps: float = 60.0) -> FaceMotion:
    """One frame of a face without any expression, looking ahead."""
    return FaceMotion(
        np.zeros((1, len(ARKIT)), np.float32), np.zeros((1, 3), np.float32), np.zeros((1, 2), np.float32), fps
    )


def is_resting(motion: FaceMotion) -> bool:
    """Whether every frame is of a face at rest."""
    return not (motion.curves.any() or motion.head.any() or motion.gaze.any())


def to_rest(motion: FaceMotion) -> FaceMotion:
    """The frames in which a face goes from the last frame of a motion to rest."""
    count = max(2, round(SETTLING * motion.fps))
    share = np.linspace(1.0, 0.0, count + 1)[1:, None].astype(np.float32)
    left = share * share * (3.0 - 2.0 * share)
    return FaceMotion(left * motion.curves[-1:], left * motion.head[-1:], left * motion.gaze[-1:], motion.fps)
