"""Video: real files that a decoder reads back, the same bytes each time, clear failures."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from emogen.errors import EmogenError, GenerationError, OutputError, RequestError
from emogen.media import Audio, Clip
from emogen.pipelines.face.video import save_clip


class Ramp:
    """Frames of one colour that get brighter over time."""

    def __init__(self, count: int, size: tuple[int, int]) -> None:
        self.count, self.size = count, size

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        for number in range(self.count):
            yield np.full((self.size[1], self.size[0], 3), 40 + number * 5, np.uint8)


def clip(size: tuple[int, int] = (64, 48), *, sound: bool = True) -> Clip:
    tone = 0.3 * np.sin(np.arange(24_000) * 2 * np.pi * 440 / 24_000)
    return Clip(Ramp(25, size), 25, 25.0, size, Audio(tone.astype(np.float32), 24_000) if sound else None)


def decode(path: Path) -> tuple[NDArray[np.uint8], str]:
    """Frames, shape ``(T, 48, 64, 3)``, and what the decoder says of the file."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, 48, 64, 3), done.stderr.decode()


def test_a_decoder_reads_back_what_was_written(tmp_path: Path) -> None:
    seen: list[float] = []
    path = save_clip(clip(), tmp_path / "x.mp4", progress=seen.append)
    frames, log = decode(path)
    assert "Video: h264" in log
    assert "Audio: aac" in log
    assert "25 fps" in log
    assert frames.shape == (25, 48, 64, 3)
    assert abs(float(frames[20].mean()) - 140) < 4
    assert seen[-1] == 1.0
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_clip_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (save_clip(clip(), tmp_path / name).read_bytes() for name in ("a.mp4", "b.mp4"))
    assert one == other


def test_a_clip_may_be_silent(tmp_path: Path) -> None:
    frames, log = decode(save_clip(clip(sound=False), tmp_path / "x.mp4"))
    assert len(frames) == 25
    assert "Audio" not in log


def test_odd_sizes_and_other_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="even"):
        save_clip(clip((63, 48)), tmp_path / "x.mp4")
    with pytest.raises(RequestError, match=r"\.mp4"):
        save_clip(clip(), tmp_path / "x.avi")
    assert not list(tmp_path.iterdir())


def test_an_interrupted_rendering_leaves_nothing(tmp_path: Path) -> None:
    def press(fraction: float) -> None:
        if fraction > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_clip(clip(), tmp_path / "x.mp4", progress=press)
    assert not list(tmp_path.iterdir())


def test_colours_survive(tmp_path: Path) -> None:
    colour = np.array([200, 60, 40], np.uint8)
    frames = [np.tile(colour, (48, 64, 1))] * 5
    shown, log = decode(save_clip(Clip(frames, 5, 25, (64, 48)), tmp_path / "x.mp4"))
    assert "bt709" in log
    assert np.abs(shown.mean(axis=(0, 1, 2)) - colour).max() < 4


def test_players_can_start_before_the_whole_file_is_there(tmp_path: Path) -> None:
    data = save_clip(clip(), tmp_path / "x.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_frames_of_another_size_are_refused(tmp_path: Path) -> None:
    wrong = Clip(Ramp(25, (62, 48)), 25, 25, (64, 48))
    with pytest.raises(GenerationError, match="shape"):
        save_clip(wrong, tmp_path / "x.mp4")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("says", "error", "told"),
    [
        ("codec is broken", GenerationError, "broken"),
        ("No space left on device", OutputError, "disk is full"),
    ],
)
def test_a_dead_encoder_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, error: type[EmogenError], told: str
) -> None:
    dead = tmp_path / "encoder"
    dead.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    dead.chmod(0o755)
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(dead))
    with pytest.raises(error, match=told):
        save_clip(clip(), tmp_path / "out" / "x.mp4")
    assert not list((tmp_path / "out").iterdir())
