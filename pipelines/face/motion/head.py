"""Head motion: shifts of posture, drift, nods and turns on accents, breathing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.motion.clock import near
from emogen.pipelines.face.motion.noise import wander

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
    track = _postures(times, pauses, spoken, rng)
    for axis in range(3):
        track[:, axis] += _DRIFT[axis] * wander(times, _DRIFT_RATES, rng)
        track[:, axis] += _LIVELY[axis] * spoken * wander(times, _LIVELY_RATES, rng)
    _gestures(track, times, accents, rng)
    track *= movement[:, None]
    track[:, 1] += _breath(times, rng)
    return track.astype(np.float32)


def _postures(times: Times, pauses: list[float], spoken: Times, rng: np.random.Generator) -> Times:
    """One posture after the other, each reached on a smooth path and kept for a while."""
    track = np.zeros((len(times), 3))
    duration = float(times[-1]) if len(times) else 0.0
    here = np.array(_POSTURE) * rng.standard_normal(3) * 0.6
    moment, filled = 0.0, 0
    while True:
        frame = min(len(times) - 1, int(np.searchsorted(times, moment)))
        mean = _POSTURE_EVERY[1] + (_POSTURE_EVERY[0] - _POSTURE_EVERY[1]) * float(spoken[frame])
        moment += mean * (0.3 + 0.7 * rng.gamma(2.0) / 2.0)
        near_pauses = [pause for pause in pauses if abs(pause - moment) < 0.4]
        begin = near_pauses[0] if near_pauses else moment
        if begin >= duration:
            track[filled:] = here
            return track
        lasting = rng.uniform(*_POSTURE_SECONDS)
        # Heads come back: the next posture is drawn about a point nearer the middle.
        there = 0.25 * here + np.array(_POSTURE) * rng.standard_normal(3)
        low, high = np.searchsorted(times, (begin, begin + lasting))
        share = np.clip((times[low:high, None] - begin) / lasting, 0.0, 1.0)
        path = share * share * share * (10 - 15 * share + 6 * share * share)
        track[filled:low] = here
        track[low:high] = here + path * (there - here)
        filled = int(high)
        here, moment = there, max(moment, begin + lasting)


def _gestures(track: Times, times: Times, accents: list[Accent], rng: np.random.Generator) -> None:
    """Nods on accents, some of them turns, with a tilt."""
    for accent in accents:
        size = accent.strength * rng.uniform(0.4, 1.0)
        side = rng.choice([-1.0, 1.0])
        turns = rng.random() < 0.3
        frames = near(times, accent.time - 4 * _TILT_WIDTH, accent.time + 4 * _TILT_WIDTH)
        since = times[frames] - accent.time
        beat = np.exp(-(((since - 0.05) / _NOD_WIDTH) ** 2))
        track[frames, 1] -= _NOD * size * (0.4 if turns else 1.0) * beat
        if turns:
            track[frames, 0] += _TURN * size * side * beat
        track[frames, 2] += 0.3 * _NOD * size * side * np.exp(-((since / _TILT_WIDTH) ** 2))


def _breath(times: Times, rng: np.random.Generator) -> Times:
    """Breath after breath, no two alike."""
    step = float(times[1] - times[0]) if len(times) > 1 else 0.0
    pace = _BREATH_RATE * (1.0 + _BREATH_SPREAD * wander(times, (0.08,), rng))
    phase = 2.0 * np.pi * (np.cumsum(pace) * step + rng.uniform())
    depth = 1.0 + 2.0 * _BREATH_SPREAD * wander(times, (0.06,), rng)
    breath: Times = _BREATH * depth * np.sin(phase)
    return breath
