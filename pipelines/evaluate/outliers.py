"""What stands out in a batch: items unlike the others by some measure, and items that are alike.

Each measure of each judge is compared among items of one voice or character where there are enough
of them, else among all of the medium, by how far it is from the median in robust deviations
(Iglewicz & Hoaglin 1993, "How to detect and handle outliers").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

from emogen.pipelines.evaluate.accuracy import Accuracies
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure
from emogen.pipelines.evaluate.verdict import verdicts

if TYPE_CHECKING:
    import numpy as np

FEWEST: Final = 6
"""Of fewer items none stands out: their deviation is not known. Ours."""

_DEVIATION: Final = 1.4826
"""Times the median absolute deviation is the standard deviation, for normal values."""

_FLOOR: Final = 0.01
"""Of a measure's range: smaller deviations are taken for this. Ours."""

_FLOORS: Final = {"loudness": 0.5, "wer": 0.05, "clipped": 0.0005}
"""The same in a measure's own unit where the range says little: half a loudness unit is heard by
few, one word in twenty is a recogniser's own slip. Ours."""

_WORDS: Final = {"loudness": ("louder", "quieter"), "ita": ("lighter of skin", "darker of skin")}
"""Measures without a better and a worse end that should be alike all the same, and how more and
less of them is said. The others, e.g. valence or an open jaw, are meant to follow the emotion."""

