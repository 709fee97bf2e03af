"""emogen: one emotion drives speech, faces and pictures.

    import emogen
    speech = emogen.speak("You came!", emotion=emogen.Emotion("joy", 0.8))
    speech.audio.save("hello.wav")

Public names are loaded when first used, so that ``import emogen`` stays instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from emogen.version import __version__

if TYPE_CHECKING:
    from emogen.conditioning import mind
    from emogen.conditioning.character import Character, find_character, make_character
    from emogen.conditioning.embedding import embed
    from emogen.conditioning.emotion import NEUTRAL, Emotion
    from emogen.conditioning.explain import explain
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
    from emogen.pipelines.batch.runner import run
    from emogen.pipelines.face.motion.animate import animate
    from emogen.pipelines.face.portrait import portrait
    from emogen.pipelines.face.talk import talk
    from emogen.pipelines.image.paint import paint
    from emogen.pipelines.speech.conversion.convert import convert
    from emogen.pipelines.speech.speak import speak, stream
    from emogen.timeline import Timeline

_HOME = {
    "Audio": "emogen.media",
    "Character": "emogen.conditioning.character",
    "Clip": "emogen.media",
    "EmogenError": "emogen.errors",
    "Emotion": "emogen.conditioning.emotion",
    "EmotionTrack": "emogen.conditioning.track",
    "FaceMotion": "emogen.media",
    "NEUTRAL": "emogen.conditioning.emotion",
    "Picture": "emogen.media",
    "Script": "emogen.conditioning.script",
    "Timeline": "emogen.timeline",
    "animate": "emogen.pipelines.face.motion.animate",
    "convert": "emogen.pipelines.speech.conversion.convert",
    "describe": "emogen.conditioning.taxonomy",
    "embed": "emogen.conditioning.embedding",
    "explain": "emogen.conditioning.explain",
    "find_character": "emogen.conditioning.character",
    "make_character": "emogen.conditioning.character",
    "paint": "emogen.pipelines.image.paint",
    "portrait": "emogen.pipelines.face.portrait",
    "read_faces": "emogen.conditioning.read.face",
    "read_script": "emogen.conditioning.ssml",
    "read_story": "emogen.conditioning.read.story",
    "read_text": "emogen.conditioning.read.text",
    "read_voice": "emogen.conditioning.read.voice",
    "run": "emogen.pipelines.batch.runner",
    "speak": "emogen.pipelines.speech.speak",
    "stream": "emogen.pipelines.speech.speak",
    "talk": "emogen.pipelines.face.talk",
}

_MODULES = {"mind": "emogen.conditioning.mind"}
"""Modules that are public by a shorter name."""

__all__ = [
    "NEUTRAL",
    "Audio",
    "Character",
    "Clip",
    "EmogenError",
    "Emotion",
    "EmotionTrack",
    "FaceMotion",
    "Picture",
    "Script",
    "Timeline",
    "__version__",
    "animate",
    "convert",
    "describe",
    "embed",
    "explain",
    "find_character",
    "make_character",
    "mind",
    "paint",
    "portrait",
    "read_faces",
    "read_script",
    "read_story",
    "read_text",
    "read_voice",
    "run",
    "speak",
    "stream",
    "talk",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME and name not in _MODULES:
        raise AttributeError(f"module 'emogen' has no attribute {name!r}")
    value: Any = import_module(_MODULES.get(name) or _HOME[name])
    if name not in _MODULES:
        value = getattr(value, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
