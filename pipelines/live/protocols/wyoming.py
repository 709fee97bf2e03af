"""Wyoming: the protocol of Home Assistant's voices, over TCP.

A client asks to ``describe`` or to ``synthesize``; a text may also come in pieces (``synthesize-start``,
``-chunk``, ``-stop``), as a language model writes it, and is spoken from its first clause on. An error is
one event, after which the connection closes: clients that do not know the event find the end.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable, async_write_event
from wyoming.info import Describe
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)  # fmt: skip

from emogen.errors import BusyError, EmogenError, RequestError, one_line, shown
from emogen.pipelines.live.protocols.languages import voice_for
from emogen.pipelines.live.protocols.wyoming_info import info
from emogen.pipelines.live.protocols.wyoming_wire import HEADER_BYTES, read_event
from emogen.pipelines.live.server.asked import asked as read_asked

if TYPE_CHECKING:
    from emogen.pipelines.live.line import LiveLine
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.settings import Serving
    from emogen.pipelines.live.voice import Voice

LOG: Final = logging.getLogger(__name__)

WAITING: Final = 8
"""Requests of one connection that wait behind the one being spoken, at most. Ours."""


IDLE: Final = 600.0
"""Seconds for which a connection may ask nothing. Ours."""


class _Pieces:
    """A text that comes in pieces. Iterating ends when :meth:`close` was called."""

    def __init__(self, budget: int) -> None:
        self._left = budget
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()

    def put(self, text: str) -> None:
        """Add a piece. Raises ``RequestError`` where the pieces are too long together."""
        self._left -= len(text)
        if self._left < 0:
            raise RequestError("the text is too long")
        self._queue.put_nowait(text)

    def close(self) -> None:
        """There are no more."""
        self._queue.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[str]:
        while (piece := await self._queue.get()) is not None:
            yield piece


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line that was asked for: its text, its voice by any name, and parameters of ``speak``."""

    text: str | _Pieces
    voice: object
    fields: Mapping[str, Any]


def make_server(serving: Serving, room: Room) -> WyomingServer:
    """The server of a port."""
    return WyomingServer(serving, room)


class WyomingServer:
    """A server of live voices for Wyoming clients. The protocol carries no token: where one is wanted, only
    clients of allowed networks are served.

    Args:
        serving: the settings.
        room: where lines are made.
    """

    def __init__(self, serving: Serving, room: Room) -> None:
        self.serving, self.room = serving, room
        self._sessions: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port: a free one where ``port`` is 0.

        Raises:
            OSError: the port is taken.
        """
        await asyncio.to_thread(info)  # Home Assistant waits one second for it.
        self._server = await asyncio.start_server(self._meet, host, port, limit=HEADER_BYTES)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening, end every session and wait until they have ended."""
        if self._server is not None:
            self._server.close()
        sessions = tuple(self._sessions)
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sessions.add(task)
        try:
            await _Session(self, reader, writer).run()
        finally:
            self._sessions.discard(task)
            writer.close()

    def refusal(self, peer: str) -> EmogenError | None:
        """Why a client is not served, if it is not."""
        if not self.serving.allows(peer):
            return RequestError("your address is not allowed", fix="Start the server with --allow.")
        if len(self._sessions) > self.serving.limits.connections:
            return BusyError("too many connections", fix="Try again later.")
        return None


