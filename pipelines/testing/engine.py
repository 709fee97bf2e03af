"""The contract suite for engines of batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from emogen.pipelines.batch.engine import BatchEngine
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.outcome import Nobody, Outcome
from emogen.pipelines.batch.scheduling import Work
from emogen.pipelines.testing.contract import expect, must, on_trial

_COUNT = 5
"""Pictures that are made. Ours."""


class _Counted(Nobody):
    """Counts what it is told of, and stops the work at the first of it if it is to."""

    def __init__(self) -> None:
        self.started_jobs: list[str] = []
        self.stopping: Work | None = None

    def started(self, job: Job, /) -> None:
        self.started_jobs.append(job.id)
        if self.stopping:
            self.stopping.stopped = True


def check_batch_engine(engine: type[BatchEngine], options: Mapping[str, Any] | None = None) -> None:
    """Check an engine: that every job is made once and has one outcome, one that fails too, that jobs come
    after those that they need, that what is there is not made again, and that it stops when it is to.

    Args:
        engine: the class.
        options: its own settings, where the defaults cannot work.

    Raises:
        ContractError: it breaks the contract.
    """
    with on_trial(engine, "engine", options) as made, TemporaryDirectory() as folder:
        title = made.title
        expect(made, isinstance(title, str) and title, "a text in `title`", f"it is {title!r}")
        _check_outcomes(made, Path(folder, "out"))
        _check_stop(made, Path(folder, "stopped"))


def _jobs() -> list[Job]:
    """Pictures of which the first needs the last."""
    from emogen.pipelines.requests.making import make_request

    def job(index: int) -> Job:
        needs = ("job 4",) if index == 0 else ()
        request = make_request("image", {"text": "a field", "size": "64x64", "seed": index})
        return Job(f"job {index}", request, Path(f"{index}.png"), needs=needs)

    return [job(index) for index in range(_COUNT)]


def _outcomes(engine: BatchEngine, jobs: Sequence[Job], folder: Path, watcher: _Counted) -> list[Outcome]:
    folder.mkdir(exist_ok=True)
    work = Work(jobs, folder, processes=2, watcher=watcher)
    with must(engine, "outcomes, whatever the jobs come to"):
        found = list(engine.outcomes(work))
    expect(engine, work.finished, "to work until all is done", f"{len(work)} jobs are left")
    return found


def _check_outcomes(engine: BatchEngine, folder: Path) -> None:
    jobs, watcher = _jobs(), _Counted()
    (folder / jobs[1].path).mkdir(parents=True)
    found = _outcomes(engine, jobs, folder, watcher)
    counts = Counter(outcome.job.id for outcome in found)
    once = counts == Counter(job.id for job in jobs)
    expect(engine, once, "one outcome for each job", f"it gives {dict(counts)}")
    statuses = {outcome.job.id: outcome.status for outcome in found}
    expected = {job.id: "failed" if job is jobs[1] else "made" for job in jobs}
    expect(engine, statuses == expected, f"the outcomes {expected}", f"they are {statuses}")
    places = [outcome.job.id for outcome in found]
    ordered = places.index("job 4") < places.index("job 0")
    expect(engine, ordered, "a job made after the one that it needs", "it is made before it")
    begun = set(watcher.started_jobs)
    expect(engine, begun == set(expected), "to tell its watcher what it begins", f"it tells of {begun}")
    for job in jobs[2:]:
        there = (folder / job.path).is_file()
        expect(engine, there, "results in the folder of the work", f"{job.path} is not there")
    again = {outcome.job.id: outcome.status for outcome in _outcomes(engine, jobs, folder, _Counted())}
    kept = {name: "unchanged" if status == "made" else status for name, status in expected.items()}
    expect(engine, again == kept, "nothing made that is there", f"the outcomes are {again}")


def _check_stop(engine: BatchEngine, folder: Path) -> None:
    folder.mkdir()
    watcher = _Counted()
    work = Work(_jobs(), folder, processes=1, watcher=watcher)
    watcher.stopping = work
    with must(engine, "outcomes of what it had begun when it was stopped"):
        found = [outcome.job.id for outcome in engine.outcomes(work)]
    expect(engine, len(work), "no further job begun once it is stopped", "it has made all of them")
    same = sorted(found) == sorted(watcher.started_jobs)
    expect(engine, same, "an outcome of every job that it began", f"it gives {found}")
