"""Emotion over time: keyframes with easing between them.

track = EmotionTrack.of([(0.0, Emotion("sadness")), (2.0, Emotion("hope"))])
track = EmotionTrack.parse("0s sadness -> 2s hope")
track.at(1.2)
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal, TypeAlias, cast, get_args

from emogen.conditioning.caret import TextError, pointing, trimmed
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.errors import RequestError, as_text, checked

Easing: TypeAlias = Literal["linear", "smooth", "in", "out", "hold"]

_CURVES: Final[dict[str, Callable[[float], float]]] = {
    "linear": lambda t: t,
    "smooth": lambda t: t * t * (3.0 - 2.0 * t),
    "in": lambda t: t * t,
    "out": lambda t: t * (2.0 - t),
    "hold": lambda _: 0.0,
}
"""Share of the way to the next keyframe at share t of the time, both in [0, 1]; ``hold`` jumps."""

ARROW: Final = re.compile(r"→|-(?:(?P<easing>linear|smooth|in|out)-)?>")
"""How a glide is written: ``->`` is smooth, ``-linear->``, ``-in->`` and ``-out->`` say how."""

AUTO: Final = "auto"
"""Written in place of an emotion: what the words themselves say."""

_TIMED: Final = re.compile(r"(?:^|[\s,>→])[0-9.]+\s*(ms|s|%)\s")
"""A time in a track, wherever it is written."""

_SEPARATOR: Final = re.compile(rf"[(),]|{ARROW.pattern}")
_TIME: Final = re.compile(r"([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)\s*(s|ms|%)(?=\s)\s*")


def in_seconds(text: str) -> bool:
    """Whether a track as it is written has times that are no shares of the whole."""
    return any(unit != "%" for unit in _TIMED.findall(text))


def moves(text: str) -> bool:
    """Whether an emotion as it is written is a track: with arrows, or with times."""
    return bool(ARROW.search(text) or _TIMED.search(text))


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
    """Keyframes in order of time. Before the first and after the last the emotion stays, so the
    last one's easing is always ``hold``.

    No keyframes at all is neutral throughout.
    """

    keyframes: tuple[Keyframe, ...] = ()

    def __post_init__(self) -> None:
        times = [frame.time for frame in self.keyframes]
        if any(later <= earlier for earlier, later in pairwise(times)):
            raise RequestError("the keyframes of a track must be in order of time, each later than the last")
        if times:
            last = replace(self.keyframes[-1], easing="hold")
            object.__setattr__(self, "keyframes", (*self.keyframes[:-1], last))

    @classmethod
    def of(cls, frames: Iterable[tuple[float, Emotion]], easing: Easing = "smooth") -> EmotionTrack:
        """From (time, emotion) pairs, all with the same easing.

        Raises:
            RequestError: times that do not rise, or a time below 0.
        """
        return cls(tuple(Keyframe(time, emotion, easing) for time, emotion in frames))

    @classmethod
    def parse(cls, text: str, duration: float = 1.0) -> EmotionTrack:
        """Read ``sad -> hopeful``, ``0s sad, 2.5s hope:0.7 -> 100% joy`` and the like.

        After an arrow the emotion glides to the next one (``->`` smoothly; ``-linear->``, ``-in->``,
        ``-out->`` say how); after a comma it holds until the next one's time. Times are in ``s``,
        ``ms`` or ``%`` of the duration. Those left out are spread evenly, so ``sad -> hope`` goes
        from one to the other over the whole duration and ``sad, hope`` changes in the middle.

        Args:
            text: emotions as :meth:`Emotion.parse` reads them, separated by arrows or commas.
            duration: of the clip, in the unit of the track (1 makes positions shares of a clip).

        Raises:
            RequestError: malformed text, times that do not rise (with a caret at the place).
        """
        duration = checked(duration, "duration", 0.0, 1e9)
        pieces = list(_pieces(as_text(text, "emotion")))
        times, emotions = zip(
            *(_read_piece(text, start, end, duration) for start, end, _ in pieces), strict=True
        )
        spread = _spread(times, duration, holds_last=len(pieces) < 2 or pieces[-2][2] == "hold")
        for index, (earlier, later) in enumerate(pairwise(spread), 1):
            if later <= earlier:
                raise TextError(
                    f"{later:g} s does not come after {earlier:g} s",
                    text, *pieces[index][:2],
                    fix="Write the keyframes in order of time.",
                )  # fmt: skip
        if len(pieces) == 1 and times[0] is None and emotions[0].is_neutral:
            return cls()
        easings = [easing for _, _, easing in pieces]
        return cls(tuple(map(Keyframe, spread, emotions, easings)))

    def __str__(self) -> str:
        """As :meth:`parse` reads it back, every time written in seconds."""
        written = ""
        for frame in self.keyframes:
            time = repr(float(frame.time)).removesuffix(".0")
            written += f"{time}s {frame.emotion}{_separator(frame.easing)}"
        return written.removesuffix(", ") or "neutral"

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

    def scaled(self, by: float) -> EmotionTrack:
        """The same track with every emotion ``by`` times as strong, 0 to 1."""
        return EmotionTrack(tuple(replace(frame, emotion=by * frame.emotion) for frame in self.keyframes))

    def retimed(self, clock: Callable[[float], float]) -> EmotionTrack:
        """The same track with every position passed through ``clock``, which must rise: e.g. from
        characters of a text to the seconds at which they are spoken."""
        return EmotionTrack(tuple(Keyframe(clock(f.time), f.emotion, f.easing) for f in self.keyframes))


def arrow(easing: Easing) -> str:
    """How a glide with this easing is written; nothing for ``hold``."""
    return {"hold": "", "smooth": "->"}.get(easing, f"-{easing}->")


def easing_of(written: re.Match[str] | None) -> Easing:
    """The easing of an :data:`ARROW`, ``hold`` where there is none."""
    return cast("Easing", written["easing"] or "smooth") if written else "hold"


def _separator(easing: Easing) -> str:
    return f" {arrow(easing)} " if easing != "hold" else ", "


def _pieces(text: str) -> Iterator[tuple[int, int, Easing]]:
    """Start, end and easing of each keyframe's text. Commas inside parentheses do not separate."""
    start = depth = 0
    for found in _SEPARATOR.finditer(text):
        if found[0] in "()":
            depth += 1 if found[0] == "(" else -1
        elif found[0] != "," or depth <= 0:
            yield *trimmed(text, start, found.start()), "hold" if found[0] == "," else easing_of(found)
            start = found.end()
    yield *trimmed(text, start, len(text)), "hold"


