"""Clips to frames and sound, by the ffmpeg that imageio-ffmpeg brings."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from emogen.budgets import FRAMES, PIXELS
from emogen.dsp.recording import check_length
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.sound import reading

if TYPE_CHECKING:
    from emogen.arrays import Pixels

_RATE: Final = 48_000
"""Hz at which the sound of a clip is decoded: films' own rate."""


def read_sound(path: Path) -> Audio:
    """The sound of a clip, mono.

    Raises:
        RequestError: no such file, no clip, no sound in it.
    """
    import numpy as np

    command = _command(path, "-vn", "-ac", "1", "-ar", str(_RATE), "-f", "f32le", "-")
    samples = bytearray()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            while process.stdout is not None and (piece := process.stdout.read(1 << 20)):
                samples += piece
                check_length(len(samples) // 4, 1, _RATE, path)
        except RequestError:
            process.kill()
            raise
    if process.returncode != 0 or not samples:
        raise _unreadable(path, "sound")
    return Audio(np.frombuffer(samples, np.float32), _RATE)


@dataclass(frozen=True, slots=True)
class Footage:
    """The pictures of a clip, as its file describes them.

    Attributes:
        size: (width, height) in pixels, upright.
        fps: frames a second.
        seconds: how long it is.
    """

    size: tuple[int, int]
    fps: float
    seconds: float


def footage(path: Path) -> Footage:
    """Read what a clip's file says of its pictures.

    Raises:
        RequestError: no such file, no clip, no pictures in it.
    """
    # Without an output ffmpeg says what it was given, and fails.
    described = subprocess.run(_command(path, log="info"), capture_output=True, check=False)
    report = described.stderr.decode("utf-8", "replace")
    long = re.search(r"Duration: (\d+):(\d+):([\d.]+)", report)
    rate = re.search(r"Stream #.*Video:.* ([\d.]+)(k?) fps", report)
    if long is None or rate is None:
        raise _unreadable(path, "pictures")
    seconds = _seconds(long.groups())
    height, width = next(_frames(path, "-frames:v", "1")).shape[:2]
    return Footage((width, height), float(rate[1]) * (1000 if rate[2] else 1), seconds)


def read_frames(path: Path, fps: float | None = None) -> Iterator[Pixels]:
    """The frames of a clip one by one, uint8 sRGB, shape ``(height, width, 3)``; all, or ``fps`` a second.

    Raises:
        RequestError: no such file, no clip, no pictures in it.
    """
    return _frames(path, *(("-vf", f"fps={fps:g}") if fps else ("-fps_mode", "passthrough")))


def frame_at(path: Path, seconds: float) -> Pixels:
    """The frame that a clip shows at a time. Raises as :func:`read_frames`."""
    return next(_frames(path, "-frames:v", "1", start=seconds))


def middle_frame(path: Path) -> Pixels:
    """The frame in the middle of a clip. Raises as :func:`read_frames`."""
    decoded = _command(path, "-map", "0:v:0", "-frames:v", str(FRAMES.limit), "-f", "null", "-", log="info")
    report = subprocess.run(decoded, capture_output=True, check=False).stderr.decode("utf-8", "replace")
    times = re.findall(r"frame=.* time=(\d+):(\d+):([\d.]+)", report)
    if not times:
        raise _unreadable(path, "pictures")
    return frame_at(path, _seconds(times[-1]) / 2)


def _seconds(clock: Sequence[str]) -> float:
    """Hours, minutes and seconds as seconds."""
    return int(clock[0]) * 3600 + int(clock[1]) * 60 + float(clock[2])


def _frames(path: Path, *options: str, start: float = 0.0) -> Iterator[Pixels]:
    command = [*_command(path, *options, start=start), "-an", "-c:v", "ppm", "-f", "image2pipe", "-"]
    count = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            while process.stdout is not None and (frame := _next_ppm(process.stdout)) is not None:
                count += 1
                FRAMES.check(count, path)
                yield frame
        finally:
            process.kill()  # Whoever reads may stop early.
    if not count:
        raise _unreadable(path, "pictures")


def _next_ppm(stream: IO[bytes]) -> Pixels | None:
    """The next picture of a stream of binary PPM files; None at its end."""
    import numpy as np

    if stream.readline() != b"P6\n":
        return None
    width, height = map(int, stream.readline().split())
    PIXELS.check(width * height, "a frame")
    stream.readline()  # The highest value, always 255.
    content = stream.read(width * height * 3)
    if len(content) < width * height * 3:
        return None
    return np.frombuffer(content, np.uint8).reshape(height, width, 3)


def _command(path: Path, *options: str, start: float = 0.0, log: str = "error") -> list[str]:
    import imageio_ffmpeg

    _check_there(path)
    seek = ["-ss", f"{start:.3f}"] if start else []
    quiet = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", log]
    return [*quiet, *seek, *reading(path), *options]


def _check_there(path: Path) -> None:
    if not path.is_file():
        raise RequestError(f"no such clip: {path}", why="it is a folder" if path.is_dir() else "")


def _unreadable(path: Path, what: str) -> RequestError:
    return RequestError(f"no {what} can be read from {path.name}", why="it is damaged, or has none")
