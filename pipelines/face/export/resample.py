"""A motion at another frame rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT
from emogen.errors import checked
from emogen.media import FaceMotion

if TYPE_CHECKING:
    from scipy.interpolate import PchipInterpolator

    from emogen.arrays import Doubles

RATES: Final = (23.97, 120.0)
"""Frames a second that can be asked for: from film (as broadcast in NTSC countries) to fast displays."""

_REACH: Final = 0.6
"""Half of what a slower frame stands for, in slower frames: neighbours overlap a little, so that a
peak on the border is in both. Ours."""

_MOMENTARY: Final = np.array(["eyeLook" not in name for name in ARKIT])
"""Curves whose short peaks matter. The eyeLook ones have to stay in step with the gaze."""

_BLOCK: Final = 4096  # frames at a time, which bounds the memory


def resampled(motion: FaceMotion, fps: float) -> FaceMotion:
    """The motion at ``fps`` frames a second; the same duration within a frame.

    In between frames it runs along monotone cubics (Fritsch & Carlson 1980): smooth, through every
    frame, never beyond its neighbours. A slower rate keeps what is shorter than its frames: where a
    curve has a peak or a dip within the time that a frame stands for (a lip closure, a blink), the
    frame takes that.

    Raises:
        RequestError: ``fps`` is outside :data:`RATES`.
    """
    from scipy.interpolate import PchipInterpolator

    fps = checked(fps, "frame rate", *RATES)
    if fps == motion.fps:
        return motion
    frames = max(1, round(motion.duration * fps))
    if len(motion) == 1:
        curves, head, gaze = (np.repeat(x, frames, axis=0) for x in (motion.curves, motion.head, motion.gaze))
        return FaceMotion(curves, head, gaze, fps)
    stride = motion.fps / fps
    at = np.minimum(np.arange(frames) * stride, len(motion) - 1)
    clock = np.arange(len(motion))
    angles = PchipInterpolator(clock, np.hstack([motion.head, motion.gaze]))(at).astype(np.float32)
    knots = motion.curves.astype(np.float64)
    smooth = PchipInterpolator(clock, knots)
    values = smooth(at)
    if stride > 1:
        brief = PchipInterpolator(clock, knots[:, _MOMENTARY])
        for first in range(0, frames, _BLOCK):
            block = slice(first, first + _BLOCK)
            values[block, _MOMENTARY] = _extremes(
                knots[:, _MOMENTARY], at[block], stride, brief, values[block, _MOMENTARY]
            )
    return FaceMotion(np.clip(values, 0, 1).astype(np.float32), angles[:, :3], angles[:, 3:], fps)


def _extremes(
    knots: Doubles, at: Doubles, stride: float, track: PchipInterpolator, there: Doubles
) -> Doubles:
    """``there``, the values at ``at``, but the highest or lowest nearby where that stands out from the
    frames before and after. Monotone pieces have their extremes at knots."""
    last = len(knots) - 1
    before, after = track(np.maximum(at - stride, 0)), track(np.minimum(at + stride, last))
    begin, end = np.maximum(at - _REACH * stride, 0), np.minimum(at + _REACH * stride, last)
    inside = np.ceil(begin).astype(int)[:, None] + np.arange(int(2 * _REACH * stride) + 1)
    beyond = (inside > end[:, None])[:, :, None]
    values = knots[np.minimum(inside, last)]
    top = np.where(beyond, -np.inf, values).max(axis=1)
    bottom = np.where(beyond, np.inf, values).min(axis=1)
    rise, fall = top - np.maximum(before, after), np.minimum(before, after) - bottom
    return np.where((rise > 0) & (rise >= fall), top, np.where(fall > 0, bottom, there))
