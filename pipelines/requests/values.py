"""Types of parameters that several requests share, each with its reading and its check."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import core_schema

from emogen.conditioning.character import Character, find_character
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.asked import asked_emotion, one_emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError, checked
from emogen.files import check_path
from emogen.media import Audio, parse_size
from emogen.provenance import file_hash

_DURATION: Final = re.compile(r"([0-9]*\.?[0-9]+)\s*(s|ms|)")

ENDLESS: Final = 1e9
"""A duration, in seconds, in which all times of a track that can be meant have room."""


def _not_empty(text: str) -> str:
    if not text:
        raise RequestError("the text is empty", fix="Write what to say or show.")
    return text


def as_written(emotion: Any) -> Any:
    """Emotions and tracks of Python as text, which parses back to the same."""
    return str(emotion) if isinstance(emotion, Emotion | EmotionTrack) else emotion


def _one_emotion(text: str) -> str:
    text = " ".join(text.split())
    one_emotion(text)
    return text


def _any_emotion(text: str) -> str:
    text = " ".join(text.split())
    asked_emotion(text)
    return text


def _coordinates(value: Any) -> Any:
    """``"V,A"`` as it is typed, or two numbers, each in range."""
    try:
        valence, arousal = (float(part) for part in (value.split(",") if isinstance(value, str) else value))
    except (TypeError, ValueError) as error:
        raise RequestError(f"cannot read va {value!r}", fix="Write two numbers, e.g. -0.6,-0.3.") from error
    return checked(valence, "valence", -1, 1), checked(arousal, "arousal", -1, 1)


def _seconds(value: Any) -> Any:
    """``"6s"`` and ``"400ms"`` as numbers; a bare number counts seconds."""
    written = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if written is None:
        if isinstance(value, str) and not _is_number(value):
            raise RequestError(f"cannot read the duration {value!r}", fix="Write e.g. 2.4, 2.4s or 900ms.")
        return value
    return float(written[1]) * (1e-3 if written[2] == "ms" else 1.0)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _lines(value: Any) -> Any:
    """Lines of one text, or a list of them; empty ones are none."""
    lines = value.splitlines() if isinstance(value, str) else value
    return [line for line in lines if str(line).strip()] if isinstance(lines, list | tuple) else lines


def _path(value: Any) -> Any:
    """A file's name as text; a path of Python too."""
    if isinstance(value, Path):
        value = str(value)
    return str(check_path(value)) if isinstance(value, str) and value else value


def _size(value: Any) -> Any:
    """A (width, height) of Python as it is written."""
    if isinstance(value, tuple | list) and len(value) == 2:
        return "x".join(map(str, value))
    return str(value) if isinstance(value, int) else value


Coordinate = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
VA = Annotated[
    tuple[Coordinate, Coordinate],
    BeforeValidator(_coordinates, json_schema_input_type=str | tuple[Coordinate, Coordinate]),
]
Text = Annotated[str, AfterValidator(_not_empty)]
Lines = Annotated[tuple[str, ...], BeforeValidator(_lines, json_schema_input_type=str | tuple[str, ...])]
"""Lines of text: a list of them, or one text with a line each."""
OneEmotion = Annotated[str, BeforeValidator(as_written), AfterValidator(_one_emotion)]
"""An emotion in notation or words (:func:`asked_emotion`), kept as it is written."""

AnyEmotion = Annotated[str, BeforeValidator(as_written), AfterValidator(_any_emotion)]
"""The same, a track over the whole such as ``sad -> hopeful``, or ``auto``; kept as it is written."""

Duration = Annotated[float, BeforeValidator(_seconds, json_schema_input_type=float | str)]
"""Seconds, perhaps written with their unit: 6, 6s or 400ms."""

Size = Annotated[
    str,
    BeforeValidator(_size, json_schema_input_type=str | int),
    AfterValidator(lambda text: "x".join(map(str, parse_size(text)))),
]
FilePath = Annotated[str, BeforeValidator(_path), Field(min_length=1), AfterValidator(_path)]


Rate = Annotated[int, Field(ge=8000, le=96000)]
"""Samples a second of a file."""


def _loudness(value: float | str) -> float | str:
    from emogen.pipelines.speech.delivery.sound_file import Delivery

    Delivery(loudness=value)
    return value


Loudness = Annotated[float | str, AfterValidator(_loudness)]
"""LUFS, or a name of a loudness; kept as it is written."""


class _RecordingSchema:
    """The reading of a recording by pydantic: arrays of a sound in memory are none of its business."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> core_schema.CoreSchema:
        del source, handler
        return core_schema.no_info_plain_validator_function(
            _recording,
            serialization=core_schema.plain_serializer_function_ser_schema(_named, return_schema=None),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, source: object, handler: object) -> dict[str, Any]:
        del source, handler
        return {"type": "string", "minLength": 1}


def _recording(value: Any) -> str | Audio:
    value = _path(value)
    if not isinstance(value, str | Audio) or value == "":
        raise RequestError("the recording is no sound", fix="Name a sound file.")
    return value


def _named(value: str | Audio) -> str:
    return value if isinstance(value, str) else "a sound in memory"


Recording = Annotated[str | Audio, _RecordingSchema()]
"""A sound file, or from Python a sound in memory."""


def recording_name(recording: str | Audio) -> str:
    """A recording's name for people."""
    return Path(recording).name if isinstance(recording, str) else _named(recording)


def recording_file(recording: str | Audio) -> str | None:
    """A recording's file, if it has one."""
    return recording if isinstance(recording, str) else None


def recording_hash(recording: str | Audio, known: str | None = None) -> str:
    """SHA-256 of a recording's file, or of the samples of a sound in memory; ``known`` in its place for a
    file that is yet to be made.

    Raises:
        RequestError: the file is not there.
    """
    if isinstance(recording, str):
        return known or file_hash(recording, kind="recording")
    return hashlib.sha256(f"{recording.rate} ".encode() + recording.samples.tobytes()).hexdigest()


def recording_content(recording: str | Audio, known: str | None = None) -> list[Any]:
    """The content of a recording: its sound, and what the sidecar of one that emogen made says of it;
    ``known`` in their place for a file that is yet to be made."""
    if known is not None or not isinstance(recording, str):
        return [recording_hash(recording, known), {}]
    from emogen.pipelines.face.line import remembered

    return [recording_hash(recording), remembered(recording)]


class _CharacterSchema:
    """The reading of a character by pydantic: by name, or from Python the character itself."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> core_schema.CoreSchema:
        del source, handler
        return core_schema.no_info_plain_validator_function(
            _character,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value if isinstance(value, str) else value.name, return_schema=None
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, source: object, handler: object) -> dict[str, Any]:
        del source, handler
        return {"type": ["string", "integer"], "minLength": 1}


def _character(value: Any) -> str | Character:
    if isinstance(value, Path | int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str | Character) or value == "":
        raise RequestError("the character is nobody", fix="Give a name, a file or a number.")
    return value


CharacterSpec = Annotated[str | Character, _CharacterSchema()]
"""A character by name, file or number; or from Python itself."""


def person_of(spec: str | Character) -> Character:
    """The character that is meant. Raises ``RequestError`` for a name or file that is not there."""
    return find_character(spec) if isinstance(spec, str) else spec
