"""Frames that need decoding: the model begins and ends a chunk with a silence which is cut off afterwards, a
quarter to a third of a short line.

The decoder normalises its layers over all frames, so those that are left out still have to be counted: their
share falls to the silent frames beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.speech.kokoro.passes import RATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats

_QUIET: Final = -7.0
"""Energy below which no frame came within 60 dB of the loudest 5 ms: measured on ten voices in seven
languages, neutral, sad and angry, 900 frames."""

_MARGIN: Final = 5
"""Silent frames decoded beside what is heard: 0.125 s, of which ``silence.LEAD`` keeps 0.1."""


def heard(energy: AnyFloats) -> tuple[slice, NDArray[np.float32]]:
    """The frames to decode, and how much each of them counts, 1 together.

    Args:
        energy: two values a frame, shape ``(2 n,)``.
    """
    frames = len(energy) // 2
    loud = np.flatnonzero(energy.reshape(frames, 2).max(axis=1) >= _QUIET)
    first, last = (int(loud[0]), int(loud[-1])) if len(loud) else (0, frames - 1)
    start, stop = max(first - _MARGIN, 0), min(last + 1 + _MARGIN, frames)
    counts = np.ones(stop - start)
    counts[:_MARGIN] += start / len(counts[:_MARGIN])
    counts[-_MARGIN:] += (frames - stop) / len(counts[-_MARGIN:])
    return slice(start, stop), (counts / frames).astype(np.float32)


def spread(shares: AnyFloats, rate: int) -> NDArray[np.float32]:
    """The shares of the steps of layers with ``rate`` steps a frame, shape ``(steps, 1)``."""
    steps = np.repeat(shares / rate, rate)
    if rate == RATES[-1]:
        steps = np.concatenate([steps[:1], steps])
        steps /= steps.sum()
    return np.asarray(steps, np.float32)[:, None]
