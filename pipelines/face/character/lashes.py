"""Eyebrows and eyelashes: hairs bound to the face, so that they move with every expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emogen.conditioning.character.traits import DYED, HAIR_COLOURS
from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.beard import grow_beard
from emogen.pipelines.face.character.skinmap import linear
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import Floats, Ints
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig


STEPS = 4
_BROW_X = (0.105, 0.20, 0.32, 0.44, 0.565)  # along the template's brow, decimetres from the middle
_BROW_Y = (7.458, 7.472, 7.483, 7.480, 7.436)
_BROW_HALF = (0.026, 0.028, 0.023, 0.016, 0.004)  # half its height


@dataclass(frozen=True, slots=True, eq=False)
class BoundHair:
    """Hairs of ``steps`` points, each held by three vertices of the mesh and lifted off it.

    Attributes:
        corners: int32, shape ``(m, 3)``; shares: their weights, shape ``(m, 3)``.
        lift: offset in decimetres that turns with the head, shape ``(m, 3)``.
        colour: linear RGB, shape ``(m, 3)``; width: decimetres, shape ``(m,)``.
    """

    corners: Ints
    shares: Floats
    lift: Floats
    colour: Floats
    width: Floats
    steps: int = STEPS


def bind_fine_hair(looks: Looks, rig: Rig, neutral: Floats, normals: Floats) -> BoundHair:
    """The brows, lashes and beard of a character."""
    brow_corners, brow_shares, brow_lift = _brows(looks, rig)
    lash_corners, lash_shares = _lashes(rig)
    beard_corners, beard_shares, beard_lift = grow_beard(looks, rig, neutral, normals, STEPS)
    colour = linear(HAIR_COLOURS[_natural(looks)])
    brow_tone, lash_tone = 0.7 * colour / (1 + 2.5 * colour.max()), np.array([0.012, 0.009, 0.008])
    counts = [len(corners) // STEPS for corners in (brow_corners, lash_corners, beard_corners)]
    widths = ((0.006, 0.007, 0.006, 0.003), (0.006,) * STEPS, (0.004, 0.0048, 0.004, 0.002))
    draw = stream(looks.seed, "beard tones")
    grey = np.where(draw.random(counts[2]) < looks.grey, 1.0, 0.0)[:, None]
    beard_tone = 0.8 * colour + grey * (0.22 * linear(HAIR_COLOURS["silver"]) - 0.8 * colour)
    beard_tone = beard_tone * (1 + 0.2 * draw.normal(size=(counts[2], 1))).clip(0.5, 1.6)
    tones = (np.tile(brow_tone, (counts[0], 1)), np.tile(lash_tone, (counts[1], 1)), beard_tone)
    return BoundHair(
        corners=np.concatenate([brow_corners, lash_corners, beard_corners]).astype(np.int32),
        shares=np.concatenate([brow_shares, lash_shares, beard_shares]).astype(np.float32),
        lift=np.concatenate([brow_lift, np.zeros((len(lash_corners), 3)), beard_lift]).astype(np.float32),
        colour=np.repeat(np.concatenate(tones), STEPS, axis=0).astype(np.float32),
        width=np.concatenate([np.tile(w, n) for w, n in zip(widths, counts, strict=True)]).astype(np.float32),
    )


def _natural(looks: Looks) -> str:
    """The colour of what is not dyed."""
    if looks.hair_colour in DYED:
        return "brown" if looks.skin < 0.45 else "black"
    return looks.hair_colour


def _brows(looks: Looks, rig: Rig) -> tuple[Ints, Floats, Floats]:
    draw = stream(looks.seed, "brows")
    count = int(110 + 170 * looks.brow)
    s = np.sort(draw.uniform(0, 1, count)) ** 0.9
    x = np.interp(s, np.linspace(0, 1, 5), _BROW_X)
    half = np.interp(s, np.linspace(0, 1, 5), _BROW_HALF) * (0.55 + 0.75 * looks.brow)
    y = np.interp(s, np.linspace(0, 1, 5), _BROW_Y) + half * draw.uniform(-1, 1, count)
    y = y + 0.035 * looks.arch * (np.exp(-(((s - 0.62) / 0.22) ** 2)) - 0.45)
    # inner hairs stand up, outer ones lie along the brow
    slope = np.interp(s, [0, 0.25, 0.6, 1], [1.35, 0.7, 0.15, -0.5]) + draw.normal(0, 0.12, count)
    length = np.interp(s, [0, 0.3, 1], [0.055, 0.085, 0.06]) * draw.uniform(0.8, 1.15, count)
    t = np.linspace(0, 1, STEPS)
    bend = slope[:, None] * (1 - 0.35 * t)
    along_x = x[:, None] + length[:, None] * t * np.cos(bend)
    along_y = y[:, None] + length[:, None] * t * np.sin(bend)
    left = np.stack([along_x.ravel(), along_y.ravel()], axis=1)
    right = left * np.array([-1, 1])
    places = np.concatenate([left, right]).astype(np.float32)
    corners, shares = _hold(places, rig)
    rise = np.tile([0.004, 0.014, 0.016, 0.012], len(places) // STEPS)[:, None]
    return corners, shares, rise * np.array([0, 0.2, 1])


def _hold(places: Floats, rig: Rig) -> tuple[Ints, Floats]:
    """The foremost triangle of the template under each x, y, and its barycentric weights."""
    template = rig.template
    skin = rig.triangles[rig.triangle_part == parts.BODY]
    middle = template[skin].mean(axis=1)
    near = (abs(middle[:, 1] - 7.5) < 0.13) & (abs(middle[:, 0]) < 0.68) & (middle[:, 2] > 1.15)
    skin = skin[near]
    a, b, c = (template[skin[:, k]] for k in range(3))
    ab, ac = (b - a)[:, :2], (c - a)[:, :2]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    area = np.where(abs(area) < 1e-9, 1e-9, area)
    to = places[:, None] - a[None, :, :2]
    wb = (to[..., 0] * ac[:, 1] - to[..., 1] * ac[:, 0]) / area
    wc = (ab[:, 0] * to[..., 1] - ab[:, 1] * to[..., 0]) / area
    inside = np.minimum(np.minimum(wb, wc), 1 - wb - wc)
    score = np.where(inside > -1e-3, 10 + middle[near][:, 2], inside)
    best = score.argmax(axis=1)
    rows = np.arange(len(places))
    wb, wc = wb[rows, best], wc[rows, best]
    return skin[best], np.stack([1 - wb - wc, wb, wc], axis=1)


def _lashes(rig: Rig) -> tuple[Ints, Floats]:
    """A hair along each small quad of the lash cards, from the lid outwards."""
    corners, shares = [], []
    for quads, side in zip(rig.lashes, (parts.LEFT_EYE, parts.RIGHT_EYE), strict=True):
        eye = rig.template[rig.vertex_part == side].mean(axis=0)
        away = np.linalg.norm(rig.template[quads] - eye, axis=2)
        first = (away + np.roll(away, -1, axis=1)).argmin(axis=1)  # the edge nearest to the eye
        rows = np.arange(len(quads))
        root, tip = quads[rows, first], quads[rows, (first + 3) % 4]
        corners.append(np.repeat(np.stack([root, tip, tip], axis=1), STEPS, axis=0))
        t = np.tile(np.linspace(0, 1, STEPS), len(quads))
        shares.append(np.stack([1 - t, t, 0 * t], axis=1))
    return np.concatenate(corners), np.concatenate(shares)
