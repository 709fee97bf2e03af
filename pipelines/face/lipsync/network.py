"""From sound to posteriors at 60 frames a second: mel bands and a small convolutional network, in numpy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from emogen.dsp.recording import resampled
from emogen.media import Audio
from emogen.pipelines.face.lipsync.sounds import CLASSES, FPS, SILENCE, VOCALS
from emogen.progress import Progress

if TYPE_CHECKING:
    from emogen.arrays import Floats

ASSET: Final = "lipsync.safetensors"

HOP: Final = 256
RATE: Final = HOP * FPS
"""Samples a second that the network hears: 15,360, so that a frame is a whole number of samples."""

_WINDOW: Final = 384
_FFT: Final = 512
"""Samples of a window (25 ms) and of its transform."""

BANDS: Final = 48
_LOWEST, _HIGHEST = 60.0, 7600.0
"""Mel bands and where they begin and end, Hz."""

DILATIONS: Final = (1, 2, 3, 4)
"""Frames between the taps of the residual layers; with the first layer's 5 taps a frame sees 200 ms to
both sides, which is as far as coarticulation reaches."""

_FLOOR: Final = 65.0
_SPEECH: Final = 30.0
_SHRINK: Final = 90.0
_UNIT: Final = 15.0
"""How a spectrum is brought to the network, in dB below the loud frames (the 95th percentile): nothing
lies below the floor; the mean spectrum of frames within the second figure is taken away, as far as there
are many (so many frames of the training's mean count besides); one unit is so many dB. Ours."""

SILENT: Final = -75.0
"""dB of full scale: a piece whose loud frames are softer is silence."""

_RANGE: Final = 35.0
"""dB: a piece counts as at most so much softer than the loudest so far, or its noise would be raised to
the level of speech."""

PIECE: Final = 20.0
CONTEXT: Final = 1.0
"""Seconds heard at once, and around them, so that memory does not grow with length."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Weights.

    Attributes:
        layers: (weight ``(out, in, taps)``, bias ``(out,)``) of the first layer, the residual layers and the
            two heads (one tap), float32.
        profile: mean spectrum of speech in training, dB relative to the loud frames, shape ``(BANDS,)``.
        prior: share of each class in training, shape ``(len(CLASSES),)``.
    """

    layers: tuple[tuple[Floats, Floats], ...]
    profile: Floats
    prior: Floats

    def __call__(self, features: Floats) -> tuple[Floats, Floats]:
        """Log posteriors of :data:`CLASSES` and of :data:`VOCALS`, shapes ``(T, 34)`` and ``(T, 5)``.

        Args:
            features: of :func:`normalised`, shape ``(T, BANDS)``.
        """
        first, *residual, sounds, vocals = self.layers
        hidden = np.maximum(_convolved(features, *first, 1), 0.0)
        for (weight, bias), dilation in zip(residual, DILATIONS, strict=True):
            hidden = hidden + np.maximum(_convolved(hidden, weight, bias, dilation), 0.0)
        return (
            _log_softmax(_convolved(hidden, *sounds, 1)),
            _log_softmax(_convolved(hidden, *vocals, 1)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A piece of a recording.

    Attributes:
        first: number of its first frame.
        sounds, vocals: log posteriors, shapes ``(T, len(CLASSES))`` and ``(T, len(VOCALS))``.
        level: dB of full scale of each frame, shape ``(T,)``.
        inner: the frames that are the piece; what is around them is context.
    """

    first: int
    sounds: Floats
    vocals: Floats
    level: Floats
    inner: slice


@lru_cache(maxsize=1)
def network() -> Network:
    """The network that ships, see docs/models/lipsync.md."""
    from safetensors.numpy import load

    from emogen.tables import asset_bytes

    stored = {name: values.astype(np.float32) for name, values in load(asset_bytes(ASSET)).items()}
    layers = ((stored[f"layer{n}.weight"], stored[f"layer{n}.bias"]) for n in range(len(DILATIONS) + 3))
    return Network(tuple(layers), stored["profile"], stored["prior"])


def heard(audio: Audio, progress: Progress | None = None) -> Iterator[Heard]:
    """The posteriors of a recording of any length, piece by piece.

    Args:
        audio: mono, checked.
        progress: called with the share done, 0 to 1.
    """
    net = network()
    loudest = -np.inf
    total = frames_in(audio.duration)
    step, around = round(PIECE * FPS), round(CONTEXT * FPS)
    for first in range(0, total, step):
        begin, end = max(first - around, 0), min(first + step, total)
        until = min(end + around, total)
        part = audio.samples[_sample(begin, audio) : _sample(until, audio)]
        spectrum = mel_spectrum(resampled(Audio(part, audio.rate), RATE), until - begin)
        levels = total_level(spectrum)
        loud = loudness(levels)
        loudest = max(loudest, loud)
        if loud < SILENT:
            sounds, vocals = _rest(len(spectrum), len(CLASSES)), _rest(len(spectrum), len(VOCALS))
        else:
            features = normalised(spectrum, max(loud, loudest - _RANGE), net.profile)
            sounds, vocals = net(features)
        yield Heard(begin, sounds, vocals, levels, slice(first - begin, end - begin))
        if progress:
            progress(end / total)


def frames_in(seconds: float) -> int:
    return max(1, round(seconds * FPS))


def _sample(frame: int, audio: Audio) -> int:
    return round(frame * audio.rate / FPS)


def mel_spectrum(samples: Floats, frames: int) -> Floats:
    """Power in mel bands, dB of full scale.

    Args:
        samples: at :data:`RATE`.
        frames: how many; frame ``i`` is centred at sample ``i * HOP``.

    Returns:
        float32, shape ``(frames, BANDS)``.
    """
    half = _WINDOW // 2
    padded = np.zeros((frames - 1) * HOP + _WINDOW, np.float32)
    size = min(len(samples), len(padded) - half)
    padded[half : half + size] = samples[:size]
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP] * _hann()
    power = np.square(np.abs(rfft(windows, _FFT, axis=1))) * (4.0 / _WINDOW**2)
    return np.asarray(10.0 * np.log10(power @ _mel().T + 1e-12), np.float32)


def total_level(spectrum: Floats) -> Floats:
    """dB of full scale of each frame, shape ``(T,)``."""
    return np.asarray(10.0 * np.log10(np.sum(10.0 ** (spectrum / 10.0), axis=1)), np.float32)


def loudness(levels: Floats) -> float:
    """dB of the loud frames."""
    return float(np.quantile(levels, 0.95))


def normalised(spectrum: Floats, loud: float, profile: Floats) -> Floats:
    """A spectrum independent of level and, the longer it is, of microphone and room, shape as given."""
    levels = total_level(spectrum)
    relative = np.maximum(spectrum - loud, -_FLOOR)
    speech = levels > loud - _SPEECH
    mean = (relative[speech].sum(axis=0) + _SHRINK * profile) / (speech.sum() + _SHRINK)
    return np.asarray((relative - mean) / _UNIT, np.float32)


def mean_profile(spectra: list[Floats]) -> Floats:
    """The mean spectrum of the speech in some recordings, for :func:`normalised`."""
    parts = []
    for spectrum in spectra:
        levels = total_level(spectrum)
        loud = loudness(levels)
        parts.append(np.maximum(spectrum[levels > loud - _SPEECH] - loud, -_FLOOR))
    return np.asarray(np.concatenate(parts).mean(axis=0), np.float32)


@lru_cache(maxsize=1)
def _hann() -> Floats:
    return np.hanning(_WINDOW).astype(np.float32)


@lru_cache(maxsize=1)
def _mel() -> Floats:
    """Triangles on the mel scale (O'Shaughnessy 1987), shape ``(BANDS, bins)``."""
    mels = np.linspace(_to_mel(_LOWEST), _to_mel(_HIGHEST), BANDS + 2)
    edges = 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    bins = np.arange(_FFT // 2 + 1) * (RATE / _FFT)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)).clip(0.0)
    # The lowest triangles are narrower than a bin: each takes the nearest one at least.
    nearest = np.abs(bins[None, :] - middle).argmin(axis=1)
    triangles[np.arange(BANDS), nearest] = np.maximum(triangles[np.arange(BANDS), nearest], 0.5)
    return triangles.astype(np.float32)


def _to_mel(hertz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hertz / 700.0))


def _convolved(rows: Floats, weight: Floats, bias: Floats, dilation: int) -> Floats:
    """A convolution over time that keeps the length, zeros beyond the ends; ``(T, in)`` -> ``(T, out)``."""
    taps = weight.shape[2]
    reach = dilation * (taps // 2)
    padded = np.pad(rows, ((reach, reach), (0, 0)))
    out = np.broadcast_to(bias, (len(rows), len(bias))).copy()
    for tap in range(taps):
        out += padded[tap * dilation : tap * dilation + len(rows)] @ weight[:, :, tap].T
    return out


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), np.float32)


def _rest(frames: int, classes: int) -> Floats:
    """Log posteriors that are sure of silence, or of no sound."""
    rows: NDArray[np.float32] = np.full((frames, classes), -20.0, np.float32)
    rows[:, SILENCE] = 0.0
    return rows
