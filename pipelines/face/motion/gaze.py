"""Where the eyes look: fixations on the listener, small shifts on his face, glances away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Times = NDArray[np.float64]

_SACCADE: Final = 0.045
"""Seconds of an eye movement of some degrees (Bahill et al. 1975: about 20 ms + 2 ms a degree)."""

_ON_FACE: Final = 0.02
"""Radians of shifts between the listener's eyes and mouth."""

_AWAY: Final = (0.35, 0.9)
"""Seconds of a glance away."""

_STAY: Final = 1.5
"""Mean seconds of a fixation on the face; at least 0.3, spread as a gamma of shape 3."""

_SETTLED: Final = 0.6
"""Seconds at both ends of a clip in which the eyes are on the listener."""

_YAW_SCALE: Final = 0.65
_PITCH_SCALE: Final = 0.50
"""Radians at which ARKit's eyeLook shapes are 1: slopes of eye angles against shapes in three Live Link
Face captures (0.63 to 0.68 and 0.48 to 0.53; r above 0.94)."""


def gaze_track(times: Times, pitch: float, aversion: float, rng: np.random.Generator) -> Floats:
    """Where the eyes look, seen from the still body: yaw and pitch, float32 radians, shape ``(T, 2)``,
    positive to own left and up. Subtract the head's rotation for the eyes' own.

    Args:
        times: seconds, shape ``(T,)``.
        pitch: mean pitch while on the listener, radians.
        aversion: share of the time off the listener, 0 to 0.6.
        rng: decides where and when.
    """
    clock = times
    duration = float(clock[-1]) if len(clock) else 0.0
    here = np.array([0.0, pitch])
    track = np.tile(here, (len(clock), 1))
    moment, often = rng.uniform(_SETTLED, 2 * _SETTLED), _glances(aversion)
    away = False
    while moment < duration:
        # No two glances in a row: between them the eyes return to the listener.
        away = not away and rng.random() < often and moment < duration - _AWAY[1] - _SETTLED
        there = _aside(rng, pitch) if away else np.array([0.0, pitch]) + rng.normal(0.0, _ON_FACE, 2)
        after = np.searchsorted(clock, moment)
        ramp = np.clip((clock[after:, None] - moment) / _SACCADE, 0.0, 1.0)
        track[after:] = here + ramp * ramp * (3.0 - 2.0 * ramp) * (there - here)
        here = there
        moment += (
            rng.uniform(*_AWAY) * max(1.0, often) if away else 0.3 + rng.gamma(3.0) * (_STAY - 0.3) / 3.0
        )
    return track.astype(np.float32)


def _glances(aversion: float) -> float:
    """The chance that a fixation on the face is followed by a glance away, for a share of time; where
    it is above 1, glances last longer by as much."""
    return aversion / (1.0 - aversion) * _STAY / (sum(_AWAY) / 2)


def _aside(rng: np.random.Generator, pitch: float) -> NDArray[np.float64]:
    """A place beside the listener: people look aside and down more than up."""
    side = rng.choice([-1.0, 1.0])
    return np.array([side * rng.uniform(0.10, 0.24), pitch + rng.normal(-0.05, 0.06)])


def look_shapes(curves: Floats, gaze: Floats) -> None:
    """Write the eyeLook columns of ``curves``, shape ``(T, 52)``, that go with ``gaze``."""
    yaw, pitch = gaze[:, 0] / _YAW_SCALE, gaze[:, 1] / _PITCH_SCALE
    columns = {
        "eyeLookOutLeft": yaw,
        "eyeLookInLeft": -yaw,
        "eyeLookOutRight": -yaw,
        "eyeLookInRight": yaw,
        "eyeLookUpLeft": pitch,
        "eyeLookUpRight": pitch,
        "eyeLookDownLeft": -pitch,
        "eyeLookDownRight": -pitch,
    }
    for name, values in columns.items():
        curves[:, INDEX[name]] = np.clip(values, 0.0, 1.0)
