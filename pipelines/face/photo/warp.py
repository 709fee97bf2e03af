"""Kernels: triangles with values to pixels, pixels from where they were, polygons to soft masks."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def cover(screen, values, triangles, left, top, depth, out):  # type: ignore[no-untyped-def]
    """Draw triangles into the window whose first pixel is ``(left, top)``, the nearest on top.

    ``screen``: x, y, z (away) of each point, shape ``(n, 3)``; ``values``: shape ``(n, k)``;
    ``depth``: shape ``(h, w)``, filled with infinity; ``out``: shape ``(h, w, k)``. Both orientations.
    """
    height, width = depth.shape
    count = values.shape[1]
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = screen[a, 0] - left, screen[a, 1] - top
        bx, by = screen[b, 0] - left - ax, screen[b, 1] - top - ay
        cx, cy = screen[c, 0] - left - ax, screen[c, 1] - top - ay
        area = bx * cy - by * cx
        if area == 0.0:
            continue
        x0 = max(0, int(np.ceil(ax + min(0.0, bx, cx))))
        x1 = min(width - 1, int(np.floor(ax + max(0.0, bx, cx))))
        y0 = max(0, int(np.ceil(ay + min(0.0, by, cy))))
        y1 = min(height - 1, int(np.floor(ay + max(0.0, by, cy))))
        inverse = 1.0 / area
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                dx, dy = x - ax, y - ay
                wb = (dx * cy - dy * cx) * inverse
                wc = (dy * bx - dx * by) * inverse
                wa = 1.0 - wb - wc
                if min(wa, wb, wc) < -1e-5:
                    continue
                z = wa * screen[a, 2] + wb * screen[b, 2] + wc * screen[c, 2]
                if z < depth[y, x]:
                    depth[y, x] = z
                    for k in range(count):
                        out[y, x, k] = wa * values[a, k] + wb * values[b, k] + wc * values[c, k]


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _corner(position, size):  # type: ignore[no-untyped-def]
    """The pixel before a position and the share of the next one, held inside the picture."""
    held = min(max(position, np.float32(0)), np.float32(size - 1))
    first = min(int(held), size - 2) if size > 1 else 0
    return first, held - first


@njit(cache=True, nogil=True, fastmath=True)
def compose(person, back, lids, lid_left, lid_top, depth, source, left, top, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` at covered pixels of a window from where the mesh says they were.

    ``person``: uint8 ``(h, w, 4)``, the photograph times its share of the person, and that share;
    ``back``: uint8 ``(h, w, 3)``, what is behind; ``lids``: uint8, skin where the eyes are, its first
    pixel at ``(lid_left, lid_top)``; ``source``: per pixel of the window x, y in the photograph,
    x, y in ``lids`` and how much of them shows.
    """
    height, width = person.shape[0], person.shape[1]
    for y in range(depth.shape[0]):
        for x in range(depth.shape[1]):
            if depth[y, x] == np.inf:
                continue
            u, v = source[y, x, 0], source[y, x, 1]
            row, column = top + y, left + x
            i, fx = _corner(u, width)
            j, fy = _corner(v, height)
            wa, wb = (1 - fx) * (1 - fy), fx * (1 - fy)
            wc, wd = (1 - fx) * fy, fx * fy
            r = wa * person[j, i, 0] + wb * person[j, i + 1, 0]
            r += wc * person[j + 1, i, 0] + wd * person[j + 1, i + 1, 0]
            g = wa * person[j, i, 1] + wb * person[j, i + 1, 1]
            g += wc * person[j + 1, i, 1] + wd * person[j + 1, i + 1, 1]
            b = wa * person[j, i, 2] + wb * person[j, i + 1, 2]
            b += wc * person[j + 1, i, 2] + wd * person[j + 1, i + 1, 2]
            a = wa * person[j, i, 3] + wb * person[j, i + 1, 3]
            a += wc * person[j + 1, i, 3] + wd * person[j + 1, i + 1, 3]
            rest = 1 - a * np.float32(1 / 255)
            if rest > 0:
                r += rest * back[row, column, 0]
                g += rest * back[row, column, 1]
                b += rest * back[row, column, 2]
            lid = source[y, x, 4]
            if lid > 0.004:
                i, fx = _corner(source[y, x, 2] - lid_left, lids.shape[1])
                j, fy = _corner(source[y, x, 3] - lid_top, lids.shape[0])
                wa, wb = (1 - fx) * (1 - fy) * lid, fx * (1 - fy) * lid
                wc, wd = (1 - fx) * fy * lid, fx * fy * lid
                r = (1 - lid) * r + wa * lids[j, i, 0] + wb * lids[j, i + 1, 0]
                r += wc * lids[j + 1, i, 0] + wd * lids[j + 1, i + 1, 0]
                g = (1 - lid) * g + wa * lids[j, i, 1] + wb * lids[j, i + 1, 1]
                g += wc * lids[j + 1, i, 1] + wd * lids[j + 1, i + 1, 1]
                b = (1 - lid) * b + wa * lids[j, i, 2] + wb * lids[j, i + 1, 2]
                b += wc * lids[j + 1, i, 2] + wd * lids[j + 1, i + 1, 2]
            out[row, column, 0] = np.uint8(min(max(r + np.float32(0.5), np.float32(0)), np.float32(255)))
            out[row, column, 1] = np.uint8(min(max(g + np.float32(0.5), np.float32(0)), np.float32(255)))
            out[row, column, 2] = np.uint8(min(max(b + np.float32(0.5), np.float32(0)), np.float32(255)))


