"""A face that says a line, or keeps silent: voice, motion and drawing in one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import NEUTRAL
from emogen.errors import RequestError
from emogen.media import Clip
from emogen.pipelines.face.drawing import Sitter, drawing
from emogen.pipelines.face.line import Line, recorded_line, spoken_line
from emogen.pipelines.face.motion.direction import FREE, Direction
from emogen.pipelines.face.move import Manner, move
from emogen.pipelines.speech.speak import speak

if TYPE_CHECKING:
    from emogen.conditioning.character import Character
    from emogen.conditioning.track import EmotionSpec
    from emogen.media import FaceMotion
    from emogen.pipelines.face.backend import Drawing
    from emogen.pipelines.speech.performance import TargetsOf

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


def talk(
    text: str | None = None,
    *,
    recording: str | Path | None = None,
    emotion: EmotionSpec = NEUTRAL,
    voice: str = "af_heart",
    character: str | Character = "mira",
    portrait: str | Path | None = None,
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: TargetsOf | None = None,
    fps: float = 30,
    size: tuple[int, int] | None = None,
    direction: Direction = FREE,
    manner: Manner | None = None,
) -> Talk:
    """Say ``text``, or what is heard in ``recording``, on a face.

    Args:
        text: what to say, a script with tags too; beside a recording, what is said in it.
        recording: a sound file whose voice is used in place of a synthesised one.
        emotion: steers voice and face alike; one, a track, or ``"auto"``.
        voice: a name of ``emogen voices``.
        character: a name of ``emogen characters``, a character's file, or a character.
        portrait: a picture that is brought to life in place of a character.
        seed: small chance differences of voice, head, eyes and blinks.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`).
        targets: of the voice, instead of those of the emotion: how to find them.
        fps: frames a second, 10 to 240.
        size: (width, height) in pixels; None is 512 x 512, or the portrait's own.
        direction: what else the face is told to do.
        manner: of an actor, see :func:`emogen.pipelines.face.learnt.model.load_motion_model`.

    Raises:
        RequestError: as ``speak``; neither text nor recording; an unknown character.
        MissingWeightError: the voice or the head is not there.
    """
    if text is None and recording is None:
        raise RequestError("nothing is said", fix="Give a text or a recording.")
    if isinstance(character, str):
        character = find_character(character)
    if recording is not None:
        line = recorded_line(recording, emotion, text=text)
    else:
        speech = speak(
            text or "", emotion=emotion, voice=voice, seed=seed, take=take, variation=variation,
            targets=targets,
        )  # fmt: skip
        line = spoken_line(speech).framed(BEFORE, AFTER)
    sitter = Sitter(character, None if portrait is None else Path(portrait))
    return perform(
        line, drawing(sitter, size, even=True),
        fps=fps, seed=seed, take=take, variation=variation, direction=direction, manner=manner,
    )  # fmt: skip
