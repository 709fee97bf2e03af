"""A line to the motion of a face: as the rules have it, or in the manner of an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emogen.arkit import INDEX
from emogen.media import FaceMotion
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.face.motion.course import course, eased
from emogen.pipelines.face.motion.direction import FREE, Direction
from emogen.pipelines.face.motion.expression import UPPER
from emogen.pipelines.face.motion.looks import head_turns, looking
from emogen.pipelines.face.motion.micro import micro_expressions
from emogen.pipelines.face.motion.units import unit_shapes
from emogen.pipelines.face.motion.vocals import vocal_track
from emogen.seeds import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.pipelines.face.learnt.model import MotionModel
    from emogen.pipelines.face.line import Line


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """How an actor moves.

    Attributes:
        model: learnt from captures of him.
        guidance: 0 ignores sound and emotion, 1 is the actor's, up to 5 exaggerates.
    """

    model: MotionModel
    guidance: float = 1.0


def move(
    line: Line,
    *,
    fps: float = 30,
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    direction: Direction = FREE,
    manner: Manner | None = None,
) -> FaceMotion:
    """The motion of a face that performs a line.

    Args:
        line: what is said and felt when.
        fps, seed, take, variation, direction: as
            :func:`~emogen.pipelines.face.motion.animate.animate`.
        manner: whose upper face, head and gaze are used in place of the rules'; lips stay those of speech.

    Raises:
        RequestError: as ``animate``; a guidance out of range.
    """
    spoken = animate(
        line.timeline, line.track, audio=line.audio,
        fps=fps, seed=seed, take=take, variation=variation, direction=direction,
    )  # fmt: skip
    if manner is None:
        return spoken
    learnt = manner.model.sample(
        line.audio, line.timeline.duration, line.track,
        fps=fps, take=take, seed=seed, guidance=manner.guidance,
    )  # fmt: skip
    times = np.arange(len(spoken)) / fps
    shapes = _told(line, times, fps, take, variation, direction, felt=not manner.model.knows_emotions)
    return manner.model.onto(spoken, _looking(learnt, spoken, times, direction), shapes)


def _told(
    line: Line,
    times: NDArray[np.float64],
    fps: float,
    take: int,
    variation: float,
    direction: Direction,
    *,
    felt: bool,
) -> Floats:
    """ARKit shapes that are not the actor's to decide: units, sounds that are no words, and the emotion where
    he does not know any."""
    shapes = direction.strengths.expression * vocal_track(line.timeline.vocals, times)[0]
    if direction.hidden is not None:
        silent, rng = np.zeros(len(times)), stream(take, "micro", "actor")
        leaks = micro_expressions(times, silent, direction.strengths.micro, direction.hidden, rng)
        shapes = np.maximum(shapes, leaks)
    if felt:
        way = course(times, line.track, take=take, variation=variation)
        wanted = direction.strengths.expression * way.apex
        shapes = np.maximum(shapes, eased(np.asarray(wanted, np.float32), way["onset"], fps))
    return np.asarray((shapes + unit_shapes(direction.units, times)).clip(0.0, 1.0), np.float32)


def _looking(
    learnt: FaceMotion, spoken: FaceMotion, times: NDArray[np.float64], direction: Direction
) -> FaceMotion:
    """The learnt motion as strong as it is told to be, looking where it is told to."""
    strengths, curves = direction.strengths, learnt.curves.copy()
    curves[:, [INDEX[name] for name in UPPER]] *= strengths.upper
    head = np.asarray(strengths.head * learnt.head, np.float32)
    seen = strengths.gaze * (learnt.gaze + learnt.head[:, :2])
    learnt = FaceMotion(curves, head, np.asarray(seen - head[:, :2], np.float32), learnt.fps)
    if not direction.looks:
        return learnt
    told = looking(times, direction.looks)[:, None]
    head = learnt.head + head_turns(times, direction.looks)
    seen = learnt.gaze + learnt.head[:, :2]
    seen += told * (spoken.gaze + spoken.head[:, :2] - seen)
    gaze = np.asarray(seen - head[:, :2], np.float32)
    return FaceMotion(learnt.curves, np.asarray(head, np.float32), gaze, learnt.fps)
