"""A face that goes on: through the phrases of a line as they come, and between lines."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.emotion import NEUTRAL, as_emotion
from emogen.conditioning.targets.takes import check_take
from emogen.conditioning.track import EmotionTrack, Keyframe
from emogen.errors import checked
from emogen.media import FaceMotion
from emogen.pipelines.face.motion.accents import accents, pauses
from emogen.pipelines.face.motion.animate import FRAME_RATES
from emogen.pipelines.face.motion.clock import near
from emogen.pipelines.face.motion.head import GESTURE, gestures
from emogen.pipelines.face.motion.ongoing import OngoingFace, Spoken
from emogen.pipelines.face.motion.strengths import Strengths
from emogen.seeds import stream
from emogen.timeline import Timeline

if TYPE_CHECKING:
    from emogen.arrays import Times
    from emogen.conditioning.emotion import Feeling
    from emogen.pipelines.face.line import Line
    from emogen.pipelines.face.motion.accents import Accent
    from emogen.pipelines.face.motion.head import Gesture
    from emogen.pipelines.speech.speak import Speech
    from emogen.timeline import Seconds

LONGEST: Final = 600.0
"""Seconds that are idled at once, at most. Ours."""

_REMEMBERED: Final = GESTURE + 0.3
"""Seconds for which speech that is over still shows. Ours: the longest tail, and the pauses near a blink."""

_JOIN: Final = 0.25
_LIPS_JOIN: Final = 0.08
"""Seconds in which a face goes over to what a new phrase asks of it; lips must be there when its first
sound is, a tenth of a second after its start. Ours."""

_KEPT: Final = 60.0
"""Seconds of motion within which a cut may lie. Ours."""

_SETTLING: Final = 12.0
"""Rate in 1/s at which what a cut left over dies away, critically damped: half in 0.14 s. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class _Phrase:
    """A phrase, in seconds of the face's own time, and what goes with it."""

    timeline: Timeline
    accents: list[Accent]
    gestures: list[Gesture]
    pauses: list[float]


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """The rest of a cut: by how much the face that is seen is off, and how fast, at a frame."""

    frame: int
    offset: Times
    speed: Times


