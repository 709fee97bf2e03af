"""A whole chunk by a model that says one line at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from emogen.pipelines.speech.realise.finish import converted, joined, trimmed
from emogen.pipelines.speech.realise.line import Engine, lines

if TYPE_CHECKING:
    import numpy as np

    from emogen.pipelines.speech.backend import Spoken
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Phone


def say_chunk(
    engine: Engine, phones: Sequence[Phone], cues: Sequence[Cue], rng: np.random.Generator, variation: float
) -> Spoken:
    """Say a chunk line by line; what the model leaves of the targets is done to its sound.

    Args:
        engine: the model, with its speaker.
        phones, cues: of the chunk.
        rng: draws every chance.
        variation: how much is left to the model's chance, 0 (nothing) to 1 (as trained).
    """
    parts = []
    cut = lines(phones, engine.longest)
    # Drawn before anything else, so that another emotion is another way to say the same take.
    seeds = rng.integers(2**62, size=len(cut))
    for line, seed in zip(cut, seeds, strict=True):
        part, its = phones[line.start : line.stop], cues[line.start : line.stop]
        said = engine.say(part, its, int(seed), variation)
        said = converted(said, engine.rate, part, its, rng)
        parts.append(trimmed(said, engine.rate, its[-1].targets.pause_length))
    return joined(parts, engine.rate)