WANTED: Final = "wanted"
"""The measure of a missed emotion: the probability that a judge gives to what was wanted."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """One item that stands out by one measure.

    Attributes:
        item: which.
        judge, measure: by what; the measure is ``"wanted"`` for a missed emotion.
        value: what it has.
        usual: the median of those it was compared with.
        z: robust deviations from there; negative below.
        words: the same for people.
    """

    item: Item
    judge: str
    measure: str
    value: float
    usual: float
    z: float
    words: str

    def __str__(self) -> str:
        return f"{self.item.path.name} {self.words}"


def limit(count: int) -> float:
    """The robust z from which one of ``count`` items stands out.

    About one batch of normal values in fifty has an item beyond it, by simulation of 4,000 batches
    of each size from 6 to 1,000: the fewer the items, the less their deviation is known.
    """
    return 4.0 + 18.0 / count


def outliers(found: Evaluation, known: Accuracies | None = None) -> tuple[Outlier, ...]:
    """The items that stand out, the farthest first.

    Args:
        found: what the judges said.
        known: what judges reach on real people; the measured table when None.
    """
    odd = [*_odd_figures(found.judgements), *_missed(found, known)]
    return tuple(sorted(odd, key=lambda one: -abs(one.z)))


def _odd_figures(judgements: Iterable[Judgement]) -> Iterator[Outlier]:
    by: dict[type[Judge], list[Judgement]] = defaultdict(list)
    for one in judgements:
        if one.opinion is not None:
            by[one.judge].append(one)
    for judge, its in by.items():
        for measure in filter(_should_be_alike, judge.measures):
            values = {
                id(one.item): value
                for one in its
                if one.opinion and isfinite(value := one.opinion.values.get(measure.name, float("nan")))
            }
            having = [one.item for one in its if id(one.item) in values]
            for items, whose in _comparable(having):
                yield from _beyond(judge, measure, items, [float(values[id(item)]) for item in items], whose)


def _should_be_alike(measure: Measure) -> bool:
    return bool(measure.better) or measure.name in _WORDS


def _comparable(items: Sequence[Item]) -> Iterator[tuple[list[Item], str]]:
    """Groups of items to compare: those of one voice or character, and the rest with one another."""
    of: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        of[item.who].append(item)
    rest: list[Item] = []
    for who, group in of.items():
        if who and len(group) >= FEWEST:
            yield group, f"the others of {who}"
        else:
            rest += group
    if len(rest) >= FEWEST:
        yield rest, "the others"


def _robust(values: Sequence[float], floor: float) -> tuple[float, np.ndarray]:
    """The median, and how many robust deviations each value is from it."""
    import numpy as np

    array = np.asarray(values, float)
    middle = float(np.median(array))
    deviation = max(floor, _DEVIATION * float(np.median(np.abs(array - middle))))
    return middle, (array - middle) / deviation


def _beyond(
    judge: type[Judge], measure: Measure, items: Sequence[Item], values: Sequence[float], whose: str
) -> Iterator[Outlier]:
    span = measure.high - measure.low
    floor = _FLOORS.get(measure.name, _FLOOR * span if isfinite(span) else 0.0)
    if not floor:
        floor = _FLOOR * max(map(abs, values)) or 1.0
    usual, far = _robust(values, floor)
    for item, value, z in zip(items, values, far.tolist(), strict=True):
        harmless = z < 0 if measure.better == "lower" else z > 0 and measure.better == "higher"
        if abs(z) > limit(len(items)) and not harmless:
            words = _words(judge, measure, value, usual, whose)
            yield Outlier(item, judge.name, measure.name, value, usual, z, words)


def _words(judge: type[Judge], measure: Measure, value: float, usual: float, whose: str) -> str:
    if measure.name in _WORDS:
        unit = "dB" if measure.unit == "LUFS" else measure.unit
        how = _WORDS[measure.name][value < usual]
        return f"is {abs(value - usual):.1f}{unit and ' '}{unit} {how} than {whose}"
    unit = measure.unit and f" {measure.unit}"
    name = measure.name.replace("_", " ")
    return f"has {name} {_short(value)}{unit}, {whose} about {_short(usual)} ({judge.name})"


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _missed(found: Evaluation, known: Accuracies | None) -> Iterator[Outlier]:
    """Items whose emotion a judge misses that it hears or sees in the others."""
    by: dict[str, list[tuple[Item, float, str, str]]] = defaultdict(list)
    for one in verdicts(found, known):
        for vote in one.votes:
            if vote.counts and vote.wanted:
                by[vote.judge].append((one.item, vote.wanted_share, vote.named, vote.wanted))
    for judge, rows in by.items():
        if len(rows) < FEWEST:
            continue
        usual, far = _robust([share for _, share, _, _ in rows], _FLOOR)
        for (item, share, named, wanted), z in zip(rows, far.tolist(), strict=True):
            if named != wanted and z < -limit(len(rows)):
                words = f"shows {named} and not {wanted} ({judge}), unlike the others"
                yield Outlier(item, judge, WANTED, share, usual, z, words)


@dataclass(frozen=True, slots=True)
class Twins:
    """Items that are one and the same, though they have several files.

    Attributes:
        items: two or more.
        words: how alike they are.
    """

    items: tuple[Item, ...]
    words: str

    def __str__(self) -> str:
        return f"{', '.join(item.path.name for item in self.items)}: {self.words}"


_ALIKE: Final = 0.01
"""Of a measure's standard deviation in the batch: items that differ by less in every measure are
the same take. Ours."""

_MEASURES: Final = 6
"""That vary in the batch: from so many on, agreement in all of them is no accident. Ours."""


def twins(found: Evaluation) -> tuple[Twins, ...]:
    """Files with the same bytes, and items whose every measure is the same."""
    same: dict[bytes, list[Item]] = defaultdict(list)
    for group in _sized(found.items):
        for item in group:
            same[_digest(item)].append(item)
    copies = [tuple(group) for group in same.values() if len(group) > 1]
    known = {id(item): number for number, group in enumerate(copies) for item in group}
    near = [pair for pair in _near(found) if known.get(id(pair[0]), -1) != known.get(id(pair[1]), -2)]
    return (
        *(Twins(group, "the same file") for group in copies),
        *(Twins(pair, "nearly the same by every measure") for pair in near),
    )


def _sized(items: Iterable[Item]) -> list[list[Item]]:
    """Groups of items whose files have the same size: only these can be the same."""
    of: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        if item.path.is_file():
            of[item.path.stat().st_size].append(item)
    return [group for group in of.values() if len(group) > 1]


def _digest(item: Item) -> bytes:
    from hashlib import file_digest

    with item.path.open("rb") as file:
        return file_digest(file, "sha256").digest()


def _near(found: Evaluation) -> Iterator[tuple[Item, Item]]:
    """Pairs of items that the same judges measured, to the same figures."""
    import numpy as np
    from scipy.spatial import KDTree

    figures: dict[int, dict[str, float]] = {id(item): {} for item in found.items}
    for one in found.judgements:
        if one.opinion is None:
            continue
        for measure in one.judge.measures:
            value = one.opinion.values.get(measure.name, float("nan"))
            if isfinite(value):
                figures[id(one.item)][f"{one.judge.name}.{measure.name}"] = value
    alike: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in found.items:
        alike[tuple(sorted(figures[id(item)]))].append(item)
    for names, items in alike.items():
        if not names or len(items) < 2:
            continue
        rows = np.array([[figures[id(item)][name] for name in names] for item in items])
        spread = rows.std(axis=0)
        rows = rows[:, spread > 0] / spread[spread > 0]
        if rows.shape[1] >= _MEASURES:
            for here, there in sorted(KDTree(rows).query_pairs(_ALIKE, p=np.inf)):
                yield items[here], items[there]
