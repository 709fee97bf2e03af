"""What the samples of a row of pixels see: fragments, where they are and what they are made of.

A fragment is a surface in a pixel; a row's fragments are the columns of a float32 array, so that
:mod:`shade` can light them in vector instructions. For its sake constants are float32 too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from emogen.pipelines.face.character.eyes import shade_eye, smooth
from emogen.pipelines.face.render.raster import EMPTY

if TYPE_CHECKING:
    from emogen.arrays import Floats

f = np.float32

# Rows of the fragment buffer: unit normal, unit view, linear albedo, roughness, gloss, how soft the
# terminator is, place on the screen and distance, share of the pixel, light that leaves it, and the
# traits of its vertices: map u and v, sky and key openness, mouth interior, height over the hem of the
# cloth, depth of folds, blood.
N, V, ALBEDO, ROUGH, SHINE, WRAP, X, Y, Z, WEIGHT, OUT, TRAIT = 0, 3, 6, 9, 10, 11, 12, 13, 14, 15, 16, 19
U, AMBIENT, LIT, INNER, HEM, FOLD, BLOOD, ROWS = 19, 21, 22, 23, 24, 25, 26, 27
TRAITS, MATTER = 8, 6  # rows from TRAIT, and from ALBEDO
FIXED = [row - TRAIT for row in (U, U + 1, AMBIENT, INNER, HEM)]  # the traits that a head brings along

_RING = np.array(
    [
        (r * 0.25 * np.cos(0.628 * k + 0.3 * r), -r * 0.25 * np.sin(0.628 * k + 0.3 * r))
        for r in range(1, 5)
        for k in range(10)
    ],
    np.float32,
)
"""Where :func:`_cover` looks, in units of its reach: x and y (down)."""


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy", inline="always")
def _note(frag, column, triangle, m, px, x, y, z, t, weight):  # type: ignore[no-untyped-def]
    """Write down fragment ``m``: a pixel column, a place on the screen, its triangle, its share."""
    frag[X, m], frag[Y, m], frag[Z, m], frag[WEIGHT, m] = x, y, z, weight
    column[m], triangle[m] = px, t


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def collect(depth, ids, part, strand, back, side, py, frag, column, triangle, out):  # type: ignore[no-untyped-def]
    """The surfaces in a row of pixels, one fragment each; hair and background go to ``out`` at once."""
    share, half, m = f(1.0) / f(side * side), f(0.5), 0
    top = py * side
    for px in range(out.shape[1]):
        left, empty, seen, kind, alike = px * side, 0, 0, -1, True
        near, far = f(0.0), f(0.0)
        red, green, blue = f(0.0), f(0.0), f(0.0)
        for y in range(top, top + side):
            for x in range(left, left + side):
                t = ids[y, x]
                if t == EMPTY:
                    empty += 1
                elif t < 0:
                    red, green, blue = (
                        red + strand[-2 - t, 0],
                        green + strand[-2 - t, 1],
                        blue + strand[-2 - t, 2],
                    )
                else:
                    z = depth[y, x]
                    if seen == 0:
                        kind, near, far = part[t], z, z
                    seen, near, far = seen + 1, min(near, z), max(far, z)
                    alike = alike and part[t] == kind
        if 0 < empty < side * side:
            behind = f(empty)
            red, green = red + back[py, px, 0] * behind, green + back[py, px, 1] * behind
            blue += back[py, px, 2] * behind
        out[py, px, 0], out[py, px, 1], out[py, px, 2] = red * share, green * share, blue * share
        out[py, px, 3] = f(side * side - empty) * share
        if far - near >= f(0.12):  # one part of the mesh before another
            alike = False
        if alike and seen == side * side:  # one surface all over: shaded in its middle
            y, x = top + side // 2, left + side // 2
            fx, fy = f(left) + half * f(side), f(top) + half * f(side)
            _note(frag, column, triangle, m, px, fx, fy, depth[y, x], ids[y, x], f(1.0))
            m += 1
            continue
        weight, wanted = (share * f(seen), 1) if alike else (share, seen)
        for y in range(top, top + side):
            for x in range(left, left + side):
                if wanted > 0 and ids[y, x] >= 0:
                    _note(
                        frag,
                        column,
                        triangle,
                        m,
                        px,
                        f(x) + half,
                        f(y) + half,
                        depth[y, x],
                        ids[y, x],
                        weight,
                    )
                    wanted, m = wanted - 1, m + 1
    return m


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def place(frag, count, triangle, screen, normals, triangles, traits, camera):  # type: ignore[no-untyped-def]
    """Normal, view and traits of ``count`` fragments."""
    for m in range(count):
        t, x, y = triangle[m], frag[X, m], frag[Y, m]
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = screen[i, 0], screen[i, 1]
        bx, by, dx, dy = screen[j, 0] - ax, screen[j, 1] - ay, screen[k, 0] - ax, screen[k, 1] - ay
        inverse = f(1.0) / (bx * dy - by * dx)
        # a pixel's middle may lie a little outside the triangle that its sample sees
        wb = max(f(0.0), ((x - ax) * dy - (y - ay) * dx) * inverse)
        wc = max(f(0.0), ((y - ay) * bx - (x - ax) * by) * inverse)
        over = f(1.0) / max(f(1.0), wb + wc)
        wb, wc = wb * over, wc * over
        wa = f(1.0) - wb - wc
        for c in range(3):
            frag[N + c, m] = wa * normals[i, c] + wb * normals[j, c] + wc * normals[k, c]
        for c in range(TRAITS):
            frag[TRAIT + c, m] = wa * traits[i, c] + wb * traits[j, c] + wc * traits[k, c]
    for m in range(count):
        nx, ny, nz = frag[0, m], frag[1, m], frag[2, m]
        norm = f(1.0) / np.sqrt(nx * nx + ny * ny + nz * nz)
        frag[0, m], frag[1, m], frag[2, m] = nx * norm, ny * norm, nz * norm
        vx, vy = (camera[4] - frag[X, m]) / camera[3], (frag[Y, m] - camera[5]) / camera[3]
        norm = f(1.0) / np.sqrt(vx * vx + vy * vy + f(1.0))
        frag[3, m], frag[4, m], frag[5, m] = vx * norm, vy * norm, norm
        frag[AMBIENT, m], frag[LIT, m] = max(f(1e-3), frag[AMBIENT, m]), max(f(1e-3), frag[LIT, m])
        frag[OUT, m], frag[OUT + 1, m], frag[OUT + 2, m] = f(0.0), f(0.0), f(0.0)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _cover(depth, y, x, z, reach, up):  # type: ignore[no-untyped-def]
    """How open a sample is to the front: 1 free, towards 0 when nearer things stand around it."""
    height, width = depth.shape
    hidden, total = f(0.0), f(0.0)
    for k in range(_RING.shape[0]):
        weight = f(1.0) + up * max(f(0.0), -_RING[k, 1])
        total += weight
        sx, sy = int(x + reach * _RING[k, 0]), int(y + reach * _RING[k, 1])
        if 0 <= sx < width and 0 <= sy < height:
            hidden += weight * smooth(f(0.02), f(0.1), z - depth[sy, sx])
    return f(1.0) - hidden / total


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _matter(frag, m, red, green, blue, rough, shine, wrap):  # type: ignore[no-untyped-def]
    frag[ALBEDO, m], frag[ALBEDO + 1, m], frag[ALBEDO + 2, m] = red, green, blue
    frag[ROUGH, m], frag[SHINE, m], frag[WRAP, m] = rough, shine, wrap


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _skin(frag, m, skin):  # type: ignore[no-untyped-def]
    """Colour, gloss, pores and folds of the skin map (bilinear) into fragment ``m``."""
    height, width = skin.shape[:2]
    fx = min(max(frag[U, m], f(0.0)), f(1.0)) * f(width - 1.001)
    fy = min(max(frag[U + 1, m], f(0.0)), f(1.0)) * f(height - 1.001)
    x, y = int(fx), int(fy)
    fx, fy = fx - f(x), fy - f(y)
    a, b, c, d = (f(1.0) - fx) * (f(1.0) - fy), fx * (f(1.0) - fy), (f(1.0) - fx) * fy, fx * fy
    blood, fold = frag[BLOOD, m], max(f(0.0), frag[FOLD, m])
    gloss = a * skin[y, x, 3] + b * skin[y, x + 1, 3] + c * skin[y + 1, x, 3] + d * skin[y + 1, x + 1, 3]
    tilt_u = a * skin[y, x, 4] + b * skin[y, x + 1, 4] + c * skin[y + 1, x, 4] + d * skin[y + 1, x + 1, 4]
    tilt_v = a * skin[y, x, 5] + b * skin[y, x + 1, 5] + c * skin[y + 1, x, 5] + d * skin[y + 1, x + 1, 5]
    dark = f(0.0)
    if fold > f(0.01):
        tilt_u += fold * (
            a * skin[y, x, 6] + b * skin[y, x + 1, 6] + c * skin[y + 1, x, 6] + d * skin[y + 1, x + 1, 6]
        )
        tilt_v += fold * (
            a * skin[y, x, 7] + b * skin[y, x + 1, 7] + c * skin[y + 1, x, 7] + d * skin[y + 1, x + 1, 7]
        )
        dark = fold * (
            a * skin[y, x, 8] + b * skin[y, x + 1, 8] + c * skin[y + 1, x, 8] + d * skin[y + 1, x + 1, 8]
        )
        frag[AMBIENT, m] *= max(f(0.2), f(1.0) - f(0.75) * dark)
        frag[LIT, m] *= max(f(0.2), f(1.0) - f(0.35) * dark)
    for k in range(3):
        colour = a * skin[y, x, k] + b * skin[y, x + 1, k] + c * skin[y + 1, x, k] + d * skin[y + 1, x + 1, k]
        # blood takes green and blue; light that comes out of a fold has been through skin and is red
        taken = (f(0.05) * abs(blood), f(0.22) * blood, f(0.20) * blood)[k] + (f(0.04), f(0.22), f(0.24))[
            k
        ] * dark
        frag[ALBEDO + k, m] = colour * max(f(0.1), f(1.0) - taken)
    # pores tilt the normal along the map's two directions on the surface
    tx, tz = frag[2, m], -frag[0, m]
    tilt_u /= np.sqrt(tx * tx + tz * tz + f(1e-6))
    nx, ny, nz = frag[0, m] - tilt_u * tx, frag[1, m] - tilt_v, frag[2, m] - tilt_u * tz
    norm = f(1.0) / np.sqrt(nx * nx + ny * ny + nz * nz)
    frag[0, m], frag[1, m], frag[2, m] = nx * norm, ny * norm, nz * norm
    frag[ROUGH, m], frag[SHINE, m], frag[WRAP, m] = f(0.54) - f(0.2) * gloss, f(0.4) + gloss, f(1.0)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _cloth(frag, m, cloth, camera):  # type: ignore[no-untyped-def]
    """The cloth is painted on the body, so that its hem is smooth; a rib follows it."""
    hem, apart = frag[HEM, m], f(160.0) * frag[Z, m] / camera[3]
    across, up = (frag[X, m] - camera[4]) * apart, (frag[Y, m] - camera[5]) * apart
    weave = f(0.95) + f(0.05) * np.sin(across) * np.sin(up)
    if hem > f(-0.075):
        weave = f(0.86) + f(0.1) * np.sin((hem + f(0.075)) * f(42.0))
    _matter(frag, m, cloth[0] * weave, cloth[1] * weave, cloth[2] * weave, f(0.8), f(0.4), f(0.25))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _deep(frag, m, kind, cover, teeth):  # type: ignore[no-untyped-def]
    """Teeth and tongue, as far as light gets to them."""
    if kind < 5:
        cover = min(f(1.0), f(0.12) + f(1.25) * cover)
        _matter(frag, m, teeth[0], teeth[1], teeth[2], f(0.38), f(1.0), f(0.6))
    else:
        cover = f(0.75) * cover
        _matter(frag, m, f(0.46), f(0.17), f(0.16), f(0.38), f(1.0), f(0.6))
    frag[AMBIENT, m], frag[LIT, m] = cover * f(0.85), cover * f(0.75)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _ball(frag, m, eye, camera, iris, cover, key, glow, scratch):  # type: ignore[no-untyped-def]
    """Light that leaves an eyeball; the lamps add nothing to it."""
    point, view, colour = scratch[0], scratch[1], scratch[2]
    away = frag[Z, m]
    point[0] = camera[0] + (frag[X, m] - camera[4]) * away / camera[3]
    point[1] = camera[1] - (frag[Y, m] - camera[5]) * away / camera[3]
    point[2] = camera[2] - away
    for c in range(3):
        view[c] = frag[V + c, m]
    shade_eye(point, eye, view, iris, 0.16 + 0.9 * cover, key, colour)
    for c in range(3):
        frag[OUT + c, m] = colour[c] * (glow[0, c] + glow[1, c] * frag[LIT, m])
    _matter(frag, m, f(0.0), f(0.0), f(0.0), f(0.5), f(0.0), f(0.0))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def paint(  # type: ignore[no-untyped-def]
    frag, count, triangle, part, depth, side, skin, eyes, iris, cloth, worn, teeth, camera, key, glow, scratch
):  # fmt: skip
    """What ``count`` fragments are made of."""
    unit, matter = camera[3] / camera[2], np.empty(MATTER, np.float32)
    for m in range(count):
        kind, x, y = part[triangle[m]], int(frag[X, m]), int(frag[Y, m])
        pixel = f(side) * frag[Z, m] / camera[3]
        if kind >= 16:  # something worn: see outfit.WORN
            stuff = worn[kind - 16]
            _matter(frag, m, stuff[0], stuff[1], stuff[2], stuff[3], stuff[4], stuff[5])
        elif kind == 0 and frag[HEM, m] < f(-0.5) * pixel:
            _cloth(frag, m, cloth, camera)
        elif kind == 0 and frag[INNER, m] > f(0.5):
            dark = f(0.25) * _cover(depth, y, x, frag[Z, m], f(0.16) * unit, f(0.3))
            frag[OUT, m], frag[OUT + 1, m], frag[OUT + 2, m] = (
                f(0.36) * dark,
                f(0.12) * dark,
                f(0.11) * dark,
            )
            _matter(frag, m, f(0.0), f(0.0), f(0.0), f(0.5), f(0.0), f(0.0))
        elif kind == 0:
            _skin(frag, m, skin)
            if frag[HEM, m] < f(0.5) * pixel:  # the hem runs through this pixel
                own = f(0.5) + frag[HEM, m] / pixel
                for c in range(MATTER):
                    matter[c] = own * frag[ALBEDO + c, m]
                _cloth(frag, m, cloth, camera)
                for c in range(MATTER):
                    frag[ALBEDO + c, m] = matter[c] + (f(1.0) - own) * frag[ALBEDO + c, m]
        elif kind <= 2:
            cover = _cover(depth, y, x, frag[Z, m], f(0.085) * unit, f(1.2))
            _ball(frag, m, eyes[kind - 1], camera, iris, cover, key, glow, scratch)
        else:
            _deep(frag, m, kind, _cover(depth, y, x, frag[Z, m], f(0.09) * unit, f(0.5)), teeth)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def darken(traits, hollow, resting):  # type: ignore[no-untyped-def]
    """Less of the sky where an expression folds the skin in, a little more where it bulges."""
    for v in range(traits.shape[0]):
        change = hollow[v] - resting[v]
        traits[v, 2] *= min(f(1.06), max(f(0.5), f(1.0) - f(1.2) * change))


def shrunk(skin: Floats, texels: float) -> Floats:
    """``skin`` halved as often as leaves a texel for each pixel, when there are ``texels`` of them.

    What is finer than a pixel would flicker, and would be slower to look up.
    """
    while texels > 1.5:
        height, width, channels = skin.shape
        blocks = skin[: height // 2 * 2, : width // 2 * 2].reshape(height // 2, 2, width // 2, 2, channels)
        skin, texels = blocks.mean(axis=(1, 3)), texels / 2
    return np.ascontiguousarray(skin)
