"""What was read from a text, a recording or a face, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.vocabulary import VAD


@dataclass(frozen=True, slots=True)
class Reading:
    """An emotion that was read, with its uncertainty.

    Attributes:
        vad: the most likely valence, arousal, dominance, each in [-1, 1].
        spread: standard deviation of the error of each, from held-out data, above 0.
        mixture: (canonical name, probability) pairs, most likely first, probabilities above 0 and
            at most 1 together; what is missing to 1 is neutral or a name too unlikely to list.
        confidence: in [0, 1]: how likely the reading is to be right, as calibrated where the reader
            was evaluated. 0 when there was nothing to read.
    """

    vad: VAD
    spread: VAD
    mixture: tuple[tuple[str, float], ...]
    confidence: float

    @property
    def emotion(self) -> Emotion:
        """An emotion with these names, at exactly these coordinates: the value to steer with."""
        named = Emotion.of(self.mixture)
        valence, arousal, dominance = (wanted - had for wanted, had in zip(self.vad, named.vad, strict=True))
        return Emotion.of(self.mixture, (valence, arousal, dominance))
