"""Making of jobs on the machines of a Ray cluster: the part of :mod:`.ray` that runs there."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from emogen import scratch
from emogen.errors import EmogenError
from emogen.machine import memory_used
from emogen.pipelines.batch.engines.pool import ONE_THREAD
from emogen.pipelines.batch.engines.store import Store
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.outcome import Outcome, failed
from emogen.pipelines.batch.performing import perform
from emogen.provenance import with_sidecars
from emogen.version import __version__


@dataclass(frozen=True, slots=True)
class Place:
    """The place of results.

    Attributes:
        folder: the output folder, as whoever runs the batch names it.
        token: a file in it, by which others see that it is theirs too; relative to it.
        store: the URL that results are put to instead; "" for the folder.
    """

    folder: Path
    token: str
    store: str = ""


@dataclass(frozen=True, slots=True)
class Hello:
    """A maker, as it introduces itself.

    Attributes:
        version: of its emogen.
        machine: its name.
        shares: whether it sees the output folder.
        problem: why it cannot work, else "".
    """

    version: str
    machine: str
    shares: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outcome, with the files of the result where the output folder is not shared.

    Attributes:
        outcome: of the job.
        files: contents by name relative to the output folder, sidecars too.
        memory: bytes that the maker had after the job, 0 where it cannot be known.
    """

    outcome: Outcome
    files: Mapping[str, bytes] = field(default_factory=dict)
    memory: int = 0


class Maker:
    """Makes jobs in a process of its own, which keeps its models loaded."""

    def __init__(self, place: Place) -> None:
        os.environ.update(ONE_THREAD)
        self._place = place
        self._shares = not place.store and (place.folder / place.token).is_file()
        self._folder = place.folder if self._shares else scratch.new_folder()

    def hello(self) -> Hello:
        """Itself, once it is there."""
        problem = ""
        if self._place.store:
            try:
                Store(self._place.store).check()
            except EmogenError as error:
                problem = str(error)
        return Hello(__version__, platform.node(), self._shares, problem)

    def make(self, jobs: Sequence[Job], supplies: Mapping[str, bytes]) -> list[Parcel]:
        """Make some jobs, one after another.

        Args:
            jobs: what to make.
            supplies: contents of files that they need, by name relative to the output folder.
        """
        if self._shares:
            return [Parcel(perform(job, self._folder), memory=memory_used()) for job in jobs]
        for name, content in supplies.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        parcels = [self._delivered(job) for job in jobs]
        # What is delivered is not kept: a cluster's machines have small disks.
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        return parcels

    def _delivered(self, job: Job) -> Parcel:
        store = Store(self._place.store) if self._place.store else None
        try:
            if store and (before := store.done_before(job)):
                return Parcel(before, memory=memory_used())
            if store:
                store.fetch(job, self._folder)
            outcome = perform(job, self._folder)
            names = [name for name in with_sidecars(outcome.files) if (self._folder / name).is_file()]
            if store:
                store.put(names, self._folder)
                return Parcel(outcome, memory=memory_used())
            files = {name.as_posix(): (self._folder / name).read_bytes() for name in names}
            return Parcel(outcome, files, memory_used())
        except (EmogenError, OSError) as error:
            return Parcel(failed(job, str(error), passing=isinstance(error, OSError)), memory=memory_used())
