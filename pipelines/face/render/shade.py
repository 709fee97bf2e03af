"""Colour of every pixel: skin, eyes, mouth, cloth and hair under four lamps, in linear RGB.

A row of pixels at a time: :func:`_collect` finds the surfaces that its samples see (its fragments),
:func:`_shine` lights them all in one loop that the compiler makes vector instructions of. For its
sake the module computes in float32 throughout, with constants that are float32 too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from emogen.pipelines.face.character.eyes import shade_eye, smooth
from emogen.pipelines.face.render.raster import EMPTY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

f = np.float32
KEY = np.array([-0.52, 0.5, 0.69], np.float32)
"""Towards the key light: above, to the left of the picture, in front."""

# Rows of the fragment buffer: unit normal, unit view, linear albedo, roughness, gloss, how soft the
# terminator is, place on the screen, distance, weight, light that leaves it, and the vertex traits:
# map u and v, sky and key openness, mouth interior, height over the hem of the cloth, -, blood.
_N, _V, _ALBEDO, _ROUGH, _SHINE, _WRAP, _X, _Y, _Z, _WEIGHT, _OUT, _TRAIT = (
    0,
    3,
    6,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    19,
)
_U, _AMBIENT, _LIT, _INNER, _HEM, _BLOOD, _ROWS = 19, 21, 22, 23, 24, 26, 27
TRAITS = 8
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
def _lobe(n_h, n_l, n_v, v_h, rough):  # type: ignore[no-untyped-def]
    """GGX specular with Schlick's fresnel (Walter et al. 2007), times the cosine of the light."""
    a2 = rough * rough * rough * rough
    d = n_h * n_h * (a2 - f(1.0)) + f(1.0)
    k = f(0.5) * rough * rough
    masked = (n_l * (f(1.0) - k) + k) * (n_v * (f(1.0) - k) + k)
    low = f(1.0) - v_h
    fresnel = f(0.028) + f(0.972) * low * low * low * low * low
    return f(0.0796) * a2 * fresnel * n_l / (d * d * masked)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _sky(frag, count, sky):  # type: ignore[no-untyped-def]
    """Add what the sky and the ground send to ``count`` fragments."""
    for i in range(count):
        up = f(0.5) + f(0.5) * frag[1, i]
        ambient, wrap = frag[_AMBIENT, i], frag[_WRAP, i]
        # light spreads under the skin: occlusion counts less, least for red
        root = np.sqrt(ambient)
        red, green = ambient + wrap * (root - ambient), ambient + wrap * (root * np.sqrt(root) - ambient)
        frag[_OUT, i] += frag[_ALBEDO, i] * red * (sky[0, 0] + up * sky[1, 0])
        frag[_OUT + 1, i] += frag[_ALBEDO + 1, i] * green * (sky[0, 1] + up * sky[1, 1])
        frag[_OUT + 2, i] += frag[_ALBEDO + 2, i] * ambient * (sky[0, 2] + up * sky[1, 2])


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _shine(frag, count, lamp, seen_row):  # type: ignore[no-untyped-def]
    """Add one lamp's light to ``count`` fragments: soft red terminator (``wrap``) and specular.

    ``lamp``: unit vector towards it and its linear RGB; ``seen_row``: how much of it arrives.
    """
    lx, ly, lz, red, green, blue = lamp[0], lamp[1], lamp[2], lamp[3], lamp[4], lamp[5]
    for i in range(count):
        nx, ny, nz, vx, vy, vz = frag[0, i], frag[1, i], frag[2, i], frag[3, i], frag[4, i], frag[5, i]
        rough, wrap, seen = frag[_ROUGH, i], frag[_WRAP, i], frag[seen_row, i]
        n_l = nx * lx + ny * ly + nz * lz
        n_v = max(f(0.04), nx * vx + ny * vy + nz * vz)
        hx, hy, hz = lx + vx, ly + vy, lz + vz
        norm = f(1.0) / np.sqrt(hx * hx + hy * hy + hz * hz + f(1e-9))
        n_h = max(f(0.0), (nx * hx + ny * hy + nz * hz) * norm)
        v_h = max(f(0.0), (vx * hx + vy * hy + vz * hz) * norm)
        facing = max(f(0.0), n_l)
        # the second, sharper lobe is the film of oil on skin
        gloss = _lobe(n_h, facing, n_v, v_h, rough) + f(0.22) * _lobe(n_h, facing, n_v, v_h, rough * f(0.55))
        gloss *= frag[_SHINE, i] * seen
        seen_red = seen + wrap * (np.sqrt(seen) - seen)
        soft_red, soft_green, soft_blue = f(0.34) * wrap, f(0.15) * wrap, f(0.09) * wrap
        diffuse = max(f(0.0), (n_l + soft_red) / (f(1.0) + soft_red)) * seen_red
        frag[_OUT, i] += red * (f(0.9) * frag[_ALBEDO, i] * diffuse + gloss)
        diffuse = max(f(0.0), (n_l + soft_green) / (f(1.0) + soft_green)) * seen
        frag[_OUT + 1, i] += green * (f(0.9) * frag[_ALBEDO + 1, i] * diffuse + gloss)
        diffuse = max(f(0.0), (n_l + soft_blue) / (f(1.0) + soft_blue)) * seen
        frag[_OUT + 2, i] += blue * (f(0.9) * frag[_ALBEDO + 2, i] * diffuse + gloss)


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
def _skin(frag, m, skin):  # type: ignore[no-untyped-def]
    """Colour, gloss and pores of the skin map (bilinear) into fragment ``m``."""
    height, width = skin.shape[:2]
    fx = min(max(frag[_U, m], f(0.0)), f(1.0)) * f(width - 1.001)
    fy = min(max(frag[_U + 1, m], f(0.0)), f(1.0)) * f(height - 1.001)
    x, y = int(fx), int(fy)
    fx, fy = fx - f(x), fy - f(y)
    a, b, c, d = (f(1.0) - fx) * (f(1.0) - fy), fx * (f(1.0) - fy), (f(1.0) - fx) * fy, fx * fy
    blood = frag[_BLOOD, m]
    for k in range(3):
        colour = a * skin[y, x, k] + b * skin[y, x + 1, k] + c * skin[y + 1, x, k] + d * skin[y + 1, x + 1, k]
        frag[_ALBEDO + k, m] = colour * (f(1.0) - (f(0.05), f(0.22), f(0.20))[k] * blood)
    gloss = a * skin[y, x, 3] + b * skin[y, x + 1, 3] + c * skin[y + 1, x, 3] + d * skin[y + 1, x + 1, 3]
    tilt_u = a * skin[y, x, 4] + b * skin[y, x + 1, 4] + c * skin[y + 1, x, 4] + d * skin[y + 1, x + 1, 4]
    tilt_v = a * skin[y, x, 5] + b * skin[y, x + 1, 5] + c * skin[y + 1, x, 5] + d * skin[y + 1, x + 1, 5]
    # pores tilt the normal along the map's two directions on the surface
    tx, tz = frag[2, m], -frag[0, m]
    tilt_u /= np.sqrt(tx * tx + tz * tz + f(1e-6))
    nx, ny, nz = frag[0, m] - tilt_u * tx, frag[1, m] - tilt_v, frag[2, m] - tilt_u * tz
    norm = f(1.0) / np.sqrt(nx * nx + ny * ny + nz * nz)
    frag[0, m], frag[1, m], frag[2, m] = nx * norm, ny * norm, nz * norm
    frag[_ROUGH, m], frag[_SHINE, m], frag[_WRAP, m] = f(0.54) - f(0.2) * gloss, f(0.4) + gloss, f(1.0)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _matter(frag, m, red, green, blue, rough, shine, wrap):  # type: ignore[no-untyped-def]
    frag[_ALBEDO, m], frag[_ALBEDO + 1, m], frag[_ALBEDO + 2, m] = red, green, blue
    frag[_ROUGH, m], frag[_SHINE, m], frag[_WRAP, m] = rough, shine, wrap


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _cloth(frag, m, cloth, camera):  # type: ignore[no-untyped-def]
    """The cloth is painted on the body, so that its hem is smooth; a rib follows it."""
    hem, apart = frag[_HEM, m], f(160.0) * frag[_Z, m] / camera[3]
    across, up = (frag[_X, m] - camera[4]) * apart, (frag[_Y, m] - camera[5]) * apart
    weave = f(0.95) + f(0.05) * np.sin(across) * np.sin(up)
    if hem > f(-0.075):
        weave = f(0.86) + f(0.1) * np.sin((hem + f(0.075)) * f(42.0))
    _matter(frag, m, cloth[0] * weave, cloth[1] * weave, cloth[2] * weave, f(0.8), f(0.4), f(0.25))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _deep(frag, m, kind, cover):  # type: ignore[no-untyped-def]
    """Teeth and tongue, as far as light gets to them."""
    if kind < 5:
        cover = min(f(1.0), f(0.12) + f(1.25) * cover)
        _matter(frag, m, f(0.62), f(0.57), f(0.49), f(0.38), f(1.0), f(0.6))
    else:
        cover = f(0.75) * cover
        _matter(frag, m, f(0.46), f(0.17), f(0.16), f(0.38), f(1.0), f(0.6))
    frag[_AMBIENT, m], frag[_LIT, m] = cover * f(0.85), cover * f(0.75)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _ball(frag, m, eye, camera, iris, cover, key, scratch):  # type: ignore[no-untyped-def]
    """Light that leaves an eyeball; the lamps add nothing to it."""
    point, view, colour = scratch[0], scratch[1], scratch[2]
    away = frag[_Z, m]
    point[0] = camera[0] + (frag[_X, m] - camera[4]) * away / camera[3]
    point[1] = camera[1] - (frag[_Y, m] - camera[5]) * away / camera[3]
    point[2] = camera[2] - away
    for c in range(3):
        view[c] = frag[_V + c, m]
    shade_eye(point, eye, view, iris, 0.16 + 0.9 * cover, key, colour)
    for c in range(3):
        frag[_OUT + c, m] = colour[c]
    _matter(frag, m, f(0.0), f(0.0), f(0.0), f(0.5), f(0.0), f(0.0))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy", inline="always")
