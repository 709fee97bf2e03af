"""One program's share of pushing: a thread that sends frames when they are due."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final, Protocol

from emogen.errors import EmogenError
from emogen.pipelines.live.push.rest import is_resting, resting, to_rest
from emogen.pipelines.live.push.sender import Frame, Sender

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.media import Audio
    from emogen.pipelines.live.push.address import Address
    from emogen.timeline import Seconds

_HELD: Final = 0.5
"""Seconds after which a face that stands still is sent again: VTube Studio gives it up after 1. Ours."""

_RETRY: Final = 3.0
"""Seconds between two attempts to reach a program that was not there. Ours."""

_MOST: Final = 1_000_000
"""Frames that wait at most: four hours at 60 a second. What comes later is left out. Ours."""

_LAST: Final = 5.0
"""Seconds that a thread has to end in. Ours."""


class Clock(Protocol):
    """Time of a session, in which a face and its sound agree."""

    def now(self) -> Seconds:
        """Seconds since it began: what is heard now."""
        ...

    def feed(self, audio: Audio) -> Seconds:
        """Have a sound heard after what was fed before it, and return when it begins."""
        ...


class Lane:
    """Frames on their way to one program.

    Args:
        sender: of the program.
        clock: by which frames are due.
        patient: whether a program that is not there, or goes, is tried again; else it is a problem.

    Attributes:
        problem: what was wrong last, if anything was.
        shown: the frame that was sent last; a resting one before any was.
        dropped: frames that came too late.
        emptied: set while nothing waits.
    """

    def __init__(self, sender: Sender, clock: Clock, patient: bool) -> None:
        self._sender, self._clock, self._patient = sender, clock, patient
        self.problem: EmogenError | None = None
        self.dropped = 0
        self.emptied = threading.Event()
        self.emptied.set()
        self._frames: deque[tuple[Seconds, Frame]] = deque()
        self._changed = threading.Condition()
        self._ends, self._connected = False, False
        self._tried = self._sent = float("-inf")
        self.shown = Frame(resting())
        self._thread = threading.Thread(target=self._run, name=f"push {sender.address}", daemon=True)

    @property
    def address(self) -> Address:
        """Of the program."""
        return self._sender.address

    @property
    def last(self) -> Frame | None:
        """The last frame that waits."""
        with self._changed:
            return self._frames[-1][1] if self._frames else None

    def open(self) -> None:
        """Reach the program, and begin. Raises the sender's ``EmogenError``; not if patient."""
        if not self._patient:
            self._sender.open()
            self._connected = True
        self._thread.start()

    def put(self, frames: Sequence[tuple[Seconds, Frame]]) -> None:
        """Have frames sent at their times; frames that wait for the first one's time or later are dropped."""
        with self._changed:
            while self._frames and self._frames[-1][0] >= frames[0][0] - 1e-6:
                self._frames.pop()
            self._frames.extend(frames[: _MOST - len(self._frames)])
            self.emptied.clear()
            self._changed.notify()

    def close(self) -> None:
        """Drop what waits, leave the face at rest, and leave the program."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(_LAST)
        self._sender.close()

    def _run(self) -> None:
        while (frame := self._next()) is not None:
            self._send(frame)
        self._settle()

    def _next(self) -> Frame | None:
        """The newest frame that is due, once there is one; None at the end."""
        with self._changed:
            while not self._ends:
                due: Frame | None = None
                while self._frames and self._frames[0][0] <= self._clock.now():
                    self.dropped += due is not None
                    due = self._frames.popleft()[1]
                if not self._frames:
                    self.emptied.set()
                held = self._sent + _HELD - time.monotonic()
                if due is None and held <= 0.0:
                    due = self.shown
                if due is not None:
                    return due
                if self._frames:
                    held = min(held, self._frames[0][0] - self._clock.now())
                self._changed.wait(max(0.0, held))
        return None

    def _send(self, frame: Frame) -> None:
        self.shown, self._sent = frame, time.monotonic()
        try:
            if not self._connected:
                if self._sent < self._tried + _RETRY:
                    return
                self._tried = self._sent
                self._sender.open()
                self._connected, self.problem = True, None
            self._sender.send(frame)
        except EmogenError as problem:
            self.problem = problem
            self._connected = False
            self._sender.close()
            # Nothing more is sent to a program that has gone, unless it is waited for.
            self._ends = self._ends or not self._patient
            self.emptied.set()

    def _settle(self) -> None:
        """Bring the face from what was shown last to rest; its last frame thrice, as one may be lost."""
        if not self._connected:
            return
        last = self.shown.alone
        motion = last if is_resting(last) else to_rest(last)
        try:
            for row in range(len(motion)):
                self._sender.send(Frame(motion, row, self.shown.number + row))
                time.sleep(1.0 / motion.fps)
            for _ in range(3):
                self._sender.send(Frame(resting(motion.fps), 0, self.shown.number + len(motion)))
        except EmogenError as problem:
            self.problem = problem
