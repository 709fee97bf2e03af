"""Colour of every pixel: skin, eyes, mouth, cloth and hair under studio light, in linear RGB."""

from __future__ import annotations

import numpy as np
from numba import njit

from emogen.pipelines.face.character.eyes import shade_eye, smooth
from emogen.pipelines.face.render.raster import EMPTY

KEY = np.array([-0.52, 0.5, 0.69], np.float32)
"""Towards the key light: above, to the left of the picture, in front."""


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _lobe(n_h, n_l, n_v, v_h, rough, base):  # type: ignore[no-untyped-def]
    """GGX specular with Schlick's fresnel (Walter et al. 2007), times the cosine of the light."""
    a2 = rough**4
    d = n_h * n_h * (a2 - 1.0) + 1.0
    k = 0.5 * rough * rough
    geometry = 1.0 / ((n_l * (1 - k) + k) * (n_v * (1 - k) + k))
    fresnel = base + (1.0 - base) * (1.0 - v_h) ** 5
    return a2 / (3.1416 * d * d) * 0.25 * geometry * fresnel * n_l


@njit(cache=True, nogil=True, fastmath=True)
def _surface(n, v, albedo, ambient, lit, rough, shine, wrap, key, fill, rim, rim_left, out):  # type: ignore[no-untyped-def]
    """Light leaving a surface: sky, three lamps, soft red terminator (``wrap``) and specular."""
    up = 0.5 + 0.5 * n[1]
    # red light spreads under the skin: occlusion to a power below 1, most for red, none for blue
    spread = np.exp(-0.15 * wrap * np.log(ambient))
    ambient_red = ambient * spread * spread * spread
    lit_red = lit * np.exp(-0.45 * wrap * np.log(lit))
    for c in range(3):
        sky = (0.30 + 0.34 * up) * (1.0 if c == 1 else (0.97 if c == 0 else 1.05))
        bounce = ambient * (spread * spread if c == 0 else (spread if c == 1 else 1.0))
        out[c] = albedo[c] * sky * bounce * 0.62
    n_v = max(0.04, n[0] * v[0] + n[1] * v[1] + n[2] * v[2])
    for lamp in range(4):
        light = key if lamp == 0 else (fill if lamp == 1 else (rim if lamp == 2 else rim_left))
        power = 2.05 if lamp == 0 else (0.42 if lamp == 1 else (1.1 if lamp == 2 else 0.55))
        seen = lit if lamp == 0 else ambient
        seen_red = lit_red if lamp == 0 else ambient_red
        n_l = n[0] * light[0] + n[1] * light[1] + n[2] * light[2]
        for c in range(3):
            soft = wrap * (0.34 if c == 0 else (0.15 if c == 1 else 0.09))
            tint = (1.0, 0.95, 0.88)[c] if lamp == 0 else (0.9, 0.97, 1.1)[c]
            diffuse = max(0.0, (n_l + soft) / (1.0 + soft))
            out[c] += albedo[c] * power * tint * diffuse * (seen_red if c == 0 else seen) * 0.9
        if n_l > 0.0:
            hx, hy, hz = light[0] + v[0], light[1] + v[1], light[2] + v[2]
            norm = 1.0 / np.sqrt(hx * hx + hy * hy + hz * hz)
            n_h = max(0.0, (n[0] * hx + n[1] * hy + n[2] * hz) * norm)
            v_h = max(0.0, (v[0] * hx + v[1] * hy + v[2] * hz) * norm)
            gloss = _lobe(n_h, n_l, n_v, v_h, rough, 0.028) * power * seen * shine
            if lamp == 0:  # a second, sharper lobe: the film of oil on skin
                gloss += _lobe(n_h, n_l, n_v, v_h, rough * 0.55, 0.028) * power * seen * shine * 0.22
            for c in range(3):
                out[c] += gloss


@njit(cache=True, nogil=True, fastmath=True)
def _cover(depth, y, x, z, reach, up):  # type: ignore[no-untyped-def]
    """How open a sample is to the front: 1 free, towards 0 when nearer things stand around it."""
    height, width = depth.shape
    hidden, total = 0.0, 0.0
    for ring in range(1, 5):
        radius = reach * ring * 0.25
        for k in range(10):
            a = 0.628 * k + 0.3 * ring
            dy = -np.sin(a)
            weight = 1.0 + up * max(0.0, -dy) + 0.0
            total += weight
            sx, sy = int(x + radius * np.cos(a)), int(y + radius * dy)
            if 0 <= sx < width and 0 <= sy < height:
                hidden += weight * smooth(0.02, 0.1, z - depth[sy, sx])
    return 1.0 - hidden / total


