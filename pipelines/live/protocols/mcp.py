"""MCP: emotional media as tools of a language model, over standard input and output.

The transport keeps what others print off the wire; nothing here prints.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from emogen.errors import EmogenError, RequestError
from emogen.version import __version__

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from emogen.media import Audio, Picture
    from emogen.pipelines.live.room import Room

Made = TypeVar("Made")

TEXT: Final = 5_000
"""Characters of a text, at most: some six minutes of speech. Ours."""

SIDE: Final = 1024
"""Pixels of a picture's longer side, at most. Ours."""

FPS: Final = (1, 60)
"""Frames a second of face curves; the answer goes through a language model. Ours."""

INSTRUCTIONS: Final = (
    "Speech, faces and pictures that show one emotion. An emotion is a name (joy), a mixture "
    "(joy:0.6 + surprise:0.4), a share (0.3*anger), coordinates (va(-0.4,0.2)), words (close to tears), or "
    "auto, which reads it from the text."
)


def make_server(room: Room | None = None) -> MCPServer[Any]:
    """The server with its tools.

    Args:
        room: where lines are made; the process's own by default.

    Raises:
        RequestError: the extra ``mcp`` is not installed.
    """
    try:
        from mcp.server.mcpserver import Audio as Sound
        from mcp.server.mcpserver import Image, MCPServer
    except ImportError as error:
        raise RequestError("MCP needs the package mcp", fix="Run: make extra EXTRA=mcp") from error

    server: MCPServer[Any] = MCPServer(
        "emogen", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )

    async def speak(
        text: str, emotion: str = "neutral", voice: str = "", pace: float = 1.0, take: int = 0
    ) -> list[Any]:
        """Speak a text with an emotion. Gives the sound as WAV, and notes on what was not said.

        Args:
            text: the words, at most 5,000 characters; may have tags, e.g. "[sad] I waited. [joy] You came!"
            emotion: e.g. "joy", "joy:0.6 + surprise:0.4", "close to tears", "auto".
            voice: of list_voices; the character's or the default one where empty.
            pace: factor on the speaking rate, 0.5 to 2.
            take: another take of the same emotion.
        """
        told = await _perform(text, room, face=False, emotion=emotion, pace=pace, take=take, **_by(voice))
        return [Sound(data=_wav(told.sound), format="wav"), *told.notes]

    async def perform(
        text: str, emotion: str = "neutral", voice: str = "", fps: float = 10.0, take: int = 0
    ) -> list[Any]:
        """Speak a text, with the face that goes with it: the sound as WAV, then JSON with the times of the
        words, Oculus visemes, and ARKit curves in 0..1 of the face (those that move), head and gaze in radians.

        Args:
            text: the words, at most 5,000 characters.
            emotion: as in speak.
            voice: a voice or a character; of list_voices.
            fps: frames of the face a second, 1 to 60.
            take: another take of the same emotion.
        """
        if not FPS[0] <= fps <= FPS[1]:
            raise RequestError(f"fps {fps:g} is out of range", fix=f"Use {FPS[0]} to {FPS[1]}.")
        told = await _perform(text, room, fps=fps, emotion=emotion, take=take, **_by(voice))
        return [Sound(data=_wav(told.sound), format="wav"), json.dumps(told.document(fps)), *told.notes]

    async def face(emotion: str, character: str = "mira", size: int = 384) -> list[Any]:
        """Draw the face of a character with an emotion, as PNG.

        Args:
            emotion: as in speak.
            character: of list_voices.
            size: pixels a side, at most 1024.
        """
        side = _pixels(size)
        return await _drawn("face", emotion=emotion, character=_character(character), size=f"{side}x{side}")

    async def picture(
        text: str, emotion: str = "neutral", width: int = 640, height: int = 384, take: int = 0
    ) -> list[Any]:
        """Paint a scene in the mood of an emotion, as PNG, with notes on what was not shown.

        Args:
            text: what the picture shows, e.g. "a harbour at dusk".
            emotion: as in speak.
            width: pixels, at most 1024.
            height: pixels, at most 1024.
            take: another take of the same emotion.
        """
        size = f"{_pixels(width)}x{_pixels(height)}"
        return await _drawn("image", text=_checked(text), emotion=emotion, size=size, take=take)

    async def _drawn(verb: str, **asked: Any) -> list[Any]:
        result = await asyncio.to_thread(_make, verb, asked)
        return [Image(data=_png(result.picture), format="png"), *result.notes]

    tools = (speak, perform, face, picture, read_emotion, explain, list_voices, list_emotions)
    for tool in tools:
        server.add_tool(_in_tool_form(tool), structured_output=False)
    return server
