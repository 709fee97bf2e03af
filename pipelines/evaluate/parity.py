"""Parity: is our output told apart as well as real actors are, by the same judge?

A recall means little alone: judges err with real people too. What counts is the ratio, ours over
actors'. What the actors reached is in ``assets/judge_confusions.tsv`` (judge, data, meant, named,
count), from people whom the judge did not learn from; ``benchmarks/confusion_table.py`` writes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.evaluate import Judgement
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.judge import wanted
from emogen.seeds import stream
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.statistics import Array

Counts = Mapping[tuple[str, str], int]
"""How often, by (meant, named)."""


@dataclass(frozen=True)
class Confusion:
    """What a judge named what.

    Attributes:
        judge: whose.
        data: of what, for people.
        counts: by (meant, named).
    """

    judge: str
    data: str
    counts: Counts

    @property
    def meant(self) -> tuple[str, ...]:
        """What was meant at least once, neutral last."""
        return _ordered(meant for meant, _ in self.counts)

    def only(self, meant: Iterable[str]) -> Confusion:
        """The rows of some emotions; whatever was named in them stays."""
        kept = set(meant)
        return Confusion(self.judge, self.data, {k: n for k, n in self.counts.items() if k[0] in kept})

    def pairs(self) -> list[tuple[str, str]]:
        """(meant, named) of every item."""
        return [pair for pair, count in sorted(self.counts.items()) for _ in range(count)]

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
    found: Counter[tuple[str, str]] = Counter()
    for one in judgements:
        if one.judge.name != judge or one.opinion is None:
            continue
        meant = wanted(one.item, one.opinion.shares)
        if meant and one.opinion.named:
            found[meant, one.opinion.named] += 1
    return Confusion(judge, data, dict(found))


def real_confusion(judge: str) -> Confusion | None:
    """What the judge named real people, all data together; None when nobody measured it."""
    rows = [row for row in asset_rows("judge_confusions.tsv") if row["judge"] == judge]
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row["meant"], row["named"]] += int(row["count"])
    data = " and ".join(dict.fromkeys(row["data"] for row in rows))
    return Confusion(judge, data, dict(counts)) if rows else None


def parity(ours: Confusion, *, medium: str, actors: Confusion | None = None, seed: int = 0) -> Parity:
    """Compare our confusion with that of actors.

    Args:
        ours: of :func:`confusion_of`.
        medium: what was judged, for the ids of the figures.
        actors: of :func:`real_confusion`; without it there are no ratios.
        seed: of the intervals, bootstrapped over items, ours and theirs apart.
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
        id, _coded(of), statistics.recall_of, better="higher" if better else "", meaning=meaning, seed=seed
    )


def _ratio(id: str, ours: Confusion, actors: Confusion, meaning: str, seed: int) -> Figure:
    """The ratio of two recalls, with an interval from resampling both apart."""
    import numpy as np

    mine, theirs = _coded(ours), _coded(actors)
    value = _over(statistics.recall_of(mine), statistics.recall_of(theirs))
    chance = stream(seed, "ratio")

    def drawn(rows: Array) -> float:
        return statistics.recall_of(rows[chance.integers(0, len(rows), len(rows))])

    ratios = np.array([_over(drawn(mine), drawn(theirs)) for _ in range(statistics.DRAWS)])
    low, high = statistics.middle(ratios)
    return Figure(id, value, low, high, len(mine), "higher", meaning)


def _over(one: float, other: float) -> float:
    return one / other if other > 0 else statistics.NAN


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
