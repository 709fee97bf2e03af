"""What an emotion does to a voice: numbers with a unit, a range and a source.

Two published kinds of rule are joined. Emotions that people name have acoustic profiles of their own
(Juslin & Laukka 2003; Murray & Arnott 1993; Schröder et al. 2001): they are the rows of
``assets/voice_targets.tsv``, with their source. What an emotion's coordinates say beyond its names
follows the linear EmoSpeak rules of MaryTTS (:data:`_EMOSPEAK`), themselves fitted to Schröder's
regressions. Factors are kept as logarithms while they are added, so every target is linear (or
exponential, for factors) in intensity, and intensity 0 is exactly neutral.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.conditioning import vocabulary
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion


@dataclass(frozen=True, slots=True)
class VoiceTargets:
    """How speech differs from the same words said neutrally. The defaults are no change.

    Attributes:
        f0_shift: shift of the F0 median, semitones, -6 to 8. Schröder 2001, EmoSpeak "pitch".
        f0_range: factor on F0 excursions around the median, 0.3 to 2.2. Schröder 2001 "F0 range".
        f0_tilt: change of declination, semitones over a sentence, -3 to 3: above 0 the line falls
            less or rises. Juslin & Laukka 2003 "F0 contour".
        final_rise: shift of F0 at the end of a sentence, semitones, -4 to 6. Juslin & Laukka 2003
            "rising / falling contour"; surprise: trial, ours.
        accent: extra F0 peak on stressed vowels, semitones, -2 to 3. EmoSpeak "accent prominence".
        sonorant_length: factor on the length of vowels, nasals, liquids, 0.6 to 1.8. EmoSpeak.
        obstruent_length: factor on the length of plosives and fricatives, 0.6 to 1.8. EmoSpeak.
        pause_length: factor on the length of pauses, 0.4 to 2.5. Schröder 2001 "pause".
        level: change of level, dB, -9 to 9. Schröder 2001 "intensity", Juslin & Laukka 2003.
        level_range: factor on the differences of energy between sounds, 0.6 to 1.6. Schröder 2001
            "intensity range".
        effort: shift of the model's energy curve, natural-log units, -1.5 to 1.5: louder and
            brighter, or softer and duller, production. Juslin & Laukka 2003 "voice intensity".
        brightness: high shelf above 1.5 kHz, dB, -9 to 9. Schröder 2001 "spectral slope", Juslin &
            Laukka 2003 "high-frequency energy".
        tremor: depth of a 6 Hz wobble of F0, %, 0 to 4. Juslin & Laukka 2003 "fear: tremor".
        jitter: irregular wandering of F0, %, 0 to 4. Juslin & Laukka 2003 "microstructural
            irregularity".
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


NEUTRAL: Final = VoiceTargets()
"""No change."""

RANGES: Final[dict[str, tuple[float, float]]] = {
    "f0_shift": (-6.0, 8.0),
    "f0_range": (0.3, 2.2),
    "f0_tilt": (-3.0, 3.0),
    "final_rise": (-4.0, 6.0),
    "accent": (-2.0, 3.0),
    "sonorant_length": (0.6, 1.8),
    "obstruent_length": (0.6, 1.8),
    "pause_length": (0.4, 2.5),
    "level": (-9.0, 9.0),
    "level_range": (0.6, 1.6),
    "effort": (-1.5, 1.5),
    "brightness": (-9.0, 9.0),
    "tremor": (0.0, 4.0),
    "jitter": (0.0, 4.0),
}
"""Lowest and highest value of each target; beyond them the voice stops sounding human."""

_FACTORS: Final = frozenset(f.name for f in fields(VoiceTargets) if f.default == 1.0)

_EMOSPEAK: Final[dict[str, tuple[float, float, float]]] = {
    "f0_shift": (1.73, 5.19, -1.73),
    "f0_range": (0.0, 0.69, 0.0),
    "accent": (-0.75, 0.75, 0.0),
    "sonorant_length": (0.08, -0.40, 0.26),
    "obstruent_length": (-0.44, 0.0, 0.0),
    "pause_length": (-0.18, -0.60, 0.0),
    "level": (0.0, 4.4, 0.0),
    "effort": (0.0, 0.9, 0.0),
    "brightness": (0.0, 2.7, 0.0),
}
"""Change per unit of (valence, arousal, dominance); factors as natural logarithms. EmoSpeak
(MaryTTS; Schröder's ±100 become ±1): pitch % = 30A + 10V - 10D, in semitones; range = 4 + 4A
semitones; rate % = 50A + 20V, length of sonorants % = 30V + 30D and of obstruents % = 50A - 30V on
top of it; pause length % = -20A; volume 50 + 33A as dB; accent % = 50A - 50V of 1.5 semitones.
Brightness: Schröder 2001, slope +1.1 dB/octave per unit of A over 2.5 octaves. Effort goes with
volume (ours)."""

_SEX_SHIFT: Final = {"female": 0.87, "male": 1.15}
"""Men move their F0 further than women, relative to it: Schröder's slope on activation is 0.18 % of
the median per point for women and 0.32 % for men. Ours takes half of that difference (as a log)."""


def voice_targets(emotion: Emotion, *, sex: str = "female") -> VoiceTargets:
    """The voice of an emotion.

    Args:
        emotion: any emotion; its intensity scales every target.
        sex: ``"female"`` or ``"male"``, of the voice.

    Returns:
        Targets within :data:`RANGES`; :data:`NEUTRAL` for a neutral emotion.
    """
    if emotion.is_neutral:
        return NEUTRAL
    total = dict.fromkeys(RANGES, 0.0)
    beyond = list(emotion.vad)
    for name, strength in emotion.basic().items():
        if not strength:
            continue
        for target, value in _profiles()[name].items():
            total[target] += strength * value
        for axis, coordinate in enumerate(vocabulary.entries()[name].vad):
            beyond[axis] -= strength * coordinate
    for target, slopes in _EMOSPEAK.items():
        total[target] += sum(slope * x for slope, x in zip(slopes, beyond, strict=True))
    total["f0_shift"] *= _SEX_SHIFT[sex]
    return VoiceTargets(**{name: _bounded(name, value) for name, value in total.items()})


def _bounded(name: str, value: float) -> float:
    low, high = RANGES[name]
    return min(high, max(low, math.exp(value) if name in _FACTORS else value))


@lru_cache(maxsize=1)
def _profiles() -> dict[str, dict[str, float]]:
    """The change each basic emotion makes at full strength; factors as natural logarithms."""
    return {
        row["emotion"]: {
            name: math.log(float(row[name])) if name in _FACTORS else float(row[name]) for name in RANGES
        }
        for row in asset_rows("voice_targets.tsv")
    }
