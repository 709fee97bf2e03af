"""One program's share of pushing: a thread that sends frames when they are due."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from emogen.conditioning.track import EmotionTrack
from emogen.errors import EmogenError
from emogen.pipelines.live.push.rest import is_resting, resting, to_rest
from emogen.pipelines.live.push.sender import Frame, Sender

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.media import Audio, FaceMotion
    from emogen.pipelines.live.push.address import Address
    from emogen.timeline import Seconds

_HELD: Final = 0.5
"""Seconds after which a face that stands still is sent again: VTube Studio gives it up after 1. Ours."""

_RETRY: Final = 1.0
"""Seconds between two attempts to reach a program that was not there. Ours."""

_MOST: Final = 50_000
"""Motions that wait at most: over an hour of a live line's chunks. What comes later is left out. Ours."""

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


@dataclass(slots=True, eq=False)
class Part:
    """A motion that waits to be sent.

    Attributes:
        at: seconds of the clock at which its first frame is due.
        motion: its frames.
        number: of its first frame, since the session began.
        felt: the emotion meanwhile, one or over the motion.
        ends: how many of its frames are to be sent.
        row: of its next frame.
    """

    at: Seconds
    motion: FaceMotion
    number: int = 0
    felt: EmotionTrack | Emotion | None = None
    ends: int = 0
    row: int = 0

    def __post_init__(self) -> None:
        self.ends = self.ends or len(self.motion)

    def frame(self, row: int) -> Frame:
        """One of its frames."""
        felt = self.felt.at(row / self.motion.fps) if isinstance(self.felt, EmotionTrack) else self.felt
        return Frame(self.motion, row, self.number + row, felt)

    def due(self, row: int) -> Seconds:
        """When a frame is due."""
        return self.at + row / self.motion.fps

    def until(self, now: Seconds) -> int:
        """Number of its frames that are due by now."""
        return min(self.ends, math.floor((now - self.at) * self.motion.fps + 1e-6) + 1)


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
        self._parts: deque[Part] = deque()
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
    def last(self) -> Frame:
        """The last frame that waits, else the one that is shown."""
        with self._changed:
            return self._parts[-1].frame(self._parts[-1].ends - 1) if self._parts else self.shown

    def open(self) -> None:
        """Reach the program, and begin. Raises the sender's ``EmogenError``; not if patient."""
        if not self._patient:
            self._sender.open()
            self._connected = True
        self._thread.start()

    def put(self, part: Part) -> None:
        """Have a motion sent in time; frames that wait for its start or later are dropped."""
        with self._changed:
            self._drop(part.at)
            if len(self._parts) < _MOST:
                self._parts.append(part)
                self.emptied.clear()
                self._changed.notify()

    def drop(self, at: Seconds) -> None:
        """Drop frames that wait for a time or later."""
        with self._changed:
            self._drop(at)
            self._changed.notify()

    def _drop(self, at: Seconds) -> None:
        while self._parts and self._parts[-1].due(self._parts[-1].row) >= at - 1e-6:
            self._parts.pop()
        if self._parts:
            last = self._parts[-1]
            last.ends = min(last.ends, max(last.row, last.until(at - 2e-6)))

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
                now, due = self._clock.now(), self._due()
                if not self._parts:
                    self.emptied.set()
                wait = self._sent + _HELD - time.monotonic()
                if due is not None or wait <= 0.0:
                    return due or self.shown
                if self._parts:
                    wait = min(wait, self._parts[0].due(self._parts[0].row) - now)
                self._changed.wait(max(0.0, wait))
        return None

    def _due(self) -> Frame | None:
        """The newest frame that is due, taken from what waits."""
        now, due = self._clock.now(), None
        while self._parts:
            part = self._parts[0]
            count = part.until(now)
            if count > part.row:
                self.dropped += count - part.row - 1 + (due is not None)
                due, part.row = part.frame(count - 1), count
            if part.row < part.ends:
                break
            self._parts.popleft()
        return due

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
