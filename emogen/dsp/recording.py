"""Any recording as mono sound: decoded, checked, brought to one rate."""

from __future__ import annotations

from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.media import Audio
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from emogen.arrays import Floats

_LOUDEST: Final = 100.0
"""A sample beyond this is no sound but a fault; full scale is 1."""

_PIECE: Final = 1 << 20
"""Samples of each channel that are decoded at once."""

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
        RequestError: no such file, not sound, damaged, samples that are not numbers, an odd rate.
    """
    import numpy as np
    import soundfile

    path = Path(path)
    if not path.is_file():
        why = "it is a folder" if path.is_dir() else ""
        raise RequestError(f"no such recording: {path}", why=why)
    try:
        # soundfile cannot open names that are not UTF-8 itself.
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            rate = sound.samplerate
            frames = -1 if longest is None else round(longest * rate)
            # Piece by piece, so that an hour with many channels never lies in memory as such.
            pieces = sound.blocks(_PIECE, frames=frames, dtype="float32", always_2d=True)
            samples = np.concatenate([np.zeros(0, np.float32), *(piece.mean(axis=1) for piece in pieces)])
    except (soundfile.LibsndfileError, OSError) as error:
        raise RequestError(
            f"cannot read the recording {path}",
            why="it is damaged, or no sound file",
            fix="Use a WAV, FLAC, OGG, MP3 or AIFF file.",
        ) from error
    return checked_audio(Audio(samples, rate), str(path))


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
