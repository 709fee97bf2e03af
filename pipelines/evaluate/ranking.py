"""Preference: which of some items shows an emotion best, and whether the judges agree on it.

Every judge that can tell ranks by its own score: the share of the wanted emotion less that of its
strongest rival; without categories, the nearness in those of valence and arousal that it tells. A
judge can tell what it told better than chance of real people (``assets/judges.tsv``). Places come from
the mean rank, since scores of different judges have no common scale. Judges of words, quality and
likeness have no vote, but a veto: what they find much worse than the best of the list comes after the rest.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emogen.conditioning.emotion import Feeling, as_emotion
from emogen.errors import RequestError
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.accuracy import Accuracies, axis_figure
from emogen.pipelines.evaluate.evaluate import Evaluation
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion, category_of
from emogen.pipelines.evaluate.verdict import NEAR_CHANCE, doubt_about

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

AXES: Final = ("valence", "arousal")
"""By which judges of coordinates vote."""

_DRAWS: Final = 300
"""Of the interval of the agreement, whose ends then err by some 4 % of its width. Ours."""


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
        agreement: mean of Kendall's tau-b over pairs of judges, each on the items that both could judge,
            interval over items; NaN for one judge.
        notes: who has no vote, and why; who votes by one axis alone; whether those vote who should not.
    """

    emotion: Emotion
    places: tuple[Place, ...]
    judges: tuple[str, ...]
    agreement: Figure
    notes: tuple[str, ...] = ()


def rank(found: Evaluation, emotion: Feeling, known: Accuracies | None = None) -> Ranking:
    """Order the items of an evaluation by how well they show an emotion.

    Those judges vote that are known to tell it of real people; where there is none, all vote that do
    not share their knowledge with emogen; where there is none of those either, the rest.

    Args:
        found: what the judges said.
        emotion: what was wanted.
        known: what judges reach on real people; the measured table when None.

    Raises:
        RequestError: no judge of the evaluation can tell how well it is shown.
    """
    emotion = as_emotion(emotion)
    voters, scores, notes = _votes(found, emotion, known)
    ranks = _ranks(scores)
    against = _vetoes(found)
    vetoes = [tuple(against[id(item)]) for item in found.items]
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
    in_order = tuple(sorted(places, key=lambda one: one.place))
    return Ranking(emotion, in_order, tuple(voters), _agreement(scores), notes)


def agreement(scores: Array) -> float:
    """Mean of Kendall's tau-b over pairs of judges; NaN for fewer than two that tell items apart.

    Args:
        scores: shape ``(items, judges)``; NaN where a judge could not judge: its pairs do without that item.
    """
    import numpy as np

    columns = scores.T
    order = np.sign(columns[:, :, None] - columns[:, None, :]).reshape(len(columns), -1)
    known = ~np.isnan(order)
    order = np.where(known, order, 0.0)
    told = (order**2) @ known.T  # Pairs of items that one tells apart, of those that the other judged.
    scale = np.sqrt(told * told.T)
    taus = np.where(scale > 0, order @ order.T / np.maximum(scale, 1.0), np.nan)
    return statistics.mean(taus[np.triu_indices(len(columns), 1)])


def _agreement(scores: Array) -> Figure:
    """:func:`agreement` as a figure of the items that two judges or more could judge."""
    import numpy as np

    shared = np.flatnonzero((~np.isnan(scores)).sum(1) > 1)
    return statistics.figure(
        "ranking/agreement",
        shared,
        lambda drawn: agreement(scores[drawn.astype(int)]),
        better="higher",
        meaning="Kendall's tau between judges, mean",
        draws=_DRAWS,
    )


def score(judge: type[Judge], opinion: Opinion, emotion: Emotion, *, axes: Collection[str] = AXES) -> float:
    """How well an item shows an emotion to one judge, higher is better; NaN when it cannot tell.

    Returns:
        With the category: its share less the strongest rival's, -1 to 1. Else with coordinates: minus
        the root mean square distance on those of ``axes`` that it judges, each scaled to [-1, 1]; -2 to 0.
    """
    category = category_of(emotion, opinion.shares)
    if category:
        rivals = [share for name, share in opinion.shares.items() if name != category]
        return opinion.shares[category] - max(rivals, default=0.0)
    ranges = {measure.name: (measure.low, measure.high) for measure in judge.measures}
    gaps = []
    for axis in axes:
        if axis in opinion.values and axis in ranges:
            low, high = ranges[axis]
            scaled = 2 * (opinion.values[axis] - low) / (high - low) - 1
            gaps.append((scaled - emotion.vad[AXES.index(axis)]) ** 2)
    return -math.sqrt(sum(gaps) / len(gaps)) if gaps else math.nan


