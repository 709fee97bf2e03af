"""Frames sent when they are due: in time with the sound, to several programs at once."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from emogen.errors import EmogenError, RequestError
from emogen.pipelines.live.push.address import Address
from emogen.pipelines.live.push.joining import Joints
from emogen.pipelines.live.push.lane import Clock, Lane, Part
from emogen.pipelines.live.push.rest import to_rest
from emogen.pipelines.live.push.sender import Sender

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.track import EmotionTrack
    from emogen.media import Audio, FaceMotion
    from emogen.pipelines.live.chunk import Chunk
    from emogen.timeline import Seconds

_GAP: Final = 0.02
"""Seconds of silence in a line's sound from which the face waits with it. Ours."""

_GLANCE: Final = 0.1
"""Seconds between two looks at what may have gone wrong, so that Ctrl-C is heard, too. Ours."""


class SilentClock:
    """Time that passes without a sound of ours: listeners play it themselves.

    Args:
        clock: whose time it is; its own by default.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock, self._begun = clock, time.monotonic()
        self._end = 0.0

    def now(self) -> Seconds:
        return time.monotonic() - self._begun if self._clock is None else self._clock.now()

    def feed(self, audio: Audio) -> Seconds:
        begin = max(self._end, self.now())
        self._end = begin + audio.duration
        return begin


class Pusher:
    """One face on its way to programs, each frame when it is due.

        with Pusher(["livelink://127.0.0.1:11111"]) as pusher:
            for chunk in pusher.follow(voice.stream("You came!", emotion="joy")):
                play(chunk.audio)

    Every program has a thread of its own, so that a slow one holds up no other. A frame that comes too late
    is dropped for the newest that is due; a face that stands still is sent twice a second. At the end, and
    after an error, the face is left at rest.

    Args:
        addresses: as :meth:`~emogen.pipelines.live.push.address.Address.parse` reads them; at least one.
        subject: name of the face, in programs that show several.
        clock: of the sound; without it time just passes.
        patient: programs that are not there, or go, are tried again every second; else they are an error.

    Raises:
        RequestError: no address, or one that cannot be read.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        *,
        subject: str = "emogen",
        clock: Clock | None = None,
        patient: bool = False,
    ) -> None:
        if not addresses:
            raise RequestError("a face is pushed nowhere", fix="Give an address, e.g. livelink://.")
        self.clock: Clock = clock or SilentClock()
        self._lanes = [Lane(make_sender(text, subject), self.clock, patient) for text in addresses]
        self._patient, self._number, self._end = patient, 0, 0.0
        self._joints = Joints()

    def __enter__(self) -> Pusher:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Reach every program.

        Raises:
            EmogenError: one is not there, or refuses; not if patient.
        """
        try:
            for lane in self._lanes:
                lane.open()
        except BaseException:
            for lane in self._lanes:
                lane.close()
            raise

    def put(
        self,
        motion: FaceMotion,
        at: Seconds,
        felt: EmotionTrack | Emotion | None = None,
        *,
        joins: bool = False,
    ) -> None:
        """Send a motion in time.

        Args:
            motion: its frames follow each other by 1 / fps from ``at`` on.
            at: seconds of :attr:`clock`; frames that wait for that time or later are dropped.
            felt: the emotion meanwhile, one or over the motion, for programs that show it by itself.
            joins: whether it knows nothing of what is seen before, and is led over from there.

        Raises:
            EmogenError: a program has gone, or refuses what is sent; not if patient.
        """
        self.check()
        self._schedule(motion, at, felt, joins=joins)

    def _schedule(
        self,
        motion: FaceMotion,
        at: Seconds,
        felt: EmotionTrack | Emotion | None = None,
        *,
        joins: bool = True,
    ) -> None:
        if len(motion):
            motion = self._joints.led(motion, at, joins=joins)
            for lane in self._lanes:
                lane.put(Part(at, motion, self._number, felt))
            self._number += len(motion)
            self._end = at + len(motion) / motion.fps

    def drop(self) -> None:
        """Drop what waits; the face stands still where it is."""
        now = self.clock.now()
        for lane in self._lanes:
            lane.drop(now)
        self._end = min(self._end, now)

    @property
    def end(self) -> Seconds:
        """Seconds of the clock at which what was put last is over."""
        return self._end

    def follow(self, chunks: Iterable[Chunk], *, rests: bool = True) -> Iterator[Chunk]:
        """Send the face of a live line while it is heard, and pass its chunks on.

        The line is heard from when its first chunk is passed on, or when the clock's sound has come to it:
        wrap the line where its chunks leave for the listener. When it ends early, because it is cancelled or
        nobody asks for more, frames that wait are dropped. Of two lines at once the newer is seen.

        Args:
            chunks: of one line, with a face; those without one are passed on only.
            rests: whether the face comes to rest after it; else it stands still until the next motion, as of
                a face that idles.

        Raises:
            EmogenError: as :meth:`put`.
        """
        following, whole = Following(self, rests=rests), False
        try:
            for chunk in chunks:
                following.show(chunk)
                yield chunk
            whole = not getattr(chunks, "cancelled", False)
        finally:
            following.end(whole=whole)

    async def follow_async(self, chunks: AsyncIterable[Chunk], *, rests: bool = True) -> AsyncIterator[Chunk]:
        """As :meth:`follow`, in asyncio: ``async for chunk in pusher.follow_async(voice.stream(…))``."""
        following, whole = Following(self, rests=rests), False
        try:
            async for chunk in chunks:
                following.show(chunk)
                yield chunk
            whole = not getattr(chunks, "cancelled", False)
        finally:
            following.end(whole=whole)

    def rest(self, at: Seconds | None = None) -> None:
        """Bring the face to rest: after what waits until ``at``, or at once, from what is shown."""
        lane = self._lanes[0]
        shown = lane.shown if at is None else lane.last
        self._schedule(to_rest(shown.alone), max(at or 0.0, self.clock.now()))

    def wait(self, until: Seconds | None = None) -> None:
        """Return when everything has been sent.

        Args:
            until: seconds of the clock at which to return in any case.

        Raises:
            EmogenError: as :meth:`put`.
        """
        for lane in self._lanes:
            while not lane.emptied.wait(_GLANCE):
                self.check()
                if until is not None and self.clock.now() >= until:
                    return
        self.check()

    def check(self) -> None:
        """Raise the ``EmogenError`` of a program that has gone, or refuses what is sent; not if patient."""
        if not self._patient:
            for problem in self.problems:
                raise problem

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The destination of the face."""
        return tuple(lane.address for lane in self._lanes)

    @property
    def problems(self) -> tuple[EmogenError, ...]:
        """Why programs are not reached."""
        return tuple(lane.problem for lane in self._lanes if lane.problem is not None)

    @property
    def dropped(self) -> int:
        """Frames that came too late for a program."""
        return sum(lane.dropped for lane in self._lanes)

    def close(self) -> None:
        """Leave the face at rest, and the programs."""
        for lane in self._lanes:
            lane.close()


