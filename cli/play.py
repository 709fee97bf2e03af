"""Playing sound files, by miniaudio."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from emogen.errors import EmogenError
from emogen.machine import quiet_stderr
from emogen.timeline import Seconds

_AFTER: Seconds = 0.3
"""Time that a device goes on after the last sample, so that what it holds back is heard. Ours."""


def play(path: Path, backends: list[Any] | None = None) -> Seconds:
    """Play a sound file to its end, on the default device; Ctrl-C stops it.

    Args:
        path: any format that emogen writes.
        backends: of miniaudio, in order; the system's own when None.

    Returns:
        Length of what the device took, its last buffer whole.

    Raises:
        EmogenError: there is no device for sound.
    """
    import miniaudio
    import numpy as np

    from emogen.dsp.recording import load

    audio = load(path)
    samples = (np.clip(audio.samples, -1.0, 1.0) * 32767).astype(np.int16)
    ended, frames = threading.Event(), 0

    def count(taken: int) -> None:
        nonlocal frames
        frames += taken

    source = miniaudio.stream_raw_pcm_memory(samples.tobytes(), 1, 2)
    stream = miniaudio.stream_with_callbacks(source, progress_callback=count, end_callback=ended.set)
    next(stream)
    try:
        with quiet_stderr():  # Sound libraries of the system print about every absent device.
            device = miniaudio.PlaybackDevice(nchannels=1, sample_rate=audio.rate, backends=backends)
        with device:
            device.start(stream)
            ended.wait()
            threading.Event().wait(_AFTER)
    except miniaudio.MiniaudioError as error:
        raise no_device(error) from error
    return frames / audio.rate


def no_device(
    error: Exception, fix: str = "Connect one; or name a file with -o, without --play."
) -> EmogenError:
    """Miniaudio's message where there is no device for sound, without the number beside it."""
    first = error.args[0] if error.args else error
    reason = str(first[0] if isinstance(first, tuple) else first)
    return EmogenError(
        "the sound cannot be played",
        why=f"this machine has no device for sound: {reason}",
        fix=fix,
    )
