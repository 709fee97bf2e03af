"""Speech cut into short spectra and put together again, and the envelope of a spectrum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Doubles

    Spectra = NDArray[np.complexfloating[Any, Any]]

HOP: Final = 0.01
"""Seconds from one spectrum to the next. Each looks at four times that: two periods of a voice of 50 Hz."""

_OVERLAP: Final = 4

_FLOOR: Final = 1e-5
"""Magnitude, relative to the loudest, that counts as nothing (-100 dB)."""

_DETAIL: Final = 0.6
"""Share of a period of the voice that the envelope's cepstrum keeps: its harmonics stand at a whole
period, and are gone at 0.6 of one. Ours."""


def hop(rate: int) -> int:
    """Samples from one spectrum to the next."""
    return round(rate * HOP)


def count(length: int, rate: int) -> int:
    """How many spectra so many samples have."""
    return -(-length // hop(rate)) + _OVERLAP - 1


def centres(length: int, rate: int) -> Doubles:
    """The sample in the middle of each spectrum, shape ``(frames,)``; the outer ones lie outside."""
    step = hop(rate)
    return np.asarray(np.arange(count(length, rate)) * float(step) + step * (1 - _OVERLAP / 2), np.float64)


def hertz(rate: int) -> Doubles:
    """The frequency of each bin, shape ``(bins,)``."""
    return np.asarray(np.fft.rfftfreq(_OVERLAP * hop(rate), 1 / rate), np.float64)


def split(samples: AnyFloats, rate: int) -> Spectra:
    """Spectra of Hann windows of 40 ms, shape ``(frames, bins)``. White noise of variance 1 has
    magnitudes of 1 (root mean square)."""
    from scipy.fft import rfft

    step = hop(rate)
    window = _window(step)
    whole = (count(len(samples), rate) + _OVERLAP - 1) * step
    ahead = (_OVERLAP - 1) * step
    padded = np.pad(np.asarray(samples, np.float64), (ahead, whole - ahead - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, len(window))[::step]
    spectra: Spectra = rfft(frames * window, axis=1) / np.sqrt(np.sum(window**2))
    return spectra


def join(spectra: Spectra, length: int, rate: int) -> Doubles:
    """The inverse of :func:`split`, shape ``(length,)``. Each spectrum fades in and out, so that
    gains which differ from one to the next join without a seam."""
    from scipy.fft import irfft

    step = hop(rate)
    window = _window(step)
    frames = irfft(spectra, len(window), axis=1) * (window * np.sqrt(np.sum(window**2)) / 1.5)
    parts = frames.reshape(len(frames), _OVERLAP, step)
    total = np.zeros((len(frames) + _OVERLAP - 1, step))
    for index in range(_OVERLAP):
        total[index : index + len(frames)] += parts[:, index]
    start = (_OVERLAP - 1) * step
    return total.reshape(-1)[start : start + length]


def _window(step: int) -> Doubles:
    """A Hann window; its squares, four to a window, add up to 1.5."""
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_OVERLAP * step) / (_OVERLAP * step)))


def log_magnitudes(spectra: Spectra) -> Doubles:
    """Natural logarithms of magnitudes, not below -100 dB of the loudest."""
    size = np.abs(spectra)
    return np.asarray(np.log(np.maximum(size, _FLOOR * size.max() + 1e-12)))


def envelopes(logs: Doubles, f0: Doubles, rate: int) -> Doubles:
    """Spectral envelopes: what the mouth does to a voice, without the voice's harmonics.

    Args:
        logs: from :func:`log_magnitudes`, shape ``(frames, bins)``.
        f0: Hz of each frame, shape ``(frames,)``.
        rate: samples a second.

    Returns:
        Natural logarithms of magnitudes, shape ``(frames, bins)``: the cepstrum up to 0.6 of the
        voice's period, faded out.
    """
    from scipy.fft import irfft, rfft

    cepstra = irfft(logs, axis=1)
    size = cepstra.shape[1]
    quefrency = np.minimum(np.arange(size), size - np.arange(size)) / rate
    kept = np.clip(quefrency * f0[:, None] / _DETAIL, 0.0, 1.0)
    return np.asarray(rfft(cepstra * (0.5 + 0.5 * np.cos(np.pi * kept)), axis=1).real)
