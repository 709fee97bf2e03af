"""A recording in frames of 10 ms: where somebody speaks, how loud, how bright and at what pitch."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.fft import rfft
from scipy.ndimage import maximum_filter1d

from emogen.arrays import Doubles, Mask
from emogen.dsp import pitch
from emogen.dsp.recording import checked_audio, resampled
from emogen.media import Audio

if TYPE_CHECKING:
    from emogen.arrays import Floats

FRAME: Final = pitch.HOP / pitch.RATE
"""Seconds from one frame to the next: 0.01."""

_ORIGIN: Final = 55.0
"""Hz of 0 semitones, as in the measurements of voices on a musical scale: the note A1."""

_F0_FLOOR, _F0_CEILING = -7.0, 16.0
"""A voice's pitch lies between 0.67 of its first and 2.5 times its third quartile, in semitones. De
Looze & Hirst 2010 propose 0.75 and, for expressive speech, 2.5; the floor is ours."""

_SPECK: Final = 4
"""Frames: voice of less than 40 ms is a slip."""

_PAUSE: Final = 0.2
"""A silence of so many seconds is a pause; a shorter one may be the closure of a plosive. Goldman
Eisler's 0.25 s, a little less because a frame of 32 ms smears the edges of a silence."""

_NEAR: Final = 3.0
"""Seconds on each side within which a sound counts as soft or loud: a phrase (ours)."""

_QUIET: Final = 1e-4
"""Level below which a recording counts as silent: -80 dB of full scale."""

EDGES: Final = (100.0, 250.0, 500.0, 1000.0, 1500.0, 2000.0, 2800.0, 4000.0)
"""Edges of the bands in which the spectrum is kept, Hz. Up to 4 kHz only, so that a telephone call
and a studio recording are measured alike."""
_SPLIT: Final = 4
"""The band at which "high" begins: 1.5 kHz, where the shelf of the target ``brightness`` is."""


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """A recording in frames of 10 ms: what windows of it are measured from.

    Attributes:
        f0: semitones above 55 Hz, shape ``(T,)``; meaningless where not ``voiced``.
        voiced: where there is an F0, shape ``(T,)``.
        active: where somebody speaks, the gaps between sounds included, shape ``(T,)``.
        level: dB of full scale, shape ``(T,)``, at least -100.
        bands: power in the bands of ``EDGES``, shape ``(T, 7)``.
        harmonicity: dB, shape ``(T,)``; 0 where not ``voiced``.
    """

    f0: Doubles
    voiced: Mask
    active: Mask
    level: Doubles
    bands: Doubles
    harmonicity: Doubles

    @property
    def brightness(self) -> Doubles:
        """Level from 1.5 to 4 kHz against that from 0.1 to 1.5 kHz, dB, at least -70, shape ``(T,)``."""
        safe = self.bands + 1e-7 * self.bands.sum(axis=1, keepdims=True) + 1e-12
        return np.asarray(10 * np.log10(safe[:, _SPLIT:].sum(axis=1) / safe[:, :_SPLIT].sum(axis=1)))

    def __len__(self) -> int:
        return len(self.f0)

    def between(self, start: float, end: float) -> Frames:
        """The frames from ``start`` to ``end``, seconds."""
        part = slice(max(0, round(start / FRAME)), max(0, round(end / FRAME)))
        return Frames(**{field.name: getattr(self, field.name)[part] for field in fields(self)})


def analyse(audio: Audio) -> Frames:
    """Cut a recording into frames; takes about a hundredth of its length.

    Raises:
        RequestError: samples that are not numbers or not mono, an unusable rate.
    """
    samples = resampled(checked_audio(audio), pitch.RATE)
    level, bands = _spectra(samples)
    hertz, periodicity = pitch.track(samples)
    active = _active(level)
    f0 = 12 * np.log2(np.where(hertz > 0, hertz, _ORIGIN) / _ORIGIN)
    voiced = _plausible(f0, (hertz > 0) & active)
    ratio = np.where(voiced, np.clip(periodicity, 1e-3, 0.9999), 0.5)
    return Frames(f0, voiced, active, level, bands, 10 * np.log10(ratio / (1 - ratio)))


def _spectra(samples: Floats) -> tuple[Doubles, Doubles]:
    """Level in dB of each frame, shape (T,), and its power in the bands, shape (T, 7)."""
    size = 512
    frames = pitch.frames_of(samples, size)
    window = np.hanning(size)
    cuts = np.round(np.array(EDGES) / pitch.RATE * size).astype(int)
    levels, bands = [], []
    for start in range(0, len(frames), 4000):
        power = np.abs(rfft(frames[start : start + 4000] * window)) ** 2
        bands.append(np.add.reduceat(power, cuts, axis=1)[:, :-1])
        levels.append(power[:, 2:].sum(axis=1) * 2 / (size * np.square(window).sum()))
    return 10 * np.log10(np.maximum(np.concatenate(levels), 1e-10)), np.concatenate(bands)


def _active(level: Doubles) -> Mask:
    """Where somebody speaks: above the noise between, and within 35 dB of the loud parts near."""
    low, high = np.percentile(level, [5, 95])
    if high < 20 * math.log10(_QUIET):
        return np.zeros(len(level), bool)
    near = maximum_filter1d(level, 2 * round(_NEAR / FRAME) + 1, mode="nearest")
    mask: Mask = level > np.maximum(np.clip(near, high - 25, high) - 35, min(low + 9, high - 20))
    for start, end in runs(~mask):
        if start > 0 and end < len(mask) and (end - start) * FRAME < _PAUSE:
            mask[start:end] = True
    for start, end in runs(mask):
        if end - start < 5:
            mask[start:end] = False
    return mask


def _plausible(f0: Doubles, voiced: Mask) -> Mask:
    """``voiced`` without slips of the tracker: specks, and pitches far from the rest of the voice."""
    if not voiced.any():
        return voiced
    low, high = np.percentile(f0[voiced], [25, 75])
    kept: Mask = voiced & (f0 > low + _F0_FLOOR) & (f0 < high + _F0_CEILING)
    for start, end in runs(kept):
        if end - start < _SPECK:
            kept[start:end] = False
    return kept


def runs(mask: Mask) -> list[tuple[int, int]]:
    """(start, end) of each stretch that is True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
