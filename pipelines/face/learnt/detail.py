"""From keyframes to frames: smooth curves, eyes that jump, and the actor's own fast detail.

What is left of a capture when its keyframes are drawn as a curve is kept in grains of a second. Motion is
given detail by laying grains over each other that come from moments alike: as loud, and as lively.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.ndimage import gaussian_filter1d, median_filter

from emogen.pipelines.face.learnt.channels import GAZE
from emogen.pipelines.face.learnt.rate import RATE, STRIDE
from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from emogen.arrays import Floats

    Generators = Callable[[int], np.random.Generator]

_SMOOTH: Final = STRIDE / 2
"""Frames: standard deviation of the Gaussian before keyframes are taken, half their distance, so that what
is faster than they can follow does not appear as something slow."""

_STEADY: Final = STRIDE + 1
"""Frames of the median that the gaze is taken by: it keeps the edges of saccades."""

_JUMP: Final = 0.03
"""Radians between two keyframes beyond which eyes jump; below they drift. About the size of a shift
between a listener's eyes, seen from two metres."""

_REACH: Final = 0.4
"""How far, in the standard deviation of the actor's gaze, eyes are from where they should look before they
follow: so that they rest between saccades. Ours, by the gaze of captures."""

_SACCADE: Final = 0.045
"""Seconds of a saccade of some degrees (Bahill et al. 1975: about 20 ms + 2 ms a degree)."""

GRAIN: Final = RATE
"""Frames of a grain; the next begins at its middle."""

_CANDIDATES: Final = 16
"""Grains that are drawn, of which the one from the most similar moment is taken. Ours."""

_KEPT: Final = 120 * RATE
"""Most frames of detail that a model keeps: two minutes."""


@dataclass(frozen=True, slots=True, eq=False)
class Detail:
    """What keyframes do not tell.

    Attributes:
        residual: of every channel, float16, shape ``(n, channels)``.
        level: how loud it was (:data:`~.sound.FEATURES`), or 0 where that is unknown, float16, ``(n,)``.
        speed: how fast the keyframes moved, float16, shape ``(n,)``.
        starts: frames at which a grain may begin, shape ``(m,)``; none runs over a cut.
    """

    residual: NDArray[np.float16]
    level: NDArray[np.float16]
    speed: NDArray[np.float16]
    starts: NDArray[np.int32]


def smoothed(track: Floats, channels: Sequence[str]) -> Floats:
    """The track that keyframes are taken from at any frame; shape as ``track``, ``(T, channels)``."""
    slow = gaussian_filter1d(track, _SMOOTH, axis=0, mode="nearest")
    for column, name in enumerate(channels):
        if name in GAZE:
            slow[:, column] = median_filter(track[:, column], _STEADY, mode="nearest")
    return np.asarray(slow, np.float32)


def drawn(keys: Floats, channels: Sequence[str], scale: Floats, rng: np.random.Generator) -> Floats:
    """Frames through keyframes.

    Args:
        keys: shape ``(K, channels)``, every :data:`~.rate.STRIDE` frames; at least 4.
        channels: their names.
        scale: standard deviations of the keyframes, shape ``(channels,)``.
        rng: decides where between two keyframes eyes jump.

    Returns:
        float32, shape ``((K - 1) * STRIDE, channels)``.
    """
    at = np.arange((len(keys) - 1) * STRIDE) / STRIDE
    frames = CubicSpline(np.arange(len(keys)), keys)(at).astype(np.float32)
    eyes = [column for column, name in enumerate(channels) if name in GAZE]
    if eyes:
        held = _held(keys[:, eyes], max(_JUMP, _REACH * float(np.linalg.norm(scale[eyes]))))
        frames[:, eyes] = _jumping(held, at, rng)
    return frames


def _held(keys: Floats, reach: float) -> Floats:
    """Where the eyes rest: they stay until where they should look is farther than ``reach``, radians."""
    held = keys.copy()
    for number in range(1, len(keys)):
        if np.linalg.norm(keys[number] - held[number - 1]) < reach:
            held[number] = held[number - 1]
    return held


