"""The pitch of a voice, frame by frame.

Candidates are the peaks of each frame's autocorrelation, divided by that of the window; the path
through them is the one that is best over the whole recording (Boersma 1993, "Accurate short-term
analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled sound").
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft
from scipy.ndimage import maximum_filter1d

from emogen.arrays import Doubles

RATE: Final = 16_000
"""Rate of the samples that are analysed, Hz."""

HOP: Final = 160
"""Samples from one frame to the next: 10 ms."""

LOWEST, HIGHEST = 60.0, 700.0
"""Range of F0, Hz: from a deep male voice to a frightened female one."""

_WINDOW: Final = 768
"""Samples in a frame, 48 ms: three periods of the lowest F0, as Boersma asks for."""
_FFT: Final = 2048
_BLOCK: Final = 1000
"""Frames analysed at once, to bound the memory: 10 s, 20 MB."""

_NEAR: Final = 3.0
"""Seconds on each side within which loudness is compared (ours; Boersma takes the whole)."""

_CANDIDATES: Final = 6
_VOICED: Final = 0.45
_SILENCE: Final = 0.03
_OCTAVE: Final = 0.01
_JUMP: Final = 0.35
_SWITCH: Final = 0.14
"""Boersma's standard thresholds and costs: least strength of a voiced frame, amplitude (of the
loudest near) below which a frame is silent, preference for high F0 per octave, cost of a jump per octave
and of a change between voiced and unvoiced, both at 10 ms a frame."""


def frames_of(samples: NDArray[np.floating[Any]], size: int = _WINDOW) -> NDArray[np.floating[Any]]:
    """Frames centred on every 10 ms, zeros beyond the ends: shape ``(max(1, ceil(n/160)), size)``."""
    count = max(1, -(-len(samples) // HOP))
    padded = np.zeros((count - 1) * HOP + size, samples.dtype)
    padded[size // 2 : size // 2 + len(samples)] = samples[: len(padded) - size // 2]
    return np.lib.stride_tricks.sliding_window_view(padded, size)[::HOP]


def track(samples: NDArray[np.floating[Any]]) -> tuple[Doubles, Doubles]:
    """F0 and periodicity.

    Args:
        samples: shape ``(n,)`` at :data:`RATE`.

    Returns:
        F0 in Hz, 0 where there is no voice, and the correlation of a period with the next, in
        [0, 1), 0 where there is no voice. Both float64, one value per 10 ms.
    """
    frames = frames_of(samples)
    loudest = _loudest(frames)
    blocks = [
        _candidates(frames[i : i + _BLOCK], loudest[i : i + _BLOCK]) for i in range(0, len(frames), _BLOCK)
    ]
    f0, strength, silence = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    path = _best_path(f0, strength, silence)
    rows = np.arange(len(path))
    chosen = f0[rows, path]
    return chosen, np.where(chosen > 0, np.clip(strength[rows, path], 0, 0.9999), 0.0)


def _loudest(frames: NDArray[np.floating[Any]]) -> Doubles:
    """The loudest sample near each frame, shape (T,): what silence is relative to, so that a soft
    passage is not silent because another is loud."""
    middle = frames[:, _WINDOW // 2 - HOP // 2 : _WINDOW // 2 + HOP // 2]
    peak = np.maximum(middle.max(axis=1), -middle.min(axis=1)).astype(np.float64)
    near = maximum_filter1d(peak, 2 * round(_NEAR * RATE / HOP) + 1, mode="nearest")
    return np.asarray(np.maximum(near, _SILENCE * peak.max()))


def _candidates(frames: NDArray[np.floating[Any]], loudest: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """F0 and strength of each frame's candidates, shape (T, 1 + _CANDIDATES); the first is "no
    voice", whose strength is the last result, shape (T,)."""
    window = np.hanning(_WINDOW).astype(np.float32)
    centred = (frames - frames.mean(axis=1, keepdims=True)).astype(np.float32)
    peak = np.abs(centred[:, _WINDOW // 4 : -_WINDOW // 4]).max(axis=1)
    silence = _VOICED + np.maximum(0.0, 2 - peak / np.maximum(loudest, 1e-9) * (1 + _VOICED) / _SILENCE)
    power = np.abs(rfft(centred * window, _FFT)) ** 2
    shortest, longest = int(RATE / HIGHEST) - 1, int(RATE / LOWEST) + 2
    own = irfft(np.abs(rfft(window, _FFT)) ** 2)[:longest]
    raw = irfft(power)[:, :longest].astype(np.float64)
    r = raw / np.maximum(raw[:, :1], 1e-12) / (own / own[0])
    left, middle, right = (r[:, shortest + i : longest - 2 + i] for i in range(3))
    curve = left - 2 * middle + right
    shift = np.where(curve < -1e-9, (left - right) / np.where(curve < -1e-9, 2 * curve, 1), 0.0)
    height = np.where((middle > left) & (middle >= right), middle - (left - right) * shift / 4, -1.0)
    lag = shortest + 1 + np.arange(middle.shape[1]) + np.clip(shift, -0.5, 0.5)
    # Correlations above 1 are short of signal, not more periodic: Boersma folds them back.
    height = np.where(height > 1, 1 / np.maximum(height, 1e-9), height)
    rank = np.where(height > 0, height - _OCTAVE * np.log2(LOWEST / RATE * lag), -1.0)
    best = np.argpartition(-rank, _CANDIDATES, axis=1)[:, :_CANDIDATES]
    rank, lag = np.take_along_axis(rank, best, 1), np.take_along_axis(lag, best, 1)
    f0 = np.where(rank > -1, RATE / lag, 0.0)
    none = np.zeros((len(frames), 1))
    return np.hstack([none, f0]), np.hstack([silence[:, None], rank]), silence


def _best_path(f0: Doubles, strength: Doubles, silence: Doubles) -> NDArray[np.intp]:
    """The candidate of each frame on the best path through all of them (Viterbi), shape (T,)."""
    voiced = f0 > 0
    octaves = np.log2(np.where(voiced, f0, 1.0))
    gain = np.where(voiced, strength, -10.0)
    gain[:, 0] = silence
    score = gain[0]
    back = np.zeros(f0.shape, np.intp)
    for t in range(1, len(f0)):
        jump = _JUMP * np.abs(octaves[t - 1][:, None] - octaves[t][None])
        both = voiced[t - 1][:, None] & voiced[t][None]
        cost = np.where(both, jump, _SWITCH * (voiced[t - 1][:, None] != voiced[t][None]))
        total = score[:, None] - cost
        back[t] = total.argmax(axis=0)
        score = total.max(axis=0) + gain[t]
    path = np.empty(len(f0), np.intp)
    path[-1] = int(score.argmax())
    for t in range(len(f0) - 1, 0, -1):
        path[t - 1] = back[t, path[t]]
    return path
