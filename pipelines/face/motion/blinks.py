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
    track = np.zeros(len(times))
    rate = rate * (_REST + (1.0 - _REST) * spoken)
    if not len(times) or rate.max() <= 0.0:
        return track.astype(np.float32)
    carried = [
        moment for moment, degrees in shifts if rng.random() < (degrees - _FAR[0]) / (_FAR[1] - _FAR[0])
    ]
    for moment in _moments(times, rate, pauses, carried, rng):
        frames = near(times, moment, moment + _CLOSING + _SHUT + _OPENING)
        track[frames] = np.maximum(track[frames], _profile(times[frames] - moment))
    return track.astype(np.float32)


def _moments(
    times: Times, rate: Times, pauses: list[float], carried: list[float], rng: np.random.Generator
) -> list[float]:
    duration = float(times[-1])
    moments: list[float] = []
    clock = _FIRST + rng.uniform(0.0, 0.6) * 60.0 / max(float(rate[0]), 1.0)
    while clock < duration:
        close = [pause for pause in pauses if abs(pause - clock) < _NEAR]
        moment = min(close, key=lambda pause: abs(pause - clock)) if close else clock
        if not moments or moment - moments[-1] > _APART:
            moments.append(moment)
            if rng.random() < _DOUBLE:
                moments.append(moment + _CLOSING + _SHUT + _OPENING)
        # Intervals between blinks spread widely but are not memoryless: a gamma of shape 2.5.
        mean = 60.0 / max(float(rate[min(len(rate) - 1, int(np.searchsorted(times, clock)))]), 1.0)
        clock = max(clock, moment) + _APART + max(mean - _APART, 0.1) * rng.gamma(2.5) / 2.5
    free = [one for one in carried if all(abs(one - moment) > _APART for moment in moments)]
    return sorted([*moments, *free])


def _profile(since: NDArray[np.float64]) -> NDArray[np.float64]:
    """Closure at a time relative to the start of one blink."""
    closing = np.clip(since / _CLOSING, 0.0, 1.0)
    opening = np.clip((since - _CLOSING - _SHUT) / _OPENING, 0.0, 1.0)
    # Fast away from open, slow back to it.
    shut: NDArray[np.float64] = np.sin(0.5 * np.pi * closing) ** 2 * (1.0 - opening * (2.0 - opening))
    return shut
