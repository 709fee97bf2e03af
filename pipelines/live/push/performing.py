"""Lines, motions and live lines performed before programs, once or for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.media import Audio, FaceMotion
from emogen.pipelines.live.face import LiveFace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emogen.pipelines.face.line import Line
    from emogen.pipelines.live.chunk import Chunk
    from emogen.pipelines.live.push.playing import Pusher
    from emogen.timeline import Seconds

_AHEAD: Seconds = 1.0
"""Time before the end of a pass at which the next is given out. Ours."""

_RATE = 24_000


def perform_line(pusher: Pusher, line: Line, *, fps: float, seed: int = 0, loop: bool = False) -> None:
    """Perform a recorded line, and return when it has been seen.

    Args:
        pusher: open.
        line: with its sound, which the pusher's clock is fed with.
        fps: frames a second, 10 to 240.
        seed: of what the face does of its own accord.
        loop: for ever, without a joint.

    Raises:
        RequestError: a frame rate out of range.
        EmogenError: a program has gone, or refuses what is sent.
    """
    face = LiveFace(fps, seed=seed, emotion=line.track.at(0.0))
    audio = line.audio or _silence(line.timeline.duration)
    while True:
        motion = face.speak(line)
        begin = pusher.clock.feed(audio)
        pusher.put(motion, begin, line.track)
        if not loop:
            break
        pusher.wait(begin + audio.duration - _AHEAD)
    pusher.rest(begin + motion.duration)
    pusher.wait()


def perform_motion(pusher: Pusher, motion: FaceMotion, *, loop: bool = False) -> None:
    """Show a motion as it is, and return when it has been seen; arguments as of :func:`perform_line`.

    Raises:
        EmogenError: a program has gone, or refuses what is sent.
    """
    while True:
        begin = pusher.clock.feed(_silence(motion.duration))
        pusher.put(motion, begin)
        if not loop:
            break
        pusher.wait(begin + motion.duration - _AHEAD)
    pusher.rest(begin + motion.duration)
    pusher.wait()


def perform_chunks(pusher: Pusher, chunks: Iterable[Chunk]) -> None:
    """Perform a live line while it is made, and return when it has been seen.

    Raises:
        EmogenError: a program has gone, or refuses what is sent; what making the line raises.
    """
    for _ in pusher.follow(chunks):
        pass
    pusher.wait()


def _silence(seconds: Seconds) -> Audio:
    return Audio(np.zeros(round(seconds * _RATE), np.float32), _RATE)
