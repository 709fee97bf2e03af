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


def swung(rest: float, swing: float) -> float:
    """A coordinate that swings from its rest in [-1, 1]: small swings in full, large ones towards the
    end of the axis without passing it."""
    room = 1.0 - rest if swing > 0.0 else 1.0 + rest
    return rest + room * math.tanh(swing / room) if room > 0.0 else rest


def clipped(point: PAD, limit: float = 1.0) -> PAD:
    """The point with each coordinate held to [-limit, limit]."""
    pleasure, arousal, dominance = (min(limit, max(-limit, x)) for x in point)
    return pleasure, arousal, dominance
