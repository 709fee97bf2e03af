"""States of the results of a batch: of jobs that are known, or of a folder alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emogen.pipelines.batch.changes import changes_of
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.manifest import Record, read_manifest
from emogen.provenance import is_whole, read_sidecar
from emogen.recipe import Change, aged

State = Literal["made", "unchanged", "stale", "missing", "failed"]
"""``made`` and ``unchanged`` results are as they are asked for: the last run made them, or found them so;
``stale`` ones would be made anew, damaged ones too; of ``missing`` ones there is no file; the last run of
``failed`` ones failed."""

STATES: tuple[State, ...] = ("made", "unchanged", "stale", "missing", "failed")


@dataclass(frozen=True, slots=True)
class Standing:
    """One job and the state of its results.

    Attributes:
        id, batch: of the job; the batch's name may be "".
        state: see :data:`State`.
        reasons: why, for people.
        by: the emogen that made the main file, e.g. ``"emogen 1.2.0"``; "" where there is none.
        only_version: whether a stale one is of another emogen, and otherwise as it is asked for.
    """

    id: str
    batch: str
    state: State
    reasons: tuple[str, ...] = ()
    by: str = ""
    only_version: bool = False


def states_of_jobs(jobs: Iterable[Job], folder: Path) -> Iterator[Standing]:
    """The states of the results of jobs in an output folder, as a run would find them."""
    records = read_manifest(folder)
    last = {(record.id, record.files[:1]): record for record in records if record.files}
    failed = {record.id: record for record in records if record.status == "failed"}
    for job in jobs:
        changes = changes_of(job, folder)
        by = str((read_sidecar(folder / changes.main) or {}).get("made_by", ""))
        if changes.files:
            state: State = "missing" if changes.is_new else "stale"
            reasons = changes.reasons()
            if job.id in failed:
                state, reasons = "failed", (failed[job.id].error,)
            yield Standing(job.id, "", state, reasons, by, changes.only_version)
            continue
        yield Standing(job.id, "", _kept(last.get((job.id, (changes.main.as_posix(),)))), (), by)


def states_of_folder(folder: Path) -> Iterator[Standing]:
    """The states of the results that the manifest of a folder lists. What was asked for is not known here:
    only what became of the files, and of emogen, since they were made."""
    for record in read_manifest(folder):
        if record.status == "failed":
            yield Standing(record.id, record.batch, "failed", (record.error,))
            continue
        yield _standing(record, folder)


def _standing(record: Record, folder: Path) -> Standing:
    reasons: list[str] = []
    changes: list[Change] = []
    by = ""
    for name in record.files:
        file, main = folder / name, name == record.files[0]
        sidecar = read_sidecar(file) or {}
        by = str(sidecar.get("made_by", "")) if main else by
        found = tuple(_found(file, sidecar, record.hash if main else None))
        changes += found
        reasons += [str(change) if main else f"{file.name}: {change}" for change in found]
    told = tuple(dict.fromkeys(reasons))
    if not changes:
        return Standing(record.id, record.batch, _kept(record), (), by)
    lost = all(not (folder / name).is_file() for name in record.files)
    only = all(change.is_of_emogen for change in changes)
    return Standing(record.id, record.batch, "missing" if lost else "stale", told, by, only)


def _kept(record: Record | None) -> State:
    return "unchanged" if record is not None and record.status == "unchanged" else "made"


def _found(file: Path, sidecar: Mapping[str, object], digest: str | None) -> Iterator[Change]:
    if not file.is_file():
        yield Change("missing")
    elif not sidecar:
        yield Change("new")
    elif not is_whole(file, sidecar):
        yield Change("damaged")
    elif digest is not None and sidecar.get("hash") != digest:
        yield Change("parameter", "the request", "of the manifest", "another")
    else:
        yield from aged(sidecar)


def counts(standings: Iterable[Standing]) -> dict[State, int]:
    """Number of jobs in each state."""
    found = Counter(standing.state for standing in standings)
    return {state: found[state] for state in STATES}
