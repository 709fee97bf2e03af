"""Sound in the formats of OpenAI's interface, made while it is spoken."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from emogen.errors import GenerationError, unknown_name

_READ: Final = 1 << 14
"""Bytes that are taken from an encoder at once at most."""

_ENDLESS: Final = 0xFFFFFFFF
"""A length that stands for one that is not known yet: players then read to the end."""


_PACE: Final = (0.5, 2.0)
"""Bounds of ``pace``: what is beyond is made by playing the sound faster or slower."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A format of sound.

    Attributes:
        name: as requests name it.
        media: its MIME type.
        encoder: arguments of ffmpeg; none where the samples are sent as they are.
    """

    name: str
    media: str
    encoder: tuple[str, ...] = ()


ENCODINGS: Final[Mapping[str, Encoding]] = MappingProxyType(
    {
        encoding.name: encoding
        for encoding in (
            Encoding(
                "mp3", "audio/mpeg", ("-c:a", "libmp3lame", "-b:a", "96k", "-write_xing", "0", "-f", "mp3")
            ),
            # Pages of 40 ms: a player has the first one at once.
            Encoding(
                "opus",
                "audio/ogg",
                ("-c:a", "libopus", "-b:a", "48k", "-page_duration", "40000", "-f", "ogg"),
            ),
            Encoding("aac", "audio/aac", ("-c:a", "aac", "-b:a", "96k", "-f", "adts")),
            Encoding("flac", "audio/flac", ("-c:a", "flac", "-frame_size", "1152", "-f", "flac")),
            Encoding("wav", "audio/wav"),
            Encoding("pcm", "audio/pcm"),
        )
    }
)
"""By name. Bit rates are ours: speech at 24 kHz has no audible loss at them."""


def find_encoding(name: str) -> Encoding:
    """The format of that name. Raises ``RequestError`` for an unknown one."""
    if name not in ENCODINGS:
        raise unknown_name("response_format", name, ENCODINGS)
    return ENCODINGS[name]


def paced(speed: float) -> tuple[float, float]:
    """A speed as a pace of speaking, and how much faster that is to be played."""
    low, high = _PACE
    pace = min(max(speed, low), high)
    return pace, speed / pace


def wav_header(rate: int, size: int | None = None) -> bytes:
    """The header of a mono WAV file of 16 bits.

    Args:
        rate: samples a second.
        size: bytes of sound; None where they are not known, as in a stream.
    """
    length = _ENDLESS if size is None else size
    whole = _ENDLESS if size is None else size + 36
    riff = struct.pack("<4sI4s4sI", b"RIFF", whole, b"WAVE", b"fmt ", 16)
    return riff + struct.pack("<HHIIHH4sI", 1, 1, rate, 2 * rate, 2, 16, b"data", length)


async def encoded(
    sound: AsyncIterator[bytes], encoding: Encoding, rate: int, *, tempo: float = 1.0
) -> AsyncGenerator[bytes, None]:
    """Sound in a format, piece by piece.

    Args:
        sound: mono samples of 16 bits, little endian.
        encoding: the format.
        rate: samples a second.
        tempo: how much faster it is played than it was spoken, 0.5 to 2, at the same pitch.

    Raises:
        GenerationError: the encoder fails.
    """
    if encoding.name == "wav":
        yield wav_header(rate)
    if not encoding.encoder and tempo == 1:
        async for piece in sound:
            yield piece
        return
    coder = encoding.encoder or ("-f", "s16le")
    slower = () if tempo == 1 else ("-af", f"atempo={tempo:g}")
    arguments = (*slower, "-ar", str(_rate_of(encoding, rate)), *coder)
    async with contextlib.aclosing(_piped(sound, arguments, rate)) as pieces:
        async for piece in pieces:
            yield piece


def _rate_of(encoding: Encoding, rate: int) -> int:
    return 48_000 if encoding.name == "opus" else rate


async def _piped(
    sound: AsyncIterator[bytes], arguments: tuple[str, ...], rate: int
) -> AsyncGenerator[bytes, None]:
    """Sound through ffmpeg, which ends with the iteration."""
    import imageio_ffmpeg

    process = await asyncio.create_subprocess_exec(
        imageio_ffmpeg.get_ffmpeg_exe(),
        *("-hide_banner", "-loglevel", "error", "-probesize", "32", "-fflags", "nobuffer"),
        *("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"),
        *(*arguments, "-flush_packets", "1", "-threads", "1", "pipe:1"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    feeding = asyncio.create_task(_feed(process.stdin, sound))
    try:
        while piece := await process.stdout.read(_READ):
            yield piece
        await feeding  # Raises what speaking raised.
        if await process.wait():
            raise GenerationError("the sound cannot be encoded", why=f"exit code {process.returncode}")
    finally:
        feeding.cancel()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        with contextlib.suppress(Exception, asyncio.CancelledError):
            await feeding
        await process.wait()


async def _feed(stdin: asyncio.StreamWriter, sound: AsyncIterator[bytes]) -> None:
    try:
        async for piece in sound:
            stdin.write(piece)
            await stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        return  # It has ended; its exit code tells.
    finally:
        stdin.close()
