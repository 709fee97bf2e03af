"""What a recording is to do differently, frame by frame, to realise voice targets.

No text is needed: sonorants, obstruents and pauses are told apart by voicing, spectral balance and
level, stressed syllables by how far they stand out. A timeline, where one is known, tells it exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from emogen.arrays import Doubles, Mask
from emogen.dsp.frames import FRAME, Frames, runs
from emogen.pipelines.speech.curves import ending, semitones, smooth, tremor, widened
from emogen.pipelines.speech.level import ranged
from emogen.pipelines.speech.text.phonemes import OBSTRUENTS

if TYPE_CHECKING:
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.timeline import Timeline

_FRICATIVE: Final = 12.0
"""A voiced frame so many dB brighter than the voice's median is half an obstruent (ours)."""

_BURST: Final = 12.0
"""A rise of the high band by so many dB in 30 ms is a burst, which keeps its length (ours)."""

_SENTENCE: Final = 0.35
"""Seconds of silence that end a sentence, where no timeline says it (ours)."""

_EXCURSION: Final = 8.0
"""Semitones from the median beyond which a widened tune is bent back, so that no voice yodels (ours)."""

_LIMITS: Final = (0.7, 1.7)
"""F0 stays between these factors on the speaker's own 2nd and 98th percentile (ours)."""

_BLOCK: Final = 500
"""Frames, 5 s, that are converted at once at least, and half of the most: about a sentence, and some 350 MB
of spectra at 48 kHz (ours)."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What each frame of 10 ms is to do; every array has the shape ``(T,)``.

    Attributes:
        semitones: shift of F0.
        lengths: factor on the length.
        gain: dB.
    """

    semitones: Doubles
    lengths: Doubles
    gain: Doubles


def blocks(frames: Frames) -> list[tuple[int, int]]:
    """(start, end) of stretches of about :data:`_BLOCK` frames, parted where it is quietest."""
    cuts = [0]
    while len(frames) - cuts[-1] > 2 * _BLOCK:
        near = smooth(frames.level[cuts[-1] + _BLOCK : cuts[-1] + 2 * _BLOCK], 5.0)
        cuts.append(cuts[-1] + _BLOCK + int(near.argmin()))
    return list(pairwise([*cuts, len(frames)]))


def course(
    frames: Frames, targets: VoiceTargets, rng: np.random.Generator, timeline: Timeline | None = None
) -> Course:
    """The course that realises the targets' tune, tempo and level range.

    Args:
        frames: of the recording.
        targets: what is to change.
        rng: draws tremor.
        timeline: of the recording, where it is known.
    """
    obstruent, pause = _classes(frames) if timeline is None else _known_classes(len(frames), timeline)
    accents = _prominence(frames) if timeline is None else _stresses(len(frames), timeline)
    return Course(
        _tune(frames, targets, accents, rng),
        _lengths(frames, targets, obstruent, pause),
        _gain(frames, targets, accents),
    )


def _classes(frames: Frames) -> tuple[Doubles, Mask]:
    """How much each frame is an obstruent, 0 to 1, and which are pauses between speech."""
    bright = frames.brightness
    middle = float(np.median(bright[frames.voiced])) if frames.voiced.any() else 0.0
    fricative = 1 / (1 + np.exp(-(bright - middle - _FRICATIVE) / 2))
    spoken = np.flatnonzero(frames.active)
    pause = np.zeros(len(frames), bool)
    if len(spoken):
        pause[spoken[0] : spoken[-1]] = ~frames.active[spoken[0] : spoken[-1]]
    return np.where(frames.voiced, fricative, 1.0), pause


def _known_classes(count: int, timeline: Timeline) -> tuple[Doubles, Mask]:
    obstruent, pause = np.zeros(count), np.zeros(count, bool)
    for index, phoneme in enumerate(timeline.phonemes):
        span = _span(phoneme.start, phoneme.end)
        if phoneme.symbol:
            obstruent[span] = float(phoneme.symbol[:1] in OBSTRUENTS)
        else:
            pause[span] = 0 < index < len(timeline.phonemes) - 1
    return obstruent, pause


def _span(start: float, end: float) -> slice:
    return slice(round(start / FRAME), round(end / FRAME))


def _lengths(frames: Frames, targets: VoiceTargets, obstruent: Doubles, pause: Mask) -> Doubles:
    from scipy.ndimage import binary_dilation

    sonorant, other = np.log(targets.sonorant_length), np.log(targets.obstruent_length)
    speech = sonorant + (other - sonorant) * obstruent
    high = 10 * np.log10(frames.bands[:, 4:].sum(axis=1) + 1e-9)
    rise = high - np.pad(high, (3, 0), mode="edge")[: len(high)]
    burst = binary_dilation((rise > _BURST) & ~frames.voiced)
    edges = ~frames.active & ~pause
    wanted = np.where(pause, np.log(targets.pause_length), np.where(burst | edges, 0.0, speech))
    return np.exp(smooth(wanted, 1.0))


