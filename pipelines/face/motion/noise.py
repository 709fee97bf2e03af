"""Chance over time: smooth, steady for ever, and never the same twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import Times


def wander(times: Times, rates: tuple[float, ...], rng: np.random.Generator) -> Times:
    """A smooth random curve about 0 of standard deviation 1, shape ``(T,)``.

    Each of the ``rates`` in Hz adds an equal share: cubic interpolation of independent normal draws,
    two a period. Draws are a function of time, so another frame rate gives the same curve; nothing
    repeats, as sums of sines do.
    """
    total = np.zeros(len(times))
    for rate in rates:
        total += _smooth(times * 2.0 * rate, rng)
    scaled: Times = total / np.sqrt(len(rates))
    return scaled


_SPREAD = 0.84
"""Standard deviation of the interpolated curve: the root mean square of the cubic's weights."""


def _smooth(places: Times, rng: np.random.Generator) -> Times:
    """Catmull-Rom through normal draws at the whole numbers."""
    count = int(places[-1]) + 4 if len(places) else 4
    # Drawn apart, so that how many are drawn moves nothing that is drawn after them.
    knots = np.random.default_rng(int(rng.integers(2**62))).standard_normal(count)
    index = places.astype(int)
    t = places - index
    a, b, c, d = (knots[index + shift] for shift in range(4))
    curve: Times = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return curve / _SPREAD
