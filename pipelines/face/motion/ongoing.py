"""A face that goes on: the parts of a motion, carried from one stretch of time to the next."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.media import FaceMotion
from emogen.pipelines.face.motion.accents import speaking
from emogen.pipelines.face.motion.animate import chance_of, held, shut
from emogen.pipelines.face.motion.blinks import Blinks, carried_blinks
from emogen.pipelines.face.motion.coarticulation import articulate, mouth_shapes
from emogen.pipelines.face.motion.course import Course, Muscles, course, eased_signed
from emogen.pipelines.face.motion.expression import Expression, raised
from emogen.pipelines.face.motion.gaze import Eyes, gaze_track, look_shapes, shifts
from emogen.pipelines.face.motion.head import Breath, Postures, Sway, gesture_track
from emogen.pipelines.face.motion.micro import Movements, without_mouth
from emogen.pipelines.face.motion.speech import add_speech
from emogen.pipelines.face.motion.vocals import vocal_track
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import Floats, Times
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.track import EmotionTrack
    from emogen.pipelines.face.motion.accents import Accent
    from emogen.pipelines.face.motion.gaze import Fixation
    from emogen.pipelines.face.motion.head import Gesture
    from emogen.pipelines.face.motion.strengths import Strengths
    from emogen.timeline import Timeline

_EASED: Final = ("blink_rate", "gaze_pitch", "aversion", "movement", "articulation")
_CHANGE: Final = 0.5
"""Targets that change nothing at once, and the seconds in which they come to 90 % of another emotion's.
Ours: the mean of onsets."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """What speech asks of a face, frame by frame.

    Attributes:
        lips: articulators, shape ``(T, 8)``.
        spoken: 0 in silence to 1, shape ``(T,)``.
        brows: how far accents raise them, shape ``(T,)``.
        gestures: of the head, radians, shape ``(T, 3)``.
        sounds: ARKit shapes of laughs and the like, shape ``(T, 52)``.
        bobbing: head pitch that goes with them, radians, shape ``(T,)``.
    """

    lips: Floats
    spoken: Times
    brows: Times
    gestures: Times
    sounds: Floats
    bobbing: Floats

    @classmethod
    def of(cls, timeline: Timeline, accents: list[Accent], gestures: list[Gesture], times: Times) -> Spoken:
        """The articulation of a timeline at each of the ``times`` in seconds."""
        return cls(
            articulate(timeline, times),
            speaking(timeline, times),
            raised(times, accents),
            gesture_track(times, gestures),
            *vocal_track(timeline.vocals, times),
        )

    def joined(self, before: Spoken, share: Times, lips: Times) -> None:
        """Begin with the rows of ``before`` and go over to the own ones, in place.

        Args:
            before: fewer rows, from the same start.
            share, lips: of the own, 0 to 1, for each of those rows; the lips' may rise faster.
        """
        for field in fields(self):
            rows, old = getattr(self, field.name)[: len(share)], getattr(before, field.name)
            level = lips if field.name == "lips" else share
            rows += (1.0 - level).reshape(-1, *(1,) * (old.ndim - 1)) * (old - rows)


class OngoingFace:
    """The parts of a face's motion, each from where the last stretch of time left it.

    Args:
        fps: frames a second.
        seed, take, variation: as :func:`~emogen.pipelines.face.motion.animate.animate`.
        strengths: of the parts.
        hidden: an emotion that is masked, and leaks.
    """

    def __init__(
        self,
        fps: float,
        seed: int,
        take: int,
        variation: float,
        strengths: Strengths,
        hidden: Emotion | None,
    ) -> None:
        self._fps, self._take, self._variation, self._strengths = fps, take, variation, strengths
        self._chance = rng = partial(stream, chance_of(seed, take), "live")
        self._expression = Expression(strengths, chance_of(seed, take))
        self._scalars, self._clear, self._held = Muscles(1.0), Muscles(1.0), Muscles()
        self._small = Movements.small(rng("micro"))
        self._leaks = None if hidden is None else Movements.leaks(hidden, rng("leaks"))
        self._postures, self._sway = Postures(rng("postures")), Sway(rng("sway"))
        self._breath, self._blinks = Breath(rng("breath")), Blinks(rng("blinks"))
        self._lids, self._looked = rng("lids"), 0.0
        self._eyes: Eyes | None = None

    def go_on(self, times: Times, track: EmotionTrack, said: Spoken, pauses: list[float]) -> FaceMotion:
        """The motion at ``times``, which follow those of the last call; at least one.

        Args:
            times: seconds, evenly spaced, shape ``(T,)``.
            track: what is felt, in the same seconds.
            said: what speech asks for.
            pauses: seconds at which phrases end.
        """
        fps, strengths = self._fps, self._strengths
        way = self._eased(course(times, track, take=self._take, variation=self._variation), self._scalars)
        curves = self._expression.shapes(times, fps, way, said.brows, said.spoken)
        curves += self._micro(times, said.spoken)
        curves = np.maximum(curves, strengths.expression * said.sounds)
        # Lips are the same in every take: their strength is that of the mean.
        clear = way
        if self._take != 0:
            clear = self._eased(course(times, track, take=0, variation=self._variation), self._clear)
        add_speech(curves, mouth_shapes(said.lips, strengths.lips * clear["articulation"]), said.lips)

        head = self._head(times, way, said, pauses)
        places, carried = self._looks(times, way)
        # The eyes make up for the head (the vestibulo-ocular reflex), so that they stay where they look.
        gaze = gaze_track(times, places) - head[:, :2]
        rate = strengths.blinks * way["blink_rate"]
        shut(curves, self._blinks.track(times, rate, said.spoken, pauses, carried))
        look_shapes(curves, gaze)
        return FaceMotion(np.clip(curves, 0.0, 1.0).astype(np.float32), head, gaze, fps)

    def _eased(self, way: Course, muscles: Muscles) -> Course:
        """A course whose other targets follow the emotion without a step, too."""
        wanted = np.stack([way[name] for name in _EASED], axis=1)
        rows = eased_signed(wanted, np.full(len(wanted), _CHANGE), self._fps, muscles)
        return Course(way.apex, {**way.values, **dict(zip(_EASED, rows.T.astype(np.float64), strict=True))})

    def _micro(self, times: Times, spoken: Times) -> Floats:
        out = self._small.track(times, self._strengths.micro)
        if self._leaks is not None:
            out += self._leaks.track(times, self._strengths.micro)
        return without_mouth(out, spoken)

    def _head(self, times: Times, way: Course, said: Spoken, pauses: list[float]) -> Floats:
        track = self._postures.track(times, pauses, said.spoken) + self._sway.track(times, said.spoken)
        track = way["movement"][:, None] * (track + said.gestures)
        track[:, 1] += self._breath.track(times) + said.bobbing
        track += held(way, self._fps, self._held)
        return np.asarray(self._strengths.head * track, np.float32)

    def _looks(self, times: Times, way: Course) -> tuple[list[Fixation], list[float]]:
        """What the eyes are on, and the seconds of blinks that go with new shifts of theirs."""
        if self._eyes is None:
            self._eyes = Eyes(float(way["gaze_pitch"][0]), self._chance("gaze"))
        places = self._eyes.look(times, way["gaze_pitch"], way["aversion"], self._strengths.gaze)
        new = [shift for shift in shifts(places) if shift[0] > self._looked]
        self._looked = float(times[-1])
        return places, carried_blinks(new, self._lids)
