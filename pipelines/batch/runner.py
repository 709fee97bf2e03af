"""Running a batch: an engine makes its jobs, a manifest keeps what came of them as they end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emogen import registry
from emogen.errors import EmogenError, RequestError, as_path
from emogen.files import check_folder
from emogen.pipelines.batch.changes import keeping, of_another_emogen
from emogen.pipelines.batch.engine import BatchEngine
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.manifest import MANIFEST as MANIFEST
from emogen.pipelines.batch.manifest import WHOLE, Shard, Writer, batch_of
from emogen.pipelines.batch.outcome import Nobody
from emogen.pipelines.batch.outcome import Outcome as Outcome
from emogen.pipelines.batch.outcome import Watcher as Watcher
from emogen.pipelines.batch.scheduling import ATTEMPTS, Work
from emogen.pipelines.batch.selecting import choose, in_shard


@dataclass(frozen=True, slots=True)
class Running:
    """Settings of a run.

    Attributes:
        jobs: processes that work at once, each with its own models in memory; 1 is this process alone.
        engine, option: who has the jobs made, a plug-in of the kind ``engine``, and its settings.
        only: which jobs, e.g. ``"character=Eileen"``; see :func:`.selecting.choose`.
        shard: which part of them.
        attempts: how often a job is tried whose failure may pass: its process died, the disk was full.
        keep: whether files stay that another emogen made and that are otherwise as they are asked for.
    """

    jobs: int = 1
    engine: str = "local"
    option: Mapping[str, Any] = field(default_factory=dict)
    only: Sequence[str] = ()
    shard: Shard = WHOLE
    attempts: int = ATTEMPTS
    keep: bool = False

    def __post_init__(self) -> None:
        for name in ("jobs", "attempts"):
            if getattr(self, name) < 1:
                raise RequestError(f"{name} {getattr(self, name)} is out of range", fix="Use 1 or more.")


USUAL = Running()


def run(
    spec: str | Path,
    folder: str | Path,
    *,
    watcher: Watcher | None = None,
    jobs: int = 1,
    engine: str = "local",
    option: Mapping[str, Any] | None = None,
    only: Sequence[str] = (),
    shard: str = "1/1",
    attempts: int = ATTEMPTS,
    keep: bool = False,
) -> tuple[Outcome, ...]:
    """Make every job of a spec file in ``folder``, and a manifest of them.

    A job that fails does not stop the others. A job whose results are there with the same content
    hash is skipped. Ctrl-C once ends it after the jobs that are being made, twice at once; the manifest
    then lists what was done.

    Args:
        spec: the file, or a project's folder.
        folder: where results go.
        watcher: is told how it goes.
        jobs, engine, option, only, shard, attempts, keep: as the options of ``emogen run``, see
            :class:`Running`; ``shard`` e.g. ``"3/40"``.

    Returns:
        An outcome for each job, in the order of the spec.

    Raises:
        RequestError: the spec is wrong (see :func:`.spec.load_spec`), or a choice is; nothing is made then.
        OutputError: the folder cannot be written to; nothing is made then.
        KeyboardInterrupt: somebody pressed Ctrl-C.
    """
    how = Running(jobs, engine, option or {}, only, Shard.parse(shard), attempts, keep)
    from emogen.pipelines.project.jobs import load_batch  # Projects run batches.

    path = as_path(spec, "spec")
    return run_jobs(load_batch(path), as_path(folder, "folder"), watcher=watcher, how=how, spec=path)


def run_jobs(
    jobs: Iterable[Job],
    folder: Path,
    *,
    watcher: Watcher | None = None,
    how: Running = USUAL,
    spec: Path | None = None,
) -> tuple[Outcome, ...]:
    """As :func:`run`, for jobs that are already checked; ``spec`` names their batch."""
    everything = tuple(jobs)
    engine: BatchEngine = registry.make("engine", how.engine, how.option)
    mine = in_shard(everything, how.shard)
    own = {job.id for job in mine}
    chosen = tuple(job for job in choose(everything, how.only) if job.id in own)
    watcher = watcher or Nobody()
    chosen = keeping(chosen, of_another_emogen(chosen, folder)) if how.keep else chosen
    work = Work(chosen, folder, processes=how.jobs, watcher=watcher, attempts=how.attempts)
    check_folder(folder)  # Before the first job, not after the last.
    watcher.planned(chosen)
    outcomes: dict[str, Outcome] = {}
    with Writer(folder, batch_of(folder, spec, len(everything)), how.shard) as manifest:
        try:
            with _stopping(work):
                for outcome in _all_outcomes(engine, work):
                    outcomes[outcome.job.id] = outcome
                    manifest.add(outcome.record())
                    watcher.ended(outcome)
        finally:
            manifest.finish([job.id for job in mine])
    if work.stopped and len(work):
        raise KeyboardInterrupt
    if len(work):
        raise EmogenError(f"the batch engine {how.engine} left {len(work)} jobs undone")
    return tuple(outcomes[job.id] for job in chosen)


def _all_outcomes(engine: BatchEngine, work: Work) -> Iterator[Outcome]:
    yield from work.hopeless()
    with registry.guarded(engine):
        yield from engine.outcomes(work)


@contextmanager
def _stopping(work: Work) -> Iterator[None]:
    """Have the first Ctrl-C, or the end of a session, stop the work, and the second break it off."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        if work.stopped:
            raise KeyboardInterrupt
        work.stopped = True

    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, stop) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler or signal.SIG_DFL)
