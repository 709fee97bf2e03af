"""Angles of a head as a rotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rotation_of(head: NDArray[np.float32]) -> NDArray[np.float64]:
    """Rotation of yaw (about y), then pitch (about x), then roll (about z), shape ``(3, 3)``; radians, signs
    of :class:`emogen.media.FaceMotion`."""
    (cy, cp, cr), (sy, sp, sr) = np.cos(head), np.sin(head)
    yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    pitch = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    roll = np.array([[cr, sr, 0], [-sr, cr, 0], [0, 0, 1]])
    return np.asarray(yaw @ pitch @ roll, np.float64)
