"""Sound files: WAV and FLAC by libsndfile, OGG Vorbis, MP3 and AAC by ffmpeg, with tags and chapters."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.budgets import SOUND_SECONDS
from emogen.errors import EmogenError, GenerationError, RequestError
from emogen.files import output_error, whole_file
from emogen.scratch import scratch_folder
from emogen.timeline import Seconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats
    from emogen.media import Audio

AUDIO_SUFFIXES: Final = (".wav", ".flac", ".ogg", ".mp3", ".m4a", ".m4b")
"""Of sound that is written."""

RECORDING_SUFFIXES: Final = (".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif")
"""Of recordings that are read."""

TAGS: Final = ("title", "artist", "album", "genre", "date", "comment")
"""What can be written into a file about it; every format keeps all of them."""

_ENCODERS: Final = {
    ".ogg": ("-c:a", "libvorbis", "-q:a", "6"),
    ".mp3": ("-c:a", "libmp3lame", "-q:a", "2"),
    ".m4a": ("-c:a", "aac", "-b:a", "128k"),
    ".m4b": ("-c:a", "aac", "-b:a", "128k"),
}
"""Lossy formats, at qualities at which speech has no audible loss. Ours."""

_CHAPTERED: Final = (".m4b", ".m4a", ".mp3")
"""Formats in which chapters can be marked."""

_MP3_RATES: Final = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_AAC_RATES: Final = (*_MP3_RATES, 64000, 88200, 96000)
_AAC_READ: Final = 48000
_RATES: Final = {".mp3": _MP3_RATES, ".m4a": _AAC_RATES, ".m4b": _AAC_RATES}
"""Hz: the sampling rates of ISO/IEC 11172-3 and 13818-3 (with layer III's extension) and 14496-3."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named stretch of a sound file.

    Attributes:
        title: what players show.
        start, end: seconds.
    """

    title: str
    start: Seconds
    end: Seconds


def is_lossy(path: Path) -> bool:
    """Whether a file of this suffix gives back other samples than were written."""
    return path.suffix.lower() in _ENCODERS


def check_rate(path: Path, rate: int) -> None:
    """Raise ``RequestError`` where the format of ``path`` has no such sampling rate."""
    rates = _RATES.get(path.suffix.lower())
    if rates is not None and rate not in rates:
        near = min(rates, key=lambda known: abs(known - rate))
        raise RequestError(
            f"cannot write {path.name} at {rate} Hz",
            why=f"{path.suffix} has the rates {', '.join(map(str, rates))}",
            fix=f"Use {near} Hz, or another format.",
        )


def check_tags(tags: Mapping[str, str], chapters: Sequence[Chapter], path: Path) -> None:
    """Raise ``RequestError`` for an unknown tag, or for chapters that the format cannot mark."""
    for name in tags:
        if name not in TAGS:
            raise RequestError(f"unknown tag {name!r}", fix=f"Use {', '.join(TAGS)}.")
    if chapters and path.suffix.lower() not in _CHAPTERED:
        raise RequestError(
            f"cannot mark chapters in {path.name}",
            why=f"{path.suffix} has none",
            fix=f"Use {', '.join(_CHAPTERED)}.",
        )


def write_sound(
    path: Path,
    blocks: Iterable[AnyFloats],
    rate: int,
    *,
    bits: int = 16,
    dither: np.random.Generator | None = None,
    tags: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
) -> None:
    """Write mono sound by the suffix of ``path``, whole or not at all. Same input, same bytes.

    Args:
        path: its suffix is one of :data:`AUDIO_SUFFIXES`.
        blocks: floats of shape ``(n,)``, full scale is [-1, 1] and what is beyond is clipped; read
            once, so that long sound needs no memory.
        rate: samples a second.
        bits: 16 or 24 a sample, of WAV and FLAC.
        dither: draws triangular dither of two steps for WAV and FLAC; without it samples are rounded.
        tags: by the names in :data:`TAGS`.
        chapters: of MP3, M4A and M4B.

    Raises:
        RequestError: a rate, tag or chapter that the format has not.
        GenerationError: there is no sound, or it has values that are no numbers.
        OutputError: the file cannot be written.
    """
    tags = {name: text for name, text in (tags or {}).items() if text}
    check_rate(path, rate)
    check_tags(tags, chapters, path)
    with whole_file(path) as temporary:
        if is_lossy(path):
            _encode(temporary, path, blocks, rate, tags, chapters)
        else:
            _write_samples(temporary, path, blocks, rate, bits, dither, tags)


def read_back(path: Path, target: Path, rate: int) -> None:
    """Decode a sound file of ours to headerless mono float32 at ``rate`` Hz."""
    if not is_lossy(path):
        import soundfile

        with soundfile.SoundFile(path) as sound, target.open("wb") as file:
            if sound.samplerate == rate and sound.channels == 1:
                for block in sound.blocks(1 << 16, dtype="float32"):
                    block.astype("<f4").tofile(file)
                return
    longest = ["-t", str(SOUND_SECONDS.limit + 1)]
    _ffmpeg([*reading(path), *longest, "-f", "f32le", "-ac", "1", "-ar", str(rate), str(target)], path)
    SOUND_SECONDS.check(target.stat().st_size / (4 * rate), path)


def decoded(path: Path) -> Audio:
    """A sound file of ours, any of :data:`AUDIO_SUFFIXES`, as mono sound at its own rate; AAC at 48 kHz.

    Raises:
        RequestError: it is not there, or damaged.
        GenerationError: it cannot be decoded.
    """
    import numpy as np

    from emogen.dsp.recording import load
    from emogen.media import Audio

    if path.suffix.lower() in RECORDING_SUFFIXES:
        return load(path)
    with scratch_folder() as scratch:
        read_back(path, scratch / "sound.f32", _AAC_READ)
        return Audio(np.fromfile(scratch / "sound.f32", "<f4"), _AAC_READ)


def _write_samples(
    temporary: Path,
    path: Path,
    blocks: Iterable[AnyFloats],
    rate: int,
    bits: int,
    dither: np.random.Generator | None,
    tags: Mapping[str, str],
) -> None:
    import soundfile

    try:
        with soundfile.SoundFile(temporary, "w", rate, 1, subtype=f"PCM_{bits}") as file:
            for name, text in tags.items():
                setattr(file, name, text)
            for block in _checked(blocks, path):
                file.write(_quantised(block, bits, dither))
    except soundfile.LibsndfileError as error:
        raise OSError(None, str(error)) from error


def _quantised(block: AnyFloats, bits: int, dither: np.random.Generator | None) -> NDArray[np.signedinteger]:
    """int16, or int32 with the lowest eight bits zero."""
    import numpy as np

    full = 2 ** (bits - 1)
    steps = block.astype(np.float64) * full
    if dither is not None:
        steps += dither.random(len(steps)) - dither.random(len(steps))
    whole = np.clip(np.rint(steps), -full, full - 1)
    if bits == 16:
        narrow: NDArray[np.int16] = whole.astype(np.int16)
        return narrow
    shifted: NDArray[np.int32] = whole.astype(np.int32) << 8
    return shifted


def _checked(blocks: Iterable[AnyFloats], path: Path) -> Iterable[AnyFloats]:
    """The blocks, which must be finite and not all empty."""
    import numpy as np

    length = 0
    for block in blocks:
        if not np.isfinite(block).all():
            place = length + int(np.flatnonzero(~np.isfinite(block))[0])
            raise GenerationError(f"cannot write {path.name}", why=f"sample {place} is no finite number")
        length += len(block)
        yield block
    if not length:
        raise GenerationError(f"cannot write {path.name}", why="there is no sound in it")


def _encode(
    temporary: Path,
    path: Path,
    blocks: Iterable[AnyFloats],
    rate: int,
    tags: Mapping[str, str],
    chapters: Sequence[Chapter],
) -> None:
    import numpy as np

    with scratch_folder() as scratch:
        raw, about = scratch / "sound.f32", scratch / "about.txt"
        with raw.open("wb") as file:
            for block in _checked(blocks, path):
                np.clip(block, -1.0, 1.0).astype("<f4").tofile(file)
        about.write_text(_metadata(tags, chapters), encoding="utf-8")
        sound = ["-f", "f32le", "-ar", str(rate), "-ac", "1", "-i", str(raw)]
        data = ["-f", "ffmetadata", "-i", str(about)]
        maps = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
        # Without version marks and drawn serial numbers the same sound gives the same bytes.
        exact = ["-threads", "1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
        quick = ["-movflags", "+faststart"] if path.suffix.lower() in (".m4a", ".m4b") else []
        coder = _ENCODERS[path.suffix.lower()]
        _ffmpeg([*sound, *data, *maps, *coder, *exact, *quick, str(temporary)], path)


def _metadata(tags: Mapping[str, str], chapters: Sequence[Chapter]) -> str:
    """Tags and chapters as ffmpeg reads them."""
    lines = [";FFMETADATA1", *(f"{name}={_escaped(text)}" for name, text in tags.items())]
    for chapter in chapters:
        times = [f"START={round(chapter.start * 1000)}", f"END={round(chapter.end * 1000)}"]
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", *times, f"title={_escaped(chapter.title)}"]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return "".join("\\" + letter if letter in "=;#\\\n" else letter for letter in text)


def _ffmpeg(arguments: Sequence[str], path: Path) -> None:
    """Run ffmpeg. Raises ``OutputError`` for a full disk, ``GenerationError`` for any other failure."""
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-nostdin", "-hide_banner", "-loglevel", "error"]
    done = subprocess.run([*command, *arguments], capture_output=True, check=False)
    if done.returncode:
        raise ffmpeg_error(path, done.returncode, done.stderr)


def reading(path: Path) -> list[str]:
    """Options by which ffmpeg reads a file of others: as a medium of the usual kinds, never as a list of
    other files or addresses."""
    kinds = "mov,matroska,avi,wav,mp3,flac,ogg,aiff,aac"
    named = f"file:{path}"  # Else a name such as `concat:a` would be obeyed.
    return ["-protocol_whitelist", "file", "-format_whitelist", kinds, "-i", named]


def ffmpeg_error(path: Path, code: int, said: bytes) -> EmogenError:
    """The error for people behind an ffmpeg that ended with ``code`` while it wrote ``path``."""
    for number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        if os.strerror(number).encode() in said:
            return output_error(path, OSError(number, os.strerror(number)))
    lines = said.decode(errors="replace").strip().splitlines()
    return GenerationError(f"cannot encode {path}", why=lines[-1] if lines else f"exit code {code}")
