"""Kernels: triangles with values to pixels, pixels from where they were, polygons to soft masks."""

from __future__ import annotations

import numpy as np
from numba import njit

FAR = np.float32(1e30)
"""Depth where nothing is: kernels in fast mathematics know no infinity."""


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def cover(screen, values, triangles, solid, left, top, depth, out):  # type: ignore[no-untyped-def]
    """Draw triangles into the window whose first pixel is ``(left, top)``, the nearest on top.

    ``screen``: x, y, z (away) of each point, shape ``(n, 3)``; ``values``: shape ``(n, k)``;
    ``depth``: shape ``(h, w)``, filled with :data:`FAR`; ``out``: shape ``(h, w, k)``.
    Of the first ``solid`` triangles the backs, those of negative area, lie behind everything else.
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
        behind = np.float32(1e6) if t < solid and area < 0.0 else np.float32(0)
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
                z = wa * screen[a, 2] + wb * screen[b, 2] + wc * screen[c, 2] + behind
                if z < depth[y, x]:
                    depth[y, x] = z
                    for k in range(count):
                        out[y, x, k] = wa * values[a, k] + wb * values[b, k] + wc * values[c, k]


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _taps(position, size, sharp, taps, shares):  # type: ignore[no-untyped-def]
    """The four pixels around a position along one axis, and their shares (Catmull and Rom 1974); where not
    ``sharp``, the middle two linearly."""
    held = min(max(position, np.float32(0)), np.float32(size - 1))
    first = int(held)
    t = held - first
    if sharp:
        shares[0] = t * (-0.5 + t * (1 - 0.5 * t))
        shares[1] = 1 + t * t * (-2.5 + 1.5 * t)
        shares[2] = t * (0.5 + t * (2 - 1.5 * t))
        shares[3] = t * t * (-0.5 + 0.5 * t)
    else:
        shares[1], shares[2] = 1 - t, t
    for k in range(4):
        taps[k] = min(max(first + k - 1, 0), size - 1)


@njit(cache=True, nogil=True, fastmath=True)
def compose(person, back, lids, lid_left, lid_top, depth, source, sharp, left, top, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` at covered pixels of a window from where the mesh says they were.

    ``person``: uint8 ``(h, w, 4)``, the photograph times its share of the person, and that share;
    ``back``: uint8 ``(h, w, 3)``, what is behind; ``lids``: uint8, skin where the eyes are, its first
    pixel at ``(lid_left, lid_top)``; ``source``: per pixel of the window x, y in the photograph,
    x, y in ``lids`` and how much of them shows; ``sharp``: bicubic rather than bilinear.
    """
    height, width = person.shape[0], person.shape[1]
    columns, rows = np.empty(4, np.int64), np.empty(4, np.int64)
    across, down = np.empty(4, np.float32), np.empty(4, np.float32)
    value = np.empty(4, np.float32)
    low, high = (0, 4) if sharp else (1, 3)
    for y in range(depth.shape[0]):
        for x in range(depth.shape[1]):
            if depth[y, x] >= FAR:
                continue
            row, column = top + y, left + x
            u, v, lid = source[y, x, 0], source[y, x, 1], source[y, x, 4]
            if abs(u - column) + abs(v - row) < np.float32(0.002) and lid <= 0.004:
                continue  # nothing moved: the photograph is there already
            _taps(u, width, sharp, columns, across)
            _taps(v, height, sharp, rows, down)
            ends = person[rows[0], columns[0], 3] | person[rows[3], columns[3], 3]
            ends |= person[rows[0], columns[3], 3] | person[rows[3], columns[0], 3]
            if ends == 0 and person[rows[1], columns[1], 3] == 0 and lid <= 0.004:
                for c in range(3):
                    out[row, column, c] = back[row, column, c]
                continue
            r = g = b = a = np.float32(0)
            for j in range(low, high):
                y0, share = rows[j], down[j]
                for i in range(low, high):
                    weight = across[i] * share
                    x0 = columns[i]
                    r += weight * person[y0, x0, 0]
                    g += weight * person[y0, x0, 1]
                    b += weight * person[y0, x0, 2]
                    a += weight * person[y0, x0, 3]
            value[0], value[1], value[2], value[3] = r, g, b, a
            rest = min(max(1 - value[3] * np.float32(1 / 255), np.float32(0)), np.float32(1))
            if lid > 0.004:
                _taps(source[y, x, 2] - lid_left, lids.shape[1], sharp, columns, across)
                _taps(source[y, x, 3] - lid_top, lids.shape[0], sharp, rows, down)
            for c in range(3):
                colour = value[c] + rest * back[row, column, c]
                if lid > 0.004:
                    skin = np.float32(0)
                    for j in range(low, high):
                        for i in range(low, high):
                            skin += across[i] * down[j] * lids[rows[j], columns[i], c]
                    colour += lid * (skin - colour)
                out[row, column, c] = np.uint8(
                    min(max(colour + np.float32(0.5), np.float32(0)), np.float32(255))
                )


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
                if far > step and depth[y, x] < FAR and depth[y + dy, x + dx] < FAR:
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
