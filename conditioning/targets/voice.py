"""What an emotion does to a voice: numbers with a unit, a range and a source.

Two published kinds of rule are joined. Emotions that people name have acoustic profiles of their own
(Juslin & Laukka 2003; Murray & Arnott 1993; Schröder et al. 2001): they are the rows of
``assets/voice_targets.tsv``, with their source. What an emotion's coordinates say beyond its names
follows the linear EmoSpeak rules of MaryTTS (:data:`_EMOSPEAK`), themselves fitted to Schröder's
regressions. Manners (``assets/manners.tsv``) add their changes to it. Factors are kept as logarithms while
they are added, so every target is linear (or exponential, for factors) in intensity, and intensity 0 is
exactly neutral.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emogen.conditioning import manners, vocabulary
from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.targets.takes import varied
from emogen.conditioning.targets.target import targets_of
from emogen.errors import unknown_name
from emogen.tables import asset_rows


@dataclass(frozen=True, slots=True)
class VoiceTargets:
    """How speech differs from the same words said neutrally. The defaults are no change.

    Meaning, unit, range, natural variation and source of each are in ``assets/targets.tsv``
    (:data:`TARGETS`). The variation of F0 shift and range, lengths, level, level range and brightness
    is half of what was measured between phrases of one speaker in one emotion
    (``tools/variation.py``: 29 phrases), since phrases differ in their words too; that of the
    other targets is ours.
    """

    f0_shift: float = 0.0
    f0_range: float = 1.0
    f0_tilt: float = 0.0
    final_rise: float = 0.0
    accent: float = 0.0
    sonorant_length: float = 1.0
    obstruent_length: float = 1.0
    pause_length: float = 1.0
    level: float = 0.0
    level_range: float = 1.0
    effort: float = 0.0
    brightness: float = 0.0
    tremor: float = 0.0
    jitter: float = 0.0
    breathiness: float = 0.0
    tension: float = 0.0
    creak: float = 0.0
    shimmer: float = 0.0
    whisper: float = 0.0
    breaks: float = 0.0
    breaths: float = 0.0


NEUTRAL: Final = VoiceTargets()
"""No change."""

TARGETS: Final = targets_of(VoiceTargets)
"""Each target's meaning, unit, range, variation and source."""

_EMOSPEAK: Final[dict[str, tuple[float, float, float]]] = {
    "f0_shift": (1.73, 5.19, -1.73),
    "f0_range": (0.0, 0.69, 0.0),
    "accent": (-0.75, 0.75, 0.0),
    "sonorant_length": (0.08, -0.40, 0.26),
    "obstruent_length": (-0.44, 0.0, 0.0),
    "pause_length": (-0.18, -0.60, 0.0),
    "level": (0.0, 4.4, 0.0),
    "effort": (0.0, 0.9, 0.0),
    "brightness": (0.0, 0.4, 0.0),
}
"""Change per unit of (valence, arousal, dominance); factors as natural logarithms. EmoSpeak
(MaryTTS; Schröder's ±100 become ±1): pitch % = 30A + 10V - 10D, in semitones; range = 4 + 4A
semitones; rate % = 50A + 20V, length of sonorants % = 30V + 30D and of obstruents % = 50A - 30V on
top of it; pause length % = -20A; volume 50 + 33A as dB; accent % = 50A - 50V of 1.5 semitones.
Effort and brightness: Schröder 2001, slope +1.1 dB/octave per unit of A; 0.7 of it as effort, which
goes with volume, the rest over 2.5 octaves as brightness (the shares are ours)."""

_SEX_SHIFT: Final = {"female": 0.87, "male": 1.15}
"""Men move their F0 further than women, relative to it: Schröder's slope on activation is 0.18 % of
the median per point for women and 0.32 % for men. Ours takes half of that difference (as a log)."""


def voice_targets(
    emotion: Feeling, *, sex: str = "female", take: int = 0, variation: float = 1.0
) -> VoiceTargets:
    """The voice of an emotion.

    Args:
        emotion: any emotion, also as text; its intensity scales every target.
        sex: ``"female"`` or ``"male"``, of the voice.
        take, variation: which take, and how far from the mean; see
            :func:`~emogen.conditioning.targets.takes.varied`. Take 0 is the mean.

    Returns:
        Targets within their ranges; :data:`NEUTRAL` for take 0 of a neutral emotion.

    Raises:
        RequestError: another sex, a take below 0, a variation outside 0 to 2.
    """
    if sex not in _SEX_SHIFT:
        raise unknown_name("sex", sex, _SEX_SHIFT)
    return varied(_mean(as_emotion(emotion), sex), TARGETS, "voice", take, variation)


def _mean(emotion: Emotion, sex: str) -> VoiceTargets:
    if emotion.is_neutral:
        return NEUTRAL
    total = dict.fromkeys(TARGETS, 0.0)
    beyond = list(emotion.vad)
    for name, strength in _strengths(emotion).items():
        for target, value in _profiles()[name].items():
            total[target] += strength * value
        for axis, coordinate in enumerate(vocabulary.entries()[name].vad):
            beyond[axis] -= strength * coordinate
    for target, slopes in _EMOSPEAK.items():
        total[target] += sum(slope * x for slope, x in zip(slopes, beyond, strict=True))
    total["f0_shift"] *= _SEX_SHIFT[sex]
    for name, weight in emotion.manners:
        for target, change in _manner(name).items():
            total[target] += weight * change
    return VoiceTargets(
        **{
            name: math.exp(total[name]) if target.is_factor else total[name]
            for name, target in TARGETS.items()
        }
    )


def _strengths(emotion: Emotion) -> dict[str, float]:
    """The strength of each profile in an emotion, together at most 1. Names with a profile of their own
    count as themselves, all others by the basic emotions in them."""
    own = {name: weight for name, weight in emotion.split()[0] if name in _profiles()}
    rest = Emotion.of(((name, weight) for name, weight in emotion.terms if name not in own), emotion.point)
    found = dict(own)
    for name, strength in rest.basic().items():
        found[name] = found.get(name, 0.0) + strength
    share = max(1.0, sum(found.values()))
    return {name: strength / share for name, strength in found.items() if strength}


@lru_cache(maxsize=1)
def _profiles() -> dict[str, dict[str, float]]:
    """The change each emotion of the table makes at full strength; factors as natural logarithms."""
    return {
        row["emotion"]: _additive({name: float(row[name]) for name in TARGETS})
        for row in asset_rows("voice_targets.tsv")
    }


@lru_cache(maxsize=128)
def _manner(name: str) -> dict[str, float]:
    """The same of a manner, for the targets that it changes."""
    return _additive(manners.manners()[name].voice)


def _additive(changes: Mapping[str, float]) -> dict[str, float]:
    return {name: math.log(size) if TARGETS[name].is_factor else size for name, size in changes.items()}
