"""Clips to frames and sound, by the ffmpeg that imageio-ffmpeg brings."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.media import Audio

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
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0 or not done.stdout:
        raise _unreadable(path, "sound")
    return Audio(np.frombuffer(done.stdout, np.float32), _RATE)


def read_frames(path: Path, fps: float) -> Iterator[Pixels]:
    """The frames of a clip at ``fps`` a second, uint8 sRGB, shape ``(height, width, 3)``, one by one.

    Raises:
        RequestError: no such file, no clip, no pictures in it.
    """
    return _frames(path, "-vf", f"fps={fps:g}")


def middle_frame(path: Path) -> Pixels:
    """The frame in the middle of a clip. Raises as :func:`read_frames`."""
    import imageio_ffmpeg

    _check_there(path)
    try:
        _, seconds = imageio_ffmpeg.count_frames_and_secs(str(path))
    except (OSError, RuntimeError) as error:
        raise _unreadable(path, "pictures") from error
    return next(_frames(path, "-ss", f"{seconds / 2:.3f}", "-frames:v", "1"))


def _frames(path: Path, *options: str) -> Iterator[Pixels]:
    command = _command(path, *options, "-an", "-c:v", "ppm", "-f", "image2pipe", "-")
    count = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            while process.stdout is not None and (frame := _next_ppm(process.stdout)) is not None:
                count += 1
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
    stream.readline()  # The highest value, always 255.
    content = stream.read(width * height * 3)
    if len(content) < width * height * 3:
        return None
    return np.frombuffer(content, np.uint8).reshape(height, width, 3)


def _command(path: Path, *options: str) -> list[str]:
    import imageio_ffmpeg

    _check_there(path)
    return [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-i", str(path), *options]


def _check_there(path: Path) -> None:
    if not path.is_file():
        raise RequestError(f"no such clip: {path}", why="it is a folder" if path.is_dir() else "")


def _unreadable(path: Path, what: str) -> RequestError:
    return RequestError(f"no {what} can be read from {path.name}", why="it is damaged, or has none")