def _jumping(keys: Floats, at: NDArray[np.float64], rng: np.random.Generator) -> Floats:
    step = np.diff(keys, axis=0)
    jumps = np.linalg.norm(step, axis=1) > _JUMP
    length = _SACCADE * RATE / STRIDE
    begins = rng.uniform(0.0, 1.0 - length, len(step))
    before = at.astype(int)
    share = at - before
    ramp = np.clip((share - begins[before]) / length, 0.0, 1.0)
    share = np.where(jumps[before], ramp * ramp * (3.0 - 2.0 * ramp), share)
    return np.asarray(keys[before] + share[:, None] * step[before], np.float32)


def speed_of(slow: Floats, scale: Floats) -> Floats:
    """How fast a track moves, in its channels' standard deviations a second, shape ``(T,)``."""
    return np.asarray(np.linalg.norm(np.gradient(slow, axis=0) / scale, axis=1) * RATE, np.float32)


def learn_detail(
    tracks: Sequence[Floats], levels: Sequence[Floats | None], channels: Sequence[str], scale: Floats
) -> Detail:
    """The detail of some captures.

    Args:
        tracks: without blinks, each of shape ``(T, channels)``.
        levels: how loud, each of shape ``(T,)`` or None.
        channels: their names.
        scale: standard deviations of the keyframes, shape ``(channels,)``.
    """
    rng = stream(0, "detail")
    residuals, loud, speeds, starts, before = [], [], [], [], 0
    share = min(1.0, _KEPT / sum(map(len, tracks)))
    for track, level in zip(tracks, levels, strict=True):
        slow = smoothed(track, channels)
        curve = drawn(slow[::STRIDE], channels, scale, rng)
        count = min(len(curve), max(GRAIN, round(share * len(track))))
        rest = track[:count] - curve[:count]
        # Eyes jump elsewhere between two keyframes than they did; what trembles around is kept.
        eyes = [name in GAZE for name in channels]
        rest[:, eyes] = track[:count, eyes] - slow[:count, eyes]
        residuals.append(rest)
        loud.append(np.zeros(count) if level is None else level[:count])
        speeds.append(speed_of(slow, scale)[:count])
        starts.append(before + np.arange(count - GRAIN + 1))
        before += count
    return Detail(
        np.concatenate(residuals).astype(np.float16),
        np.concatenate(loud).astype(np.float16),
        np.concatenate(speeds).astype(np.float16),
        np.concatenate(starts).astype(np.int32),
    )


def detailed(
    frames: Floats, level: Floats | None, detail: Detail, scale: Floats, generators: Generators
) -> Floats:
    """Detail for a track of keyframes' curves, float32, shape as ``frames``.

    Args:
        frames: shape ``(T, channels)``.
        level: how loud it is, shape ``(T,)``; None when there is no sound.
        detail: to draw from.
        scale: as in :func:`learn_detail`.
        generators: gives the generator of each grain, by its number.
    """
    half = GRAIN // 2
    added = np.zeros((len(frames) + 2 * GRAIN, frames.shape[1]), np.float32)
    # In power, not in size: grains are not alike, so their powers add up to one.
    window = np.sin(np.pi * (np.arange(GRAIN) + 0.5) / GRAIN).astype(np.float32)[:, None]
    speed = speed_of(frames, scale)
    for number, start in enumerate(range(-half, len(frames), half)):
        rng = generators(number)
        begins = rng.choice(detail.starts, _CANDIDATES)
        middle = min(max(start + half, 0), len(frames) - 1)
        unlike = np.abs(np.log((detail.speed[begins + half] + 0.1) / (speed[middle] + 0.1)))
        if level is not None:
            unlike = unlike + np.abs(detail.level[begins + half] - level[middle])
        begin = begins[unlike.argmin()]
        part = detail.residual[begin : begin + GRAIN].astype(np.float32)
        added[start + half : start + half + GRAIN] += window * part
    return added[half : half + len(frames)]
