"""Delivery: every format read back, loudness and peaks against other meters, and bad sound."""

from __future__ import annotations

import math
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from emogen.errors import GenerationError, RequestError
from emogen.media import Audio
from emogen.pipelines.speech.delivery import loudness as meters
from emogen.pipelines.speech.delivery.loudness import Meter, limit, peaks, weighting
from emogen.pipelines.speech.delivery.sound_file import Delivery, deliver
from emogen.sound import Chapter

FORMATS = (".wav", ".flac", ".ogg", ".mp3", ".m4a", ".m4b")


def voicelike(seconds: float = 4.0, rate: int = 24000, level: float = 0.25) -> Audio:
    """Bursts of a buzz that moves in pitch and loudness, with noise, as syllables do."""
    rng = np.random.default_rng(5)
    time = np.arange(round(seconds * rate)) / rate
    tune = 2 * np.pi * np.cumsum(140 + 40 * np.sin(2 * np.pi * 0.7 * time)) / rate
    buzz = sum(np.sin(k * tune) / k for k in range(1, 20))
    loud = np.clip(np.sin(2 * np.pi * 2.6 * time) + 0.3, 0, 1) ** 2 * (
        0.6 + 0.4 * np.sin(2 * np.pi * 0.31 * time)
    )
    samples = level * loud * (buzz + 0.15 * rng.standard_normal(len(time)))
    return Audio(samples.astype(np.float32), rate)


def ffmpeg(*arguments: str) -> str:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stderr


def ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak by ffmpeg's own meter."""
    said = ffmpeg("-i", str(path), "-filter_complex", "ebur128=peak=true", "-f", "null", "-")
    loudness, peak = re.findall(r"I:\s+(\S+) LUFS", said)[-1], re.findall(r"Peak:\s+(\S+) dBFS", said)[-1]
    return float(loudness), float(peak)


def test_the_weighting_is_that_of_the_standard() -> None:
    """The table of BS.1770-4, annex 1, for 48 kHz."""
    table = [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
    assert np.allclose(weighting(48000), table, atol=1e-9)


@pytest.mark.parametrize("rate", [22050, 24000, 48000])
def test_the_meter_agrees_with_the_standard_and_with_pyloudnorm(rate: int) -> None:
    import pyloudnorm

    sine = 10 ** (-20 / 20) * np.sin(2 * np.pi * 997 * np.arange(4 * rate) / rate)
    meter = Meter(rate)
    for block in np.array_split(sine, 7):
        meter.feed(block)
    # BS.1770-4: a sine of 997 Hz at full scale in one channel reads -3.01.
    assert meter.loudness == pytest.approx(-23.01, abs=0.04)
    sound = voicelike(rate=rate)
    meter = Meter(rate)
    meter.feed(sound.samples)
    other = pyloudnorm.Meter(rate).integrated_loudness(sound.samples.astype(float))
    assert meter.loudness == pytest.approx(other, abs=0.15)


def test_peaks_between_samples_are_found() -> None:
    """A sine of a quarter of the rate, sampled 45 degrees from its tops, has true peaks 3 dB higher."""
    time = np.arange(4000)
    sine = 0.5 * np.sin(2 * np.pi * time / 4 + np.pi / 4) * np.hanning(4000)
    assert np.abs(sine).max() == pytest.approx(0.3535, abs=1e-3)
    assert peaks(sine).max() == pytest.approx(0.5, abs=2e-3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.2, 8.0), st.sampled_from([8000, 24000, 48000]))
