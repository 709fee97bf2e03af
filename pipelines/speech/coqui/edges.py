"""When each sound of a line is heard, where a model tells it in part or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.pipelines.speech.text.phonemes import OBSTRUENTS
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.pipelines.speech.text.phonemes import Sound

    Floats = NDArray[np.floating[Any]]
    Edges = NDArray[np.float64]

_VOWELS: Final = frozenset("aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻ")
_LENGTHS: Final = {"stressed": 1.3, "vowel": 1.0, "obstruent": 0.85, "sonorant": 0.7}
"""Lengths of sounds against an unstressed vowel. Order after Klatt 1976, from notes; sizes ours."""

_SILENCE: Final = 1e-4
"""Power, as a share of the loudest 5 ms, below which nothing is heard (-40 dB)."""

_PAUSE: Final[Seconds] = 0.06
"""Shortest silence that can be the pause at a mark; the closure of a plosive is mostly shorter."""

_REACH: Final = 0.2
"""How far from where it is expected a pause is looked for, as a share of the speech (ours)."""


def between(sounds: Sequence[Sound], known: Mapping[int, Seconds]) -> Edges:
    """All edges from those that are known: sounds between take time by their kind, marks none.

    Args:
        sounds: n of them.
        known: seconds by index of the edge; 0 and n must be among them.

    Returns:
        Seconds, rising, shape ``(n + 1,)``.
    """
    reached = np.concatenate([[0.0], np.cumsum([_length(sound) for sound in sounds])])
    edges = np.zeros(len(sounds) + 1)
    for low, high in pairwise(sorted(known)):
        share = reached[low : high + 1] - reached[low]
        total = share[-1] or 1.0
        edges[low : high + 1] = known[low] + (known[high] - known[low]) * share / total
        edges[high] = known[high]
    return np.maximum.accumulate(edges)


def heard(samples: Floats, rate: int, sounds: Sequence[Sound]) -> Edges:
    """Edges of a line of which only the sound is known: marks lie in the silences near them."""
    onset, ending = sounding(samples, rate)
    last = len(sounds)
    while last > 1 and sounds[last - 1].mark:
        last -= 1
    known: dict[int, Seconds] = {0: onset, last: ending, len(sounds): ending}
    silences = [(start, end) for start, end in _silences(samples, rate) if onset < start and end < ending]
    for index in range(1, last):
        if sounds[index].mark in ("", " "):
            continue
        after = next(i for i in range(index, last) if not sounds[i].mark)
        expected, begun = between(sounds, known)[index], max(time for at, time in known.items() if at < index)
        near = [
            (start, end)
            for start, end in silences
            if start > begun and abs((start + end) / 2 - expected) < _REACH * (ending - onset)
        ]
        if near:
            known[index], known[after] = max(near, key=lambda span: span[1] - span[0])
    return between(sounds, known)


def sounding(samples: Floats, rate: int) -> tuple[Seconds, Seconds]:
    """When the first sound begins and the last ends; the whole where all is silent."""
    loud = np.flatnonzero(~_silent(samples, rate))
    if not len(loud):
        return 0.0, len(samples) / rate
    step = rate // 200
    return loud[0] * step / rate, min((loud[-1] + 1) * step, len(samples)) / rate


def _length(sound: Sound) -> float:
    if sound.mark:
        return 0.0
    if sound.symbol[:1] in _VOWELS:
        return _LENGTHS["stressed" if sound.stress == 1 else "vowel"]
    return _LENGTHS["obstruent" if sound.symbol[:1] in OBSTRUENTS else "sonorant"]


def _silences(samples: Floats, rate: int) -> list[tuple[Seconds, Seconds]]:
    """(start, end) of every silence long enough to be a pause."""
    flags = np.concatenate([[0], _silent(samples, rate).astype(np.int8), [0]])
    changes = np.flatnonzero(np.diff(flags)) * (rate // 200) / rate
    return [(a, b) for a, b in zip(changes[::2], changes[1::2], strict=True) if b - a >= _PAUSE]


def _silent(samples: Floats, rate: int) -> NDArray[np.bool_]:
    """Whether each 5 ms are silent."""
    step = rate // 200
    usable = len(samples) // step * step
    if not usable:
        return np.ones(0, bool)
    power = np.square(samples[:usable].reshape(-1, step), dtype=np.float64).mean(axis=1)
    silent: NDArray[np.bool_] = power <= power.max() * _SILENCE
    return silent
