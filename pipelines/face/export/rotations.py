"""Head and eye angles as quaternions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def quaternions(angles: NDArray[Any]) -> NDArray[np.float32]:
    """Rotations by yaw, pitch and roll with the signs of :class:`emogen.media.FaceMotion`, in a frame
    with x to the own left, y up and z forward: roll first, then pitch, then yaw, as we draw them.

    Args:
        angles: radians, shape ``(T, 3)``.

    Returns:
        unit quaternions x, y, z, w, float32, shape ``(T, 4)``, each on the side of the one before.
    """
    yaw, pitch, roll = np.asarray(angles, np.float64).T / 2
    zero = np.zeros_like(yaw)
    about_y = np.stack([zero, np.sin(yaw), zero, np.cos(yaw)])
    about_x = np.stack([-np.sin(pitch), zero, zero, np.cos(pitch)])  # the chin up turns y to -z
    about_z = np.stack([zero, zero, -np.sin(roll), np.cos(roll)])
    whole = _product(_product(about_y, about_x), about_z).T
    turns = np.cumprod(np.where((whole[1:] * whole[:-1]).sum(axis=1) < 0, -1.0, 1.0))
    whole[1:] *= turns[:, None]
    return whole.astype(np.float32)


def _product(p: NDArray[np.float64], q: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hamilton's product of quaternions x, y, z, w, shape ``(4, T)``."""
    (a, b, c, d), (e, f, g, h) = p, q
    return np.stack(
        [
            d * e + a * h + b * g - c * f,
            d * f - a * g + b * h + c * e,
            d * g + a * f - b * e + c * h,
            d * h - a * e - b * f - c * g,
        ]
    )