def _note(frag, column, triangle, m, px, x, y, z, t, weight):  # type: ignore[no-untyped-def]
    """Write down fragment ``m``: a pixel column, a place on the screen, its triangle, its share."""
    frag[_X, m], frag[_Y, m], frag[_Z, m], frag[_WEIGHT, m] = x, y, z, weight
    column[m], triangle[m] = px, t


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _collect(depth, ids, part, strand, back, side, py, frag, column, triangle, out):  # type: ignore[no-untyped-def]
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
        out[py, px, 3] = f(1.0) - f(empty) * share
        alike = alike and far - near < f(0.12)
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
def _place(frag, count, triangle, screen, normals, triangles, traits, camera):  # type: ignore[no-untyped-def]
    """Normal, view and traits of ``count`` fragments."""
    for m in range(count):
        t, x, y = triangle[m], frag[_X, m], frag[_Y, m]
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = screen[i, 0], screen[i, 1]
        bx, by, dx, dy = screen[j, 0] - ax, screen[j, 1] - ay, screen[k, 0] - ax, screen[k, 1] - ay
        inverse = f(1.0) / (bx * dy - by * dx)
        wb = min(f(1.0), max(f(0.0), ((x - ax) * dy - (y - ay) * dx) * inverse))
        wc = min(f(1.0), max(f(0.0), ((y - ay) * bx - (x - ax) * by) * inverse))
        wa = max(f(0.0), f(1.0) - wb - wc)
        for c in range(3):
            frag[_N + c, m] = wa * normals[i, c] + wb * normals[j, c] + wc * normals[k, c]
        for c in range(TRAITS):
            frag[_TRAIT + c, m] = wa * traits[i, c] + wb * traits[j, c] + wc * traits[k, c]
    for m in range(count):
        nx, ny, nz = frag[0, m], frag[1, m], frag[2, m]
        norm = f(1.0) / np.sqrt(nx * nx + ny * ny + nz * nz)
        frag[0, m], frag[1, m], frag[2, m] = nx * norm, ny * norm, nz * norm
        vx, vy = (camera[4] - frag[_X, m]) / camera[3], (frag[_Y, m] - camera[5]) / camera[3]
        norm = f(1.0) / np.sqrt(vx * vx + vy * vy + f(1.0))
        frag[3, m], frag[4, m], frag[5, m] = vx * norm, vy * norm, norm
        frag[_AMBIENT, m], frag[_LIT, m] = max(f(1e-3), frag[_AMBIENT, m]), max(f(1e-3), frag[_LIT, m])
        frag[_OUT, m], frag[_OUT + 1, m], frag[_OUT + 2, m] = f(0.0), f(0.0), f(0.0)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _paint(frag, count, triangle, part, depth, skin, eyes, iris, cloth, camera, key, scratch):  # type: ignore[no-untyped-def]
    """What ``count`` fragments are made of."""
    unit = camera[3] / camera[2]
    for m in range(count):
        kind, x, y = part[triangle[m]], int(frag[_X, m]), int(frag[_Y, m])
        if kind == 0 and frag[_HEM, m] < f(0.0):
            _cloth(frag, m, cloth, camera)
        elif kind == 0 and frag[_INNER, m] > f(0.5):
            dark = f(0.25) * _cover(depth, y, x, frag[_Z, m], f(0.16) * unit, f(0.3))
            frag[_OUT, m], frag[_OUT + 1, m], frag[_OUT + 2, m] = (
                f(0.36) * dark,
                f(0.12) * dark,
                f(0.11) * dark,
            )
            _matter(frag, m, f(0.0), f(0.0), f(0.0), f(0.5), f(0.0), f(0.0))
        elif kind == 0:
            _skin(frag, m, skin)
        elif kind <= 2:
            cover = _cover(depth, y, x, frag[_Z, m], f(0.085) * unit, f(1.2))
            _ball(frag, m, eyes[kind - 1], camera, iris, cover, key, scratch)
        else:
            _deep(frag, m, kind, _cover(depth, y, x, frag[_Z, m], f(0.09) * unit, f(0.5)))


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def resolve(  # type: ignore[no-untyped-def]
    depth, ids, side, screen, normals, triangles, traits, part, skin, eyes, iris, cloth, strand,
    camera, lamps, sky, back, out,
):  # fmt: skip
    """Shade each pixel once per surface that its samples see, and mix by coverage.

    Args:
        depth, ids: the buffers of :mod:`raster`, ``side`` samples a pixel side, at most 4.
        screen, normals: of each vertex; traits: of each vertex, as the fragments have them.
        part: of each triangle, as :mod:`emogen.pipelines.face.character.rig` counts them.
        skin: the map of :mod:`emogen.pipelines.face.character.skin`.
        strand: colour of every hair point.
        lamps, sky: as :mod:`lights` has them; the first lamp is the key.
        back: linear RGB of the background per pixel.
        out: float32 linear RGB and coverage, shape ``(h, w, 4)``; only coverage where it is 0.
    """
    height, width = out.shape[:2]
    # the rows are a little longer than needed: a power of two would put them all on the same cache lines
    frag = np.empty((_ROWS, width * side * side + 16), np.float32)
    column, triangle = np.empty(frag.shape[1], np.int32), np.empty(frag.shape[1], np.int32)
    scratch = np.empty((3, 3), np.float32)
    for py in range(height):
        count = _collect(depth, ids, part, strand, back, side, py, frag, column, triangle, out)
        _place(frag, count, triangle, screen, normals, triangles, traits, camera)
        _paint(frag, count, triangle, part, depth, skin, eyes, iris, cloth, camera, lamps[0], scratch)
        _sky(frag, count, sky)
        for lamp in range(lamps.shape[0]):
            _shine(frag, count, lamps[lamp], _LIT if lamp == 0 else _AMBIENT)
        for m in range(count):
            for c in range(3):
                out[py, column[m], c] += frag[_WEIGHT, m] * frag[_OUT + c, m]


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def tone(linear, table, alpha, behind, out):  # type: ignore[no-untyped-def]
    """Linear light to 8-bit sRGB through ``table``; with ``alpha`` the coverage is the fourth channel.

    Pixels without coverage are taken from ``behind``, which is 8-bit already.
    """
    height, width = linear.shape[:2]
    steps = table.shape[0] - 1
    scale, channels = f(steps), out.shape[2]
    for y in range(height):
        for x in range(width):
            cover = linear[y, x, 3]
            if cover == f(0.0):
                for c in range(channels):
                    out[y, x, c] = behind[y, x, c]
                continue
            part = f(0.25) / cover if alpha else f(0.25)
            for c in range(3):
                value = np.sqrt(max(f(0.0), linear[y, x, c] * part))
                out[y, x, c] = table[min(steps, int(value * scale + f(0.5)))]
            if alpha:
                out[y, x, 3] = int(cover * f(255.0) + f(0.5))


