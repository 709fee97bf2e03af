"""Speech as a listener and an animator would notice it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.pipelines.speech import level
from emogen.pipelines.speech.delivery import loudness
from emogen.pipelines.speech.speak import Speech, speak
from emogen.pipelines.speech.voices import find_voice, voices

LINE = "They left at noon, and nobody came."


@pytest.fixture(scope="module")
def neutral() -> Speech:
    return speak(LINE)


@pytest.fixture(scope="module")
def felt() -> dict[str, Speech]:
    return {name: speak(LINE, emotion=Emotion(name)) for name in ("anger", "sadness")}


def _level(speech: Speech) -> float:
    return level.speech_level(speech.audio.samples, speech.audio.rate)


def test_words_and_phonemes_fill_the_audio(neutral: Speech) -> None:
    timeline = neutral.timeline
    assert [word.text for word in timeline.words] == ["They", "left", "at", "noon", "and", "nobody", "came"]
    assert timeline.duration == pytest.approx(neutral.audio.duration)
    assert timeline.phonemes[0].start == 0
    assert timeline.phonemes[-1].end == pytest.approx(timeline.duration)
    for one, other in pairwise(timeline.phonemes):
        assert other.start == pytest.approx(one.end)
    assert all(phoneme.duration > 0 for phoneme in timeline.phonemes)
    assert "".join(p.symbol for p in timeline.phonemes).startswith("ðeɪlɛft")
    for one_word, other_word in pairwise(timeline.words):
        assert one_word.end <= other_word.start + 1e-9


def test_pauses_are_silent_and_words_are_not(neutral: Speech) -> None:
    samples, rate = neutral.audio.samples, neutral.audio.rate
    loud = np.abs(samples).max()
    pauses = [p for p in neutral.timeline.phonemes if not p.symbol]
    assert len(pauses) == 3  # before, at the comma, after
    for pause in pauses:
        middle = samples[int((pause.start + 0.02) * rate) : int((pause.end - 0.02) * rate)]
        assert np.abs(middle).max() < 0.05 * loud
    for word in neutral.timeline.words:
        assert np.abs(samples[int(word.start * rate) : int(word.end * rate)]).max() > 0.1 * loud


def test_emotion_is_heard_in_level_and_length(neutral: Speech, felt: dict[str, Speech]) -> None:
    assert _level(felt["anger"]) > _level(neutral) + 3
    assert _level(felt["sadness"]) < _level(neutral) - 3
    assert felt["anger"].audio.duration < neutral.audio.duration < felt["sadness"].audio.duration
    assert [w.text for w in felt["anger"].timeline.words] == [w.text for w in neutral.timeline.words]


def test_sound_is_clean(neutral: Speech, felt: dict[str, Speech]) -> None:
    for speech in (neutral, *felt.values()):
        samples = speech.audio.samples
        assert samples.dtype == np.float32
        assert np.abs(samples).max() <= level.CEILING + 1e-6
        assert np.abs(samples[:100]).max() < 1e-3 > np.abs(samples[-100:]).max()
        assert abs(float(samples.mean())) < 1e-3


def test_same_seed_same_sound_other_seed_other_take(neutral: Speech) -> None:
    assert np.array_equal(speak(LINE).audio.samples, neutral.audio.samples)
    other = speak(LINE, seed=1)
    assert not np.array_equal(other.audio.samples[:1000], neutral.audio.samples[:1000]) or (
        other.audio.duration != neutral.audio.duration
    )
    assert other.audio.duration == pytest.approx(neutral.audio.duration, rel=0.1)


def test_long_text_is_joined_in_order_with_progress() -> None:
    seen: list[float] = []
    speech = speak("One small step at a time, he said. " * 6, progress=seen.append)
    assert len(speech.timeline.words) == 6 * 8
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > 1
    for one, other in pairwise(speech.timeline.words):
        assert one.end <= other.start + 1e-9


def test_british_voices_speak_british() -> None:
    speech = speak("No car.", voice="bf_emma")
    symbols = "".join(p.symbol for p in speech.timeline.phonemes)
    assert "əʊ" in symbols
    assert "ɑː" in symbols


def test_voices() -> None:
    assert len(voices()) == 54
    assert {v.sex for v in voices()} == {"female", "male"}
    assert {"en-us", "en-gb", "es", "fr-fr", "hi", "it", "ja", "pt-br", "zh"} == {
        v.language for v in voices()
    }
    assert find_voice("bm_george").sex == "male"
    with pytest.raises(RequestError, match="af_heart"):
        find_voice("af_hart")


def test_peaks_are_turned_down_without_a_jump() -> None:
    time = np.arange(24_000) / 24_000
    wave = (np.sin(2 * np.pi * 100 * time) * (0.5 + 1.5 * (time > 0.5))).astype(np.float32)
    held = loudness.limit(wave, 24_000, level.CEILING)
    assert np.abs(held).max() <= level.CEILING + 1e-6
    quiet = slice(0, 10_000)
    assert np.array_equal(held[quiet], wave[quiet])


@pytest.mark.parametrize("voice", ["af_heart", "am_michael"])
def test_sounds_are_heard_when_the_timeline_says(voice: str) -> None:
    """Where sound begins is where the first sound does; a stop inside is where the level dips."""
    late = []
    for text in ("Only you.", "All of them are away.", "You are here now."):
        speech = speak(text, voice=voice)
        step = speech.audio.rate // 200
        frames = speech.audio.samples[: len(speech.audio.samples) // step * step].reshape(-1, step)
        level = np.sqrt(np.square(frames).mean(axis=1))
        heard = np.flatnonzero(level > 0.05 * level.max())[0] / 200
        late.append(next(p.start for p in speech.timeline.phonemes if p.symbol) - heard)
    assert abs(np.median(late)) < 0.035
