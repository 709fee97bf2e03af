"""Blinks: when, and how the lids move. They never move the head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Times = NDArray[np.float64]

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


def blink_track(times: Times, rate: float, pauses: list[float], rng: np.random.Generator) -> Floats:
    """Lid closure over time: float32, shape ``(T,)``, 0 open to 1 shut.

    Args:
        times: seconds, shape ``(T,)``.
        rate: blinks a minute.
        pauses: seconds at which phrases end.
        rng: decides when.
    """
    track = np.zeros(len(times))
    for moment in _moments(float(times[-1]) if len(times) else 0.0, rate, pauses, rng):
        track = np.maximum(track, _profile(times - moment))
    return track.astype(np.float32)


def _moments(duration: float, rate: float, pauses: list[float], rng: np.random.Generator) -> list[float]:
    mean = 60.0 / rate
    moments: list[float] = []
    clock = _FIRST + rng.uniform(0.0, 0.6) * mean
    while clock < duration:
        near = [pause for pause in pauses if abs(pause - clock) < _NEAR]
        moment = min(near, key=lambda pause: abs(pause - clock)) if near else clock
        if not moments or moment - moments[-1] > _APART:
            moments.append(moment)
            if rng.random() < _DOUBLE:
                moments.append(moment + _CLOSING + _SHUT + _OPENING)
        # Intervals between blinks spread widely but are not memoryless: a gamma of shape 2.5.
        clock = max(clock, moment) + _APART + (mean - _APART) * rng.gamma(2.5) / 2.5
    return moments


def _profile(since: NDArray[np.float64]) -> NDArray[np.float64]:
    """Closure at a time relative to the start of one blink."""
    closing = np.clip(since / _CLOSING, 0.0, 1.0)
    opening = np.clip((since - _CLOSING - _SHUT) / _OPENING, 0.0, 1.0)
    # Fast away from open, slow back to it.
    shut: NDArray[np.float64] = np.sin(0.5 * np.pi * closing) ** 2 * (1.0 - opening * (2.0 - opening))
    return shut