@dataclass(slots=True)
class _Session:
    """One connection: a task reads what is asked for, another speaks it."""

    server: WyomingServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    asked: asyncio.Queue[_Asked] = field(default_factory=lambda: asyncio.Queue(WAITING))
    pieces: _Pieces | None = None

    async def run(self) -> None:
        peer = self.writer.get_extra_info("peername") or ("",)
        tasks: tuple[asyncio.Task[None], ...] = ()
        try:
            if error := self.server.refusal(str(peer[0])):
                raise error
            tasks = (asyncio.create_task(self._read()), asyncio.create_task(self._speak()))
            for task in (await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED))[0]:
                task.result()
        except (ConnectionError, TimeoutError):
            pass  # The client has left, or is as good as gone.
        except EmogenError as error:
            await self._tell(error)
        except Exception:
            LOG.exception("a Wyoming session failed")
            await self._tell(EmogenError("the server failed", fix="Its log says why."))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, error: EmogenError) -> None:
        codes = ((RequestError, "bad-request"), (BusyError, "busy"), (EmogenError, "failed"))
        code = next(code for kind, code in codes if isinstance(error, kind))
        with contextlib.suppress(ConnectionError, TimeoutError):
            await self._write(Error(text=one_line(str(error)), code=code))

    async def _write(self, event: Eventable) -> None:
        async with asyncio.timeout(self.server.serving.limits.writing):
            await async_write_event(event.event(), self.writer)

    async def _read(self) -> None:
        budget = self.server.serving.limits.body
        while (event := await read_event(self.reader, budget, IDLE)) is not None:
            await self._handle(event)

    async def _handle(self, event: Event) -> None:
        if Describe.is_type(event.type):
            await self._write(info())
        elif Ping.is_type(event.type):
            await self._write(Pong(text=Ping.from_event(event).text))
        elif Synthesize.is_type(event.type):
            # While a text comes in pieces it also comes whole, for servers that know no pieces.
            if self.pieces is None:
                pieces = _Pieces(self.server.serving.limits.text)
                pieces.put(text := _text(event))
                self._ask(_asked(event, text))
        elif SynthesizeStart.is_type(event.type):
            if self.pieces is not None:
                raise RequestError("a text has begun already", fix="Send synthesize-stop first.")
            self.pieces = _Pieces(self.server.serving.limits.text)
            self._ask(_asked(event, self.pieces))
        elif SynthesizeChunk.is_type(event.type) or SynthesizeStop.is_type(event.type):
            if self.pieces is None:
                raise RequestError(f"{event.type} without a beginning", fix="Send synthesize-start first.")
            if SynthesizeChunk.is_type(event.type):
                self.pieces.put(_text(event))
            else:
                self.pieces.close()
                self.pieces = None
        else:
            LOG.debug("an event that means nothing here: %s", shown(event.type))

    def _ask(self, asked: _Asked) -> None:
        try:
            self.asked.put_nowait(asked)
        except asyncio.QueueFull:
            raise BusyError(f"{WAITING} lines wait already", fix="Await the audio-stop of some.") from None

    async def _speak(self) -> None:
        while True:
            asked = await self.asked.get()
            async with _performed(asked, self.server) as line:
                sound = {"rate": line.rate, "width": 2, "channels": 1}
                await self._write(AudioStart(**sound, timestamp=0))
                async for chunk in line:
                    milliseconds = round(1000 * chunk.start)
                    await self._write(AudioChunk(**sound, audio=chunk.pcm(), timestamp=milliseconds))
            await self._write(AudioStop())
            if isinstance(asked.text, _Pieces):
                await self._write(SynthesizeStopped())


@contextlib.asynccontextmanager
async def _performed(asked: _Asked, server: WyomingServer) -> AsyncIterator[LiveLine]:
    """The line, which is cancelled when its client leaves."""
    from emogen.pipelines.live.voice import Voice

    text = asked.text
    if isinstance(text, _Pieces) and asked.fields.get("markup") == "ssml":  # A document is read whole.
        text = "".join([piece async for piece in text])
    voice = Voice(face=False, room=server.room)
    starting = asyncio.ensure_future(asyncio.to_thread(_started, voice, asked, text, server.serving))
    feeding: asyncio.Task[None] | None = None
    try:
        line = await asyncio.shield(starting)
        if isinstance(text, _Pieces):
            feeding = asyncio.create_task(_feed(line, text))
        yield line
    finally:
        voice.cancel()
        starting.add_done_callback(lambda _: voice.cancel())
        if feeding is not None:
            feeding.cancel()


def _started(voice: Voice, asked: _Asked, text: str | _Pieces, serving: Serving) -> LiveLine:
    manner = read_asked(asked.voice, fields=asked.fields, defaults=serving.manner).manner
    return voice.stream(text, **manner) if isinstance(text, str) else voice.open(**manner)


async def _feed(line: LiveLine, pieces: _Pieces) -> None:
    try:
        async for piece in pieces:
            line.feed(piece)
    finally:
        line.end()


def _text(event: Event) -> str:
    text = event.data.get("text")
    if not isinstance(text, str):
        raise RequestError(f"{event.type} has no text")
    return text


def _asked(event: Event, text: str | _Pieces) -> _Asked:
    """A line that an event asks for."""
    voice, context, form = (event.data.get(name) for name in ("voice", "context", "text_format"))
    if not (isinstance(voice or {}, dict) and isinstance(context or {}, dict)):
        raise RequestError("voice and context are objects")
    if form not in (None, "text", "ssml"):
        raise RequestError(f"unknown text_format {shown(form)}", fix="Use text or ssml.")
    chosen = SynthesizeVoice.from_dict(voice or {}) or SynthesizeVoice()
    name: object = chosen.name
    if name is None and chosen.language is not None:
        name = voice_for(str(chosen.language))
    emotion = chosen.speaker or (context or {}).get("emotion")
    fields = {"emotion": emotion, "markup": "ssml" if form == "ssml" else None}
    return _Asked(text, name, {key: value for key, value in fields.items() if value is not None})
