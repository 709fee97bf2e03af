"""Gestures made sound: the speaker's own resonances over a voice and over breath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, get_args

import numpy as np

from emogen.pipelines.speech.curves import semitones, smooth, tremor, wander
from emogen.pipelines.speech.level import REFERENCE
from emogen.pipelines.speech.vocals.gesture import SILENT, Gesture, value
from emogen.pipelines.speech.vocals.tract import HOP, RATE, Colour, Tract, levelled, warped

if TYPE_CHECKING:
    from emogen.arrays import Doubles, Floats
    from emogen.conditioning.targets.voice import VoiceTargets

_MARGIN: Final = 0.02
"""Seconds of silence after the last gesture."""

_SMOOTHING: Final = 0.002
"""Seconds over which gains are smoothed, so that none clicks and a cough is still sudden."""

_SLOPE: Final = 0.28
"""dB an octave that a voice gets darker for each dB it gets softer: ours, near the 0.3-0.4 dB that
1-3 kHz loses beyond each dB of level in speech (Nordenberg & Sundberg 2004), from notes."""

_TENSE: Final = 2.5
"""dB an octave that a pressed voice is brighter. Ours."""

_F0_LIMITS: Final = (50.0, 800.0)
"""Hz: lowest and highest F0."""


def render(
    gestures: Sequence[Gesture], tract: Tract, targets: VoiceTargets, rng: np.random.Generator
) -> Floats:
    """The sound of gestures.

    Args:
        gestures: in order of time.
        tract: of the speaker.
        targets: for breathiness, tension, tremor, jitter, creak and shimmer.
        rng: draws noise and irregularity.

    Returns:
        float32, shape ``(n,)``, at 24 kHz; 0 dB of the score is 25 dB below full scale RMS.
    """
    length = round((max(gesture.end for gesture in gestures) + _MARGIN) * RATE)
    total = _voice(gestures, tract, targets, rng, length) + _breath(gestures, tract, rng, length)
    width = RATE // 200
    ramp = np.linspace(0.0, 1.0, width)
    total[:width] *= ramp
    total[-width:] *= ramp[::-1]
    return (10 ** (REFERENCE / 20) * total).astype(np.float32)


def _breath(gestures: Sequence[Gesture], tract: Tract, rng: np.random.Generator, length: int) -> Doubles:
    from scipy.signal import fftconvolve

    total = np.zeros(length)
    for colour in get_args(Colour):
        own = [gesture for gesture in gestures if gesture.breath and gesture.colour == colour]
        noise = rng.standard_normal(length)  # drawn for every colour: one more gesture moves no other
        if own:
            level = np.full(length, SILENT)
            for gesture in own:
                span = _span(gesture, RATE, length)
                curve = value(gesture.breath, np.linspace(0.0, 1.0, span.stop - span.start))
                level[span] = np.maximum(level[span], curve)
            # Air does not flow evenly: a slow flutter of 1.5 dB (ours).
            flutter = 1.5 * wander(rng, length // 240 + 2, 6)
            level += np.interp(np.arange(length) / 240, np.arange(len(flutter)), flutter)
            total += fftconvolve(noise, tract.breath(colour), mode="same") * _gain(level)
    return total


def _voice(
    gestures: Sequence[Gesture], tract: Tract, targets: VoiceTargets, rng: np.random.Generator, length: int
) -> Doubles:
    """The voiced part: pulses at the tune through the tract (WORLD: Morise et al. 2016)."""
    import pyworld

    frames = round(length / RATE / HOP) + 1
    level, tune, openness, size, rough = _tracks(gestures, frames)
    if level.max() <= SILENT:
        return np.zeros(length)
    rough = np.clip(rough + targets.creak * np.clip(-tune / 4, 0.0, 1.0), 0.0, 1.0)
    tune = tune + _unsteady(targets, rough, rng)
    f0 = np.clip(tract.f0 * 2 ** (tune / 12), *_F0_LIMITS)
    below = np.clip(level.max() - level, 0.0, 15.0)
    envelopes = openness[:, None] * tract.vowel + (1 - openness[:, None]) * tract.nasal
    envelopes = np.stack([warped(row, factor) for row, factor in zip(envelopes, size, strict=True)])
    slope = (
        _TENSE * targets.tension
        - 2.0 * max(targets.breathiness, 0.0)
        - _SLOPE * (below - np.clip(level.max(), -4.0, 6.0))
    )
    octaves = np.log2(np.clip(np.linspace(0.0, RATE / 2, envelopes.shape[1]), 300.0, 6000.0) / 300.0)
    envelopes = envelopes + np.log(10) / 10 * slope[:, None] * octaves
    # Where there are no harmonics there is no power: below F0, which is most of it in a high voice.
    bins = np.arange(envelopes.shape[1]) / envelopes.shape[1] * RATE / 2
    envelopes = levelled(np.where(bins > 0.75 * f0[:, None], envelopes, -20.0))
    airy = np.clip(0.12 + 0.2 * targets.breathiness - 0.1 * targets.tension + below / 40, 0.02, 0.9)
    noise = 1 - (1 - tract.noise) * (1 - airy[:, None] * np.linspace(0.35, 1.0, len(tract.noise)))
    power = np.ascontiguousarray(np.exp(envelopes))
    pulses = pyworld.synthesize(
        f0, power, np.ascontiguousarray(np.clip(noise, 0.001, 0.999)), RATE, HOP * 1000
    )
    shimmer = (targets.shimmer + 2.5 * rough) * wander(rng, frames, 2)
    gains = np.interp(np.arange(length) / RATE / HOP, np.arange(frames), level + shimmer)
    return np.asarray(_fitted(pulses, length) * _gain(gains))


def _tracks(gestures: Sequence[Gesture], frames: int) -> tuple[Doubles, Doubles, Doubles, Doubles, Doubles]:
    """Level, tune, openness, size and roughness of the voice, one a frame. Tune and mouth move on through
    silences, so that no voice starts with a jump."""
    level = np.full(frames, SILENT)
    known = np.zeros(frames, bool)
    rows = np.zeros((4, frames))
    for gesture in gestures:
        if not gesture.voice:
            continue
        span = _span(gesture, 1 / HOP, frames)
        shares = np.linspace(0.0, 1.0, span.stop - span.start)
        level[span] = np.maximum(level[span], value(gesture.voice, shares))
        opened = np.interp(shares, (0.0, 1.0), gesture.openness)
        rows[0, span], rows[1, span] = value(gesture.tune, shares), opened
        rows[2, span], rows[3, span] = gesture.size, gesture.roughness
        known[span] = True
    if known.any():
        at = np.arange(frames)
        rows = np.stack([smooth(np.interp(at, at[known], row[known]), 4.0) for row in rows])
    return level, rows[0], rows[1], rows[2], rows[3]


def _unsteady(targets: VoiceTargets, rough: Doubles, rng: np.random.Generator) -> Doubles:
    """Semitones by which F0 trembles and wanders; even a steady voice has 0.15 (ours)."""
    frames = len(rough)
    seconds = np.arange(frames) * HOP
    trembling = tremor(targets.tremor, seconds, rng.uniform(0, 2 * np.pi))
    jitter = 0.15 + semitones(targets.jitter)
    quick, slow = wander(rng, frames, 3), wander(rng, frames, 40)
    return np.asarray(trembling + 0.5 * jitter * quick + 1.5 * jitter * slow + 2.2 * rough * quick)


def _span(gesture: Gesture, rate: float, length: int) -> slice:
    start = min(max(round(gesture.start * rate), 0), length - 2)
    return slice(start, max(min(round(gesture.end * rate), length), start + 2))


def _gain(level: Doubles) -> Doubles:
    """A factor from dB, silent where the curve is, smooth."""
    gain = np.where(level > SILENT, 10 ** (level / 20), 0.0)
    return smooth(gain, _SMOOTHING * RATE / 2)


def _fitted(samples: Doubles, length: int) -> Doubles:
    return np.pad(samples, (0, max(0, length - len(samples))))[:length]
