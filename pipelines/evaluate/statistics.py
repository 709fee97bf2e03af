"""The one way to bootstrap, to correlate and to count what judges named.

A statistic of too few or of constant values is undefined and comes back as NaN, never as an error:
judges decline items, and a sweep of one line has no interval. Rows that hold a NaN are left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from emogen.pipelines.evaluate.figures import Figure
from emogen.seeds import stream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

Statistic = Callable[["Array"], float]
"""From rows, shape ``(n,)`` or ``(n, k)``, to one number; NaN where it is undefined."""

NAN: Final = float("nan")

COVERAGE: Final = 0.95
"""Of every interval."""

DRAWS: Final = 1000
"""Resamples of every interval: of normal values, its ends then err by some 2 % of its width."""


def mean(values: ArrayLike) -> float:
    """The mean of the numbers that are no NaN; NaN of none."""
    import numpy as np

    values = np.asarray(values, float)
    kept = values[~np.isnan(values)]
    return float(kept.mean()) if kept.size else NAN


def interval(
    values: ArrayLike,
    statistic: Statistic = mean,
    *,
    seed: int = 0,
    draws: int = DRAWS,
    clusters: Sequence[Hashable] | None = None,
) -> tuple[float, float]:
    """A 95 % interval by the percentile bootstrap over items (Efron and Tibshirani 1993, ch. 13).

    Args:
        values: one row an item, shape ``(n,)`` or ``(n, k)``: what belongs together stays together.
        statistic: of such rows.
        seed: same seed, same interval.
        draws: resamples.
        clusters: of each item, e.g. its speaker: whole clusters are drawn then, since the items of
            one speaker are no independent evidence.

    Returns:
        ``(low, high)``; NaN twice for fewer than two items or clusters, or where the statistic is
        undefined in half of the draws.
    """
    return middle(resampled(values, statistic, seed=seed, draws=draws, clusters=clusters))


def resampled(
    values: ArrayLike,
    statistic: Statistic = mean,
    *,
    seed: int = 0,
    draws: int = DRAWS,
    clusters: Sequence[Hashable] | None = None,
    purpose: str = "bootstrap",
) -> Array:
    """The statistic of every resample, shape ``(draws,)``: what :func:`interval` takes the middle of.

    Args:
        purpose: of the random numbers: two samples that are independent need two names.

    The other arguments are those of :func:`interval`. NaN all through for fewer than two items or
    clusters.
    """
    import numpy as np

    rows, kept = _complete(values)
    members = _members(range(len(kept)) if clusters is None else clusters, kept)
    if len(members) < 2:
        return np.full(draws, NAN)
    picks = stream(seed, purpose).integers(0, len(members), (draws, len(members)))
    drawn = picks if clusters is None else [np.concatenate([members[one] for one in pick]) for pick in picks]
    return np.array([statistic(rows[places]) for places in drawn])


def middle(found: Array) -> tuple[float, float]:
    """The middle 95 % of bootstrapped values; NaN twice where half of them or more are undefined."""
    import numpy as np

    known = found[~np.isnan(found)]
    if len(known) <= len(found) / 2:
        return NAN, NAN
    tail = (1 - COVERAGE) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def figure(
    id: str,
    values: ArrayLike,
    statistic: Statistic = mean,
    *,
    better: Literal["higher", "lower", ""] = "",
    meaning: str = "",
    seed: int = 0,
    draws: int = DRAWS,
    clusters: Sequence[Hashable] | None = None,
) -> Figure:
    """A figure with its interval, NaN with none; see :func:`interval` and :class:`.Figure`."""
    rows, _ = _complete(values)
    value = statistic(rows) if len(rows) else NAN
    if math.isnan(value):
        return Figure(id, NAN, NAN, NAN, len(rows), better, meaning)
    low, high = interval(values, statistic, seed=seed, draws=draws, clusters=clusters)
    return Figure(id, value, low, high, len(rows), better, meaning)


def ratio(
    id: str,
    values: ArrayLike,
    over: tuple[float, float, float],
    *,
    better: Literal["higher", "lower", ""] = "",
    meaning: str = "",
    seed: int = 0,
    draws: int = DRAWS,
    clusters: Sequence[Hashable] | None = None,
) -> Figure:
    """The mean of ``values`` over a positive number that was itself measured.

    The interval counts the uncertainty of both: every resampled mean is divided by a draw of the
    other number, taken to be lognormal with the width that its interval has.

    Args:
        over: that number with its 95 % interval, ``(value, low, high)``, all above 0.

    Raises:
        ValueError: ``over`` is not above 0.
    """
    import numpy as np

    value, low, high = over
    if not 0 < low <= value <= high:
        raise ValueError(f"no ratio over {over}")
    rows, _ = _complete(values)
    # The 95 % of a normal distribution lie within 1.96 standard deviations.
    spread = math.log(high / low) / (2 * 1.96)
    below = value * np.exp(spread * stream(seed, "denominator").normal(size=draws))
    ends = middle(resampled(values, seed=seed, draws=draws, clusters=clusters) / below)
    return Figure(id, mean(rows) / value, *ends, len(rows), better, meaning)


def spearman(a: ArrayLike, b: ArrayLike) -> float:
    """Spearman's rank correlation, -1 to 1; NaN for fewer than three pairs or a constant side."""
    from scipy.stats import rankdata

    a, b = _pairs(a, b)
    return _pearson(rankdata(a), rankdata(b)) if len(a) > 2 else NAN


