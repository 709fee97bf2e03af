"""The interface of HeadTTS, with which TalkingHead's heads in browsers speak: sound with the times of its
words, visemes and phonemes.

Over HTTP a request is answered in one piece. Over the WebSocket at ``/`` a message about the sound comes
first, then the sound as one binary frame.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final
from xml.sax.saxutils import escape, quoteattr

from fastapi import Depends, FastAPI, Request, WebSocket, WebSocketDisconnect
from starlette.responses import PlainTextResponse

from emogen.errors import BusyError, RequestError, shown
from emogen.pipelines.live.protocols.languages import voice_for
from emogen.pipelines.live.server.app import bare_app
from emogen.pipelines.live.server.asked import FIELDS
from emogen.pipelines.live.server.encoding import ENCODINGS, encoded, paced, wav_header
from emogen.pipelines.live.server.problems import HttpError, plain_form, problem_of
from emogen.pipelines.live.server.speaking import (
    House,
    check_text,
    house,
    json_body,
    manner,
    number,
    while_there,
)
from emogen.pipelines.live.voice import Voice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from emogen.pipelines.live.chunk import Chunk
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.settings import Serving

HELLO: Final = "HeadTTS v1.3.0 (emogen)"
"""Starts as clients look for."""

WAITING: Final = 64
"""Lines of one connection that wait, at most: the client cuts a long text into as many. Ours."""

ITEMS: Final = 1_000
"""Items of one input, at most. Ours."""

_VISEMES: Final = {"ih": "I", "oh": "O", "ou": "U"}
"""Oculus visemes that TalkingHead names otherwise."""

Shared = Annotated[House, Depends(house)]


def make_app(serving: Serving, room: Room) -> FastAPI:
    """The app of the port."""
    app = bare_app(serving, room, form=plain_form, title="emogen, as HeadTTS")
    app.post("/v1/hello", summary="Whether this is HeadTTS")(hello)
    app.post("/v1/synthesize", summary="Speak a line")(synthesize)
    app.websocket("/")(talk)
    return app


async def hello() -> PlainTextResponse:
    """A greeting that clients look for."""
    return PlainTextResponse(HELLO)


async def synthesize(request: Request, shared: Shared) -> dict[str, Any]:
    """Speak a line; gives sound and times."""
    body = await json_body(request)
    try:
        told, sound = await while_there(request.receive, _said(shared, body))
    except RequestError as error:
        raise HttpError(422, str(error), "invalid_value") from error
    return {**told, "audio": base64.b64encode(sound).decode()}


async def talk(socket: WebSocket) -> None:
    """A connection: messages are read by one task and answered, in their order, by another."""
    await socket.accept()
    session = _Session(socket, socket.app.state.house)
    tasks = [asyncio.create_task(session.read()), asyncio.create_task(session.speak())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(slots=True)
class _Session:
    """A connection, with the settings that it has been sent."""

    socket: WebSocket
    shared: House
    setup: dict[str, Any] = field(default_factory=dict)
    lines: asyncio.Queue[tuple[Any, dict[str, Any]]] = field(default_factory=lambda: asyncio.Queue(WAITING))
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                message = await self.socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                await self._take(message.get("text"))

    async def _take(self, text: str | None) -> None:
        ref: Any = None
        try:
            message = _message(text)
            ref, data = message.get("id"), message.get("data")
            if not isinstance(data, dict):
                raise RequestError("data is missing or no object")
            if message.get("type") == "setup":
                known = (*FIELDS, "voice", "language", "speed", "audioEncoding")
                self.setup = {**self.setup, **{key: data[key] for key in known if key in data}}
            elif message.get("type") == "synthesize":
                self.lines.put_nowait((ref, {**self.setup, **data}))
            else:
                raise RequestError(
                    f"unknown type {shown(message.get('type'))}", fix="Send setup or synthesize."
                )
        except asyncio.QueueFull:
            await self._tell(ref, BusyError(f"{WAITING} lines wait already"))
        except RequestError as error:
            await self._tell(ref, error)

    async def speak(self) -> None:
        while True:
            ref, data = await self.lines.get()
            try:
                told, sound = await _said(self.shared, data)
            except Exception as error:
                await self._tell(ref, error)
                continue
            async with self.lock:
                await self.socket.send_text(json.dumps({"type": "audio", "ref": ref, "data": told}))
                await self.socket.send_bytes(sound)

    async def _tell(self, ref: Any, error: Exception) -> None:
        ref = ref if isinstance(ref, int | str) else None
        message = {"type": "error", "ref": ref, "data": {"error": problem_of(error).message}}
        async with self.lock:
            await self.socket.send_text(json.dumps(message))


def _message(text: str | None) -> dict[str, Any]:
    try:
        message = json.loads(text or "")
    except (ValueError, RecursionError):
        raise RequestError("the message is no JSON") from None
    if not isinstance(message, dict):
        raise RequestError("the message is no object")
    return message


async def _said(shared: House, data: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """A line: its times in milliseconds, and its sound."""
    text = check_text(_text(data.get("input")), shared.serving.limits.text)
    encoding = data.get("audioEncoding") or "wav"
    if encoding not in ("wav", "pcm"):
        raise RequestError(f"unknown audioEncoding {shown(encoding)}", fix="Use wav or pcm.")
    pace, tempo = paced(number(data, "speed", 1.0, 0.25, 4.0))
    voice = data.get("voice") or voice_for(str(data.get("language") or "en-us"))
    wanted = await manner(shared, voice=voice, fields={"pace": pace, **data})
    speaker = Voice(face=False, room=shared.room)
    try:
        line = await asyncio.to_thread(speaker.stream, text, **wanted.manner)
        chunks = [chunk async for chunk in line]
    finally:
        speaker.cancel()
    sound = b"".join(
        [piece async for piece in encoded(_pcm(chunks), ENCODINGS["pcm"], line.rate, tempo=tempo)]
    )
    if encoding == "wav":
        sound = wav_header(line.rate, len(sound)) + sound
    return {**_times(chunks, tempo), "audioEncoding": encoding}, sound


async def _pcm(chunks: list[Chunk]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk.pcm()


def _times(chunks: list[Chunk], tempo: float) -> dict[str, Any]:
    """Words, visemes and phonemes, with times in milliseconds. A blank follows each word but the last, as
    subtitles want it."""
    words = [word for chunk in chunks for word in chunk.words]
    visemes = [viseme for chunk in chunks for viseme in chunk.visemes]

    def milliseconds(seconds: float) -> int:
        return round(1000 * seconds / tempo)

    return {
        "words": [word.text + " " * (word is not words[-1]) for word in words],
        "wtimes": [milliseconds(word.start) for word in words],
        "wdurations": [milliseconds(word.end - word.start) for word in words],
        "visemes": [_VISEMES.get(viseme.name, viseme.name) for viseme in visemes],
        "vtimes": [milliseconds(viseme.start) for viseme in visemes],
        "vdurations": [milliseconds(viseme.end - viseme.start) for viseme in visemes],
        "phonemes": [phoneme.symbol for chunk in chunks for phoneme in chunk.phonemes if phoneme.symbol],
    }


def _text(value: Any) -> str:
    """The text of an input: one, or a list of texts and items."""
    items = value if isinstance(value, list) else [value]
    if len(items) > ITEMS:
        raise RequestError(f"the input has {len(items):,} items", fix=f"{ITEMS:,} are the most.")
    return " ".join(_item(item) for item in items)


def _item(item: Any) -> str:
    if isinstance(item, str):
        return item
    if not isinstance(item, dict) or "value" not in item:
        raise RequestError(f"cannot read the input {shown(item)}", fix='Write e.g. ["Hello!"].')
    value, kind = item["value"], item.get("type", "text")
    if kind in ("break", "date", "time"):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 4e12:
            raise RequestError(f"the {kind} {shown(value)} is no number of milliseconds")
        if kind == "break":
            return f'<break time="{value / 1000:.3f}s"/>'
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%B %d, %Y" if kind == "date" else "%H:%M")
    text = str(value)[:1_000_000]
    match kind:
        case "text" | "speech" | "number":
            return text
        case "characters":
            return " ".join(text)
        case "phonetic":
            shown_as = escape(str(item.get("subtitles") or text))
            return f'<phoneme alphabet="ipa" ph={quoteattr(text)}>{shown_as}</phoneme>'
    raise RequestError(f"unknown type of input {shown(kind)}")
