"""Playing sound files, by miniaudio."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from emogen.errors import EmogenError
from emogen.install import install_hint


def need_player() -> None:
    """Raise ``EmogenError`` where sound cannot be played."""
    if find_spec("miniaudio") is None:
        raise EmogenError(
            "sound cannot be played", why="miniaudio is not installed", fix=install_hint("play")
        )


def play(path: Path) -> None:
    """Play a sound file to its end, on the default device; Ctrl-C stops it.

    Raises:
        EmogenError: there is no player, or no device for sound.
    """
    need_player()
    import threading

    import miniaudio
    import numpy as np

    from emogen.dsp.recording import load

    audio = load(path)
    ended = threading.Event()
    pcm = (np.clip(audio.samples, -1, 1) * 32767).astype(np.int16).tobytes()
    stream = miniaudio.stream_with_callbacks(
        miniaudio.stream_raw_pcm_memory(pcm, 1, 2), end_callback=ended.set
    )
    next(stream)
    try:
        with miniaudio.PlaybackDevice(nchannels=1, sample_rate=audio.rate) as device:
            device.start(stream)
            ended.wait(audio.duration + 5.0)
    except miniaudio.MiniaudioError as error:
        raise EmogenError(
            "sound cannot be played", why=str(error), fix="Write a file with -o, or connect a device."
        ) from error
