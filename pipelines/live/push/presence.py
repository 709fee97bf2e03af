"""A face that is there: it idles before programs, and performs lines when there are some."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from emogen.conditioning.emotion import NEUTRAL, Emotion, as_emotion
from emogen.pipelines.live.face import LiveFace
from emogen.pipelines.live.push.playing import Following, Pusher, SilentClock

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Feeling
    from emogen.pipelines.live.chunk import Chunk
    from emogen.timeline import Seconds

_PIECE: Final[Seconds] = 0.25
_AHEAD: Final[Seconds] = 0.15
"""Seconds that are idled at once, and before the end of which the next are made. Ours."""


class Presence:
    """One face before programs for a session: of a server, a companion, a stream.

        with Presence(["vts://"], emotion="calm") as presence:
            ...
            showing = presence.show()
            for chunk in line:
                showing.show(chunk)   # as it leaves for the listener
            showing.end(whole=not line.cancelled)

    Between lines the face breathes, blinks and looks about in its mood; a line, whose face knows nothing of
    that, is led into and out of. Of two lines at once the newer is seen. Programs that are not there are
    looked for every second.

    Args:
        addresses: as of :class:`~emogen.pipelines.live.push.playing.Pusher`.
        fps: frames a second of the idling, 10 to 240.
        emotion: the mood; may be set at any time.
        seed: of what the face does of its own accord.
        subject: name of the face, in programs that show several.

    Raises:
        RequestError: as ``Pusher`` and :class:`~emogen.pipelines.live.face.LiveFace`.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        *,
        fps: float = 60.0,
        emotion: Feeling = NEUTRAL,
        seed: int = 0,
        subject: str = "emogen",
    ) -> None:
        self.pusher = Pusher(addresses, subject=subject, patient=True)
        self._face = LiveFace(fps, seed=seed, emotion=emotion)
        self._lock, self._ends = threading.Lock(), threading.Event()
        self._newest: Showing | None = None
        # Whether the idling, or a line, has been seen since the other.
        self._idled = self._shown = False
        self._thread = threading.Thread(target=self._idle, name="emogen presence", daemon=True)

    @property
    def emotion(self) -> Emotion:
        """The mood."""
        return self._face.emotion

    @emotion.setter
    def emotion(self, value: Feeling) -> None:
        self._face.emotion = as_emotion(value)

    def __enter__(self) -> Presence:
        self.pusher.open()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def show(self) -> Showing:
        """Begin to show a line."""
        with self._lock:
            self._newest = Showing(self)
            return self._newest

    def close(self) -> None:
        """Leave the face at rest, and the programs; may be called again."""
        self._ends.set()
        if self._thread.ident is not None:
            self._thread.join()
        self.pusher.close()

    def _idle(self) -> None:
        pusher = self.pusher
        while not self._ends.is_set():
            with self._lock:
                now = pusher.clock.now()
                if pusher.end - now < _AHEAD:
                    motion = self._face.idle(_PIECE)
                    pusher.put(motion, max(pusher.end, now), self.emotion, joins=self._shown)
                    self._idled, self._shown = True, False
                left = pusher.end - now
            self._ends.wait(max(0.01, left - _AHEAD))


class Showing:
    """A line that a presence shows while it is heard."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        clock = SilentClock(presence.pusher.clock)
        self._following = Following(presence.pusher, rests=False, clock=clock)

    def show(self, chunk: Chunk) -> None:
        """Show the face of the line's next chunk, as it leaves for the listener; not of an older line than
        the newest."""
        presence = self._presence
        with presence._lock:
            if presence._newest is self and chunk.face is not None:
                self._following.show(chunk, joins=presence._idled)
                presence._idled, presence._shown = False, True

    def end(self, *, whole: bool) -> None:
        """The line is over, or was broken off; the face goes on idling. May be called again."""
        presence = self._presence
        with presence._lock:
            if presence._newest is self:
                presence._newest = None
                if not whole:
                    presence.pusher.drop()
