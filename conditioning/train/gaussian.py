"""The Gaussian that a diffusion model of targets starts from: a mean for each emotion, linear in its
embedding, and one covariance.

A few dozen recordings tell this much and hardly more. The network learns what is left over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from emogen.arrays import AnyFloats, Floats
from emogen.conditioning.targets.card import FIELDS
from emogen.conditioning.targets.voice import TARGETS
from emogen.errors import RequestError

_PENALTIES: Final = tuple(10.0**power for power in range(-3, 3))
"""Penalties on the slope that are tried, for one example and an embedding of length 1."""

_OUTLIER: Final = 4.0
"""Residuals beyond so many standard deviations are pulled in: octave errors."""

_SHRINKAGE: Final = 0.05
"""Share of its diagonal in the covariance, so that it can be inverted."""

_HEARD: Final = 0.1
"""Least standard deviation of a target that is learnt, in that of takes (``assets/targets.tsv``): a
voice that never pauses shall not be taught to."""


@dataclass(frozen=True, slots=True, eq=False)
class Gaussian:
    """``value = slope @ embedding + spread @ z`` with a standard normal ``z``.

    Attributes:
        slope: float32, shape ``(fields, condition)``; without intercept, since neutral is embedded
            as 0 and a neutral voice departs from its habit by 0 on average.
        spread: Cholesky factor of the covariance, float32, shape ``(fields, fields)``.
    """

    slope: Floats
    spread: Floats

    def whitened(self, values: Floats, conditions: Floats) -> Floats:
        """The ``z`` of values of shape ``(n, fields)``, outliers pulled in."""
        residual = _tame(values - conditions @ self.slope.T, self.spread)
        return np.linalg.solve(self.spread, residual.T).T.astype(np.float32)


def varying(values: Floats) -> list[int]:
    """Which columns of shape ``(n, 11)`` vary enough to be heard, against a take's natural variation.

    Raises:
        RequestError: none do.
    """
    heard = [_HEARD * TARGETS[name].sd for name in FIELDS]
    found = [column for column, least in enumerate(heard) if values[:, column].std() > least]
    if not found:
        raise RequestError("the recordings do not differ", why="nothing that is measured varies")
    return found


def fit(values: Floats, conditions: Floats, groups: Sequence[object]) -> Gaussian:
    """The Gaussian of some values; each field's slope as steep as predicts one group best from the
    others.

    Args:
        values: shape ``(n, fields)``.
        conditions: embedded emotions, shape ``(n, condition)``.
        groups: of each value, ``n`` in all and at least two that differ.
    """
    names = np.array([str(group) for group in groups])
    errors = np.zeros((len(_PENALTIES), values.shape[1]))
    for out in (names == name for name in np.unique(names)):
        for k, penalty in enumerate(_PENALTIES):
            residual = values[out] - conditions[out] @ _slope(values[~out], conditions[~out], penalty).T
            errors[k] += np.square(residual / values.std(axis=0)).clip(max=_OUTLIER**2).sum(axis=0)
    slopes = np.stack([_slope(values, conditions, penalty) for penalty in _PENALTIES])
    slope = slopes[errors.argmin(axis=0), np.arange(values.shape[1])]
    residual = values - conditions @ slope.T
    covariance = np.atleast_2d(np.cov(_tame(residual, np.diag(residual.std(axis=0))), rowvar=False))
    covariance = (1 - _SHRINKAGE) * covariance + _SHRINKAGE * np.diag(np.diag(covariance))
    return Gaussian(slope.astype(np.float32), np.linalg.cholesky(covariance).astype(np.float32))


def _slope(values: Floats, conditions: Floats, penalty: float) -> AnyFloats:
    """Ridge regression; the penalty is for one example and an embedding of length 1."""
    scale = np.square(conditions).sum(axis=1).max()
    normal = conditions.T.astype(np.float64) @ conditions + penalty * scale * np.eye(conditions.shape[1])
    return np.linalg.solve(normal, conditions.T @ values).T


def _tame(residual: AnyFloats, spread: AnyFloats) -> AnyFloats:
    """Residuals brought within the bound, given a factor of their covariance."""
    bound = _OUTLIER * np.sqrt(np.square(spread).sum(axis=1))
    return np.clip(residual, -bound, bound)
