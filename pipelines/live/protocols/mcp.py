"""MCP: emotional media as tools of a language model, over standard input and output.

The transport keeps what others print off the wire; nothing here prints.
"""

from __future__ import annotations

import asyncio
import functools
import io
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from emogen.errors import EmogenError, RequestError, one_line
from emogen.version import __version__

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from emogen.pipelines.live.chunk import Chunk
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.settings import Serving

TEXT: Final = 5_000
"""Characters of a text, at most: some six minutes of speech. Ours."""

SIDES: Final = (64, 1024)
"""Pixels of a side of a picture. Ours."""

FPS: Final = (1, 60)
"""Frames a second of face curves; the answer goes through a language model. Ours."""

INSTRUCTIONS: Final = (
    "Speech, faces and pictures that show one emotion. An emotion is a name (joy), a mixture "
    "(joy:0.6 + surprise:0.4), a share (0.3*anger), coordinates (va(-0.4,0.2)), words (close to tears), or "
    "auto, which reads it from the text."
)


def make_server(serving: Serving, room: Room) -> MCPServer[Any]:
    """The server with its tools.

    Args:
        serving: the settings, of which the usual voice and manner count here.
        room: where lines are made.

    Raises:
        RequestError: the package is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
    except ImportError as error:
        raise RequestError("MCP needs the package mcp", fix="Run: make extra EXTRA=mcp") from error
    server: MCPServer[Any] = MCPServer(
        "emogen", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    tools = _Tools(serving, room)
    for tool in (
        tools.speak, tools.perform, tools.face, tools.picture, tools.read_emotion, tools.explain,
        tools.list_voices, tools.list_emotions,
    ):  # fmt: skip
        server.add_tool(_told(tool), structured_output=False)
    return server


def run(serving: Serving, room: Room) -> None:
    """Serve on standard input and output until the client closes them. Raises as :func:`make_server`."""
    make_server(serving, room).run("stdio")


def _told(tool: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The tool, whose errors a language model can read."""
    from mcp.server.mcpserver.exceptions import ToolError

    @functools.wraps(tool)
    async def call(*arguments: Any, **keywords: Any) -> Any:
        try:
            return await tool(*arguments, **keywords)
        except EmogenError as error:
            raise ToolError(one_line(str(error))) from error

    return call


class _Tools:
    """The tools; their docstrings are what a language model reads."""

    def __init__(self, serving: Serving, room: Room) -> None:
        self._serving, self._room = serving, room

    async def speak(
        self, text: str, emotion: str = "", voice: str = "", pace: float = 1.0, take: int = 0
    ) -> list[Any]:
        """Speak a text with an emotion. Gives the sound as WAV, and notes on what was not said.

        Args:
            text: the words, at most 5,000 characters; may have tags, e.g. "[sad] I waited. [joy] You came!"
            emotion: e.g. "joy", "joy:0.6 + surprise:0.4", "close to tears", "auto".
            voice: a voice or a character of list_voices.
            pace: factor on the speaking rate, 0.5 to 2.
            take: another take of the same emotion.
        """
        chunks, notes = await self._performed(text, voice, None, emotion=emotion, pace=pace, take=take)
        return [_wav(chunks), *notes]

    async def perform(
        self, text: str, emotion: str = "", voice: str = "", fps: float = 10.0, take: int = 0
    ) -> list[Any]:
        """Speak a text, with the face that goes with it. Gives the sound as WAV, then JSON: the times of
        words and Oculus visemes in seconds, and a frame every 1/fps seconds of the ARKit curves that move
        (0 to 1), head (yaw, pitch, roll) and gaze (yaw, pitch) in radians.

        Args:
            text: the words, at most 5,000 characters.
            emotion: as in speak.
            voice: a voice or a character of list_voices.
            fps: frames of the face a second, 1 to 60.
            take: another take of the same emotion.
        """
        if not FPS[0] <= fps <= FPS[1]:
            raise RequestError(f"fps {fps:g} is out of range", fix=f"Use {FPS[0]} to {FPS[1]}.")
        chunks, notes = await self._performed(text, voice, fps, emotion=emotion, take=take)
        return [_wav(chunks), json.dumps(_document(chunks, fps)), *notes]

    async def face(self, emotion: str, character: str = "mira", size: int = 384) -> list[Any]:
        """Draw the face of a character with an emotion, as PNG.

        Args:
            emotion: as in speak.
            character: of list_voices.
            size: pixels a side, 64 to 1024.
        """
        from emogen.pipelines.live.server.asked import known_character

        sizes = _size(size, size)
        return await _drawn("face", emotion=emotion, character=known_character(character), size=sizes)

    async def picture(
        self, text: str, emotion: str = "neutral", width: int = 640, height: int = 384, take: int = 0
    ) -> list[Any]:
        """Paint a scene in the mood of an emotion, as PNG, with notes on what was not shown.

        Args:
            text: what the picture shows, e.g. "a harbour at dusk".
            emotion: as in speak.
            width: pixels, 64 to 1024.
            height: pixels, 64 to 1024.
            take: another take of the same emotion.
        """
        size = _size(width, height)
        return await _drawn("image", text=_checked(text), emotion=emotion, size=size, take=take)

    async def read_emotion(self, text: str) -> str:
        """Read the emotion of a text. Gives JSON: its notation, valence, arousal and dominance (-1 to 1), the
        likeliest names with their probabilities, and how sure the reading is (0 to 1).

        Args:
            text: in any language, at most 5,000 characters.
        """
        from emogen.conditioning.read.text import read_text
        from emogen.conditioning.vocabulary import by_axis

        reading = await asyncio.to_thread(read_text, _checked(text))
        return json.dumps(
            {
                "emotion": str(reading.emotion),
                "vad": by_axis(reading.vad),
                "names": {name: round(share, 3) for name, share in reading.likeliest[:6]},
                "confidence": round(reading.confidence, 3),
                "language": reading.language,
                "notes": list(reading.notes),
            }
        )

    async def explain(self, emotion: str, kind: str = "voice") -> str:
        """Say what an emotion becomes. Gives JSON: the targets that change, each with value, unit, meaning
        and source.

        Args:
            emotion: e.g. "bittersweet pride".
            kind: "voice", "face" or "picture".
        """
        return json.dumps(await asyncio.to_thread(_explained, emotion, kind))

    async def list_voices(self) -> str:
        """List the voices, and the characters, which have a voice and a face. Gives JSON."""
        from emogen.conditioning.character import characters
        from emogen.pipelines.speech.voices import voices

        spoken = [{"voice": v.name, "language": v.language, "sex": v.sex} for v in voices()]
        people = [{"character": name, "voice": person.voice} for name, person in characters().items()]
        return json.dumps({"voices": spoken, "characters": people})

    async def list_emotions(self, taxonomy: str = "") -> str:
        """List the names of emotions. Gives JSON: valence, arousal and dominance (-1 to 1) by name.

        Args:
            taxonomy: only one set: ekman, plutchik, plutchik-dyad, goemotions, emonet, attitude, common.
        """
        from emogen.conditioning.vocabulary import entries, members

        names = members(taxonomy) if taxonomy else tuple(entries())
        return json.dumps({name: [round(axis, 2) for axis in entries()[name].vad] for name in names})

    async def _performed(
        self, text: str, voice: str, fps: float | None, **manner: Any
    ) -> tuple[list[Chunk], tuple[str, ...]]:
        """The whole line, and notes; it is cancelled with the call."""
        from emogen.pipelines.live.server.asked import asked
        from emogen.pipelines.live.voice import Voice

        given = {name: value for name, value in manner.items() if value != ""}
        usual = self._serving.manner
        wanted = await asyncio.to_thread(asked, voice or None, fields=given, defaults=usual)
        rate = 30.0 if fps is None else max(fps, 10.0)
        speaker = Voice(face=fps is not None, fps=rate, room=self._room)
        try:
            line = await asyncio.to_thread(speaker.stream, _checked(text), **wanted.manner)
            chunks = [chunk async for chunk in line]
        finally:
            speaker.cancel()
        return chunks, (*wanted.notes, *line.notes)


