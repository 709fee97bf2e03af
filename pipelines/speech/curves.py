"""What is done to curves over time: F0, level, voice quality."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from emogen.arrays import AnyFloats, Doubles

_TREMOR: Final = 9.0
"""Hz: muscles that are held tense tremble at 8 to 12 Hz (Lippold 1971, from notes). At 5 to 7 Hz it would be
a singer's vibrato, and lost among the syllables."""

_END: Final = (0.3, 0.9)
"""The end of a sentence: the share of it, and the most seconds: in long ones the last words only. Ours."""


def smooth(values: AnyFloats, width: float) -> Doubles:
    """Averaged by a Gaussian whose standard deviation is ``width`` values."""
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, width, mode="nearest", output=np.float64))


def ending(count: int, per_second: float) -> Doubles:
    """0 until the end of a sentence begins, and 1 where it is reached.

    Args:
        count: values of a curve over the sentence, from its first voice to its last.
        per_second: values.
    """
    share, most = _END
    reach = max(min(share * count, most * per_second), 1.0)
    late = np.clip((np.arange(count) + 1 - count) / reach + 1, 0.0, 1.0)
    return np.asarray(late * late * (3 - 2 * late))


def wander(rng: np.random.Generator, count: int, width: float) -> Doubles:
    """Noise of unit size that changes over about ``width`` values, shape ``(count,)``."""
    edge = round(3 * width)
    noise = smooth(rng.standard_normal(count + 2 * edge), width)[edge : edge + count]
    return np.asarray(noise / max(float(noise.std()), 1e-9))


def tremor(percent: AnyFloats | float, seconds: AnyFloats, phase: float) -> Doubles:
    """The trembling of F0 in semitones, of a depth in per cent, at times; ``phase`` in radians."""
    return np.asarray(semitones(percent) * np.sin(2 * np.pi * _TREMOR * seconds + phase))


def bend(semitones: AnyFloats, excursion: float) -> Doubles:
    """Leave small excursions alone and bend those beyond ``excursion`` smoothly to 1.5 of it at most."""
    size, limit = np.abs(semitones), 0.5 * excursion
    beyond = limit * np.tanh(np.maximum(size - excursion, 0.0) / limit)
    return np.asarray(np.sign(semitones) * (np.minimum(size, excursion) + beyond))


def widened(tune: AnyFloats, factor: AnyFloats | float, late: AnyFloats, excursion: float) -> AnyFloats:
    """Semitones around the median further from it, or nearer to it, but for the ends of sentences.

    How a sentence ends is the final rise's: a wider range would deepen its fall, a narrower one lift it.

    Args:
        tune: shape ``(n,)``.
        factor: on its distances; 1 leaves it as it is.
        late: from :func:`ending`, shape ``(n,)``.
        excursion: see :func:`bend`.
    """
    ranges = 1 + (factor - 1) * (1 - late)
    return np.where(ranges == 1.0, tune, bend(tune * ranges, excursion))


def semitones(percent: AnyFloats | float) -> Any:
    """A change in per cent, in semitones."""
    return 12 * np.log2(1 + percent / 100)
