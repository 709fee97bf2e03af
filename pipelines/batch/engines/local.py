"""The engine of one machine: jobs are made in this process, or by several that stay warm."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar, Final

from pydantic import Field

from emogen.machine import cores, memory_total
from emogen.options import Options
from emogen.pipelines.batch.engine import BatchEngine
from emogen.pipelines.batch.engines import worker
from emogen.pipelines.batch.engines.pool import Death, Pool, Worker
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.outcome import Outcome, failed
from emogen.pipelines.batch.performing import known_outcome, perform
from emogen.pipelines.batch.scheduling import Pace, Work

_FEW: Final = 2
"""Jobs that are made here rather than by processes that have to load everything anew. Ours."""

_AHEAD: Final = 0.1
"""Seconds of work that a process has before it, so that it need not wait for the next. Ours."""

_MOST_AHEAD: Final = 16
"""Jobs that a process is given at most before it has ended one. Ours."""

_PATIENCE: Final = 0.25
"""Seconds until it is looked whether somebody pressed Ctrl-C. Ours."""


_NEEDED: Final = 1.5 * 2**30
"""Bytes that a process needs to speak and to draw: 0.8 GiB for a voice, the rest for faces. Ours."""


def usual_processes() -> int:
    """As many processes as there are cores, and memory for them."""
    return max(1, min(cores(), int(memory_total() / _NEEDED)))


class LocalOptions(Options):
    """Settings of the engine."""

    memory: float = Field(
        2.5, gt=0, description="GiB that a process may have after a job; a larger one is replaced."
    )


class Local(BatchEngine):
    """Makes jobs on this machine, one process a core; with one, in this process."""

    name: ClassVar[str] = "local"
    title: ClassVar[str] = "this machine's cores"

    Options = LocalOptions

    def __init__(self, options: LocalOptions) -> None:
        self._memory = options.memory

    def outcomes(self, work: Work) -> Iterator[Outcome]:
        """As :meth:`.BatchEngine.outcomes`."""
        first: list[Job] = []
        if work.processes > 1:
            # Processes are worth their start only if there is something to make.
            while len(first) <= _FEW and (job := work.take()):
                if known := known_outcome(job, work.folder):
                    yield from work.ended(known)
                else:
                    first.append(job)
        for job in first:
            work.give_back(job)
        if len(first) > _FEW or (first and len(work) > _FEW):
            yield from self._made_apart(work)
        else:
            yield from _made_here(work)

    def _made_apart(self, work: Work) -> Iterator[Outcome]:
        pace = Pace(_AHEAD, _MOST_AHEAD)
        with Pool(min(work.processes, len(work)), int(self._memory * 2**30)) as pool:
            while not work.finished:
                yield from _fed(work, pool, pace.depth)
                heard = pool.next(_PATIENCE)
                if work.stopped:
                    pool.stop()
                if heard is None:
                    continue
                source, message = heard
                if isinstance(message, worker.Ended):
                    pace.note(message.outcome)
                yield from _answered(work, source, message)


def _made_here(work: Work) -> Iterator[Outcome]:
    while not work.finished:
        job = work.take()
        if job is None:  # Cannot be: nothing is being made that it could wait for.
            return
        work.watcher.started(job)
        yield from work.ended(perform(job, work.folder, partial(work.watcher.progressed, job)))


def _fed(work: Work, pool: Pool, depth: int) -> Iterator[Outcome]:
    """Give every process something to do; the outcomes of jobs that need nothing done meanwhile."""
    while work.can_begin and (hungry := pool.hungry(depth)):
        job = work.take(hungry.like)
        if job is None:
            return
        if known := known_outcome(job, work.folder):
            yield from work.ended(known)
        else:
            hungry.give(worker.Task(job, work.folder))


def _answered(work: Work, source: Worker, message: worker.Message | Death) -> Iterator[Outcome]:
    if isinstance(message, worker.Begun):
        work.watcher.started(source.jobs[message.id])
    elif isinstance(message, worker.Told) and message.id in source.jobs:
        work.watcher.progressed(source.jobs[message.id], message.fraction)
    elif isinstance(message, worker.Ended):
        yield from work.ended(message.outcome)
    elif isinstance(message, worker.Left):
        work.give_back(work.find(message.id))
    elif isinstance(message, Death):
        for job in message.others:
            work.give_back(job)
        if message.job:
            error = f"the process that made it died ({message.reason})"
            yield from work.ended(failed(message.job, error, passing=True))
