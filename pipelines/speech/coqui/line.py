"""What a model is given to say at once, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from emogen.pipelines.speech.text.phonemes import OBSTRUENTS
from emogen.pipelines.speech.text.words import STOPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Sound

    Floats = NDArray[np.floating[Any]]

_EMPHASIS: Final = 0.3
"""How much longer a weight of 1 makes the vowels of a word, as in Kokoro's prosody; its consonants
half as much."""

_LIVELY: Final = (0.75, 1.3)
"""Least and most by which an emotion scales what a model leaves to chance (ours)."""

_PLAIN: Final = {"…": "...", "—": ","}
"""Marks that models of coqui-tts do not know -> those that they do."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """One line as a model said it.

    Attributes:
        samples: float32, shape ``(n,)``.
        edges: seconds at which each sound starts, and the last one ends, shape ``(sounds + 1,)``.
        left: for each sound, the targets that the model did not realise.
    """

    samples: Floats
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

    def say(self, sounds: Sequence[Sound], cues: Sequence[Cue], seed: int, variation: float) -> Said:
        """Say one line as the model can.

        Args:
            sounds, cues: of the line.
            seed: of everything that the model leaves to chance.
            variation: how much is left to it, 0 (nothing) to 1 (as trained).
        """


def lines(sounds: Sequence[Sound], longest: int) -> list[range]:
    """A chunk cut into sentences, and a sentence of more than ``longest`` characters after its marks,
    else between words. The blank after a cut belongs to the line before it."""
    found: list[range] = []
    start, clause, word, size = 0, 0, 0, 0
    for index, sound in enumerate(sounds):
        size += _size(sound)
        if size > longest and max(clause, word) > start:
            cut = clause if clause > start else word
            found.append(range(start, cut))
            start, size = cut, sum(map(_size, sounds[cut : index + 1]))
        if sound.mark == " ":
            word = index + 1
            if sounds[index - 1].mark:
                clause = index + 1
            if index and sounds[index - 1].mark and sounds[index - 1].mark in STOPS:
                found.append(range(start, index + 1))
                start, size = index + 1, 0
    return [*found, range(start, len(sounds))] if start < len(sounds) else found


def _size(sound: Sound) -> int:
    return len(sound.said) or len(sound.mark)


def text_of(sounds: Sequence[Sound]) -> str:
    """What a line says in letters, with its marks."""
    said = ""
    for sound in sounds:
        if sound.mark not in ("", " "):
            said += plain(sound.mark)
        elif sound.said:
            said += (" " if said else "") + sound.said
    return said


def plain(mark: str) -> str:
    """A mark as models of coqui-tts know it."""
    return _PLAIN.get(mark, mark)


def length(sound: Sound, cue: Cue) -> float:
    """Factor on the length of a sound."""
    if sound.mark not in ("", " "):
        return cue.targets.pause_length
    if sound.symbol[:1] in OBSTRUENTS:
        return cue.targets.obstruent_length * (1.0 + _EMPHASIS * cue.weight / 2)
    return cue.targets.sonorant_length * (1.0 + _EMPHASIS * cue.weight)


def liveliness(cues: Sequence[Cue]) -> float:
    """Factor on the randomness of a model: the root of the wanted range of F0, within bounds. A tune
    with a wider range is one with more surprises (ours)."""
    wanted = float(np.mean([np.log(cue.targets.f0_range) for cue in cues]))
    return float(np.clip(np.exp(wanted / 2), *_LIVELY))
