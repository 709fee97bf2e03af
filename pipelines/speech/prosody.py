"""Voice targets realised on the model's own prosody: durations, F0 and energy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.pipelines.speech.phonemes import OBSTRUENTS, Sound
from emogen.pipelines.speech.text import STOPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.conditioning.targets.voice import VoiceTargets

    Floats = NDArray[np.floating[Any]]
    Counts = NDArray[np.int64]

FRAME: Final = 0.025
"""Seconds of one frame of duration."""

CURVE_RATE: Final = 80.0
"""Frames a second of the F0 and energy curves: two a frame of duration."""

_LONGEST: Final = 7.0
"""Frames of a token before a mark that are sound; what the model gives it beyond is pause."""

_VOICED: Final = 50.0
"""Hz above which the model's F0 curve means voice; it idles near 8 in between."""

_EXCURSION: Final = 9.0
"""Semitones from the median beyond which a scaled excursion is bent back, so that no voice yodels."""

_F0_LIMITS: Final = (55.0, 620.0)
"""Hz: lowest and highest F0 asked of the decoder."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each sound of a chunk lies, in frames of duration.

    Attributes:
        sounds: the sounds.
        frames: frames of each token, the two pads included, shape ``(tokens,)``.
        edges: first frame of each sound and one past the last, shape ``(sounds + 1,)``.
    """

    sounds: Sequence[Sound]
    frames: Counts
    edges: Counts


def plan(sounds: Sequence[Sound], durations: Floats, targets: VoiceTargets, pace: float) -> Plan:
    """Durations of the tokens under the targets.

    Args:
        sounds: the chunk.
        durations: the model's own, in frames, unrounded, shape ``(tokens,)``, pads included.
        targets: what to change.
        pace: a further factor on all lengths (variation).
    """
    wanted = np.maximum(durations.astype(np.float64), 1.0)
    at, starts = 1, [1]
    for index, sound in enumerate(sounds):
        size = len(sound.letters)
        span = wanted[at : at + size]
        # Before a mark the model puts most of the pause into the last sound.
        held = np.maximum(span - _LONGEST, 0.0) if _is_last(sounds, index) else np.zeros(size)
        span[:] = (span - held) * _length(sound, targets) * (1.0 if sound.mark else pace)
        span += held * targets.pause_length
        at += size
        starts.append(at)
    frames = np.diff(np.rint(np.concatenate([[0.0], np.cumsum(wanted)]))).astype(np.int64)
    frames = np.maximum(frames, 1)
    edges = np.concatenate([[0], np.cumsum(frames)])[starts]
    return Plan(sounds, frames, edges)


def _is_last(sounds: Sequence[Sound], index: int) -> bool:
    """Whether a sound stands before a pause: before a mark, or at the very end."""
    following = sounds[index + 1].mark if index + 1 < len(sounds) else "."
    return not sounds[index].mark and following not in ("", " ")


def _length(sound: Sound, targets: VoiceTargets) -> float:
    if sound.mark:
        return targets.pause_length if sound.mark != " " else 1.0
    if sound.letters.lstrip("ˈˌ")[:1] in OBSTRUENTS:
        return targets.obstruent_length
    return targets.sonorant_length


def shape_f0(
    f0: Floats, where: Plan, targets: VoiceTargets, rng: np.random.Generator, variation: float
) -> Floats:
    """The F0 curve under the targets.

    Args:
        f0: the model's curve, Hz, shape ``(2 frames,)``; values below 50 Hz are unvoiced and kept.
        where: the plan the curve was made with.
        targets: what to change.
        rng: draws the irregular part.
        variation: 1 for a natural take, 0 for none.
    """
    voiced = f0 > _VOICED
    if not voiced.any():
        return f0
    frames = len(f0)
    # The steep edges of voiced stretches are transitions, not tune: they keep their shape.
    median = float(np.median(f0[voiced]))
    tune = 12 * np.log2(np.maximum(f0, _VOICED) / median)
    bent = _bend(tune * targets.f0_range) if targets.f0_range != 1.0 else tune
    shift = np.full(frames, targets.f0_shift)
    shift += _sentence_contours(where, frames, targets)
    shift += targets.accent * _accents(where, frames)
    seconds = np.arange(frames) / CURVE_RATE
    shift += _semitones(targets.tremor) * np.sin(2 * np.pi * 6.0 * seconds + rng.uniform(0, 2 * np.pi))
    shift += _semitones(targets.jitter) * _wander(rng, frames, 0.035)
    shift += 0.25 * variation * _wander(rng, frames, 0.6)
    shaped = median * 2 ** ((bent + shift) / 12)
    limited: Floats = np.where(voiced, np.clip(shaped, *_F0_LIMITS), f0).astype(np.float32)
    return limited


