"""From looks to the shape of a bust."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.conditioning.character.traits import features
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig


_AGE_ANCHORS = (10.0, 25.0, 75.0)  # years at which the child, young and old targets apply fully

_FEATURES = (
    ("nose/nose-scale-horiz-decr", "nose/nose-scale-horiz-incr", 0.35),
    ("nose/nose-scale-vert-decr", "nose/nose-scale-vert-incr", 0.3),
    ("nose/nose-hump-decr", "nose/nose-hump-incr", 0.35),
    ("nose/nose-point-down", "nose/nose-point-up", 0.35),
    ("nose/nose-point-width-decr", "nose/nose-point-width-incr", 0.35),
    ("nose/nose-base-down", "nose/nose-base-up", 0.3),
    ("mouth/mouth-scale-horiz-decr", "mouth/mouth-scale-horiz-incr", 0.3),
    ("mouth/mouth-upperlip-volume-decr", "mouth/mouth-upperlip-volume-incr", 0.4),
    ("mouth/mouth-lowerlip-volume-decr", "mouth/mouth-lowerlip-volume-incr", 0.4),
    ("mouth/mouth-cupidsbow-decr", "mouth/mouth-cupidsbow-incr", 0.5),
    ("mouth/mouth-trans-down", "mouth/mouth-trans-up", 0.15),
    ("eyes/eye-scale-decr", "eyes/eye-scale-incr", 0.2),
    ("eyes/eye-trans-in", "eyes/eye-trans-out", 0.2),
    ("eyes/eye-corner2-down", "eyes/eye-corner2-up", 0.4),
    ("eyes/eye-height2-decr", "eyes/eye-height2-incr", 0.3),
    ("eyebrows/eyebrows-angle-down", "eyebrows/eyebrows-angle-up", 0.4),
    ("eyebrows/eyebrows-trans-down", "eyebrows/eyebrows-trans-up", 0.3),
    ("chin/chin-width-decr", "chin/chin-width-incr", 0.4),
    ("chin/chin-height-decr", "chin/chin-height-incr", 0.35),
    ("chin/chin-prominent-decr", "chin/chin-prominent-incr", 0.35),
    ("chin/chin-bones-decr", "chin/chin-bones-incr", 0.35),
    ("cheek/cheek-bones-decr", "cheek/cheek-bones-incr", 0.5),
    ("cheek/cheek-volume-decr", "cheek/cheek-volume-incr", 0.4),
    ("head/head-fat-decr", "head/head-fat-incr", 0.3),
    ("head/head-scale-horiz-decr", "head/head-scale-horiz-incr", 0.12),
    ("forehead/forehead-temple-decr", "forehead/forehead-temple-incr", 0.4),
    ("forehead/forehead-trans-backward", "forehead/forehead-trans-forward", 0.25),
    ("ears/ear-scale-decr", "ears/ear-scale-incr", 0.3),
)
"""Opposite local targets, and how far (standard deviation, 1 is the whole target) people vary on them."""
_OUTLINES = ("head/head-oval", "head/head-round", "head/head-square", "head/head-diamond",
             "head/head-triangular", "head/head-invertedtriangular", "head/head-rectangular")  # fmt: skip


_OLD = (
    ("eyes/eye-bag", 0.45), ("eyes/eye-bag-out", 0.25), ("eyes/eye-eyefold-up", -0.45),
    ("mouth/mouth-laugh-lines-out", -0.55), ("mouth/mouth-angles-up", -0.2), ("neck/neck-double", 0.35),
    ("nose/nose-point-up", -0.3), ("nose/nose-scale-vert", 0.2), ("ears/ear-lobe", 0.5),
    ("cheek/cheek-volume", -0.25), ("mouth/mouth-upperlip-volume", -0.3), ("chin/chin-jaw-drop", 0.2),
)  # fmt: skip
"""What gravity does to a face at an ageing of 1, beyond the rig's own old face. Ours, by eye."""


_HEAVY = (
    ("head/head-fat", 0.8), ("cheek/cheek-volume", 0.45), ("neck/measure-neck-circ", 0.45),
    ("neck/neck-double", 0.4), ("chin/chin-width", 0.2),
)  # fmt: skip
_STRONG = (("neck/measure-neck-circ", 0.4), ("chin/chin-bones", 0.3), ("neck/neck-scale-horiz", 0.25))
"""What a weight and a muscle of 1 add, and of 0 take away: the rig's own targets hardly reach the face.
Ours, by eye."""


def bust(looks: Looks, rig: Rig) -> Floats:
    """Coarse vertices of the neutral bust in decimetres, float32, shape ``(n, 3)``."""
    draw = stream(looks.seed, "features")
    draw.normal()  # the weight that body_shape draws
    shape = body_shape(looks, rig.base, rig.race, rig.build)
    for low, high, spread in _FEATURES:
        amount = 0.6 * float(np.clip(draw.normal(0, spread), -1.6 * spread, 1.6 * spread))
        shape += abs(amount) * rig.local[high if amount > 0 else low].astype(np.float32)
    outline = str(draw.choice(_OUTLINES))
    shape += float(draw.uniform(0.1, 0.45)) * rig.local[outline].astype(np.float32)
    fat = 0.0 if looks.weight is None else 2 * looks.weight - 1
    strong = 2 * looks.muscle - 1
    amounts = [(name, ageing(looks) * part) for name, part in _OLD]
    amounts += [(name, fat * part) for name, part in _HEAVY]
    amounts += [(name, strong * part) for name, part in _STRONG]
    for name, amount in (*amounts, *looks.shapes):
        feature = features()[name]
        shape += abs(amount) * rig.local[feature.high if amount > 0 else feature.low].astype(np.float32)
    return np.asarray(shape, np.float32)


def body_shape(looks: Looks, base: Floats, races: Floats, builds: Floats) -> Floats:
    """Coarse vertices of a part of the body as ancestry, sex, age, weight and muscle make it.

    Args:
        base: of the template, shape ``(n, 3)``. races, builds: offsets as :mod:`cutout` cuts them out.
    """
    age = _between(looks.age, _AGE_ANCHORS)
    sex = np.array([1 - looks.sex, looks.sex])
    race = np.array([looks.african, looks.asian, looks.caucasian])
    drawn = float(np.clip(stream(looks.seed, "features").normal(0.5, 0.12), 0.2, 0.8))
    weight = _between(drawn if looks.weight is None else looks.weight, (0.0, 0.5, 1.0))
    muscle = _between(looks.muscle, (0.0, 0.5, 1.0))
    shape = base + np.einsum("r,s,a,rsanx->nx", race / race.sum(), sex, age, races, optimize=True)
    shape += np.einsum("s,a,m,w,samwnx->nx", sex, age, muscle, weight, builds, optimize=True)
    return np.asarray(shape, np.float32)


def ageing(looks: Looks) -> float:
    """How aged the face is in [0, 1]: what the looks say, or as usual at that age."""
    if looks.ageing is not None:
        return looks.ageing
    return float(np.interp(looks.age, *_AGEING))


_AGEING = (np.array([28.0, 40.0, 55.0, 70.0, 85.0]), np.array([0.0, 0.14, 0.42, 0.78, 1.0]))
"""Years, and how far lines and sagging have come. Ours, after the course of photographs of ageing."""


def _between(value: float, anchors: tuple[float, float, float]) -> Floats:
    """Weights of three anchors: linear between neighbours, held beyond the ends."""
    return np.array([np.interp(value, anchors, row) for row in np.eye(3)], np.float32)
