"""Level of finished speech."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.speech.curves import smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats
    from emogen.timeline import Seconds

REFERENCE: Final = -25.0
"""Level of neutral speech, dB below full scale, RMS over the parts that sound: loud emotions have
room above it and every voice starts from the same."""

CEILING: Final = 0.891
"""Highest peak, -1 dB below full scale, so that lossy codecs do not clip."""

_FRAME: Final[Seconds] = 0.01
"""Seconds of a value of level."""

_MOVED: Final = (-12.0, 8.0)
"""dB that a range of level may move a sound by: a whisper stays audible, a shout does not burst (ours)."""

_SYLLABLE: Final[Seconds] = 0.03
"""Standard deviation with which the level is smoothed to that of sounds, not of pulses. Ours."""

_FADE: Final = (25.0, 10.0)
"""dB below the middle at which nothing is moved any more, and over which that comes. Ours: pauses stay."""


def speech_level(samples: AnyFloats, rate: int) -> float:
    """RMS in dB below full scale over the 20 ms frames within 30 dB of the loudest ones."""
    frame = rate // 50
    usable = len(samples) // frame * frame
    frames = samples[:usable].reshape(-1, frame)
    # Squared and added up at once: the squares of an hour would take as much room as the hour.
    power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / frame
    if not len(power) or power.max() <= 1e-12:
        return -120.0
    loud = np.quantile(power, 0.95)
    return float(10 * np.log10(power[power > loud * 1e-3].mean()))


def finish(samples: AnyFloats, rate: int, levels: AnyFloats, step: Seconds, mean: float) -> AnyFloats:
    """Speech at ``REFERENCE`` + ``mean`` dB as a whole, louder and softer as the curve says.

    Args:
        samples: speech, float32, shape ``(n,)``.
        rate: samples a second.
        levels: dB, one value every ``step`` seconds from the start on.
        step: seconds.
        mean: dB, the level of the whole.
    """
    if np.ptp(levels) > 0.0:
        times = np.arange(len(samples)) / rate
        curve = np.interp(times, np.arange(len(levels)) * step, levels - mean)
        samples = samples * (10 ** (curve / 20)).astype(np.float32)
    return samples * np.float32(10 ** ((REFERENCE + mean - speech_level(samples, rate)) / 20))


def ranged(
    level: AnyFloats, active: NDArray[np.bool_], factor: AnyFloats | float, step: Seconds
) -> AnyFloats:
    """dB that bring the sounds of speech further from its middle level, or nearer to it.

    Args:
        level: dB, one value every ``step`` seconds, shape ``(n,)``.
        active: where somebody speaks, shape ``(n,)``.
        factor: on the distances from the median.
        step: seconds.
    """
    if not active.any():
        return np.zeros(len(level))
    eased = smooth(level, _SYLLABLE / step)
    middle = float(np.median(eased[active]))
    moved = np.clip((eased - middle) * (factor - 1), *_MOVED)
    lowest, width = _FADE
    return smooth(moved * (np.clip((eased - middle + lowest) / width, 0.0, 1.0) * active), 0.02 / step)


def with_range(samples: AnyFloats, rate: int, factors: AnyFloats, step: Seconds) -> AnyFloats:
    """Speech under :func:`ranged`, with a factor every ``step`` seconds."""
    if np.all(factors == 1.0):
        return samples
    size = round(rate * _FRAME)
    count = len(samples) // size
    power = np.square(samples[: count * size].reshape(count, size)).mean(axis=1, dtype=np.float64)
    level = 10 * np.log10(power + 1e-12)
    times = (np.arange(count) + 0.5) * _FRAME
    factor = np.interp(times, np.arange(len(factors)) * step, factors)
    change = ranged(level, level > np.quantile(level, 0.95) - 30, factor, _FRAME)
    gain = 10 ** (np.interp(np.arange(len(samples)) / rate, times, change) / 20)
    return samples * gain.astype(np.float32)
