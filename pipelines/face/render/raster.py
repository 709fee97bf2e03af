"""Visibility on the CPU: moving vertices, and a depth buffer of triangles and hairs."""

from __future__ import annotations

import numpy as np
from numba import njit

EMPTY = -1
"""In the id buffer: nothing is there. Ids from 0 are triangles, ids from -2 down are hair points."""


@njit(cache=True, nogil=True)
def deform(neutral, start, vertex, offset, weights, out):  # type: ignore[no-untyped-def]
    """``out`` = ``neutral`` plus the weighted sum of the shapes, over the vertices that move."""
    out[:] = neutral
    for shape in range(weights.shape[0]):
        weight = weights[shape]
        if weight != 0.0:
            for row in range(start[shape], start[shape + 1]):
                v = vertex[row]
                out[v, 0] += weight * offset[row, 0]
                out[v, 1] += weight * offset[row, 1]
                out[v, 2] += weight * offset[row, 2]


@njit(cache=True, nogil=True, fastmath=True)
def smooth_normals(points, triangles, out):  # type: ignore[no-untyped-def]
    """Unit vertex normals: the area-weighted mean of the triangles around each vertex."""
    out[:] = 0.0
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux, uy, uz = (points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2])
        vx, vy, vz = (points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2])
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for v in (a, b, c):
            out[v, 0] += nx
            out[v, 1] += ny
            out[v, 2] += nz
    for v in range(out.shape[0]):
        length = np.sqrt(out[v, 0] ** 2 + out[v, 1] ** 2 + out[v, 2] ** 2) + np.float32(1e-12)
        out[v, 0] /= length
        out[v, 1] /= length
        out[v, 2] /= length


@njit(cache=True, nogil=True, fastmath=True)
def turn(points, share, pivot, rotation, out):  # type: ignore[no-untyped-def]
    """Rotate ``points`` about ``pivot``, each by its ``share`` (0: stays, 1: moves with the head)."""
    for v in range(points.shape[0]):
        x, y, z = points[v, 0] - pivot[0], points[v, 1] - pivot[1], points[v, 2] - pivot[2]
        s = share[v]
        for k in range(3):
            turned = rotation[k, 0] * x + rotation[k, 1] * y + rotation[k, 2] * z + pivot[k]
            out[v, k] = points[v, k] + s * (turned - points[v, k])


@njit(cache=True, nogil=True, fastmath=True)
def project(points, camera, out):  # type: ignore[no-untyped-def]
    """Perspective: ``out`` is x and y in samples (y down) and the distance from the camera plane.

    ``camera``: x, y, z of the eye (it looks along -z), focal length in samples, centre x and y.
    """
    for v in range(points.shape[0]):
        away = camera[2] - points[v, 2]
        scale = camera[3] / away
        out[v, 0] = camera[4] + (points[v, 0] - camera[0]) * scale
        out[v, 1] = camera[5] - (points[v, 1] - camera[1]) * scale
        out[v, 2] = away


@njit(cache=True, nogil=True, fastmath=True)
def rotate(points, pivot, rotation, out):  # type: ignore[no-untyped-def]
    """``out`` = ``points`` turned about ``pivot``; small and single-threaded, unlike a BLAS call."""
    for v in range(points.shape[0]):
        x, y, z = points[v, 0] - pivot[0], points[v, 1] - pivot[1], points[v, 2] - pivot[2]
        for k in range(3):
            out[v, k] = rotation[k, 0] * x + rotation[k, 1] * y + rotation[k, 2] * z + pivot[k]


@njit(cache=True, nogil=True, fastmath=True)
def follow(points, corners, shares, lift, rotation, out):  # type: ignore[no-untyped-def]
    """Place hairs that are held by three vertices each; ``lift`` turns with the head."""
    for p in range(corners.shape[0]):
        a, b, c = corners[p, 0], corners[p, 1], corners[p, 2]
        for k in range(3):
            held = shares[p, 0] * points[a, k] + shares[p, 1] * points[b, k] + shares[p, 2] * points[c, k]
            turned = rotation[k, 0] * lift[p, 0] + rotation[k, 1] * lift[p, 1] + rotation[k, 2] * lift[p, 2]
            out[p, k] = held + turned


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _hidden(x, y, z, depth):  # type: ignore[no-untyped-def]
    """Whether something stands clearly in front of this place, or it is outside the picture."""
    px, py = int(x), int(y)
    return not (0 <= px < depth.shape[1] and 0 <= py < depth.shape[0]) or z > depth[py, px] + 0.06


