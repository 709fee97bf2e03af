"""emogen: one emotion drives speech, faces and pictures.

    import emogen
    emogen.speak("You came!", emotion="joy").save("hello.wav")

Public names are loaded when first used, so that ``import emogen`` stays instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.lazy import loader
from emogen.version import __version__

if TYPE_CHECKING:
    from emogen import plugins as plugins
    from emogen import testing as testing
    from emogen.conditioning import mind as mind
    from emogen.conditioning.character import Character, find_character, make_character
    from emogen.conditioning.embedding import embed
    from emogen.conditioning.emotion import NEUTRAL, Emotion
    from emogen.conditioning.explain import explain
    from emogen.conditioning.read.conversation import Line, read_conversation
    from emogen.conditioning.read.direction import read_direction
    from emogen.conditioning.read.face import read_faces
    from emogen.conditioning.read.story import read_story
    from emogen.conditioning.read.text import read_text
    from emogen.conditioning.read.voice import read_voice
    from emogen.conditioning.script import Script
    from emogen.conditioning.ssml import read_script
    from emogen.conditioning.taxonomy import describe
    from emogen.conditioning.track import EmotionTrack
    from emogen.errors import EmogenError
    from emogen.media import Audio, Clip, FaceMotion, Picture
    from emogen.pipelines import aio as aio
    from emogen.pipelines import live as live
    from emogen.pipelines.api import (
        animate,
        convert,
        face,
        idle,
        image,
        narrate,
        regrade,
        sheet,
        speak,
        sprites,
        stream,
        talk,
    )
    from emogen.pipelines.batch.runner import run
    from emogen.pipelines.evaluate.files import evaluate
    from emogen.pipelines.live.voice import Voice
    from emogen.timeline import Timeline

_HOME = {
    "aio": "emogen.pipelines.aio",
    "Audio": "emogen.media",
    "Character": "emogen.conditioning.character",
    "Clip": "emogen.media",
    "EmogenError": "emogen.errors",
    "Emotion": "emogen.conditioning.emotion",
    "EmotionTrack": "emogen.conditioning.track",
    "FaceMotion": "emogen.media",
    "Line": "emogen.conditioning.read.conversation",
    "NEUTRAL": "emogen.conditioning.emotion",
    "Picture": "emogen.media",
    "Script": "emogen.conditioning.script",
    "Timeline": "emogen.timeline",
    "Voice": "emogen.pipelines.live.voice",
    "animate": "emogen.pipelines.api",
    "convert": "emogen.pipelines.api",
    "describe": "emogen.conditioning.taxonomy",
    "embed": "emogen.conditioning.embedding",
    "evaluate": "emogen.pipelines.evaluate.files",
    "explain": "emogen.conditioning.explain",
    "face": "emogen.pipelines.api",
    "find_character": "emogen.conditioning.character",
    "idle": "emogen.pipelines.api",
    "image": "emogen.pipelines.api",
    "live": "emogen.pipelines.live",
    "make_character": "emogen.conditioning.character",
    "mind": "emogen.conditioning.mind",
    "narrate": "emogen.pipelines.api",
    "plugins": "emogen.plugins",
    "read_conversation": "emogen.conditioning.read.conversation",
    "read_direction": "emogen.conditioning.read.direction",
    "read_faces": "emogen.conditioning.read.face",
    "read_script": "emogen.conditioning.ssml",
    "read_story": "emogen.conditioning.read.story",
    "read_text": "emogen.conditioning.read.text",
    "read_voice": "emogen.conditioning.read.voice",
    "regrade": "emogen.pipelines.api",
    "run": "emogen.pipelines.batch.runner",
    "sheet": "emogen.pipelines.api",
    "sprites": "emogen.pipelines.api",
    "speak": "emogen.pipelines.api",
    "stream": "emogen.pipelines.api",
    "talk": "emogen.pipelines.api",
    "testing": "emogen.testing",
}

_MODULES = ("aio", "live", "mind", "plugins", "testing")
"""Public names that are modules themselves."""

__all__ = [
    "NEUTRAL",
    "Audio",
    "Character",
    "Clip",
    "EmogenError",
    "Emotion",
    "EmotionTrack",
    "FaceMotion",
    "Line",
    "Picture",
    "Script",
    "Timeline",
    "Voice",
    "__version__",
    "aio",
    "animate",
    "convert",
    "describe",
    "embed",
    "evaluate",
    "explain",
    "face",
    "find_character",
    "idle",
    "image",
    "live",
    "make_character",
    "mind",
    "narrate",
    "plugins",
    "read_conversation",
    "read_direction",
    "read_faces",
    "read_script",
    "read_story",
    "read_text",
    "read_voice",
    "regrade",
    "run",
    "sheet",
    "speak",
    "sprites",
    "stream",
    "talk",
    "testing",
]


if not TYPE_CHECKING:  # To a type checker every other name would be one too.
    __getattr__ = loader(__name__, _HOME, _MODULES)


def __dir__() -> list[str]:
    return sorted(__all__)