async def _drawn(verb: str, **given: Any) -> list[Any]:
    """A picture as PNG, and its notes."""
    from mcp.server.mcpserver import Image
    from PIL import Image as Pictures

    from emogen.pipelines.requests.making import make_request

    def make() -> tuple[bytes, tuple[str, ...]]:
        result: Any = make_request(verb, given).perform()
        file = io.BytesIO()
        Pictures.fromarray(result.picture.pixels).save(file, "PNG")
        return file.getvalue(), result.notes

    content, notes = await asyncio.to_thread(make)
    return [Image(data=content, format="png"), *notes]


def _checked(text: str) -> str:
    if len(text) > TEXT:
        raise RequestError(f"the text has {len(text):,} characters", fix=f"{TEXT:,} are the most.")
    return text


def _size(width: int, height: int) -> str:
    for side in (width, height):
        if not SIDES[0] <= side <= SIDES[1]:
            raise RequestError(f"{side} pixels are out of range", fix=f"Use {SIDES[0]} to {SIDES[1]}.")
    return f"{width}x{height}"


def _wav(chunks: list[Chunk]) -> Any:
    from mcp.server.mcpserver import Audio

    from emogen.pipelines.live.server.encoding import wav_header

    if not chunks:
        raise RequestError("there is nothing to say")
    sound = b"".join(chunk.pcm() for chunk in chunks)
    return Audio(data=wav_header(chunks[0].audio.rate, len(sound)) + sound, format="wav")


def _document(chunks: list[Chunk], fps: float) -> dict[str, Any]:
    """The face and the times of a line, JSON-like."""
    import numpy as np

    from emogen.arkit import ARKIT

    faces = [chunk.face for chunk in chunks if chunk.face is not None]
    curves, head, gaze = (
        np.concatenate([getattr(face, name) for face in faces]) for name in ("curves", "head", "gaze")
    )
    made = faces[0].fps
    rows = np.arange(0, len(curves), made / fps).astype(int)
    moving = {
        name: column.round(3).tolist()
        for name, column in zip(ARKIT, curves[rows].T, strict=True)
        if column.max() >= 0.005  # A change that nobody sees.
    }
    return {
        "duration": round(chunks[-1].end, 3),
        "fps": fps,
        "words": [[word.text, round(word.start, 3), round(word.end, 3)] for c in chunks for word in c.words],
        "visemes": [[v.name, round(v.start, 3), round(v.end, 3)] for c in chunks for v in c.visemes],
        "curves": moving,
        "head": head[rows].round(4).tolist(),
        "gaze": gaze[rows].round(4).tolist(),
    }


def _explained(emotion: str, kind: str) -> dict[str, Any]:
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.explain import explain
    from emogen.conditioning.read.asked import asked_emotion
    from emogen.conditioning.track import EmotionTrack, moves

    notation = asked_emotion(emotion).notation
    felt = EmotionTrack.parse(notation).at(0.0) if moves(notation) else Emotion.parse(notation)
    rows = [row for row in explain(felt, kind) if row.changed]
    return {
        "emotion": str(felt),
        "targets": [
            {
                "target": r.target,
                "value": round(r.value, 3),
                "unit": r.unit,
                "meaning": r.meaning,
                "source": r.source,
            }
            for r in rows
        ],
    }