@njit(cache=True, nogil=True, fastmath=True)
def draw_triangles(screen, triangles, depth, ids):  # type: ignore[no-untyped-def]
    """Fill ``depth`` and ``ids`` with the nearest triangle facing the camera at each sample centre."""
    height, width = depth.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, bx, by, cx, cy = (
            screen[a, 0], screen[a, 1], screen[b, 0], screen[b, 1], screen[c, 0], screen[c, 1],
        )  # fmt: skip
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area >= 0.0:
            continue
        x0 = max(0, int(np.ceil(min(ax, bx, cx) - 0.5)))
        x1 = min(width - 1, int(np.floor(max(ax, bx, cx) - 0.5)))
        y0 = max(0, int(np.ceil(min(ay, by, cy) - 0.5)))
        y1 = min(height - 1, int(np.floor(max(ay, by, cy) - 0.5)))
        if x0 > x1 or y0 > y1:
            continue
        inverse = 1.0 / area
        az, bz, cz = screen[a, 2], screen[b, 2], screen[c, 2]
        wbx, wcx = (cy - ay) * inverse, -(by - ay) * inverse
        wby, wcy = -(cx - ax) * inverse, (bx - ax) * inverse
        for y in range(y0, y1 + 1):
            dy = y + 0.5 - ay
            for x in range(x0, x1 + 1):
                dx = x + 0.5 - ax
                wb = dx * wbx + dy * wby
                wc = dx * wcx + dy * wcy
                if wb >= -1e-6 and wc >= -1e-6 and wb + wc <= 1.000001:
                    z = az + wb * (bz - az) + wc * (cz - az)
                    if z < depth[y, x]:
                        depth[y, x] = z
                        ids[y, x] = t


@njit(cache=True, nogil=True, fastmath=True)
def draw_strands(screen, steps, width, keep, depth, ids, first):  # type: ignore[no-untyped-def]
    """Draw hairs, each a run of ``steps`` points of ``screen``, over the depth buffer.

    Args:
        width: thickness of each point in samples; below one sample a hair is one sample thick.
        keep: draw the hairs whose index modulo 64 is below this (fewer when they are thinner).
        first: index of the first point among all hair points (ids are ``-2 - index``).
    """
    height, wide = depth.shape
    for hair in range(screen.shape[0] // steps):
        if (hair * 37) % 64 >= keep:
            continue
        for k in range(steps - 1):
            p = hair * steps + k
            x0, y0, z0 = screen[p, 0], screen[p, 1], screen[p, 2]
            x1, y1, z1 = screen[p + 1, 0], screen[p + 1, 1], screen[p + 1, 2]
            dx, dy = x1 - x0, y1 - y0
            steep = abs(dy) > abs(dx)
            count = int(np.ceil(max(abs(dx), abs(dy))))
            if count == 0 or (_hidden(x0, y0, z0, depth) and _hidden(x1, y1, z1, depth)):
                continue
            for i in range(count):
                f = (i + 0.5) / count
                x, y, z = x0 + f * dx, y0 + f * dy, z0 + f * (z1 - z0)
                thick = width[p] + f * (width[p + 1] - width[p])
                span = max(1, int(thick + 0.5))
                for j in range(span):
                    side = j - 0.5 * (span - 1)
                    px = int(np.floor(x + (side if steep else 0.0)))
                    py = int(np.floor(y + (0.0 if steep else side)))
                    if 0 <= px < wide and 0 <= py < height and z < depth[py, px]:
                        depth[py, px] = z
                        ids[py, px] = -2 - (first + p)


@njit(cache=True, nogil=True)
def mark_hairs(ids, out):  # type: ignore[no-untyped-def]
    """Set ``out`` to whether each hair point is seen by a sample."""
    out[:] = False
    for y in range(ids.shape[0]):
        for x in range(ids.shape[1]):
            if ids[y, x] < EMPTY:
                out[-2 - ids[y, x]] = True
