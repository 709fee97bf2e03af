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
    from emogen.conditioning.emotion import NEUTRAL, Emotion
    from emogen.errors import EmogenError
    from emogen.media import Audio, Clip, FaceMotion, Picture
    from emogen.pipelines.batch.runner import run
    from emogen.pipelines.face.character import find_character, make_character
    from emogen.pipelines.face.motion import animate
    from emogen.pipelines.face.portrait import portrait
    from emogen.pipelines.face.talk import talk
    from emogen.pipelines.image.paint import paint
    from emogen.pipelines.speech.speak import speak
    from emogen.timeline import Timeline

_HOME = {
    "Audio": "emogen.media",
    "Clip": "emogen.media",
    "EmogenError": "emogen.errors",
    "Emotion": "emogen.conditioning.emotion",
    "FaceMotion": "emogen.media",
    "NEUTRAL": "emogen.conditioning.emotion",
    "Picture": "emogen.media",
    "Timeline": "emogen.timeline",
    "animate": "emogen.pipelines.face.motion",
    "find_character": "emogen.pipelines.face.character",
    "make_character": "emogen.pipelines.face.character",
    "paint": "emogen.pipelines.image.paint",
    "portrait": "emogen.pipelines.face.portrait",
    "run": "emogen.pipelines.batch.runner",
    "speak": "emogen.pipelines.speech.speak",
    "talk": "emogen.pipelines.face.talk",
}

__all__ = [
    "NEUTRAL",
    "Audio",
    "Clip",
    "EmogenError",
    "Emotion",
    "FaceMotion",
    "Picture",
    "Timeline",
    "__version__",
    "animate",
    "find_character",
    "make_character",
    "paint",
    "portrait",
    "run",
    "speak",
    "talk",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'emogen' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
