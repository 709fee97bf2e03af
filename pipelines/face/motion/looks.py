"""Where a face is told to look, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.errors import RequestError, checked, unknown_name
from emogen.pipelines.face.motion.clock import near

if TYPE_CHECKING:
    from emogen.arrays import Floats, Times

PLACES: Final = {
    "camera": (0.0, 0.0), "left": (25.0, 0.0), "right": (-25.0, 0.0), "up": (0.0, 15.0), "down": (0.0, -18.0),
    "up-left": (20.0, 12.0), "up-right": (-20.0, 12.0), "down-left": (20.0, -15.0),
    "down-right": (-20.0, -15.0),
}  # fmt: skip
"""Degrees to the face's own left and up."""

_FARTHEST: Final = 60.0
_EYES_ALONE: Final = 8.0
_HEAD_SHARE: Final = 0.65
"""Degrees that the eyes turn alone, and the share of what is beyond that the head takes over (people's
heads join shifts of gaze above some 10 to 15 degrees; ours)."""

_HEAD_LAG: Final = 0.06
_HEAD_TURN: Final = 0.45
"""Seconds after the eyes at which the head starts to follow, and that it takes. Ours."""

_EDGE: Final = 0.1
"""Seconds in which own looks give way to those that are told. Ours."""

_ITEM: Final = re.compile(
    r"\s*(?:(?P<name>[a-z][a-z-]*)|(?P<yaw>[-+]?[\d.]+)\s*/\s*(?P<pitch>[-+]?[\d.]+))"
    r"\s*@\s*(?P<start>[\d.]+)\s*s?\s*-\s*(?P<end>[\d.]+)\s*s?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Look:
    """A stretch in which the eyes are on something.

    Attributes:
        start, end: seconds, ``end > start``.
        yaw, pitch: degrees to the face's own left and up, within 60.
    """

    start: float
    end: float
    yaw: float
    pitch: float

    def __post_init__(self) -> None:
        checked(self.yaw, "yaw of a look", -_FARTHEST, _FARTHEST)
        checked(self.pitch, "pitch of a look", -_FARTHEST, _FARTHEST)
        if not 0.0 <= self.start < self.end < float("inf"):
            raise RequestError(f"a look cannot go from {self.start:g} to {self.end:g} s")


def parse_looks(text: str) -> tuple[Look, ...]:
    """Read ``"left@1-2, 20/-10@3-4.5"``: a place, or yaw/pitch in degrees, and seconds.

    Raises:
        RequestError: malformed text, an unknown place, degrees or times out of range, overlaps.
    """
    looks: list[Look] = []
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise RequestError(
                f"cannot read the look {item.strip()!r}", fix='Write e.g. "left@1-2" or "20/-10@1.5-3".'
            )
        if match["name"] and match["name"].lower() not in PLACES:
            raise unknown_name("place to look", match["name"], PLACES)
        try:
            yaw, pitch = (
                PLACES[match["name"].lower()]
                if match["name"]
                else (float(match["yaw"]), float(match["pitch"]))
            )
            looks.append(Look(float(match["start"]), float(match["end"]), yaw, pitch))
        except ValueError as error:
            raise RequestError(f"cannot read the look {item.strip()!r}", why=str(error)) from error
    looks.sort(key=lambda look: look.start)
    for one, following in pairwise(looks):
        if following.start < one.end:
            raise RequestError("two looks overlap", fix="Let one end before the next one starts.")
    return tuple(looks)


def head_turns(times: Times, looks: tuple[Look, ...]) -> Floats:
    """How the head follows: yaw, pitch, roll in radians, float32, shape ``(T, 3)``."""
    turns = np.zeros((len(times), 3))
    for look in looks:
        begin, end = look.start + _HEAD_LAG, look.end + _HEAD_LAG
        frames = near(times, begin, end + _HEAD_TURN)
        level = _ease((times[frames] - begin) / _HEAD_TURN) - _ease((times[frames] - end) / _HEAD_TURN)
        far = float(np.hypot(look.yaw, look.pitch))
        share = _HEAD_SHARE * max(0.0, far - _EYES_ALONE) / max(far, 1e-6)
        turns[frames] += level[:, None] * share * np.radians([look.yaw, look.pitch, 0.0])
    return turns.astype(np.float32)


def looking(times: Times, looks: tuple[Look, ...]) -> Times:
    """Whether the eyes are told where to be: 0 or 1, with edges of a tenth of a second; shape ``(T,)``."""
    told = np.zeros(len(times))
    for look in looks:
        frames = near(times, look.start - _EDGE, look.end + _EDGE)
        since = np.minimum(times[frames] - look.start, look.end - times[frames])
        told[frames] = np.maximum(told[frames], _ease(1.0 + since / _EDGE))
    return told


def _ease(share: Times) -> Times:
    t = np.clip(share, 0.0, 1.0)
    smooth: Times = t * t * t * (10 - 15 * t + 6 * t * t)
    return smooth
