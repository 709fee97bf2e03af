"""Sounds of a pack as engines want them: another format, another rate."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from emogen.errors import RequestError
from emogen.files import whole_file
from emogen.machine import cores
from emogen.progress import Progress, ignore
from emogen.sound import decoded, is_lossy


def put_sound(source: Path, target: Path, *, rate: int | None = None) -> None:
    """Write a sound to another file, mono, in the format of its suffix; WAV and FLAC have 16 bits.

    A file that is already as it should be is copied to the byte.

    Args:
        source: a sound of ours, of any format.
        target: its suffix is the format.
        rate: samples a second; None keeps the sound's own.

    Raises:
        RequestError: it is no sound, or the format has no such rate.
        OutputError: the file cannot be written.
    """
    from emogen.dsp.recording import resampled
    from emogen.media import Audio

    if _is_as_wanted(source, target, rate):
        with whole_file(target) as temporary:
            shutil.copyfile(source, temporary)
        return
    audio = decoded(source)
    if rate is not None and rate != audio.rate:
        audio = Audio(resampled(audio, rate), rate)
    audio.save(target)


def put_sounds(
    pairs: Iterable[tuple[Path, Path]], *, rate: int | None = None, progress: Progress = ignore
) -> None:
    """As :func:`put_sound`, for pairs of source and target, on every core."""
    work = list(pairs)
    # Encoders are processes of their own, so threads suffice to have one a core.
    with ThreadPoolExecutor(cores()) as pool:
        put = partial(_put, rate=rate)
        for done, _ in enumerate(pool.map(put, work), 1):
            progress(done / len(work))


def _put(pair: tuple[Path, Path], rate: int | None) -> None:
    put_sound(*pair, rate=rate)


def _is_as_wanted(source: Path, target: Path, rate: int | None) -> bool:
    """Whether a file can be taken as it is."""
    from emogen.dsp.recording import opened

    if source.suffix.lower() != target.suffix.lower():
        return False
    try:
        with opened(source) as sound:
            depth = is_lossy(target) or sound.subtype == "PCM_16"
            return sound.channels == 1 and depth and rate in (None, sound.samplerate)
    except RequestError:
        return False