class Following:
    """A live line that a pusher shows while it is heard, chunk by chunk; see :meth:`Pusher.follow`.

    Args:
        pusher: open.
        rests: whether the face comes to rest after it.
        clock: of the sound; the pusher's by default.
    """

    def __init__(self, pusher: Pusher, *, rests: bool = True, clock: Clock | None = None) -> None:
        self._pusher, self._rests, self._clock = pusher, rests, clock or pusher.clock
        self._begin, self._frames = -math.inf, 0

    def show(self, chunk: Chunk, *, joins: bool = False) -> None:
        """Send the face of the line's next chunk when it is heard; arguments and errors as of ``Pusher.put``.

        The first of a line always joins what is seen before.
        """
        heard = self._clock.feed(chunk.audio)
        if heard > self._begin + chunk.start + _GAP:  # At first, and after a gap in the sound.
            self._begin = heard - chunk.start
        if chunk.face is not None:
            at = self._begin + self._frames / chunk.face.fps
            self._pusher.put(chunk.face, at, chunk.emotion, joins=joins or not self._frames)
            self._frames += len(chunk.face)

    def end(self, *, whole: bool) -> None:
        """The line is over, or was left before its end."""
        if self._rests or not whole:
            self._pusher.rest(self._pusher.end if whole else None)


def make_sender(text: str, subject: str) -> Sender:
    """The sender for an address.

    Raises:
        RequestError: an address that cannot be read, a name that cannot be used.
    """
    address = Address.parse(text)
    if address.protocol == "livelink":
        from emogen.pipelines.live.push.livelink import LiveLink

        return LiveLink(address, subject)
    if address.protocol == "vmc":
        from emogen.pipelines.live.push.vmc import Vmc

        return Vmc(address, subject)
    from emogen.pipelines.live.push.vts import VTubeStudio

    return VTubeStudio(address, subject)
