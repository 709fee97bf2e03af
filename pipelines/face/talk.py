"""A face that says a line, or keeps silent: voice, motion and drawing in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emogen.media import Clip
from emogen.pipelines.face.line import Line
from emogen.pipelines.face.motion.direction import FREE, Direction
from emogen.pipelines.face.move import Manner, move

if TYPE_CHECKING:
    from emogen.media import FaceMotion
    from emogen.pipelines.face.backend import Drawing

BEFORE: Final = 0.2
AFTER: Final = 0.5
"""Seconds of silence around a line that is synthesised."""


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """A talking face.

    Attributes:
        clip: the pictures and the sound; frames are drawn while they are read.
        motion: the face curves behind them.
        line: what is said and felt when.
    """

    clip: Clip
    motion: FaceMotion
    line: Line


def perform(
    line: Line,
    by: Drawing,
    *,
    fps: float = 30,
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    direction: Direction = FREE,
    manner: Manner | None = None,
) -> Talk:
    """A line, performed by a face. Raises as :func:`~emogen.pipelines.face.move.move`."""
    motion = move(
        line, fps=fps, seed=seed, take=take, variation=variation, direction=direction, manner=manner
    )
    return Talk(Clip(by.frames(motion), len(motion), fps, by.size, line.audio), motion, line)