def kendall(a: ArrayLike, b: ArrayLike) -> float:
    """Kendall's tau-b, -1 to 1, ties allowed for; NaN for fewer than two pairs or a constant side."""
    from scipy.stats import kendalltau

    a, b = _pairs(a, b)
    if len(a) < 2 or _constant(a) or _constant(b):
        return NAN
    return float(kendalltau(a, b).statistic)


def correlation(a: ArrayLike, b: ArrayLike) -> float:
    """Pearson's correlation, -1 to 1; NaN for fewer than three pairs or a constant side."""
    a, b = _pairs(a, b)
    return _pearson(a, b) if len(a) > 2 else NAN


def auc(true: ArrayLike, scores: ArrayLike) -> float:
    """Chance that something true scores above something that is not, 0 to 1; ties count half.

    Args:
        true: 1 or True for what is true, shape ``(n,)``.
        scores: shape ``(n,)``.

    Returns:
        NaN when all or none are true.
    """
    from scipy.stats import rankdata

    true, scores = _pairs(true, scores)
    yes = true > 0.5
    count, rest = int(yes.sum()), int((~yes).sum())
    if not count or not rest:
        return NAN
    return float((rankdata(scores)[yes].sum() - count * (count + 1) / 2) / (count * rest))


def confusion(true: Sequence[str], named: Sequence[str], names: Sequence[str]) -> Array:
    """How often each category was named for each, counts, shape ``(len(names), len(names))``.

    Rows are what is true, columns what was named. Pairs with a category that is not in ``names``
    are left out.
    """
    import numpy as np

    place = {name: index for index, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for one, other in zip(true, named, strict=True):
        if one in place and other in place:
            table[place[one], place[other]] += 1
    return table


def recall(true: Sequence[str], named: Sequence[str]) -> float:
    """Unweighted average recall, 0 to 1: the mean over the true categories of the share named right.

    Chance is one over the number of categories, however often each occurs. NaN of nothing.
    """
    import numpy as np

    true_, named_ = np.asarray(true), np.asarray(named)
    if true_.shape != named_.shape:
        raise ValueError("true and named differ in length")
    rates = [float((named_[true_ == name] == name).mean()) for name in np.unique(true_)]
    return mean(rates)


def recall_of(rows: Array) -> float:
    """:func:`recall` of coded rows ``(true, named)``, shape ``(n, 2)``: for :func:`interval`."""
    import numpy as np

    true = rows[:, 0].astype(int)
    right = rows[:, 1] == rows[:, 0]
    counts = np.bincount(true)
    hits = np.bincount(true, weights=right)
    return mean(hits[counts > 0] / counts[counts > 0])


def coded(true: Sequence[str], named: Sequence[str]) -> Array:
    """Names as numbers, shape ``(n, 2)``: the rows that :func:`recall_of` takes."""
    import numpy as np

    place = {name: index for index, name in enumerate(dict.fromkeys([*true, *named]))}
    pairs = [(place[one], place[other]) for one, other in zip(true, named, strict=True)]
    return np.array(pairs, float).reshape(-1, 2)


def paired(statistic: Callable[[Array, Array], float]) -> Statistic:
    """A statistic of two columns, e.g. :func:`spearman`, as one of rows ``(n, 2)``."""
    return lambda rows: statistic(rows[:, 0], rows[:, 1])


def _complete(values: ArrayLike) -> tuple[Array, Mask]:
    """The rows without NaN, and which of all rows those are."""
    import numpy as np

    rows = np.asarray(values, float)
    kept = ~np.isnan(rows.reshape(len(rows), -1)).any(1) if len(rows) else np.zeros(0, bool)
    return rows[kept], kept


def _members(clusters: Sequence[Hashable], kept: Mask) -> list[Any]:
    """The places of each cluster's items among those that were kept."""
    import numpy as np

    places: dict[Hashable, list[int]] = {}
    left = [cluster for cluster, fine in zip(clusters, kept, strict=True) if fine]
    for place, cluster in enumerate(left):
        places.setdefault(cluster, []).append(place)
    return [np.array(one) for one in places.values()]


def _pairs(a: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
    import numpy as np

    rows, _ = _complete(np.stack([np.asarray(a, float), np.asarray(b, float)], 1))
    return rows[:, 0], rows[:, 1]


def _constant(values: Array) -> bool:
    return bool((values == values[0]).all())


def _pearson(a: Array, b: Array) -> float:
    import numpy as np

    if _constant(a) or _constant(b):
        return NAN
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(np.clip(a @ b / scale, -1, 1)) if scale > 0 else NAN