@njit(cache=True, nogil=True, fastmath=True)
def _sample(skin, u, v, out):  # type: ignore[no-untyped-def]
    """Bilinear look-up of the skin map; u and v in [0, 1]."""
    height, width, channels = skin.shape
    fx = min(max(u, 0.0), 1.0) * (width - 1.001)
    fy = min(max(v, 0.0), 1.0) * (height - 1.001)
    x, y = int(fx), int(fy)
    fx, fy = fx - x, fy - y
    a, b, c, d = (1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy
    for k in range(channels):
        out[k] = a * skin[y, x, k] + b * skin[y, x + 1, k] + c * skin[y + 1, x, k] + d * skin[y + 1, x + 1, k]


@njit(cache=True, nogil=True, fastmath=True)
def resolve(  # type: ignore[no-untyped-def]
    depth, ids, size, screen, points, normals, triangles, part, fixed, skin, eyes, iris, cloth,
    strand, camera, lamps, back, blush, out,
):  # fmt: skip
    """Shade each pixel once per surface that its samples see, and mix by coverage.

    Args:
        depth, ids: the buffers of :mod:`raster`, ``size`` samples a pixel side.
        fixed: per vertex: map u, map v, ambient openness, key openness, mouth interior, height over
            the hem of the cloth.
        skin: the map of :mod:`skin`.
        strand: colour of every hair point.
        back: linear RGB of the background per pixel.
        blush: how much the skin reddens, [0, 1].
        out: float32 linear RGB and coverage, shape ``(h, w, 4)``.
    """
    height, width = out.shape[:2]
    key, fill, rim, rim_left = lamps[0], lamps[1], lamps[2], lamps[3]
    samples = size * size
    n, v, p = np.empty(3), np.empty(3), np.empty(3)
    albedo, colour, texel = np.empty(3), np.empty(3), np.empty(6)
    unit = camera[3] / camera[2]
    for py in range(height):
        for px in range(width):
            out[py, px, :] = 0.0
            group_part, group_near, group_far = -9, 0.0, 0.0
            uniform, covered = True, 0
            for s in range(samples):
                y, x = py * size + s // size, px * size + s % size
                t = ids[y, x]
                kind = part[t] if t >= 0 else (-1 if t == EMPTY else -2)
                z = depth[y, x]
                if t != EMPTY:
                    covered += 1
                if s == 0:
                    group_part, group_near, group_far = kind, z, z
                elif kind != group_part:
                    uniform = False
                else:
                    group_near, group_far = min(group_near, z), max(group_far, z)
            if group_part == -2 or (group_part >= 0 and group_far - group_near > 0.12):
                uniform = False
            out[py, px, 3] = covered / samples
            if covered == 0:
                for c in range(3):
                    out[py, px, c] = back[py, px, c]
                continue
            turns = 1 if uniform else samples
            for s in range(turns):
                sy, sx = py * size + s // size, px * size + s % size
                if uniform:
                    sy, sx = py * size + size // 2, px * size + size // 2
                t = ids[sy, sx]
                if t == EMPTY:
                    for c in range(3):
                        out[py, px, c] += back[py, px, c] / turns
                    continue
                if t < 0:
                    for c in range(3):
                        out[py, px, c] += strand[-2 - t, c] / turns
                    continue
                cx, cy = sx + 0.5, sy + 0.5
                if uniform and size % 2 == 0:
                    cx, cy = float(sx), float(sy)
                i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
                ax, ay = screen[i, 0], screen[i, 1]
                bx, by = screen[j, 0] - ax, screen[j, 1] - ay
                dx, dy = screen[k, 0] - ax, screen[k, 1] - ay
                inverse = 1.0 / (bx * dy - by * dx)
                wb = min(1.0, max(0.0, ((cx - ax) * dy - (cy - ay) * dx) * inverse))
                wc = min(1.0, max(0.0, ((cy - ay) * bx - (cx - ax) * by) * inverse))
                wa = max(0.0, 1.0 - wb - wc)
                for c in range(3):
                    n[c] = wa * normals[i, c] + wb * normals[j, c] + wc * normals[k, c]
                    p[c] = wa * points[i, c] + wb * points[j, c] + wc * points[k, c]
                    v[c] = camera[c] - p[c]
                norm = 1.0 / np.sqrt(n[0] ** 2 + n[1] ** 2 + n[2] ** 2)
                away = 1.0 / np.sqrt(v[0] ** 2 + v[1] ** 2 + v[2] ** 2)
                for c in range(3):
                    n[c] *= norm
                    v[c] *= away
                kind = part[t]
                ambient = max(1e-3, wa * fixed[i, 2] + wb * fixed[j, 2] + wc * fixed[k, 2])
                lit = max(1e-3, wa * fixed[i, 3] + wb * fixed[j, 3] + wc * fixed[k, 3])
                hem = wa * fixed[i, 5] + wb * fixed[j, 5] + wc * fixed[k, 5]
                if kind == 0 and hem < 0.0:
                    # cloth is painted on the body, so that its hem is smooth; a rib follows it
                    weave = 0.95 + 0.05 * np.sin(p[0] * 160.0) * np.sin(p[1] * 160.0)
                    if hem > -0.075:
                        weave = 0.86 + 0.1 * np.sin((hem + 0.075) * 42.0)
                    for c in range(3):
                        albedo[c] = cloth[c] * weave
                    _surface(n, v, albedo, ambient, lit, 0.8, 0.4, 0.25, key, fill, rim, rim_left, colour)
                elif kind == 0:
                    inner = wa * fixed[i, 4] + wb * fixed[j, 4] + wc * fixed[k, 4]
                    u = wa * fixed[i, 0] + wb * fixed[j, 0] + wc * fixed[k, 0]
                    w = wa * fixed[i, 1] + wb * fixed[j, 1] + wc * fixed[k, 1]
                    _sample(skin, u, w, texel)
                    albedo[0] = texel[0] * (1.0 - 0.05 * blush)
                    albedo[1], albedo[2] = texel[1] * (1.0 - 0.22 * blush), texel[2] * (1.0 - 0.2 * blush)
                    # pores tilt the normal: along the map's two directions on the surface
                    tx, tz = n[2], -n[0]
                    tn = 1.0 / np.sqrt(tx * tx + tz * tz + 1e-6)
                    tx, tz = tx * tn, tz * tn
                    n[0] -= texel[4] * tx
                    n[1] -= texel[5]
                    n[2] -= texel[4] * tz
                    norm = 1.0 / np.sqrt(n[0] ** 2 + n[1] ** 2 + n[2] ** 2)
                    for c in range(3):
                        n[c] *= norm
                    gloss = texel[3]
                    _surface(n, v, albedo, ambient, lit, 0.54 - 0.2 * gloss, 0.4 + gloss, 1.0,
                             key, fill, rim, rim_left, colour)  # fmt: skip
                    if inner > 0.5:
                        dark = 0.25 * _cover(depth, sy, sx, depth[sy, sx], 0.16 * unit, 0.3)
                        for c in range(3):
                            colour[c] = (0.36, 0.12, 0.11)[c] * dark
                elif kind <= 2:
                    cover = _cover(depth, sy, sx, depth[sy, sx], 0.085 * unit, 1.2)
                    shade_eye(p, eyes[kind - 1], v, iris, 0.16 + 0.9 * cover, key, colour)
                else:
                    cover = _cover(depth, sy, sx, depth[sy, sx], 0.09 * unit, 0.5)
                    cover = min(1.0, 0.12 + 1.25 * cover) if kind < 5 else 0.75 * cover
                    for c in range(3):
                        albedo[c] = (0.62, 0.57, 0.49)[c] if kind < 5 else (0.46, 0.17, 0.16)[c]
                    _surface(n, v, albedo, cover * 0.85, cover * 0.75, 0.38, 1.0, 0.6,
                             key, fill, rim, rim_left, colour)  # fmt: skip
                for c in range(3):
                    out[py, px, c] += colour[c] / turns


@njit(cache=True, nogil=True, fastmath=True)
def tone(linear, table, alpha, behind, out):  # type: ignore[no-untyped-def]
    """Linear light to 8-bit sRGB through ``table``; with ``alpha`` the coverage is the fourth channel.

    Pixels without coverage are taken from ``behind``, which is 8-bit already.
    """
    height, width = linear.shape[:2]
    steps = table.shape[0] - 1
    for y in range(height):
        for x in range(width):
            cover = linear[y, x, 3]
            if cover == 0.0:
                out[y, x, :] = behind[y, x, :]
                continue
            scale = 1.0 / cover if alpha and cover > 0.0 else 1.0
            for c in range(3):
                value = np.sqrt(max(0.0, linear[y, x, c] * scale) * 0.25)
                out[y, x, c] = table[min(steps, int(value * steps + 0.5))]
            if alpha:
                out[y, x, 3] = int(cover * 255.0 + 0.5)


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
