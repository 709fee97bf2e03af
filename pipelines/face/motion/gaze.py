"""Where the eyes look: fixations on the listener, small shifts on his face, glances away, orders."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Times
    from emogen.pipelines.face.motion.looks import Look

_SACCADE: Final = (0.021, 0.0022)
"""Seconds of an eye movement, and more of it for each degree (Bahill, Clark & Stark 1975, main sequence)."""

_ON_FACE: Final = 0.02
"""Radians of shifts between the listener's eyes and mouth."""

_AWAY: Final = (0.35, 0.9)
"""Seconds of a glance away."""

_STAY: Final = 1.5
"""Mean seconds of a fixation on the face; at least 0.3, spread as a gamma of shape 3."""

_SETTLED: Final = 0.6
"""Seconds at both ends of a clip in which the eyes are on the listener."""

_LONGEST: Final = 0.5
"""Seconds after which any movement of the eyes is over."""

_YAW_SCALE: Final = 0.65
_PITCH_SCALE: Final = 0.50
"""Radians at which ARKit's eyeLook shapes are 1: slopes of eye angles against shapes in three Live Link
Face captures (0.63 to 0.68 and 0.48 to 0.53; r above 0.94)."""

Fixation = tuple[float, float, float]
"""From when in seconds the eyes are on what yaw and pitch in radians, seen from the still body."""


def fixations(
    times: Times,
    pitch: Times,
    aversion: Times,
    strength: float,
    looks: tuple[Look, ...],
    rng: np.random.Generator,
) -> list[Fixation]:
    """What the eyes are on, in order of time.

    Args:
        times: seconds, shape ``(T,)``.
        pitch: mean pitch while on the listener, radians, shape ``(T,)``.
        aversion: share of the time off the listener, 0 to 0.6, shape ``(T,)``.
        strength: factor on how far eyes move of their own accord.
        looks: where they are told to be; in between they do as they like.
        rng: decides where and when.
    """
    duration = float(times[-1]) if len(times) else 0.0
    eyes = Eyes(float(pitch[0]) if len(pitch) else 0.0, rng)
    return _told(eyes.look(times, pitch, aversion, strength, duration), looks)


class Eyes:
    """Eyes that go from one thing to another as they like.

    Args:
        level: pitch in radians at which they begin, on the listener.
        rng: decides where and when they go.
    """

    def __init__(self, level: float, rng: np.random.Generator) -> None:
        self._rng, self._away = rng, False
        self._places: list[Fixation] = [(0.0, 0.0, level)]
        self._moment = rng.uniform(_SETTLED, 2 * _SETTLED)

    def look(
        self, times: Times, pitch: Times, aversion: Times, strength: float, end: float = float("inf")
    ) -> list[Fixation]:
        """What the eyes are on during ``times``, which follow those of the last call, and before.

        Arguments as of :func:`fixations`; ``end`` is where the clip ends, before which the eyes return.
        """
        while len(self._places) > 1 and self._places[1][0] + _LONGEST < times[0]:
            del self._places[0]
        while len(times) and self._moment < times[-1]:
            frame = int(np.searchsorted(times, self._moment))
            level, often = float(pitch[frame]), _glances(float(aversion[frame]))
            # No two glances in a row: between them the eyes return to the listener.
            settles = self._moment >= end - _AWAY[1] - _SETTLED
            self._away = not self._away and self._rng.random() < often and not settles
            there = _aside(self._rng) if self._away else self._rng.normal(0.0, _ON_FACE, 2)
            place = (strength * float(there[0]), level + strength * float(there[1]))
            self._places.append((self._moment, *place))
            self._moment += (
                self._rng.uniform(*_AWAY) * max(1.0, often)
                if self._away
                else 0.3 + self._rng.gamma(3.0) * (_STAY - 0.3) / 3.0
            )
        return list(self._places)


def _told(own: list[Fixation], looks: tuple[Look, ...]) -> list[Fixation]:
    """The eyes' own fixations with the orders put in."""
    rest = own[0][2]
    for look in looks:
        before = [one for one in own if one[0] < look.start]
        after = [one for one in own if one[0] > look.end]
        told = (look.start, float(np.radians(look.yaw)), float(np.radians(look.pitch)))
        own = [*before, told, (look.end, 0.0, rest), *after]
    return own


def gaze_track(times: Times, on: list[Fixation]) -> Floats:
    """Where the eyes point, seen from the still body: yaw and pitch, float32 radians, shape ``(T, 2)``,
    positive to own left and up. Subtract the head's rotation for the eyes' own."""
    track = np.tile(np.array(on[0][1:]), (len(times), 1))
    here = np.array(on[0][1:])
    for number, (moment, *place) in enumerate(on[1:], start=1):
        there = np.array(place)
        lasting = _SACCADE[0] + _SACCADE[1] * float(np.degrees(np.hypot(*(there - here))))
        low = int(np.searchsorted(times, moment))
        high = int(np.searchsorted(times, on[number + 1][0])) if number + 1 < len(on) else len(times)
        ramp = np.clip((times[low:high, None] - moment) / lasting, 0.0, 1.0)
        track[low:high] = here + ramp * ramp * (3.0 - 2.0 * ramp) * (there - here)
        here = there
    return track.astype(np.float32)


def shifts(on: list[Fixation]) -> list[tuple[float, float]]:
    """(seconds, degrees) of every shift of the eyes."""
    return [
        (after[0], float(np.degrees(np.hypot(after[1] - before[1], after[2] - before[2]))))
        for before, after in pairwise(on)
    ]


def _glances(aversion: float) -> float:
    """The chance that a fixation on the face is followed by a glance away, for a share of time; where
    it is above 1, glances last longer by as much."""
    return aversion / (1.0 - aversion) * _STAY / (sum(_AWAY) / 2)


def _aside(rng: np.random.Generator) -> NDArray[np.float64]:
    """A place beside the listener: people look aside and down more than up."""
    side = rng.choice([-1.0, 1.0])
    return np.array([side * rng.uniform(0.10, 0.24), rng.normal(-0.05, 0.06)])


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
