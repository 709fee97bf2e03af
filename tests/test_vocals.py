"""Sounds that are no words: that they sound as described, in the voice, as often as asked the same."""

from __future__ import annotations

import itertools
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings, strategies
from numpy.typing import NDArray

from emogen.conditioning.effects import Sounds
from emogen.conditioning.targets.voice import NEUTRAL, TARGETS, VoiceTargets, voice_targets
from emogen.dsp import pitch
from emogen.dsp.recording import resampled
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.speech.kokoro.backend import styles
from emogen.pipelines.speech.level import REFERENCE, speech_level
from emogen.pipelines.speech.vocals import Utterance, utter
from emogen.pipelines.speech.vocals.tract import tract_of
from emogen.pipelines.speech.voices import find_voice
from emogen.seeds import stream

RATE = 24_000
NAMES = get_args(Sounds)


def made(name: Sounds, targets: VoiceTargets = NEUTRAL, voice: str = "af_heart", seed: int = 0) -> Utterance:
    found = find_voice(voice)
    return utter(name, styles(found), targets, stream(seed, name), sex=found.sex)


def tune(utterance: Utterance) -> NDArray[np.float64]:
    """Hz of the voiced frames, of 10 ms; below 80 Hz it is chance in noise."""
    f0, _ = pitch.track(resampled(Audio(utterance.samples, RATE), pitch.RATE))
    return f0[f0 > 80]


def centroid(samples: NDArray[np.floating[Any]]) -> float:
    """Hz at which the power of a sound balances."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    return float((power * np.fft.rfftfreq(len(samples), 1 / RATE)).sum() / power.sum())


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_is_short_clean_and_silent_at_both_ends(name: Sounds) -> None:
    samples = made(name).samples
    assert samples.dtype == np.float32
    assert 0.2 < len(samples) / RATE < 3.1
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() < 0.9
    assert np.abs(samples[[0, -1]]).max() < 1e-4
    assert -20 < speech_level(samples, RATE) - REFERENCE < 8


@pytest.mark.parametrize("name", NAMES)
def test_the_mouth_moves_in_order_within_the_sound(name: Sounds) -> None:
    utterance = made(name)
    spans = utterance.phonemes
    assert spans
    assert all(span.end > span.start >= 0 for span in spans)
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))
    assert spans[-1].end <= len(utterance.samples) / RATE


@pytest.mark.parametrize("name", NAMES)
def test_the_same_stream_gives_the_same_bytes_and_another_another_sound(name: Sounds) -> None:
    assert made(name).samples.tobytes() == made(name).samples.tobytes()
    assert made(name).samples.tobytes() != made(name, seed=1).samples.tobytes()


@pytest.mark.parametrize(("voice", "published"), [("af_heart", 405.0), ("am_michael", 272.0)])
def test_a_laugh_is_pitched_as_laughs_are(voice: str, published: float) -> None:
    assert np.median(tune(made("laugh", voice=voice))) == pytest.approx(published, rel=0.2)


def test_calls_of_a_laugh_come_five_a_second_and_fade() -> None:
    laugh = made("laugh")
    starts = [span.start for span in laugh.phonemes if span.symbol == "ʌ"]
    assert len(starts) >= 3
    assert 1 / np.diff(starts).mean() == pytest.approx(4.7, abs=0.7)
    tops = [np.abs(laugh.samples[round(at * RATE) : round((at + 0.15) * RATE)]).max() for at in starts]
    assert tops[-1] < 0.7 * max(tops)


def test_breath_is_drawn_after_a_laugh() -> None:
    laugh = made("laugh")
    last = laugh.phonemes[-1]
    assert last.symbol == "h"
    assert last.duration > 0.25
    drawn = laugh.samples[round(last.start * RATE) :]
    called = laugh.samples[: round(last.start * RATE)]
    assert centroid(drawn) > 1.5 * centroid(called)


def test_voiced_sounds_have_a_voice_and_breath_has_none() -> None:
    assert len(tune(made("hum"))) > 0.6 * len(made("hum").samples) / 240
    assert len(tune(made("gasp"))) < 0.1 * len(made("gasp").samples) / 240


def test_each_speaker_keeps_the_own_resonances() -> None:
    heart, michael = (tract_of(styles(find_voice(name))) for name in ("af_heart", "am_michael"))
    assert heart.f0 > 1.3 * michael.f0
    assert np.abs(heart.vowel - michael.vowel)[: len(heart.vowel) // 3].mean() > 0.3
    assert np.exp(heart.vowel).mean() == pytest.approx(1.0)


def test_a_sad_sigh_is_lower_longer_and_softer() -> None:
    sad = made("sigh", voice_targets("sadness"))
    plain = made("sigh")
    assert len(sad.samples) > 1.1 * len(plain.samples)
    assert speech_level(sad.samples, RATE) < speech_level(plain.samples, RATE) - 1
    assert np.quantile(tune(sad), 0.9) < np.quantile(tune(plain), 0.9)


def test_a_frightened_gasp_is_sharper() -> None:
    assert len(made("gasp", voice_targets("fear")).samples) < len(made("gasp").samples)
    frightened, plain = (
        sum(len(tune(made("gasp", targets, seed=seed))) for seed in range(5))
        for targets in (voice_targets("fear"), NEUTRAL)
    )
    assert frightened > plain + 10


def test_more_joy_laughs_louder() -> None:
    levels = [speech_level(made("laugh", voice_targets(f"joy:{x}")).samples, RATE) for x in (0, 0.5, 1.0)]
    assert levels == sorted(levels)
    assert levels[2] > levels[0] + 2


@settings(max_examples=25, deadline=None)
@given(
    name=strategies.sampled_from(NAMES),
    seed=strategies.integers(0, 99),
    targets=strategies.fixed_dictionaries({n: strategies.floats(t.low, t.high) for n, t in TARGETS.items()}),
)
def test_any_targets_make_a_sound(name: Sounds, seed: int, targets: dict[str, float]) -> None:
    samples = made(name, VoiceTargets(**targets), seed=seed).samples
    assert np.isfinite(samples).all()
    assert 0.1 < len(samples) / RATE < 3.3
    assert np.abs(samples).max() > 1e-4


def test_another_sound_or_sex_is_refused() -> None:
    style = styles(find_voice("af_heart"))
    with pytest.raises(RequestError, match="sound"):
        utter("sneeze", style, NEUTRAL, stream(0), sex="female")  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="sex"):
        utter("laugh", style, NEUTRAL, stream(0), sex="other")
