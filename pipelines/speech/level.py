"""Level of finished speech."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.timeline import Seconds

    Floats = NDArray[np.floating[Any]]

REFERENCE: Final = -25.0
"""Level of neutral speech, dB below full scale, RMS over the parts that sound: loud emotions have
room above it and every voice starts from the same."""

CEILING: Final = 0.891
"""Highest peak, -1 dB below full scale, so that lossy codecs do not clip."""


def speech_level(samples: Floats, rate: int) -> float:
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


def finish(samples: Floats, rate: int, levels: Floats, step: Seconds, mean: float) -> Floats:
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
