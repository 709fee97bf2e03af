"""Light from around that does not arrive, baked per vertex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from emogen.pipelines.face.render.raster import draw_triangles, rotate

if TYPE_CHECKING:
    from emogen.arrays import Floats, Ints


_SIDE = 224  # samples along a depth map: 2 mm on a bust of 45 cm


def openness(
    points: Floats,
    normals: Floats,
    triangles: Ints,
    hairs: Floats,
    samples: int = 40,
    casters: Floats | None = None,
) -> Floats:
    """How open each vertex is to the sky: ambient occlusion.

    Args:
        points, normals: float32, shape ``(v, 3)``.
        triangles: int32, shape ``(t, 3)``; they cast shadow.
        hairs: points that cast shadow too, float32, shape ``(m, 3)``.
        samples: directions that are looked in.
        casters: the vertices of ``triangles``, when they are not ``points``.

    Returns:
        Openness in [0, 1], float32, shape ``(v,)``.
    """
    casters = points if casters is None else casters
    sky, weight = np.zeros(len(points), np.float32), np.full(len(points), 1e-6, np.float32)
    for direction in _sphere(samples):
        facing = np.clip((normals * direction).sum(axis=1) + 0.1, 0, None) * (1.0 + 0.35 * direction[1])
        sky += facing * _lit(points, normals, casters, triangles, hairs, direction)
        weight += facing
    return np.asarray(sky / weight, np.float32)


def _lit(
    points: Floats, normals: Floats, casters: Floats, triangles: Ints, hairs: Floats, direction: Floats
) -> Floats:
    side = _unit(np.cross(np.array([0.13, 1.0, 0.07], np.float32), direction))
    frame = np.stack([side, -np.cross(direction, side), -direction])
    screen = _turned(casters, frame)
    low, high = screen[:, :2].min(axis=0), screen[:, :2].max(axis=0)
    scale = (_SIDE - 4) / float((high - low).max())
    screen[:, :2] = (screen[:, :2] - low) * scale + 2
    depth = np.full((_SIDE, _SIDE), np.inf, np.float32)
    draw_triangles(screen, triangles, depth, np.empty(depth.shape, np.int32))
    if len(hairs):
        strands = _turned(hairs, frame)
        strands[:, :2] = (strands[:, :2] - low) * scale + 2
        _splat(strands, depth)
    # a vertex is looked up a little off its surface, so that it does not shade itself
    lifted = _turned(points, frame)
    lifted[:, :2] = (lifted[:, :2] - low) * scale + 2
    lifted[:, :2] += _turned(normals, frame)[:, :2] * 0.03 * scale
    lifted[:, 2] -= 0.035
    return np.asarray(_open(lifted, depth), np.float32)


def _turned(points: Floats, frame: Floats) -> Floats:
    out = np.empty_like(points)
    rotate(points, np.zeros(3, np.float32), frame, out)
    return out


@njit(cache=True, nogil=True)
def _splat(points, depth):  # type: ignore[no-untyped-def]
    height, width = depth.shape
    for p in range(points.shape[0]):
        x, y = int(points[p, 0]), int(points[p, 1])
        if 0 <= x < width and 0 <= y < height and points[p, 2] < depth[y, x]:
            depth[y, x] = points[p, 2]


@njit(cache=True, nogil=True)
def _open(points, depth):  # type: ignore[no-untyped-def]
    """Share of the four nearest samples that are not in front of each point, bilinear."""
    out = np.empty(points.shape[0], np.float32)
    height, width = depth.shape
    for p in range(points.shape[0]):
        fx, fy = points[p, 0] - 0.5, points[p, 1] - 0.5
        x, y = int(np.floor(fx)), int(np.floor(fy))
        total = 0.0
        for j in range(2):
            for i in range(2):
                share = (fx - x if i else 1 - fx + x) * (fy - y if j else 1 - fy + y)
                inside = 0 <= x + i < width and 0 <= y + j < height
                if not inside or depth[y + j, x + i] >= points[p, 2]:
                    total += share
        out[p] = total
    return out


def _sphere(count: int) -> Floats:
    """Evenly spread unit vectors (a Fibonacci lattice), float32, shape ``(count, 3)``."""
    k = np.arange(count) + 0.5
    height = 1 - 2 * k / count
    angle = np.pi * (1 + 5**0.5) * k
    ring = np.sqrt(1 - height**2)
    return np.stack([ring * np.cos(angle), height, ring * np.sin(angle)], axis=1).astype(np.float32)


def _unit(vector: Floats) -> Floats:
    return (vector / np.linalg.norm(vector)).astype(np.float32)
