"""What a face hears of the voice that it goes with: loudness, accents, melody, pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from emogen.dsp.frames import FRAME, analyse

if TYPE_CHECKING:
    from emogen.arrays import Floats, Times
    from emogen.media import Audio

FEATURES: Final = ("level", "peak", "speech", "voiced", "pitch", "melody", "accent")
"""Of each moment, over 0.2 s around it: mean and highest level (in 10 dB below the voice's loud parts,
from -4 to 1), shares of speech and of voice, pitch above the voice's median (in 4 semitones) and its
change, and how fast the level rises (in 40 semitones and 100 dB a second)."""

LEVEL, SPEECH = FEATURES.index("level"), FEATURES.index("speech")

SILENCE: Final = (-4.0, -4.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""The features of silence."""

_SPAN: Final = 20
"""Frames of 10 ms over which a feature is taken: as many as from one keyframe to the next."""

_LOUD: Final = 95
"""Percentile of the level of speech that counts as loud."""

_LEVEL_UNIT, _PITCH_UNIT, _PACE_UNIT = 10.0, 4.0, 10.0
"""dB, semitones, and these a tenth of a second: so that all features are of a size."""


def hear(audio: Audio, times: Times) -> Floats:
    """The :data:`FEATURES` of a recording at some moments.

    Args:
        audio: speech, or silence.
        times: seconds, shape ``(n,)``; beyond the recording there is silence.

    Returns:
        float32, shape ``(n, 7)``.

    Raises:
        RequestError: samples that are not numbers or not mono, an unusable rate.
    """
    features = np.tile(np.array(SILENCE, np.float32), (len(times), 1))
    frames = analyse(audio)
    if not frames.active.any():
        return features
    loud = np.percentile(frames.level[frames.active], _LOUD)
    level = np.clip((frames.level - loud) / _LEVEL_UNIT, SILENCE[0], 1.0)
    pitch = np.zeros(len(level))
    if frames.voiced.any():
        where = np.flatnonzero(frames.voiced)
        middle = np.median(frames.f0[where])
        pitch = np.interp(np.arange(len(level)), where, (frames.f0[where] - middle) / _PITCH_UNIT)
    voiced = uniform_filter1d(frames.voiced.astype(float), _SPAN)
    smooth = uniform_filter1d(level, _SPAN)
    melody = uniform_filter1d(np.gradient(uniform_filter1d(pitch, _SPAN)), _SPAN) / FRAME / _PACE_UNIT
    rise = np.maximum(np.gradient(smooth), 0.0) / FRAME / _PACE_UNIT
    columns = np.column_stack(
        [
            smooth,
            maximum_filter1d(level, _SPAN),
            uniform_filter1d(frames.active.astype(float), _SPAN),
            voiced,
            uniform_filter1d(pitch, _SPAN) * voiced,
            melody * voiced,
            maximum_filter1d(rise, _SPAN),
        ]
    )
    at = np.round(np.asarray(times) / FRAME).astype(int)
    inside = (at >= 0) & (at < len(columns))
    features[inside] = columns[at[inside]]
    return features
