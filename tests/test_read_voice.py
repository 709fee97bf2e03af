"""Reading emotion from recordings: made by our own voices, broken in every way recordings are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.read.acoustics import baseline, relative
from emogen.conditioning.read.plots import plot_voice
from emogen.conditioning.read.voice import VoiceReading, read_voice
from emogen.conditioning.targets.voice import NEUTRAL as NO_CHANGE
from emogen.dsp import pitch
from emogen.dsp.frames import analyse
from emogen.dsp.measures import VoiceMeasures, measure
from emogen.dsp.recording import load, resampled
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.speech.speak import speak
from emogen.seeds import stream

LINE = "Nobody was in the room, and the letter was there."


@pytest.fixture(scope="module")
def said() -> dict[str, Audio]:
    """One voice, calm, angry and sad."""
    return {
        name: speak(LINE, voice="am_michael", emotion=emotion).audio
        for name, emotion in (
            ("calm", NEUTRAL),
            ("angry", Emotion("anger")),
            ("sad", Emotion("sadness")),
        )
    }


@pytest.fixture(scope="module")
def calm(said: dict[str, Audio]) -> VoiceMeasures:
    return measure(said["calm"].samples, said["calm"].rate)


def _joined(*parts: Audio) -> Audio:
    return Audio(np.concatenate([part.samples for part in parts]), parts[0].rate)


def _tone(hertz: float, seconds: float, rate: int = 16_000) -> np.ndarray:
    """A buzz like that of a larynx: harmonics that fall by 12 dB an octave."""
    time = np.arange(int(seconds * rate)) / rate
    k = np.arange(1, int(min(4000, rate / 2.2) / hertz) + 1)[:, None]
    wave = (np.sin(2 * np.pi * hertz * k * time) / k**2).sum(axis=0)
    return np.asarray(0.2 * wave).astype(np.float32)


def _noise(seconds: float, size: float = 0.1, rate: int = 16_000) -> np.ndarray:
    return stream(1, "noise").normal(0, size, int(seconds * rate)).astype(np.float32)


# Pitch and acoustics


@given(hertz=st.floats(65, 650))
@settings(max_examples=25, deadline=None)
def test_pitch_of_a_tone_is_found(hertz: float) -> None:
    f0, strength = pitch.track(_tone(hertz, 0.4))
    inside = f0[5:-5]
    assert np.all(np.abs(12 * np.log2(inside / hertz)) < 0.2)
    assert np.all(strength[5:-5] > 0.8)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_measures_do_not_hang_on_the_rate(rate: int) -> None:
    one, other = measure(_tone(150, 1, rate), rate), measure(_tone(150, 1), 16_000)
    assert one.f0_median == pytest.approx(other.f0_median, abs=0.1)
    assert one.level == pytest.approx(other.level, abs=0.2)
    assert one.brightness == pytest.approx(other.brightness, abs=1)
    assert one.duration == pytest.approx(1, abs=0.02)


def test_pauses_and_syllables_are_counted() -> None:
    swell = np.hanning(4000).astype(np.float32)  # four syllables a second
    word = np.concatenate([_tone(120, 0.25) * swell for _ in range(4)])
    found = measure(np.concatenate([word, np.zeros(8000, np.float32), word]), 16_000)
    assert found.syllables == 8
    assert found.pause_length == pytest.approx(0.5, abs=0.1)
    assert found.pause_share == pytest.approx(0.2, abs=0.05)
    assert found.speech == pytest.approx(2, abs=0.15)


def test_loudness_shifts_the_level_and_nothing_else(said: dict[str, Audio], calm: VoiceMeasures) -> None:
    quiet = measure(said["calm"].samples * np.float32(0.25), said["calm"].rate)
    assert quiet.level == pytest.approx(calm.level - 20 * math.log10(4), abs=0.2)
    assert quiet.f0_median == pytest.approx(calm.f0_median, abs=0.05)
    assert quiet.brightness == pytest.approx(calm.brightness, abs=0.2)


@given(
    st.lists(st.floats(-10, 10, width=32), max_size=40),
    st.integers(1, 60),
    st.sampled_from([4_000, 8_000, 16_000, 44_100]),
)
@settings(max_examples=60, deadline=None)
def test_no_measure_is_ever_nan(values: list[float], repeats: int, rate: int) -> None:
    found = measure(np.array(values * repeats, np.float32), rate)
    assert all(math.isfinite(value) for value in asdict(found).values())
    assert relative(found, found) == NO_CHANGE


@pytest.mark.parametrize(
    "samples",
    [np.zeros(0), np.zeros(1), np.ones(1), np.zeros(50_000), np.ones(20_000), np.full(9_000, 1e-30)],
    ids=["empty", "one zero", "one", "silence", "direct current", "denormal"],
)
def test_nothing_said_is_read_as_nothing(samples: np.ndarray) -> None:
    audio = Audio(samples.astype(np.float32), 16_000)
    assert measure(audio.samples, audio.rate).voiced == 0
    reading = read_voice(audio)
    assert reading.overall.confidence == 0
    assert reading.overall.vad == (0, 0, 0)
    assert reading.overall.mixture == ()
    assert reading.windows == ()
    assert reading.track.at(1.0) == NEUTRAL
    assert len(reading.segments) == 1


def test_a_soft_passage_is_heard_beside_a_loud_one() -> None:
    soft, loud, pause = _tone(120, 2) / 50, _tone(180, 4), np.zeros(48_000, np.float32)
    found = analyse(Audio(np.concatenate([soft, pause, loud]), 16_000))
    assert found.voiced[10:180].all()
    assert not found.active[230:470].any()
    assert found.voiced[520:880].all()


def test_noise_has_no_voice() -> None:
    assert measure(_noise(2), 16_000).voiced < 0.05


def test_a_habit_is_the_middle_and_knows_how_long_it_was_heard() -> None:
    parts = [measure(_tone(hertz, 1), 16_000) for hertz in (100, 120, 200)]
    habit = baseline([*parts, VoiceMeasures()])
    assert habit.f0_median == pytest.approx(parts[1].f0_median)
    assert habit.duration == pytest.approx(3, abs=0.1)
    with pytest.raises(RequestError, match="no voice"):
        baseline([VoiceMeasures()])


def test_changes_come_in_the_units_of_the_targets(calm: VoiceMeasures) -> None:
    other = replace(calm, f0_median=calm.f0_median + 2, rate=calm.rate * 1.25, level=calm.level - 50)
    targets = relative(other, calm)
    assert targets.f0_shift == pytest.approx(2)
    assert targets.sonorant_length == targets.obstruent_length == pytest.approx(0.8)
    assert targets.level == -9
    assert targets.effort == 0
    assert relative(VoiceMeasures(), calm) == NO_CHANGE == relative(calm, VoiceMeasures())


# Reading


def test_commanded_emotions_are_read_back(said: dict[str, Audio], calm: VoiceMeasures) -> None:
    read = {name: read_voice(audio, baseline=calm).overall for name, audio in said.items()}
    assert read["angry"].vad[1] > read["calm"].vad[1] + 0.1 > read["sad"].vad[1] + 0.2
    assert read["angry"].likeliest[0][0] == "anger"
    # Both are slow, low and dull, and our sad voice is lower than people's.
    assert read["sad"].likeliest[0][0] in {"sadness", "boredom"}
    assert dict(read["sad"].likeliest)["sadness"] > 0.3
    assert read["calm"].likeliest[0][0] == "neutral"
    for one in read.values():
        assert 0 < one.confidence <= 1
        assert sum(share for _, share in one.mixture) <= 1
        assert all(spread > 0 for spread in one.spread)
        named = Emotion.of(one.mixture).vad
        assert math.dist(one.emotion.vad, one.vad) <= math.dist(named, one.vad) + 1e-5


@pytest.mark.parametrize("change", ["telephone", "clipped", "hiss", "faint"])
def test_arousal_is_still_told_from_poor_recordings(said: dict[str, Audio], change: str) -> None:
    def spoilt(audio: Audio) -> Audio:
        if change == "telephone":
            return Audio(resampled(audio, 8_000), 8_000)
        samples = {
            "clipped": np.clip(audio.samples * 8, -0.5, 0.5),
            "hiss": audio.samples
            + _noise(audio.duration + 1, 0.002)[: len(audio.samples)].repeat(2)[: len(audio.samples)],
            "faint": audio.samples / 100,
        }[change]
        return Audio(samples.astype(np.float32), audio.rate)

    habit = measure(spoilt(said["calm"]).samples, spoilt(said["calm"]).rate)
    angry, sad = (read_voice(spoilt(said[name]), baseline=habit).overall for name in ("angry", "sad"))
    assert angry.vad[1] > sad.vad[1] + 0.1


@pytest.mark.parametrize(("first", "last"), [("calm", "angry"), ("angry", "sad")])
def test_the_seam_between_two_emotions_is_found(
    said: dict[str, Audio], calm: VoiceMeasures, first: str, last: str
) -> None:
    reading = read_voice(_joined(said[first], said[last]), baseline=calm)
    seam = min(reading.segments[1:], key=lambda segment: abs(segment.start - said[first].duration))
    assert seam.start == pytest.approx(said[first].duration, abs=0.5)
    before, after = reading.segments[0].reading.vad[1], seam.reading.vad[1]
    assert (after > before) == (last == "angry")
    assert len(reading.segments) <= 3
    assert (reading.track.at(1.5).arousal > reading.track.at(5.0).arousal) == (last == "sad")


def test_windows_and_segments_are_in_order(said: dict[str, Audio]) -> None:
    reading = read_voice(_joined(*said.values()))
    length = sum(audio.duration for audio in said.values())
    assert reading.segments[0].start == 0
    assert reading.segments[-1].end == pytest.approx(length, abs=0.02)
    assert all(one.end == other.start for one, other in pairwise(reading.segments))
    assert all(one[0] < other[0] for one, other in pairwise(reading.windows))
    assert len(reading.track.keyframes) == len(reading.windows)


def test_without_a_habit_a_short_recording_is_less_certain(
    said: dict[str, Audio], calm: VoiceMeasures
) -> None:
    alone, known = read_voice(said["angry"]), read_voice(said["angry"], baseline=calm)
    assert alone.overall.confidence < known.overall.confidence
    assert alone.basis != known.basis
    assert alone.overall.spread[1] > known.overall.spread[1]


def test_a_habit_without_a_voice_is_refused(said: dict[str, Audio]) -> None:
    with pytest.raises(RequestError, match="no voice"):
        read_voice(said["sad"], baseline=VoiceMeasures())


def test_a_reading_can_be_spoken(said: dict[str, Audio], calm: VoiceMeasures) -> None:
    emotion = read_voice(said["angry"], baseline=calm).overall.emotion
    assert Emotion.parse(str(emotion)) == emotion


@given(
    st.lists(st.tuples(st.sampled_from(["tone", "noise", "silence"]), st.floats(0.05, 3)), max_size=8),
    st.floats(1e-4, 3),
)
@settings(max_examples=30, deadline=None)
def test_any_sound_gives_a_lawful_reading(parts: list[tuple[str, float]], size: float) -> None:
    make: dict[str, Callable[[float], np.ndarray]] = {
        "tone": lambda t: _tone(180, t),
        "noise": _noise,
        "silence": lambda t: np.zeros(int(16_000 * t)),
    }
    samples = np.concatenate([np.zeros(0), *(make[kind](seconds) * size for kind, seconds in parts)])
    reading = read_voice(Audio(samples.astype(np.float32), 16_000))
    assert reading.segments[0].start == 0
    assert all(one.end == other.start for one, other in pairwise(reading.segments))
    readings = [reading.overall, *(w[2] for w in reading.windows), *(s.reading for s in reading.segments)]
    for one in readings:
        assert all(-1 <= x <= 1 for x in one.vad)
        assert all(0 < x <= 1 for x in one.spread)
        assert 0 <= one.confidence <= 1
        assert sum(share for _, share in one.mixture) <= 1 + 1e-6


# Files


def _written(path: Path, samples: np.ndarray, rate: int) -> Path:
    import soundfile

    soundfile.write(path, samples, rate)
    return path


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3"])
def test_every_usual_file_is_decoded_to_mono(tmp_path: Path, suffix: str) -> None:
    tone = _tone(200, 1, 24_000)
    audio = load(_written(tmp_path / f"a{suffix}", np.stack([tone, tone * 0.5], axis=1), 24_000))
    assert audio.samples.ndim == 1
    assert audio.samples.dtype == np.float32
    assert measure(audio.samples, audio.rate).f0_median == pytest.approx(12 * math.log2(200 / 55), abs=0.2)


def test_files_that_are_no_sound_are_refused(tmp_path: Path) -> None:
    (tmp_path / "no.wav").write_text("not a sound")
    (tmp_path / "empty.wav").write_bytes(b"")
    for name, part in (("no.wav", "cannot read"), ("empty.wav", "cannot read"), ("absent.wav", "no such")):
        with pytest.raises(RequestError, match=part):
            load(tmp_path / name)
    with pytest.raises(RequestError, match="folder"):
        load(tmp_path)


def test_samples_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    import soundfile

    bad = np.array([0, 0.5, np.nan, np.inf], np.float32)
    soundfile.write(tmp_path / "nan.wav", bad, 16_000, subtype="FLOAT")
    with pytest.raises(RequestError, match="not numbers"):
        load(tmp_path / "nan.wav")
    with pytest.raises(RequestError, match="not numbers"):
        read_voice(Audio(bad, 16_000))
    with pytest.raises(RequestError, match="not mono"):
        measure(np.zeros((2, 100), np.float32), 16_000)
    with pytest.raises(RequestError, match="Hz"):
        measure(np.zeros(100, np.float32), 100)


# Plots


def test_a_plot_is_written_whole_and_the_same_each_time(
    tmp_path: Path, said: dict[str, Audio], calm: VoiceMeasures
) -> None:
    from PIL import Image

    both = _joined(said["calm"], said["angry"])
    reading = read_voice(both, baseline=calm)
    paths = [plot_voice(reading, tmp_path / f"{i}.png", both) for i in range(2)]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with Image.open(paths[0]) as picture:
        assert picture.size == (1500, 900)
    with pytest.raises(RequestError, match="file type"):
        plot_voice(reading, tmp_path / "a.txt", both)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.png", "1.png"]


def test_a_silent_recording_can_be_drawn(tmp_path: Path) -> None:
    audio = Audio(np.zeros(8_000, np.float32), 16_000)
    reading: VoiceReading = read_voice(audio)
    assert plot_voice(reading, tmp_path / "silent.svg", audio).stat().st_size > 1000


def test_frames_can_be_cut(said: dict[str, Audio]) -> None:
    frames = analyse(said["calm"])
    part = frames.between(1.0, 2.0)
    assert len(part) == 100
    np.testing.assert_array_equal(part.f0, frames.f0[100:200])
