"""Clips to frames and sound, by the ffmpeg that imageio-ffmpeg brings."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.media import Audio

if TYPE_CHECKING:
    from emogen.media import Pixels

_RATE: Final = 48_000
"""Hz at which the sound of a clip is decoded: films' own rate."""


def read_sound(path: Path) -> Audio:
    """The sound of a clip, mono.

    Raises:
        RequestError: no such file, no clip, no sound in it.
    """
    import numpy as np

    command = ["-i", str(path), "-vn", "-ac", "1", "-ar", str(_RATE), "-f", "f32le", "-"]
    return Audio(np.frombuffer(_decode(command, path, "sound"), np.float32), _RATE)


def read_frames(path: Path, fps: float) -> Iterator[Pixels]:
    """The frames of a clip at ``fps`` a second, uint8 sRGB, shape ``(height, width, 3)``, one by one.

    Raises:
        RequestError: no such file, no clip, no pictures in it.
    """
    import imageio_ffmpeg
    import numpy as np

    _check_there(path)
    reader = imageio_ffmpeg.read_frames(str(path), output_params=["-r", f"{fps:g}"])
    try:
        width, height = next(reader)["size"]
        for frame in reader:
            yield np.frombuffer(frame, np.uint8).reshape(height, width, 3)
    except (OSError, RuntimeError, StopIteration, KeyError) as error:
        raise _unreadable(path, "pictures") from error
    finally:
        reader.close()


def middle_frame(path: Path) -> Pixels:
    """The frame in the middle of a clip. Raises as :func:`read_frames`."""
    import imageio_ffmpeg
    import numpy as np

    _check_there(path)
    try:
        count, seconds = imageio_ffmpeg.count_frames_and_secs(str(path))
    except (OSError, RuntimeError) as error:
        raise _unreadable(path, "pictures") from error
    del count
    reader = imageio_ffmpeg.read_frames(str(path), input_params=["-ss", f"{seconds / 2:.3f}"])
    try:
        width, height = next(reader)["size"]
        return np.frombuffer(next(reader), np.uint8).reshape(height, width, 3)
    except (OSError, RuntimeError, StopIteration, KeyError) as error:
        raise _unreadable(path, "pictures") from error
    finally:
        reader.close()


def _decode(arguments: list[str], path: Path, what: str) -> bytes:
    import imageio_ffmpeg

    _check_there(path)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0 or not done.stdout:
        raise _unreadable(path, what)
    return done.stdout


def _check_there(path: Path) -> None:
    if not path.is_file():
        raise RequestError(f"no such clip: {path}", why="it is a folder" if path.is_dir() else "")


def _unreadable(path: Path, what: str) -> RequestError:
    return RequestError(f"no {what} can be read from {path.name}", why="it is damaged, or has none")
