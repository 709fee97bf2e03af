"""Visemes over time: from the phonemes that are said, or read off the curves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import INDEX
from emogen.pipelines.face.motion.clock import near
from emogen.visemes import visemes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.media import FaceMotion
    from emogen.timeline import Seconds, Timeline

OCULUS: Final = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou")
"""The visemes of Oculus LipSync, in its order."""

_BLEND: Final = 0.04
"""Seconds on both sides of a border over which one viseme gives way to the next, at most; ours."""

_SEEN: Final = {
    "sil": (0.0, 0.0, 0.0), "FF": (0.1, 0.0, 1.0), "SS": (0.15, 0.0, 0.0), "CH": (0.15, 0.5, 0.0),
    "ih": (0.42, 0.0, 0.0), "E": (0.7, 0.0, 0.0), "aa": (1.0, 0.0, 0.0), "oh": (0.7, 0.55, 0.0),
    "ou": (0.25, 1.0, 0.0),
}  # fmt: skip
"""Visemes that can be told by the lips alone: how open, how round, lower lip under the teeth. Ours."""

_WIDTH: Final = 0.12
"""How far around such a place a viseme reaches."""

_LONG: Final = 0.3
"""Seconds from which closed lips are silence; shorter closures belong to speech. Ours."""

_LEAST_GAP: Final = 0.35
_LEAST_ROUND: Final = 0.35
"""Opening and rounding below which the greatest of a clip is not taken to be full. Ours."""

_HELD: Final = 0.05
"""The share of a clip in which the lips are least round: that much is taken to be held throughout."""

_SHUT: Final = 0.12
"""Opening below which rounding does not count: shut lips are shut. Ours."""

_TEETH: Final = 0.6
"""mouthRollLower at which the lower lip is taken to be under the teeth."""


@dataclass(frozen=True, slots=True)
class Span:
    """One viseme.

    Attributes:
        name: one of :data:`OCULUS`.
        symbol: the phoneme it belongs to; empty in silence.
        posture: its name in ``assets/visemes.tsv``.
        start, end: seconds.
    """

    name: str
    symbol: str
    posture: str
    start: Seconds
    end: Seconds


def spans(timeline: Timeline) -> list[Span]:
    """The visemes of a timeline, without gaps from 0 to its end; diphthongs and affricates are two."""
    found: list[Span] = []
    clock = 0.0
    for phoneme in timeline.phonemes:
        if phoneme.start > clock + 1e-6:
            found.append(Span("sil", "", "rest", clock, phoneme.start))
        parts = visemes_of(phoneme.symbol)
        edges = np.linspace(max(clock, phoneme.start), phoneme.end, len(parts) + 1).tolist()
        found += [
            Span(part.oculus, phoneme.symbol, part.name, start, end)
            for part, (start, end) in zip(parts, pairwise(edges), strict=True)
        ]
        clock = phoneme.end
    if timeline.duration > clock + 1e-6:
        found.append(Span("sil", "", "rest", clock, timeline.duration))
    return found


def weights(motion: FaceMotion, timeline: Timeline | None) -> Floats:
    """How much of each of :data:`OCULUS` is shown in each frame.

    Args:
        motion: gives the frames; without a timeline it is also what they are read off.
        timeline: what is said when.

    Returns:
        float32 in [0, 1], shape ``(T, 15)``; every row sums to 1.
    """
    return _seen(motion) if timeline is None else _said(timeline, np.arange(len(motion)) / motion.fps)


def _said(timeline: Timeline, times: NDArray[np.float64]) -> Floats:
    shares = np.zeros((len(times), len(OCULUS)), np.float32)
    parts = spans(timeline) or [Span("sil", "", "rest", 0.0, 1.0)]
    # each ramp keeps within a quarter of its visemes, so that half of each is shown in full
    ramps = [min(_BLEND, 0.25 * (a.end - a.start), 0.25 * (b.end - b.start)) for a, b in pairwise(parts)]
    for part, into, out in zip(parts, [None, *ramps], [*ramps, None], strict=True):
        # the first has been there before, the last stays
        begin = -np.inf if into is None else part.start - into
        end = np.inf if out is None else part.end + out
        frames = near(times, begin, end)
        shown = np.ones(len(times[frames]))
        if into is not None:
            shown *= _ramp((times[frames] - part.start) / into)
        if out is not None:
            shown *= 1 - _ramp((times[frames] - part.end) / out)
        shares[frames, OCULUS.index(part.name)] += shown.astype(np.float32)
    return shares


def _ramp(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """0 below -1, 1 above 1, smooth in between."""
    s = (0.5 + 0.5 * t).clip(0, 1)
    eased: NDArray[np.float64] = s * s * (3 - 2 * s)
    return eased


def _seen(motion: FaceMotion) -> Floats:
    place = _lips(motion)
    near = np.array(list(_SEEN.values()))
    pull = np.exp(-((place[:, None] - near) ** 2).sum(axis=2) / (2 * _WIDTH**2)) + 1e-9
    pull /= pull.sum(axis=1, keepdims=True)
    shares = np.zeros((len(place), len(OCULUS)), np.float32)
    for name, column in zip(_SEEN, pull.T, strict=True):
        shares[:, OCULUS.index(name)] = column
    closed = shares.argmax(axis=1) == OCULUS.index("sil")
    for first, last in _runs(closed):
        brief = (last - first) / motion.fps < _LONG
        if brief and first > 0 and last < len(motion):
            shares[first:last, OCULUS.index("PP")] = shares[first:last, OCULUS.index("sil")]
            shares[first:last, OCULUS.index("sil")] = 0
    return shares


def _lips(motion: FaceMotion) -> NDArray[np.float64]:
    """How open the lips are (1 is the widest of the clip), how round, lower lip under the teeth."""

    def curve(name: str) -> NDArray[np.float64]:
        return motion.curves[:, INDEX[name]].astype(np.float64)

    parted = np.maximum(curve("mouthLowerDownLeft"), curve("mouthUpperUpLeft"))
    gap = (curve("jawOpen") + 0.2 * parted - curve("mouthClose")).clip(0)
    rounded = np.maximum(curve("mouthPucker"), 1.5 * curve("mouthFunnel"))
    rounded -= np.quantile(rounded, _HELD)  # which is the expression's, not the vowels'
    opened = gap / _most(gap, _LEAST_GAP)
    spoken = rounded / _most(rounded, _LEAST_ROUND) * (opened / _SHUT).clip(0, 1)
    rolled = (curve("mouthRollLower") - curve("mouthRollUpper")) / _TEETH
    return np.stack([opened, spoken, rolled], axis=1).clip(0, 1)


def _most(values: NDArray[np.float64], least: float) -> float:
    """What counts as full in a clip: nearly its greatest value, so that small movers are read too."""
    return max(float(np.quantile(values, 0.98)), least)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one past the last index of every run of True."""
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return list(zip(np.nonzero(edges == 1)[0].tolist(), np.nonzero(edges == -1)[0].tolist(), strict=True))