def _read_piece(text: str, start: int, end: int, duration: float) -> tuple[float | None, Emotion]:
    written = _TIME.match(text, start, end)
    begin = written.end() if written else start
    with pointing(text, begin, end):
        emotion = Emotion.parse(text[begin:end])
    if written is None:
        return None, emotion
    scale = {"s": 1.0, "ms": 1e-3, "%": duration / 100}[written[2]]
    with pointing(text, *written.span(1)):
        return checked(float(written[1]) * scale, "time", 0.0, 1e9), emotion


def _spread(times: Iterable[float | None], duration: float, *, holds_last: bool) -> list[float]:
    """The times with the missing ones filled in: evenly between their neighbours, from 0 to the
    duration. A last keyframe that is not glided to gets a stretch of its own."""
    marks = [*times, None] if holds_last else list(times)
    wanted = len(marks) - holds_last
    known = {index: time for index, time in enumerate(marks) if time is not None}
    known.setdefault(0, 0.0)
    known.setdefault(len(marks) - 1, duration)
    filled = [0.0] * len(marks)
    for (one, before), (other, after) in pairwise(sorted(known.items())):
        for index in range(one, other):
            filled[index] = before + (after - before) * (index - one) / (other - one)
    filled[-1] = known[len(marks) - 1]
    return filled[:wanted]


EmotionSpec: TypeAlias = Emotion | EmotionTrack | str
"""An emotion as it is asked for: one emotion, a track over the characters of a script, or text: an
emotion, a track over the whole (``"sad -> hopeful"``), or ``"auto"``, which reads it from the words."""