def shape_energy(energy: Floats, where: Plan, targets: VoiceTargets) -> Floats:
    """The energy curve (natural-log units, about -10 to 9) under the targets.

    Only frames that sound are moved, smoothly, so that silence stays silent.
    """
    sounding = np.clip((energy - 0.0) / 3.0, 0.0, 1.0)
    middle = float(np.median(energy[energy > 2.0])) if (energy > 2.0).any() else 0.0
    ranged = middle + (energy - middle) * targets.level_range
    accents = 0.25 * targets.accent * _accents(where, len(energy))
    moved = np.minimum(ranged + targets.effort + accents, 10.5)
    shaped: Floats = (energy + sounding * (moved - energy)).astype(np.float32)
    return shaped


def _bend(semitones: Floats) -> Floats:
    """Leave small excursions alone and bend large ones smoothly towards ``_EXCURSION`` and a half."""
    size = np.abs(semitones)
    over = np.maximum(size - _EXCURSION, 0.0)
    limit = 0.5 * _EXCURSION
    bent: Floats = np.sign(semitones) * (np.minimum(size, _EXCURSION) + limit * np.tanh(over / limit))
    return bent


def _semitones(percent: float) -> float:
    return float(12 * np.log2(1 + percent / 100))


def _sentence_contours(where: Plan, frames: int, targets: VoiceTargets) -> Floats:
    """Tilt over each sentence and the rise or fall over its last 30 %, in semitones."""
    contour = np.zeros(frames)
    start = int(where.edges[0])
    for index, sound in enumerate(where.sounds):
        last = index == len(where.sounds) - 1
        if not (last or (sound.mark and sound.mark in STOPS)):
            continue
        end = int(where.edges[index] if sound.mark else where.edges[index + 1])
        span = slice(2 * start, 2 * end)
        position = np.linspace(0.0, 1.0, max(2 * (end - start), 1))
        seconds = max(end - start, 1) * FRAME
        # A rise takes the last 30 % but at most 0.9 s: in long sentences only the last words move.
        reach = min(0.3, 0.9 / seconds)
        late = np.clip((position - 1 + reach) / reach, 0.0, 1.0)
        contour[span] = targets.f0_tilt * (position - 0.5) + targets.final_rise * late * late * (3 - 2 * late)
        start = int(where.edges[index + 1])
    return _smooth(contour, 3)


def _accents(where: Plan, frames: int) -> Floats:
    """Bumps, 0 to 1, over the vowels with primary stress."""
    bumps = np.zeros(frames)
    for index, sound in enumerate(where.sounds):
        if sound.stress == 1:
            middle = float(where.edges[index] + where.edges[index + 1])
            width = max(float(where.edges[index + 1] - where.edges[index]), 3.0)
            low, high = int(max(middle - 4 * width, 0)), int(min(middle + 4 * width, frames))
            x = (np.arange(low, high) - middle) / width
            bumps[low:high] = np.maximum(bumps[low:high], np.exp(-0.5 * x * x))
    return bumps


def _wander(rng: np.random.Generator, frames: int, seconds: float) -> Floats:
    """Smooth noise of unit size that changes over about ``seconds``."""
    width = max(int(seconds * CURVE_RATE), 1)
    noise = _smooth(rng.standard_normal(frames + 6 * width), width)[3 * width : 3 * width + frames]
    return noise / max(float(noise.std()), 1e-9)


def _smooth(values: Floats, width: int) -> Floats:
    reach = np.arange(-3 * width, 3 * width + 1)
    kernel = np.exp(-0.5 * (reach / width) ** 2)
    padded = np.pad(values, 3 * width, mode="edge")
    smooth: Floats = np.convolve(padded, kernel / kernel.sum(), mode="valid")
    return smooth
