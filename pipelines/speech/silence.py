"""Where a chunk is silent, as far as one can hear, and how much silence is left around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.timeline import Seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats

LEAD: Final[Seconds] = 0.1
TAIL: Final[Seconds] = 0.25
"""Silence before and, at neutral, after a chunk: together a sentence's pause."""

PAUSE: Final[Seconds] = 0.06
"""Shortest silence at a mark that counts as a pause; the closure of a plosive is mostly shorter."""

_BELOW: Final = 1e-4
"""Power, as a share of the loudest 5 ms, below which nothing is heard (-40 dB)."""


def step(rate: int) -> int:
    """Samples of the 5 ms that are silent or not."""
    return rate // 200


def silent(samples: AnyFloats, rate: int) -> NDArray[np.bool_]:
    """Whether each 5 ms are silent."""
    size = step(rate)
    usable = len(samples) // size * size
    if not usable:
        return np.ones(0, bool)
    power = np.square(samples[:usable].reshape(-1, size)).mean(axis=1)
    return np.asarray(power <= power.max() * _BELOW)


def sounding(samples: AnyFloats, rate: int) -> tuple[int, int]:
    """The sample at which the first sound begins and that at which the last ends; the whole where all
    is silent."""
    loud = np.flatnonzero(~silent(samples, rate))
    if not len(loud):
        return 0, len(samples)
    return int(loud[0]) * step(rate), min((int(loud[-1]) + 1) * step(rate), len(samples))


def faded(samples: AnyFloats, rate: int) -> AnyFloats:
    """Float32, faded in and out over 10 ms, so that chunks join without a click."""
    ramp = np.linspace(0.0, 1.0, max(rate // 100, 1), dtype=np.float32)[: len(samples)]
    done = samples.astype(np.float32, copy=True)
    done[: len(ramp)] *= ramp
    done[len(done) - len(ramp) :] *= ramp[::-1]
    return done
