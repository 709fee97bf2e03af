"""The eyes of a photograph: eyeballs that look about behind lids that close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from emogen.pipelines.face.photo.fill import filled
from emogen.pipelines.face.photo.points import CREASE, IRIS, LOWER_LID, UPPER_LID
from emogen.pipelines.face.photo.warp import fill_polygon
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.pipelines.face.photo.fit import Fit

_BALL: Final = 0.2
"""The eyeball's radius in rig units: 12 mm."""

_FURTHEST: Final = 0.5
"""Radians that an eye turns at most from where the photograph has it. Ours: beyond it too little of
the white has been seen."""

LASH_WIDE: Final = 0.013
LASH_DARK: Final = 0.55
"""Half the width of the line of lashes on a closed lid in rig units, and how much it covers. Ours."""

_EDGE: Final = 0.14
"""The soft edge of the iris in its radii. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Eye:
    """One eye as it lies in the photograph.

    Attributes:
        corner: x, y of the patch's first pixel.
        white: the eyeball without iris, float32, shape ``(h, w, 3)``.
        iris: colour times share, and share, float32, shape ``(h, w, 4)``.
        middle: of the eyeball's front, x, y, z in pixels.
        lash: colour of the lashes, 0 to 255, shape ``(3,)``.
    """

    corner: tuple[int, int]
    white: Floats
    iris: Floats
    middle: Floats
    lash: Floats


def take_eyes(pixels: Pixels, fit: Fit) -> list[Eye]:
    """Both eyes, right and left."""
    return [_take_eye(pixels, fit, side) for side in range(2)]


def _take_eye(pixels: Pixels, fit: Fit, side: int) -> Eye:
    edge = fit.points[[*UPPER_LID[side], *LOWER_LID[side][-2:0:-1]], :2]
    low, high = edge.min(axis=0), edge.max(axis=0)
    room = 0.5 * (high - low).max() + 2
    left, top = np.maximum(low - room, 0).astype(int)
    right, bottom = np.minimum(high + room + 1, pixels.shape[1::-1]).astype(int)
    patch = pixels[top:bottom, left:right].astype(np.float32)
    seen = np.zeros(patch.shape[:2], np.float32)
    fill_polygon(edge, float(left), float(top), seen)
    iris = fit.points[list(IRIS[side]), :2]
    radius = np.linalg.norm(iris[1:] - iris[0], axis=1).mean()
    rows, columns = np.mgrid[top:bottom, left:right]
    far = np.hypot(columns - iris[0, 0], rows - iris[0, 1]) / max(radius, 0.5)
    share = ((1 + _EDGE - far) / (2 * _EDGE)).clip(0, 1).astype(np.float32)
    share = share * share * (3 - 2 * share)
    open_part = (seen > 0.5).astype(np.float32)
    white = filled(patch, open_part * (far > 1 + 1.5 * _EDGE))
    # what the lids hide of the iris is taken to look like the rest at the same distance
    near = open_part * (far < 1 + _EDGE)
    bins = (far * 6).astype(int).clip(0, 7)
    total = np.array([np.bincount(bins.ravel(), (near * patch[..., k]).ravel(), 8) for k in range(3)])
    count = np.bincount(bins.ravel(), near.ravel(), 8)
    known = np.flatnonzero(count > 0)
    if len(known):
        profile = np.array([np.interp(far * 6 - 0.5, known, row[known] / count[known]) for row in total])
        hidden = profile.transpose(1, 2, 0)
    else:
        hidden = white
    ball = open_part[..., None] * patch + (1 - open_part[..., None]) * (
        share[..., None] * hidden + (1 - share[..., None]) * white
    )
    own = (1 - open_part[..., None]) + open_part[..., None] * (share[..., None] > 0)
    white = own * white + (1 - own) * patch
    premultiplied = ball - (1 - share[..., None]) * white
    layer = np.concatenate([premultiplied, share[..., None]], axis=2).astype(np.float32)
    middle = fit.points[IRIS[side][0]].copy()
    dark = np.percentile(patch[seen > 0.5] if (seen > 0.5).any() else patch.reshape(-1, 3), 8, axis=0)
    return Eye((int(left), int(top)), white.astype(np.float32), layer, middle, dark.astype(np.float32))


def skin_over_eyes(pixels: Pixels, fit: Fit) -> tuple[Pixels, tuple[int, int]]:
    """The photograph around both eyes with skin where the eyes are, uint8, and its first pixel's x, y."""
    around = fit.points[[*UPPER_LID[0], *UPPER_LID[1], *LOWER_LID[0], *LOWER_LID[1]], :2]
    room = 0.6 * fit.unit
    left, top = np.maximum(around.min(axis=0) - room, 0).astype(int)
    right, bottom = np.minimum(around.max(axis=0) + room + 1, pixels.shape[1::-1]).astype(int)
    patch = pixels[top:bottom, left:right]
    hidden = np.zeros(patch.shape[:2], np.float32)
    for side in range(2):
        upper, lower = fit.points[list(UPPER_LID[side]), :2], fit.points[list(LOWER_LID[side]), :2]
        crease = fit.points[list(CREASE[side]), :2]
        # lashes and the shadow of the lid's edge go with the eye
        upper, lower = upper.copy(), lower.copy()
        upper[1:-1] += 0.55 * (crease - upper[1:-1])
        lower[1:-1] += 0.12 * (lower[1:-1] - upper[1:-1])
        middle = (upper[0] + upper[-1]) / 2
        outline = np.concatenate([upper, lower[-2:0:-1]])
        outline[[0, len(upper) - 1]] += 0.12 * (outline[[0, len(upper) - 1]] - middle)
        mask = np.zeros_like(hidden)
        fill_polygon(outline.astype(np.float32), float(left), float(top), mask)
        hidden = np.maximum(hidden, mask)
    clear = (hidden < 0.02).astype(np.float32)
    skin = filled(patch, clear) + (1 - clear[..., None]) * _grain(patch, clear)
    return (skin.clip(0, 255) + 0.5).astype(np.uint8), (int(left), int(top))


