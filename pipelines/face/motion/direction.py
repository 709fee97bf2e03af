"""What a face is told to do besides the emotion."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from emogen.pipelines.face.motion.strengths import Strengths

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.pipelines.face.motion.looks import Look
    from emogen.pipelines.face.motion.units import UnitTrack


@dataclass(frozen=True, slots=True)
class Direction:
    """Directions to a face.

    Attributes:
        strengths: how much each part of the face moves.
        units: action units over time, besides the emotion's.
        looks: where the eyes are told to be; the head follows.
        hidden: an emotion that is masked, and leaks in micro-expressions.
    """

    strengths: Strengths = field(default_factory=Strengths)
    units: UnitTrack = ()
    looks: tuple[Look, ...] = ()
    hidden: Emotion | None = None


FREE: Final = Direction()
"""No directions."""
