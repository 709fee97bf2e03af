"""Frames sent when they are due: in time with the sound, to several programs at once."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from emogen.conditioning.track import EmotionTrack
from emogen.errors import EmogenError, RequestError
from emogen.pipelines.live.push.address import Address
from emogen.pipelines.live.push.lane import Clock, Lane
from emogen.pipelines.live.push.rest import to_rest
from emogen.pipelines.live.push.sender import Frame, Sender

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.media import Audio, FaceMotion
    from emogen.pipelines.live.chunk import Chunk
    from emogen.timeline import Seconds

_GAP: Final = 0.02
"""Seconds of silence in a line's sound from which the face waits with it. Ours."""

_GLANCE: Final = 0.1
"""Seconds between two looks at what may have gone wrong, so that Ctrl-C is heard, too. Ours."""


class SilentClock:
    """Time that passes without a sound."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._end = 0.0

    def now(self) -> Seconds:
        return time.monotonic() - self._begun

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
        patient: programs that are not there, or go, are tried again every 3 s; else they are an error.

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

    def put(self, motion: FaceMotion, at: Seconds, felt: EmotionTrack | Emotion | None = None) -> None:
        """Send a motion in time.

        Args:
            motion: its frames follow each other by 1 / fps from ``at`` on.
            at: seconds of :attr:`clock`; frames that wait for that time or later are dropped.
            felt: the emotion meanwhile, one or over the motion, for programs that show it by itself.

        Raises:
            EmogenError: a program has gone, or refuses what is sent; not if patient.
        """
        self.check()
        self._schedule(motion, at, felt)

    def _schedule(self, motion: FaceMotion, at: Seconds, felt: EmotionTrack | Emotion | None = None) -> None:
        frames = []
        for row in range(len(motion)):
            emotion = felt.at(row / motion.fps) if isinstance(felt, EmotionTrack) else felt
            frames.append((at + row / motion.fps, Frame(motion, row, self._number + row, emotion)))
        self._number += len(motion)
        if frames:
            self._end = at + len(frames) / motion.fps
            for lane in self._lanes:
                lane.put(frames)

    def follow(self, chunks: Iterable[Chunk], *, rests: bool = True) -> Iterator[Chunk]:
        """Send the face of a live line while it is heard, and pass its chunks on.

        The line is heard from when its first chunk is passed on, or when the clock's sound has come to it:
        wrap the line where its chunks leave for the listener. When it ends early, because it is cancelled or
        nobody asks for more, frames that wait are dropped.

        Args:
            chunks: of one line, with a face; those without one are passed on only.
            rests: whether the face comes to rest after it; else it stands still until the next motion, as of
                a face that idles.

        Raises:
            EmogenError: as :meth:`put`.
        """
        begin, frames, whole = -math.inf, 0, False
        try:
            for chunk in chunks:
                heard = self.clock.feed(chunk.audio)
                if heard > begin + chunk.start + _GAP:  # At first, and after a gap in the sound.
                    begin = heard - chunk.start
                if chunk.face is not None:
                    self.put(chunk.face, begin + frames / chunk.face.fps, chunk.emotion)
                    frames += len(chunk.face)
                yield chunk
            whole = not getattr(chunks, "cancelled", False)
        finally:
            if rests or not whole:
                self.rest(self._end if whole else None)

    def rest(self, at: Seconds | None = None) -> None:
        """Bring the face to rest: after what waits until ``at``, or at once, from what is shown."""
        waiting = None if at is None else self._lanes[0].last
        shown = waiting or self._lanes[0].shown
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
        """Where the face is sent."""
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
