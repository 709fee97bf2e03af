"""Where the eyes look: fixations on the listener, small shifts on his face, glances away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_SACCADE: Final = 0.045
"""Seconds of an eye movement of some degrees (Bahill et al. 1975: about 20 ms + 2 ms a degree)."""

_ON_FACE: Final = 0.02
"""Radians of shifts between the listener's eyes and mouth."""

_YAW_SCALE: Final = 0.65
_PITCH_SCALE: Final = 0.50
"""Radians at which ARKit's eyeLook shapes are 1: slopes of eye angles against shapes in three Live Link
Face captures (0.63 to 0.68 and 0.48 to 0.53; r above 0.94)."""


def gaze_track(times: Floats, pitch: float, aversion: float, rng: np.random.Generator) -> Floats:
    """Yaw and pitch of the eyes: float32 radians, shape ``(T, 2)``, positive to own left and up.

    Args:
        times: seconds, shape ``(T,)``.
        pitch: mean pitch while on the listener, radians.
        aversion: share of the time off the listener, 0 to 0.6.
        rng: decides where and when.
    """
    track = np.zeros((len(times), 2))
    duration = float(times[-1]) if len(times) else 0.0
    here = np.array([0.0, pitch])
    track[:] = here
    clock = rng.uniform(0.5, 1.2)
    while clock < duration:
        away = rng.random() < aversion
        there = _away(rng, pitch) if away else np.array([0.0, pitch]) + rng.normal(0.0, _ON_FACE, 2)
        ramp = np.clip((times - clock) / _SACCADE, 0.0, 1.0)
        ease = ramp * ramp * (3.0 - 2.0 * ramp)
        track[times >= clock] = (here + ease[:, None] * (there - here))[times >= clock]
        here = there
        clock += rng.uniform(0.35, 0.9) if away else rng.gamma(3.0) * 0.4 + 0.3
    return track.astype(np.float32)


def _away(rng: np.random.Generator, pitch: float) -> NDArray[np.float64]:
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
