"""The emotion in a recorded voice, over time.

reading = read_voice(load("line.wav"))
reading.overall.mixture, reading.track.at(2.0), reading.segments
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from emogen.conditioning.read.inverse import Habit, infer, known_habit, likely_habits
from emogen.conditioning.read.reading import Reading, mean_reading
from emogen.conditioning.read.segments import boundaries
from emogen.conditioning.track import EmotionTrack
from emogen.dsp.frames import FRAME, Frames, analyse
from emogen.dsp.measures import VoiceMeasures, summary
from emogen.errors import RequestError
from emogen.media import Audio

WINDOW: Final = 2.5
HOP: Final = 0.5
"""Seconds that are read at once, and from one window to the next: a phrase, of which pitch, range
and tempo can just be told."""

_LEAST_SPEECH: Final = 0.8
"""Seconds of speech in a window that is read."""

_ALIKE: Final = 0.1
"""Distance in valence, arousal and dominance below which two segments are one (ours)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one emotion.

    Attributes:
        start, end: seconds.
        reading: what was read from the whole of it.
    """

    start: float
    end: float
    reading: Reading


@dataclass(frozen=True, slots=True)
class VoiceReading:
    """What was read from a recording.

    Attributes:
        track: the emotion over time, a keyframe in the middle of each window.
        windows: (start, end, reading), seconds, every half second in which somebody speaks.
        segments: stretches of one emotion, one after the other, from 0 to the end.
        overall: the mean of the segments, each as long as it is spoken.
        basis: what the voice was compared with, a clause for people.
    """

    track: EmotionTrack
    windows: tuple[tuple[float, float, Reading], ...]
    segments: tuple[Segment, ...]
    overall: Reading
    basis: str


def read_voice(audio: Audio, *, baseline: VoiceMeasures | None = None) -> VoiceReading:
    """Read the emotion of one speaker.

    Args:
        audio: mono, any usual rate; :func:`emogen.dsp.recording.load` makes it.
        baseline: the same speaker's calm voice, as ``measure`` or ``baseline`` of
            :mod:`emogen.conditioning.read.acoustics` give it; best recorded in the same way. Without it
            the middle of the recording and the average of speakers stand in, with less certainty.

    Returns:
        A reading. A silent or voiceless recording has no windows, and a neutral overall reading of
        confidence 0.

    Raises:
        RequestError: samples that are not numbers, not mono, an unusable rate; a ``baseline`` without
            a voice.
    """
    if baseline is not None and baseline.voiced == 0:
        raise RequestError(
            "there is no voice in the calm recording", fix="Give some seconds of calm speech, or none."
        )
    frames = analyse(audio)
    spans = _windows(frames)
    measured = [summary(frames.between(start, end)) for start, end in spans]
    whole = summary(frames)
    if baseline is not None:
        habits, basis = known_habit(baseline), "the speaker's own calm voice"
    else:
        habits, basis = likely_habits(measured or [whole]), _basis(whole)
    windows = tuple(
        (start, end, infer(part, habits)) for (start, end), part in zip(spans, measured, strict=True)
    )
    segments = _segments(frames, habits)
    track = EmotionTrack.of(
        (((start + end) / 2, reading.emotion) for start, end, reading in windows), easing="linear"
    )
    return VoiceReading(track, windows, segments, _mean(segments, frames), basis)


def _basis(whole: VoiceMeasures) -> str:
    if whole.voiced == 0:
        return "nothing: there is no voice"
    if whole.speech < 15:
        return "the average of speakers, as the recording is short"
    return "the middle of the recording and the average of speakers"


def _windows(frames: Frames) -> list[tuple[float, float]]:
    """(start, end) of the windows in which there is enough voice, seconds."""
    length = len(frames) * FRAME
    starts = np.arange(0.0, max(length - WINDOW, 0.0) + HOP / 2, HOP)
    spans = [(float(start), min(length, float(start) + WINDOW)) for start in starts]
    spoken = np.concatenate([[0], np.cumsum(frames.active)]) * FRAME
    least = min(_LEAST_SPEECH, 0.8 * float(spoken[-1]))
    place = [(round(start / FRAME), min(len(frames), round(end / FRAME))) for start, end in spans]
    return [
        span
        for span, (a, b) in zip(spans, place, strict=True)
        if spoken[b] - spoken[a] >= least and frames.voiced[a:b].any()
    ]


def _segments(frames: Frames, habits: tuple[Habit, ...]) -> tuple[Segment, ...]:
    """The stretches between change points; neighbours that read alike are one."""

    def segment(start: float, end: float) -> Segment:
        return Segment(start, end, infer(summary(frames.between(start, end)), habits))

    ends = (0.0, *boundaries(frames), len(frames) * FRAME)
    found = [segment(start, end) for start, end in pairwise(ends)]
    while len(found) > 1:
        change = [math.dist(one.reading.vad, other.reading.vad) for one, other in pairwise(found)]
        least = change.index(min(change))
        if change[least] >= _ALIKE:
            break
        found[least : least + 2] = [segment(found[least].start, found[least + 1].end)]
    return tuple(found)


def _mean(segments: tuple[Segment, ...], frames: Frames) -> Reading:
    """The mean reading, by seconds of speech."""
    if len(segments) == 1:
        return segments[0].reading
    speech = [float(frames.between(s.start, s.end).active.sum()) for s in segments]
    return mean_reading([segment.reading for segment in segments], speech)
