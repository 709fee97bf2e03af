"""The Gaussian process that the diffusion of motion starts from: what a minute of captures tells.

Every channel is first made normal by its rank among the captures' values, since brows are at rest most of the
time and up at others; so what is made never leaves the actor's range. The normal values are a mean, which is
linear in emotion and style, and a sway around it with the covariance of the channels and the course over time
that they have in the captures. The network learns what is left over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.linalg import solve_triangular, toeplitz
from scipy.special import ndtr, ndtri

from emogen.pipelines.face.learnt.rate import SPAN, STRIDE, WINDOW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats

NORMAL: Final = np.linspace(-3.2, 3.2, 65)
"""Ranks at which the values of a channel are kept, as standard normal values: one frame in a thousand is
beyond."""

_FLOOR: Final = 0.01
"""Least variance of a principal component, as a share of the mean one: what is less is noise."""

_STILL: Final = 1e-4
"""Added to standard deviations, so that one can divide by those of channels that do not move."""

_JITTER: Final = 1e-3
"""Share of a component's variance that has no course over time, so that its covariance can be inverted
(and a trace for one that does not move at all); and what makes quantiles rise."""


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """A keyframe has the ranks of ``mean + slope @ condition + spread @ z``, and each component of ``z``
    runs over a window as ``course @ shock``, where a shock has the rank of a standard normal ``w``: faces
    rest and start, which normal shocks do not. All float32.

    Attributes:
        values: at the ranks of :data:`NORMAL`, shape ``(channels, 65)``.
        scale: standard deviation of each channel, shape ``(channels,)``.
        mean: shape ``(channels,)``.
        slope: shape ``(channels, condition)``.
        spread: shape ``(channels, channels)``.
        course: lower triangular, so that the past decides its own shocks: ``(channels, WINDOW, WINDOW)``.
        shocks: at the ranks of :data:`NORMAL`, rising, shape ``(channels, 65)``.
    """

    values: Floats
    scale: Floats
    mean: Floats
    slope: Floats
    spread: Floats
    course: Floats
    shocks: Floats

    def components(self, ranks: Floats, condition: Floats) -> Floats:
        """The ``z`` of normal values of shape ``(T, channels)`` under one condition."""
        centred = ranks - self.mean - self.slope @ condition
        return np.linalg.solve(self.spread, centred.T).T.astype(np.float32)

    def channels(self, z: Floats, conditions: Floats | None, guidance: float) -> Floats:
        """Keyframes of components, shape ``(K, channels)``, under a condition each, or none."""
        ranks = self.mean + z @ self.spread.T
        if conditions is not None:
            ranks += guidance * (conditions @ self.slope.T)
        columns = [np.interp(u, NORMAL, at) for u, at in zip(ranks.T, self.values, strict=True)]
        return np.column_stack(columns).astype(np.float32)

    def running(self, w: Floats, past: Floats) -> Floats:
        """The ``z`` of a window, shape ``(WINDOW, channels)``.

        Args:
            w: standard normal, shape ``(WINDOW, channels)``.
            past: ``z`` of the first keyframes, shape ``(k, channels)``; their ``w`` are not looked at.
        """
        shocks = [np.interp(u, NORMAL, at) for u, at in zip(w.T, self.shocks, strict=True)]
        made = np.column_stack(shocks)
        made[: len(past)] = self._shocks_of(past)
        return np.asarray(np.einsum("cij,jc->ic", self.course, made), np.float32)

    def innovations(self, past: Floats) -> Floats:
        """The ``w`` of the first keyframes of a window, given their ``z``, both ``(k, channels)``."""
        shocks = self._shocks_of(past)
        w = [np.interp(one, at, NORMAL) for one, at in zip(shocks.T, self.shocks, strict=True)]
        return np.column_stack(w).astype(np.float32)

    def _shocks_of(self, z: Floats) -> NDArray[np.float64]:
        size = len(z)
        if not size:
            return np.zeros(z.shape)
        columns = zip(self.course, z.T, strict=True)
        return np.column_stack([solve_triangular(one[:size, :size], v, lower=True) for one, v in columns])

    def parts(self) -> dict[str, Floats]:
        """The arrays by name, to save."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def normal(tracks: Sequence[Floats], among: Sequence[Floats]) -> list[Floats]:
    """What standard normal values have the ranks that each channel's values have among others.

    Args:
        tracks: each of shape ``(T, channels)``.
        among: tracks of the same channels.

    Returns:
        Each as it was given; equal values are in the middle of their ranks.
    """
    every = np.concatenate(among)
    made = [np.empty_like(track) for track in tracks]
    for column in range(every.shape[1]):
        known, counts = np.unique(every[:, column], return_counts=True)
        ranks = ndtri((np.cumsum(counts) - counts / 2) / len(every))
        for track, out in zip(tracks, made, strict=True):
            out[:, column] = np.interp(track[:, column], known, ranks)
    return made


