"""Messages of ``/v1/perform``: JSON objects told apart by ``type``. See docs/perform.md."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from emogen.conditioning.script import Markup
from emogen.errors import RequestError, shown

VERSION: Final = 1
"""Of the protocol. Fields may be added to messages of the server within a version."""

Part: TypeAlias = Literal["sound", "words", "phonemes", "visemes", "curves", "head", "gaze", "emotion"]
"""Something that a chunk may carry."""

PARTS: Final[tuple[Part, ...]] = (
    "sound", "words", "phonemes", "visemes", "curves", "head", "gaze", "emotion",
)  # fmt: skip

Id: TypeAlias = Annotated[str, Field(min_length=1, max_length=64)]
"""Name of a line, chosen by the client."""

Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]


class Message(BaseModel):
    """A message. Unknown fields and numbers that are none are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Manner(Message):
    """The speaker and manner of a line; what is not given is as in ``start``, or as of ``emogen speak``."""

    voice: Name | None = Field(None, description="A voice or a blend, as `emogen voices` lists them.")
    emotion: Annotated[str, Field(max_length=1000)] | None = Field(
        None, description="An emotion, a track over the line, a direction in words, or auto."
    )
    intensity: float | None = Field(None, ge=0, le=1, description="Factor on the emotion.")
    pace: float | None = Field(None, ge=0.5, le=2, description="Factor on the speaking rate.")
    seed: int | None = Field(None, ge=0, le=2**53, description="Seed of every chance difference.")
    take: int | None = Field(None, ge=0, le=2**53, description="Which take of the emotion; 0 is the mean.")
    variation: float | None = Field(None, ge=0, le=2, description="How far takes are from the mean.")
    markup: Markup | None = Field(None, description="Marks read in the text: auto, emogen, ssml or plain.")

    def given(self) -> dict[str, Any]:
        """The fields of the manner that are given, by name."""
        values = {name: getattr(self, name) for name in Manner.model_fields}
        return {name: value for name, value in values.items() if value is not None}


# Messages of the client


class Start(Manner):
    """Begin, resume or change a session: what is not given stays. The first message of a connection."""

    type: Literal["start"] = "start"
    session: Id | None = Field(None, description="Name of the session; one that is known is resumed.")
    character: Name | None = Field(None, description="A character of /v1/characters, whose mind decides.")
    format: Literal["binary", "base64"] | None = Field(
        None, description="Sound as a binary frame after its chunk (default), or inside it."
    )
    fps: float | None = Field(None, ge=10, le=120, description="Frames a second of the face; 30 by default.")
    parts: tuple[Part, ...] | None = Field(None, description="Parts of chunks; all by default.")


class Say(Manner):
    """Perform a line that is whole."""

    type: Literal["say"] = "say"
    id: Id | None = Field(None, description="Numbered by the server if not given.")
    text: Annotated[str, Field(min_length=1)] = Field(description="Words, tags, or SSML.")


class Text(Manner):
    """A piece of a line that is still being written; the first one opens the line and may tell its manner."""

    type: Literal["text"] = "text"
    id: Id
    text: str = Field(description="The next words, with the blanks between them.")


class Recorded(Manner):
    """Perform a recording: binary frames of s16le follow, or ``sound``; then ``end``."""

    type: Literal["audio"] = "audio"
    id: Id
    rate: int = Field(ge=8000, le=96_000, description="Samples a second.")
    text: str | None = Field(None, min_length=1, description="The words that are heard, if they are known.")
    language: Annotated[str, Field(max_length=20)] = Field("en-us", description="Of the text.")


class Sound(Message):
    """A piece of a recording, for clients that send no binary frames."""

    type: Literal["sound"] = "sound"
    id: Id
    audio: str = Field(description="Samples, s16le mono, base64.")


class End(Message):
    """A line in pieces, or a recording, is complete."""

    type: Literal["end"] = "end"
    id: Id


class Cancel(Message):
    """Stop a line, or all of them: barge-in."""

    type: Literal["cancel"] = "cancel"
    id: Id | None = Field(None, description="Of the line; every line if not given.")


class Ping(Message):
    """Ask whether the server is there."""

    type: Literal["ping"] = "ping"


ClientMessage: TypeAlias = Annotated[
    Start | Say | Text | Recorded | Sound | End | Cancel | Ping, Field(discriminator="type")
]

_CLIENT: Final[TypeAdapter[ClientMessage]] = TypeAdapter(ClientMessage)


