"""A voice without weights: buzz and hiss, through the resonances of each phone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from emogen.plugins import Cue, Options, Phone, Said, SpeechBackend, Spoken, Voice, say_chunk

FORMANTS = {"a": (750, 1300), "e": (450, 1900), "i": (300, 2300), "o": (480, 900), "u": (320, 800)}
VOWELS = dict(zip("aɑɐæʌeɛəɜiɪyoɔɒuʊ", "aaaaaeeeeiiiooouu", strict=True))


class FormantOptions(Options):
    temperature: float = Field(default=0.5, ge=0.0, le=1.0, description="How far the tune wanders.")


class Formant(SpeechBackend):
    """Buzz and hiss through the resonances of each phone."""

    name = "formant"
    can = frozenset({"timings"})
    rate = 16_000
    voices = (Voice("robin", "en-us", "female", "a robot"), Voice("roberto", "eo", "male", "a robot"))
    Options = FormantOptions

    def __init__(self, options: FormantOptions) -> None:
        self.options = options

    def synthesise(
        self, phones: Sequence[Phone], voice: Voice, cues: Sequence[Cue], rng: np.random.Generator
    ) -> Spoken:
        buzz = Buzz(200 if voice.sex == "female" else 110)
        return say_chunk(buzz, phones, cues, rng, variation=self.options.temperature)


@dataclass
class Buzz:
    # Says one line flatly; what it leaves of the targets, say_chunk does to its sound.
    hertz: float
    rate: int = 16_000
    longest: int = 300

    def say(self, phones: Sequence[Phone], cues: Sequence[Cue], seed: int, variation: float) -> Said:
        chance = np.random.default_rng(seed)
        edges = np.cumsum([0.1, *({"": 0.09, " ": 0.0}.get(phone.mark, 0.2) for phone in phones)])
        time = np.arange(round((edges[-1] + 0.1) * self.rate)) / self.rate
        at = np.clip(np.searchsorted(edges, time, side="right") - 1, 0, len(phones) - 1)
        loud = np.array([not phone.mark for phone in phones])[at] & (edges[0] <= time) & (time < edges[-1])
        hissing = np.array([phone.symbol[:1] in "ptkfsʃθhxcʧ" for phone in phones])[at]
        knots = np.arange(0.0, time[-1] + 0.3, 0.3)
        wander = variation * np.interp(time, knots, chance.normal(size=len(knots)))
        f0 = self.hertz * 2 ** ((2 * wander - 3 * time / time[-1]) / 12)
        phase, buzz = 2 * np.pi * np.cumsum(f0) / self.rate, np.zeros(len(time))
        for formant in np.array([FORMANTS[VOWELS.get(phone.symbol[:1], "e")] for phone in phones])[at].T:
            for harmonic in range(1, 16):
                buzz += np.sin(harmonic * phase) / (1 + ((harmonic * f0 - formant) / 120) ** 2)
        samples = loud * np.where(hissing, 0.05 * chance.normal(size=len(time)), 0.1 * buzz)
        return Said(samples.astype(np.float32), edges, [cue.targets for cue in cues])
