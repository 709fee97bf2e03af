"""Folds and colour that come and go with expressions.

All folds are pressed into one map at full strength; what a frame changes is how deep they are at each
vertex, so that a wrinkled face costs a few thousand multiplications a frame. Colour works the same way.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from emogen.arkit import INDEX
from emogen.pipelines.face.character.ageing import crease
from emogen.pipelines.face.character.cutout import MASKS
from emogen.pipelines.face.character.skinmap import TEXEL, noise, places, spot
from emogen.seeds import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig

_Way = tuple[tuple[float, float], ...]
_Drivers = tuple[tuple[str, float], ...]

# Courses over template x and y in decimetres, of the face's own left half; half widths and depths in
# decimetres. Which muscle makes which fold is anatomy (Ekman, Friesen & Hager 2002, FACS manual: AU1+2
# forehead, AU4 between the brows, AU6 crow's feet and under the eye, AU9 the nose, AU10 and 12 nose to
# mouth, AU14 and 15 the corners, AU17 the chin); widths and depths are ours, by eye.
_FOLDS: Final[tuple[tuple[_Drivers, tuple[tuple[float, float, _Way], ...]], ...]] = (
    (  # forehead, its middle
        (("browInnerUp", 1.0), ("browOuterUpLeft", 0.2), ("browOuterUpRight", 0.2)),
        (
            (0.0075, 0.020, ((0.0, 7.655), (0.10, 7.665), (0.20, 7.675))),
            (0.0085, 0.022, ((0.0, 7.735), (0.12, 7.745), (0.24, 7.755))),
            (0.0075, 0.021, ((0.0, 7.82), (0.12, 7.835), (0.24, 7.845))),
            (0.0050, 0.018, ((0.0, 7.89), (0.10, 7.90), (0.20, 7.905))),
        ),
    ),
    (  # forehead, over each brow's tail
        (("browOuterUp*", 1.0), ("browInnerUp", 0.25)),
        (
            (0.0080, 0.021, ((0.20, 7.675), (0.34, 7.675), (0.48, 7.635))),
            (0.0085, 0.022, ((0.22, 7.755), (0.36, 7.755), (0.50, 7.715))),
            (0.0065, 0.020, ((0.24, 7.845), (0.36, 7.84), (0.48, 7.80))),
        ),
    ),
    (  # between the brows
        (("browDown*", 1.0),),
        (
            (0.0120, 0.018, ((0.058, 7.385), (0.066, 7.47), (0.056, 7.56))),
            (0.0070, 0.014, ((0.115, 7.46), (0.125, 7.52), (0.118, 7.575))),
            (0.0070, 0.015, ((0.0, 7.335), (0.05, 7.34), (0.085, 7.355))),
        ),
    ),
    (  # crow's feet
        (("cheekSquint*", 0.8), ("eyeSquint*", 0.5), ("mouthSmile*", 0.25)),
        (
            (0.0070, 0.013, ((0.505, 7.315), (0.57, 7.345), (0.645, 7.395))),
            (0.0085, 0.014, ((0.515, 7.285), (0.59, 7.292), (0.675, 7.31))),
            (0.0080, 0.014, ((0.510, 7.25), (0.575, 7.225), (0.65, 7.20))),
            (0.0055, 0.013, ((0.495, 7.225), (0.55, 7.175), (0.61, 7.125))),
        ),
    ),
    (  # under the eye
        (("cheekSquint*", 0.7), ("eyeSquint*", 0.5), ("noseSneer*", 0.2)),
        (
            (0.0080, 0.017, ((0.19, 7.205), (0.28, 7.165), (0.37, 7.16), (0.47, 7.20))),
            (0.0055, 0.014, ((0.17, 7.165), (0.24, 7.125), (0.33, 7.11))),
        ),
    ),
    (  # side of the nose
        (("noseSneer*", 1.0),),
        (
            (0.0090, 0.014, ((0.045, 7.245), (0.085, 7.215), (0.125, 7.165))),
            (0.0085, 0.014, ((0.040, 7.19), (0.085, 7.155), (0.130, 7.105))),
            (0.0070, 0.013, ((0.060, 7.30), (0.100, 7.275), (0.140, 7.235))),
            (0.0065, 0.013, ((0.0, 7.27), (0.03, 7.267), (0.06, 7.255))),
        ),
    ),
    (  # nose to mouth
        (("mouthSmile*", 0.8), ("mouthUpperUp*", 0.6), ("noseSneer*", 0.6), ("mouthStretch*", 0.3)),
        ((0.0150, 0.028, ((0.200, 6.985), (0.275, 6.88), (0.345, 6.755), (0.385, 6.62))),),
    ),
    (  # beside the mouth, and below its corners
        (("mouthDimple*", 0.8), ("mouthSmile*", 0.4), ("mouthStretch*", 0.3)),
        ((0.0080, 0.017, ((0.425, 6.70), (0.440, 6.62), (0.420, 6.54))),),
    ),
    (
        (("mouthFrown*", 0.9), ("mouthShrugLower", 0.2)),
        ((0.0100, 0.022, ((0.290, 6.60), (0.325, 6.51), (0.320, 6.40))),),
    ),
    (  # over the chin
        (("mouthShrugLower", 0.9), ("mouthFrown*", 0.25), ("mouthPress*", 0.2)),
        ((0.0090, 0.022, ((0.0, 6.385), (0.09, 6.395), (0.18, 6.36))),),
    ),
)
_CHIN: Final = (("mouthShrugLower", 0.9), ("mouthFrownLeft", 0.2), ("mouthFrownRight", 0.2))
"""What dimples the skin of the chin."""

_FLUSH: Final = (("cheekSquint*", 0.22), ("mouthSmile*", 0.08), ("browDown*", 0.16), ("noseSneer*", 0.10))
_PALE: Final = (("eyeWide*", 0.16),)
"""What a curve adds to the blood in the face, or takes from it: joy and anger redden, anger all over,
fear pales (Benitez-Quiroz, Srinivasan & Martinez 2018, PNAS 115). Sizes ours."""


class Folds:
    """The folds and the colour of one face.

    Attributes:
        relief: the map: tilt along u and v and how deep in a fold a texel is, float32,
            shape ``(HEIGHT, WIDTH, 3)``.
    """

    def __init__(self, looks: Looks, rig: Rig) -> None:
        template = rig.template
        shown = (rig.vertex_part == 0) & (template[:, 1] > 5.3)
        # children have hardly any; skin that has lost its spring folds deeper
        strength = float(np.interp(looks.age, [8, 18, 30, 45, 60, 85], [0.15, 0.4, 0.6, 0.85, 1.1, 1.35]))
        self.relief = _relief(looks.seed, strength)
        zones, drivers = [], []
        for driven_by, lines in _FOLDS:
            for side, name in ((1, "Left"), (-1, "Right")):
                ways = [np.array(way) * [side, 1] for _, _, way in lines]
                zones.append(_near(template, ways) * shown)
                drivers.append(_row(driven_by, (name,)))
        zones.append(np.where(shown, spot(template[:, 0], template[:, 1], 0.0, 6.30, 0.17, 0.13), 0))
        drivers.append(_row(_CHIN, ("",)))
        self._zones, self._drivers = np.stack(zones).astype(np.float32), np.stack(drivers)
        self._rows = np.flatnonzero(self._zones.max(axis=0) > 0.02)
        self._zones = np.ascontiguousarray(self._zones[:, self._rows].T)
        self._cheeks, self._face = _blood_zones(rig)
        both = ("Left", "Right")
        self._flush, self._pale = _row(_FLUSH, both), _row(_PALE, both)

    def show(self, curves: Floats, blush: float, traits: Floats) -> None:
        """Set the last two columns of ``traits``: depth of folds, blood.

        Args:
            curves: 52 ARKit values in [0, 1].
            blush: blood beyond what the expression brings, -1 to 1.
            traits: per vertex, as :mod:`surface` has them.
        """
        folded = (self._drivers * curves).sum(axis=1).clip(0, 1)
        flush = float((self._flush * curves).sum())
        pale = float((self._pale * curves).sum())
        anger = float(curves[INDEX["browDownLeft"]] + curves[INDEX["browDownRight"]]) / 2
        all_over = 0.35 * anger * flush - pale + 0.75 * blush
        _mix(self._zones, self._rows, folded.astype(np.float32), traits)
        _colour(
            self._cheeks, self._face, np.float32(flush + 0.7 * max(0.0, blush)), np.float32(all_over), traits
        )


def _row(drivers: _Drivers, sides: tuple[str, ...]) -> Floats:
    """Weights over the 52 curves; a star in a name stands for each of the ``sides``."""
    weights = np.zeros(len(INDEX), np.float32)
    for name, weight in drivers:
        for side in sides if "*" in name else ("",):
            weights[INDEX[name.replace("*", side)]] += weight
    return weights


@lru_cache(maxsize=2)
def _relief(seed: int, strength: float) -> Floats:
    draw = stream(seed, "folds")
    _, x, y = places()
    height, deep = np.zeros(x.shape, np.float32), np.zeros(x.shape, np.float32)
    wander_x, wander_y = (0.010 * noise(draw, 30) for _ in range(2))
    for _, lines in _FOLDS:
        for depth, width, way in lines:
            for course in _courses(way):
                own = strength * draw.uniform(0.75, 1.2)
                crease(x + wander_x, y + wander_y, course, width, own * depth, height, deep)
    chin = spot(x, y, 0.0, 6.30, 0.14, 0.09)
    pebbles = noise(draw, 110) * chin * strength
    height += 0.0035 * pebbles
    deep = np.maximum(deep, 0.35 * np.clip(-pebbles, 0, 1.2))
    tilt_v, tilt_u = np.gradient(height / TEXEL)
    return np.stack([tilt_u, -tilt_v, deep.clip(0, 1) * min(1.0, strength)], axis=2).astype(np.float32)


def _courses(way: _Way) -> tuple[NDArray[np.float64], ...]:
    """A line on both halves of the face: two, or one where it begins in the middle."""
    left = np.array(way)
    right = left * [-1, 1]
    return (np.concatenate([right[:0:-1], left]),) if left[0, 0] == 0 else (left, right)


def _near(template: Floats, ways: list[NDArray[np.float64]]) -> Floats:
    """1 at the vertices of the front near the lines, falling to 0 a centimetre away."""
    away = np.full(len(template), np.inf)
    for way in ways:
        t = np.linspace(0, len(way) - 1, 12)
        points = np.stack([np.interp(t, np.arange(len(way)), way[:, k]) for k in range(2)], axis=1)
        away = np.minimum(away, np.linalg.norm(template[:, None, :2] - points, axis=2).min(axis=1))
    t = np.clip((0.12 - away) / 0.06, 0, 1)
    return np.where(template[:, 2] > 0.75, t * t * (3 - 2 * t), 0).astype(np.float32)


def _blood_zones(rig: Rig) -> tuple[Floats, Floats]:
    """Where a face blushes first, and where at all, per vertex in [0, 1]."""
    x, y, front = abs(rig.template[:, 0]), rig.template[:, 1], rig.template[:, 2] > 0.6
    ears = rig.masks[:, MASKS.index("ears")]
    cheeks = spot(x, y, 0.46, 6.98, 0.22, 0.19) * front + 0.5 * spot(x, y, 0.0, 6.98, 0.12, 0.12) * front
    face = np.clip((y - 5.9) / 0.5, 0, 1) * (0.55 + 0.45 * ears)
    return np.maximum(cheeks, 0.8 * ears).astype(np.float32), face.astype(np.float32)


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _mix(zones, rows, folded, traits):  # type: ignore[no-untyped-def]
    for k in range(rows.shape[0]):
        depth = np.float32(0.0)
        for zone in range(folded.shape[0]):
            depth = max(depth, zones[k, zone] * folded[zone])
        traits[rows[k], 6] = depth


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _colour(cheeks, face, flush, all_over, traits):  # type: ignore[no-untyped-def]
    for v in range(cheeks.shape[0]):
        traits[v, 7] = flush * cheeks[v] + all_over * face[v]
