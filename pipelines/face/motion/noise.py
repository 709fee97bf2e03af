"""Chance over time: smooth, steady for ever, and never the same twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import Times


def wander(times: Times, rates: tuple[float, ...], rng: np.random.Generator) -> Times:
    """A smooth random curve about 0 of standard deviation 1, shape ``(T,)``; see :class:`Wander`."""
    return Wander(rates, rng).at(times)


class Wander:
    """A smooth random curve about 0 of standard deviation 1.

    Each of the ``rates`` in Hz adds an equal share: cubic interpolation of independent normal draws,
    two a period. Draws are a function of time, so another frame rate gives the same curve, and so do
    the same times asked for in pieces; nothing repeats, as sums of sines do.
    """

    def __init__(self, rates: tuple[float, ...], rng: np.random.Generator) -> None:
        self._curves = [_Smooth(rate, rng) for rate in rates]

    def at(self, times: Times) -> Times:
        """The curve at ``times`` in seconds, shape ``(T,)``, ascending from call to call."""
        total = np.zeros(len(times))
        for curve in self._curves:
            total += curve.at(times)
        scaled: Times = total / np.sqrt(len(self._curves))
        return scaled


_SPREAD = 0.84
"""Standard deviation of the interpolated curve: the root mean square of the cubic's weights."""


class _Smooth:
    """Catmull-Rom through normal draws, two a period."""

    def __init__(self, rate: float, rng: np.random.Generator) -> None:
        self._rate = rate
        # Drawn apart, so that how many are drawn moves nothing that is drawn after them.
        self._rng = np.random.default_rng(int(rng.integers(2**62)))
        self._knots = np.empty(0)
        self._first = 0

    def at(self, times: Times) -> Times:
        places = times * 2.0 * self._rate
        index = places.astype(int)
        if len(index):
            more = int(index[-1]) + 4 - self._first - len(self._knots)
            drawn = self._rng.standard_normal(max(more, 0))
            gone = max(0, int(index[0]) - self._first)
            self._knots = np.concatenate([self._knots, drawn])[gone:]
            self._first += gone
        t = places - index
        a, b, c, d = (self._knots[index - self._first + shift] for shift in range(4))
        curve: Times = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        return curve / _SPREAD
