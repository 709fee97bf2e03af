"""The room in which live lines are made: threads, shared fairly, with room for so many lines."""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol
from weakref import WeakKeyDictionary, finalize

from emogen.errors import BusyError, RequestError
from emogen.machine import cores
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from types import TracebackType

    from emogen.pipelines.live.push.presence import Presence

_IDLE: Final[Seconds] = 10.0
"""After which a thread without work ends; the next work starts another. Ours."""

_A_CORE: Final = 4
"""Lines that are made at once for each core. A listener hears a line in real time, which takes a fifth of a
core to a whole one; more at once would only be later. Ours."""

_WAITING: Final = 64
"""Lines that wait until others are made. Ours."""


_LAST: Final[Seconds] = 2.0
"""For which the end of a program waits for a thread. Ours."""


class Work(Protocol):
    """A line that a room makes, step by step."""

    @property
    def session(self) -> Hashable:
        """Whose it is: turns go around between sessions."""

    def wants(self) -> bool:
        """Whether a step could begin now."""

    def is_urgent(self) -> bool:
        """Whether a listener is about to run out of sound."""

    def is_over(self) -> bool:
        """Whether no step is left."""

    def begin(self) -> None:
        """Count a step as begun: called once before each :meth:`step`, under the room's lock."""

    def step(self) -> None:
        """Make the next phrase, in a thread of the room. Raises nothing."""

    def cancel(self) -> None:
        """Leave the rest."""


class Room:
    """Threads that make lines, a phrase at a time: those first whose listeners are about to run out of sound,
    and in turn between sessions.

    Args:
        workers: threads; one a core by default.
        lines: how many lines are made at once; four a core by default. Those that their listeners
            keep waiting do not count.
        waiting: how many more may wait for that.

    Attributes:
        presence: shows the faces of all its lines while they are heard, where there is one.

    Raises:
        RequestError: a number below 1; ``waiting`` below 0.
    """

    def __init__(
        self, workers: int | None = None, *, lines: int | None = None, waiting: int = _WAITING
    ) -> None:
        self.workers = cores() if workers is None else workers
        self.lines = _A_CORE * self.workers if lines is None else lines
        self.waiting = waiting
        self.presence: Presence | None = None
        if min(self.workers, self.lines, waiting + 1) < 1:
            raise RequestError(f"a room of {workers} workers, {lines} lines and {waiting} waiting")
        self._changed = threading.Condition()  # Re-entrant: a line that is collected leaves in any thread.
        self._works: list[Work] = []
        self._turns = 0
        self._served: WeakKeyDictionary[Hashable, int] = WeakKeyDictionary()
        self._threads: set[threading.Thread] = set()
        self._resting = 0
        self._closed = False
        finalize(self, _end, self._works, self._threads)

    @property
    def count(self) -> int:
        """Lines that are made or wait."""
        return len(self._works)

    def __enter__(self) -> Room:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check(self) -> None:
        """Raise ``BusyError`` if there is no room for another line."""
        with self._changed:
            if self._closed:
                raise BusyError("the room is closed", why="no line is made any more")
            if len(self._works) >= self.lines + self.waiting:
                raise BusyError(
                    f"{len(self._works)} lines are being made or wait", fix="Try again in a moment."
                )

    def add(self, work: Work) -> None:
        """Make a line.

        Raises:
            BusyError: the room is full, or closed.
        """
        with self._changed:
            self.check()
            self._works.append(work)
            self.changed()

    def leave(self, work: Work) -> None:
        """Make no more of a line."""
        with self._changed:
            if work in self._works:
                self._works.remove(work)
            self.changed()

    def changed(self) -> None:
        """Look again what there is to do: a line has more of it."""
        with self._changed:
            if self._closed or self._turn() is None:
                return
            if not self._resting and len(self._threads) < self.workers:
                thread = threading.Thread(target=self._run, name="emogen live", daemon=True)
                self._threads.add(thread)
                thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Cancel what is made, take no more lines, and wait until the threads have ended."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            works, threads = list(self._works), list(self._threads)
        for work in works:
            work.cancel()
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join()

    def _run(self) -> None:
        try:
            while (work := self._next()) is not None:
                work.step()
                with self._changed:
                    if work.is_over() and work in self._works:
                        self._works.remove(work)
                    self.changed()
        finally:
            with self._changed:
                self._threads.discard(threading.current_thread())

    def _next(self) -> Work | None:
        """The line whose turn it is, waited for; None when this thread is no longer needed."""
        with self._changed:
            while not self._closed:
                work = self._turn()
                if work is not None:
                    self._turns += 1
                    self._served[work.session] = self._turns
                    work.begin()
                    self.changed()  # Whoever was told of two lines at once takes only one.
                    return work
                self._resting += 1
                try:
                    noticed = self._changed.wait(_IDLE)
                finally:
                    self._resting -= 1
                if not noticed and self._turn() is None:
                    break
            # Counted off in the same breath: whoever adds a line now starts another thread.
            self._threads.discard(threading.current_thread())
            return None

    def _turn(self) -> Work | None:
        going = [work for work in list(self._works) if work.wants()][: self.lines]
        if not going:
            return None
        return min(going, key=lambda work: (not work.is_urgent(), self._served.get(work.session, 0)))


def _end(works: list[Work], threads: set[threading.Thread]) -> None:
    """Cancel what is made when the program ends, and wait for it: models that run then end badly."""
    for work in list(works):
        work.cancel()
    if not works:
        return
    for thread in list(threads):
        thread.join(_LAST)


@lru_cache(maxsize=1)
def default_room() -> Room:
    """The room of this process."""
    return Room()


if hasattr(os, "register_at_fork"):  # A forked process has none of the threads.
    os.register_at_fork(after_in_child=default_room.cache_clear)
