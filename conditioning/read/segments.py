"""Where the voice in a recording changes: segments between change points.

The pitch, loudness and brightness of quarter seconds are cut where their means shift, at the least
cost in squares plus a penalty a cut (optimal partitioning with pruning: Killick, Fearnhead & Eckley
2012). Cuts are cheaper in pauses, and a cut near a pause moves into it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from emogen.arrays import Doubles
from emogen.dsp.frames import FRAME, Frames, runs

CELL: Final = 0.25
"""Seconds that are averaged before cutting: about a syllable."""

SHORTEST: Final = 1.0
"""Seconds of the shortest segment: a short phrase."""

_SCALE: Final = (2.0, 4.0, 4.0)
"""Least deviation of cells within a phrase: semitones, dB, dB. Real voices move more; synthetic and
monotonous ones less, and then every small step would look like a change."""

_PENALTY: Final = 2.0
_PAUSE_PENALTY: Final = 0.6
"""Cost of a cut within a phrase and in a pause, in units of (cues + 1) · log(cells) / 2, the penalty
of the Bayesian information criterion: people change their tone between phrases. Chosen on openly
licensed recordings of one emotion and on this package's own voices, for at most two false cuts in a
minute before segments that read alike are joined."""

_REACH: Final = 0.6
"""Seconds that a cut moves to fall into a pause."""


def boundaries(frames: Frames) -> tuple[float, ...]:
    """The times at which the voice changes, in order, seconds; empty for a steady one."""
    cells, weights = _cells(frames)
    if weights.sum() < 4:
        return ()
    cuts = _cut(cells / _deviation(cells, weights), weights, _penalties(frames, len(cells)))
    moved = [_into_pause(cut * CELL, frames) for cut in cuts]
    ends = [0.0]
    for time in sorted(set(moved)):
        if time - ends[-1] >= SHORTEST and len(frames) * FRAME - time >= SHORTEST:
            ends.append(time)
    return tuple(ends[1:])


def _cells(frames: Frames) -> tuple[Doubles, Doubles]:
    """Mean pitch, level and brightness of each cell's voice, shape (n, 3), and the share of it that
    is voiced, shape (n,)."""
    size = round(CELL / FRAME)
    starts = np.arange(0, len(frames), size)
    cues = np.stack([frames.f0, frames.level, frames.brightness], axis=1) * frames.voiced[:, None]
    count = np.add.reduceat(frames.voiced.astype(np.float64), starts)
    return np.add.reduceat(cues, starts) / np.maximum(count, 1)[:, None], count / size


def _deviation(cells: Doubles, weights: Doubles) -> Doubles:
    """Usual deviation of the cells within about two seconds, shape (3,)."""
    heard = cells[weights > 0.2]
    near = [heard[i : i + 8].std(axis=0) for i in range(max(1, len(heard) - 7))]
    return np.maximum(np.median(near, axis=0) if len(heard) else 0.0, _SCALE)


def _penalties(frames: Frames, count: int) -> Doubles:
    """What a cut costs before each cell and after the last, shape (count + 1,)."""
    size = round(CELL / FRAME)
    quiet = np.zeros(count + 1)
    for (_, start), (end, _) in pairwise(runs(frames.active)):
        quiet[start // size : -(-end // size) + 1] = 1
    factor = np.where(quiet > 0, _PAUSE_PENALTY, _PENALTY)
    return np.asarray(factor * (len(_SCALE) + 1) * np.log(max(2, count)) / 2)


def _cut(cells: Doubles, weights: Doubles, penalties: Doubles) -> list[int]:
    """Where the segments begin, the first left out: indices of cells."""
    count, least = len(cells), round(SHORTEST / CELL)
    total = np.concatenate([[0.0], np.cumsum(weights)])
    first = np.concatenate([np.zeros((1, cells.shape[1])), np.cumsum(weights[:, None] * cells, axis=0)])
    second = np.concatenate([[0.0], np.cumsum(weights * (cells**2).sum(axis=1))])

    def squares(starts: NDArray[np.intp], end: int) -> Doubles:
        weight = np.maximum(total[end] - total[starts], 1e-9)
        return np.asarray(
            second[end] - second[starts] - ((first[end] - first[starts]) ** 2).sum(axis=1) / weight
        )

    best, before = np.full(count + 1, np.inf), np.zeros(count + 1, np.intp)
    best[0] = 0.0
    starts = np.array([0])
    for end in range(least, count + 1):
        middle = end - least
        if middle >= least:
            # A start that is no better than cutting in the middle never will be.
            starts = starts[best[starts] + squares(starts, middle) < best[middle]]
            starts = np.append(starts, middle)
        cost = best[starts] + squares(starts, end)
        choice = int(cost.argmin())
        best[end], before[end] = cost[choice] + penalties[end], starts[choice]
    cuts, end = [], count
    while before[end] > 0:
        end = int(before[end])
        cuts.append(end)
    return cuts[::-1]


def _into_pause(time: float, frames: Frames) -> float:
    """The middle of the nearest pause within reach, else ``time`` itself."""
    pauses = [(a * FRAME, b * FRAME) for (_, a), (b, _) in pairwise(runs(frames.active))]
    near = [(max(a - time, time - b, 0.0), (a + b) / 2) for a, b in pauses]
    distance, middle = min(near, default=(_REACH + 1, time))
    return round(middle if distance <= _REACH else time, 3)