def fit_prior(
    tracks: Sequence[Floats], conditions: Sequence[Floats], slope: Floats, neutral: Sequence[bool]
) -> Prior:
    """The process of some captures.

    Args:
        tracks: smoothed, each of shape ``(T, channels)``.
        conditions: of each, shape ``(condition,)``.
        slope: of the normal values, shape ``(channels, condition)``.
        neutral: of each whether it shows where the face rests; if none does, all do.
    """
    ranks = normal(tracks, tracks)
    mean = resting(ranks, neutral)
    centred = [one - mean - slope @ told for one, told in zip(ranks, conditions, strict=True)]
    every = np.concatenate(centred)
    deviation = every.std(axis=0) + _STILL
    variances, axes = np.linalg.eigh(np.cov((every / deviation).T))
    sizes = np.sqrt(np.maximum(variances, 0.0) + _FLOOR * variances.mean())
    spread = (deviation[:, None] * axes * sizes).astype(np.float32)
    z = [np.linalg.solve(spread, one.T).T for one in centred]
    values = np.concatenate(tracks)
    course = _course(z)
    return Prior(
        np.quantile(values, ndtr(NORMAL), axis=0).T.astype(np.float32),
        (values.std(axis=0) + _STILL).astype(np.float32),
        mean,
        slope.astype(np.float32),
        spread,
        course,
        _shocks(z, course),
    )


def resting(tracks: Sequence[Floats], neutral: Sequence[bool]) -> Floats:
    """The mean of the neutral tracks or, where none is, of all; shape ``(channels,)``."""
    rest = [track for track, calm in zip(tracks, neutral, strict=True) if calm] or tracks
    return np.asarray(np.concatenate(rest).mean(axis=0), np.float32)


def _course(z: Sequence[NDArray[np.floating]]) -> Floats:
    """Cholesky factors of the components' covariance over the keyframes of a window.

    From autocovariances divided by the whole length, whatever the lag, as must be for a covariance.
    """
    count = sum(map(len, z))
    lags = np.zeros((WINDOW, z[0].shape[1]))
    for one in z:
        for lag in range(min(WINDOW, len(one) // STRIDE)):
            lags[lag] += (one[: len(one) - lag * STRIDE] * one[lag * STRIDE :]).sum(axis=0) / count
    lags[0] += _JITTER * (lags[0] + _JITTER)
    return np.stack([np.linalg.cholesky(toeplitz(lag)) for lag in lags.T]).astype(np.float32)


def _shocks(z: Sequence[NDArray[np.floating]], course: Floats) -> Floats:
    """Quantiles of what drives the components, over windows at many places."""
    inverse = np.linalg.inv(course)
    found = []
    for one in z:
        starts = np.arange(0, len(one) - SPAN + 1, STRIDE // 2)
        windows = one[starts[:, None] + STRIDE * np.arange(WINDOW)]
        found.append(np.einsum("cij,njc->nic", inverse, windows).reshape(-1, one.shape[1]))
    quantiles = np.quantile(np.concatenate(found), ndtr(NORMAL), axis=0).T
    return np.asarray(quantiles + _JITTER * NORMAL, np.float32)
