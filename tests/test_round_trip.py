"""The round trip by sound: its corpus and design, what it resumes from, and how interjections are judged."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.round_trip import EMOTIONS, VOICES, clips, corpus, heard, plain, read_as, results, run
from benchmarks.round_trip_table import judged, write
from benchmarks.text_table import sections
from emogen.dsp.recording import resampled
from emogen.media import Audio
from emogen.pipelines.evaluate.hearing.encoder import RATE
from emogen.pipelines.evaluate.hearing.interjections import Sound, expected, faults, sound_of
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.hearing.words import compare
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.voices import find_voice
from emogen.seeds import stream
from emogen.timeline import Phoneme

# The corpus --------------------------------------------------------------------------------------


def test_every_line_says_what_must_be_heard() -> None:
    lines = corpus()
    assert len(lines) >= 520
    assert len({(line.language, line.written) for line in lines}) == len(lines)
    counts = Counter(line.language for line in lines)
    assert set(counts) == set(VOICES)
    assert counts["en"] >= 300
    assert min(counts.values()) >= 30
    for line in lines:
        if line.kind == "interjection":
            assert expected(line.intended)[1], line
            continue
        readings = [plain_words(reading, line.language) for reading in line.intended.split("|")]
        assert all(readings), line
        assert not any(map(str.isdigit, line.intended)), line


def test_voices_are_of_their_language_and_meet_every_emotion_equally_often() -> None:
    for language, voices in VOICES.items():
        assert {find_voice(voice).language.partition("-")[0] for voice in voices} == {language}
    line = next(line for line in corpus() if line.language == "en")
    design = list(clips([line] * 48, "", every_voice=False))
    pairs = Counter((clip.voice, clip.emotion) for clip in design)
    assert len(pairs) == len(VOICES["en"]) * len(EMOTIONS)
    assert set(pairs.values()) == {2}
    every = list(clips([line] * 3, "", every_voice=True))
    assert [clip.voice for clip in every[:4]] == list(VOICES["en"])
    assert {
        clip.emotion for clip in clips(corpus(), "", every_voice=False) if clip.line.language == "fr"
    } == {"neutral"}


def test_lines_are_read_as_they_must_be_heard() -> None:
    """Words before sounds: a line in thirty may be read otherwise, and none is refused."""
    lines = [line for line in corpus() if line.kind != "interjection"]
    wrong = [line.written for line in lines if read_as(line)[1].errors]
    assert len(wrong) <= len(lines) / 30, wrong


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "a hundred and five", "one hundred five"),
        ("en", "the U.S.A. and the F.B.I.", "the USA and the fbi"),
        ("en", "gate three A, gate B", "Gate three-A, gate bee"),
        ("fr", "Ça coûte quatre-vingt-dix €, où ?", "ca coute quatre vingt dix ou"),
        ("es", "¿Dónde está?", "donde esta"),
        ("hi", "तूफ़ान हूँ", "तूफान हूं"),
        ("zh", "他在這裡。", "他在这里"),
        ("ja", "鍵は、どこですか？", "かぎはどこですか"),
    ],
)
def test_one_thing_written_in_two_ways_is_heard_alike(language: str, one: str, other: str) -> None:
    found = compare(plain_words(one, language), plain_words(other, language))
    assert (found.errors, found.substitutions) == (0, ())


@pytest.mark.parametrize(
    ("language", "one", "other", "errors"),
    [
        ("en", "call nine one one", "call nine hundred eleven", 2),
        ("en", "the a i said", "the eye eye said", 1),
        ("fr", "le chat est là", "cinquantième chat est là", 1),
        ("zh", "买", "卖", 1),
        ("ja", "雨", "飴が", 1),
    ],
)
def test_another_word_is_an_error(language: str, one: str, other: str, errors: int) -> None:
    assert compare(plain_words(one, language), plain_words(other, language)).errors == errors


@pytest.mark.slow
def test_numbers_are_heard_in_words_and_other_languages_by_their_network() -> None:
    whisper = Whisper()
    english = speak("It happened in nineteen eighty four.", voice="am_michael").audio
    heard_english = whisper.hear(resampled(english, RATE))
    assert "nineteen eighty" in heard_english.lower().replace("-", " ")
    spanish = speak("Los niños juegan en el jardín detrás de la casa.", voice="ef_dora").audio
    assert plain_words(whisper.hear(resampled(spanish, RATE), "es"), "es") == plain_words(
        "los niños juegan en el jardín detrás de la casa", "es"
    )


# Interjections -----------------------------------------------------------------------------------


def hum(seconds: float) -> np.ndarray:
    time = np.arange(round(seconds * 24_000)) / 24_000
    harmonics = np.arange(1, 9)[:, None]
    waves = np.sin(2 * np.pi * 140 * harmonics * time) / harmonics
    return np.asarray(0.1 * waves.sum(axis=0), np.float32)


def hiss(seconds: float) -> np.ndarray:
    return 0.05 * stream(0, "hiss").standard_normal(round(seconds * 24_000)).astype(np.float32)


def of(samples: np.ndarray, *symbols: str) -> Sound:
    """A sound between two pauses of 0.2 s."""
    quiet = np.zeros(4_800, np.float32)
    length = len(samples) / 24_000 / len(symbols)
    phonemes = [Phoneme(symbol, 0.2 + i * length, 0.2 + (i + 1) * length) for i, symbol in enumerate(symbols)]
    padded = [Phoneme("", 0.0, 0.2), *phonemes, Phoneme("", phonemes[-1].end, phonemes[-1].end + 0.2)]
    return sound_of(Audio(np.concatenate([quiet, samples, quiet]), 24_000), padded)


def test_a_hum_is_voiced_and_a_hiss_is_not() -> None:
    assert faults(of(hum(0.5), "h", "m"), ("h", "m"), "voiced") == []
    assert faults(of(hiss(0.5), "ʃ"), ("ʃ",), "unvoiced") == []
    (wrong,) = faults(of(hum(0.5), "ʃː"), ("ʃ",), "unvoiced")
    assert "has a voice" in wrong
    (wrong,) = faults(of(hiss(0.5), "m"), ("m",), "voiced")
    assert "has a voice" in wrong


def test_wrong_phones_lengths_and_levels_are_faults() -> None:
    assert faults(of(hum(0.5), "eɪ", "tʃ", "m"), ("h", "m"), "voiced") == ["said with eɪ tʃ"]
    assert faults(of(hum(0.1), "m"), ("m",), "voiced") == ["lasts 0.10 s"]
    assert faults(of(hum(2.0), "m"), ("m",), "voiced") == ["lasts 2.00 s"]
    assert any("hardly heard" in wrong for wrong in faults(of(0.001 * hum(0.5), "m"), ("m",), "voiced"))
    silent = sound_of(Audio(hum(0.5), 24_000), [Phoneme("", 0.0, 0.5)])
    assert faults(silent, ("m",), "unvoiced") == ["nothing is said"]


def test_a_voice_tells_the_two_kinds_apart() -> None:
    """Sounds of Kokoro itself, by their exact pronunciation."""
    sounds = {}
    for name, ipa in (("hmm", "hmː"), ("shh", "ʃː")):
        said = speak(f'<speak><phoneme alphabet="ipa" ph="{ipa}">{name}</phoneme>.</speak>', voice="af_heart")
        sounds[name] = sound_of(said.audio, said.timeline.phonemes)
    assert sounds["hmm"].voiced > sounds["shh"].voiced
    assert set(sounds["shh"].symbols) <= {"ʃ", "ʃː"}


# A run -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_goes_on_where_it_was_cut_off_and_is_counted(tmp_path: Path) -> None:
    line = replace(corpus()[0], written="We need more time.", intended="we need more time | we need time")
    (ours,) = clips([line], "", every_voice=False)
    first = heard(ours)
    (tmp_path / "ours.jsonl").write_text(json.dumps(first) + '\n{"key": ["cut of', encoding="utf-8")
    assert list(results(tmp_path, "ours")) == [ours.key]
    run([plain(ours)], tmp_path, 1)
    known = results(tmp_path, "plain")
    assert list(known) == [plain(ours).key]
    assert judged(first).errors == 0
    write([first], {ours.key: known[plain(ours).key]}, tmp_path)
    found = json.loads((tmp_path / "round_trip.json").read_text(encoding="utf-8"))
    assert found["language"]["en"]["ours"] == 0.0
    assert found["language"]["en"]["words"] == 4
    assert "We need" not in (tmp_path / "round_trip.md").read_text(encoding="utf-8")


def test_a_line_that_is_not_heard_loses_all_its_words() -> None:
    line = replace(corpus()[0], written="...", intended="we are here")
    (clip,) = clips([line], "", every_voice=False)
    refused = {**heard(clip), "heard": ""}
    assert judged(refused).errors == 3


def test_sections_of_a_table() -> None:
    text = "# Title\n\nabove\n\n## One\n\n| a |\n\n## Two\n"
    assert sections(text) == {"": ["above"], "One": ["| a |"], "Two": []}
