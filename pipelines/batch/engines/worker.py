"""A process that makes jobs for another one, which it hears and answers through pipes.

It keeps its models loaded from job to job, computes on one thread, and ends at once when the process
that it works for does.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from emogen.machine import first_to_go, kept_pipes, memory_used
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.outcome import Outcome
from emogen.pipelines.batch.performing import perform

BEGINNING: Final = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"
"""The program that Python is told to run: modules are found as in the process that starts it."""

_PAUSE: Final = 0.2
"""Seconds between two reports of a job's progress. Ours."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker is there."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A job is being made."""

    id: str


@dataclass(frozen=True, slots=True)
class Told:
    """A job's progress, 0 to 1."""

    id: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Ended:
    """A job's outcome, and the worker's memory in bytes, 0 where it cannot be known."""

    outcome: Outcome
    memory: int


@dataclass(frozen=True, slots=True)
class Left:
    """A job that was not begun, after the worker was told to stop."""

    id: str


Message = Ready | Begun | Told | Ended | Left


@dataclass(frozen=True, slots=True)
class Task:
    """A job to make."""

    job: Job
    folder: Path


def send(pipe: IO[bytes], message: object) -> None:
    """Write a message. Raises ``OSError`` where nobody reads."""
    pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """The next message; None where there will be none."""
    try:
        return pickle.load(pipe)
    except (EOFError, OSError, pickle.UnpicklingError):
        return None


def main() -> None:
    """Make jobs until there are none; only ever the beginning of a process."""
    _leave_signals_alone()
    first_to_go()
    tasks, answers = kept_pipes()  # What libraries print would spoil the messages.
    _Worker(tasks, answers).run()


def _leave_signals_alone() -> None:
    """Ctrl-C and the end of a session are for the process that started this one; jobs go on."""
    signals = {signal.SIGINT, signal.SIGTERM}
    for each in signals:
        signal.signal(each, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


class _Worker:
    def __init__(self, tasks: IO[bytes], answers: IO[bytes]) -> None:
        self._tasks, self._answers = tasks, answers
        self._queue: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._busy = False

    def run(self) -> None:
        self._say(Ready())
        threading.Thread(target=self._listen, daemon=True).start()
        while (task := self._queue.get()) is not None:
            if self._stopping.is_set():
                self._say(Left(task.job.id))
                continue
            self._busy = True
            self._say(Begun(task.job.id))
            outcome = perform(task.job, task.folder, self._progress(task.job.id))
            self._say(Ended(outcome, memory_used()))
            self._busy = False

    def _listen(self) -> None:
        while (message := receive(self._tasks)) is not None:
            if isinstance(message, Task):
                self._queue.put(message)
            else:
                self._stopping.set()
        if self._busy:
            # Nobody waits for the result. Files are whole or not there, whenever this ends.
            os._exit(0)
        self._queue.put(None)

    def _progress(self, name: str) -> Callable[[float], None]:
        last = time.monotonic()

        def tell(fraction: float) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last > _PAUSE:
                last = now
                self._say(Told(name, fraction))

        return tell

    def _say(self, message: Message) -> None:
        try:
            send(self._answers, message)
        except OSError:
            os._exit(0)
