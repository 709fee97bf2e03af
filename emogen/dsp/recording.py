"""Any recording as mono sound: decoded, checked, brought to one rate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.budgets import SOUND_CHANNELS, SOUND_SAMPLES, SOUND_SECONDS
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.timeline import Seconds

if TYPE_CHECKING:
    import soundfile

    from emogen.arrays import Floats

_LOUDEST: Final = 100.0
"""A sample beyond this is no sound but a fault; full scale is 1."""

_PIECE: Final = 1 << 20
"""Samples that are decoded at once."""

_ENDLESS: Final = 2**62
"""More samples than any file has."""

FORMATS: Final = frozenset({"WAV", "WAVEX", "RF64", "W64", "FLAC", "OGG", "MP3", "MPEG", "AIFF", "AU", "CAF"})
"""As libsndfile calls them; the rest of what it knows are curiosities."""

LOWEST_RATE: Final = 4_000
HIGHEST_RATE: Final = 384_000
"""Rates that are read, Hz: below, no voice is left; above, no recorder writes."""


def load(path: str | Path, *, longest: Seconds | None = None) -> Audio:
    """Decode a WAV, FLAC, OGG, MP3 or AIFF file; channels are averaged.

    Args:
        path: of the file.
        longest: decode no more than so many seconds of it.

    Returns:
        Mono sound at the file's own rate, possibly with no samples at all.

    Raises:
        RequestError: no such file, not sound, damaged, samples that are not numbers, an odd rate, longer than
            the budget allows.
    """
    import numpy as np

    with opened(path) as sound:
        rate = sound.samplerate
        frames = -1 if longest is None else round(longest * rate)
        # Piece by piece, so that an hour with many channels never lies in memory as such.
        pieces = (piece.mean(axis=1) for piece in blocks(sound, path, frames=frames))
        samples = np.concatenate([np.zeros(0, np.float32), *pieces])
    return checked_audio(Audio(samples, rate), str(path))


@contextmanager
def opened(path: str | Path) -> Iterator[soundfile.SoundFile]:
    """A recording, open for :func:`blocks`; how long it says to be is not over the budget.

    Raises:
        RequestError: no such file, not sound, damaged, over the budget; damage is found in the block, too.
    """
    import soundfile

    path = Path(path)
    if not path.is_file():
        why = "it is a folder" if path.is_dir() else ""
        raise RequestError(f"no such recording: {path}", why=why)
    try:
        # soundfile cannot open names that are not UTF-8 itself.
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            if sound.format not in FORMATS:
                raise ValueError(f"no sound of {sound.format} is read")
            SOUND_CHANNELS.check(sound.channels, path)
            yield sound
    except (soundfile.LibsndfileError, OSError, ValueError, OverflowError) as error:
        raise RequestError(
            f"cannot read the recording {path}",
            why="it is damaged, or no sound file",
            fix="Use a WAV, FLAC, OGG, MP3 or AIFF file.",
        ) from error


def blocks(sound: soundfile.SoundFile, name: object, *, frames: int = -1) -> Iterator[Floats]:
    """The samples of an open recording, float32 of shape ``(n, channels)``, piece by piece.

    Args:
        sound: as :func:`opened` gives it.
        name: of it, for errors.
        frames: as many of each channel at most; -1 is all.

    Raises:
        RequestError: there are more than the budget allows, as it says of itself or as they come.
    """
    told = sound.frames if frames < 0 else min(frames, sound.frames)
    # A stream without an end says that it has 2**63 - 1.
    check_length(told if told < _ENDLESS else 0, sound.channels, sound.samplerate, name)
    count = 0
    size = max(1, _PIECE // sound.channels)
    for piece in sound.blocks(size, frames=frames, dtype="float32", always_2d=True):
        count += len(piece)
        check_length(count, sound.channels, sound.samplerate, name)
        yield piece


def check_length(frames: int, channels: int, rate: int, name: object) -> None:
    """Raise ``BudgetError`` for more sound than is decoded: samples of each channel, at ``rate`` Hz."""
    SOUND_SECONDS.check(frames / max(rate, 1), name)
    SOUND_SAMPLES.check(frames * channels, name)


def checked_audio(audio: Audio, name: str = "the recording") -> Audio:
    """``audio`` if it can be measured: mono, of finite samples, at a usable rate.

    Raises:
        RequestError: it cannot.
    """
    import numpy as np

    if audio.samples.ndim != 1:
        raise RequestError(f"{name} is not mono", why=f"its samples have the shape {audio.samples.shape}")
    if not np.isfinite(audio.samples).all():
        raise RequestError(f"{name} has samples that are not numbers", fix="Export it again.")
    if len(audio.samples) and np.abs(audio.samples).max() > _LOUDEST:
        raise RequestError(f"{name} is far beyond full scale", fix="Export it with samples from -1 to 1.")
    if not LOWEST_RATE <= audio.rate <= HIGHEST_RATE:
        raise RequestError(
            f"{name} has a rate of {audio.rate} Hz", fix=f"Use {LOWEST_RATE} to {HIGHEST_RATE} Hz."
        )
    return audio


def resampled(audio: Audio, rate: int) -> Floats:
    """The samples at another rate, by a polyphase filter; float32, shape ``(about n·rate/old,)``."""
    import numpy as np
    from scipy.signal import resample_poly

    if audio.rate == rate or not len(audio.samples):
        return audio.samples.astype(np.float32, copy=False)
    common = gcd(audio.rate, rate)
    out = resample_poly(audio.samples.astype(np.float32, copy=False), rate // common, audio.rate // common)
    return np.asarray(out, np.float32)
