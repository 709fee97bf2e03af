"""Outcomes of jobs, and those who watch them come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.manifest import Record, Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one job.

    Attributes:
        job: what was to be made.
        status: ``made``, ``unchanged`` (its content hash is as before) or ``failed``.
        files: the results, relative to the output folder, the main one first.
        notes: what the user should know.
        label: the emotion that the result has, in words for people.
        error: why it failed, else "".
        seconds: how long it took.
        digest: the content hash of the main file, "" of a failed job.
        passing: whether another attempt may well succeed: its process died, the machine was short of
            something.
        attempts: how often it was tried.
        trace: the traceback of an error that nobody foresaw, else "".
    """

    job: Job
    status: Status
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    label: str = ""
    error: str = ""
    seconds: float = 0.0
    digest: str = ""
    passing: bool = False
    attempts: int = 1
    trace: str = ""

    def record(self) -> Record:
        """It as the manifest has it."""
        job, vad = self.job, self.job.request.feeling.vad
        return Record(
            job.id,
            job.kind,
            self.status,
            tuple(file.as_posix() for file in self.files),
            self.digest or None,
            job.request.normal(),
            dict(job.labels),
            self.label,
            (round(vad[0], 4), round(vad[1], 4), round(vad[2], 4)),
            self.notes,
            self.error,
            round(self.seconds, 3),
            self.attempts,
        )


def failed(job: Job, error: str, *, passing: bool = False, seconds: float = 0.0, trace: str = "") -> Outcome:
    """The outcome of a job that came to nothing."""
    return Outcome(job, "failed", (), (), job.request.label, error, seconds, passing=passing, trace=trace)


class Watcher(Protocol):
    """An observer of a batch, e.g. a progress bar."""

    def planned(self, jobs: Sequence[Job], /) -> None: ...

    def started(self, job: Job, /) -> None: ...

    def progressed(self, job: Job, fraction: float, /) -> None: ...

    def ended(self, outcome: Outcome, /) -> None: ...


class Nobody:
    """A watcher that looks away."""

    def planned(self, jobs: Sequence[Job], /) -> None: ...

    def started(self, job: Job, /) -> None: ...

    def progressed(self, job: Job, fraction: float, /) -> None: ...

    def ended(self, outcome: Outcome, /) -> None: ...
