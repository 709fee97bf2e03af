"""Hair as thin tubes with three sides, which every engine can draw and light from every side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from emogen.pipelines.face.export.surface import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Ints

Number = TypeVar("Number", bound="np.generic")

SIDES: Final = 3

_SMOOTH: Final = 0.6
"""The share that the way off the head has of a tube's normals: hair shines as a whole. Ours."""


def tubes(points: Floats, outward: Floats, width: Floats) -> tuple[Floats, Floats, Ints]:
    """Three vertices around every point of every hair, their normals, and the triangles between.

    Args:
        points: float32, shape ``(hairs, steps, 3)``.
        outward: unit vectors away from the head, same shape.
        width: shape ``(hairs, steps)``.

    Returns:
        points and normals, float32 of shape ``(hairs * steps * 3, 3)``; int32, shape
        ``(hairs * (steps - 1) * 6, 3)``, anticlockwise from outside.
    """
    hairs, steps, _ = points.shape
    along = unit(np.gradient(points, axis=1))
    side = unit(np.cross(along, outward))
    up = np.cross(side, along)
    turn = 2 * np.pi * np.arange(SIDES) / SIDES + np.pi / 2
    ring = np.cos(turn)[:, None] * side[:, :, None] + np.sin(turn)[:, None] * up[:, :, None]
    around = points[:, :, None] + ring * (0.5 * width[..., None, None])
    normals = unit((_SMOOTH * outward[:, :, None] + (1 - _SMOOTH) * ring).astype(np.float32))
    first = SIDES * np.arange(hairs * steps, dtype=np.int32).reshape(hairs, steps)[:, :-1]
    faces = []
    for k in range(SIDES):
        a, b = first + k, first + (k + 1) % SIDES
        faces += [np.stack([a, b, a + SIDES], axis=-1), np.stack([b, b + SIDES, a + SIDES], axis=-1)]
    triangles = np.stack(faces, axis=2).reshape(-1, 3).astype(np.int32)
    return around.reshape(-1, 3).astype(np.float32), normals.reshape(-1, 3), triangles


def of_points(values: NDArray[Number]) -> NDArray[Number]:
    """What belongs to points, shape ``(m, …)``, for the vertices around each."""
    return np.repeat(values, SIDES, axis=0)
