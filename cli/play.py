"""Playing sound files, by miniaudio."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from emogen.errors import EmogenError
from emogen.timeline import Seconds

_AFTER: Seconds = 0.3
"""Time that a device goes on after the last sample, so that what it holds back is heard. Ours."""


def play(path: Path, backends: list[Any] | None = None) -> None:
    """Play a sound file to its end, on the default device; Ctrl-C stops it.

    Args:
        path: any format that emogen writes.
        backends: of miniaudio, in order; the system's own when None.

    Raises:
        EmogenError: there is no device for sound.
    """
    import miniaudio
    import numpy as np

    from emogen.dsp.recording import load

    audio = load(path)
    samples = (np.clip(audio.samples, -1.0, 1.0) * 32767).astype(np.int16)
    ended = threading.Event()
    stream = miniaudio.stream_with_callbacks(
        miniaudio.stream_raw_pcm_memory(samples.tobytes(), 1, 2), end_callback=ended.set
    )
    next(stream)
    try:
        with miniaudio.PlaybackDevice(nchannels=1, sample_rate=audio.rate, backends=backends) as device:
            device.start(stream)
            ended.wait()
            threading.Event().wait(_AFTER)
    except miniaudio.MiniaudioError as error:
        raise EmogenError(
            "sound cannot be played", why=str(error), fix="Write a file with -o, or connect a device."
        ) from error
