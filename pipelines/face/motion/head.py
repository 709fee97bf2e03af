"""Head motion: slow drift, nods on accents, breathing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.motion.clock import near

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Times = NDArray[np.float64]

_DRIFT: Final = (0.030, 0.020, 0.016)
"""Standard deviation of yaw, pitch, roll in radians while speaking calmly. Ours, below the 3 to 5
degrees that Busso et al. 2007 measured on acting speakers."""

_RATES: Final = (0.11, 0.19, 0.31, 0.47)
"""Hz of the drift's components: head motion of speakers lies below 1 Hz mostly (ibid.)."""

_NOD: Final = 0.05
_NOD_WIDTH: Final = 0.12
_TILT_WIDTH: Final = 0.3
"""Radians and seconds of a nod on an accent, and seconds of the tilt that goes with it."""

_LIVELY: Final = (0.006, 0.004, 0.003)
_LIVELY_RATES: Final = (0.9, 1.5, 2.4)
"""Radians and Hz of the quick motion that goes with speaking and rests with it. In a Live Link Face
capture of a speaker the bands about these rates hold 0.005 to 0.007 (yaw), 0.004 to 0.006 (pitch) and
0.002 to 0.004 (roll)."""

_SPOKEN: Final = 0.5
"""Seconds around an accent in which the head is lively."""

_BREATH: Final = 0.005
_BREATH_RATE: Final = 0.26
"""Radians and Hz (about 16 breaths a minute)."""


def head_track(
    times: Times, accents: list[tuple[float, float]], movement: float, rng: np.random.Generator
) -> Floats:
    """Yaw, pitch, roll around rest: float32 radians, shape ``(T, 3)``.

    Args:
        times: seconds, shape ``(T,)``.
        accents: (seconds, strength in [0, 1]) of accented syllables.
        movement: factor on everything but breathing.
        rng: decides the drift and which accents are nodded to.
    """
    clock = times
    track = np.zeros((len(clock), 3))
    lively = _activity(clock, accents)
    for axis in range(3):
        track[:, axis] = _DRIFT[axis] * _sway(clock, _RATES, rng)
        track[:, axis] += _LIVELY[axis] * lively * _sway(clock, _LIVELY_RATES, rng)
    for moment, strength in accents:
        size = strength * rng.uniform(0.4, 1.0)
        side = rng.choice([-1.0, 1.0])
        frames = near(clock, moment - 4 * _TILT_WIDTH, moment + 4 * _TILT_WIDTH)
        since = clock[frames] - moment
        track[frames, 1] -= _NOD * size * np.exp(-(((since - 0.05) / _NOD_WIDTH) ** 2))
        track[frames, 2] += 0.3 * _NOD * size * side * np.exp(-((since / _TILT_WIDTH) ** 2))
    track *= movement
    track[:, 1] += _BREATH * np.sin(2.0 * np.pi * _BREATH_RATE * clock + rng.uniform(0.0, 2.0 * np.pi))
    return track.astype(np.float32)


def _sway(clock: Times, rates: tuple[float, ...], rng: np.random.Generator) -> Times:
    """A smooth random curve of standard deviation 1 made of the ``rates`` in Hz."""
    phases = rng.uniform(0.0, 2.0 * np.pi, len(rates))
    stretch = rng.uniform(0.85, 1.15, len(rates))
    waves = [
        np.sin(2.0 * np.pi * rate * factor * clock + phase)
        for rate, phase, factor in zip(rates, phases, stretch, strict=True)
    ]
    total: Times = np.sum(waves, axis=0) / np.sqrt(len(rates) / 2)
    return total


def _activity(clock: Times, accents: list[tuple[float, float]]) -> Times:
    """0 in long pauses to 1 around accents, smooth."""
    active = np.zeros(len(clock))
    for moment, _ in accents:
        frames = near(clock, moment - 4 * _SPOKEN, moment + 4 * _SPOKEN)
        active[frames] = np.maximum(active[frames], np.exp(-(((clock[frames] - moment) / _SPOKEN) ** 2)))
    return active
