"""The key light's shadows: a depth map seen from the lamp, looked up softly at vertices and hairs.

Shadows are found at vertices, two or three millimetres apart on the face, and run smoothly over the
triangles between them: cheaper than a look-up at each pixel, and nothing in them flickers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from emogen.pipelines.face.render.raster import draw_triangles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats

SIDE = 288  # samples along the map
_REACH = 2.0  # decimetres from the map's middle to its edge: head, hair and neck
_DISC = np.array(
    [
        (np.sqrt((k + 0.5) / 16) * np.cos(2.39996 * k), np.sqrt((k + 0.5) / 16) * np.sin(2.39996 * k))
        for k in range(16)
    ],
    np.float32,
)
"""16 places evenly spread over the unit disc (a Fibonacci spiral)."""


class Shadow:
    """The shadow map of one lamp over a head that turns about ``pivot``.

    Args:
        towards: unit vector towards the lamp.
        soft: radius of the shadow's edge, decimetres.
        pivot: a point in the neck, float32, shape ``(3,)``.
    """

    def __init__(self, towards: Floats, soft: float, pivot: Floats) -> None:
        side = np.cross([0.13, 1.0, 0.07], towards)
        side /= np.linalg.norm(side)
        # columns: right and down on the map, and away from the lamp
        self.frame = np.stack([side, -np.cross(towards, side), -towards]).astype(np.float32)
        self.middle = (pivot + np.array([0, 0.45, 0.25], np.float32)).astype(np.float32)
        self.soft = np.float32(soft)

    def cast(
        self,
        points: Floats,
        triangles: NDArray[np.int32],
        hairs: Floats,
        to: Floats,
        ids: NDArray[np.int32],
        places: Floats,
    ) -> None:
        """Fill the map ``to`` with the distances of what the lamp sees; ``ids``, ``places``: scratch."""
        to.fill(np.inf)
        _look(points, self.frame, self.middle, places)
        draw_triangles(places, triangles, to, ids)
        _splat(hairs, self.frame, self.middle, to)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy", inline="always")
def _seen_from(x, y, z, frame, middle):  # type: ignore[no-untyped-def]
    """Column, row and distance on the map of a point."""
    scale = np.float32(SIDE / (2 * _REACH))
    x, y, z = x - middle[0], y - middle[1], z - middle[2]
    return (
        (frame[0, 0] * x + frame[0, 1] * y + frame[0, 2] * z) * scale + np.float32(SIDE / 2),
        (frame[1, 0] * x + frame[1, 1] * y + frame[1, 2] * z) * scale + np.float32(SIDE / 2),
        frame[2, 0] * x + frame[2, 1] * y + frame[2, 2] * z,
    )


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _look(points, frame, middle, out):  # type: ignore[no-untyped-def]
    for p in range(points.shape[0]):
        out[p, 0], out[p, 1], out[p, 2] = _seen_from(points[p, 0], points[p, 1], points[p, 2], frame, middle)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _splat(points, frame, middle, depth):  # type: ignore[no-untyped-def]
    for p in range(points.shape[0]):
        fx, fy, z = _seen_from(points[p, 0], points[p, 1], points[p, 2], frame, middle)
        x, y = int(fx), int(fy)
        if 0 <= x < SIDE and 0 <= y < SIDE and z < depth[y, x]:
            depth[y, x] = z


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy", inline="always")
def _open(depth, fx, fy, z, fade):  # type: ignore[no-untyped-def]
    """How free of what is nearer to the lamp a place is, bilinear; what is ``fade`` in front hides it."""
    one, zero = np.float32(1.0), np.float32(0.0)
    fx, fy = fx - np.float32(0.5), fy - np.float32(0.5)
    x, y = int(np.floor(fx)), int(np.floor(fy))
    if not (0 <= x < SIDE - 1 and 0 <= y < SIDE - 1):
        return one
    fx, fy = fx - np.float32(x), fy - np.float32(y)
    a = min(one, max(zero, one + (depth[y, x] - z) * fade))
    b = min(one, max(zero, one + (depth[y, x + 1] - z) * fade))
    c = min(one, max(zero, one + (depth[y + 1, x] - z) * fade))
    d = min(one, max(zero, one + (depth[y + 1, x + 1] - z) * fade))
    return (a + fx * (b - a)) * (one - fy) + (c + fx * (d - c)) * fy


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def on_surface(points, normals, frame, middle, soft, depth, out):  # type: ignore[no-untyped-def]
    """Set ``out[:, 3]`` to how much of the key reaches each vertex, [0, 1].

    A vertex is looked up a little off its surface, so that it does not shade itself.
    """
    scale = np.float32(SIDE / (2 * _REACH))
    lift, radius = np.float32(0.03), soft * scale
    for p in range(points.shape[0]):
        nx, ny, nz = normals[p, 0], normals[p, 1], normals[p, 2]
        # where neither camera nor lamp look nobody asks for it
        if nz < np.float32(-0.25) or frame[2, 0] * nx + frame[2, 1] * ny + frame[2, 2] * nz > np.float32(0.4):
            out[p, 3] = np.float32(0.0)
            continue
        x, y, z = _seen_from(
            points[p, 0] + lift * nx, points[p, 1] + lift * ny, points[p, 2] + lift * nz, frame, middle
        )
        total = np.float32(0.0)
        for k in range(_DISC.shape[0]):
            total += _open(
                depth,
                x + radius * _DISC[k, 0],
                y + radius * _DISC[k, 1],
                z - np.float32(0.02),
                np.float32(25.0),
            )
        out[p, 3] = total / np.float32(_DISC.shape[0])


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def on_hair(points, seen, frame, middle, depth, out):  # type: ignore[no-untyped-def]
    """Set ``out[:, 1]`` to how much of the key reaches each hair point that is ``seen``: the less the deeper
    it lies, none 4 mm below the outermost hair."""
    for p in range(points.shape[0]):
        if seen[p]:
            x, y, z = _seen_from(points[p, 0], points[p, 1], points[p, 2], frame, middle)
            light, spread = np.float32(0.0), np.float32(2.0)
            for k in range(0, 16, 3):
                light += _open(depth, x + _DISC[k, 0] * spread, y + _DISC[k, 1] * spread, z, np.float32(2.5))
            out[p, 1] = np.float32(0.06) + np.float32(0.157) * light