def _grain(patch: Pixels, clear: Floats) -> Floats:
    """Noise as fine and as strong as the skin's around the eyes, shape ``(h, w, 1)``."""
    from scipy.ndimage import gaussian_filter

    light = patch.mean(axis=2).astype(np.float32)
    rough = abs(light - gaussian_filter(light, 1.0))[clear > 0]
    strength = float(np.median(rough)) * _TYPICAL if len(rough) else 0.0
    noise = gaussian_filter(stream(0, "lid grain").standard_normal(light.shape), 0.6)
    return np.asarray(strength * noise / max(float(noise.std()), 1e-6), np.float32)[..., None]


_TYPICAL: Final = 1.48
"""From the median to the standard deviation of a normal distribution."""


def look(fit: Fit, gaze: Floats) -> Floats:
    """Pixels by which an iris moves for a gaze of yaw, pitch in radians, shape ``(2,)``."""
    turned = _FURTHEST * np.tanh(gaze / _FURTHEST)
    return np.asarray((_BALL * np.sin(turned)) @ fit.axes[:2, :2], np.float32)


@njit(cache=True, nogil=True, fastmath=True)
def draw_eye(white, iris, corner, back, origin, shift, opening, left, top, out):  # type: ignore[no-untyped-def]
    """Put an eyeball into an opening.

    ``back``, ``origin``: from the frame to the photograph, a 2x2 matrix and what is added; ``shift``:
    of the iris, pixels; ``opening``: the share of each pixel of the window at ``(left, top)``.
    """
    height, width = white.shape[0], white.shape[1]
    for y in range(opening.shape[0]):
        for x in range(opening.shape[1]):
            share = opening[y, x]
            row, column = top + y, left + x
            if share <= 0 or row < 0 or column < 0 or row >= out.shape[0] or column >= out.shape[1]:
                continue
            u = back[0, 0] * column + back[0, 1] * row + origin[0] - corner[0]
            v = back[1, 0] * column + back[1, 1] * row + origin[1] - corner[1]
            i = min(max(int(u), 0), width - 2)
            j = min(max(int(v), 0), height - 2)
            fx, fy = min(max(u - i, 0.0), 1.0), min(max(v - j, 0.0), 1.0)
            s, t = u - shift[0], v - shift[1]
            k = min(max(int(s), 0), width - 2)
            m = min(max(int(t), 0), height - 2)
            gx, gy = min(max(s - k, 0.0), 1.0), min(max(t - m, 0.0), 1.0)
            inside = s >= 0 and t >= 0 and s <= width - 1 and t <= height - 1
            cover = 0.0
            if inside:
                cover = (1 - gy) * ((1 - gx) * iris[m, k, 3] + gx * iris[m, k + 1, 3])
                cover += gy * ((1 - gx) * iris[m + 1, k, 3] + gx * iris[m + 1, k + 1, 3])
            for c in range(3):
                value = (1 - fy) * ((1 - fx) * white[j, i, c] + fx * white[j, i + 1, c])
                value += fy * ((1 - fx) * white[j + 1, i, c] + fx * white[j + 1, i + 1, c])
                if inside:
                    coloured = (1 - gy) * ((1 - gx) * iris[m, k, c] + gx * iris[m, k + 1, c])
                    coloured += gy * ((1 - gx) * iris[m + 1, k, c] + gx * iris[m + 1, k + 1, c])
                    value = (1 - cover) * value + coloured
                mixed = share * value + (1 - share) * out[row, column, c]
                out[row, column, c] = np.uint8(min(max(mixed + 0.5, 0.0), 255.0))


@njit(cache=True, nogil=True, fastmath=True)
def draw_lashes(edge, width, colour, strength, out):  # type: ignore[no-untyped-def]
    """Darken the edge of a closed lid: a soft line along points, shape ``(n, 2)``, thin at its ends."""
    count = edge.shape[0]
    reach = width + 1.0
    left = max(0, int(edge[:, 0].min() - reach))
    right = min(out.shape[1] - 1, int(edge[:, 0].max() + reach) + 1)
    top = max(0, int(edge[:, 1].min() - reach))
    bottom = min(out.shape[0] - 1, int(edge[:, 1].max() + reach) + 1)
    for y in range(top, bottom + 1):
        for x in range(left, right + 1):
            share = 0.0
            for k in range(count - 1):
                ax, ay = edge[k, 0], edge[k, 1]
                bx, by = edge[k + 1, 0] - ax, edge[k + 1, 1] - ay
                along = ((x - ax) * bx + (y - ay) * by) / max(bx * bx + by * by, 1e-6)
                along = min(max(along, 0.0), 1.0)
                far = np.hypot(x - ax - along * bx, y - ay - along * by)
                middle = (k + along) / (count - 1)
                near = 1 - far / (width * (0.35 + 2.6 * middle * (1 - middle)) + 0.6)
                share = max(share, near)
            if share > 0:
                share = strength * min(1.0, 1.5 * share)
                for c in range(3):
                    mixed = (1 - share) * out[y, x, c] + share * min(colour[c], np.float32(out[y, x, c]))
                    out[y, x, c] = np.uint8(mixed + 0.5)
