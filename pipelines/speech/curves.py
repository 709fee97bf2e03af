"""What is done to curves over time: F0, level, voice quality."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Reals = NDArray[np.float64]


def smooth(values: Floats, width: float) -> Reals:
    """Averaged by a Gaussian whose standard deviation is ``width`` values."""
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, width, mode="nearest", output=np.float64))


def wander(rng: np.random.Generator, count: int, width: float) -> Reals:
    """Noise of unit size that changes over about ``width`` values, shape ``(count,)``."""
    edge = round(3 * width)
    noise = smooth(rng.standard_normal(count + 2 * edge), width)[edge : edge + count]
    return np.asarray(noise / max(float(noise.std()), 1e-9))


def bend(semitones: Floats, excursion: float) -> Reals:
    """Leave small excursions alone and bend those beyond ``excursion`` smoothly to 1.5 of it at most."""
    size, limit = np.abs(semitones), 0.5 * excursion
    beyond = limit * np.tanh(np.maximum(size - excursion, 0.0) / limit)
    return np.asarray(np.sign(semitones) * (np.minimum(size, excursion) + beyond))


def semitones(percent: Floats | float) -> Any:
    """A change in per cent, in semitones."""
    return 12 * np.log2(1 + percent / 100)
