"""All that follows from an evaluation, gathered once for the page and for JSON."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite, nan
from typing import Final

from emogen.conditioning.vocabulary import BASIC
from emogen.pipelines.evaluate.accuracy import Accuracies
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, wanted
from emogen.pipelines.evaluate.outliers import Outlier, Twins, outliers, twins
from emogen.pipelines.evaluate.parity import Parity, confusion_of, parity, real_confusion
from emogen.pipelines.evaluate.statistics import interval, paired, spearman
from emogen.pipelines.evaluate.verdict import State, Verdict, doubt_about, verdicts
from emogen.plots import AXES

ENOUGH: Final = 10
"""Items with a command, of two emotions or more, from which a confusion matrix says something. Ours."""


@dataclass(frozen=True, slots=True)
class Pair:
    """How far two judges of one medium agree.

    Attributes:
        one, other: their names.
        count: items of which both named an emotion.
        same: the share of them with the same name, 0 to 1.
        kappa: Cohen's: 1 agreement, 0 as by chance; NaN where each always names the same.
    """

    one: str
    other: str
    count: int
    same: float
    kappa: float


@dataclass(frozen=True, slots=True)
class Follow:
    """How far one judge's valence, arousal or dominance follows the commanded one.

    Attributes:
        judge, axis: whose, and which.
        pairs: (commanded, perceived) of every item.
        rho: Spearman's rank correlation; ``low``, ``high``: its 95 % interval.
    """

    judge: str
    axis: str
    pairs: tuple[tuple[float, float], ...]
    rho: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What follows from an evaluation.

    Attributes:
        found: the evaluation itself.
        judges: those that judged, in the order of the evaluation.
        verdicts: of every item, in order.
        outliers, twins, pairs, follows: see there.
        parities: the confusions of each judge of emotions that had enough commands, beside those of
            real actors where they are known.
        known: what judges reach on real people; the measured table when None.
    """

    found: Evaluation
    judges: tuple[type[Judge], ...]
    verdicts: tuple[Verdict, ...]
    outliers: tuple[Outlier, ...]
    twins: tuple[Twins, ...]
    parities: tuple[Parity, ...]
    pairs: tuple[Pair, ...]
    follows: tuple[Follow, ...]
    known: Accuracies | None

    @property
    def states(self) -> Counter[State]:
        """How many items have each state."""
        return Counter(one.state for one in self.verdicts)


def gather(found: Evaluation, known: Accuracies | None = None) -> Findings:
    """The findings of an evaluation.

    Args:
        found: what the judges said.
        known: what judges reach on real people; the measured table when None.
    """
    by: dict[type[Judge], list[Judgement]] = defaultdict(list)
    for one in found.judgements:
        by[one.judge].append(one)
    parities = [_parity(judge, done) for judge, done in by.items() if judge.categories]
    return Findings(
        found=found,
        judges=tuple(by),
        verdicts=verdicts(found, known),
        outliers=outliers(found, known),
        twins=twins(found),
        parities=tuple(filter(None, parities)),
        pairs=tuple(_pairs(by)),
        follows=tuple(follow for judge, done in by.items() for follow in _follows(judge, done)),
        known=known,
    )


def group_of(item: Item) -> str:
    """The emotion that an item is listed under: the strongest basic one, neutral, or "not said"."""
    return wanted(item, (*BASIC, "neutral")) or ("not said" if item.emotion is None else "other")


def _parity(judge: type[Judge], done: Sequence[Judgement]) -> Parity | None:
    """Of a judge of emotions that had enough items with a command; beside actors where they are known."""
    ours = confusion_of(done, judge.name, "these items")
    actors = real_confusion(judge.name)
    for beside in (actors, None) if actors else (None,):
        both = ours.only(beside.meant) if beside else ours
        if sum(both.counts.values()) >= ENOUGH and len(both.meant) > 1:
            return parity(both, medium=judge.medium, actors=beside)
    return None


def _pairs(by: dict[type[Judge], list[Judgement]]) -> Iterator[Pair]:
    named = {
        judge: {id(one.item): one.opinion.named for one in done if one.opinion and one.opinion.shares}
        for judge, done in by.items()
        if judge.categories and judge.independent
    }
    for one, other in combinations(named, 2):
        both = [(named[one][item], named[other][item]) for item in named[one] if item in named[other]]
        if one.medium == other.medium and both:
            same = sum(a == b for a, b in both) / len(both)
            yield Pair(one.name, other.name, len(both), same, _kappa(both, same))


def _follows(judge: type[Judge], done: Sequence[Judgement]) -> Iterator[Follow]:
    import numpy as np

    for axis, _ in AXES:
        pairs = tuple(
            (float(getattr(one.item.emotion, axis)), float(one.opinion.values[axis]))
            for one in done
            if one.item.emotion is not None and one.opinion and axis in one.opinion.values
        )
        if len(pairs) >= ENOUGH:
            low, high = interval(np.array(pairs), paired(spearman))
            yield Follow(judge.name, axis, pairs, spearman(*zip(*pairs, strict=True)), low, high)


def _kappa(both: Sequence[tuple[str, str]], same: float) -> float:
    """Cohen 1960: agreement beyond what the two judges' habits would give by chance."""
    ones, others = (Counter(names) for names in zip(*both, strict=True))
    chance = sum(ones[name] * others[name] for name in ones) / len(both) ** 2
    return (same - chance) / (1.0 - chance) if chance < 1.0 else nan


def summary(findings: Findings) -> list[str]:
    """The findings in a few sentences."""
    states, count = findings.states, len(findings.verdicts)
    asked = count - states["open"]
    lines = [f"{_many(count, 'item')}, {_many(len(findings.judges), 'judge')}."]
    if asked:
        lines.append(
            f"What was wanted is perceived in {states['shown']} of {asked}, missed in {states['missed']},"
            f" hard to tell in {states['unclear']}."
        )
    if states["open"]:
        lines.append(
            f"No verdict on {_many(states['open'], 'item')}: no emotion was wanted, or no judge that"
            " counts can tell."
        )
    lines += [
        f"{judge.name} names emotions, and does not count: it {doubt}."
        for judge in findings.judges
        if judge.categories and (doubt := doubt_about(judge, findings.known))
    ]
    lines += [
        f"By {one.judge}, {one.axis} follows the commanded one with a rank correlation of {one.rho:.2f}"
        f" ({one.low:.2f} to {one.high:.2f}, {len(one.pairs)} items)."
        for one in findings.follows
        if isfinite(one.rho)
    ]
    lines += [_agreeing(pair) for pair in findings.pairs if isfinite(pair.kappa)]
    odd = len({id(one.item) for one in findings.outliers})
    if odd:
        lines.append(f"{_many(odd, 'item')} {'stands' if odd == 1 else 'stand'} out from the others.")
    if findings.twins:
        lines.append(f"{_many(len(findings.twins), 'group')} of items are the same or nearly so.")
    declined = sum(bool(one.problems) for one in findings.verdicts)
    if declined:
        lines.append(f"{_many(declined, 'item')} could not be judged by every judge.")
    return lines


def _agreeing(pair: Pair) -> str:
    return (
        f"{pair.one} and {pair.other} agree on {pair.same:.0%} of {_many(pair.count, 'item')}"
        f" (kappa {pair.kappa:.2f})."
    )


def _many(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
