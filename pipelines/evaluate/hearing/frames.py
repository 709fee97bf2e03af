"""What a voice does from one hundredth of a second to the next, for :mod:`.acoustics`.

It shares nothing with :mod:`emogen.conditioning.read`, whose measures our voice targets are made
of: a judge that hears with other ears cannot flatter them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.dsp.recording import resampled
from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.media import Audio

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

RATE: Final = 16_000
"""Hz at which every recording is heard: the lowest rate of the corpora, so that none is told by its
bandwidth."""

HOP: Final = 160
STEP: Final = HOP / RATE
_WINDOW: Final = 640
_SIZE: Final = 2048
"""Samples from frame to frame (10 ms), in a frame's Hann window (40 ms), in its spectrum. Ours."""

LOWEST_F0: Final = 60.0
HIGHEST_F0: Final = 650.0
_GRID: Final = 0.2
"""Range of the voice, Hz, and semitones between the pitches that pYIN tells apart, which are made
finer by the peak of the autocorrelation. Ours."""

_LEVEL: Final = 0.05
"""Root mean square that speech is brought to, so that nothing depends on gain. Ours."""

_FLOOR: Final = 1e-6
"""Of the mean power: below -60 dB a recording's room is heard, not its speaker. Ours."""

_ACTIVE: Final = 1e-3
"""Of the power of the loud frames (95th percentile): what is 30 dB below is a pause. Ours."""

_VOICED: Final = 0.45
"""Height of the autocorrelation's peak that tells a voice (Boersma 1993); pYIN's own decision misses
soft and breathy voices, of which sad ones are many."""

_LEAST_VOICED: Final = 10
"""Frames of voice, 0.1 s, below which there is no voice to judge. Ours."""

_BANDS: Final = 26
_COMPRESSION: Final = 0.33
"""Mel bands from 20 Hz to 8 kHz, and the exponent from power to loudness (Hermansky 1990, as in
eGeMAPS: Eyben et al. 2016)."""

_TOP: Final = 5000.0
_ORDER: Final = 12
_EMPHASIS: Final = 0.97
_WIDEST: Final = 700.0
"""Formants are looked for below 5 kHz by linear prediction of order 12 with pre-emphasis (the usual
two per kHz and two more); a resonance wider than 700 Hz is none."""


@dataclass(frozen=True, slots=True, eq=False)
class VoiceFrames:
    """One recording from its first to its last sound, every 10 ms; ``n`` frames.

    Attributes:
        f0: semitones above 27.5 Hz, shape ``(n,)``; 0 where there is no voice.
        voiced, active: where there is a voice; where there is sound at all, shape ``(n,)``.
        power: spectrum, shape ``(n, 1025)``, 0 to 8 kHz.
        bands: loudness of 26 mel bands, shape ``(n, 26)``.
        harmonicity: height of the autocorrelation's peak at the period, 0 to 1; 0 without a voice.
        formants: frequencies of the first three and bandwidth of the first, Hz, shape ``(n, 4)``;
            NaN where none was found.
    """

    f0: Array
    voiced: Mask
    active: Mask
    power: Array
    bands: Array
    harmonicity: Array
    formants: Array


def hear(audio: Audio) -> VoiceFrames:
    """The frames of a recording.

    Raises:
        RequestError: no voice is in it.
    """
    import librosa

    samples = resampled(audio, RATE).astype(np.float64)
    spectrum = np.abs(_frames(samples)) ** 2
    energy = spectrum.sum(1)
    active = energy > _ACTIVE * np.percentile(energy, 95)
    start, end = _ends(active)
    if end - start < _LEAST_VOICED:
        raise RequestError("no voice is heard", why=f"there is sound for {(end - start) * STEP:.2f} s")
    loud = float(np.sqrt(np.mean(samples[start * HOP : end * HOP] ** 2)))
    # pYIN adds noise of its own to what it hears; a gain before it makes that the same for all.
    pitch, _, _ = librosa.pyin(
        samples[start * HOP : end * HOP] * (_LEVEL / loud),
        fmin=LOWEST_F0,
        fmax=HIGHEST_F0,
        sr=RATE,
        frame_length=1024,
        hop_length=HOP,
        resolution=_GRID,
        fill_na=None,
    )
    count = min(end - start, len(pitch))
    inside = slice(start, start + count)
    power = spectrum[inside]
    power = power + _FLOOR * power.mean()
    f0, harmonicity = _refined(power, pitch[:count])
    voiced = active[inside] & (harmonicity > _VOICED)
    if voiced.sum() < _LEAST_VOICED:
        raise RequestError("no voice is heard", why=f"it lasts {voiced.sum() * STEP:.2f} s in all")
    filters = librosa.filters.mel(sr=RATE, n_fft=_SIZE, n_mels=_BANDS, fmin=20.0)
    power = power * (_LEVEL / loud) ** 2
    return VoiceFrames(
        f0=np.where(voiced, 12 * np.log2(f0 / 27.5), 0.0),
        voiced=voiced,
        active=active[inside],
        power=power,
        bands=(power @ filters.T) ** _COMPRESSION,
        harmonicity=np.where(voiced, harmonicity, 0.0),
        formants=_formants(power, voiced),
    )


