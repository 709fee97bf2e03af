"""Points in pleasure, arousal and dominance, the space of moods, and their small algebra."""

from __future__ import annotations

import math
from typing import Final

from emogen.conditioning.vocabulary import VAD

PAD = VAD
"""Pleasure, arousal, dominance, each in [-1, 1]: the axes of valence, arousal and dominance, as moods
and temperaments name them."""

CALM: Final[PAD] = (0.0, 0.0, 0.0)


def add(one: PAD, other: PAD) -> PAD:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def times(factor: float, point: PAD) -> PAD:
    return factor * point[0], factor * point[1], factor * point[2]


def dot(one: PAD, other: PAD) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def strength(point: PAD) -> float:
    """The largest coordinate, whatever its sign."""
    return max(map(abs, point))


def unit(point: PAD) -> PAD:
    """The point's direction, of length 1; ``CALM`` has none and stays what it is."""
    length = math.hypot(*point)
    return times(1.0 / length, point) if length > 1e-12 else CALM


def clipped(point: PAD) -> PAD:
    """The point with each coordinate held to [-1, 1]."""
    pleasure, arousal, dominance = (min(1.0, max(-1.0, x)) for x in point)
    return pleasure, arousal, dominance
