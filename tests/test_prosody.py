"""Targets of the tune and of level, one at a time, in Kokoro's voice."""

from __future__ import annotations

import numpy as np
import pyworld

from emogen.conditioning.targets.voice import VoiceTargets
from emogen.pipelines.speech.speak import Speech, speak

LINE = "We walked from the bridge to the market."


def _vowels(speech: Speech) -> list[float]:
    """F0 in semitones of each vowel with primary stress."""
    tune, times = _tune(speech.audio.samples, speech.audio.rate)
    stressed = [p for p in speech.timeline.phonemes if p.stress == 1]
    return [float(np.median(tune[(times > p.start) & (times < p.end)])) for p in stressed]


def _tune(samples: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """F0 in semitones, and its times, where there is a voice."""
    f0, times = pyworld.harvest(samples.astype(np.float64), rate, 80.0, 500.0)
    sure = f0 > 0
    return 12 * np.log2(f0[sure] / 100), times[sure]


def test_the_final_rise_is_heard_at_the_end_alone() -> None:
    """Also in a line that ends in a silent consonant and a long pause."""
    said = [_vowels(speak(LINE, targets=VoiceTargets(final_rise=rise))) for rise in (-4.0, 0.0, 4.0)]
    first, last = np.array([vowels[0] for vowels in said]), np.array([vowels[-1] for vowels in said])
    assert (np.diff(last) > 1.0).all()
    assert np.ptp(first) < 0.3


def test_a_wide_range_leaves_the_end_to_the_final_rise() -> None:
    plain, wide = (_vowels(speak(LINE, targets=VoiceTargets(f0_range=factor))) for factor in (1.0, 2.0))
    assert np.ptp(wide[:-1]) > 1.3 * np.ptp(plain[:-1])
    assert abs(wide[-1] - plain[-1]) < 0.5 * (np.ptp(wide[:-1]) - np.ptp(plain[:-1]))


def test_the_range_of_level_is_that_of_sounds_not_of_pauses() -> None:
    spread, pauses = [], []
    for factor in (0.6, 1.0, 1.6):
        speech = speak("It rained. We went in.", targets=VoiceTargets(level_range=factor))
        frames = speech.audio.samples[: len(speech.audio.samples) // 480 * 480].reshape(-1, 480)
        level = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
        spread.append(np.subtract(*np.percentile(level[level > level.max() - 30], [90, 20])))
        pauses.append(np.percentile(level, 5))
    assert (np.diff(spread) > 1.0).all()
    assert max(pauses) < -55
