"""Measures of a voice in a recording: pitch, tempo, loudness, timbre and steadiness, as numbers.

No number is ever NaN: what was not there to be measured is told by ``voiced``, ``speech`` and
``syllables``, which are then 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.arrays import Doubles
from emogen.dsp.frames import EDGES, FRAME, Frames, analyse, runs
from emogen.media import Audio

if TYPE_CHECKING:
    from emogen.arrays import Floats

_LEAST_DIP: Final = 2.0
_NUCLEUS_FLOOR: Final = 25.0
"""Between two syllables the level falls by 2 dB, and a nucleus lies within 25 dB of the loudest
sound (de Jong & Wempe 2009, "Praat script to detect syllable nuclei")."""


@dataclass(frozen=True, slots=True)
class VoiceMeasures:
    """One utterance, or one window of it.

    Attributes:
        duration: seconds in all.
        speech: seconds of speech, pauses left out.
        voiced: share of the speech in which there is an F0, in [0, 1].
        f0_median: median F0, semitones above 55 Hz.
        f0_range: from the 10th to the 90th percentile of F0, semitones.
        f0_tilt: rise of the straight line through the tune of a phrase, from its start to its end,
            semitones; the mean over phrases, weighted by their length.
        final_rise: last 0.15 s of voice in a phrase against the median of the phrase, semitones;
            the mean over phrases.
        syllables: syllable nuclei that were found (de Jong & Wempe 2009).
        rate: syllable nuclei per second of speech.
        pause_length: mean length of the pauses inside, at least 0.2 s each; 0 without any.
        pause_share: share of the time from the first sound to the last that is pauses, in [0, 1].
        level: mean power of the speech, dB of full scale.
        level_range: standard deviation of the level of the voiced frames, dB.
        brightness: level from 1.5 to 4 kHz against that from 0.1 to 1.5 kHz, mean over voiced
            frames, dB.
        slope: straight line through the mean spectrum of the voice, 0.25 to 4 kHz, dB/octave.
        harmonicity: harmonics to noise, mean over voiced frames, dB (Boersma 1993).
        tremor: depth of the wobble of F0 at roughly 3 to 10 Hz, %.
        jitter: mean distance of F0 from that of its neighbours 10 ms away, %.
    """

    duration: float = 0.0
    speech: float = 0.0
    voiced: float = 0.0
    f0_median: float = 0.0
    f0_range: float = 0.0
    f0_tilt: float = 0.0
    final_rise: float = 0.0
    syllables: float = 0.0
    rate: float = 0.0
    pause_length: float = 0.0
    pause_share: float = 0.0
    level: float = -100.0
    level_range: float = 0.0
    brightness: float = 0.0
    slope: float = 0.0
    harmonicity: float = 0.0
    tremor: float = 0.0
    jitter: float = 0.0


def measure(samples: Floats, rate: int) -> VoiceMeasures:
    """Measure one utterance.

    Args:
        samples: float32, shape ``(n,)``, full scale [-1, 1]; may be empty or silent.
        rate: samples a second, Hz.

    Raises:
        RequestError: samples that are not numbers or not mono, an unusable rate.
    """
    return summary(analyse(Audio(samples, rate)))


def summary(frames: Frames) -> VoiceMeasures:
    """The measures of some frames."""
    phrases = runs(frames.active)
    voiced = frames.voiced
    if not phrases:
        return VoiceMeasures(duration=len(frames) * FRAME)
    spoken = int(frames.active.sum())
    pauses = [(later[0] - earlier[1]) * FRAME for earlier, later in pairwise(phrases)]
    nuclei = _nuclei(frames)
    common: dict[str, Any] = {
        "duration": len(frames) * FRAME,
        "speech": spoken * FRAME,
        "syllables": float(nuclei),
        "rate": nuclei / (spoken * FRAME),
        "pause_length": float(np.mean(pauses)) if pauses else 0.0,
        "pause_share": sum(pauses) / ((phrases[-1][1] - phrases[0][0]) * FRAME),
        "level": 10 * math.log10(np.mean(10 ** (frames.level[frames.active] / 10))),
    }
    if voiced.sum() < 5:
        return VoiceMeasures(**common)
    low, middle, high = np.percentile(frames.f0[voiced], [10, 50, 90])
    tilt, rise = _tune(frames, phrases)
    tremor, jitter = _unsteadiness(frames)
    return VoiceMeasures(
        **common,
        voiced=float(voiced.sum() / spoken),
        f0_median=float(middle),
        f0_range=float(high - low),
        f0_tilt=tilt,
        final_rise=rise,
        level_range=float(frames.level[voiced].std()),
        brightness=float(frames.brightness[voiced].mean()),
        slope=_slope(frames.bands[voiced]),
        harmonicity=float(frames.harmonicity[voiced].mean()),
        tremor=tremor,
        jitter=jitter,
    )


def _nuclei(frames: Frames) -> int:
    """How many syllable nuclei there are: voiced peaks of the smoothed level."""
    from scipy.ndimage import gaussian_filter1d
    from scipy.signal import find_peaks

    smooth = gaussian_filter1d(np.maximum(frames.level, frames.level.max() - 60), 2.0, mode="nearest")
    peaks, _ = find_peaks(smooth, height=smooth.max() - _NUCLEUS_FLOOR, prominence=_LEAST_DIP)
    return int((frames.voiced & frames.active)[peaks].sum())


def _tune(frames: Frames, phrases: list[tuple[int, int]]) -> tuple[float, float]:
    """Tilt and final rise, semitones: means over the phrases, by their length."""
    tilts, rises, weights = [], [], []
    for start, end in phrases:
        at = np.flatnonzero(frames.voiced[start:end])
        if len(at) < 20:
            continue
        tune = frames.f0[start:end][at]
        tilts.append(np.polyfit(at / (at[-1] - at[0]), tune, 1)[0])
        rises.append(np.median(tune[-15:]) - np.median(tune))
        weights.append(len(at))
    if not weights:
        return 0.0, 0.0
    return float(np.average(tilts, weights=weights)), float(np.average(rises, weights=weights))


def _slope(bands: Doubles) -> float:
    """Slope in dB/octave of the mean spectrum of voiced frames, shape (N, 7)."""
    edges = np.array(EDGES)[1:]
    power = bands[:, 1:].mean(axis=0)
    density = 10 * np.log10((power + 1e-7 * power.sum() + 1e-12) / np.diff(edges))
    return float(np.polyfit(np.log2(np.sqrt(edges[1:] * edges[:-1])), density, 1)[0])


def _unsteadiness(frames: Frames) -> tuple[float, float]:
    """Tremor and jitter in %, over stretches of voice long enough to tell."""
    from scipy.ndimage import uniform_filter1d

    wobble, rough = [], []
    for start, end in runs(frames.voiced):
        tune = frames.f0[start:end]
        if len(tune) >= 5:
            rough.append(np.abs(tune[1:-1] - (tune[:-2] + tune[2:]) / 2))
        if len(tune) >= 30:
            wobble.append(uniform_filter1d(tune, 5) - uniform_filter1d(tune, 20))
    percent = 100 * math.log(2) / 12
    tremor = math.sqrt(2 * np.mean(np.square(np.concatenate(wobble)))) if wobble else 0.0
    jitter = float(np.mean(np.concatenate(rough))) if rough else 0.0
    return percent * tremor, percent * jitter
