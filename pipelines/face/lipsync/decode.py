"""From posteriors to sounds in time: the likeliest sequence in which no sound is shorter than it can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

if TYPE_CHECKING:
    from emogen.arrays import Floats

Places = NDArray[np.int64]

PRIOR: Final = 0.3
"""Power of the classes' shares by which posteriors are divided: rare sounds are not lost to frequent
ones. Ours, on held-out voices."""

SWITCH: Final = 2.0
"""Cost (nats) of going from one sound to the next. Ours, on held-out voices."""


@dataclass(frozen=True, slots=True)
class Run:
    """One class from frame ``start`` to frame ``end``, one past its last."""

    place: int
    start: int
    end: int


def scores(log_posteriors: Floats, prior: Floats) -> Floats:
    """What Viterbi adds up: log posteriors less their priors in part, same shape."""
    return np.asarray(log_posteriors - PRIOR * np.log(prior), np.float32)


def likeliest(emissions: Floats, shortest: Sequence[int], switch: float = SWITCH) -> Places:
    """The best class of each frame.

    Args:
        emissions: shape ``(T, C)``, log scale.
        shortest: frames that each class lasts at least.
        switch: cost of a change.

    Returns:
        shape ``(T,)``. At both ends of the recording a run may be cut shorter.
    """
    return np.asarray(_viterbi(np.asarray(emissions, np.float64), np.asarray(shortest, np.int64), switch))


def runs(places: Places) -> list[Run]:
    """Frames of one class in a row, joined."""
    edges = np.flatnonzero(np.diff(places)) + 1
    bounds = [0, *edges.tolist(), len(places)]
    return [Run(int(places[a]), a, b) for a, b in pairwise(bounds) if b > a]


@njit(cache=True)
def _viterbi(emissions: NDArray[np.float64], shortest: Places, switch: float) -> Places:
    """A class that is entered stays for its least duration; from then on it can be left in each frame."""
    frames, classes = emissions.shape
    total = np.zeros((frames + 1, classes))
    for t in range(frames):
        for c in range(classes):
            total[t + 1, c] = total[t, c] + emissions[t, c]
    # best[t, c]: the best score of frames up to t when class c has been there long enough to be left.
    best = np.full((frames, classes), -np.inf)
    begun = np.zeros((frames, classes), np.int64)
    before = np.full(frames, -1, np.int64)
    for t in range(frames):
        for c in range(classes):
            if t:
                best[t, c] = best[t - 1, c] + emissions[t, c]
                begun[t, c] = begun[t - 1, c]
            start = t - shortest[c] + 1
            if start <= 0 and (t == 0 or start == 0):
                score = total[t + 1, c]
                if score > best[t, c]:
                    best[t, c], begun[t, c] = score, 0
            elif start > 0:
                score = best[start - 1, before[start - 1]] - switch + total[t + 1, c] - total[start, c]
                if score > best[t, c]:
                    best[t, c], begun[t, c] = score, start
        before[t] = np.argmax(best[t])
    path = np.zeros(frames, np.int64)
    end = frames - 1
    place = before[end]
    while end >= 0:
        start = begun[end, place]
        for t in range(start, end + 1):
            path[t] = place
        end = start - 1
        if end >= 0:
            place = before[end]
    return path
