"""Preference: which of some items shows an emotion best, and whether the judges agree on it.

Every judge that can tell ranks by its own score: the share of the wanted emotion less that of its
strongest rival; without categories, the nearness in valence and arousal. Places come from the mean
rank, since scores of different judges have no common scale. Judges of words, quality and likeness
have no vote, but a veto: what they find much worse than the best of the list comes after the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.emotion import Feeling, felt
from emogen.errors import RequestError
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.evaluate import Evaluation
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion, category_of

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.pipelines.evaluate.statistics import Array

VETOES: Final[dict[tuple[str, str], float]] = {
    ("whisper", "wer"): 0.25,
    ("dnsmos", "ovrl"): 0.5,
    ("signal", "clipped"): 0.001,
    ("speaker", "similarity"): 0.15,
    ("identity", "similarity"): 0.15,
    ("content", "similarity"): 0.15,
}
"""How much worse than the best of the list an item may be, by judge and measure. Ours: a quarter of
the words, a difference in quality that listeners hear at once, clipping of 24 samples a second, and
for likeness about the distance between two people of one sex."""

_AXES: Final = (("valence", 0), ("arousal", 1))


@dataclass(frozen=True)
class Place:
    """Where one item comes in.

    Attributes:
        item: which.
        place: 1 for the best; items that the judges cannot tell apart share one.
        rank: mean rank over the judges, from 1; ties count their mean.
        scores: of each judge; NaN where it could not judge the item, which is then its last.
        vetoes: what is wrong with it, e.g. ``"whisper: wer 0.60, best 0.00"``.
    """

    item: Item
    place: int
    rank: float
    scores: dict[str, float]
    vetoes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """Items in order.

    Attributes:
        emotion: how well they show it is what counted.
        places: the best first.
        judges: who voted.
        agreement: mean of Kendall's tau-b over pairs of judges, interval over items; NaN for one judge.
    """

    emotion: Emotion
    places: tuple[Place, ...]
    judges: tuple[str, ...]
    agreement: Figure


def rank(found: Evaluation, emotion: Feeling) -> Ranking:
    """Order the items of an evaluation by how well they show an emotion.

    Judges that share their knowledge with emogen vote only where there is no other.

    Raises:
        RequestError: no judge of the evaluation can tell how well it is shown.
    """
    emotion = felt(emotion)
    voters, scores = _scores(found, emotion)
    ranks = _ranks(scores)
    vetoes = [_vetoes(found, item) for item in found.items]
    means = ranks.mean(1)
    keys = [(bool(veto), round(float(mean), 9)) for veto, mean in zip(vetoes, means, strict=True)]
    places = [
        Place(
            item,
            1 + sum(other < key for other in keys),
            float(mean),
            dict(zip(voters, map(float, row), strict=True)),
            veto,
        )
        for item, key, mean, row, veto in zip(found.items, keys, means, scores, vetoes, strict=True)
    ]
    tau = statistics.figure(
        "ranking/agreement", ranks, agreement, better="higher", meaning="Kendall's tau between judges, mean"
    )
    return Ranking(emotion, tuple(sorted(places, key=lambda one: one.place)), tuple(voters), tau)


def agreement(ranks: Array) -> float:
    """Mean of Kendall's tau-b over pairs of columns; NaN for fewer than two that vary."""
    pairs = combinations(range(ranks.shape[1]), 2)
    return statistics.mean([statistics.kendall(ranks[:, one], ranks[:, other]) for one, other in pairs])


def score(judge: type[Judge], opinion: Opinion, emotion: Emotion) -> float:
    """How well an item shows an emotion to one judge, higher is better; NaN when it cannot tell.

    Returns:
        With the category: its share less the strongest rival's, -1 to 1. Else with coordinates: minus
        the root mean square distance on the axes that it judges, each scaled to [-1, 1]; -2 to 0.
    """
    category = category_of(emotion, opinion.shares)
    if category:
        rivals = [share for name, share in opinion.shares.items() if name != category]
        return opinion.shares[category] - max(rivals, default=0.0)
    ranges = {measure.name: (measure.low, measure.high) for measure in judge.measures}
    gaps = []
    for axis, index in _AXES:
        if axis in opinion.values and axis in ranges:
            low, high = ranges[axis]
            scaled = 2 * (opinion.values[axis] - low) / (high - low) - 1
            gaps.append((scaled - emotion.vad[index]) ** 2)
    return -math.sqrt(sum(gaps) / len(gaps)) if gaps else math.nan


def _scores(found: Evaluation, emotion: Emotion) -> tuple[list[str], Array]:
    """The judges that vote and their scores, shape ``(items, judges)``."""
    import numpy as np

    place = {id(item): index for index, item in enumerate(found.items)}
    columns: dict[type[Judge], Array] = {}
    for one in found.judgements:
        if one.opinion is not None:
            column = columns.setdefault(one.judge, np.full(len(found.items), np.nan))
            column[place[id(one.item)]] = score(one.judge, one.opinion, emotion)
    able = {judge: column for judge, column in columns.items() if not np.isnan(column).all()}
    voters = [judge for judge in able if judge.independent] or list(able)
    if not voters:
        raise RequestError(
            f"no judge can tell how well {emotion} is shown",
            why="they name no such emotion and give no coordinates",
            fix="See `emogen judges` for those of the medium.",
        )
    return [judge.name for judge in voters], np.stack([able[judge] for judge in voters], 1)


def _ranks(scores: Array) -> Array:
    """Rank of each item with each judge, from 1 for the best; ties share their mean rank."""
    import numpy as np
    from scipy.stats import rankdata

    known = np.where(np.isnan(scores), -np.inf, scores)
    return np.asarray(rankdata(-known, axis=0), float)


def _vetoes(found: Evaluation, item: Item) -> tuple[str, ...]:
    said = []
    for one in found.of(item):
        for measure in one.judge.measures:
            allowed = VETOES.get((one.judge.name, measure.name))
            if allowed is None or one.opinion is None or measure.name not in one.opinion.values:
                continue
            value = one.opinion.values[measure.name]
            best = _best(found, one.judge, measure.name, lower=measure.better == "lower")
            if abs(value - best) > allowed:
                said.append(f"{one.judge.name}: {measure.name} {value:.2f}, best {best:.2f}")
    return tuple(said)


def _best(found: Evaluation, judge: type[Judge], measure: str, *, lower: bool) -> float:
    values: Sequence[Any] = [
        one.opinion.values[measure]
        for one in found.by(judge.name)
        if one.opinion and measure in one.opinion.values
    ]
    return float(min(values) if lower else max(values))
