"""Clips to MP4: H.264 and AAC, by the ffmpeg that imageio-ffmpeg brings."""

from __future__ import annotations

import queue
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg

from emogen.errors import EmogenError, GenerationError, RequestError
from emogen.files import whole_file
from emogen.media import check_suffix
from emogen.progress import Progress
from emogen.scratch import scratch_folder
from emogen.sound import ffmpeg_error

if TYPE_CHECKING:
    from emogen.media import Clip

_AHEAD = 4
"""Frames that may wait for the encoder while the next ones are rendered."""


def save_clip(
    clip: Clip, path: str | Path, *, progress: Progress | None = None, sound_of: Path | None = None
) -> Path:
    """Write a clip, rendering and encoding side by side; whole or not at all.

    Args:
        clip: frames of even width and height, with or without sound.
        path: ends in ``.mp4``.
        progress: told the fraction of frames done.
        sound_of: a video whose sound, if it has any, is taken over in place of the clip's.

    The same clip gives the same bytes on the same machine.

    Raises:
        RequestError: another suffix, a side that is odd.
        OutputError: the file cannot be written.
        GenerationError: the encoder refused the clip, or a frame has another size.
    """
    path = check_suffix(path, (".mp4",))
    check_even(clip.size)
    with scratch_folder() as scratch, whole_file(path) as temporary:
        sound = clip.audio.save(scratch / "sound.wav") if clip.audio else sound_of
        with _Encoder(_command(clip, sound, temporary), path) as encoder:
            for number, frame in enumerate(clip.frames, start=1):
                if frame.shape != (*clip.size[::-1], 3):
                    raise GenerationError(f"a frame of {path} has the shape {frame.shape}")
                encoder.write(frame.tobytes())
                if progress:
                    progress(min(1.0, number / clip.count))
    return path


def check_even(size: tuple[int, int]) -> None:
    """Raise ``RequestError`` unless both sides are even, as H.264 needs them."""
    width, height = size
    if width % 2 or height % 2:
        raise RequestError(
            f"cannot encode a video of {width}x{height} pixels",
            why="H.264 needs even sides",
            fix=f"Use e.g. {width + width % 2}x{height + height % 2}.",
        )


def _command(clip: Clip, sound: Path | None, target: Path) -> list[str]:
    width, height = clip.size
    return [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-hide_banner", "-loglevel", "error"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{clip.fps:g}", "-i", "-"),
        *(("-i", str(sound), "-map", "0:v:0", "-map", "1:a:0?") if sound else ()),
        *(("-c:a", "aac", "-b:a", "128k") if sound else ()),
        # Written as HD video is, and marked so: without it players guess the colours.
        *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"),
        *("-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "17", "-pix_fmt", "yuv420p"),
        # One thread and no version marks: the same clip gives the same bytes.
        *("-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-movflags", "+faststart", str(target)),
    ]


class _Encoder:
    """A running ffmpeg that is fed by a thread of its own."""

    def __init__(self, command: list[str], path: Path) -> None:
        self.path = path
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self.waiting: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self.feeder = threading.Thread(target=self._feed, daemon=True)
        self.complaint = b""
        self.listener = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> _Encoder:
        self.feeder.start()
        self.listener.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.process.kill()
        self.waiting.put(None)
        self.feeder.join()
        code = self.process.wait()
        self.listener.join()
        if kind is None and code != 0:
            raise self._failure()

    def write(self, frame: bytes) -> None:
        if self.process.poll() is not None:
            self.listener.join()
            raise self._failure()
        self.waiting.put(frame)

    def _feed(self) -> None:
        pipe = self.process.stdin
        if pipe is None:
            return
        alive = True
        while (frame := self.waiting.get()) is not None:
            if alive:
                try:
                    pipe.write(frame)
                except OSError:
                    alive = False  # The encoder has died; its exit code is looked at elsewhere.
        try:
            pipe.close()
        except OSError:
            return

    def _listen(self) -> None:
        if self.process.stderr is not None:
            self.complaint = self.process.stderr.read()
            self.process.stderr.close()

    def _failure(self) -> EmogenError:
        return ffmpeg_error(self.path, self.process.returncode, self.complaint)
