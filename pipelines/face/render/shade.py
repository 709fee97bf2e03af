"""Colour of every pixel: skin, eyes, mouth, cloth and hair under four lamps, in linear RGB.

A row of pixels at a time: :mod:`surface` finds what its samples see, :func:`_shine` lights it all in one
loop that the compiler makes vector instructions of.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from emogen.pipelines.face.render.surface import (
    ALBEDO,
    AMBIENT,
    LIT,
    OUT,
    ROUGH,
    ROWS,
    SHINE,
    WEIGHT,
    WRAP,
    collect,
    paint,
    place,
)
from emogen.vision.srgb import pixels_of_light

f = np.float32


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
        ambient, wrap = frag[AMBIENT, i], frag[WRAP, i]
        # light spreads under the skin: occlusion counts less, least for red
        root = np.sqrt(max(f(0.0), ambient))
        spread = wrap * (root - ambient)
        red, green = ambient + f(0.34) * spread, ambient + f(0.14) * spread
        frag[OUT, i] += frag[ALBEDO, i] * red * (sky[0, 0] + up * sky[1, 0])
        frag[OUT + 1, i] += frag[ALBEDO + 1, i] * green * (sky[0, 1] + up * sky[1, 1])
        frag[OUT + 2, i] += frag[ALBEDO + 2, i] * ambient * (sky[0, 2] + up * sky[1, 2])


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _shine(frag, count, lamp, seen_row, oil):  # type: ignore[no-untyped-def]
    """Add one lamp's light to ``count`` fragments: soft red terminator (``wrap``) and specular.

    ``lamp``: unit vector towards it and its linear RGB; ``seen_row``: how much of it arrives;
    ``oil``: strength of its sharper reflection in the film of oil on skin.
    """
    lx, ly, lz, red, green, blue = lamp[0], lamp[1], lamp[2], lamp[3], lamp[4], lamp[5]
    for i in range(count):
        nx, ny, nz, vx, vy, vz = frag[0, i], frag[1, i], frag[2, i], frag[3, i], frag[4, i], frag[5, i]
        rough, wrap, seen = frag[ROUGH, i], frag[WRAP, i], frag[seen_row, i]
        n_l = nx * lx + ny * ly + nz * lz
        n_v = max(f(0.04), nx * vx + ny * vy + nz * vz)
        hx, hy, hz = lx + vx, ly + vy, lz + vz
        norm = f(1.0) / np.sqrt(hx * hx + hy * hy + hz * hz + f(1e-9))
        n_h = max(f(0.0), (nx * hx + ny * hy + nz * hz) * norm)
        v_h = max(f(0.0), (vx * hx + vy * hy + vz * hz) * norm)
        facing = max(f(0.0), n_l)
        gloss = _lobe(n_h, facing, n_v, v_h, rough) + oil * _lobe(n_h, facing, n_v, v_h, rough * f(0.55))
        gloss *= frag[SHINE, i] * seen
        seen_red = seen + f(0.4) * wrap * (np.sqrt(max(f(0.0), seen)) - seen)
        soft_red, soft_green, soft_blue = f(0.34) * wrap, f(0.15) * wrap, f(0.09) * wrap
        diffuse = max(f(0.0), (n_l + soft_red) / (f(1.0) + soft_red)) * seen_red
        frag[OUT, i] += red * (f(0.9) * frag[ALBEDO, i] * diffuse + gloss)
        diffuse = max(f(0.0), (n_l + soft_green) / (f(1.0) + soft_green)) * seen
        frag[OUT + 1, i] += green * (f(0.9) * frag[ALBEDO + 1, i] * diffuse + gloss)
        diffuse = max(f(0.0), (n_l + soft_blue) / (f(1.0) + soft_blue)) * seen
        frag[OUT + 2, i] += blue * (f(0.9) * frag[ALBEDO + 2, i] * diffuse + gloss)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def resolve(  # type: ignore[no-untyped-def]
    depth, ids, side, screen, normals, triangles, traits, part, skin, eyes, iris, cloth, worn,
    teeth, strand,
    camera, lamps, sky, glow, back, out,
):  # fmt: skip
    """Shade each pixel once per surface that its samples see, and mix by coverage.

    Args:
        depth, ids: the buffers of :mod:`raster`, ``side`` samples a pixel side, at most 4.
        screen, normals: of each vertex; traits: of each vertex, as the fragments have them.
        part: of each triangle, as :mod:`emogen.pipelines.face.character.rig` counts them.
        skin: the map of :mod:`emogen.pipelines.face.character.skin` and, after it, that of :mod:`folds`.
        worn: what things on the head are made of, as :class:`Head` has it.
        strand: colour of every hair point.
        lamps, sky: as :class:`lights.Light` gives them; glow: the light on eyes, from around and by the key.
        back: linear RGB of the background per pixel.
        out: float32 linear RGB and coverage, shape ``(h, w, 4)``; only coverage where it is 0.
    """
    height, width = out.shape[:2]
    # the rows are a little longer than needed: a power of two would put them all on the same cache lines
    frag = np.empty((ROWS, width * side * side + 16), np.float32)
    column, triangle = np.empty(frag.shape[1], np.int32), np.empty(frag.shape[1], np.int32)
    scratch = np.empty((3, 3), np.float32)
    for py in range(height):
        count = collect(depth, ids, part, strand, back, side, py, frag, column, triangle, out)
        place(frag, count, triangle, screen, normals, triangles, traits, camera)
        paint(
            frag, count, triangle, part, depth, side, skin, eyes, iris, cloth, worn, teeth, camera, lamps[0],
            glow, scratch,
        )  # fmt: skip
        _sky(frag, count, sky)
        _shine(frag, count, lamps[0], LIT, f(0.22))
        for lamp in range(1, lamps.shape[0]):
            _shine(frag, count, lamps[lamp], AMBIENT, f(0.0))
        for m in range(count):
            for c in range(3):
                out[py, column[m], c] += frag[WEIGHT, m] * frag[OUT + c, m]


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
    return pixels_of_light(y)
