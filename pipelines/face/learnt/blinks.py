"""The actor's own blinks: found in captures, taken out, and put back at other moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import percentile_filter
from scipy.signal import find_peaks, peak_widths

from emogen.pipelines.face.learnt.channels import LIDS
from emogen.pipelines.face.learnt.rate import RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from emogen.arrays import Floats

LENGTH: Final = round(0.6 * RATE)
"""Frames that are kept of a blink."""

_LEAD: Final = round(0.2 * RATE)
"""Frames of them before the lids are closed: opening takes twice as long as closing (Guitton et al. 1991)."""

_DEPTH: Final = 0.2
_BRIEFEST, _LONGEST = 0.04, 0.4
"""Least closure, and seconds at half of it, of what counts as a blink: beyond, it is a gaze downwards, or
eyes that are closed. Durations as in Caffier et al. 2003 (0.1 to 0.4 s) with a margin for 60 Hz."""

_OPEN: Final = 1.5
"""Seconds around over which the lids' resting place is taken, as their lower quartile."""

_KEPT: Final = 64
"""Most blinks that a model keeps."""

_PRIOR: Final = (26.0, 2.5, 4.0)
"""Blinks a minute in conversation (Bentivoglio et al. 1997), the shape of their intervals' gamma (that of
the procedural blinks), and how many blinks' worth of trust both have against the captures. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Blinks:
    """How an actor blinks.

    Attributes:
        rate: blinks a minute.
        in_pauses: how much likelier blinks are while nobody speaks, a factor.
        regularity: shape of the gamma distribution of the intervals: 1 is memoryless.
        library: closures of both lids beyond where they rest, float16, shape ``(n, 36, 2)``.
    """

    rate: float
    in_pauses: float
    regularity: float
    library: NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The blinks of one capture.

    Attributes:
        peaks: frames at which lids are closed most, shape ``(n,)``.
        spans: first frame and one past the last of each, shape ``(n, 2)``.
        profiles: as :attr:`Blinks.library`.
    """

    peaks: NDArray[np.intp]
    spans: NDArray[np.intp]
    profiles: NDArray[np.float16]


def find_blinks(lids: Floats) -> Found:
    """The blinks in the closure of both lids.

    Args:
        lids: left and right, in [0, 1], shape ``(T, 2)``, at :data:`~.rate.RATE`.
    """
    rest = percentile_filter(lids, 25, size=(round(_OPEN * RATE), 1), mode="nearest")
    closed = (lids - rest).mean(axis=1)
    peaks, _ = find_peaks(closed, prominence=_DEPTH, distance=round(_BRIEFEST * RATE) + 1)
    seconds = peak_widths(closed, peaks, rel_height=0.5)[0] / RATE
    peaks = peaks[(seconds >= _BRIEFEST) & (seconds <= _LONGEST)]
    _, _, left, right = peak_widths(closed, peaks, rel_height=0.95)
    spans = np.column_stack([np.floor(left) - 1, np.ceil(right) + 2]).astype(int)
    spans[:, 0] = np.maximum(spans[:, 0], peaks - _LEAD)
    spans[:, 1] = np.minimum(spans[:, 1], peaks - _LEAD + LENGTH)
    spans = np.clip(spans, 0, len(lids))
    profiles = np.zeros((len(peaks), LENGTH, len(LIDS)), np.float16)
    for profile, peak, (start, end) in zip(profiles, peaks, spans, strict=True):
        first = start - peak + _LEAD
        beyond = lids[start:end] - np.linspace(lids[start], lids[end - 1], end - start)
        profile[first : first + end - start] = np.maximum(beyond, 0.0)
    return Found(peaks, spans, profiles)


def learn_blinks(found: Sequence[Found], speaking: Sequence[NDArray[np.bool_] | None], frames: int) -> Blinks:
    """What all captures tell of an actor's blinks; the fewer there are, the more of what people do.

    Args:
        found: of each capture.
        speaking: of each capture where somebody speaks, shape ``(T,)``, or None where that is unknown.
        frames: in all captures.
    """
    rate, shape, trust = _PRIOR
    count = sum(len(one.peaks) for one in found)
    gaps = np.concatenate([np.diff(one.peaks) / RATE for one in found])
    if len(gaps) > 1:
        own = float(gaps.mean() ** 2 / max(gaps.var(), 1e-6))
        shape = (trust * shape + len(gaps) * min(own, 10.0)) / (trust + len(gaps))
    profiles = np.concatenate([one.profiles for one in found])
    kept = np.linspace(0, len(profiles) - 1, min(len(profiles), _KEPT)).astype(int)
    return Blinks(
        rate=(trust + count) / (trust / rate + frames / RATE / 60),
        in_pauses=_pause_factor(found, speaking),
        regularity=shape,
        library=profiles[kept],
    )


def _pause_factor(found: Sequence[Found], speaking: Sequence[NDArray[np.bool_] | None]) -> float:
    """Blinks for each second of pause against those for each second of speech, 1/3 to 3."""
    trust = _PRIOR[2]
    counts, seconds = np.full(2, trust), np.full(2, trust)
    for one, speech in zip(found, speaking, strict=True):
        if speech is not None:
            for state in (0, 1):
                counts[state] += np.sum(speech[one.peaks] == state)
                seconds[state] += np.sum(speech == state) / RATE / 60 * _PRIOR[0]
    return float(np.clip(counts[0] / seconds[0] / (counts[1] / seconds[1]), 1 / 3, 3.0))


def blink_frames(
    blinks: Blinks, speaking: NDArray[np.bool_] | None, pace: Floats, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Frames at which lids close.

    Args:
        blinks: the actor's.
        speaking: where somebody speaks, shape ``(T,)``; None when there is no sound.
        pace: factor on the rate, by emotion, shape ``(T,)``.
        rng: decides when.
    """
    hazard = blinks.rate / 60 / RATE * pace.astype(np.float64)
    if speaking is not None:
        lift = np.where(speaking, 1.0, blinks.in_pauses)
        hazard *= lift / lift.mean()
    clock = np.cumsum(hazard)
    # Intervals are drawn in a time that runs as fast as blinks come, so that the rate may change.
    count = int(clock[-1] * 2 + 20)
    gaps = rng.gamma(blinks.regularity, 1.0 / blinks.regularity, count)
    moments = np.cumsum(gaps) - gaps[0] * rng.random()
    return np.asarray(np.searchsorted(clock, moments[moments < clock[-1]]), np.intp)


def blink(lids: Floats, frames: NDArray[np.intp], blinks: Blinks, rng: np.random.Generator) -> Floats:
    """How far blinks at these frames close the lids, in [0, 1], shape ``(T,)``; adds them to ``lids``,
    shape ``(T, 2)``, in place."""
    closure = np.zeros_like(lids)
    for frame in frames:
        profile = blinks.library[rng.integers(len(blinks.library))].astype(np.float32)
        start = int(frame) - _LEAD
        low, high = max(start, 0), min(start + LENGTH, len(lids))
        closure[low:high] = np.maximum(closure[low:high], profile[low - start : high - start])
    lids += closure
    return np.asarray(closure.max(axis=1), np.float32)
