"""Sounds that are no words, in the speaker's own voice: laugh, chuckle, sigh, gasp, sob, cough, groan,
hum, breath.

Kokoro has no breath and no laughter: asked for *ha ha* it reads it. So it only says a few syllables
(:mod:`~emogen.pipelines.speech.vocals.tract`), from which the speaker's resonances are measured; each
sound is a score of gestures (:mod:`~emogen.pipelines.speech.vocals.scores`), with figures of the
literature on such sounds, which :mod:`~emogen.pipelines.speech.vocals.render` plays on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emogen.errors import unknown_name
from emogen.timeline import Phoneme

if TYPE_CHECKING:
    import numpy as np

    from emogen.arrays import AnyFloats
    from emogen.conditioning.effects import Sounds
    from emogen.conditioning.targets.voice import VoiceTargets


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """A non-speech sound.

    Attributes:
        samples: float32, shape ``(n,)``, at the backend's rate (Kokoro: 24,000), at most about 3 s; begins
            and ends in silence.
            Its level is natural beside speech whose neutral level is -25 dB
            (:data:`emogen.pipelines.speech.level.REFERENCE`).
        phonemes: what the mouth does, in order; ``""`` is rest.
    """

    samples: AnyFloats
    phonemes: tuple[Phoneme, ...]


def utter(
    name: Sounds, style: AnyFloats, targets: VoiceTargets, rng: np.random.Generator, *, sex: str
) -> Utterance:
    """Make a sound.

    Args:
        name: which.
        style: Kokoro's style vectors of the voice, float32, shape ``(510, 1, 256)``.
        targets: how the emotion bends it; level is counted in.
        rng: draws the number of calls, lengths, tune and noise: the same, the same bytes.
        sex: ``"female"`` or ``"male"``, of the voice.

    Raises:
        RequestError: another sound or another sex.
        MissingWeightError: the model is not there.
    """
    from emogen.pipelines.speech.vocals.gesture import phonemes
    from emogen.pipelines.speech.vocals.render import render
    from emogen.pipelines.speech.vocals.scores import SCORES, SEXES, Speaker
    from emogen.pipelines.speech.vocals.tract import tract_of

    if name not in SCORES:
        raise unknown_name("sound", name, SCORES)
    if sex not in SEXES:
        raise unknown_name("sex", sex, SEXES)
    tract = tract_of(style)
    gestures = SCORES[name](Speaker(tract.f0, sex, targets), rng)
    return Utterance(render(gestures, tract, targets, rng), phonemes(gestures))
