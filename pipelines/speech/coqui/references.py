"""Recordings to speak like: read, checked, cut to what a model listens to."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from emogen.dsp.recording import load
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.timeline import Seconds

LONGEST: Final[Seconds] = 30.0
"""What is kept of a recording, from where speech begins. XTTS itself listens to 10 to 30 s."""

SHORTEST: Final[Seconds] = 1.0
"""Speech that a recording must hold (ours); coqui-tts refuses 0.33 s and advises 3 s or more."""

_SEARCHED: Final[Seconds] = 120.0
"""How far into a recording speech is looked for, so that one of an hour costs no memory."""

_QUIET: Final = 1e-3
"""RMS of 20 ms below which a recording is silent, -60 dB of full scale (ours)."""

_BELOW: Final = 1e-2
"""RMS of 20 ms, as a share of the loudest, below which nobody speaks: -40 dB (ours)."""

_FULL: Final = 0.999
_SPOILT: Final = 0.01
"""Share of samples at full scale from which a voice is spoilt by clipping (ours)."""


def reference(path: str | Path, role: str) -> Audio:
    """A recording of one speaker, mono, at its own rate, at most :data:`LONGEST` seconds.

    Args:
        path: WAV, FLAC, OGG, MP3 or AIFF.
        role: what it is for, in messages: ``"speaker"`` or ``"style"``.

    Raises:
        RequestError: it cannot be read; is silent, clipped or too short.
    """
    audio = load(path, longest=_SEARCHED)
    samples, rate = audio.samples, audio.rate
    step = rate // 50
    usable = len(samples) // step * step
    power = np.sqrt(np.square(samples[:usable].reshape(-1, step)).mean(axis=1))
    if not len(power) or power.max() < _QUIET:
        where = f" in its first {_SEARCHED:g} s" if audio.duration >= _SEARCHED - 0.1 else ""
        raise RequestError(
            f"the {role} recording {path} is silent{where}", fix="Give one in which somebody speaks."
        )
    spoken = np.flatnonzero(power > power.max() * _BELOW)
    if len(spoken) * 0.02 < SHORTEST:
        raise RequestError(
            f"the {role} recording {path} holds {len(spoken) * 0.02:.2g} s of speech",
            why=f"a voice cannot be told from less than {SHORTEST:g} s",
            fix="Give 6 to 30 s of one person speaking.",
        )
    if float((np.abs(samples) >= _FULL).mean()) > _SPOILT:
        raise RequestError(
            f"the {role} recording {path} is clipped",
            why=f"more than {100 * _SPOILT:g} % of its samples are at full scale",
            fix="Record it at a lower level.",
        )
    first = spoken[0] * step
    return Audio(samples[first : first + round(LONGEST * rate)], rate)
