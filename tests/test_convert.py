"""Conversion of recordings: what is asked for is done, and nothing else; bad input is survived or refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

import emogen
from emogen.cli.main import run_app
from emogen.conditioning.targets.voice import NEUTRAL, VoiceTargets, voice_targets
from emogen.dsp.frames import analyse
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.speech.conversion.convert import bearable, convert, difference, reshape
from emogen.pipelines.speech.conversion.course import blocks, course
from emogen.pipelines.speech.conversion.overlap import TimeMap, render, time_map
from emogen.pipelines.speech.delivery import loudness
from emogen.pipelines.speech.level import speech_level
from emogen.seeds import stream
from emogen.timeline import Phoneme, Timeline

RATE = 16_000


def voice(seconds: float = 0.5, hertz: float = 120.0, rate: int = RATE) -> np.ndarray:
    """A vowel: pulses of a gliding F0 through three formants."""
    from scipy.signal import lfilter

    time = np.arange(round(seconds * rate)) / rate
    f0 = hertz * (1 + 0.08 * np.sin(2 * np.pi * 1.3 * time))
    phase = np.cumsum(f0) / rate
    sound = np.diff(np.floor(phase), prepend=0.0)
    for formant in (700, 1200, 2500):
        pole = 0.97 ** (RATE / rate) * np.exp(2j * np.pi * formant / rate)
        sound = lfilter([1.0], [1.0, -2 * pole.real, abs(pole) ** 2], sound)
    fade = np.minimum(1.0, np.minimum(time, time[::-1]) / 0.03)
    return np.asarray(0.3 * fade * sound / np.abs(sound).max())


def sentence(hertz: float = 120.0, rate: int = RATE) -> Audio:
    """Vowel, hiss, vowel, a pause of half a second, vowel, in a quiet room."""
    chance = stream(0, "test", rate)
    hiss = 0.03 * chance.standard_normal(round(0.12 * rate))
    hiss = np.diff(hiss, append=0.0)
    silence = np.zeros(round(0.5 * rate))
    parts = [silence, voice(0.6, hertz, rate), hiss, voice(0.5, 1.2 * hertz, rate), silence]
    parts += [voice(0.7, 0.9 * hertz, rate), silence]
    samples = np.concatenate(parts)
    return Audio((samples + 1e-4 * chance.standard_normal(len(samples))).astype(np.float32), rate)


def median_f0(audio: Audio) -> float:
    frames = analyse(audio)
    return float(np.median(frames.f0[frames.voiced]))


def changed(audio: Audio, **targets: float) -> tuple[Audio, TimeMap]:
    samples, times = reshape(audio.samples, audio.rate, VoiceTargets(**targets), stream(0, "test"))
    return Audio(samples, audio.rate), times


def test_nothing_to_change_is_the_recording_itself() -> None:
    audio = sentence()
    done = convert(audio, emotion="0*anger")
    assert done.audio.samples is audio.samples
    assert done.targets == NEUTRAL
    assert done.times.at(1.0) == 1.0


def test_the_resynthesis_alone_changes_no_sample() -> None:
    audio = sentence()
    frames = analyse(audio)
    times = time_map(np.ones(len(frames)), audio.duration)
    made = render(audio.samples, RATE, frames, np.zeros(len(frames)), times, stream(0, "test"))
    np.testing.assert_allclose(made, audio.samples, atol=1e-6)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 96_000])
@pytest.mark.parametrize("shift", [-4.0, 3.0, 6.0])
def test_pitch_goes_where_it_is_told(rate: int, shift: float) -> None:
    audio = sentence(rate=rate)
    made, times = changed(audio, f0_shift=shift)
    assert median_f0(made) - median_f0(audio) == pytest.approx(shift, abs=0.4)
    assert len(made.samples) == len(audio.samples)
    assert times.at(1.0) == pytest.approx(1.0)


def test_range_is_scaled_about_the_median() -> None:
    audio = sentence()

    def spread(factor: float) -> float:
        frames = analyse(changed(audio, f0_range=factor)[0])
        return float(np.ptp(np.percentile(frames.f0[frames.voiced], [10, 90])))

    assert spread(0.5) < 0.7 * spread(1.0) < 0.7 * spread(1.6)


def test_each_kind_of_sound_has_its_own_length() -> None:
    audio = sentence()
    _, times = changed(audio, sonorant_length=1.3, pause_length=2.0)
    first, pause = times.at(1.0) - times.at(0.6), times.at(2.1) - times.at(1.85)
    assert first == pytest.approx(0.4 * 1.3, rel=0.03)
    assert pause == pytest.approx(0.25 * 2.0, rel=0.03)
    assert times.at(0.3) == pytest.approx(0.3), "silence around speech is no pause"
    hiss = times.at(1.2) - times.at(1.12)
    assert hiss < 0.08 * 1.2


def test_a_timeline_says_what_is_what() -> None:
    audio = sentence()
    phonemes = (
        *(Phoneme("", 0.0, 0.5), Phoneme("s", 0.5, 1.1), Phoneme("æ", 1.1, 1.72)),
        *(Phoneme("", 1.72, 2.22), Phoneme("æ", 2.22, 2.92, stress=1), Phoneme("", 2.92, audio.duration)),
    )
    timeline = Timeline((), phonemes, audio.duration)
    targets = VoiceTargets(obstruent_length=1.5, accent=2.0)
    samples, times = reshape(audio.samples, RATE, targets, stream(0, "test"), timeline)
    moved = times.timeline(timeline)
    assert moved.phonemes[1].duration == pytest.approx(0.6 * 1.5, rel=0.05)
    assert moved.phonemes[2].duration == pytest.approx(0.62, rel=0.05)
    assert moved.duration == pytest.approx(len(samples) / RATE, abs=1e-3)
    plan = course(analyse(audio), targets, stream(0, "test"), timeline)
    assert plan.semitones[257] > 1.5 > 0.2 > abs(plan.semitones[140])


def test_level_follows_unless_there_is_no_headroom() -> None:
    quiet = Audio(0.3 * sentence().samples, RATE)
    loud = Audio(sentence().samples / np.abs(sentence().samples).max(), RATE)
    raised = convert(quiet, emotion="anger")
    assert speech_level(raised.audio.samples, RATE) - speech_level(quiet.samples, RATE) == pytest.approx(
        6, abs=1
    )
    assert not raised.notes
    held = convert(loud, emotion="anger")
    assert any("below what was wanted" in note for note in held.notes)
    assert np.abs(held.audio.samples).max() <= 0.9


def test_more_emotion_is_more_change() -> None:
    audio = sentence(hertz=200.0)
    shifts = [median_f0(convert(audio, emotion=f"{i}*sadness").audio) for i in (0, 0.3, 0.6, 1)]
    lengths = [convert(audio, emotion=f"{i}*sadness").audio.duration for i in (0, 0.3, 0.6, 1)]
    assert shifts == sorted(shifts, reverse=True)
    assert lengths == sorted(lengths)


def test_what_was_felt_before_is_taken_back() -> None:
    angry = voice_targets("anger")
    assert difference(angry, angry) == NEUTRAL
    joy, calm = voice_targets("joy"), voice_targets("0.5*joy")
    assert difference(joy, calm).f0_shift == pytest.approx(joy.f0_shift - calm.f0_shift)
    assert difference(joy, angry).sonorant_length == pytest.approx(
        joy.sonorant_length / angry.sonorant_length
    )
    audio = sentence(hertz=200.0)
    assert convert(audio, emotion="anger", was="anger").audio.samples is audio.samples
    calmed = convert(audio, emotion="neutral", was="anger")
    assert calmed.targets == bearable(difference(NEUTRAL, angry))
    assert any("read as" in note for note in convert(audio, emotion="joy", was="auto").notes)


def test_men_are_moved_further_than_women() -> None:
    low, high = convert(sentence(110.0), emotion="joy"), convert(sentence(230.0), emotion="joy")
    assert low.targets == bearable(voice_targets("joy", sex="male"))
    assert high.targets == bearable(voice_targets("joy", sex="female"))
    assert convert(sentence(110.0), emotion="joy", sex="female").targets == high.targets


def test_a_recording_takes_less_than_a_synthetic_voice_does() -> None:
    sad = voice_targets("sadness")
    taken = bearable(sad)
    assert 0 > taken.f0_shift > sad.f0_shift
    assert 0 < taken.creak < sad.creak
    assert taken.sonorant_length == sad.sonorant_length
    assert bearable(NEUTRAL) == NEUTRAL


def test_the_same_seed_gives_the_same_samples() -> None:
    audio = sentence()
    once, again, other = (convert(audio, emotion="fear", seed=seed).audio.samples for seed in (1, 1, 2))
    np.testing.assert_array_equal(once, again)
    assert not np.array_equal(once, other)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0.5, 2.0), min_size=1, max_size=60))
def test_time_only_runs_forward(lengths: list[float]) -> None:
    duration = len(lengths) * 0.01
    times = time_map(np.array(lengths), duration)
    moments = np.array([times.at(s) for s in np.linspace(0, duration, 50)])
    assert (np.diff(moments) > 0).all()
    assert duration * 0.5 - 1e-9 <= times.target[-1] <= duration * 2.0 + 1e-9
    half = times.between(duration / 2, duration)
    assert half.target[-1] == pytest.approx(times.target[-1] - times.at(duration / 2))


def test_blocks_meet_without_a_seam() -> None:
    audio = Audio(np.tile(sentence().samples, 20), RATE)
    frames = analyse(audio)
    parts = blocks(frames)
    assert len(parts) > 1
    assert [a for a, _ in parts] == [0, *(b for _, b in parts[:-1])]
    assert parts[-1][1] == len(frames)
    made, times = changed(audio, f0_shift=2.0, sonorant_length=1.1)
    assert len(made.samples) == round(times.target[-1] * RATE)
    for _, end in parts[:-1]:
        at = round(times.at(end * 0.01) * RATE)
        assert np.abs(np.diff(made.samples[at - 20 : at + 20])).max() < 0.01


@pytest.mark.sweep(3)
@pytest.mark.parametrize("emotion", ["anger", "sadness", "fear"])
@pytest.mark.parametrize(
    "samples",
    [
        stream(0, "noise").standard_normal(RATE) * 0.1,
        np.sin(np.arange(2 * RATE) * 0.17) + np.sin(np.arange(2 * RATE) * 0.213),
        np.sign(voice(1.0)) * 1.0,
        voice(0.1),
        np.append(np.zeros(RATE), 0.5),
        np.array([0.5]),
        np.full(300, 0.7),
    ],
    ids=["noise", "music", "clipped", "short", "click", "one sample", "constant"],
)
def test_odd_recordings_survive(samples: np.ndarray, emotion: str) -> None:
    done = convert(Audio(samples.astype(np.float32), RATE), emotion=emotion)
    assert np.isfinite(done.audio.samples).all()
    assert 0.5 * len(samples) - 1 <= len(done.audio.samples) <= 2 * len(samples) + 1


def test_the_user_is_told_what_is_odd() -> None:
    noise = Audio((stream(0, "noise").standard_normal(RATE) * 0.1).astype(np.float32), RATE)
    assert any("no voice" in note for note in convert(noise, emotion="anger").notes)
    clipped = Audio(np.clip(8 * sentence().samples, -1, 1), RATE)
    assert any("clipped" in note for note in convert(clipped, emotion="anger").notes)


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros(RATE), "silent"),
        (np.zeros(0), "silent"),
        (np.array([0.1, np.nan, 0.2]), "not numbers"),
        (np.full((10, 2), 0.1), "not mono"),
    ],
)
def test_what_cannot_be_converted_is_refused(samples: np.ndarray, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        convert(Audio(samples.astype(np.float32), RATE), emotion="joy")


def test_too_low_a_rate_and_unknown_sexes_are_refused() -> None:
    with pytest.raises(RequestError, match="4000 Hz"):
        convert(Audio(sentence().samples, 4_000), emotion="joy")
    with pytest.raises(RequestError, match="sex"):
        convert(sentence(), emotion="joy", sex="malle")


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3"])
def test_files_of_every_kind_are_read(tmp_path: Path, suffix: str) -> None:
    audio = sentence(rate=44_100)
    both = np.stack([audio.samples, 0.5 * audio.samples], axis=1)
    path = tmp_path / f"line{suffix}"
    soundfile.write(path, both, audio.rate)
    done = emogen.convert(path, emotion="joy")
    assert done.audio.rate == 44_100
    assert done.audio.duration == pytest.approx(audio.duration, rel=0.15)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "line.wav", tmp_path / "sad.wav"
    sentence().save(source)
    arguments = [
        "convert",
        str(source),
        "--emotion",
        "sadness",
        "--intensity",
        "0.7",
        "-o",
        str(out),
        "--json",
    ]
    assert run_app(arguments) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(out)]
    sidecar = json.loads(out.with_name("sad.wav.json").read_text())
    assert sidecar["request"]["emotion"] == "0.7*sadness"
    assert sidecar["request"]["recording"] == str(source)
    assert run_app(["convert", str(source), "-e", "joy", "-i", "0", "-o", str(out), "--force"]) == 0
    before, after = (soundfile.read(path, dtype="int16")[0] for path in (source, out))
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize(
    "arguments",
    [
        ["missing.wav"],
        ["."],
        ["text.wav"],
        ["line.wav", "--sex", "x"],
        ["line.wav", "--from", "nothing"],
        ["line.wav", "--intensity", "2"],
    ],
)
def test_wrong_requests_are_one_line(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    sentence().save("line.wav")
    Path("text.wav").write_text("no sound", encoding="utf-8")
    assert run_app(["convert", *arguments, "-e", "joy", "-o", "out.wav"]) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("emogen: ")
    assert "\n" not in said
    assert not Path("out.wav").exists()


def test_a_batch_converts_again_only_what_changed(tmp_path: Path) -> None:
    source = tmp_path / "line.wav"
    sentence().save(source)
    spec = tmp_path / "jobs.yaml"
    spec.write_text(
        f"version: 1\njobs:\n  - {{id: sad, kind: convert, recording: {source}, emotion: sadness}}\n"
    )
    assert [one.status for one in emogen.run(spec, tmp_path / "out")] == ["made"]
    assert [one.status for one in emogen.run(spec, tmp_path / "out")] == ["unchanged"]
    replace(sentence(), samples=sentence(200.0).samples).save(source)
    assert [one.status for one in emogen.run(spec, tmp_path / "out")] == ["made"]


def test_a_loud_minute_is_limited_without_a_seam() -> None:
    rate = 24_000
    samples = 0.3 * np.sin(2 * np.pi * 200 * np.arange(62 * rate) / rate).astype(np.float32)
    samples[loudness.PIECE + 60] = 0.9
    pieces = [piece for _, piece in loudness.limit_in_pieces(samples, rate, 1.5, 0.89)]
    whole = loudness.limit(samples * np.float32(1.5), rate, 0.89)
    assert np.concatenate(pieces) == pytest.approx(whole, abs=1e-6)