def _tune(frames: Frames, targets: VoiceTargets, accents: Doubles, rng: np.random.Generator) -> Doubles:
    """Shift of F0 in semitones."""
    count = len(frames)
    if not frames.voiced.any():
        return np.zeros(count)
    heard = frames.f0[frames.voiced]
    low, middle, high = (float(value) for value in np.percentile(heard, [2, 50, 98]))
    tune = frames.f0 - middle
    tilt, late = _contours(frames)
    shift = targets.f0_shift + targets.accent * accents + targets.f0_tilt * tilt + targets.final_rise * late
    shift = shift + (widened(tune, targets.f0_range, late, _EXCURSION) - tune)
    seconds = np.arange(count) * FRAME
    shift = shift + tremor(targets.tremor, seconds, rng.uniform(0, 2 * np.pi))
    bottom, top = low + semitones(100 * (_LIMITS[0] - 1)), high + semitones(100 * (_LIMITS[1] - 1))
    return np.asarray(np.clip(frames.f0 + shift, bottom, top) - frames.f0)


def _contours(frames: Frames) -> tuple[Doubles, Doubles]:
    """Over each sentence, -0.5 to 0.5 from first to last, and 0 to 1 where its end comes."""
    tilt, late = np.zeros(len(frames)), np.zeros(len(frames))
    for start, end in _sentences(frames):
        tilt[start:end] = np.linspace(-0.5, 0.5, end - start)
        late[start:end] = ending(end - start, 1 / FRAME)
    return smooth(tilt, 4.0), smooth(late, 4.0)


def _sentences(frames: Frames) -> list[tuple[int, int]]:
    """(first, one past the last) voiced frame of each stretch between long silences."""
    phrases = runs(frames.active)
    starts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(phrases)) if (b[0] - a[1]) * FRAME >= _SENTENCE)]
    found = []
    for first, after in pairwise([*starts, len(phrases)]):
        start, end = phrases[first][0], phrases[after - 1][1]
        voiced = np.flatnonzero(frames.voiced[start:end])
        if len(voiced) > 1:
            found.append((start + int(voiced[0]), start + int(voiced[-1]) + 1))
    return found


def _prominence(frames: Frames) -> Doubles:
    """Bumps, 0 to 1, over the syllables that stand out by pitch, level and length."""
    from scipy.signal import find_peaks, peak_widths

    level = smooth(np.maximum(frames.level, frames.level.max() - 60), 2.0)
    peaks, _ = find_peaks(level, height=level.max() - 25, prominence=2.0)
    peaks = peaks[(frames.voiced & frames.active)[peaks]]
    if len(peaks) < 2:
        return np.zeros(len(frames))
    width = peak_widths(level, peaks, rel_height=0.5)[0]
    pitch = smooth(np.where(frames.voiced, frames.f0, np.median(frames.f0[frames.voiced])), 3.0)
    near = [np.abs(peaks - peak) * FRAME < 1.0 for peak in peaks]
    cues = np.stack([level[peaks] / 4, pitch[peaks] / 2, 2 * np.log(np.maximum(width, 1.0))])
    standing = np.array([(cues[:, i] - cues[:, mask].mean(axis=1)).sum() for i, mask in enumerate(near)])
    weights = np.clip(standing / max(float(np.quantile(standing, 0.9)), 0.5), 0.0, 1.0)
    return _bumps(len(frames), peaks, np.clip(width / 2, 4.0, 10.0), weights)


def _stresses(count: int, timeline: Timeline) -> Doubles:
    """Bumps over the vowels with primary stress."""
    stressed = [p for p in timeline.phonemes if p.stress == 1]
    middles = np.array([(p.start + p.end) / 2 / FRAME for p in stressed])
    widths = np.array([max(p.duration / FRAME / 2, 4.0) for p in stressed])
    return _bumps(count, middles, widths, np.ones(len(stressed)))


def _bumps(count: int, middles: NDArray[np.number[Any]], widths: Doubles, weights: Doubles) -> Doubles:
    bumps = np.zeros(count)
    for middle, width, weight in zip(middles, widths, weights, strict=True):
        low, high = max(int(middle - 4 * width), 0), min(int(middle + 4 * width) + 1, count)
        bump = weight * np.exp(-0.5 * ((np.arange(low, high) - middle) / width) ** 2)
        bumps[low:high] = np.maximum(bumps[low:high], bump)
    return bumps


def _gain(frames: Frames, targets: VoiceTargets, accents: Doubles) -> Doubles:
    """dB: sounds further from or nearer to the middle level, accents louder; pauses as they are."""
    if not frames.active.any():
        return np.zeros(len(frames))
    accented = smooth(targets.accent * accents * frames.active, 2.0)
    return ranged(frames.level, frames.active, targets.level_range, FRAME) + accented
