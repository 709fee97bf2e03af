"""Processes that make jobs, seen from the one that starts them: started when there is work, replaced when
they die or have grown too large."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final

from emogen.errors import GenerationError, RequestError, one_line
from emogen.pipelines.batch.engines import worker
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.scheduling import Likeness, likeness

ONE_THREAD: Final = dict.fromkeys(
    (
        *("EMOGEN_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
        *("VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS", "VIPS_CONCURRENCY"),
    ),
    "1",
)
"""The environment in which libraries compute on one thread: there is a process for every core."""

_STILLBORN: Final = 3
"""Processes in a row that die before they can take a job, after which no more are started. Ours."""

_FAREWELL: Final = 5.0
"""Seconds for a process to tidy up in. Ours."""

_TAIL: Final = 4000
"""Characters of what a process printed that are kept."""


class Worker:
    """One process.

    Attributes:
        jobs: what it was given and has not ended, by id, in order.
        begun: the id of the job that it is making.
        like: what its last job was like.
        ready: whether it has come up.
        memory: bytes that it had after its last job.
    """

    def __init__(self, inbox: queue.SimpleQueue[tuple[Worker, Any]]) -> None:
        self.jobs: dict[str, Job] = {}
        self.begun: str | None = None
        self.like: Likeness | None = None
        self.ready = False
        self.memory = 0
        self._inbox = inbox
        self._printed: deque[str] = deque(maxlen=40)
        self.process = _started()
        self._threads = [
            threading.Thread(target=self._hear, daemon=True),
            threading.Thread(target=self._keep_print, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def printed(self) -> str:
        """The last line that it printed, e.g. an error."""
        return next((one_line(line) for line in reversed(self._printed) if line.strip()), "")

    def give(self, task: worker.Task) -> None:
        """Hand it a job; of one that is dead :meth:`Pool.next` tells."""
        self.jobs[task.job.id] = task.job
        self.like = likeness(task.job)
        self._send(task)

    def stop(self) -> None:
        """Have it begin no further job."""
        self._send("stop")

    def close(self) -> None:
        """Let it end."""
        with contextlib.suppress(OSError):
            _of(self.process.stdin).close()

    def end(self, patience: float = 0.0) -> None:
        """See it end, by force after some seconds."""
        self.close()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for thread in self._threads:
            thread.join(_FAREWELL)
        for stream in (self.process.stdout, self.process.stderr):
            _of(stream).close()

    def _send(self, message: object) -> None:
        with contextlib.suppress(OSError, ValueError):
            worker.send(_of(self.process.stdin), message)

    def _hear(self) -> None:
        while (message := worker.receive(_of(self.process.stdout))) is not None:
            self._inbox.put((self, message))
        self._inbox.put((self, None))

    def _keep_print(self) -> None:
        debugging = bool(os.environ.get("EMOGEN_DEBUG"))
        for line in _of(self.process.stderr):
            text = line.decode(errors="replace")[:_TAIL]
            self._printed.append(text)
            if debugging:
                sys.stderr.write(text)


@dataclass(frozen=True, slots=True)
class Death:
    """A process ended that was to go on.

    Attributes:
        job: what it was making, if anything.
        others: what it had not begun.
        reason: how it ended, for people.
    """

    job: Job | None
    others: tuple[Job, ...]
    reason: str


class Pool:
    """Up to ``size`` processes; one that has more than ``memory`` bytes after a job is replaced."""

    def __init__(self, size: int, memory: int) -> None:
        self._size, self._memory = size, memory
        self._inbox: queue.SimpleQueue[tuple[Worker, Any]] = queue.SimpleQueue()
        self._workers: list[Worker] = []
        self._leaving: list[Worker] = []
        self._stillborn = 0
        self._stopped = False

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        ended = [*self._workers, *self._leaving]
        for each in ended:
            each.close()
        for each in ended:
            each.end(0.0 if kind else _FAREWELL)

    def hungry(self, depth: int) -> Worker | None:
        """The process with the fewest jobs, if it has less than ``depth``; it is started if need be.

        Raises:
            GenerationError: processes cannot be started here.
        """
        small = [each for each in self._workers if each.memory <= self._memory]
        fewest = min(small, key=lambda each: len(each.jobs), default=None)
        if (fewest is None or fewest.jobs) and len(self._workers) < self._size:
            fewest = Worker(self._inbox)
            self._workers.append(fewest)
        return fewest if fewest and len(fewest.jobs) < depth else None

    def next(self, seconds: float) -> tuple[Worker, worker.Message | Death] | None:
        """The next message of any process; None when none says anything for some time.

        Raises:
            GenerationError: several processes in a row could not be brought up.
        """
        try:
            source, message = self._inbox.get(timeout=seconds)
        except queue.Empty:
            return None
        if message is None:
            return self._buried(source)
        if isinstance(message, worker.Ready):
            source.ready, self._stillborn = True, 0
        elif isinstance(message, worker.Begun):
            source.begun = message.id
        elif isinstance(message, worker.Ended):
            source.jobs.pop(message.outcome.job.id, None)
            source.begun, source.memory = None, message.memory
            self._retire(source)
        elif isinstance(message, worker.Left):
            source.jobs.pop(message.id, None)
        return source, message

    def stop(self) -> None:
        """Have no process begin a further job."""
        if not self._stopped:
            self._stopped = True
            for each in self._workers:
                each.stop()

    def _retire(self, grown: Worker) -> None:
        """Let a process go that has become too large, once it has no jobs."""
        if grown.memory > self._memory and not grown.jobs and grown in self._workers:
            self._workers.remove(grown)
            self._leaving.append(grown)
            grown.close()

    def _buried(self, dead: Worker) -> tuple[Worker, Death] | None:
        is_leaving = dead in self._leaving
        (self._leaving if is_leaving else self._workers).remove(dead)
        code = dead.process.wait()
        dead.end()
        if is_leaving:
            return None
        self._stillborn += not dead.ready
        if self._stillborn >= _STILLBORN:
            raise GenerationError(
                "the processes of the batch do not start",
                why=dead.printed or _reason(code),
                fix="Use --jobs 1 to work in one process.",
            )
        job = dead.jobs.pop(dead.begun, None) if dead.begun else None
        return dead, Death(job, tuple(dead.jobs.values()), _reason(code))


def _reason(code: int) -> str:
    """The end of a process in words, from its exit code."""
    if code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"{name}, most likely for memory" if name == "SIGKILL" else name


def _started() -> subprocess.Popen[bytes]:
    if not sys.executable:
        raise RequestError("this Python cannot start processes", fix="Use --jobs 1.")
    beginning = worker.BEGINNING.format(path=sys.path, module=worker.__name__)
    with _signals_held():
        return subprocess.Popen(
            [sys.executable, "-c", beginning],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **ONE_THREAD},
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold Ctrl-C back: a process that starts meanwhile does not see it until it knows to ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _of(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the process has no pipe")
    return pipe
