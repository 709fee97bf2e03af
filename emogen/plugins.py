"""Everything that the author of a plug-in needs, in one place; see ``docs/plugins.md``.

    from emogen.plugins import Options, SpeechBackend, Spoken

Each name is loaded when it is first used, so that a vocabulary loads no signal processing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.lazy import loader

if TYPE_CHECKING:
    from emogen.arkit import ARKIT
    from emogen.conditioning.character import Character
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.conditioning.vocabulary import Entry, Vocabulary
    from emogen.errors import (
        EmogenError,
        GenerationError,
        MissingWeightError,
        OutputError,
        RequestError,
        unknown_name,
    )
    from emogen.files import whole_file, write_text
    from emogen.media import Audio, FaceMotion, Picture
    from emogen.options import Options
    from emogen.pipelines.batch.engine import BatchEngine
    from emogen.pipelines.batch.performing import perform
    from emogen.pipelines.batch.scheduling import Work
    from emogen.pipelines.evaluate.item import Item
    from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
    from emogen.pipelines.face.backend import Drawing, FaceBackend, PortraitBackend, Staging
    from emogen.pipelines.face.export.backend import ExportFormat, MappedFormat
    from emogen.pipelines.face.export.contents import Export
    from emogen.pipelines.face.export.mapping import Mapping
    from emogen.pipelines.image.backend import Brief, ImageBackend, Painting, Start
    from emogen.pipelines.speech.backend import SpeechBackend, Spoken, VocalBackend, even_edges
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.realise.chunk import say_chunk
    from emogen.pipelines.speech.realise.line import Engine, Said, text_of
    from emogen.pipelines.speech.text.languages import Language, LanguageBackend
    from emogen.pipelines.speech.text.phonemes import Phone
    from emogen.pipelines.speech.vocals import Utterance
    from emogen.pipelines.speech.voices import Voice

_SPEECH: Final = "emogen.pipelines.speech"
_FACE: Final = "emogen.pipelines.face"

_HOME: Final = {
    "ARKIT": "emogen.arkit",
    "Audio": "emogen.media",
    "BatchEngine": "emogen.pipelines.batch.engine",
    "Brief": "emogen.pipelines.image.backend",
    "Character": "emogen.conditioning.character",
    "Cue": f"{_SPEECH}.performance",
    "Drawing": f"{_FACE}.backend",
    "EmogenError": "emogen.errors",
    "Emotion": "emogen.conditioning.emotion",
    "Engine": f"{_SPEECH}.realise.line",
    "Entry": "emogen.conditioning.vocabulary",
    "Export": f"{_FACE}.export.contents",
    "ExportFormat": f"{_FACE}.export.backend",
    "FaceBackend": f"{_FACE}.backend",
    "FaceMotion": "emogen.media",
    "GenerationError": "emogen.errors",
    "ImageBackend": "emogen.pipelines.image.backend",
    "Item": "emogen.pipelines.evaluate.item",
    "Judge": "emogen.pipelines.evaluate.judge",
    "Language": f"{_SPEECH}.text.languages",
    "LanguageBackend": f"{_SPEECH}.text.languages",
    "MappedFormat": f"{_FACE}.export.backend",
    "Mapping": f"{_FACE}.export.mapping",
    "Measure": "emogen.pipelines.evaluate.judge",
    "MissingWeightError": "emogen.errors",
    "Opinion": "emogen.pipelines.evaluate.judge",
    "Options": "emogen.options",
    "OutputError": "emogen.errors",
    "Painting": "emogen.pipelines.image.backend",
    "Phone": f"{_SPEECH}.text.phonemes",
    "Picture": "emogen.media",
    "PictureTargets": "emogen.conditioning.targets.picture",
    "PortraitBackend": f"{_FACE}.backend",
    "RequestError": "emogen.errors",
    "Said": f"{_SPEECH}.realise.line",
    "SpeechBackend": f"{_SPEECH}.backend",
    "Spoken": f"{_SPEECH}.backend",
    "Staging": f"{_FACE}.backend",
    "Utterance": f"{_SPEECH}.vocals",
    "VocalBackend": f"{_SPEECH}.backend",
    "Start": "emogen.pipelines.image.backend",
    "Vocabulary": "emogen.conditioning.vocabulary",
    "Voice": f"{_SPEECH}.voices",
    "VoiceTargets": "emogen.conditioning.targets.voice",
    "Work": "emogen.pipelines.batch.scheduling",
    "even_edges": f"{_SPEECH}.backend",
    "perform": "emogen.pipelines.batch.performing",
    "say_chunk": f"{_SPEECH}.realise.chunk",
    "text_of": f"{_SPEECH}.realise.line",
    "unknown_name": "emogen.errors",
    "whole_file": "emogen.files",
    "write_text": "emogen.files",
}

__all__ = [
    "ARKIT",
    "Audio",
    "BatchEngine",
    "Brief",
    "Character",
    "Cue",
    "Drawing",
    "EmogenError",
    "Emotion",
    "Engine",
    "Entry",
    "Export",
    "ExportFormat",
    "FaceBackend",
    "FaceMotion",
    "GenerationError",
    "ImageBackend",
    "Item",
    "Judge",
    "Language",
    "LanguageBackend",
    "MappedFormat",
    "Mapping",
    "Measure",
    "MissingWeightError",
    "Opinion",
    "Options",
    "OutputError",
    "Painting",
    "Phone",
    "Picture",
    "PictureTargets",
    "PortraitBackend",
    "RequestError",
    "Said",
    "SpeechBackend",
    "Spoken",
    "Staging",
    "Start",
    "Utterance",
    "Vocabulary",
    "VocalBackend",
    "Voice",
    "VoiceTargets",
    "Work",
    "even_edges",
    "perform",
    "say_chunk",
    "text_of",
    "unknown_name",
    "whole_file",
    "write_text",
]


if not TYPE_CHECKING:  # To a type checker every other name would be one too.
    __getattr__ = loader(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
