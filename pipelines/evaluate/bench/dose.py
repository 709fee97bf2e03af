"""What a dose-response comes to: how surely, how steeply and how far an output follows its knob."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.figures import Figure

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.statistics import Array

_SATURATED: Final = 0.95
"""Share of the response's range from which on nothing more is said to happen. Ours."""

Direction = Literal[1, -1]
"""1 where a measure should rise with its knob, -1 where it should fall."""


def dose(
    name: str,
    levels: Sequence[float],
    curves: Sequence[Sequence[float]],
    *,
    low: float,
    high: float,
    direction: Direction = 1,
    seed: int = 0,
    draws: int = statistics.DRAWS,
    clusters: Sequence[Hashable] | None = None,
) -> tuple[Figure, ...]:
    """A dose-response in seven figures, intervals by the bootstrap over curves or their clusters.

    Args:
        name: what their ids begin with.
        levels: commanded, ascending.
        curves: measured, one row a scene; a row with a NaN is left out.
        low, high: the range of the measure.
        direction: 1 where it should rise, -1 where it should fall.
        clusters: of each curve, where several are of one scene: its scene.

    Returns:
        ``rho`` (Spearman within a scene, mean over scenes), ``rho-pooled`` (over all points),
        ``slope`` (least squares, measure per unit of the knob), ``slope-sd`` (the same in standard
        deviations between scenes at one level), ``monotone`` (share of steps that go the commanded
        way; chance is 1/2), ``ceiling`` (mean at the highest level, as a share of the measure's
        range) and ``saturation`` (the level at which the best monotone curve through the means has
        done 95 % of its rise; NaN for one that does not rise).
    """
    import numpy as np

    doses = np.asarray(levels, float)
    rows = np.asarray(curves, float).reshape(-1, len(doses))
    whole = ~np.isnan(rows).any(1)
    rows = rows[whole]
    if clusters is not None:
        clusters = [one for one, fine in zip(clusters, whole, strict=True) if fine]
    steps = direction * np.diff(rows, axis=1)
    within = np.array([direction * statistics.spearman(doses, row) for row in rows])
    monotone = (steps > 0).mean(1)
    share = (rows[:, -1] - low) / (high - low) if high > low else rows[:, -1] * np.nan

    def pooled(some: Array) -> float:
        return direction * statistics.spearman(np.tile(doses, len(some)), some.ravel())

    def slope(some: Array) -> float:
        centred = doses - doses.mean()
        return float(some.mean(0) @ centred / (centred @ centred))

    def standard_slope(some: Array) -> float:
        between = float(np.sqrt(some.var(0, ddof=1).mean())) if len(some) > 1 else 0.0
        return slope(some) / between if between > 0 else math.nan

    def knee(some: Array) -> float:
        return saturation(doses, direction * some.mean(0))

    return tuple(
        statistics.figure(
            f"{name}/{end}",
            values,
            statistic,
            better=better,
            meaning=meaning,
            seed=seed,
            draws=draws,
            clusters=clusters,
        )
        for end, values, statistic, better, meaning in _reductions(
            direction, rows, within, monotone, share, (pooled, slope, standard_slope, knee)
        )
    )


def _reductions(
    direction: Direction, rows: Array, within: Array, monotone: Array, share: Array, over_rows: Sequence[Any]
) -> list[tuple[str, Array, Any, Literal["higher", "lower", ""], str]]:
    """Of each figure its name, its rows, its statistic, what is better and what it means."""
    pooled, slope, standard_slope, knee = over_rows
    more: Literal["higher", "lower"] = "higher" if direction > 0 else "lower"
    return [
        ("rho", within, statistics.mean, "higher", "Spearman of commanded and measured within a scene"),
        ("rho-pooled", rows, pooled, "higher", "Spearman of commanded and measured over all points"),
        ("slope", rows, slope, more, "measured change per unit of the knob"),
        ("slope-sd", rows, standard_slope, more, "the same in standard deviations between scenes"),
        ("monotone", monotone, statistics.mean, "higher", "share of steps that go the commanded way"),
        ("ceiling", share, statistics.mean, more, "measured at the highest level, of the measure's range"),
        ("saturation", rows, knee, "", "level from which on nothing more happens"),
    ]


def saturation(levels: Array, means: Array) -> float:
    """The level at which the isotonic fit of ``means`` has done 95 % of its rise; NaN without one.

    Between two levels the fit is taken to be straight. A straight rise ends at 95 % of the range.
    """
    import numpy as np
    from scipy.optimize import isotonic_regression

    fit = np.asarray(isotonic_regression(means).x)
    rise = fit[-1] - fit[0]
    if not rise > 0:
        return math.nan
    wanted = fit[0] + _SATURATED * rise
    after = int(np.argmax(fit >= wanted))
    share = (wanted - fit[after - 1]) / (fit[after] - fit[after - 1])
    return float(levels[after - 1] + share * (levels[after] - levels[after - 1]))
