"""How an emotion comes and goes in a face: targets over time, with onset, apex and offset."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from emogen.conditioning.targets.face import FaceTargets, face_targets
from emogen.conditioning.targets.units import units_to_arkit
from emogen.conditioning.track import EmotionTrack

if TYPE_CHECKING:
    from collections.abc import Callable

    from emogen.arrays import Floats, Times
    from emogen.conditioning.emotion import Emotion

SCALARS: Final = (
    *("blink_rate", "head_pitch", "head_roll", "gaze_pitch", "aversion", "movement", "articulation"),
    "onset",
)

_GLIDE_STEP: Final = 0.1
_GLIDE_POINTS: Final = 60
"""Seconds between, and most, places at which a glide from one emotion to another is looked at."""

_AT_START: Final = 0.45
"""The share of the expression that is there when a clip starts: people feel before they speak. Ours."""

_OFFSET: Final = 1.4
"""Offsets take longer than onsets (Hess & Kleck 1990, deliberate and spontaneous smiles); size ours."""

_ONSET_POLES: Final = 3.9
"""Seconds from 0 to 90 % of two equal low-passes in a row, in their time constant."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Face targets, frame by frame.

    Attributes:
        apex: ARKit shapes of the emotion's units at full strength, float32, shape ``(T, 52)``.
        values: the other targets by the names of :data:`SCALARS`, each of shape ``(T,)``.
    """

    apex: Floats
    values: dict[str, Times]

    def __getitem__(self, name: str) -> Times:
        return self.values[name]


def course(
    times: Times, track: EmotionTrack, *, take: int, variation: float, targets: FaceTargets | None = None
) -> Course:
    """The targets of a track at each of the ``times`` in seconds, shape ``(T,)``.

    Args:
        times: ascending.
        track: in seconds.
        take, variation: as :func:`~emogen.conditioning.targets.face.face_targets`.
        targets: used in place of those of the track.
    """

    def at(emotion: Emotion) -> FaceTargets:
        return targets or face_targets(emotion, take=take, variation=variation)

    moments, found = zip(*_sampled(track, at), strict=True)
    apexes = np.array([units_to_arkit(one.units) for one in found])
    apex = np.stack([np.interp(times, moments, column) for column in apexes.T], axis=1)
    values = {
        name: np.interp(times, moments, [float(getattr(one, name)) for one in found]) for name in SCALARS
    }
    return Course(apex.astype(np.float32), values)


def _sampled(track: EmotionTrack, at: Callable[[Emotion], FaceTargets]) -> list[tuple[float, FaceTargets]]:
    """(seconds, targets) between which lines are straight enough."""
    frames = track.keyframes
    if not frames:
        return [(0.0, at(track.at(0.0)))]
    points = [(frames[0].time, at(frames[0].emotion))]
    for frame, following in pairwise(frames):
        if frame.easing == "hold":
            points.append((following.time - 1e-3, points[-1][1]))
        else:
            span = following.time - frame.time
            steps = int(np.clip(span / _GLIDE_STEP, 2, _GLIDE_POINTS))
            inside = frame.time + span * np.arange(1, steps) / steps
            points += [(moment, at(track.at(moment))) for moment in inside.tolist()]
        points.append((following.time, at(following.emotion)))
    return points


class Muscles:
    """Where muscles are that follow what is wanted: up in an onset, and down in 1.4 times as long.

    Args:
        start: the share of what is wanted first at which they begin.
    """

    def __init__(self, start: float = _AT_START) -> None:
        self._start = np.float32(start)
        self._state: Times | None = None

    def follow(self, wanted: Floats, onset: Times, fps: float) -> Floats:
        """Where they go for ``wanted``, float32 of shape ``(T, n)``, from where the last call left them.

        Args:
            wanted: one row a frame.
            onset: seconds, shape ``(T,)``.
            fps: frames a second.
        """
        if self._state is None:
            first = self._start * wanted[0] if len(wanted) else np.zeros(wanted.shape[1])
            self._state = np.stack([first, first]).astype(np.float64)
        out = np.empty_like(wanted)
        rise = np.exp(-_ONSET_POLES / (fps * np.maximum(onset, 0.02)))
        fall = np.exp(-_ONSET_POLES / (fps * _OFFSET * np.maximum(onset, 0.02)))
        _follow(wanted, rise.astype(np.float32), fall.astype(np.float32), self._state, out)
        return out


def eased(wanted: Floats, onset: Times, fps: float) -> Floats:
    """``wanted``, shape ``(T, n)``, as muscles follow that begin on the way; see :class:`Muscles`."""
    return Muscles().follow(wanted, onset, fps)


def eased_signed(wanted: Floats | Times, onset: Times, fps: float, muscles: Muscles | None = None) -> Floats:
    """As :func:`eased`, for values of either sign, whose size comes up and goes down."""
    up, down = np.maximum(wanted, 0.0), np.maximum(-wanted, 0.0)
    both = (muscles or Muscles()).follow(np.concatenate([up, down], axis=1).astype(np.float32), onset, fps)
    difference: Floats = both[:, : wanted.shape[1]] - both[:, wanted.shape[1] :]
    return difference


@njit(cache=True, nogil=True)
def _follow(wanted, rise, fall, state, out):  # type: ignore[no-untyped-def]
    """Two equal low-passes in a row, slower downwards; ``state`` is what each holds, shape ``(2, n)``."""
    for n in range(wanted.shape[1]):
        first, second = state[0, n], state[1, n]
        for t in range(wanted.shape[0]):
            keep = rise[t] if wanted[t, n] > first else fall[t]
            first = keep * first + (1.0 - keep) * wanted[t, n]
            keep = rise[t] if first > second else fall[t]
            second = keep * second + (1.0 - keep) * first
            out[t, n] = second
        state[0, n], state[1, n] = first, second