def runs(mask: Mask) -> list[tuple[int, int]]:
    """(start, end) of each stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _frames(samples: Array) -> Any:
    """Spectra of the frames, shape ``(n, 1025)``; frame ``i`` is centred on sample ``i * HOP``."""
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW // 2))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    return np.fft.rfft(windows * np.hanning(_WINDOW), _SIZE)


def _ends(active: Mask) -> tuple[int, int]:
    """Of the stretch from the first to the last sound; nothing when there is none."""
    where = np.flatnonzero(active)
    return (int(where[0]), int(where[-1]) + 1) if len(where) else (0, 0)


def _refined(power: Array, pitch: Array) -> tuple[Array, Array]:
    """F0 in Hz at the peak of the autocorrelation next to pYIN's, and the height of that peak.

    The autocorrelation of the frame is divided by that of its window (Boersma 1993).
    """
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(_WINDOW), _SIZE)) ** 2)
    longest = int(RATE / LOWEST_F0) + 2
    lags = np.fft.irfft(power)[:, : longest + 1] / window[: longest + 1]
    lags = lags / lags[:, :1]
    guess = RATE / pitch
    near = np.arange(longest + 1)[None, :]
    # Half a grid step is 0.6 %; 3 % also covers pYIN's smoothing of a pitch that moves.
    allowed = np.abs(near - guess[:, None]) <= np.maximum(1.0, 0.03 * guess[:, None])
    peak = np.where(allowed, lags, -np.inf).argmax(1).clip(1, longest - 1)
    row = np.arange(len(lags))
    before, at, after = lags[row, peak - 1], lags[row, peak], lags[row, peak + 1]
    bend = before - 2 * at + after
    shift = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, -1.0), 0.0).clip(-1, 1)
    return RATE / (peak + shift), at.clip(0.0, 1.0)


def _formants(power: Array, voiced: Mask) -> Array:
    """See :class:`VoiceFrames`. The predictor's autocorrelation is that of the spectrum below 5 kHz."""
    found = np.full((len(power), 4), np.nan)
    kept = int(_TOP / RATE * _SIZE) + 1
    emphasis = np.abs(1 - _EMPHASIS * np.exp(-1j * np.pi * np.linspace(0, 1, kept))) ** 2
    lags = np.fft.irfft(power[voiced][:, :kept] * emphasis)[:, : _ORDER + 1]
    distance = np.abs(np.subtract.outer(np.arange(_ORDER), np.arange(_ORDER)))
    predictor = np.linalg.solve(lags[:, distance], lags[:, 1:, None])[..., 0]
    companion = np.zeros((len(lags), _ORDER, _ORDER))
    companion[:, 0] = predictor
    companion[:, np.arange(1, _ORDER), np.arange(_ORDER - 1)] = 1.0
    roots = np.linalg.eigvals(companion)
    hertz = np.angle(roots) * _TOP / np.pi
    width = -np.log(np.abs(roots).clip(1e-6, None)) * 2 * _TOP / np.pi
    real = (hertz > 90) & (hertz < _TOP - 100) & (width < _WIDEST)
    order = np.argsort(np.where(real, hertz, np.inf), axis=1)[:, :3]
    picked = np.take_along_axis(np.where(real, hertz, np.nan), order, 1)
    found[voiced, :3] = picked
    found[voiced, 3] = np.where(
        np.isnan(picked[:, 0]), np.nan, np.take_along_axis(width, order[:, :1], 1)[:, 0]
    )
    return found
