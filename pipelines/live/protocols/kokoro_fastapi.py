"""Kokoro-FastAPI's additions to OpenAI's interface: its tags, and speech with the times of its words.

``[pause:1.5s]`` is a pause for everybody. ``[voice:af_sky]`` and ``[rate:1.2]`` are followed where a request
has ``allow_voice_tags``, and ``<voice name="af_sky">`` where it has ``ssml``; else they are neither followed
nor spoken, so that a text from elsewhere decides nothing.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from emogen.pipelines.live.server.asked import Asked, read_voice
from emogen.pipelines.live.server.encoding import encoded, find_encoding, paced
from emogen.pipelines.live.server.guard import CAPTIONED
from emogen.pipelines.live.server.problems import HttpError
from emogen.pipelines.live.server.settings import Serving
from emogen.pipelines.live.server.speaking import (
    House,
    SoundResponse,
    Speaking,
    begin,
    check_text,
    flag,
    house,
    json_body,
    manner,
    number,
)
from emogen.pipelines.speech.voices import find_voice

if TYPE_CHECKING:
    from emogen.pipelines.live.chunk import Chunk

PROTOCOL: Final = "kokoro_fastapi"

PARTS: Final = 100
"""Changes of the voice in one text, at most. Ours."""

_VOICE: Final = re.compile(r"\[\s*voice\s*:\s*([^\]\n]{0,200}?)\s*\]|\[\s*/\s*voice\s*\]", re.IGNORECASE)
_RATE: Final = re.compile(
    r"\[\s*(?:rate|speed)\s*:[^\]\n]{0,40}\]|\[\s*/\s*(?:rate|speed)\s*\]", re.IGNORECASE
)
_ELEMENT: Final = re.compile(
    r"<voice\b[^<>]{0,200}?\bname\s*=\s*(?:\"([^\"<>]{0,200})\"|'([^'<>]{0,200})')[^<>]{0,200}>|</voice\s*>",
    re.IGNORECASE,
)

Shared = Annotated[House, Depends(house)]


def router(serving: Serving) -> APIRouter:
    """Routes of the interface."""
    del serving
    routes = APIRouter(tags=["Kokoro-FastAPI"])
    routes.post(CAPTIONED, summary="Speak a line, with the times of its words")(captioned)
    return routes


def parts_of(text: str, wanted: Asked, fields: Mapping[str, Any]) -> list[tuple[str, Asked]]:
    """A text in parts of one voice each, tags of voices taken out.

    Args:
        text: with tags.
        wanted: voice and manner where no tag says another.
        fields: of the request, for ``allow_voice_tags`` and ``ssml``.

    Raises:
        RequestError: an unknown voice.
        HttpError: too many parts.
    """
    tags, ssml = flag(fields, "allow_voice_tags"), flag(fields, "ssml")
    if ssml:
        text = _ELEMENT.sub(lambda found: _tag(found[1] or found[2]), text)
    if not tags:
        text = _RATE.sub("", text)
    if not (tags or ssml):
        return [(_VOICE.sub("", text), wanted)]
    parts, begun, speaker = list[tuple[str, Asked]](), 0, wanted
    for found in _VOICE.finditer(text):
        parts.append((text[begun : found.start()], speaker))
        begun = found.end()
        named = read_voice(found[1]) if found[1] else Asked({})
        if "voice" in named.manner:
            find_voice(named.manner["voice"])  # Before anything is heard.
        speaker = _with_voice(wanted, named) if named.manner else wanted
    parts.append((text[begun:], speaker))
    if len(parts) > PARTS:
        raise HttpError(400, f"the voice changes more than {PARTS} times", "invalid_value", "input")
    spoken = [(part, speaker) for part, speaker in parts if any(map(str.isalnum, part))]
    return spoken or [(text if not parts else _VOICE.sub("", text), wanted)]


async def captioned(request: Request, shared: Shared) -> Response:
    """Speak a line: objects in JSON, one a line, each with sound and the words that begin in it."""
    body = await json_body(request)
    text = check_text(body.get("input"), shared.serving.limits.text)
    encoding = find_encoding(str(body.get("response_format") or "mp3"))
    pace, tempo = paced(number(body, "speed", 1.0, 0.25, 4.0))
    wanted = await manner(
        shared,
        voice=body.get("voice"),
        fields={**({} if pace == 1 else {"pace": pace}), **body},
        instructions=body.get("instructions"),
    )
    parts = parts_of(text, wanted, body)
    speaking = await begin(request, shared, parts, protocol=PROTOCOL)
    words = _Words(speaking, tempo)
    sound = encoded(words.pcm(), encoding, speaking.line.rate, tempo=tempo)
    pieces = _pieces(sound, words, encoding.media)
    if "stream" in body and not flag(body, "stream"):
        try:
            made = [piece async for piece in pieces]
        finally:
            speaking.finish()
        whole = b"".join(base64.b64decode(piece["audio"]) for piece in made)
        times = [time for piece in made for time in piece["timestamps"]]
        return JSONResponse(
            {"audio": base64.b64encode(whole).decode(), "audio_format": encoding.media, "timestamps": times},
            headers=speaking.headers(),
        )
    return SoundResponse(
        _lines(pieces),
        cancel=speaking.finish,
        media="application/x-ndjson",
        headers={"Cache-Control": "no-cache", **speaking.headers()},
    )


class _Words:
    """The words of a line that have been heard and not yet been told."""

    def __init__(self, speaking: Speaking, tempo: float) -> None:
        self.speaking, self.tempo = speaking, tempo
        self.waiting: list[dict[str, Any]] = []

    async def pcm(self) -> AsyncIterator[bytes]:
        """The sound; its words wait to be taken."""
        async for chunk in self.speaking.chunks():
            self.waiting += self._times(chunk)
            yield chunk.pcm()

    def take(self) -> list[dict[str, Any]]:
        """The words since the last time."""
        taken, self.waiting = self.waiting, []
        return taken

    def _times(self, chunk: Chunk) -> list[dict[str, Any]]:
        return [
            {
                "word": word.text,
                "start_time": round(word.start / self.tempo, 3),
                "end_time": round(word.end / self.tempo, 3),
            }
            for word in chunk.words
        ]


async def _lines(pieces: AsyncGenerator[dict[str, Any], None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(pieces):
        async for piece in pieces:
            yield f"{json.dumps(piece)}\n".encode()


async def _pieces(
    sound: AsyncGenerator[bytes, None], words: _Words, media: str
) -> AsyncGenerator[dict[str, Any], None]:
    async with aclosing(sound):
        async for piece in sound:
            yield {
                "audio": base64.b64encode(piece).decode(),
                "audio_format": media,
                "timestamps": words.take(),
            }
    if left := words.take():
        yield {"audio": "", "audio_format": media, "timestamps": left}


def _with_voice(wanted: Asked, named: Asked) -> Asked:
    """The same manner in another voice."""
    kept = {name: value for name, value in wanted.manner.items() if name not in ("voice", "character")}
    return Asked({**kept, **named.manner}, (*wanted.notes, *named.notes))


def _tag(name: str | None) -> str:
    return "[/voice]" if name is None else f"[voice:{name.translate(_BRACKETS)}]"


_BRACKETS: Final = str.maketrans("", "", "[]\n")
