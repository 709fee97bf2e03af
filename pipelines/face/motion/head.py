"""Head motion: shifts of posture, drift, nods and turns on accents, breathing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from emogen.pipelines.face.motion.clock import near
from emogen.pipelines.face.motion.noise import Wander

if TYPE_CHECKING:
    from emogen.arrays import Floats, Times
    from emogen.pipelines.face.motion.accents import Accent

_POSTURE: Final = (0.026, 0.016, 0.014)
_POSTURE_EVERY: Final = (1.2, 4.0)
_POSTURE_SECONDS: Final = (0.35, 0.8)
"""Standard deviation of yaw, pitch, roll in radians of the postures that a head takes, mean seconds for
which it keeps one in speech and in silence, and in which it goes to the next. Ours, below the 3 to 5
degrees that Busso et al. 2007 measured on acting speakers."""

_DRIFT: Final = (0.008, 0.006, 0.005)
_DRIFT_RATES: Final = (0.13, 0.3)
"""Radians and Hz of what a head does within a posture. Ours."""

_NOD: Final = 0.05
_NOD_WIDTH: Final = 0.12
_TILT_WIDTH: Final = 0.3
_TURN: Final = 0.030
"""Radians and seconds of a nod on an accent, seconds of the tilt that goes with it, and radians of the
turn that comes in its place now and then. Ours, by looking."""

GESTURE: Final = 4 * _TILT_WIDTH
"""Seconds before and after an accent in which its gesture is seen."""

_LIVELY: Final = (0.0200, 0.0095, 0.0085)
_LIVELY_RATES: Final = (1.2, 2.2, 3.4)
"""Radians and Hz of the quick motion that goes with speaking and rests with it. In a Live Link Face
capture of a speaker each band about these rates holds 0.005 to 0.007 (yaw), 0.004 to 0.006 (pitch) and
0.002 to 0.004 (roll); the three together here."""

_BREATH: Final = 0.005
_BREATH_RATE: Final = 0.26
_BREATH_SPREAD: Final = 0.12
"""Radians and Hz (about 16 breaths a minute), and how much one breath differs from the next."""


def head_track(
    times: Times,
    accents: list[Accent],
    pauses: list[float],
    spoken: Times,
    movement: Times,
    rng: np.random.Generator,
) -> Floats:
    """Yaw, pitch, roll around rest: float32 radians, shape ``(T, 3)``.

    Args:
        times: seconds, shape ``(T,)``.
        accents: syllables that stand out.
        pauses: seconds at which phrases end: there the head takes another posture.
        spoken: 0 in silence to 1, shape ``(T,)``.
        movement: factor on everything but breathing, shape ``(T,)``.
        rng: decides the rest.
    """
    track = Postures(rng).track(times, pauses, spoken)
    track += Sway(rng).track(times, spoken)
    track += gesture_track(times, gestures(accents, rng))
    track *= movement[:, None]
    track[:, 1] += Breath(rng).track(times)
    return track.astype(np.float32)


class Sway:
    """Motion of a head within a posture: drift, and the quick motion of speech."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._axes = [(Wander(_DRIFT_RATES, rng), Wander(_LIVELY_RATES, rng)) for _ in range(3)]

    def track(self, times: Times, spoken: Times) -> Times:
        """Yaw, pitch, roll in radians, shape ``(T, 3)``; arguments as of :func:`head_track`."""
        columns = [
            drifts * drift.at(times) + lively * spoken * quick.at(times)
            for drifts, lively, (drift, quick) in zip(_DRIFT, _LIVELY, self._axes, strict=True)
        ]
        return np.stack(columns, axis=1)


