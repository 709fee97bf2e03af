"""Parity: is our output told apart as well as real actors are, by the same judge?

A recall means little alone: judges err with real people too. What counts is the ratio, ours over
actors'. What the actors reached is in ``assets/judge_confusions.tsv`` (judge, data, meant, named,
speaker, count), from people whom the judge did not learn from; ``benchmarks/confusion_table.py``
writes it. Intervals resample whole voices or people, since the items of one are no independent
evidence; single items where nobody kept who they are of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.evaluate import Judgement
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.judge import wanted
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.statistics import Array

Counts = Mapping[tuple[str, str], int]
"""How often, by (meant, named)."""

_FEW: Final = 2
"""So many speakers or fewer say nothing of others: items are resampled then. Ours."""


@dataclass(frozen=True)
class Confusion:
    """What a judge named what.

    Attributes:
        judge: whose.
        data: of what, for people.
        counts: by (meant, named).
        who: the voice, character or person of each item, by (meant, named), "" where it is unknown;
            no pairs where nobody kept it.
    """

    judge: str
    data: str
    counts: Counts
    who: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, judge: str, data: str, items: Iterable[tuple[str, str, str]]) -> Confusion:
        """From what was meant, what was named and who spoke, of each item."""
        who: dict[tuple[str, str], list[str]] = defaultdict(list)
        for meant, named, speaker in items:
            who[meant, named].append(speaker)
        counts = {pair: len(names) for pair, names in who.items()}
        return cls(judge, data, counts, {pair: tuple(names) for pair, names in who.items()})

    @property
    def meant(self) -> tuple[str, ...]:
        """What was meant at least once, neutral last."""
        return _ordered(meant for meant, _ in self.counts)

    def only(self, meant: Iterable[str]) -> Confusion:
        """The rows of some emotions; whatever was named in them stays."""
        kept = set(meant)
        counts = {pair: count for pair, count in self.counts.items() if pair[0] in kept}
        who = {pair: names for pair, names in self.who.items() if pair[0] in kept}
        return Confusion(self.judge, self.data, counts, who)

    def pairs(self) -> list[tuple[str, str]]:
        """(meant, named) of every item."""
        return [pair for pair, count in sorted(self.counts.items()) for _ in range(count)]

    def clusters(self) -> list[str | int] | None:
        """What to resample, of each of :meth:`pairs`: its speaker, or the item itself where unknown.

        None where there are not more than two speakers.
        """
        who = [
            name
            for pair, count in sorted(self.counts.items())
            for name in self.who.get(pair) or ("",) * count
        ]
        return [name or place for place, name in enumerate(who)] if len({*who} - {""}) > _FEW else None

    def shares(self, meant: Sequence[str], named: Sequence[str]) -> Array:
        """Share of each row named so, shape ``(len(meant), len(named))``; a row of NaN for no items."""
        import numpy as np

        table = np.array([[self.counts.get((one, other), 0) for other in named] for one in meant], float)
        total = np.array([[sum(n for (row, _), n in self.counts.items() if row == one)] for one in meant])
        with np.errstate(invalid="ignore"):
            return np.where(total > 0, table / np.maximum(total, 1), np.nan)


@dataclass(frozen=True)
class Parity:
    """Our confusions beside those of real actors, over the emotions that both have.

    Attributes:
        ours, actors: the same rows in both.
        figures: ``recall`` (unweighted average), ``recall-actors``, ``ratio`` of the two; of each
            emotion ``recall/<emotion>`` and ``ratio/<emotion>``.
    """

    ours: Confusion
    actors: Confusion | None
    figures: tuple[Figure, ...]


def confusion_of(judgements: Iterable[Judgement], judge: str, data: str = "emogen") -> Confusion:
    """What one judge named the items of an evaluation that were meant to show one of its categories."""
    found = []
    for one in judgements:
        if one.judge.name != judge or one.opinion is None:
            continue
        meant = wanted(one.item, one.opinion.shares)
        if meant and one.opinion.named:
            found.append((meant, one.opinion.named, one.item.who))
    return Confusion.of(judge, data, found)


def real_confusion(judge: str) -> Confusion | None:
    """What the judge named real people, all data together; None when nobody measured it."""
    rows = [row for row in asset_rows("judge_confusions.tsv") if row["judge"] == judge]
    data = " and ".join(dict.fromkeys(row["data"] for row in rows))
    items = [(row["meant"], row["named"], _person(row)) for row in rows for _ in range(int(row["count"]))]
    return Confusion.of(judge, data, items) if rows else None


def _person(row: Mapping[str, str]) -> str:
    """Two corpora may number their speakers alike; tables from before speakers were kept have none."""
    speaker = row.get("speaker") or ""
    return f"{row['data']}/{speaker}" if speaker else ""


def parity(ours: Confusion, *, medium: str, actors: Confusion | None = None, seed: int = 0) -> Parity:
    """Compare our confusion with that of actors.

    Args:
        ours: of :func:`confusion_of`.
        medium: what was judged, for the ids of the figures.
        actors: of :func:`real_confusion`; without it there are no ratios.
        seed: of the intervals, bootstrapped over speakers, ours and theirs apart; over items where
            not more than two speakers are known.
    """
    both = [name for name in ours.meant if actors is None or name in actors.meant]
    ours = ours.only(both)
    actors = actors.only(both) if actors else None
    name = f"{medium}/{ours.judge}"
    figures = [_recall(f"{name}/recall", ours, "named as meant, mean over emotions", seed)]
    figures += [_recall(f"{name}/recall/{one}", ours.only([one]), f"{one} named {one}", seed) for one in both]
    if actors is not None:
        figures.append(
            _recall(f"{name}/recall-actors", actors, "the same of real actors", seed, better=False)
        )
        figures.append(_ratio(f"{name}/ratio", ours, actors, "recall, ours over real actors'", seed))
        figures += [
            _ratio(f"{name}/ratio/{one}", ours.only([one]), actors.only([one]), f"the same of {one}", seed)
            for one in both
        ]
    return Parity(ours, actors, tuple(figures))


def _recall(id: str, of: Confusion, meaning: str, seed: int, *, better: bool = True) -> Figure:
    return statistics.figure(
        id,
        _coded(of),
        statistics.recall_of,
        better="higher" if better else "",
        meaning=meaning,
        seed=seed,
        clusters=of.clusters(),
    )


def _ratio(id: str, ours: Confusion, actors: Confusion, meaning: str, seed: int) -> Figure:
    """The ratio of two recalls, with an interval from resampling both apart."""
    import numpy as np

    mine, theirs = (statistics.recall_of(_coded(one)) for one in (ours, actors))
    drawn, others = (
        statistics.resampled(
            _coded(one), statistics.recall_of, seed=seed, clusters=one.clusters(), purpose=side
        )
        for one, side in ((ours, "ratio/ours"), (actors, "ratio/actors"))
    )
    low, high = statistics.middle(drawn / np.where(others > 0, others, np.nan))
    value = mine / theirs if theirs > 0 else statistics.NAN
    return Figure(id, value, low, high, sum(ours.counts.values()), "higher", meaning)


def _coded(of: Confusion) -> Array:
    pairs = of.pairs()
    return statistics.coded([meant for meant, _ in pairs], [named for _, named in pairs])


def tables(found: Parity) -> dict[str, Any]:
    """The two matrices as JSON has them: emotion meant -> emotion named -> count."""
    matrices = {"ours": found.ours, "actors": found.actors}
    return {name: _nested(one) for name, one in matrices.items() if one}


def _nested(of: Confusion) -> dict[str, dict[str, int]]:
    return {
        one: {named: n for (meant, named), n in sorted(of.counts.items()) if meant == one} for one in of.meant
    }


def _ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Alphabetical, neutral last."""
    return tuple(sorted(set(names), key=lambda name: (name == "neutral", name)))
