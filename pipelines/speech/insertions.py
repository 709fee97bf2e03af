"""Pauses of exact length, and room for sounds that are no words, put into finished speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.speech.backend import Spoken
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.speech.text.phonemes import Phone

_FADE: Final[Seconds] = 0.01
"""What is left of the pause on either side, faded to silence."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A pause to be set to an exact length.

    Attributes:
        after: index of the word before it; -1 is before the first word.
        length: seconds.
    """

    after: int
    length: Seconds


def with_gaps(
    spoken: Spoken, rate: int, sounds: Sequence[Phone], gaps: Sequence[Gap]
) -> tuple[Spoken, list[Seconds]]:
    """Speech whose pauses are as long as told.

    Args:
        spoken: a chunk.
        rate: samples a second.
        sounds: of the chunk.
        gaps: in order, at most one a word.

    Returns:
        The new chunk, and where each gap starts in it, in seconds.
    """
    samples, edges = spoken.samples, spoken.edges.astype(np.float64)
    starts: list[Seconds] = []
    for gap in gaps:
        start, end, first = _place(samples, rate, edges, sounds, gap.after)
        silence = np.zeros(round(gap.length * rate), np.float32)
        low, high = round(start * rate), round(end * rate)
        samples = np.concatenate([_ended(samples[:low], rate), silence, _begun(samples[high:], rate)])
        moved = len(silence) / rate - (high - low) / rate
        edges[first:] += moved
        np.minimum.accumulate(edges[::-1], out=edges[::-1])
        starts.append(start)
    return Spoken(samples, np.clip(edges, 0.0, len(samples) / rate)), starts


def _place(
    samples: AnyFloats, rate: int, edges: AnyFloats, sounds: Sequence[Phone], after: int
) -> tuple[Seconds, Seconds, int]:
    """Start and end of the pause after a word, and the first edge that comes after it."""
    if after < 0 or sounds[0].word > after:
        return 0.0, max(float(edges[0]) - 2 * _FADE, 0.0), 0
    last = max(index for index, sound in enumerate(sounds) if sound.word <= after and not sound.mark)
    following = next((i for i in range(last + 1, len(sounds)) if not sounds[i].mark), None)
    start = float(edges[last + 1])
    if following is None:
        return start + _FADE, len(samples) / rate, last + 2
    end = float(edges[following])
    if end - start > 4 * _FADE:
        return start + _FADE, end - _FADE, following
    middle = (start + end) / 2
    return middle, middle, following


def _ended(samples: AnyFloats, rate: int) -> AnyFloats:
    return _begun(samples[::-1], rate)[::-1]


def _begun(samples: AnyFloats, rate: int) -> AnyFloats:
    """Faded in, so that the joint with silence makes no click."""
    width = min(round(_FADE * rate), len(samples))
    faded = samples.copy()
    faded[:width] *= np.linspace(0.0, 1.0, width, dtype=np.float32)
    return faded
