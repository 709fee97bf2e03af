"""Judging items: every judge that can, on every item that it can; nothing an item does is fatal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import cast

from emogen.errors import EmogenError, GenerationError, RequestError
from emogen.pipelines.evaluate.item import Item, Medium
from emogen.pipelines.evaluate.judge import Judge, Opinion, broken_judges, find_judge, judges, missing
from emogen.progress import Progress, ignore
from emogen.registry import build, guarded


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judge's opinion of one item, or why there is none.

    Attributes:
        item: what was judged.
        judge: by whom.
        opinion: what it says; None when it could not judge this item.
        problem: why it could not; "" when it could.
    """

    item: Item
    judge: type[Judge]
    opinion: Opinion | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the judges say about some items.

    Attributes:
        items: in the order given.
        judgements: one for every item and every judge of its medium that had what it needs.
        absent: judges that could not work here, by name, with the reason and what to do.
        left: what was left out of folders and tables, a line each.
    """

    items: tuple[Item, ...]
    judgements: tuple[Judgement, ...]
    absent: dict[str, str]
    left: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Evaluation: items: {len(self.items)}, judgements: {len(self.judgements)}>"

    def save(self, path: str | Path) -> Path:
        """Write a report: a page with players and plots (.html), and beside it every figure (.json).

        Raises:
            RequestError: another suffix.
            OutputError: the file cannot be written.
        """
        from emogen.pipelines.evaluate.report.write import write_report

        return write_report(self, path, left=self.left)

    def of(self, item: Item) -> tuple[Judgement, ...]:
        """The judgements of one item."""
        return tuple(one for one in self.judgements if one.item is item)

    def by(self, judge: str) -> tuple[Judgement, ...]:
        """The judgements of one judge that could judge, in the order of the items."""
        return tuple(one for one in self.judgements if one.judge.name == judge and one.opinion)


def evaluate(
    items: Sequence[Item],
    *,
    names: Iterable[str] | None = None,
    jobs: int = 1,
    progress: Progress = ignore,
) -> Evaluation:
    """Have items judged.

    Args:
        items: see :mod:`.items` for those of a file or folder.
        names: of the judges; all that can work when None.
        jobs: processes, each with its own judges in memory (up to 2 GB with all of them); worth
            it from some ten items on.
        progress: told the fraction done.

    Raises:
        RequestError: a judge that does not exist, or was named and cannot work here or judges
            another medium.
        GenerationError: a process was killed.
    """
    chosen, absent = _choose(names, frozenset().union(*(item.media for item in items)))
    ask = partial(_judge, judges=chosen)
    done: list[Judgement] = []
    with _processes(min(jobs, len(items))) as mapped:
        for count, (item, opinions) in enumerate(zip(items, mapped(ask, items), strict=True), start=1):
            done += [replace(one, item=item) for one in opinions]
            progress(count / len(items))
    return Evaluation(tuple(items), tuple(done), absent)


@contextmanager
def _processes(count: int) -> Iterator[Callable[..., Iterable[list[Judgement]]]]:
    """A ``map`` in order: in this process, or over ``count`` fresh ones."""
    if count <= 1:
        yield map
        return
    # Forked copies of networks and their threads would wait for each other for ever.
    try:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            yield pool.map
    except BrokenProcessPool as error:
        raise GenerationError(
            "a process that judges was killed", why="most likely for memory", fix="Use fewer --jobs."
        ) from error


def _judge(item: Item, judges: Sequence[type[Judge]]) -> list[Judgement]:
    """The opinions of every judge that applies to an item."""
    found = [_ask(judge, item) for judge in judges if _applies(judge, item)]
    for used in filter(None, (item, item.neutral)):
        used.forget()
    return found


def _choose(
    names: Iterable[str] | None, media: frozenset[Medium]
) -> tuple[list[type[Judge]], dict[str, str]]:
    """The judges of some media, and why those that cannot work here cannot."""
    if names is None:
        found = {judge: missing(judge) for judge in judges() if judge.medium in media}
        able = [judge for judge, why in found.items() if not why]
        absent = {judge.name: why for judge, why in found.items() if why}
        return able, {**absent, **{name: f"it is broken: {why}" for name, why in broken_judges().items()}}
    chosen = []
    for judge in map(find_judge, dict.fromkeys(names)):
        if why := missing(judge):
            raise RequestError(f"the judge {judge.name} cannot work here", why=why)
        if media and judge.medium not in media:
            what = ", ".join(sorted(media))
            raise RequestError(f"the judge {judge.name} judges {judge.medium}, not {what}")
        chosen.append(judge)
    return chosen, {}


def _applies(judge: type[Judge], item: Item) -> bool:
    had = {"text": bool(item.text), "neutral": item.neutral is not None, "motion": item.moves}
    return judge.medium in item.media and all(had[need] for need in judge.needs)


def _ask(judge: type[Judge], item: Item) -> Judgement:
    try:
        with guarded(judge):
            opinion = ready(judge).judge(item)
            if not isinstance(opinion, Opinion):
                raise TypeError(f"it gives a {type(opinion).__name__} for an Opinion")
    except EmogenError as error:
        # A judge is a stranger's network or a plug-in: its failure costs its opinion, never the run.
        return Judgement(item, judge, None, str(error))
    return Judgement(item, judge, opinion)


@lru_cache(maxsize=32)
def ready(judge: type[Judge]) -> Judge:
    """The one instance of a judge, whose networks stay loaded."""
    return cast("Judge", build(judge))
