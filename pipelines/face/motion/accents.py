"""Which moments of a line stand out, when nobody speaks, and how loud it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.visemes import is_vowel

if TYPE_CHECKING:
    from emogen.arrays import Times
    from emogen.media import Audio
    from emogen.timeline import Phoneme, Timeline

_PAUSE: Final = 0.08
"""Seconds of silence that end a phrase."""

_SHARE: Final = 0.35
"""Of the vowels of a line without stress marks, as heard in a recording, the loudest and longest that
are taken for accents: about as many as are stressed in English text. Ours."""

_EDGE: Final = 0.4
"""Seconds over which a face goes from silence to speech and back. Ours."""


@dataclass(frozen=True, slots=True)
class Accent:
    """A syllable that stands out: its middle in seconds, and its strength in [0, 1]."""

    time: float
    strength: float


def accents(timeline: Timeline, audio: Audio | None) -> list[Accent]:
    """The stressed vowels, the loudest strongest; where no stress is known, those that stand out."""
    vowels = [p for p in timeline.phonemes if is_vowel(p.symbol)]
    stressed = [p for p in vowels if p.stress == 1]
    if audio is None:
        return [Accent((p.start + p.end) / 2, 0.6) for p in stressed]
    if not stressed and vowels:
        weight = np.array([_loudness(p, audio) * min(p.duration, 0.25) for p in vowels])
        least = np.quantile(weight, 1.0 - _SHARE)
        stressed = [p for p, one in zip(vowels, weight, strict=True) if one > least]
    levels = [_loudness(p, audio) for p in stressed]
    loudest = max([*levels, 1e-6])
    return [
        Accent((p.start + p.end) / 2, (level / loudest) ** 2)
        for p, level in zip(stressed, levels, strict=True)
    ]


def _loudness(phoneme: Phoneme, audio: Audio) -> float:
    part = audio.samples[int(phoneme.start * audio.rate) : int(phoneme.end * audio.rate) + 1]
    return float(np.sqrt(np.mean(np.square(part)))) if len(part) else 0.0


def pauses(timeline: Timeline) -> list[float]:
    """Seconds at which a silence starts inside or after the line."""
    return [p.start for p in timeline.phonemes if not p.symbol and p.duration > _PAUSE and p.start > 0.1]


def speaking(timeline: Timeline, times: Times) -> Times:
    """How much a face is in speech: 0 in silence to 1, shape ``(T,)``, with soft edges."""
    active = np.zeros(len(times))
    for start, end in _phrases(timeline):
        low, high = np.searchsorted(times, (start - _EDGE, end + _EDGE))
        near = times[low:high]
        distance = np.maximum(np.maximum(start - near, near - end), 0.0) / _EDGE
        active[low:high] = np.maximum(active[low:high], 0.5 + 0.5 * np.cos(np.pi * distance.clip(0, 1)))
    return active


def _phrases(timeline: Timeline) -> list[tuple[float, float]]:
    """Start and end of what is said without a long pause."""
    phrases: list[tuple[float, float]] = []
    for phoneme in timeline.phonemes:
        if not phoneme.symbol:
            continue
        if phrases and phoneme.start - phrases[-1][1] < 2 * _EDGE:
            phrases[-1] = (phrases[-1][0], phoneme.end)
        else:
            phrases.append((phoneme.start, phoneme.end))
    return phrases