def test_the_limiter_holds_true_peaks_and_leaves_quiet_sound_alone(
    seed: int, level: float, rate: int
) -> None:
    rng = np.random.default_rng(seed)
    bursts = rng.random(3000) * (rng.random(3000) > 0.98)
    sound = level * np.convolve(bursts, rng.standard_normal(40) * np.hanning(40), mode="same")
    limited = limit(sound, rate, 0.88)
    assert peaks(limited).max() <= 0.88 * 10 ** (0.05 / 20)
    assert (np.abs(limited) <= np.abs(sound) + 1e-12).all()
    if peaks(sound).max() <= 0.88:
        assert limited is sound


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("rate", [24000, 44100, 48000])
def test_every_format_reads_back_as_ordered(suffix: str, rate: int, tmp_path: Path) -> None:
    sound, path = voicelike(), tmp_path / f"line{suffix}"
    bits = 24 if suffix in (".wav", ".flac") else 16
    tags = {"title": "A = line; #1 \\ één", "artist": "af_heart", "comment": "two\nlines"}
    order = Delivery(rate=rate, bits=bits, loudness="podcast")
    done = deliver(sound, path, order, tags={**tags, "album": "", "genre": "Speech", "date": "2026"})
    assert (done.path, done.notes) == (path, ())
    loudness, peak = ebur128(path)
    assert loudness == pytest.approx(-16, abs=0.2)
    assert peak <= -0.95
    assert done.loudness == pytest.approx(loudness, abs=0.15)
    assert done.peak == pytest.approx(peak, abs=1.0)
    said = ffmpeg("-i", str(path))
    assert f"{rate} Hz, mono" in said
    for text in ("A = line; #1 \\ één", "af_heart", "Speech", "2026"):
        assert text in said
    seconds = float(re.findall(r"Duration: 00:00:(\d+\.\d+)", said)[0])
    assert seconds == pytest.approx(sound.duration, abs=0.06)
    if not suffix.startswith(".m4"):
        info = soundfile.info(path)
        assert (info.samplerate, info.channels) == (rate, 1)
        assert info.frames == pytest.approx(sound.duration * rate, abs=2)
        assert info.subtype == {".ogg": "VORBIS", ".mp3": "MPEG_LAYER_III"}.get(suffix, f"PCM_{bits}")


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_sound_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    one, other, drawn = (tmp_path / f"{name}{suffix}" for name in ("one", "other", "drawn"))
    deliver(voicelike(), one)
    deliver(voicelike(), other)
    deliver(voicelike(), drawn, seed=1)
    assert one.read_bytes() == other.read_bytes()
    assert (one.read_bytes() == drawn.read_bytes()) == (suffix not in (".wav", ".flac"))


def test_pieces_are_delivered_as_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound, order = voicelike(6.0), Delivery(rate=44100, loudness=-14)
    deliver(sound, tmp_path / "whole.wav", order)
    monkeypatch.setattr(meters, "PIECE", 9000)
    pieces = (Audio(part, sound.rate) for part in np.array_split(sound.samples, 11))
    deliver(pieces, tmp_path / "pieces.wav", order)
    whole, joined = (soundfile.read(tmp_path / name)[0] for name in ("whole.wav", "pieces.wav"))
    assert np.abs(whole - joined).max() < 4 / 2**15


def test_levels_are_kept_unless_a_loudness_is_asked_for(tmp_path: Path) -> None:
    soft = voicelike(level=0.01)
    deliver(soft, tmp_path / "soft.wav", Delivery(bits=24))
    back, _ = soundfile.read(tmp_path / "soft.wav", dtype="float32")
    assert np.abs(back - soft.samples).max() < 2**-22


def test_dither_makes_what_is_below_a_step_audible(tmp_path: Path) -> None:
    """A sine of a third of a step vanishes when rounded, and is there on the mean with dither."""
    sine = (np.sin(2 * np.pi * 500 * np.arange(48000) / 24000) / 3 / 2**15).astype(np.float32)
    Audio(sine, 24000).save(tmp_path / "rounded.wav")
    deliver(Audio(sine, 24000), tmp_path / "dithered.wav")
    rounded, dithered = (soundfile.read(tmp_path / name)[0] for name in ("rounded.wav", "dithered.wav"))
    assert not rounded.any()
    assert dithered @ sine == pytest.approx(sine @ sine, rel=0.1)
    assert np.abs(dithered).max() <= 2 / 2**15