class Postures:
    """One posture after the other, each reached on a smooth path and kept for a while."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._here: Times = np.array(_POSTURE) * rng.standard_normal(3) * 0.6
        self._moment, self._due, self._seen = 0.0, None, 0.0
        self._steps: list[_Step] = []

    _due: float | None

    def track(self, times: Times, pauses: list[float], spoken: Times) -> Times:
        """Yaw, pitch, roll in radians, shape ``(T, 3)``; the times follow those of the last call.

        Arguments as of :func:`head_track`.
        """
        if not len(times):
            return np.zeros((0, 3))
        self._steps = [step for step in self._steps if step.end > times[0]]
        track = np.tile(self._steps[0].before if self._steps else self._here, (len(times), 1))
        self._plan(times, pauses, spoken)
        self._seen = float(times[-1])
        begins = [int(np.searchsorted(times, step.begin)) for step in self._steps]
        for step, low, until in zip(self._steps, begins, [*begins, len(times)][1:], strict=True):
            high = int(np.searchsorted(times, step.end))
            share = np.clip((times[low:high, None] - step.begin) / (step.end - step.begin), 0.0, 1.0)
            path = share * share * share * (10 - 15 * share + 6 * share * share)
            track[low:high] = step.before + path * (step.after - step.before)
            track[high:until] = step.after
        return track

    def _plan(self, times: Times, pauses: list[float], spoken: Times) -> None:
        """Decide on the changes of posture that begin while the times last."""
        while True:
            if self._due is None:
                frame = min(len(times) - 1, int(np.searchsorted(times, self._moment)))
                mean = _POSTURE_EVERY[1] + (_POSTURE_EVERY[0] - _POSTURE_EVERY[1]) * float(spoken[frame])
                self._due = self._moment + mean * (0.3 + 0.7 * self._rng.gamma(2.0) / 2.0)
            near_pauses = [pause for pause in pauses if abs(pause - self._due) < 0.4]
            # Never before the change in progress is over, nor in what has been seen.
            begin = max(near_pauses[0] if near_pauses else self._due, self._moment, self._seen)
            if begin >= times[-1]:
                return
            end = begin + self._rng.uniform(*_POSTURE_SECONDS)
            # Heads come back: the next posture is drawn about a point nearer the middle.
            there = 0.25 * self._here + np.array(_POSTURE) * self._rng.standard_normal(3)
            self._steps.append(_Step(begin, end, self._here, there))
            self._here, self._moment, self._due = there, max(self._due, end), None


class _Step(NamedTuple):
    """From one posture to another, in radians, between two moments in seconds."""

    begin: float
    end: float
    before: Times
    after: Times


@dataclass(frozen=True, slots=True)
class Gesture:
    """A nod on an accent, or a turn, with a tilt: its moment in seconds, its size relative to a full
    one, and whether it goes to the own left (1) or right (-1)."""

    time: float
    size: float
    side: float
    turns: bool


def gestures(accents: list[Accent], rng: np.random.Generator) -> list[Gesture]:
    """Nods on accents, some of them turns."""
    return [
        Gesture(
            accent.time,
            accent.strength * rng.uniform(0.4, 1.0),
            float(rng.choice([-1.0, 1.0])),
            bool(rng.random() < 0.3),
        )
        for accent in accents
    ]


def gesture_track(times: Times, made: list[Gesture]) -> Times:
    """Yaw, pitch, roll of gestures in radians, shape ``(T, 3)``."""
    track = np.zeros((len(times), 3))
    for gesture in made:
        frames = near(times, gesture.time - GESTURE, gesture.time + GESTURE)
        since = times[frames] - gesture.time
        beat = np.exp(-(((since - 0.05) / _NOD_WIDTH) ** 2))
        track[frames, 1] -= _NOD * gesture.size * (0.4 if gesture.turns else 1.0) * beat
        if gesture.turns:
            track[frames, 0] += _TURN * gesture.size * gesture.side * beat
        tilt = np.exp(-((since / _TILT_WIDTH) ** 2))
        track[frames, 2] += 0.3 * _NOD * gesture.size * gesture.side * tilt
    return track


class Breath:
    """Breath after breath, no two alike."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._pace = Wander((0.08,), rng)
        self._phase, self._step = float(rng.uniform()), 0.0
        self._depth = Wander((0.06,), rng)

    def track(self, times: Times) -> Times:
        """Pitch in radians, shape ``(T,)``; the times follow those of the last call."""
        self._step = float(times[1] - times[0]) if len(times) > 1 else self._step
        pace = _BREATH_RATE * (1.0 + _BREATH_SPREAD * self._pace.at(times))
        phase = np.cumsum(pace) * self._step + self._phase
        self._phase = float(phase[-1]) if len(phase) else self._phase
        depth = 1.0 + 2.0 * _BREATH_SPREAD * self._depth.at(times)
        breath: Times = _BREATH * depth * np.sin(2.0 * np.pi * phase)
        return breath