def read_message(text: str | bytes) -> ClientMessage:
    """A message of a client.

    Raises:
        RequestError: it is no JSON, of an unknown type, or a field does not fit; the first problem.
    """
    try:
        return _CLIENT.validate_json(text)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]
        raise _readable(problem["type"], problem["loc"], problem["msg"], problem["input"]) from error


def _readable(kind: str, location: tuple[int | str, ...], message: str, given: object) -> RequestError:
    if kind == "json_invalid":
        return RequestError("the message is no JSON", why=message.partition(": ")[2])
    if kind.startswith("union_tag"):
        return RequestError(
            "the message has an unknown type",
            fix="Use start, say, text, audio, sound, end, cancel or ping.",
        )
    name = ".".join(str(part) for part in location[1:]) or "the message"
    if kind == "extra_forbidden":
        return RequestError(f"{location[0]} has no field {name!r}")
    if kind == "missing":
        return RequestError(f"{location[0]} needs the field {name!r}")
    return RequestError(f"{name} {shown(given)} does not fit", why=message.removeprefix("Input "))


# Messages of the server


class Ready(Message):
    """The session is as asked for."""

    type: Literal["ready"] = "ready"
    protocol: int = VERSION
    session: str = Field(description="Name to resume it by.")
    resumed: bool = Field(description="Whether it was known.")
    lines: tuple[str, ...] = Field(description="The last lines that it performed to their end, by id.")
    rate: int = Field(description="Samples a second of every sound.")
    format: Literal["binary", "base64"]
    fps: float
    parts: tuple[Part, ...]
    voice: str | None
    character: str | None
    curves: tuple[str, ...] = Field(description="Names of the columns of curves, in order.")


class Begin(Message):
    """A line is being performed from here on."""

    type: Literal["begin"] = "begin"
    id: str
    rate: int = Field(description="Samples a second of this line.")
    emotion: str = Field(description="The emotion that it is said with, in notation.")


class SpokenWord(Message):
    """A word; times in seconds of the line."""

    text: str
    start: float
    end: float


class SpokenPhoneme(Message):
    """A phoneme in IPA; an empty one is silence."""

    symbol: str
    start: float
    end: float


class ShownViseme(Message):
    """A viseme of Oculus LipSync."""

    name: str
    start: float
    end: float


class FaceFrames(Message):
    """Frames of a face."""

    fps: float
    first: int = Field(description="Number of the first frame; frame n is at n / fps seconds of the line.")
    curves: tuple[tuple[float, ...], ...] | None = Field(None, description="52 ARKit curves a frame.")
    head: tuple[tuple[float, ...], ...] | None = Field(None, description="Yaw, pitch, roll in radians.")
    gaze: tuple[tuple[float, ...], ...] | None = Field(None, description="Yaw, pitch in radians.")


class ShownEmotion(Message):
    """An emotion at one moment."""

    name: str = Field(description="The name for people.")
    notation: str = Field(description="The whole emotion, as requests take it.")
    valence: float
    arousal: float
    dominance: float


class Piece(Message):
    """A tenth of a second of a line, or less; what begins in it."""

    type: Literal["chunk"] = "chunk"
    id: str
    start: float = Field(description="Seconds of the line.")
    end: float
    phrase: int
    bytes: int = Field(description="Bytes of the binary frame that follows; 0 where none does.")
    audio: str | None = Field(None, description="The sound, s16le mono, base64.")
    words: tuple[SpokenWord, ...] | None = None
    phonemes: tuple[SpokenPhoneme, ...] | None = None
    visemes: tuple[ShownViseme, ...] | None = None
    face: FaceFrames | None = None
    emotion: ShownEmotion | None = None


class Done(Message):
    """A line is complete."""

    type: Literal["done"] = "done"
    id: str
    seconds: float = Field(description="Length of its sound.")
    notes: tuple[str, ...] = Field(description="What could not be said or shown, and why.")


class Cancelled(Message):
    """A line was stopped."""

    type: Literal["cancelled"] = "cancelled"
    id: str
    seconds: float = Field(description="Sound that was sent of it.")


class Failed(Message):
    """Something cannot be done; the connection goes on."""

    type: Literal["error"] = "error"
    id: str | None = Field(None, description="The line that has ended by it; none for other messages.")
    code: Literal["request", "busy", "failed"] = Field(description="Whose fault it is, or try again.")
    message: str


class Pong(Message):
    """The answer to ``ping``."""

    type: Literal["pong"] = "pong"


ServerMessage: TypeAlias = Ready | Begin | Piece | Done | Cancelled | Failed | Pong