@njit(cache=True, nogil=True, fastmath=True)
def soften(depth, source, step, left, top, out):  # type: ignore[no-untyped-def]
    """Smooth the stairs where one part of the mesh stands before another.

    A pixel beside one whose place in the photograph is ``step`` pixels further becomes the mean of the
    nine around it.
    """
    height, width = depth.shape
    marked = np.zeros((height, width), np.bool_)
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            for dy, dx in ((0, 1), (1, 0)):
                far = abs(source[y, x, 0] - source[y + dy, x + dx, 0])
                far += abs(source[y, x, 1] - source[y + dy, x + dx, 1])
                if far > step and depth[y, x] < np.inf and depth[y + dy, x + dx] < np.inf:
                    marked[y, x] = marked[y + dy, x + dx] = True
    rows, columns = np.nonzero(marked)
    mean = np.zeros((len(rows), 3), np.float32)
    for k in range(len(rows)):
        for dy in range(-1, 2):
            for dx in range(-1, 2):
                y = min(max(top + rows[k] + dy, 0), out.shape[0] - 1)
                x = min(max(left + columns[k] + dx, 0), out.shape[1] - 1)
                weight = np.float32((2 - abs(dy)) * (2 - abs(dx)) / 16)
                for c in range(3):
                    mean[k, c] += weight * out[y, x, c]
    for k in range(len(rows)):
        for c in range(3):
            out[top + rows[k], left + columns[k], c] = np.uint8(mean[k, c] + np.float32(0.5))


@njit(cache=True, nogil=True, fastmath=True)
def fill_polygon(corners, left, top, out):  # type: ignore[no-untyped-def]
    """The share of each pixel of a window that lies in a polygon (even-odd), in [0, 1].

    ``corners``: shape ``(n, 2)``, pixel centres at whole numbers; ``out``: shape ``(h, w)``.
    """
    height, width = out.shape
    count = corners.shape[0]
    crossings = np.empty(count, np.float32)
    out[:] = 0
    steps = 5
    for y in range(height):
        for step in range(steps):
            level = top + y - 0.5 + (step + 0.5) / steps
            found = 0
            for k in range(count):
                ax, ay = corners[k, 0], corners[k, 1]
                bx, by = corners[(k + 1) % count, 0], corners[(k + 1) % count, 1]
                if (ay <= level) != (by <= level):
                    crossings[found] = ax + (level - ay) / (by - ay) * (bx - ax) - left + 0.5
                    found += 1
            ordered = np.sort(crossings[:found])
            for pair in range(found // 2):
                start = min(max(ordered[2 * pair], np.float32(0)), np.float32(width))
                end = min(max(ordered[2 * pair + 1], np.float32(0)), np.float32(width))
                first, last = int(start), int(end)
                if first == last:
                    if first < width:
                        out[y, first] += (end - start) / steps
                else:
                    out[y, first] += (first + 1 - start) / steps
                    for x in range(first + 1, last):
                        out[y, x] += 1.0 / steps
                    if last < width:
                        out[y, last] += (end - last) / steps
