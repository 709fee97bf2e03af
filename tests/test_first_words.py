"""Short words at the start of a line: long enough, stressed, and heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.first_words import is_heard
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.voice import VoiceTargets
from emogen.dsp.recording import resampled
from emogen.pipelines.evaluate.hearing.encoder import RATE
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.speech.kokoro.prosody import FRAME, plan
from emogen.pipelines.speech.performance import Cue
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.text.languages import find_language
from emogen.pipelines.speech.text.phonemes import Phone, chunks
from emogen.pipelines.speech.text.sounds import sentence
from emogen.pipelines.speech.text.words import read


@pytest.mark.parametrize(
    ("line", "voice", "emotion"),
    [
        ("I found the keys.", "bm_george", "neutral"),
        ("I found the keys.", "af_heart", "sadness"),
        ("I know what you did.", "am_michael", "fear"),
        ("A dog was barking.", "bf_emma", "anger"),
        ("Is there any water?", "am_michael", "joy"),
    ],
)
def test_a_short_first_word_is_heard(line: str, voice: str, emotion: str) -> None:
    audio = speak(line, voice=voice, emotion=Emotion.parse(emotion)).audio
    assert is_heard(line, Whisper().hear(resampled(audio, RATE)))


@pytest.mark.parametrize(("symbol", "letters", "least"), [("aɪ", "ˌI", 0.075), ("ɐ", "ɐ", 0.05)])
def test_the_only_sound_of_a_word_lasts(symbol: str, letters: str, least: float) -> None:
    phones = [Phone(symbol, letters, 0, 0), Phone("", " ", 0, 0, " "), Phone("f", "f", 0, 1)]
    phones += [Phone("ɪ", "ɪ", 0, 1), Phone("t", "t", 0, 1), Phone("", ".", 0, 1, ".")]
    tokens = sum(len(phone.letters) for phone in phones)
    hurried = Cue(VoiceTargets(sonorant_length=0.6))
    where = plan(phones, np.full(tokens + 2, 0.4), [hurried] * len(phones), 1.0)
    lengths = np.diff(where.edges) * FRAME
    assert lengths[0] >= least - 1e-9
    assert lengths[3] < least


def test_espeak_too_stresses_a_word_of_one_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sentence, "find_language", lambda code: replace(find_language(code), sounder="espeak")
    )
    (phones,) = chunks(read("I saw a dog."), "en-us")
    assert "".join(phone.letters for phone in phones).startswith("ˌI sˈɔ ə dˈ")
