"""A face in motion: speech on the lips, emotion by action units, and what a living face does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import INDEX
from emogen.conditioning.emotion import NEUTRAL, as_emotion
from emogen.conditioning.targets.face import face_targets
from emogen.conditioning.targets.takes import check_take
from emogen.conditioning.targets.units import units_to_arkit
from emogen.conditioning.track import EmotionTrack, Keyframe
from emogen.errors import checked
from emogen.media import FaceMotion
from emogen.pipelines.face.motion.accents import accents, pauses, speaking
from emogen.pipelines.face.motion.blinks import blink_track
from emogen.pipelines.face.motion.coarticulation import REST_GAP, articulate, mouth_shapes
from emogen.pipelines.face.motion.course import course, eased_signed
from emogen.pipelines.face.motion.direction import FREE, Direction
from emogen.pipelines.face.motion.expression import Expression, raised
from emogen.pipelines.face.motion.gaze import fixations, gaze_track, look_shapes, shifts
from emogen.pipelines.face.motion.head import head_track
from emogen.pipelines.face.motion.looks import head_turns
from emogen.pipelines.face.motion.micro import micro_expressions
from emogen.pipelines.face.motion.speech import add_speech
from emogen.pipelines.face.motion.units import unit_shapes
from emogen.pipelines.face.motion.vocals import vocal_track
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.conditioning.emotion import Feeling
    from emogen.conditioning.targets.face import FaceTargets, Units
    from emogen.media import Audio
    from emogen.pipelines.face.motion.course import Course, Muscles
    from emogen.timeline import Timeline

FRAME_RATES: Final = (10.0, 240.0)
"""Frames a second that can be asked for: below the least, closures would fall between frames."""


def animate(
    timeline: Timeline,
    emotion: Feeling | EmotionTrack = NEUTRAL,
    *,
    audio: Audio | None = None,
    fps: float = 30,
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: FaceTargets | None = None,
    direction: Direction = FREE,
) -> FaceMotion:
    """The motion of a face that says a line, or of one that is silent: a timeline without sounds.

    Args:
        timeline: what is said when, and what other sounds are made.
        emotion: bends the upper face, the lip corners, head and eyes; also one that moves, in seconds.
        audio: weighs accents by loudness; without it by stress alone.
        fps: frames a second, 10 to 240.
        seed: another seed moves head, eyes and blinks otherwise; the lips stay the same.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`). Another take moves head,
            eyes and blinks otherwise too; the lips stay the same.
        targets: used in place of those of ``emotion``.
        direction: what else the face is told to do.

    Lips belong to speech: closures happen under every emotion.

    Raises:
        RequestError: a frame rate out of range, a take below 0.
    """
    fps = checked(fps, "frame rate", *FRAME_RATES)
    check_take(take)
    chance, strengths = chance_of(seed, take), direction.strengths
    times = np.arange(max(1, math.ceil(timeline.duration * fps))) / fps
    track = (
        emotion if isinstance(emotion, EmotionTrack) else EmotionTrack((Keyframe(0.0, as_emotion(emotion)),))
    )
    way = course(times, track, take=take, variation=variation, targets=targets)
    spoken, beats, rests = speaking(timeline, times), accents(timeline, audio), pauses(timeline)

    curves = Expression(strengths, chance).shapes(times, fps, way, raised(times, beats), spoken)
    curves += micro_expressions(times, spoken, strengths.micro, direction.hidden, stream(chance, "micro"))
    sounds, bobbing = vocal_track(timeline.vocals, times)
    curves = np.maximum(curves, strengths.expression * sounds) + unit_shapes(direction.units, times)

    articulators = articulate(timeline, times)
    # Lips are the same in every take: their strength is that of the mean.
    clear = way if take == 0 else course(times, track, take=0, variation=variation, targets=targets)
    add_speech(curves, mouth_shapes(articulators, strengths.lips * clear["articulation"]), articulators)

    head = head_track(times, beats, rests, spoken, way["movement"], stream(chance, "head")) + held(way, fps)
    head[:, 1] += bobbing
    head = strengths.head * head + head_turns(times, direction.looks)

    places = fixations(
        times, way["gaze_pitch"], way["aversion"], strengths.gaze, direction.looks, stream(chance, "gaze")
    )
    # The eyes make up for the head (the vestibulo-ocular reflex), so that they stay where they look.
    gaze = gaze_track(times, places) - head[:, :2]
    rate = strengths.blinks * way["blink_rate"]
    shut(curves, blink_track(times, rate, spoken, rests, shifts(places), stream(chance, "blinks")))
    look_shapes(curves, gaze)
    return FaceMotion(np.clip(curves, 0.0, 1.0).astype(np.float32), head.astype(np.float32), gaze, fps)


def shut(curves: Floats, lids: Floats) -> None:
    """Put blinks, 0 open to 1 shut, into the curves: widened eyes give way to them."""
    for side in ("Left", "Right"):
        shut = INDEX[f"eyeBlink{side}"]
        curves[:, shut] = np.maximum(curves[:, shut], lids)
        curves[:, INDEX[f"eyeWide{side}"]] *= 1.0 - lids


def held(way: Course, fps: float, muscles: Muscles | None = None) -> Floats:
    """The head as an emotion holds it: yaw, pitch, roll in radians, shape ``(T, 3)``; ``muscles`` are those
    of a face that goes on."""
    wanted = np.stack([np.zeros_like(way["head_pitch"]), way["head_pitch"], way["head_roll"]], axis=1)
    return np.asarray(eased_signed(wanted, way["onset"], fps, muscles), np.float32)


def chance_of(seed: int, take: int) -> int:
    """The seed of what differs between seeds and between takes."""
    return seed if take == 0 else int(stream(take, "motion", str(seed)).integers(2**62))


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
