"""How an utterance sounds to a network that learnt to write down speech: Whisper's encoder."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen import weights
from emogen.dsp.recording import resampled
from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.media import Audio
    from emogen.pipelines.evaluate.hearing.frames import Array

MODEL: Final = "whisper-tiny-en"
MANY: Final = "whisper-base"
"""The networks: of English, whose encoder judges of feeling use too, and of many languages."""

RATE: Final = 16_000
"""Hz that the network was trained at (Radford et al. 2022, section 2.2)."""

COUNT: Final = 384
"""Numbers that the encoder of the tiny network gives a frame (Radford et al. 2022, table 1)."""

_FRAME: Final = 320
"""Samples a frame of the encoder: 20 ms."""

_MEL_FRAMES: Final = 3000
_LONGEST: Final = _MEL_FRAMES * _FRAME // 2
"""The network hears windows of 30 s: spectral frames, and samples."""

_LEVEL: Final = 0.05
"""Root mean square to which a sound is brought: loudness says more of the microphone. Ours."""


@lru_cache(maxsize=2)
def network(model: str = MODEL) -> Any:
    """A Whisper network of the manifest, as faster-whisper's ``WhisperModel``.

    Raises:
        MissingWeightError: it has not been fetched.
    """
    from faster_whisper import WhisperModel

    files = [weights.path(model, file.name) for file in weights.find_model(model).files]
    # One thread: the same sums in the same order on every machine.
    return WhisperModel(str(files[0].parent), device="cpu", compute_type="int8", cpu_threads=1)


def encoded(audio: Audio) -> Array:
    """The encoder's numbers, averaged over at most the first 30 s, float64, shape ``(384,)``.

    Raises:
        RequestError: the sound is silent.
        MissingWeightError: the network has not been fetched.
    """
    samples = resampled(audio, RATE)[:_LONGEST]
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
    if not level:
        raise RequestError("nothing is heard", why="the recording is silent")
    spectrum = network().feature_extractor(samples * (_LEVEL / level))[:, :_MEL_FRAMES]
    padded = np.pad(spectrum, ((0, 0), (0, _MEL_FRAMES - spectrum.shape[1])))
    frames = np.asarray(network().encode(padded), np.float64)[0]
    return np.asarray(frames[: max(1, len(samples) // _FRAME)].mean(0))
