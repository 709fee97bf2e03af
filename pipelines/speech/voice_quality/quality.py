"""Voice quality after the decoder: effort, brightness, breath, tension, creak, jitter, shimmer, whisper.

The finished speech is kept and changed where the published descriptions of each quality say that it
differs; nothing is taken apart into parameters and built again, so that a quality of zero is the
speech itself, bit for bit, and a small one is nearly it. Directions: Klatt & Klatt 1990 (breathy:
noise by the glottal cycle in the third formant's region, stronger first harmonic, steeper slope;
creaky: irregular and doubled periods), Gobl & Ní Chasaide 2003 (tense and lax: slope of the source, first
against second harmonic, bandwidths), both from notes. Sizes are ours; ``docs/voice_quality.md`` says
what they measure as.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.errors import RequestError
from emogen.pipelines.speech.voice_quality import aspiration, frames, glottis, irregular
from emogen.pipelines.speech.voice_quality.glottis import Glottis, smooth

if TYPE_CHECKING:
    from emogen.arrays import Doubles, Floats
    from emogen.timeline import Seconds

RANGES: Final[dict[str, tuple[float, float]]] = {
    "effort": (-1.5, 1.5),
    "brightness": (-12.0, 12.0),
    "breathiness": (-1.0, 1.0),
    "tension": (-1.0, 1.0),
    "creak": (0.0, 1.0),
    "jitter": (0.0, 4.0),
    "shimmer": (0.0, 1.5),
    "whisper": (0.0, 1.0),
}
"""Lowest and highest value of each curve."""

TARGETS: Final = tuple(RANGES)
"""The curves, which are voice targets by the same names."""

_GLIDE: Final = 0.06
"""Seconds over which a step of a curve is spread. Ours: shorter than a vowel."""

_CORNER: Final = 1500.0
"""Hz at which half the brightness is reached: above the first formant of every vowel. Ours."""

_TILT: Final = (500.0, 3.0)
"""Hz from which, and octaves over which, the slope of the source turns. Ours: above the first harmonics,
which are set by themselves."""

_TENSE: Final = (2.0, -4.5, 1.0, 0.12)
_LAX: Final = (-1.1, 4.0, -0.5, -0.08)
_BREATHY: Final = (-0.8, 4.0, 0.0, -0.08)
_CLEAR: Final = (0.0, -1.5, 0.0, 0.0)
"""At a tension of 1 and -1, a breathiness of 1 and -1: dB an octave of slope; dB of the first and of
the second harmonic; share by which formants stand out more. Short open phases have a weak first
harmonic and strong high ones, and take less from the formants; rounded and long ones the reverse.
Ours: they measure as far from neutral as clips of emotional actors go (docs/voice_quality.md)."""

_EFFORT: Final = (0.8, 0.0, 0.0, 0.0)
"""The same for one unit of effort: louder voices have flatter spectra (Traunmüller & Eriksson
2000, from notes). The size is ours."""

_COARSE: Final = 2000.0
"""Hz: an envelope so smooth has no formants."""

_COMB: Final = 0.5
"""Share of the comb at a breathiness of -1: the most that takes noise without turning harmonics' sides."""

_CREAKY_TENSION: Final = 0.6
"""Tension that a creak of 1 has with it: its pulses are short (Klatt & Klatt 1990)."""


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """Curves over time, one value each ``step`` seconds from the start on; 0 changes nothing.

    Attributes:
        effort: -1.5 to 1.5: the slope of the source is flatter, or steeper, as in a louder or softer voice.
        brightness: dB that what lies above 1.5 kHz is raised by, -12 to 12.
        breathiness: 1 a voice as breathy as voices get, -1 a clear one, with little noise of its own.
        tension: 1 pressed, -1 lax.
        creak: 0 to 1; comes where the voice is low and before pauses.
        jitter: % by which neighbouring periods differ, on average, added to the voice's own; 0 to 4.
        shimmer: dB between neighbouring pulses, on average, added to the voice's own; 0 to 1.5.
        whisper: 0 to 1, where no voice is left.
        step: seconds between two values; the last goes on to the end.

    Raises:
        RequestError: curves that are empty, of different lengths, not numbers, or out of range.
    """

    effort: Doubles
    brightness: Doubles
    breathiness: Doubles
    tension: Doubles
    creak: Doubles
    jitter: Doubles
    shimmer: Doubles
    whisper: Doubles
    step: Seconds

    def __post_init__(self) -> None:
        if not self.step > 0:
            raise RequestError(f"a step of {self.step:g} s between values of voice quality")
        size = np.shape(self.brightness)
        for name, (low, high) in RANGES.items():
            curve = getattr(self, name)
            if np.shape(curve) != size or len(size) != 1 or not size[0]:
                raise RequestError(
                    f"the curve of {name} has the shape {np.shape(curve)}", fix="Use one for all."
                )
            if not (np.isfinite(curve).all() and np.min(curve) >= low and np.max(curve) <= high):
                raise RequestError(f"{name} is out of range", fix=f"Use {low:g} to {high:g}.")

    @classmethod
    def steady(cls, step: Seconds = 1.0, **values: float) -> Quality:
        """The same quality throughout, e.g. ``Quality.steady(breathiness=0.5)``; others are 0."""
        return cls(**{name: np.full(1, values.get(name, 0.0)) for name in RANGES}, step=step)

    @property
    def is_neutral(self) -> bool:
        """Whether nothing is changed."""
        return not any(np.any(getattr(self, name)) for name in RANGES)

    def at(self, name: str, seconds: Doubles) -> Doubles:
        """One curve at times, without steps shorter than 60 ms."""
        curve = np.asarray(getattr(self, name), np.float64)
        grid = np.arange(0.0, (len(curve) - 1) * self.step + _GLIDE, 0.005)
        eased = smooth(np.interp(grid, np.arange(len(curve)) * self.step, curve), 200.0, _GLIDE)
        return np.asarray(np.interp(seconds, grid, eased))


