"""One line being performed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from emogen.media import Audio, FaceMotion
from emogen.pipelines.live.chunk import LENGTH, Chunk
from emogen.pipelines.live.face import LiveFace

if TYPE_CHECKING:
    from emogen.pipelines.speech.speak import Speech
    from emogen.timeline import Seconds


class LiveLine:
    """A line that is made while it is heard: iterate over its chunks, in a thread or in asyncio.

    Attributes:
        rate: samples a second.
        notes: what in the text is not said, and why; complete when the line is.
        cancelled: whether it was cancelled.
    """

    def __init__(self, phrases: Iterator[Speech], *, rate: int, fps: float | None) -> None:
        self.rate, self.notes, self.cancelled = rate, (), False
        self._face = None if fps is None else LiveFace(fps)
        self._chunks = self._made(phrases)

    notes: tuple[str, ...]

    def cancel(self) -> None:
        """Stop; whoever iterates finds the end."""
        self.cancelled = True

    def __iter__(self) -> Iterator[Chunk]:
        return self

    def __next__(self) -> Chunk:
        chunk = None if self.cancelled else next(self._chunks, None)
        if chunk is None:
            raise StopIteration
        return chunk

    def __aiter__(self) -> AsyncIterator[Chunk]:
        return self

    async def __anext__(self) -> Chunk:
        chunk = await asyncio.to_thread(next, self, None)
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    def _made(self, phrases: Iterator[Speech]) -> Iterator[Chunk]:
        start = 0.0
        for index, phrase in enumerate(phrases):
            self.notes = phrase.notes
            yield from _chunks(phrase, index, start, self._face)
            start += phrase.audio.duration


def _chunks(speech: Speech, index: int, start: Seconds, face: LiveFace | None) -> Iterator[Chunk]:
    """The chunks of one phrase that begins at ``start``."""
    from emogen.pipelines.face.export.visemes import spans

    timeline = speech.timeline.shifted(start)
    # The session of the face may be older than the line.
    frame, clock = (0, 0.0) if face is None else (face.frame, face.clock)
    motion = None if face is None else face.speak(speech)
    visemes = [span for span in spans(timeline) if span.start >= start]
    size = round(LENGTH * speech.audio.rate)
    for at in range(0, len(speech.audio.samples), size):
        audio = Audio(speech.audio.samples[at : at + size], speech.audio.rate)
        begin = start + at / speech.audio.rate
        end = begin + audio.duration
        yield Chunk(
            audio, begin,
            tuple(word for word in timeline.words if begin <= word.start < end),
            tuple(phoneme for phoneme in timeline.phonemes if begin <= phoneme.start < end),
            tuple(span for span in visemes if begin <= span.start < end),
            None if motion is None else _frames(motion, frame, clock + begin - start, clock + end - start),
            speech.track.at(begin - start), index,
        )  # fmt: skip


def _frames(motion: FaceMotion, frame: int, begin: Seconds, end: Seconds) -> FaceMotion:
    """The frames between two moments of the face's session, of a motion from ``frame`` on."""
    first, last = (math.ceil(time * motion.fps - 1e-6) - frame for time in (begin, end))
    rows = slice(first, last)
    return FaceMotion(motion.curves[rows], motion.head[rows], motion.gaze[rows], motion.fps)
