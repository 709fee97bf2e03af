"""Hair as narrow ribbons, which every engine can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.face.engines.surface import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int32]


def ribbons(points: Floats, outward: Floats, width: Floats) -> tuple[Floats, Ints]:
    """Two vertices for every point of every hair, beside each other, and the triangles between.

    Args:
        points: float32, shape ``(hairs, steps, 3)``.
        outward: away from the head, the way the ribbon faces, same shape.
        width: shape ``(hairs, steps)``.

    Returns:
        float32, shape ``(hairs * steps * 2, 3)``; int32, shape ``(hairs * (steps - 1) * 2, 3)``.
    """
    hairs, steps, _ = points.shape
    along = np.gradient(points, axis=1)
    side = unit(np.cross(along, outward)) * (0.5 * width[..., None])
    both = np.stack([points - side, points + side], axis=2).reshape(-1, 3).astype(np.float32)
    corner = 2 * np.arange(hairs * steps, dtype=np.int32).reshape(hairs, steps)[:, :-1, None]
    pair = [corner + np.array(turn, np.int32) for turn in ((0, 1, 2), (1, 3, 2))]
    return both, np.concatenate(pair, axis=1).reshape(-1, 3)


def doubled(values: Floats) -> Floats:
    """What belongs to points, shape ``(m, …)``, for both vertices of each."""
    return np.repeat(values, 2, axis=0)