def apply(samples: Floats, rate: int, quality: Quality, rng: np.random.Generator) -> Floats:
    """Speech with another voice quality.

    Args:
        samples: float32, shape ``(n,)``, which begin and end in silence.
        rate: samples a second, 8,000 or more.
        quality: what to change.
        rng: draws noise and irregularities; the same state gives the same samples.

    Returns:
        float32, shape ``(n,)``: the samples themselves, bit for bit, under a quality of all zeros.
    """
    if quality.is_neutral or not np.any(samples):
        return samples
    speech = samples.astype(np.float64)
    if not any(np.any(getattr(quality, name)) for name in RANGES if name != "brightness"):
        return _brightened(speech, rate, quality).astype(np.float32)
    voice = glottis.find(samples, rate)
    if voice is None:
        return _brightened(speech, rate, quality).astype(np.float32)
    return _voiced(speech, rate, quality, voice, rng).astype(np.float32)


def _brightened(speech: Doubles, rate: int, quality: Quality) -> Doubles:
    """Only brightness, which needs no voice."""
    spectra = frames.split(speech, rate)
    return speech + frames.join(spectra * _change(_shelf(len(speech), rate, quality)), len(speech), rate)


def _voiced(
    speech: Doubles, rate: int, quality: Quality, voice: Glottis, rng: np.random.Generator
) -> Doubles:
    """All qualities: the source of the voice first, then its pulses, then noise."""
    fine = np.arange(len(speech)) / rate
    creak = quality.at("creak", fine) * irregular.places(voice, rate)
    breathiness = quality.at("breathiness", fine)
    breath, clear = np.maximum(breathiness, 0.0), np.maximum(-breathiness, 0.0)
    tension = quality.at("tension", fine) + _CREAKY_TENSION * creak
    sides = (np.maximum(tension, 0.0), np.maximum(-tension, 0.0), breath, clear, quality.at("effort", fine))
    settings = np.stack(sides, axis=1) @ np.array([_TENSE, _LAX, _BREATHY, _CLEAR, _EFFORT])
    settings *= voice.voicing[:, None]

    if clear.any():
        speech = speech + _COMB * clear * voice.voicing * (glottis.comb(speech, voice) - speech)
    middles = frames.centres(len(speech), rate)
    tilt, formants, voicing, f0 = (
        np.interp(middles, np.arange(len(speech)), curve)
        for curve in (settings[:, 0], settings[:, 3], voice.voicing, voice.f0)
    )
    spectra = frames.split(speech, rate)
    logs = frames.log_magnitudes(spectra)
    envelope = frames.envelopes(logs, f0, rate)
    relief = envelope - frames.envelopes(logs, np.full_like(f0, _COARSE), rate)
    octaves = np.clip(np.log2(np.maximum(frames.hertz(rate), 1.0) / _TILT[0]), 0.0, _TILT[1])
    decibels = _shelf(len(speech), rate, quality) + tilt[:, None] * octaves
    decibels += formants[:, None] * relief * (20 / np.log(10))
    changed = speech + frames.join(spectra * _change(decibels), len(speech), rate)
    for number in (1, 2):
        if settings[:, number].any():
            changed += glottis.harmonic(speech, rate, voice, number) * _change(settings[:, number])

    closures = glottis.pulses(voice)
    levels = irregular.creak(creak[closures], voice.f0[closures], rng)
    levels += irregular.shimmer(quality.at("shimmer", fine)[closures], rng)
    if levels.any():
        changed *= glottis.pulse_gains(voice, levels)
    late = irregular.jitter(quality.at("jitter", fine)[closures], rng)
    if late.any():
        changed = glottis.displaced(changed, voice, late)
    noise = np.zeros_like(spectra)
    if breath.any():
        amount = np.interp(middles, np.arange(len(speech)), breath)
        noise += aspiration.breath(envelope, voicing, amount, voice, rate, rng)
    whispered = quality.at("whisper", middles / rate)
    if whispered.any():
        spectra = frames.split(changed, rate)
        noise *= 1 - whispered[:, None]
        noise += aspiration.whisper(spectra, envelope, voicing, whispered, len(speech), rate, rng)
    return changed + frames.join(noise, len(speech), rate) if noise.any() else changed


def _shelf(length: int, rate: int, quality: Quality) -> Doubles:
    """dB of brightness, shape ``(frames, bins)``: none at the bottom, half of it at 1.5 kHz."""
    above = np.square(frames.hertz(rate) / _CORNER)
    curve = quality.at("brightness", frames.centres(length, rate) / rate)
    return np.asarray(curve[:, None] * (above / (1 + above)))


def _change(decibels: Doubles) -> Doubles:
    """What to add of a part of the speech, as a factor, so that it changes by decibels."""
    return np.asarray(10 ** (decibels / 20) - 1)
