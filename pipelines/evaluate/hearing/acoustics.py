"""How an utterance sounds, as numbers to judge by: the ideas of eGeMAPS, computed anew.

eGeMAPS (Eyben et al. 2016, "The Geneva Minimalistic Acoustic Parameter Set") is a list of what
research on voices and emotions agreed on: pitch, loudness, spectral balance, timbre, steadiness and
timing, each summarised over an utterance. These are such summaries, made with numpy, scipy and
librosa's pYIN; the definitions are ours where the paper leaves room. None depends on gain: how loud
a recording is says more of the microphone and the mastering than of the speaker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.pipelines.evaluate.hearing.frames import RATE, STEP, VoiceFrames, hear, runs

if TYPE_CHECKING:
    from emogen.media import Audio
    from emogen.pipelines.evaluate.hearing.frames import Array, Mask

VERSION: Final = 1
"""Of the definitions: a judge that was trained on another version must not be used."""

_TIMBRE: Final = (
    *("alpha", "hammarberg", "slope_low", "slope_mid", "flux"),
    *("mfcc1", "mfcc2", "mfcc3", "mfcc4"),
)
_VOICE: Final = ("harmonicity", "h1_h2", "h1_a3", "f1", "f2", "f3", "b1", "jitter", "shimmer")
_CURVE: Final = ("rise_mean", "rise_std", "fall_mean", "fall_std")
_SPREAD: Final = ("mean", "std", "p20", "p50", "p80", "range")

NAMES: Final = (
    *(f"f0_{name}" for name in (*_SPREAD, *_CURVE, "final")),
    *(f"loudness_{name}" for name in (*_SPREAD, *_CURVE, "peaks")),
    *(f"voiced_{name}_{how}" for name in (*_TIMBRE, *_VOICE) for how in ("mean", "std")),
    *(f"unvoiced_{name}_mean" for name in _TIMBRE[:5]),
    *(f"all_{name}_{how}" for name in _TIMBRE[4:] for how in ("mean", "std")),
    *("voiced_share", "pause_share", "voiced_per_second", "syllables_per_second"),
    *("voiced_length_mean", "voiced_length_std", "unvoiced_length_mean", "unvoiced_length_std"),
)
"""Of the functionals, in their order:

- ``f0_``: semitones above 27.5 Hz; ``range`` is p80 - p20; rises and falls are slopes in semitones a
  second; ``final`` is the last fifth of the voice less the mean.
- ``loudness_``: sum of the compressed mel bands over its mean, so 1 is average; ``mean`` is that sum;
  ``peaks`` a second; slopes a second.
- ``alpha``: power from 50 Hz to 1 kHz over that from 1 to 5 kHz, dB. ``hammarberg``: strongest peak
  below 2 kHz over that from 2 to 5 kHz, dB. ``slope_low``, ``slope_mid``: straight line through the
  spectrum from 0 to 500 Hz and from 500 to 1500 Hz, dB/kHz. ``flux``: change of the normalised bands
  from frame to frame. ``mfcc``: cosine transform of the compressed bands' logarithm.
- ``harmonicity``: harmonics over noise, dB. ``h1_h2``, ``h1_a3``: first harmonic over the second, and
  over the strongest in the third formant's region (2 to 3.5 kHz), dB. ``f1`` to ``f3``, ``b1``:
  formants and the first bandwidth, Hz. ``jitter``, ``shimmer``: change of period (%) and power (dB)
  from frame to frame.
