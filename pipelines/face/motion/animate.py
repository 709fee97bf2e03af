"""A face in motion: speech on the lips, emotion by action units, and what a living face does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import INDEX
from emogen.conditioning.emotion import NEUTRAL
from emogen.conditioning.targets.face import FaceTargets, face_targets
from emogen.conditioning.targets.units import units_to_arkit
from emogen.errors import checked
from emogen.media import FaceMotion
from emogen.pipelines.face.motion.blinks import blink_track
from emogen.pipelines.face.motion.clock import near
from emogen.pipelines.face.motion.coarticulation import REST_GAP, articulate, mouth_shapes
from emogen.pipelines.face.motion.gaze import gaze_track, look_shapes
from emogen.pipelines.face.motion.head import head_track
from emogen.pipelines.face.motion.visemes import ARTICULATORS, is_vowel
from emogen.seeds import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.conditioning.emotion import Feeling
    from emogen.conditioning.targets.face import Units
    from emogen.media import Audio
    from emogen.timeline import Timeline

    Floats = NDArray[np.float32]
    Times = NDArray[np.float64]

_AT_START: Final = 0.45
"""The share of the expression that is there when a clip starts: people feel before they speak."""

_SIDES: Final = 0.06
"""Spread of the difference between the two sides of an expression."""

_OPENERS: Final = (
    *("mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft", "mouthLowerDownRight"),
    *("mouthStretchLeft", "mouthStretchRight", "mouthFunnel", "mouthShrugUpper"),
)
"""Shapes that part the lips: an emotion gives them up where speech needs lips closed."""

_BENDERS: Final = ("mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight")
_PURSERS: Final = ("mouthPressLeft", "mouthPressRight", "mouthRollUpper", "mouthRollLower", "mouthShrugLower")

_BROW: Final = 0.22
_BROW_WIDTH: Final = 0.18
"""How far brows rise on the strongest accent, and for how many seconds. Ours, by looking."""

_FRAME_RATES: Final = (10.0, 240.0)
"""Frames a second that can be asked for: below the least, closures would fall between frames."""

_JAW_IN_SPEECH: Final = 0.3
"""The share of an emotion's jaw drop that stays while speech moves the jaw."""


def animate(
    timeline: Timeline,
    emotion: Feeling = NEUTRAL,
    *,
    audio: Audio | None = None,
    fps: float = 30,
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: FaceTargets | None = None,
) -> FaceMotion:
    """The motion of a face that says a line.

    Args:
        timeline: what is said when.
        emotion: bends the upper face, the lip corners, head and eyes.
        audio: weighs accents by loudness; without it by stress alone.
        fps: frames a second, 10 to 240.
        seed: another seed moves head, eyes and blinks otherwise; the lips stay the same.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`).
        targets: used in place of those of ``emotion``.

    Lips belong to speech: closures happen under every emotion.

    Raises:
        RequestError: a frame rate out of range.
    """
    fps = checked(fps, "frame rate", *_FRAME_RATES)
    targets = targets or face_targets(emotion, take=take, variation=variation)
    times = np.arange(max(1, math.ceil(timeline.duration * fps))) / fps
    tracks = articulate(timeline, times)
    accents = _accents(timeline, audio)
    curves = _expression(times, targets, accents, seed)
    _combine(curves, mouth_shapes(tracks, targets.articulation), tracks)
    blinks = blink_track(times, targets.blink_rate, _pauses(timeline), stream(seed, "blinks"))
    for name in ("eyeBlinkLeft", "eyeBlinkRight"):
        curves[:, INDEX[name]] = np.maximum(curves[:, INDEX[name]], blinks)
    for name in ("eyeWideLeft", "eyeWideRight"):
        curves[:, INDEX[name]] *= 1.0 - blinks
    head = head_track(times, accents, targets.movement, stream(seed, "head"))
    onset = _onset(times, targets.onset)
    head += (onset[:, None] * (0.0, targets.head_pitch, targets.head_roll)).astype(np.float32)
    # The eyes make up for the head (the vestibulo-ocular reflex), so that they stay where they look.
    gaze = gaze_track(times, targets.gaze_pitch, targets.aversion, stream(seed, "gaze")) - head[:, :2]
    look_shapes(curves, gaze)
    return FaceMotion(np.clip(curves, 0.0, 1.0).astype(np.float32), head, gaze, fps)