def _votes(
    found: Evaluation, emotion: Emotion, known: Accuracies | None
) -> tuple[list[str], Array, tuple[str, ...]]:
    """The judges that vote, their scores, shape ``(items, judges)``, and the notes of the ranking."""
    import numpy as np

    place = {id(item): index for index, item in enumerate(found.items)}
    every: dict[type[Judge], Array] = {}
    sure: dict[type[Judge], Array] = {}
    told: dict[type[Judge], list[str]] = {}
    doubts: dict[type[Judge], str] = {}
    for one in found.judgements:
        if one.opinion is None or math.isnan(value := score(one.judge, one.opinion, emotion)):
            continue
        judge, named = one.judge, bool(category_of(emotion, one.opinion.shares))
        if judge not in told:
            told[judge] = list(AXES) if named else _axes_told(judge, known)
            doubts[judge] = _doubt(judge, told[judge], known, named=named)
        every.setdefault(judge, np.full(len(place), np.nan))[place[id(one.item)]] = value
        if not doubts[judge]:
            value = score(judge, one.opinion, emotion, axes=told[judge])
            sure.setdefault(judge, np.full(len(place), np.nan))[place[id(one.item)]] = value
    if not every:
        raise RequestError(
            f"no judge can tell how well {emotion} is shown",
            why="they name no such emotion and give no coordinates",
            fix="See `emogen judges` for those of the medium.",
        )
    voting = sure or {judge: column for judge, column in every.items() if judge.independent} or every
    notes = [f"{one.name} has no vote: it {doubts[one]}" for one in every if one not in voting]
    notes += [f"{one.name} votes by {told[one][0]} alone" for one in sure if len(told[one]) == 1]
    if not sure:
        names = ", ".join(one.name for one in voting)
        notes.append(f"no judge here is known to tell this of real people; these vote all the same: {names}")
    return [judge.name for judge in voting], np.stack(list(voting.values()), 1), tuple(notes)


def _axes_told(judge: type[Judge], known: Accuracies | None) -> list[str]:
    """The axes that a judge tells better than chance of real people, or of pictures that people rated."""
    figures = {axis: axis_figure(judge.name, axis, known) for axis in AXES}
    return [axis for axis, figure in figures.items() if figure and figure.skill >= NEAR_CHANCE]


def _doubt(judge: type[Judge], told: Collection[str], known: Accuracies | None, *, named: bool) -> str:
    """Why a judge has no vote; "" when it has: by its names, or else by the axes that it tells."""
    if named or not judge.independent:
        return doubt_about(judge, known)
    return "" if told else "is not known to tell valence or arousal of real people"


def _ranks(scores: Array) -> Array:
    """Rank of each item with each judge, from 1 for the best; ties share their mean rank."""
    import numpy as np
    from scipy.stats import rankdata

    known = np.where(np.isnan(scores), -np.inf, scores)
    return np.asarray(rankdata(-known, axis=0), float)


def _vetoes(found: Evaluation) -> dict[int, list[str]]:
    """What is wrong with each item that has something wrong, by the ``id`` of the item."""
    figures: dict[tuple[str, str], list[tuple[Item, float]]] = defaultdict(list)
    lower = set()
    for one in found.judgements:
        for measure in one.judge.measures:
            key = one.judge.name, measure.name
            if key in VETOES and one.opinion and measure.name in one.opinion.values:
                figures[key].append((one.item, one.opinion.values[measure.name]))
                lower |= {key} if measure.better == "lower" else set()
    against: dict[int, list[str]] = defaultdict(list)
    for (judge, name), rows in figures.items():
        best = (min if (judge, name) in lower else max)(value for _, value in rows)
        for item, value in rows:
            if abs(value - best) > VETOES[judge, name]:
                against[id(item)].append(f"{judge}: {name} {value:.2f}, best {best:.2f}")
    return against
