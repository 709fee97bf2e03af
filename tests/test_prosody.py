"""Targets of the tune and of level, one at a time, in Kokoro's voice."""

from __future__ import annotations

import numpy as np
import pyworld

from emogen.conditioning.targets.voice import VoiceTargets
from emogen.pipelines.speech.speak import speak

LINE = "We walked from the bridge to the market."


def _tune(samples: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """F0 in semitones, and its times, where there is a voice."""
    f0, times = pyworld.harvest(samples.astype(np.float64), rate, 80.0, 500.0)
    sure = f0 > 0
    return 12 * np.log2(f0[sure] / 100), times[sure]


def test_the_final_rise_is_heard_at_the_end_alone() -> None:
    """Also in a line that ends in a silent consonant and a long pause."""
    ends, starts = [], []
    for rise in (-4.0, 0.0, 4.0):
        speech = speak(LINE, targets=VoiceTargets(final_rise=rise))
        tune, times = _tune(speech.audio.samples, speech.audio.rate)
        vowel = [p for p in speech.timeline.phonemes if p.stress == 1][-1]
        ends.append(np.median(tune[(times > vowel.start) & (times < vowel.end)]))
        starts.append(np.median(tune[times < 0.5 * vowel.start]))
    assert (np.diff(ends) > 1.0).all()
    assert np.ptp(starts) < 0.8 < np.ptp(ends) / 3


def test_a_wide_range_leaves_the_end_to_the_final_rise() -> None:
    plain, wide = (speak(LINE, targets=VoiceTargets(f0_range=factor)) for factor in (1.0, 2.0))
    spread, last = [], []
    for speech in (plain, wide):
        tune, times = _tune(speech.audio.samples, speech.audio.rate)
        vowel = [p for p in speech.timeline.phonemes if p.stress == 1][-1]
        last.append(np.median(tune[(times > vowel.start) & (times < vowel.end)]))
        spread.append(np.subtract(*np.percentile(tune, [80, 20])))
    assert spread[1] > 1.3 * spread[0]
    assert abs(last[1] - last[0]) < 0.5 * (spread[1] - spread[0])


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
