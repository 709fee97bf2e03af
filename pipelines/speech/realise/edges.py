"""When each phone of a line is heard, where a model tells it in part or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.dsp.frames import runs
from emogen.pipelines.speech import silence
from emogen.pipelines.speech.text.phonemes import OBSTRUENTS
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats, Doubles
    from emogen.pipelines.speech.text.phonemes import Phone

_VOWELS: Final = frozenset("aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻ")
_LENGTHS: Final = {"stressed": 1.3, "vowel": 1.0, "obstruent": 0.85, "sonorant": 0.7}
"""Lengths of phones against an unstressed vowel. Order after Klatt 1976, from notes; sizes ours."""

_REACH: Final = 0.2
"""How far from where it is expected a pause is looked for, as a share of the speech (ours)."""


def between(phones: Sequence[Phone], known: Mapping[int, Seconds]) -> Doubles:
    """All edges from those that are known: phones between take time by their kind, marks none.

    Args:
        phones: n of them.
        known: seconds by index of the edge; 0 and n must be among them.

    Returns:
        Seconds, rising, shape ``(n + 1,)``.
    """
    reached = np.concatenate([[0.0], np.cumsum([_length(phone) for phone in phones])])
    edges = np.zeros(len(phones) + 1)
    for low, high in pairwise(sorted(known)):
        share = reached[low : high + 1] - reached[low]
        total = share[-1] or 1.0
        edges[low : high + 1] = known[low] + (known[high] - known[low]) * share / total
        edges[high] = known[high]
    return np.maximum.accumulate(edges)


def heard(samples: AnyFloats, rate: int, phones: Sequence[Phone]) -> Doubles:
    """Edges of a line of which only the sound is known: marks lie in the silences near them."""
    onset, ending = (place / rate for place in silence.sounding(samples, rate))
    last = len(phones)
    while last > 1 and phones[last - 1].mark:
        last -= 1
    known: dict[int, Seconds] = {0: onset, last: ending, len(phones): ending}
    silences = [(start, end) for start, end in _silences(samples, rate) if onset < start and end < ending]
    for index in range(1, last):
        if phones[index].mark in ("", " "):
            continue
        after = next(i for i in range(index, last) if not phones[i].mark)
        expected, begun = between(phones, known)[index], max(time for at, time in known.items() if at < index)
        near = [
            (start, end)
            for start, end in silences
            if start > begun and abs((start + end) / 2 - expected) < _REACH * (ending - onset)
        ]
        if near:
            known[index], known[after] = max(near, key=lambda span: span[1] - span[0])
    return between(phones, known)


def _length(phone: Phone) -> float:
    if phone.mark:
        return 0.0
    if phone.symbol[:1] in _VOWELS:
        return _LENGTHS["stressed" if phone.stress == 1 else "vowel"]
    return _LENGTHS["obstruent" if phone.symbol[:1] in OBSTRUENTS else "sonorant"]


def _silences(samples: AnyFloats, rate: int) -> list[tuple[Seconds, Seconds]]:
    """(start, end) of every silence long enough to be a pause."""
    found = np.array(runs(silence.silent(samples, rate))).reshape(-1, 2) * silence.step(rate) / rate
    return [(a, b) for a, b in found.tolist() if b - a >= silence.PAUSE]