- timing: shares of the time, counts a second, lengths in seconds. Syllables are peaks of loudness.
"""


def functionals(audio: Audio) -> Array:
    """The numbers of :data:`NAMES`, float64, shape ``(81,)``, all finite.

    Raises:
        RequestError: no voice is in it.
    """
    return summary(hear(audio))


def summary(frames: VoiceFrames) -> Array:
    """As :func:`functionals`, of frames."""
    voiced = frames.voiced
    timbre, voice = _timbre(frames), _voice(frames)
    total = frames.bands.sum(1)
    loudness = total / total.mean()
    stretches = runs(voiced)
    found = _spread("f0", frames.f0[voiced])
    found |= _slopes("f0", frames.f0, stretches)
    found["f0_final"] = float(frames.f0[voiced][-max(1, voiced.sum() // 5) :].mean()) - found["f0_mean"]
    found |= _spread("loudness", loudness) | {"loudness_mean": float(total.mean())}
    found |= _slopes("loudness", loudness, [(0, len(loudness))])
    for name, values in (timbre | voice).items():
        found |= _moments(f"voiced_{name}", values[voiced])
    silent = frames.active & ~voiced
    for name in _TIMBRE[:5]:
        # Where nothing is unvoiced the voice stands for it: then the two do not differ.
        found[f"unvoiced_{name}_mean"] = float(timbre[name][silent if silent.any() else voiced].mean())
    for name in _TIMBRE[4:]:
        found |= _moments(f"all_{name}", timbre[name])
    found |= _timing(frames, loudness, stretches)
    return np.array([found[name] for name in NAMES])


def _spread(name: str, values: Array) -> dict[str, float]:
    low, middle, high = np.percentile(values, [20, 50, 80])
    numbers = (values.mean(), values.std(), low, middle, high, high - low)
    return {f"{name}_{what}": float(value) for what, value in zip(_SPREAD, numbers, strict=True)}


def _slopes(name: str, curve: Array, stretches: list[tuple[int, int]]) -> dict[str, float]:
    """Mean and deviation of the rising and of the falling slopes, per second."""
    from scipy.ndimage import uniform_filter1d

    smooth = [uniform_filter1d(curve[start:end], 5) for start, end in stretches if end - start >= 5]
    slope = np.concatenate([np.gradient(part) / STEP for part in smooth] or [np.zeros(1)])
    up, down = slope[slope > 0], slope[slope < 0]
    numbers = [float(f(part)) if len(part) else 0.0 for part in (up, down) for f in (np.mean, np.std)]
    return {f"{name}_{what}": value for what, value in zip(_CURVE, numbers, strict=True)}


def _moments(name: str, values: Array) -> dict[str, float]:
    values = values[np.isfinite(values)]
    some = len(values) > 0
    return {
        f"{name}_mean": float(values.mean()) if some else 0.0,
        f"{name}_std": float(values.std()) if some else 0.0,
    }


def _timbre(frames: VoiceFrames) -> dict[str, Array]:
    """The measures of :data:`_TIMBRE`, each ``(n,)``."""
    from scipy.fft import dct

    decibels = 10 * np.log10(frames.power)
    bands = np.log(frames.bands)
    shares = frames.bands / np.linalg.norm(frames.bands, axis=1, keepdims=True)
    change = np.concatenate([[0.0], np.linalg.norm(np.diff(shares, axis=0), axis=1)])
    cepstrum = dct(bands, type=2, norm="ortho", axis=1)
    low, high = _between(frames, 50, 1000), _between(frames, 1000, 5000)
    peaks = decibels[:, _between(frames, 0, 2000)].max(1) - decibels[:, _between(frames, 2000, 5000)].max(1)
    values = (
        10 * np.log10(frames.power[:, low].sum(1) / frames.power[:, high].sum(1)),
        peaks,
        _line(decibels, _between(frames, 0, 500)),
        _line(decibels, _between(frames, 500, 1500)),
        change,
        *(cepstrum[:, place] for place in range(1, 5)),
    )
    return dict(zip(_TIMBRE, values, strict=True))


def _voice(frames: VoiceFrames) -> dict[str, Array]:
    """The measures of :data:`_VOICE`, each ``(n,)``; meaningless or NaN where there is no voice."""
    height = frames.harmonicity.clip(1e-3, 0.9999)
    decibels = 10 * np.log10(frames.power)
    hertz = _hertz(frames)
    pitch = 27.5 * 2 ** (frames.f0 / 12)
    first, second = (_peak(decibels, hertz, times * pitch) for times in (1, 2))
    third = decibels[:, _between(frames, 2000, 3500)].max(1)
    both = np.concatenate([[False], frames.voiced[1:] & frames.voiced[:-1]])
    power = 10 * np.log10(frames.power.sum(1))
    jitter = 100 * np.abs(np.diff(frames.f0, prepend=frames.f0[:1])) * np.log(2) / 12
    shimmer = np.abs(np.diff(power, prepend=power[:1]))
    values = (
        10 * np.log10(height / (1 - height)),
        first - second,
        first - third,
        *frames.formants.T,
        *(np.where(both, value, np.nan) for value in (jitter, shimmer)),
    )
    return dict(zip(_VOICE, values, strict=True))


def _timing(frames: VoiceFrames, loudness: Array, stretches: list[tuple[int, int]]) -> dict[str, float]:
    from scipy.ndimage import gaussian_filter1d
    from scipy.signal import find_peaks

    seconds = len(loudness) * STEP
    smooth = gaussian_filter1d(loudness, 2.0)
    peaks, _ = find_peaks(smooth, prominence=0.1)  # A tenth of the mean loudness. Ours.
    inner = ~frames.voiced
    lengths = np.array([end - start for start, end in stretches]) * STEP
    gaps = np.array([end - start for start, end in runs(inner)] or [0]) * STEP
    return {
        "loudness_peaks": len(peaks) / seconds,
        "voiced_share": float(frames.voiced.mean()),
        "pause_share": float(1 - frames.active.mean()),
        "voiced_per_second": len(stretches) / seconds,
        "syllables_per_second": float(frames.voiced[peaks].sum()) / seconds,
        "voiced_length_mean": float(lengths.mean()),
        "voiced_length_std": float(lengths.std()),
        "unvoiced_length_mean": float(gaps.mean()),
        "unvoiced_length_std": float(gaps.std()),
    }


def _hertz(frames: VoiceFrames) -> Array:
    return np.linspace(0.0, RATE / 2, frames.power.shape[1])


def _between(frames: VoiceFrames, low: float, high: float) -> Mask:
    hertz = _hertz(frames)
    return (hertz >= low) & (hertz <= high)


def _line(decibels: Array, inside: Mask) -> Array:
    """Slope of the straight line through part of each spectrum, dB/kHz."""
    place = np.linspace(-1.0, 1.0, int(inside.sum()))
    width = inside.sum() * RATE / 2 / (len(inside) - 1) / 1000
    slope = decibels[:, inside] @ place / (place @ place)
    return np.asarray(slope * 2 / width, np.float64)


def _peak(decibels: Array, hertz: Array, wanted: Array) -> Any:
    """The strongest bin within a fifth of the wanted frequency, per frame."""
    near = np.abs(hertz[None, :] - wanted[:, None]) <= 0.2 * wanted[:, None]
    return np.where(near, decibels, -np.inf).max(1)
