"""Visibility on the CPU: moving vertices, and a depth buffer of triangles and hairs."""

from __future__ import annotations

import numpy as np
from numba import njit

EMPTY = -1
"""In the id buffer: nothing is there. Ids from 0 are triangles, ids from -2 down are hair points."""


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
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


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
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


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def hollows(points, normals, triangles, out):  # type: ignore[no-untyped-def]
    """How hollow the surface is at each vertex: the mean rise of its neighbours over its tangent plane
    along the edges to them; positive in folds, negative on ridges, without unit."""
    out[:] = 0.0
    for t in range(triangles.shape[0]):
        for side in range(3):
            a, b = triangles[t, side], triangles[t, (side + 1) % 3]
            dx, dy, dz = (
                points[b, 0] - points[a, 0],
                points[b, 1] - points[a, 1],
                points[b, 2] - points[a, 2],
            )
            inverse = np.float32(0.17) / np.sqrt(dx * dx + dy * dy + dz * dz + np.float32(1e-9))
            out[a] += (normals[a, 0] * dx + normals[a, 1] * dy + normals[a, 2] * dz) * inverse


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def turn(points, share, pivot, rotation, out):  # type: ignore[no-untyped-def]
    """Rotate ``points`` about ``pivot``, each by its ``share`` (0: stays, 1: moves with the head)."""
    for v in range(points.shape[0]):
        x, y, z = points[v, 0] - pivot[0], points[v, 1] - pivot[1], points[v, 2] - pivot[2]
        s = share[v]
        for k in range(3):
            turned = rotation[k, 0] * x + rotation[k, 1] * y + rotation[k, 2] * z + pivot[k]
            out[v, k] = points[v, k] + s * (turned - points[v, k])


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
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


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def rotate(points, pivot, rotation, out):  # type: ignore[no-untyped-def]
    """``out`` = ``points`` turned about ``pivot``; small and single-threaded, unlike a BLAS call."""
    for v in range(points.shape[0]):
        x, y, z = points[v, 0] - pivot[0], points[v, 1] - pivot[1], points[v, 2] - pivot[2]
        for k in range(3):
            out[v, k] = rotation[k, 0] * x + rotation[k, 1] * y + rotation[k, 2] * z + pivot[k]


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def follow(points, corners, shares, lift, rotation, out):  # type: ignore[no-untyped-def]
    """Place hairs that are held by three vertices each; ``lift`` turns with the head."""
    for p in range(corners.shape[0]):
        a, b, c = corners[p, 0], corners[p, 1], corners[p, 2]
        for k in range(3):
            held = shares[p, 0] * points[a, k] + shares[p, 1] * points[b, k] + shares[p, 2] * points[c, k]
            turned = rotation[k, 0] * lift[p, 0] + rotation[k, 1] * lift[p, 1] + rotation[k, 2] * lift[p, 2]
            out[p, k] = held + turned


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy", inline="always")
def _cut(weight, slope, low, high):  # type: ignore[no-untyped-def]
    """The part of the row ``low`` to ``high`` in which ``weight + k * slope`` is not negative."""
    slack = np.float32(1e-4)  # so that no sample falls between neighbours
    if slope > np.float32(1e-9):
        low = max(low, -(weight + slack) / slope)
    elif slope < np.float32(-1e-9):
        high = min(high, -(weight + slack) / slope)
    elif weight < -slack:
        high = low - np.float32(1.0)
    return low, high


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def draw_triangles(screen, triangles, depth, ids):  # type: ignore[no-untyped-def]
    """Fill ``depth`` and ``ids`` with the nearest triangle facing the camera at each sample centre."""
    height, width = depth.shape
    half, zero, one = np.float32(0.5), np.float32(0.0), np.float32(1.0)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = screen[a, 0], screen[a, 1]
        bx, by, cx, cy = screen[b, 0] - ax, screen[b, 1] - ay, screen[c, 0] - ax, screen[c, 1] - ay
        area = bx * cy - by * cx
        if area >= zero:
            continue
        x0 = max(0, int(np.ceil(ax + min(zero, bx, cx) - half)))
        x1 = min(width - 1, int(np.floor(ax + max(zero, bx, cx) - half)))
        y0 = max(0, int(np.ceil(ay + min(zero, by, cy) - half)))
        y1 = min(height - 1, int(np.floor(ay + max(zero, by, cy) - half)))
        if x0 > x1 or y0 > y1:
            continue
        inverse = one / area
        az = screen[a, 2]
        bz, cz = screen[b, 2] - az, screen[c, 2] - az
        wbx, wcx = cy * inverse, -by * inverse
        wby, wcy = -cx * inverse, bx * inverse
        zx = wbx * bz + wcx * cz
        dx, dy = np.float32(x0) + half - ax, np.float32(y0) + half - ay
        wb, wc = dx * wbx + dy * wby, dx * wcx + dy * wcy
        for y in range(y0, y1 + 1):
            low, high = _cut(wb, wbx, zero, np.float32(x1 - x0))
            low, high = _cut(wc, wcx, low, high)
            low, high = _cut(one - wb - wc, -wbx - wcx, low, high)
            first, last = int(np.ceil(low)), int(np.floor(high))
            z = az + wb * bz + wc * cz + np.float32(first) * zx
            for x in range(x0 + first, x0 + last + 1):
                if z < depth[y, x]:
                    depth[y, x] = z
                    ids[y, x] = t
                z += zx
            wb += wby
            wc += wcy


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy", inline="always")
def _hidden(x, y, z, depth):  # type: ignore[no-untyped-def]
    """Whether something stands clearly in front of this place, or it is outside the picture."""
    px, py = int(x), int(y)
    inside = 0 <= px < depth.shape[1] and 0 <= py < depth.shape[0]
    return not inside or z > depth[py, px] + np.float32(0.015)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def draw_strands(screen, steps, width, keep, depth, ids, first):  # type: ignore[no-untyped-def]
    """Draw hairs, each a run of ``steps`` points of ``screen``, over the depth buffer; fast when the nearer
    ones come first.

    Args:
        width: thickness of each point in samples; below one sample a hair is one sample thick.
        keep: draw the hairs whose index modulo 64 is below this (fewer when they are thinner).
        first: index of the first point among all hair points (ids are ``-2 - index``).
    """
    height, wide = depth.shape
    half = np.float32(0.5)
    for hair in range(screen.shape[0] // steps):
        if (hair * 37) % 64 >= keep:
            continue
        for p in range(hair * steps, hair * steps + steps - 1):
            x, y, z = screen[p, 0], screen[p, 1], screen[p, 2]
            x1, y1, z1 = screen[p + 1, 0], screen[p + 1, 1], screen[p + 1, 2]
            dx, dy = x1 - x, y1 - y
            count = int(np.ceil(max(abs(dx), abs(dy))))
            if count == 0 or (_hidden(x, y, z, depth) and _hidden(x1, y1, z1, depth)):
                continue
            part = np.float32(1.0) / np.float32(count)
            dx, dy, dz, swell = dx * part, dy * part, (z1 - z) * part, (width[p + 1] - width[p]) * part
            x, y, z, thick = x + half * dx, y + half * dy, z + half * dz, width[p] + half * swell
            right, down = (1, 0) if abs(dy) > abs(dx) else (0, 1)  # to which side a hair is thick
            for _ in range(count):
                # the samples whose middle it covers, or the one that it runs through
                middle = x if right else y
                low = int(np.ceil(middle - half * thick - half))
                span = int(np.floor(middle + half * thick - half)) - low + 1
                if span < 1:
                    low, span = int(np.floor(middle)), 1
                px, py = low if right else int(np.floor(x)), low if down else int(np.floor(y))
                if px >= 0 and py >= 0 and px + right * span <= wide - 1 and py + down * span <= height - 1:
                    for j in range(span):
                        if z < depth[py + j * down, px + j * right]:
                            depth[py + j * down, px + j * right] = z
                            ids[py + j * down, px + j * right] = -2 - (first + p)
                x, y, z, thick = x + dx, y + dy, z + dz, thick + swell


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def mark_hairs(ids, out):  # type: ignore[no-untyped-def]
    """Set ``out`` to whether each hair point is seen by a sample."""
    out[:] = False
    for y in range(ids.shape[0]):
        for x in range(ids.shape[1]):
            if ids[y, x] < EMPTY:
                out[-2 - ids[y, x]] = True
