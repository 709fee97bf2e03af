"""A character that says a line: voice, motion and rendering in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emogen.conditioning.emotion import NEUTRAL
from emogen.media import Clip
from emogen.pipelines.face.character import find_character
from emogen.pipelines.face.motion import animate
from emogen.pipelines.face.render import Renderer
from emogen.pipelines.speech.speak import speak

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.media import FaceMotion
    from emogen.pipelines.face.character import Character
    from emogen.pipelines.speech.speak import Speech


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """A talking character.

    Attributes:
        clip: the pictures and the sound; frames are rendered while they are read.
        motion: the face curves behind them.
        speech: the sound with its word and phoneme times.
    """

    clip: Clip
    motion: FaceMotion
    speech: Speech


def talk(
    text: str,
    *,
    emotion: Emotion = NEUTRAL,
    voice: str = "af_heart",
    character: str | Character = "mira",
    seed: int = 0,
    fps: float = 30,
    size: tuple[int, int] = (512, 512),
) -> Talk:
    """Say ``text`` with ``emotion``, on a face.

    Args:
        text: what to say.
        emotion: steers voice and face alike.
        voice: a name of ``emogen voices``.
        character: a name of ``emogen characters``, or a character.
        seed: another seed is another take.
        fps: frames a second, 10 to 60.
        size: (width, height) in pixels.

    Raises:
        RequestError: as ``speak``; an unknown character.
        MissingWeightError: the voice or the head is not there.
    """
    if isinstance(character, str):
        character = find_character(character)
    speech = speak(text, emotion=emotion, voice=voice, seed=seed)
    motion = animate(speech.timeline, emotion, audio=speech.audio, fps=fps, seed=seed)
    frames = Renderer(character, size).frames(motion)
    return Talk(Clip(frames, len(motion), fps, size, speech.audio), motion, speech)
