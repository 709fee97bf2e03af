"""Recordings performed live: their emotion and lips in the chunks of a line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from emogen.media import Audio, FaceMotion
from emogen.pipelines.live.chunk import LENGTH, Chunk

if TYPE_CHECKING:
    from emogen.pipelines.face.line import Line


def performed(
    line: Line, *, fps: float | None, seed: int = 0, take: int = 0, variation: float = 1.0
) -> Iterator[Chunk]:
    """The chunks of a recorded line.

    Args:
        line: from a recording, so that it has a sound.
        fps: frames a second of the face; None for none.
        seed, take, variation: of the motion.
    """
    from emogen.pipelines.face.export.visemes import spans
    from emogen.pipelines.face.move import move

    audio = line.audio
    if audio is None:
        return
    motion = None if fps is None else move(line, fps=fps, seed=seed, take=take, variation=variation)
    visemes = spans(line.timeline)
    size = round(LENGTH * audio.rate)
    for at in range(0, len(audio.samples), size):
        sound = Audio(audio.samples[at : at + size], audio.rate)
        begin, end = at / audio.rate, (at + len(sound.samples)) / audio.rate
        yield Chunk(
            sound, begin,
            tuple(word for word in line.timeline.words if begin <= word.start < end),
            tuple(phoneme for phoneme in line.timeline.phonemes if begin <= phoneme.start < end),
            tuple(span for span in visemes if begin <= span.start < end),
            None if motion is None else _frames(motion, begin, end),
            line.track.at(begin), 0,
        )  # fmt: skip


def _frames(motion: FaceMotion, begin: float, end: float) -> FaceMotion:
    first, last = (math.ceil(time * motion.fps - 1e-6) for time in (begin, end))
    rows = slice(first, last)
    return FaceMotion(motion.curves[rows], motion.head[rows], motion.gaze[rows], motion.fps)
