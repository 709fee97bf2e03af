"""A character that says a line: voice, motion and rendering in one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.emotion import NEUTRAL
from emogen.media import Audio, Clip
from emogen.pipelines.face.character.people import find_character
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.face.render.renderer import Renderer
from emogen.pipelines.speech.speak import speak

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Feeling
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.media import FaceMotion
    from emogen.pipelines.face.character.people import Character
    from emogen.pipelines.speech.performance import TargetsOf
    from emogen.pipelines.speech.speak import Speech

_BEFORE: Final = 0.2
_AFTER: Final = 0.5
"""Seconds of silence around the line."""


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """A talking character.

    Attributes:
        clip: the pictures and the sound; frames are rendered while they are read.
        motion: the face curves behind them.
        speech: the sound of the clip with its word and phoneme times.
    """

    clip: Clip
    motion: FaceMotion
    speech: Speech


def talk(
    text: str,
    *,
    emotion: Feeling = NEUTRAL,
    voice: str = "af_heart",
    character: str | Character = "mira",
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: VoiceTargets | TargetsOf | None = None,
    fps: float = 30,
    size: tuple[int, int] = (512, 512),
) -> Talk:
    """Say ``text`` with ``emotion``, on a face.

    Args:
        text: what to say.
        emotion: steers voice and face alike.
        voice: a name of ``emogen voices``.
        character: a name of ``emogen characters``, or a character.
        seed: small chance differences of voice, head, eyes and blinks.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`).
        targets: of the voice, instead of those of the emotion, or how to find them.
        fps: frames a second, 10 to 60.
        size: (width, height) in pixels.

    Raises:
        RequestError: as ``speak``; an unknown character.
        MissingWeightError: the voice or the head is not there.
    """
    if isinstance(character, str):
        character = find_character(character)
    speech = _framed(
        speak(text, emotion=emotion, voice=voice, seed=seed, take=take, variation=variation, targets=targets)
    )
    motion = animate(
        speech.timeline, emotion, audio=speech.audio, fps=fps, seed=seed, take=take, variation=variation
    )
    frames = Renderer(character, size).frames(motion)
    return Talk(Clip(frames, len(motion), fps, size, speech.audio), motion, speech)


def _framed(speech: Speech) -> Speech:
    """The speech with silence around it, so that the face is seen before and after the words."""
    rate = speech.audio.rate
    samples = np.pad(speech.audio.samples, (round(_BEFORE * rate), round(_AFTER * rate)))
    words = speech.timeline.shifted(_BEFORE)
    timeline = replace(words, duration=words.duration + _AFTER)
    return replace(speech, audio=Audio(samples, rate), timeline=timeline)