@pytest.mark.parametrize("seconds", [0.004, 0.05, 0.39, 0.41])
def test_short_sound_is_levelled_too(seconds: float, tmp_path: Path) -> None:
    sound = voicelike(1.0)
    sound = Audio(sound.samples[: round(seconds * 24000)], 24000)
    assert deliver(sound, tmp_path / "short.wav", Delivery(loudness=-30)).loudness == pytest.approx(
        -30, abs=0.2
    )


def test_what_cannot_be_reached_is_said(tmp_path: Path) -> None:
    done = deliver(voicelike(), tmp_path / "loud.flac", Delivery(loudness=-6))
    assert re.search(r"LU below the -6 wanted: peaks are held at -1 dBTP", done.notes[0])
    assert done.peak <= -1
    silent = deliver(
        Audio(np.zeros(24000, np.float32), 24000), tmp_path / "silent.wav", Delivery(loudness="ebu")
    )
    assert silent.loudness == -math.inf
    assert "silent" in silent.notes[0]


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_sound_that_is_no_numbers_leaves_the_file_as_it_was(
    value: float, suffix: str, tmp_path: Path
) -> None:
    sound, path = voicelike(1.0), tmp_path / f"line{suffix}"
    sound.samples[777] = value
    path.write_bytes(b"before")
    with pytest.raises(GenerationError, match="sample 777 is no finite number"):
        deliver(sound, path)
    with pytest.raises(GenerationError, match="sample 777 is no finite number"):
        sound.save(path)
    with pytest.raises(GenerationError, match="no sound"):
        deliver(Audio(np.zeros(0, np.float32), 24000), path)

    def interrupted() -> Iterator[Audio]:
        yield voicelike(0.5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(interrupted(), path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"rate": 7999}, "8000 to 96000"),
        ({"bits": 20}, "16 or 24"),
        ({"loudness": "loud"}, "ebu, podcast"),
        ({"loudness": 3.0}, "-40 to -5"),
        ({"loudness": math.nan}, "-40 to -5"),
        ({"peak": 1.0}, "-20 to 0"),
    ],
)
def test_wrong_orders(order: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        Delivery(**order)  # type: ignore[arg-type]


def test_what_a_format_has_not(tmp_path: Path) -> None:
    sound = voicelike(0.5)
    with pytest.raises(RequestError, match="48000 Hz"):
        deliver(sound, tmp_path / "a.mp3", Delivery(rate=96000))
    with pytest.raises(RequestError, match="no bits"):
        deliver(sound, tmp_path / "a.ogg", Delivery(bits=24))
    with pytest.raises(RequestError, match="unknown tag"):
        deliver(sound, tmp_path / "a.wav", tags={"mood": "sad"})
    with pytest.raises(RequestError, match="chapters"):
        deliver(sound, tmp_path / "a.ogg", chapters=[Chapter("One", 0, 0.5)])
    with pytest.raises(RequestError, match="file type"):
        deliver(sound, tmp_path / "a.aiff")


def test_chapters_are_marked(tmp_path: Path) -> None:
    marks = [Chapter("One; the first", 0.0, 1.5), Chapter("Two", 1.5, 4.0)]
    for suffix in (".m4b", ".mp3"):
        said = ffmpeg("-i", str(deliver(voicelike(), tmp_path / f"a{suffix}", chapters=marks).path))
        assert "One; the first" in said
        assert re.search(r"start 1\.500000, end (4|3\.99)", said), suffix


def test_a_sound_saves_itself_in_every_format(tmp_path: Path) -> None:
    sound: Audio = voicelike(1.0)
    for suffix in FORMATS:
        path = sound.save(tmp_path / f"a{suffix}")
        assert "24000 Hz, mono" in ffmpeg("-i", str(path))
    back: NDArray[np.float32] = soundfile.read(tmp_path / "a.wav", dtype="float32")[0]
    assert np.abs(back - sound.samples).max() <= 0.5001 / 2**15
