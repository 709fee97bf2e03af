"""The engine of a Ray cluster: warm makers on all its machines, replaced when they or their machines die."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import Field

from emogen.errors import EmogenError, GenerationError, one_line
from emogen.files import whole_file
from emogen.install import install_hint
from emogen.options import Options
from emogen.pipelines.batch.engine import BatchEngine
from emogen.pipelines.batch.engines.ray_maker import Hello, Maker, Parcel, Place
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.manifest import FOLDER
from emogen.pipelines.batch.outcome import Outcome, failed
from emogen.pipelines.batch.performing import known_outcome
from emogen.pipelines.batch.scheduling import Likeness, Pace, Work, likeness
from emogen.provenance import with_sidecars
from emogen.version import __version__

_AHEAD: Final = 1.0
"""Seconds of work that a maker is sent at once. Ours."""

_MOST_AHEAD: Final = 64
"""Jobs that a maker is sent at most. Ours."""

_PATIENCE: Final = 0.5
"""Seconds until it is looked whether somebody pressed Ctrl-C. Ours."""

_COUNTED: Final = 10.0
"""Seconds after which it is looked whether the cluster has grown. Ours."""

_REACH: Final = 10.0
"""Seconds in which a machine of the cluster answers. Ours."""

_ADDRESS: Final = re.compile(r"(?:ray://)?\[?([\w.:-]+?)\]?:(\d{1,5})")
"""A machine and its port."""

_STILLBORN: Final = 5
"""Makers in a row that die before they can take a job, after which the batch is given up. Ours."""


class RayOptions(Options):
    """Settings of the engine."""

    address: str = Field("auto", description="The cluster; auto finds this machine's, local starts one here.")
    makers: int = Field(0, ge=0, description="Processes that make jobs; 0 for as many as there are cores.")
    cpus: float = Field(1.0, gt=0, description="Cores that each takes of the cluster.")
    memory: float = Field(
        2.5, gt=0, description="GiB that a process may have after a job; a larger one is replaced."
    )
    store: str = Field("", description="URL that results are put to, where machines share no folder.")


@dataclass(eq=False, slots=True)
class _Actor:
    """A maker in the cluster.

    Attributes:
        handle: Ray's.
        jobs: what it was sent.
        shares: whether it sees the output folder, once it has said so.
        like: what its last job was like.
    """

    handle: Any
    jobs: list[Job] = field(default_factory=list)
    shares: bool | None = None
    like: Likeness | None = None


class Ray(BatchEngine):
    """Makes jobs on the machines of a Ray cluster."""

    name: ClassVar[str] = "ray"
    title: ClassVar[str] = "a Ray cluster"
    Options = RayOptions

    def __init__(self, options: RayOptions) -> None:
        self._options = options

    def outcomes(self, work: Work) -> Iterator[Outcome]:
        """As :meth:`.BatchEngine.outcomes`."""
        with _connected(self._options.address) as ray, _token(work.folder) as token:
            place = Place(work.folder.resolve(), token, self._options.store)
            run = _Run(ray, self._options, work, place)
            try:
                yield from run.outcomes()
            finally:
                run.close()


class _Run:
    """One run on a cluster."""

    def __init__(self, ray: Any, options: RayOptions, work: Work, place: Place) -> None:
        self._ray, self._options, self._work, self._place = ray, options, work, place
        # Ray's own restarts would lose jobs that were sent: here they are given to another maker.
        self._maker = ray.remote(num_cpus=options.cpus, max_restarts=0)(Maker)
        self._calls: dict[Any, _Actor] = {}  # By the reference to what the actor is to answer.
        self._idle: list[_Actor] = []
        self._suspects: set[str] = set()
        self._pace = Pace(_AHEAD, _MOST_AHEAD)
        self._stillborn = 0
        self._counted, self._wanted = 0.0, 0

    def outcomes(self) -> Iterator[Outcome]:
        while not self._work.finished:
            yield from self._fed()
            if not self._calls:
                continue
            ended, _ = self._ray.wait(list(self._calls), num_returns=1, timeout=_PATIENCE)
            for call in ended:
                yield from self._answered(call)

    def close(self) -> None:
        for actor in [*self._idle, *self._calls.values()]:
            with suppress(Exception):  # The cluster may be gone.
                self._ray.kill(actor.handle)

    def _fed(self) -> Iterator[Outcome]:
        """Send every idle maker something to do, and begin more makers while there is work for them."""
        while self._idle and self._work.can_begin:
            actor = self._idle.pop()
            jobs, known = self._taken(actor)
            for outcome in known:
                yield from self._work.ended(outcome)
            if not jobs:
                self._idle.append(actor)
                if not known:
                    break
                continue
            actor.jobs, actor.like = jobs, likeness(jobs[-1])
            for job in jobs:
                self._work.watcher.started(job)
            supplies = {} if actor.shares or self._options.store else self._supplies(jobs)
            self._calls[actor.handle.make.remote(jobs, supplies)] = actor
        if self._work.can_begin and len(self._calls) + len(self._idle) < self._size():
            self._begin()

    def _taken(self, actor: _Actor) -> tuple[list[Job], list[Outcome]]:
        """Jobs for a maker, and the outcomes of those that came by and are done."""
        depth = self._pace.depth
        jobs: list[Job] = []
        known: list[Outcome] = []
        while len(jobs) < depth and len(known) < _MOST_AHEAD and (job := self._work.take(actor.like)):
            if not self._options.store and (before := known_outcome(job, self._work.folder)):
                known.append(before)
            elif job.id in self._suspects and jobs:
                self._work.give_back(job)  # A job that may have killed its maker is sent alone.
                break
            else:
                jobs.append(job)
                if job.id in self._suspects:
                    break
        return jobs, known

    def _answered(self, call: Any) -> Iterator[Outcome]:
        actor = self._calls.pop(call)
        jobs, actor.jobs = actor.jobs, []
        try:
            answer = self._ray.get(call)
        except self._ray.exceptions.RayTaskError as error:
            raise GenerationError("a maker of the cluster failed", why=_said(error)) from error
        except self._ray.exceptions.RayError as error:
            yield from self._died(actor, jobs, error)
            return
        if isinstance(answer, Hello):
            self._greet(actor, answer)
            return
        self._idle.append(actor)
        for parcel in answer:
            yield from self._work.ended(self._kept(parcel))
        self._retire(actor, answer[-1].memory)

    def _died(self, actor: _Actor, jobs: list[Job], error: Exception) -> Iterator[Outcome]:
        """The outcomes that follow from the end of a maker: its jobs are tried again, each by itself."""
        self._stillborn += actor.shares is None
        if self._stillborn >= _STILLBORN:
            raise GenerationError("no process of the cluster can make jobs", why=_said(error)) from error
        if len(jobs) == 1:
            text = f"the process that made it died ({_said(error)})"
            yield from self._work.ended(failed(jobs[0], text, passing=True))
        else:
            for job in jobs:
                self._work.give_back(job)
        self._suspects |= {job.id for job in jobs}

    def _greet(self, actor: _Actor, hello: Hello) -> None:
        if hello.version != __version__ or hello.problem:
            why = hello.problem or f"it has emogen {hello.version}, and this is {__version__}"
            fix = "" if hello.problem else "Install the same version on every machine."
            raise EmogenError(f"{hello.machine} of the cluster cannot make jobs", why=why, fix=fix)
        self._stillborn = 0
        actor.shares = hello.shares
        self._idle.append(actor)

    def _kept(self, parcel: Parcel) -> Outcome:
        """The outcome of a parcel, its files written."""
        outcome = parcel.outcome
        self._pace.note(outcome)
        job = outcome.job
        expected = {name.as_posix() for name in with_sidecars(job.request.outputs(job.path))}
        try:
            for name, content in parcel.files.items():
                if name in expected:
                    with whole_file(self._work.folder / name) as temporary:
                        temporary.write_bytes(content)
        except EmogenError as error:
            return failed(outcome.job, str(error))
        return outcome

    def _supplies(self, jobs: list[Job]) -> dict[str, bytes]:
        """Results that some jobs use, with their sidecars, by name."""
        files = {source.path for job in jobs for source in job.request.sources.values()}
        names, folder = with_sidecars(files), self._work.folder
        return {name.as_posix(): (folder / name).read_bytes() for name in names if (folder / name).is_file()}

    def _retire(self, actor: _Actor, memory: int) -> None:
        if memory > self._options.memory * 2**30:
            self._idle.remove(actor)
            self._ray.kill(actor.handle)

    def _begin(self) -> None:
        actor = _Actor(self._maker.remote(self._place))
        self._calls[actor.handle.hello.remote()] = actor

    def _size(self) -> int:
        """Number of makers that there are to be; the cluster may grow and shrink."""
        now = time.monotonic()
        if now - self._counted > _COUNTED or not self._wanted:
            cores = float(self._ray.cluster_resources().get("CPU", 1.0))
            self._wanted = self._options.makers or max(1, int(cores / self._options.cpus))
            self._counted = now
        return min(self._wanted, len(self._work))


def _said(error: Exception) -> str:
    """The last line of an error of Ray's, which are long; of one of a task's, what the task raised."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return one_line(lines[-1])[:300] if lines else type(error).__name__


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Ray, connected to a cluster; a connection that was there before is used, and stays."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise EmogenError("the engine ray needs Ray", fix=install_hint("ray")) from error
    if ray.is_initialized():
        yield ray
        return
    ours = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    settings: Mapping[str, Any] = {"include_dashboard": False} if address == "local" else {}
    _check_reachable(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **settings)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise _no_cluster(address, error) from error
    with suppress(ValueError):  # Not in the main thread.
        for name, handler in ours.items():
            signal.signal(name, handler)  # Ray takes the end of a session for itself.
    try:
        yield ray
    finally:
        ray.shutdown()


def _check_reachable(address: str) -> None:
    """Raise ``EmogenError`` where nothing listens at an address: Ray would try it for minutes."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return
    try:
        with socket.create_connection((match[1], int(match[2])), timeout=_REACH):
            pass
    except OSError as error:
        raise _no_cluster(address, error) from error


def _no_cluster(address: str, error: Exception) -> EmogenError:
    fix = "Start one with `ray start --head`, or use --address local."
    return EmogenError(f"there is no Ray cluster at {address!r}", why=_said(error), fix=fix)


@contextmanager
def _token(folder: Path) -> Iterator[str]:
    """A file of the output folder whose name nobody can guess."""
    name = f"{FOLDER}/.{uuid.uuid4().hex}"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    try:
        yield name
    finally:
        path.unlink(missing_ok=True)