def still(
    emotion: Feeling = NEUTRAL, units: Units | None = None, *, take: int = 0, variation: float = 1.0
) -> FaceMotion:
    """One frame: the apex of an expression, looking at the viewer.

    Args:
        emotion: sets head and, without ``units``, the expression.
        units: explicit action units in place of the emotion's.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`).
    """
    targets = face_targets(emotion, take=take, variation=variation)
    curves = units_to_arkit(targets.units if units is None else units)[None, :]
    if not curves[0, INDEX["jawOpen"]]:
        curves[0, INDEX["mouthClose"]] = REST_GAP
    head = np.array([[0.0, targets.head_pitch, targets.head_roll]], np.float32)
    # The eyes make up for the head, so that they stay on the viewer.
    gaze = np.array([[0.0, -targets.head_pitch]], np.float32)
    look_shapes(curves, gaze)
    return FaceMotion(curves, head, gaze, 1.0)


def _onset(times: Times, seconds: float) -> Times:
    ramp = np.clip(times / max(seconds, 1e-3), 0.0, 1.0)
    level: Times = _AT_START + (1.0 - _AT_START) * ramp * ramp * (3.0 - 2.0 * ramp)
    return level


def _expression(times: Times, targets: FaceTargets, accents: list[tuple[float, float]], seed: int) -> Floats:
    """The emotion's shapes over time: eased in, slowly varying, a little uneven between the sides."""
    rng = stream(seed, "expression")
    apex = units_to_arkit(targets.units)
    for name in INDEX:
        if name.endswith("Left"):
            tilt = rng.normal(0.0, _SIDES)
            apex[INDEX[name]] *= 1.0 + tilt
            apex[INDEX[name.removesuffix("Left") + "Right"]] *= 1.0 - tilt
    phase = rng.uniform(0.0, 2.0 * np.pi, 2)
    sway = 0.06 * np.sin(2 * np.pi * 0.21 * times + phase[0]) + 0.04 * np.sin(
        2 * np.pi * 0.53 * times + phase[1]
    )
    curves = (_onset(times, targets.onset) * (0.94 + sway))[:, None] * apex[None, :]
    brows = np.zeros(len(times))
    for moment, strength in accents:
        frames = near(times, moment - 4 * _BROW_WIDTH, moment + 4 * _BROW_WIDTH)
        brows[frames] += _BROW * strength * np.exp(-(((times[frames] - moment) / _BROW_WIDTH) ** 2))
    for name in ("browInnerUp", "browOuterUpLeft", "browOuterUpRight"):
        # Lowered brows rise less on an accent.
        curves[:, INDEX[name]] += targets.movement * brows * (1.0 - 0.7 * curves[:, INDEX["browDownLeft"]])
    return np.asarray(curves, np.float32)


def _combine(curves: Floats, mouth: Floats, tracks: Floats) -> None:
    """Add the mouth of speech to the expression's ``curves``, which yields where it must."""
    close = tracks[:, ARTICULATORS.index("close")]
    tuck = tracks[:, ARTICULATORS.index("tuck")]
    contact = np.maximum(close, tuck)
    opening = np.clip(tracks[:, ARTICULATORS.index("jaw")] / 0.3, 0.0, 1.0)
    for name in _OPENERS:
        curves[:, INDEX[name]] *= 1.0 - contact
    for name in _BENDERS:
        curves[:, INDEX[name]] *= 1.0 - 0.35 * contact
    for name in _PURSERS:
        # Pressed lips cannot stay pressed while the mouth is open.
        curves[:, INDEX[name]] *= 1.0 - 0.85 * np.maximum(opening, tuck)
    for name in ("noseSneerLeft", "noseSneerRight"):
        curves[:, INDEX[name]] *= 1.0 - 0.5 * close
    jaw = INDEX["jawOpen"]
    spoken = np.clip(tracks.max(axis=1) / 0.15, 0.0, 1.0)
    curves[:, jaw] *= (1.0 - contact) * (1.0 - (1.0 - _JAW_IN_SPEECH) * spoken)
    curves += mouth


def _accents(timeline: Timeline, audio: Audio | None) -> list[tuple[float, float]]:
    """(seconds, strength in [0, 1]) of the stressed vowels, the loudest strongest."""
    stressed = [p for p in timeline.phonemes if p.stress == 1 and is_vowel(p.symbol)]
    if not stressed:
        return []
    if audio is None:
        return [((p.start + p.end) / 2, 0.6) for p in stressed]
    levels = []
    for phoneme in stressed:
        part = audio.samples[int(phoneme.start * audio.rate) : int(phoneme.end * audio.rate) + 1]
        levels.append(float(np.sqrt(np.mean(np.square(part)))) if len(part) else 0.0)
    loudest = max(max(levels), 1e-6)
    return [
        ((p.start + p.end) / 2, (level / loudest) ** 2) for p, level in zip(stressed, levels, strict=True)
    ]


def _pauses(timeline: Timeline) -> list[float]:
    """Seconds at which a silence starts inside or after the line."""
    return [p.start for p in timeline.phonemes if not p.symbol and p.duration > 0.08 and p.start > 0.1]
