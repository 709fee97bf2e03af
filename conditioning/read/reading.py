"""What was read from a text, a recording or a face, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.vocabulary import VAD


@dataclass(frozen=True, slots=True)
class Reading:
    """An emotion that was read, with its uncertainty.

    Attributes:
        vad: the most likely valence, arousal, dominance, each in [-1, 1].
        spread: standard deviation of the error of each, from held-out data, above 0.
        mixture: (canonical name, probability) pairs, most likely first, probabilities above 0 and
            at most 1 together; names too unlikely are not listed. In a reading of a face, how
            strongly each is shown instead.
        neutral: the probability of no emotion, in [0, 1].
        confidence: in [0, 1]: how likely the reading is to be right, as calibrated where the reader
            was evaluated. 0 when there was nothing to read.
        language: of the words, ISO 639-1; ``"und"`` where they do not tell; "" where there are none.
        notes: what a user should know, e.g. that there is no evidence for a language.
        cues: what was seen besides the words, e.g. ``"capitals"``.
    """

    vad: VAD
    spread: VAD
    mixture: tuple[tuple[str, float], ...]
    neutral: float
    confidence: float
    language: str = ""
    notes: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()

    @property
    def likeliest(self) -> tuple[tuple[str, float], ...]:
        """The names and ``"neutral"``, most likely first."""
        return tuple(sorted((*self.mixture, ("neutral", self.neutral)), key=lambda pair: -pair[1]))

    @property
    def emotion(self) -> Emotion:
        """The value to steer with: these names, and as far as they leave something open, the coordinates.

        Without a name it lies exactly at the coordinates; with names that are certain, exactly at
        theirs, so that what is left does not bring emotions in that nobody named.
        """
        named = Emotion.of(self.mixture)
        left = max(0.0, 1.0 - sum(share for _, share in self.mixture))
        valence, arousal, dominance = (
            left * (wanted - had) for wanted, had in zip(self.vad, named.vad, strict=True)
        )
        return Emotion.of(self.mixture, (valence, arousal, dominance))


_LISTED: Final = 0.02
"""Names less likely than this in a mean of readings are not listed."""


def mean_reading(readings: Sequence[Reading], shares: Sequence[float]) -> Reading:
    """Several readings as one. Its spread holds their own and what lies between them.

    Args:
        readings: at least one.
        shares: how much each counts; together above 0.
    """
    import numpy as np

    weight = np.asarray(shares, float) / np.sum(shares)
    vad = np.array([reading.vad for reading in readings])
    mean = weight @ vad
    own = np.array([reading.spread for reading in readings])
    spread = np.sqrt(weight @ (own**2 + (vad - mean) ** 2))
    named: dict[str, float] = {}
    spoken: dict[str, float] = {}
    for reading, share in zip(readings, weight, strict=True):
        for name, chance in reading.mixture:
            named[name] = named.get(name, 0.0) + float(share) * chance
        spoken[reading.language] = spoken.get(reading.language, 0.0) + float(share)
    return Reading(
        vad=(float(mean[0]), float(mean[1]), float(mean[2])),
        spread=(float(spread[0]), float(spread[1]), float(spread[2])),
        mixture=tuple(sorted(((n, p) for n, p in named.items() if p >= _LISTED), key=lambda pair: -pair[1])),
        neutral=float(weight @ [reading.neutral for reading in readings]),
        confidence=float(weight @ [reading.confidence for reading in readings]),
        language=max(spoken, key=lambda code: spoken[code]),
        notes=tuple(dict.fromkeys(note for reading in readings for note in reading.notes)),
        cues=tuple(dict.fromkeys(cue for reading in readings for cue in reading.cues)),
    )
