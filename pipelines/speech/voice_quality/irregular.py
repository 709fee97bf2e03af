"""Irregular pulses: jitter, as the time of single glottal pulses, shimmer and creak, as their levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.speech.voice_quality.glottis import Glottis, smooth

if TYPE_CHECKING:
    from emogen.arrays import Doubles

_SHIMMER: Final = float(np.sqrt(np.pi)) / 2
"""Standard deviation of normal numbers whose neighbours differ by 1 on average."""

_JITTER: Final = float(np.sqrt(np.pi / 12))
"""Standard deviation of normal numbers whose second differences are 1 on average."""

_KEPT: Final = (38.0, 72.0)
"""Hz: how often creak lets a pulse through. Listeners hear single pulses below about 70 Hz, and
speakers' creak lies between 20 and 70 Hz (Blomgren et al. 1998, from notes)."""

_DROP: Final = -20.0
"""dB of the pulses between them at a creak of 1. Ours."""

_LOW: Final = (0.5, 4.0)
"""Semitones below the chunk's median F0: where creak begins, and from where on it is full. Ours."""

_END: Final = 0.3
"""Seconds before a pause over which creak comes in, however high the voice. Ours."""

_PAUSE: Final = 0.15
"""Seconds without voice that end a phrase. Ours."""


def places(voice: Glottis, rate: int) -> Doubles:
    """How much of a creak is heard at each sample, 0 to 1, shape ``(n,)``: all of it where the voice
    is low and at the ends of phrases, nothing elsewhere."""
    voiced = voice.voicing > 0
    depth = 12 * np.log2(np.median(voice.f0[voiced]) / voice.f0)
    low = np.clip((depth - _LOW[0]) / (_LOW[1] - _LOW[0]), 0.0, 1.0)
    ends = np.flatnonzero(np.diff(np.concatenate([voiced, [False]]).astype(np.int8)) < 0) + 1
    starts = np.concatenate([np.flatnonzero(np.diff(voiced.astype(np.int8)) > 0) + 1, [np.inf]])
    last = np.zeros(len(voiced))
    for end in ends.tolist():
        following = starts[starts >= end]
        if not len(following) or following[0] - end > _PAUSE * rate:
            first = max(0, end - round(_END * rate))
            last[first:end] = np.linspace(0.0, 1.0, end - first)
    return np.asarray(smooth(np.maximum(low, last), rate, 0.05) * voice.voicing)


def jitter(amount: Doubles, rng: np.random.Generator) -> Doubles:
    """Cycles by which each pulse is late, for the jitter in % at each, shape ``(pulses,)``: the lengths of
    neighbouring cycles differ by the amount, on average."""
    return np.asarray(_JITTER * amount / 100 * rng.standard_normal(len(amount)))


def shimmer(amount: Doubles, rng: np.random.Generator) -> Doubles:
    """dB of each pulse, for the shimmer in dB at each, shape ``(pulses,)``: neighbours differ by the
    amount, on average."""
    return np.asarray(_SHIMMER * amount * rng.standard_normal(len(amount)))


def creak(amount: Doubles, f0: Doubles, rng: np.random.Generator) -> Doubles:
    """dB of each pulse, for the creak (0 to 1) and the F0 in Hz at each, shape ``(pulses,)``.

    One pulse in two, three or more is kept, so that 38 to 72 a second remain, unevenly; those
    between are weak.
    """
    levels = np.zeros(len(amount))
    index = 0
    while index < len(levels):
        skipped = max(2, round(f0[index] / rng.uniform(*_KEPT)))
        between = slice(index + 1, index + skipped)
        levels[between] = _DROP * amount[between] * rng.uniform(0.75, 1.0)
        index += skipped
    return levels
