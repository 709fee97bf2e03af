"""Lines: the part of a chunk that a model says at once, and the sound that it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from emogen.pipelines.speech.text.phonemes import OBSTRUENTS
from emogen.pipelines.speech.text.words import STOPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Phone

_EMPHASIS: Final = 0.3
"""How much longer a weight of 1 makes the vowels of a word, as in Kokoro's prosody; its consonants
half as much."""

_LIVELY: Final = (0.75, 1.3)
"""Least and most by which an emotion scales what a model leaves to chance (ours)."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """One line as a model said it.

    Attributes:
        samples: float32, shape ``(n,)``.
        edges: seconds at which each phone starts, and the last one ends, shape ``(phones + 1,)``.
        left: for each phone, the targets that the model did not realise.
    """

    samples: AnyFloats
    edges: NDArray[np.float64]
    left: Sequence[VoiceTargets]


class Engine(Protocol):
    """One loaded model with its speaker.

    Attributes:
        rate: samples a second.
        longest: characters that it says at once at most.
    """

    rate: int
    longest: int

    def say(self, phones: Sequence[Phone], cues: Sequence[Cue], seed: int, variation: float) -> Said:
        """Say one line as the model can.

        Args:
            phones, cues: of the line.
            seed: of everything that the model leaves to chance.
            variation: how much is left to it, 0 (nothing) to 1 (as trained).
        """


def lines(phones: Sequence[Phone], longest: int) -> list[range]:
    """A chunk cut into sentences, and a sentence of more than ``longest`` characters after its marks,
    else between words. The blank after a cut belongs to the line before it."""
    found: list[range] = []
    start, clause, word, size = 0, 0, 0, 0
    for index, phone in enumerate(phones):
        size += _size(phone)
        if size > longest and max(clause, word) > start:
            cut = clause if clause > start else word
            found.append(range(start, cut))
            start, size = cut, sum(map(_size, phones[cut : index + 1]))
        if phone.mark == " ":
            word = index + 1
            if phones[index - 1].mark:
                clause = index + 1
            if index and phones[index - 1].mark and phones[index - 1].mark in STOPS:
                found.append(range(start, index + 1))
                start, size = index + 1, 0
    return [*found, range(start, len(phones))] if start < len(phones) else found


def _size(phone: Phone) -> int:
    return len(phone.said) or len(phone.mark)


def text_of(phones: Sequence[Phone], marks: Mapping[str, str] = MappingProxyType({})) -> str:
    """The words of a line in letters, with its marks, for models that read letters.

    Args:
        phones: of the line.
        marks: those that the model does not know -> those that it does.
    """
    said = ""
    for phone in phones:
        if phone.mark not in ("", " "):
            said += marks.get(phone.mark, phone.mark)
        elif phone.said:
            said += (" " if said else "") + phone.said
    return said


def length(phone: Phone, cue: Cue) -> float:
    """Factor on the length of a phone."""
    if phone.mark not in ("", " "):
        return cue.targets.pause_length
    if phone.symbol[:1] in OBSTRUENTS:
        return cue.targets.obstruent_length * (1.0 + _EMPHASIS * cue.weight / 2)
    return cue.targets.sonorant_length * (1.0 + _EMPHASIS * cue.weight)


def liveliness(cues: Sequence[Cue]) -> float:
    """Factor on the randomness of a model: the root of the wanted range of F0, within bounds. A tune
    with a wider range is one with more surprises (ours)."""
    wanted = float(np.mean([np.log(cue.targets.f0_range) for cue in cues]))
    return float(np.clip(np.exp(wanted / 2), *_LIVELY))
