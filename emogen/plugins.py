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
    from emogen.file_names import file_names
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
    from emogen.pipelines.project.exporting import Exporter, Pack, Placed, SpokenLine, Written
    from emogen.pipelines.project.importing import Importer, Source
    from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Speaker, Wording
    from emogen.pipelines.project.sounds import put_sound
    from emogen.pipelines.speech.backend import SpeechBackend, Spoken, VocalBackend, even_edges
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.realise.chunk import say_chunk
    from emogen.pipelines.speech.realise.line import Engine, Said, text_of
    from emogen.pipelines.speech.text.languages import Language, LanguageBackend
    from emogen.pipelines.speech.text.phonemes import Phone
    from emogen.pipelines.speech.vocals import Utterance
    from emogen.pipelines.speech.voices import Voice
    from emogen.progress import Progress

_PROJECT: Final = "emogen.pipelines.project"
_SPEECH: Final = "emogen.pipelines.speech"
_FACE: Final = "emogen.pipelines.face"

_HOME: Final = {
    "ARKIT": "emogen.arkit",
    "Audio": "emogen.media",
    "BatchEngine": "emogen.pipelines.batch.engine",
    "Brief": "emogen.pipelines.image.backend",
    "Character": "emogen.conditioning.character",
    "Cue": f"{_SPEECH}.performance",
    "Dialogue": f"{_PROJECT}.lines",
    "DialogueLine": f"{_PROJECT}.lines",
    "Drawing": f"{_FACE}.backend",
    "EmogenError": "emogen.errors",
    "Emotion": "emogen.conditioning.emotion",
    "Engine": f"{_SPEECH}.realise.line",
    "Entry": "emogen.conditioning.vocabulary",
    "Export": f"{_FACE}.export.contents",
    "ExportFormat": f"{_FACE}.export.backend",
    "Exporter": f"{_PROJECT}.exporting",
    "FaceBackend": f"{_FACE}.backend",
    "FaceMotion": "emogen.media",
    "GenerationError": "emogen.errors",
    "ImageBackend": "emogen.pipelines.image.backend",
    "Importer": f"{_PROJECT}.importing",
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
    "Pack": f"{_PROJECT}.exporting",
    "Painting": "emogen.pipelines.image.backend",
    "Phone": f"{_SPEECH}.text.phonemes",
    "Picture": "emogen.media",
    "PictureTargets": "emogen.conditioning.targets.picture",
    "Placed": f"{_PROJECT}.exporting",
    "PortraitBackend": f"{_FACE}.backend",
    "Problem": f"{_PROJECT}.lines",
    "Progress": "emogen.progress",
    "RequestError": "emogen.errors",
    "Said": f"{_SPEECH}.realise.line",
    "Source": f"{_PROJECT}.importing",
    "Speaker": f"{_PROJECT}.lines",
    "SpeechBackend": f"{_SPEECH}.backend",
    "Spoken": f"{_SPEECH}.backend",
    "SpokenLine": f"{_PROJECT}.exporting",
    "Staging": f"{_FACE}.backend",
    "Start": "emogen.pipelines.image.backend",
    "Utterance": f"{_SPEECH}.vocals",
    "Vocabulary": "emogen.conditioning.vocabulary",
    "VocalBackend": f"{_SPEECH}.backend",
    "Voice": f"{_SPEECH}.voices",
    "VoiceTargets": "emogen.conditioning.targets.voice",
    "Wording": f"{_PROJECT}.lines",
    "Work": "emogen.pipelines.batch.scheduling",
    "Written": f"{_PROJECT}.exporting",
    "even_edges": f"{_SPEECH}.backend",
    "file_names": "emogen.file_names",
    "perform": "emogen.pipelines.batch.performing",
    "put_sound": f"{_PROJECT}.sounds",
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
    "Dialogue",
    "DialogueLine",
    "Drawing",
    "EmogenError",
    "Emotion",
    "Engine",
    "Entry",
    "Export",
    "ExportFormat",
    "Exporter",
    "FaceBackend",
    "FaceMotion",
    "GenerationError",
    "ImageBackend",
    "Importer",
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
    "Pack",
    "Painting",
    "Phone",
    "Picture",
    "PictureTargets",
    "Placed",
    "PortraitBackend",
    "Problem",
    "Progress",
    "RequestError",
    "Said",
    "Source",
    "Speaker",
    "SpeechBackend",
    "Spoken",
    "SpokenLine",
    "Staging",
    "Start",
    "Utterance",
    "Vocabulary",
    "VocalBackend",
    "Voice",
    "VoiceTargets",
    "Wording",
    "Work",
    "Written",
    "even_edges",
    "file_names",
    "perform",
    "put_sound",
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
