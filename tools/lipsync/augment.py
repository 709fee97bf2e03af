"""Recordings as they are: rooms, noise, telephones, bad microphones, other voices' lengths and pitch."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from emogen.pipelines.face.lipsync.network import RATE
from tools.lipsync.corpus import RATE as VOICE_RATE

if TYPE_CHECKING:
    from emogen.arrays import Floats

KINDS: Final = ("clean", "white", "pink", "babble", "music", "room", "telephone", "clipped", "lowpass")
"""Ways in which a recording is spoilt alone, for measuring."""


def to_rate(samples: Floats, speed: float = 1.0) -> tuple[Floats, float]:
    """A line of the voices at the network's rate, played faster (and higher) by ``speed``.

    Returns:
        samples, and the factor that times shrank by (``speed``, nearly).
    """
    from scipy.signal import resample_poly

    ratio = Fraction(RATE / VOICE_RATE / speed).limit_denominator(50)
    out = resample_poly(samples, ratio.numerator, ratio.denominator)
    return np.asarray(out, np.float32), RATE / VOICE_RATE / float(ratio)


def spoilt(samples: Floats, rng: np.random.Generator, others: Sequence[Floats]) -> Floats:
    """A line, spoilt in several random ways at once.

    Args:
        samples: at :data:`RATE`.
        rng: draws which and how much.
        others: lines of other voices, at the same rate, for babble.
    """
    out = samples
    if rng.random() < 0.7:
        out = coloured(out, rng)
    if rng.random() < 0.45:
        out = in_room(out, rng.uniform(0.15, 0.9), rng.uniform(-2.0, 14.0), rng)
    if rng.random() < 0.7:
        kind = str(rng.choice(["white", "pink", "pink", "babble", "music"]))
        out = with_noise(out, kind, rng.uniform(2.0, 35.0), rng, others)
    if rng.random() < 0.2:
        out = telephone(out)
    elif rng.random() < 0.25:
        out = lowpass(out, rng.uniform(3000.0, 7000.0))
    if rng.random() < 0.12:
        out = clipped(out, rng.uniform(0.005, 0.08))
    return out


def spoilt_as(kind: str, samples: Floats, rng: np.random.Generator, others: Sequence[Floats]) -> Floats:
    """A line, spoilt in one of the ways of :data:`KINDS`, at one strength."""
    if kind in ("white", "pink", "babble", "music"):
        return with_noise(samples, kind, 10.0, rng, others)
    if kind == "room":
        return in_room(samples, 0.5, 3.0, rng)
    if kind == "telephone":
        return telephone(samples)
    if kind == "clipped":
        return clipped(samples, 0.05)
    return lowpass(samples, 4000.0) if kind == "lowpass" else samples


def with_noise(
    samples: Floats, kind: str, decibels: float, rng: np.random.Generator, others: Sequence[Floats]
) -> Floats:
    """With noise so many dB softer than the line."""
    noise = noise_of(kind, len(samples), rng, others)
    power = float(np.mean(noise**2)) or 1.0
    gain = np.sqrt(float(np.mean(samples**2)) / power) * 10.0 ** (-decibels / 20.0)
    return np.asarray(samples + gain * noise, np.float32)


def noise_of(kind: str, size: int, rng: np.random.Generator, others: Sequence[Floats]) -> Floats:
    """White or pink noise, four voices at once, or chords, float32, shape ``(size,)``."""
    if kind == "babble":
        noise = np.zeros(size, np.float32)
        for _ in range(4):
            noise += np.roll(np.resize(others[int(rng.integers(len(others)))], size), int(rng.integers(size)))
        return noise
    if kind == "music":
        return _chords(size, rng)
    length = next_fast_len(size)
    spectrum = rfft(rng.standard_normal(length).astype(np.float32))
    if kind == "pink":
        spectrum /= np.sqrt(np.arange(len(spectrum)) + 20.0)
    return np.asarray(irfft(spectrum, length)[:size], np.float32)


def _chords(size: int, rng: np.random.Generator) -> Floats:
    """Chords of three plucked tones, two a second."""
    out = np.zeros(size, np.float32)
    for start in range(0, size, RATE // 2):
        for semitone in rng.choice(36, 3, replace=False):
            part = out[start : start + RATE]
            part += _tone(int(semitone))[: len(part)]
    return out


@lru_cache(maxsize=36)
def _tone(semitone: int) -> Floats:
    """A second of a plucked tone, so many semitones above 110 Hz."""
    time = np.arange(RATE) / RATE
    f0 = 110.0 * 2.0 ** (semitone / 12.0)
    partials = [np.sin(2 * np.pi * f0 * n * time + n) / n for n in range(1, 12)]
    return np.asarray(np.sum(partials, axis=0) * np.exp(-3.0 * time), np.float32)


def coloured(samples: Floats, rng: np.random.Generator) -> Floats:
    """Through a microphone of its own colour: a smooth random response of some 5 dB."""
    points = rng.normal(0.0, 4.0, 7) + rng.uniform(-4.0, 4.0) * np.linspace(-1.0, 1.0, 7)
    spectrum = rfft(samples, next_fast_len(len(samples)))
    octave = np.log2(np.linspace(0.0, RATE / 2, len(spectrum)) + 60.0)
    gains = np.interp(octave, np.linspace(octave[0], octave[-1], 7), points)
    out = irfft(spectrum * (10.0 ** (gains / 20.0)).astype(np.float32), next_fast_len(len(samples)))
    return np.asarray(out[: len(samples)], np.float32)


def in_room(samples: Floats, reverberation: float, direct: float, rng: np.random.Generator) -> Floats:
    """In a room: noise that decays by 60 dB in ``reverberation`` seconds, ``direct`` dB softer than what
    comes straight."""
    from scipy.signal import fftconvolve

    size = round(reverberation * RATE)
    tail = rng.standard_normal(size) * 10.0 ** (-3.0 * np.arange(size) / size)
    # The first reflections come after some 3 ms: a metre.
    tail[: RATE // 300] = 0.0
    tail *= 10.0 ** (-direct / 20.0) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return np.asarray(fftconvolve(samples, tail)[: len(samples)], np.float32)


def telephone(samples: Floats) -> Floats:
    """300 to 3,400 Hz (ITU-T G.712), 8 bits by mu-law (G.711)."""
    from scipy.signal import butter, sosfiltfilt

    band = sosfiltfilt(butter(4, (300.0, 3400.0), "bandpass", fs=RATE, output="sos"), samples)
    scaled = band / max(float(np.abs(band).max()), 1e-6)
    steps = np.round(np.sign(scaled) * np.log1p(255.0 * np.abs(scaled)) / np.log(256.0) * 127.0) / 127.0
    return np.asarray(np.sign(steps) * np.expm1(np.abs(steps) * np.log(256.0)) / 255.0, np.float32)


def lowpass(samples: Floats, hertz: float) -> Floats:
    """Without what is above, as strong compression leaves it."""
    from scipy.signal import butter, sosfiltfilt

    return np.asarray(sosfiltfilt(butter(8, hertz, fs=RATE, output="sos"), samples), np.float32)


def clipped(samples: Floats, share: float) -> Floats:
    """With so large a share of the loud half of the samples cut off."""
    loud = np.abs(samples[np.abs(samples) > np.abs(samples).mean()])
    limit = float(np.quantile(loud, 1.0 - 2.0 * share)) if len(loud) else 1.0
    return samples.clip(-limit, limit)