class LiveFace:
    """One face over a session: it performs phrases as they come and idles in between, without joints.

        face = LiveFace(fps=30, emotion="calm")
        motion = face.idle(2.0)
        for phrase in stream("Oh! You came after all.", emotion="joy"):
            motion = face.speak(phrase)

    Frames are at whole multiples of 1/fps on the session's clock, whatever the phrases last, so that
    nothing drifts. What a call costs grows with its own length only. Not for two threads at once.

    Args:
        fps: frames a second, 10 to 240.
        seed, take, variation: as :func:`~emogen.pipelines.face.motion.animate.animate`.
        emotion: the mood while nothing is said; may be set at any time, and is eased into.
        strengths: of the parts of the face.
        hidden: an emotion that is masked, and leaks in micro-expressions.

    Attributes:
        fps: frames a second.

    Raises:
        RequestError: a frame rate out of range, a take below 0, an emotion that cannot be read.
    """

    def __init__(
        self,
        fps: float = 30.0,
        *,
        seed: int = 0,
        take: int = 0,
        variation: float = 1.0,
        emotion: Feeling = NEUTRAL,
        strengths: Strengths | None = None,
        hidden: Feeling | None = None,
    ) -> None:
        self.fps = checked(fps, "frame rate", *FRAME_RATES)
        check_take(take)
        self.emotion = as_emotion(emotion)
        self._clock, self._frame = 0.0, 0
        self._wanted: Seconds | None = None
        masked = None if hidden is None else as_emotion(hidden)
        self._face = OngoingFace(self.fps, seed, take, variation, strengths or Strengths(), masked)
        self._nods = stream(seed, "live", "gestures", take)
        self._phrases: list[_Phrase] = []
        # Frames that were cut: the parts have gone through them, and go on from there.
        self._cut = 0
        self._seen: deque[tuple[int, FaceMotion]] = deque()
        self._left: _Left | None = None

    def speak(self, speech: Speech | Line) -> FaceMotion:
        """The frames of a phrase, which begins where the last motion ended; may be none for a very short one.

        Args:
            speech: a phrase, or a whole line, also a recorded one; its times count from its own start.
        """
        self._cut_off()
        start = self._now
        timeline, felt = speech.timeline.shifted(start), speech.track.retimed(lambda time: time + start)
        beats = [(accent, accent.time + start) for accent in accents(speech.timeline, speech.audio)]
        shifted = [type(accent)(time, accent.strength) for accent, time in beats]
        phrase = _Phrase(timeline, shifted, gestures(shifted, self._nods), pauses(timeline))
        return self._go_on(speech.timeline.duration, felt, phrase)

    def idle(self, seconds: Seconds, emotion: Feeling | None = None) -> FaceMotion:
        """The frames of a silence: breath, blinks, glances, the mood.

        Args:
            seconds: 0 to 600.
            emotion: the mood from now on; None keeps it.

        Raises:
            RequestError: seconds out of range, an emotion that cannot be read.
        """
        seconds = checked(seconds, "seconds of idling", 0.0, LONGEST)
        self._cut_off()
        if emotion is not None:
            self.emotion = as_emotion(emotion)
        return self._go_on(seconds, EmotionTrack((Keyframe(self._now, self.emotion),)), None)

    def cut(self, at: Seconds) -> None:
        """Forget what comes after a moment, as when a line is broken off: the next motion begins there, and
        goes on from what was seen.

        Args:
            at: seconds of the session, not after its clock, and not more than 60 before it.

        Raises:
            RequestError: a moment out of range.
        """
        # Done when the face goes on, for whoever cuts may be in another thread than what is being made.
        self._wanted = checked(at, "moment of a cut", max(0.0, self.clock - _KEPT), self.clock)

    @property
    def clock(self) -> Seconds:
        """Seconds of the session so far: where the next motion begins."""
        return self._clock if self._wanted is None else min(self._clock, self._wanted)

    @property
    def frame(self) -> int:
        """Number of the next frame, which is at ``frame / fps``."""
        return self._frame if self._wanted is None else min(self._frame, self._first(self._wanted))

    def _first(self, at: Seconds) -> int:
        """The first frame that is not before a moment."""
        return math.ceil(at * self.fps - 1e-6)

    def _cut_off(self) -> None:
        """Do what :meth:`cut` asked for."""
        if self._wanted is None:
            return
        at, frame, self._wanted = self.clock, self.frame, None
        while self._seen and self._seen[-1][0] >= frame:
            self._seen.pop()
        if self._seen:
            first, motion = self._seen.pop()
            self._seen.append((first, _part(motion, 0, frame - first)))
        self._cut += self._frame - frame
        self._clock, self._frame, self._phrases = at, frame, []
        self._left = _Left(frame, np.empty(0), np.empty(0)) if self._seen else None

    @property
    def _now(self) -> Seconds:
        """The clock in the face's own time, in which cut frames have passed."""
        return self._clock + self._cut / self.fps

    def _go_on(self, seconds: Seconds, felt: EmotionTrack, phrase: _Phrase | None) -> FaceMotion:
        start, first = self._now, self._frame
        self._clock += seconds
        self._frame = max(first, self._first(self._clock))
        before = [one for one in self._phrases if one.timeline.duration + _REMEMBERED > start]
        self._phrases = [*before, phrase] if phrase else before
        times = np.arange(first + self._cut, self._frame + self._cut) / self.fps
        if not len(times):
            curves, head, gaze = (np.zeros((0, columns), np.float32) for columns in (52, 3, 2))
            return FaceMotion(curves, head, gaze, self.fps)
        said = _said(self._phrases, times)
        if phrase is not None:
            edge = times[near(times, start, start + _JOIN)]
            share, lips = (_smooth((edge - start) / length) for length in (_JOIN, _LIPS_JOIN))
            said.joined(_said(before, edge), share, lips)
        rests = [pause for one in self._phrases for pause in one.pauses]
        motion = self._settled(self._face.go_on(times, felt, said, rests), first)
        self._seen.append((first, motion))
        while self._seen[0][0] + len(self._seen[0][1]) < self._frame - _KEPT * self.fps:
            self._seen.popleft()
        return motion

    def _settled(self, motion: FaceMotion, first: int) -> FaceMotion:
        """The motion, led over from what was seen before a cut."""
        left = self._left
        if left is None:
            return motion
        rows = _rows(motion)
        if not len(left.offset):
            seen = _rows(self._seen[-1][1])[-2:]
            going = seen[-1] - seen[0]
            going[: motion.curves.shape[1]] = 0.0  # Shapes stop where they are: blinks are over at once.
            coming = rows[min(1, len(rows) - 1)] - rows[0]
            coming[: motion.curves.shape[1]] = 0.0
            self._left = left = _Left(first, seen[-1] + going - rows[0], (going - coming) * self.fps)
        since = (first - left.frame + np.arange(len(rows))[:, None]) / self.fps
        if since[0, 0] * _SETTLING > 12.0:  # Less than one part in ten thousand is left.
            self._left = None
            return motion
        rows += (left.offset + (left.speed + _SETTLING * left.offset) * since) * np.exp(-_SETTLING * since)
        curves, head, gaze = np.split(rows.astype(np.float32), (52, 55), axis=1)
        return FaceMotion(curves.clip(0.0, 1.0), head, gaze, motion.fps)


def _said(phrases: list[_Phrase], times: Times) -> Spoken:
    """The demands of several phrases together."""
    timeline = Timeline(
        (),
        tuple(phoneme for phrase in phrases for phoneme in phrase.timeline.phonemes),
        0.0,
        tuple(vocal for phrase in phrases for vocal in phrase.timeline.vocals),
    )
    beats = [accent for phrase in phrases for accent in phrase.accents]
    return Spoken.of(timeline, beats, [gesture for phrase in phrases for gesture in phrase.gestures], times)


def _smooth(share: Times) -> Times:
    t = np.clip(share, 0.0, 1.0)
    eased: Times = t * t * (3.0 - 2.0 * t)
    return eased


def _rows(motion: FaceMotion) -> Times:
    """Curves, head and gaze side by side, shape ``(T, 57)``."""
    return np.column_stack([motion.curves, motion.head, motion.gaze]).astype(np.float64)


def _part(motion: FaceMotion, begin: int, end: int) -> FaceMotion:
    """Some of the frames of a motion."""
    return FaceMotion(motion.curves[begin:end], motion.head[begin:end], motion.gaze[begin:end], motion.fps)
