"""The order of a batch's jobs: what may begin, what waits for others, what is tried again."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.outcome import Nobody, Outcome, Watcher, failed
from emogen.timeline import Seconds

Likeness: TypeAlias = tuple[str, ...]
"""The key that a job shares with those that are cheap to make after it."""

ATTEMPTS: Final = 3
"""Attempts at a job whose failure may pass. Ours."""

_WINDOW: Final = 256
"""Places of the spec that a job may be preferred over, for its likeness to the one before. Ours."""

_LIKE: Final = ("backend", "language", "voice", "character")
"""Parameters that say which models, tables and figures a process has loaded."""


_MEMORY: Final = 0.8
"""Share of what was known that stays when another job has told its seconds. Ours."""


class Pace:
    """The seconds that jobs take by the last ones, and so how many a maker is given at once.

    Args:
        ahead: seconds of work that a maker is to have before it.
        most: jobs that it is given at most.
    """

    def __init__(self, ahead: Seconds, most: int) -> None:
        self._ahead, self._most = ahead, most
        self._seconds: Seconds | None = None

    def note(self, outcome: Outcome) -> None:
        """Learn from an outcome; only what was made tells."""
        if outcome.status == "made":
            known = outcome.seconds if self._seconds is None else self._seconds
            self._seconds = _MEMORY * known + (1 - _MEMORY) * outcome.seconds

    @property
    def depth(self) -> int:
        """Number of jobs that a maker is given: one before anything is known."""
        if self._seconds is None:
            return 1
        return max(1, min(self._most, int(self._ahead / max(self._seconds, 1e-6))))


def likeness(job: Job) -> Likeness:
    """Its kind and the parameters that decide what has to be loaded."""
    return (job.kind, *(str(getattr(job.request, name, "")) for name in _LIKE))


class Work:
    """The jobs of a run, as engines take them and give them back.

    An engine calls :meth:`take` until :attr:`finished`, and :meth:`ended` with what came of each job.

    Attributes:
        folder: where results go.
        processes: how many jobs may be made at once.
        watcher: is told of beginnings and progress by the engine; of outcomes by whoever runs it.
        stopped: whether no further job may begin, because somebody pressed Ctrl-C.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        folder: Path,
        *,
        processes: int = 1,
        watcher: Watcher | None = None,
        attempts: int = ATTEMPTS,
    ) -> None:
        self.folder, self.processes = folder, processes
        self.watcher: Watcher = watcher or Nobody()
        self.stopped = False
        self._jobs = {job.id: (index, job) for index, job in enumerate(jobs)}
        self._attempts = attempts
        self._tries: dict[str, int] = {}
        self._dependants: dict[str, list[str]] = defaultdict(list)
        self._unmet: dict[str, int] = {}
        self._ready: list[tuple[int, int]] = []
        self._alike: dict[Likeness, list[tuple[int, int]]] = defaultdict(list)
        self._by_index = list(jobs)
        self._waiting = set(self._jobs)
        self._running: set[str] = set()
        for job in jobs:
            needs = [need for need in dict.fromkeys(job.needs) if need in self._jobs]
            for need in needs:
                self._dependants[need].append(job.id)
            self._unmet[job.id] = len(needs)
            if not needs:
                self._enqueue(job)

    def __len__(self) -> int:
        """Number of jobs that have no outcome yet."""
        return len(self._waiting) + len(self._running)

    @property
    def finished(self) -> bool:
        """Whether no job is being made and none is to be begun."""
        return not self._running and (self.stopped or not self._waiting)

    @property
    def can_begin(self) -> bool:
        """Whether there is a job to take."""
        return not self.stopped and self._first(self._ready) is not None

    def find(self, name: str) -> Job:
        """The job of an id."""
        return self._jobs[name][1]

    def hopeless(self) -> Iterator[Outcome]:
        """The outcomes of jobs that can never begin, since they need each other."""
        unmet, reached = dict(self._unmet), [name for name, count in self._unmet.items() if not count]
        for name in reached:
            for dependant in self._dependants.get(name, ()):
                unmet[dependant] -= 1
                if not unmet[dependant]:
                    reached.append(dependant)
        for name in [name for name, count in unmet.items() if count]:
            self._waiting.discard(name)
            yield failed(self._jobs[name][1], "it needs results that need its own")

    def take(self, like: Likeness | None = None) -> Job | None:
        """The next job that may begin: one like ``like`` where one is near, else the first in the order
        of the spec. None where all that is left waits for jobs that are being made."""
        if self.stopped:
            return None
        first = self._first(self._ready)
        if first is None:
            return None
        near = self._first(self._alike[like]) if like else None
        place = near if near and near[0] == first[0] and near[1] - first[1] <= _WINDOW else first
        job = self._by_index[place[1]]
        self._waiting.discard(job.id)
        self._running.add(job.id)
        return job

    def give_back(self, job: Job) -> None:
        """Take a job back that was not begun."""
        if job.id in self._running:
            self._running.discard(job.id)
            self._waiting.add(job.id)
            self._enqueue(job)

    def ended(self, outcome: Outcome) -> Iterator[Outcome]:
        """The outcomes that follow from an attempt at a job: none if it is tried again, else its own and
        those of jobs that cannot be made without it. A second outcome of one attempt counts for nothing."""
        job = self._jobs[outcome.job.id][1]
        if job.id not in self._running:
            return
        tries = self._tries[job.id] = self._tries.get(job.id, 0) + 1
        if outcome.status == "failed" and outcome.passing and tries < self._attempts and not self.stopped:
            self.give_back(job)
            return
        self._running.discard(job.id)
        # A review may have had another take made; else the job comes back as a copy, which takes room.
        made = job if outcome.job == job else outcome.job
        yield replace(outcome, job=made, attempts=tries)
        yield from self._followed(job, outcome.status == "failed")

    def _followed(self, job: Job, is_failed: bool) -> Iterator[Outcome]:
        """Let the jobs begin that waited for one; of one that failed, the outcomes of all that need it."""
        reason, ended = job, [job]
        while ended:
            for name in self._dependants.pop(ended.pop().id, ()):
                dependant = self._jobs[name][1]
                self._unmet[name] -= 1
                if is_failed and name in self._waiting:
                    self._waiting.discard(name)
                    ended.append(dependant)
                    yield failed(dependant, f"it needs the result of {reason.id!r}, which failed")
                elif not is_failed and self._unmet[name] == 0 and name in self._waiting:
                    self._enqueue(dependant)

    def _enqueue(self, job: Job) -> None:
        # What is tried again comes after all that was never tried: by then the cause may have passed.
        place = (self._tries.get(job.id, 0), self._jobs[job.id][0])
        heapq.heappush(self._ready, place)
        heapq.heappush(self._alike[likeness(job)], place)

    def _first(self, queue: list[tuple[int, int]]) -> tuple[int, int] | None:
        """The first of a queue that still waits; what was taken through another queue is dropped."""
        while queue:
            tries, index = queue[0]
            job = self._by_index[index]
            if job.id in self._waiting and tries == self._tries.get(job.id, 0):
                return queue[0]
            heapq.heappop(queue)
        return None
