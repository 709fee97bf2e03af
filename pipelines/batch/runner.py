"""Running a batch: one job after another, skipping what is done, keeping a manifest."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from emogen.errors import EmogenError, RequestError, as_path
from emogen.files import check_folder, output_error, write_text
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.spec import load_spec
from emogen.progress import ignore
from emogen.provenance import read_sidecar, texts_of

MANIFEST = "manifest.jsonl"

Status = Literal["made", "unchanged", "failed"]


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
    """

    job: Job
    status: Status
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    label: str = ""
    error: str = ""
    seconds: float = 0.0


class Watcher(Protocol):
    """Who wants to see a batch run, e.g. a progress bar."""

    def started(self, job: Job, /) -> None: ...

    def progressed(self, fraction: float, /) -> None: ...

    def ended(self, outcome: Outcome, /) -> None: ...


def run(spec: str | Path, folder: str | Path, *, watcher: Watcher | None = None) -> tuple[Outcome, ...]:
    """Make every job of a spec file in ``folder``, and a manifest of them.

    A job that fails does not stop the others. A job whose results are there with the same content
    hash is skipped. Ctrl-C ends after cleaning up; the manifest then lists what was done.

    Raises:
        RequestError: the spec is wrong (see :func:`.spec.load_spec`); nothing is made then.
        OutputError: the folder cannot be written to; nothing is made then.
    """
    return run_jobs(load_spec(as_path(spec, "spec")), as_path(folder, "folder"), watcher=watcher)


def run_jobs(jobs: Iterable[Job], folder: Path, *, watcher: Watcher | None = None) -> tuple[Outcome, ...]:
    """As :func:`run`, for jobs that are already checked."""
    outcomes: list[Outcome] = []
    check_folder(folder)  # Before the first job, not after the last.
    try:
        for job in jobs:
            if watcher:
                watcher.started(job)
            outcomes.append(_run_one(job, folder, watcher))
            if watcher:
                watcher.ended(outcomes[-1])
    finally:
        write_text(folder / MANIFEST, "".join(_manifest_line(outcome) for outcome in outcomes))
    return tuple(outcomes)


def _run_one(job: Job, folder: Path, watcher: Watcher | None) -> Outcome:
    path, request = folder / job.path, job.request
    files = request.outputs(job.path)
    started = time.perf_counter()
    try:
        for file in request.outputs(path, folder):
            _check_inside(file, folder)
        # What a job needs may have gone since the spec was checked.
        if request.is_done(path, folder):
            sidecar = read_sidecar(path) or {}
            label = str(sidecar.get("label", request.label))
            return Outcome(job, "unchanged", files, texts_of(sidecar, "notes"), label)
        made = request.make(path, watcher.progressed if watcher else ignore, folder)
    except (EmogenError, OSError) as error:
        if isinstance(error, OSError):  # E.g. no room in the temporary folder; the jobs after may have it.
            error = output_error(Path(error.filename or path), error)
        seconds = time.perf_counter() - started
        return Outcome(job, "failed", (), label=request.label, error=str(error), seconds=seconds)
    return Outcome(job, "made", files, made.notes, made.label, seconds=time.perf_counter() - started)


def _check_inside(file: Path, folder: Path) -> None:
    """Refuse a file that a link among its folders would put outside of the output folder."""
    try:
        inside = file.parent.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError) as error:  # A loop of links.
        raise RequestError(f"cannot write {file}", why=str(error)) from error
    if not inside:
        raise RequestError(
            f"{file} leaves the output folder",
            why=f"{file.parent} is a link to {file.parent.resolve()}",
            fix="Remove the link, or name another file.",
        )


def _manifest_line(outcome: Outcome) -> str:
    job = outcome.job
    record = {
        "id": job.id,
        "kind": job.kind,
        "status": outcome.status,
        "files": [file.as_posix() for file in outcome.files],
        "hash": None if outcome.status == "failed" else job.request.digest_of(job.path),
        "request": job.request.normal(),
        "notes": outcome.notes,
        "error": outcome.error,
        "seconds": round(outcome.seconds, 3),
    }
    return json.dumps(record, ensure_ascii=False) + "\n"