def tone_table() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """uint8 sRGB of linear light 4 (k / 4095)^2, through a filmic curve (Hable 2010's rational form)."""
    x = 4.0 * np.linspace(0, 1, 4096) ** 2

    def film(
        light: np.ndarray[tuple[int], np.dtype[np.float64]],
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        a, b, c, d, e, f = 0.22, 0.30, 0.10, 0.20, 0.01, 0.30
        return (light * (a * light + c * b) + d * e) / (light * (a * light + b) + d * f) - e / f

    y = np.clip(film(1.45 * x) / film(np.array([6.5])), 0, 1)
    srgb = np.where(y <= 0.0031308, 12.92 * y, 1.055 * y ** (1 / 2.4) - 0.055)
    return (255 * srgb + 0.5).astype(np.uint8)


def shrunk(skin: Floats, texels: float) -> Floats:
    """``skin`` halved as often as leaves a texel for each pixel, when there are ``texels`` of them.

    What is finer than a pixel would flicker, and would be slower to look up.
    """
    while texels > 1.8:
        height, width, channels = skin.shape
        blocks = skin[: height // 2 * 2, : width // 2 * 2].reshape(height // 2, 2, width // 2, 2, channels)
        skin, texels = blocks.mean(axis=(1, 3)), texels / 2
    return np.ascontiguousarray(skin)
