"""Emotion over time: keyframes with easing between them.

track = EmotionTrack.of([(0.0, Emotion("sadness")), (2.0, Emotion("hope"))])
track.at(1.2)
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeAlias, get_args

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.errors import RequestError

Easing: TypeAlias = Literal["linear", "smooth", "in", "out", "hold"]

_CURVES: Final[dict[str, Callable[[float], float]]] = {
    "linear": lambda t: t,
    "smooth": lambda t: t * t * (3.0 - 2.0 * t),
    "in": lambda t: t * t,
    "out": lambda t: t * (2.0 - t),
    "hold": lambda _: 0.0,
}
"""Share of the way to the next keyframe at share t of the time, both in [0, 1]; ``hold`` jumps."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """An emotion at one moment.

    Attributes:
        time: position, at least 0: seconds, or whatever the track's owner counts in (a script's
            track counts characters of the spoken text).
        emotion: what is felt there.
        easing: how the emotion moves from here to the next keyframe.
    """

    time: float
    emotion: Emotion
    easing: Easing = "smooth"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.time) and self.time >= 0):
            raise RequestError(f"a keyframe cannot be at {self.time:g}", fix="Use a time of 0 or later.")
        if self.easing not in get_args(Easing):
            raise RequestError(
                f"unknown easing {self.easing!r}", fix=f"Use one of {', '.join(get_args(Easing))}."
            )


@dataclass(frozen=True, slots=True)
class EmotionTrack:
    """Keyframes in order of time. Before the first and after the last the emotion stays.

    No keyframes at all is neutral throughout.
    """

    keyframes: tuple[Keyframe, ...] = ()

    def __post_init__(self) -> None:
        times = [frame.time for frame in self.keyframes]
        if any(later <= earlier for earlier, later in pairwise(times)):
            raise RequestError("the keyframes of a track must be in order of time, each later than the last")

    @classmethod
    def of(cls, frames: Iterable[tuple[float, Emotion]], easing: Easing = "smooth") -> EmotionTrack:
        """From (time, emotion) pairs, all with the same easing.

        Raises:
            RequestError: times that do not rise, or a time below 0.
        """
        return cls(tuple(Keyframe(time, emotion, easing) for time, emotion in frames))

    def at(self, time: float) -> Emotion:
        """The emotion at a time; between keyframes a mix of both, by the easing of the earlier."""
        index = bisect_right(self.keyframes, time, key=lambda frame: frame.time)
        if index == 0:
            return self.keyframes[0].emotion if self.keyframes else NEUTRAL
        frame = self.keyframes[index - 1]
        if index == len(self.keyframes):
            return frame.emotion
        following = self.keyframes[index]
        share = (time - frame.time) / (following.time - frame.time)
        return frame.emotion.mix(following.emotion, _CURVES[frame.easing](share))

    def retimed(self, clock: Callable[[float], float]) -> EmotionTrack:
        """The same track with every position passed through ``clock``, which must rise: e.g. from
        characters of a text to the seconds at which they are spoken."""
        return EmotionTrack(tuple(Keyframe(clock(f.time), f.emotion, f.easing) for f in self.keyframes))
