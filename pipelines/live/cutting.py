"""Sound cut into chunks, each with the words, visemes and frames that belong to it."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from emogen.media import Audio, FaceMotion
from emogen.pipelines.live.chunk import LENGTH, Chunk

if TYPE_CHECKING:
    from emogen.conditioning.track import EmotionTrack
    from emogen.pipelines.live.face import LiveFace
    from emogen.pipelines.speech.speak import Speech
    from emogen.timeline import Seconds, Timeline


class _Timed(Protocol):
    @property
    def start(self) -> Seconds: ...


T = TypeVar("T", bound=_Timed)


def chunks(
    speech: Speech, index: int, first: int, face: LiveFace | None, characters: int = 0
) -> Iterator[Chunk]:
    """The chunks of a phrase.

    Args:
        speech: the phrase.
        index: its number.
        first: samples of the line before it.
        face: performs it; None for a voice without a face.
        characters: of the texts before the one that it is from.
    """
    # The session of the face may be older than the line.
    frame, clock = (0, 0.0) if face is None else (face.frame, face.clock)
    motion = None if face is None else face.speak(speech)
    words = [
        replace(word, span=(word.span[0] + characters, word.span[1] + characters))
        for word in speech.timeline.words
    ]
    timeline = replace(speech.timeline, words=tuple(words))
    return cut(
        speech.audio, timeline, speech.track, motion, index=index, first=first, frame=frame, clock=clock
    )


def cut(
    audio: Audio,
    timeline: Timeline,
    track: EmotionTrack,
    motion: FaceMotion | None,
    *,
    index: int = 0,
    first: int = 0,
    frame: int = 0,
    clock: Seconds = 0.0,
) -> Iterator[Chunk]:
    """A sound as chunks.

    Args:
        audio: the sound.
        timeline, track: of the sound, in its own seconds.
        motion: the face; None for none.
        index: number of the phrase.
        first: samples of the line before it.
        frame: of the face's session, with which the motion begins.
        clock: seconds of the face's session when the sound begins.
    """
    from emogen.pipelines.face.export.visemes import spans

    rate, samples = audio.rate, audio.samples
    size, start = round(LENGTH * rate), first / rate
    begins = [(first + at) / rate for at in range(0, len(samples), size)]
    moved = timeline.shifted(start)
    words, phonemes = _parts(moved.words, begins), _parts(moved.phonemes, begins)
    visemes = _parts(
        [replace(span, start=span.start + start, end=span.end + start) for span in spans(timeline)], begins
    )
    for number, begin in enumerate(begins):
        sound = Audio(samples[number * size : (number + 1) * size], rate)
        since = begin - start
        frames = (
            None if motion is None else _frames(motion, frame, clock + since, clock + since + sound.duration)
        )
        yield Chunk(
            sound, begin, words[number], phonemes[number], visemes[number], frames, track.at(since), index
        )


def _parts(items: Sequence[T], begins: Sequence[Seconds]) -> list[tuple[T, ...]]:
    """Those that begin in each chunk; each of them in exactly one."""
    parts: list[list[T]] = [[] for _ in begins]
    for item in items:
        parts[max(bisect_right(begins, item.start + 1e-9) - 1, 0)].append(item)
    return [tuple(part) for part in parts]


def _frames(motion: FaceMotion, frame: int, begin: Seconds, end: Seconds) -> FaceMotion:
    """The frames between two moments of the face's session, of a motion from ``frame`` on."""
    first, last = (math.ceil(time * motion.fps - 1e-6) - frame for time in (begin, end))
    rows = slice(max(first, 0), max(last, 0))
    return FaceMotion(motion.curves[rows], motion.head[rows], motion.gaze[rows], motion.fps)
