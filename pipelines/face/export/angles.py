"""Angles that some formats do not carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.pipelines.face.motion.gaze import look_shapes

if TYPE_CHECKING:
    from emogen.arrays import Floats


def gaze_of(curves: Floats) -> Floats:
    """Yaw and pitch of the eyes that the eyeLook columns of ``curves`` mean, the mean of both eyes.

    Args:
        curves: shape ``(T, 52)``.

    Returns:
        float32 radians, shape ``(T, 2)``, signs as in :class:`emogen.media.FaceMotion`.
    """

    def column(name: str) -> Floats:
        return curves[:, INDEX[name]]

    left = column("eyeLookOutLeft") - column("eyeLookInLeft")
    right = column("eyeLookInRight") - column("eyeLookOutRight")
    up = column("eyeLookUpLeft") + column("eyeLookUpRight")
    down = column("eyeLookDownLeft") + column("eyeLookDownRight")
    turned = np.stack([left + right, up - down], axis=1) / 2
    return (turned * _full_turn()).astype(np.float32)


def _full_turn() -> Floats:
    """Radians of yaw and pitch at which the eyeLook shapes are 1."""
    shown = np.zeros((1, len(ARKIT)), np.float32)
    small = np.array([[0.1, 0.1]], np.float32)
    look_shapes(shown, small)
    full: Floats = small[0] / shown[0, [INDEX["eyeLookOutLeft"], INDEX["eyeLookUpLeft"]]]
    return full
