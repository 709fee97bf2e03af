"""Blinks: when, and how the lids move. They never move the head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.motion.clock import near

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Times

_CLOSING: Final = 0.085
_SHUT: Final = 0.03
_OPENING: Final = 0.19
"""Seconds of the three phases; opening takes about twice as long as closing (Guitton et al. 1991)."""

_LENGTH: Final = _CLOSING + _SHUT + _OPENING

_FIRST: Final = 0.5
_APART: Final = 0.45
"""Seconds before the first blink, and least seconds between two."""

_NEAR: Final = 0.6
"""Seconds within which a blink moves to a pause: people blink at phrase boundaries (Nakano 2010)."""

_DOUBLE: Final = 0.06
"""Share of blinks that are followed by another at once. Ours: rare."""

_FAR: Final = (12.0, 40.0)
"""Degrees of a shift of the eyes from which lids may close with it, and at which they always do: blinks
go with large shifts (Evinger et al. 1994); sizes ours."""

_REST: Final = 17.0 / 26.0
"""Blinks at rest as a share of those in conversation (Bentivoglio et al. 1997)."""


def blink_track(
    times: Times,
    rate: Times,
    spoken: Times,
    pauses: list[float],
    shifts: list[tuple[float, float]],
    rng: np.random.Generator,
) -> Floats:
    """Lid closure over time: float32, shape ``(T,)``, 0 open to 1 shut.

    Args:
        times: seconds, shape ``(T,)``.
        rate: blinks a minute in speech, shape ``(T,)``; 0 is none.
        spoken: 0 in silence, where people blink less, to 1; shape ``(T,)``.
        pauses: seconds at which phrases end.
        shifts: (seconds, degrees) of the eyes.
        rng: decides when.
    """
    if not len(times) or rate.max() <= 0.0:
        return np.zeros(len(times), np.float32)
    carried = carried_blinks(shifts, rng)
    return Blinks(rng).track(times, rate, spoken, pauses, carried)


def carried_blinks(shifts: list[tuple[float, float]], rng: np.random.Generator) -> list[float]:
    """Seconds at which a shift of the eyes takes the lids with it, of (seconds, degrees) pairs."""
    return [moment for moment, degrees in shifts if rng.random() < (degrees - _FAR[0]) / (_FAR[1] - _FAR[0])]


class Blinks:
    """Blinks, one after the other."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._due: float | None = None
        self._moments: list[float] = []
        self._seen = float("-inf")

    def track(
        self, times: Times, rate: Times, spoken: Times, pauses: list[float], carried: list[float]
    ) -> Floats:
        """Lid closure, float32, shape ``(T,)``; the times follow those of the last call.

        Arguments as of :func:`blink_track`; ``carried`` are the blinks that go with shifts of the eyes.
        """
        track = np.zeros(len(times))
        if not len(times):
            return track.astype(np.float32)
        # Kept long enough for the distance to the next.
        self._moments = [one for one in self._moments if one > times[0] - _LENGTH - _APART]
        own = self._own(times, rate * (_REST + (1.0 - _REST) * spoken), pauses)
        free = [one for one in carried if all(abs(one - moment) > _APART for moment in own)]
        self._moments, self._seen = sorted([*own, *free]), float(times[-1])
        for moment in self._moments:
            frames = near(times, moment, moment + _LENGTH)
            track[frames] = np.maximum(track[frames], _profile(times[frames] - moment))
        return track.astype(np.float32)

    def _own(self, times: Times, rate: Times, pauses: list[float]) -> list[float]:
        """Seconds of the blinks that are remembered, and of those that begin while the times last."""
        moments = list(self._moments)
        if rate.max() <= 0.0:
            return moments
        due = self._due
        if due is None:
            first = _FIRST + self._rng.uniform(0.0, 0.6) * 60.0 / max(float(rate[0]), 1.0)
            due = float(times[0]) + first
        while due < times[-1]:
            moment = _beside(due, pauses)
            moment = max(moment, self._seen)  # What has been seen stays.
            if not moments or moment - moments[-1] > _APART:
                moments.append(moment)
                if self._rng.random() < _DOUBLE:
                    moments.append(moment + _LENGTH)
            # Intervals between blinks spread widely but are not memoryless: a gamma of shape 2.5.
            mean = 60.0 / max(float(rate[min(len(rate) - 1, int(np.searchsorted(times, due)))]), 1.0)
            due = max(due, moment) + _APART + max(mean - _APART, 0.1) * self._rng.gamma(2.5) / 2.5
        self._due = due
        return moments


def _beside(due: float, pauses: list[float]) -> float:
    """The pause to which a blink moves, if one is near; else its own time."""
    close = [pause for pause in pauses if abs(pause - due) < _NEAR]
    return min(close, key=lambda pause: abs(pause - due)) if close else due


def _profile(since: NDArray[np.float64]) -> NDArray[np.float64]:
    """Closure at a time relative to the start of one blink."""
    closing = np.clip(since / _CLOSING, 0.0, 1.0)
    opening = np.clip((since - _CLOSING - _SHUT) / _OPENING, 0.0, 1.0)
    # Fast away from open, slow back to it.
    shut: NDArray[np.float64] = np.sin(0.5 * np.pi * closing) ** 2 * (1.0 - opening * (2.0 - opening))
    return shut
