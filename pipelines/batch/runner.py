"""Running a batch: one job after another, skipping what is done, keeping a manifest."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from emogen.errors import EmogenError
from emogen.files import check_folder, write_text
from emogen.pipelines.batch.spec import Planned, load_spec
from emogen.provenance import read_sidecar

MANIFEST = "manifest.jsonl"

Status = Literal["made", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one job.

    Attributes:
        planned: the job and its main file, relative to the output folder.
        status: ``made``, ``unchanged`` (its content hash is as before) or ``failed``.
        files: the results, relative to the output folder, the main one first.
        notes: what the user should know.
        error: why it failed, else "".
        seconds: how long it took.
    """

    planned: Planned
    status: Status
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0


class Watcher(Protocol):
    """Who wants to see a batch run, e.g. a progress bar."""

    def started(self, planned: Planned, /) -> None: ...

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
    return run_jobs(load_spec(spec), Path(folder), watcher=watcher)


def run_jobs(
    planned: Iterable[Planned], folder: Path, *, watcher: Watcher | None = None
) -> tuple[Outcome, ...]:
    """As :func:`run`, for jobs that are already planned."""
    outcomes: list[Outcome] = []
    check_folder(folder)  # Before the first job, not after the last.
    try:
        for item in planned:
            if watcher:
                watcher.started(item)
            outcomes.append(_run_one(item, folder, watcher))
            if watcher:
                watcher.ended(outcomes[-1])
    finally:
        write_text(folder / MANIFEST, "".join(_manifest_line(outcome) for outcome in outcomes))
    return tuple(outcomes)


def _run_one(item: Planned, folder: Path, watcher: Watcher | None) -> Outcome:
    path = folder / item.path
    files = item.job.outputs(item.path)
    started = time.perf_counter()
    try:
        # What a job needs may have gone since the spec was checked.
        if item.job.is_done(path, folder):
            notes = tuple((read_sidecar(path) or {}).get("notes", ()))
            return Outcome(item, "unchanged", files, notes)
        made = item.job.run(path, watcher.progressed if watcher else None, folder)
    except EmogenError as error:
        return Outcome(item, "failed", (), error=str(error), seconds=time.perf_counter() - started)
    return Outcome(item, "made", files, made.notes, seconds=time.perf_counter() - started)


def _manifest_line(outcome: Outcome) -> str:
    job = outcome.planned.job
    record = {
        "id": job.id,
        "kind": job.kind,
        "status": outcome.status,
        "files": [file.as_posix() for file in outcome.files],
        "hash": None if outcome.status == "failed" else job.digest,
        "request": job.request(),
        "notes": outcome.notes,
        "error": outcome.error,
        "seconds": round(outcome.seconds, 3),
    }
    return json.dumps(record, ensure_ascii=False) + "\n"
