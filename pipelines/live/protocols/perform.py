"""``/v1/perform``: lines in, sound and face out, over one WebSocket. See docs/perform.md."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import logging
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from emogen.arkit import ARKIT
from emogen.errors import BusyError, EmogenError, RequestError
from emogen.pipelines.live.incoming import Pieces, Take
from emogen.pipelines.live.performing import PlayedLine, play
from emogen.pipelines.live.protocols.perform_messages import (
    PARTS,
    Begin,
    Cancel,
    Cancelled,
    ClientMessage,
    Done,
    End,
    Failed,
    Ping,
    Pong,
    Ready,
    Recorded,
    Say,
    ServerMessage,
    Sound,
    Start,
    Text,
    read_message,
)
from emogen.pipelines.live.protocols.perform_told import FACE, told_chunk
from emogen.pipelines.live.stage import RECORDING, Remembered, Stage, stage_of

if TYPE_CHECKING:
    from emogen.pipelines.live.server.settings import Serving

LINES: Final = 16
"""Lines of a connection that wait or are performed, at most. Ours."""

_TOO_BIG: Final = 1009
_TOO_LATE: Final = 1008
"""Codes by which WebSockets are closed: a message that is too big, and whoever does not keep to the rules."""

_log: Final = logging.getLogger("emogen.live")


def router(serving: Serving) -> APIRouter:
    """The route of ``/v1/perform``."""
    del serving
    routes = APIRouter()
    routes.add_api_websocket_route("/v1/perform", perform)
    return routes


async def perform(socket: WebSocket) -> None:
    """Perform a client's lines until it leaves."""
    await socket.accept()
    await Performance(socket, stage_of(socket.app)).run()


class Performance:
    """One connection: its session, and its lines in the order in which they were begun."""

    def __init__(self, socket: WebSocket, stage: Stage) -> None:
        self._socket, self._stage = socket, stage
        self._session: Remembered | None = None
        self._start = Start.model_validate({})
        self._lines: dict[str, PlayedLine] = {}
        self._waiting: asyncio.Queue[PlayedLine] = asyncio.Queue()
        self._sending = asyncio.Lock()
        self._numbered = 0

    @property
    def character(self) -> str | None:
        """The session of the character that is performed."""
        return self._start.character

    def perform(self, id: str, pieces: Pieces, **manner: Any) -> None:
        """Perform a line that somebody else writes. Raises ``BusyError`` where there are too many."""
        self._open(PlayedLine(id, pieces, manner))

    async def run(self) -> None:
        """Serve the client until it leaves."""
        performing = asyncio.create_task(self._perform_lines())
        self._stage.join(self)
        try:
            with contextlib.suppress(WebSocketDisconnect):
                await self._read()
        finally:
            self._stage.leave(self)
            for line in self._lines.values():
                line.cancel()
            performing.cancel()

    # Messages of the client

    async def _read(self) -> None:
        limits = self._stage.limits
        while True:
            # Whoever connects and says nothing is sent away; later the pings of the server find out.
            try:
                waiting = limits.reading if self._session is None else None
                message = await asyncio.wait_for(self._socket.receive(), waiting)
            except TimeoutError:
                await self._socket.close(_TOO_LATE, "no start")
                return
            if message["type"] == "websocket.disconnect":
                return
            data = message.get("bytes")
            data = message.get("text") or "" if data is None else data
            if len(data) > limits.body:
                await self._socket.close(_TOO_BIG, "message too big")
                return
            await self._take(data)

    async def _take(self, data: str | bytes) -> None:
        """Do as a message says, or tell why that cannot be done."""
        line: str | None = None
        try:
            if isinstance(data, bytes):
                self._record(data)
                return
            message = read_message(data)
            line = getattr(message, "id", None)
            await self._obey(message)
        except EmogenError as error:
            await self._send(_failure(error, None if line in self._lines else line))

    async def _obey(self, message: ClientMessage) -> None:
        if self._session is None and not isinstance(message, Start | Ping):
            raise RequestError(f"{message.type} before start", fix="Send start first.")
        match message:
            case Start():
                await self._begin(message)
            case Say():
                self._check_text(message.text)
                self._open(PlayedLine(self._id(message.id), message.text, message.given()))
            case Text():
                self._write(message)
            case Recorded():
                self._open_recording(message)
            case Sound():
                self._record(_decoded(message.audio), message.id)
            case End():
                self._line(message.id).end()
                self._start_recording(message.id)
            case Cancel():
                await self._cancel(message.id)
            case Ping():
                await self._send(Pong())

    async def _begin(self, message: Start) -> None:
        current = None if self._session is None else self._session.name
        session, resumed = self._stage.resume(message.session or current)
        given = {name: getattr(message, name) for name in message.model_fields_set - {"type", "session"}}
        settings = {**session.settings, **given}
        start = Start.model_validate(settings)
        rate, voice = await asyncio.to_thread(self._stage.checked_manner, start.character, start.given())
        session.settings, self._session, self._start = settings, session, start
        await self._send(
            Ready(
                session=session.name,
                resumed=resumed,
                lines=tuple(session.lines),
                rate=rate,
                format=start.format or "binary",
                fps=self._fps,
                parts=self._parts,
                voice=voice,
                character=start.character,
                curves=ARKIT,
            )
        )

    def _write(self, message: Text) -> None:
        line = self._lines.get(message.id)
        if line is None:
            line = PlayedLine(message.id, Pieces(self._stage.limits.text), message.given())
            self._open(line)
        if not isinstance(line.source, Pieces):
            raise RequestError(f"{message.id} is no line in pieces", fix="Use another id.")
        line.source.add(message.text)

    def _open_recording(self, message: Recorded) -> None:
        if self._recording is not None:
            raise BusyError("a recording is being received", fix="Send end, or cancel it.")
        manner = {"recorded": {"text": message.text, "language": message.language}, **message.given()}
        if message.text is not None:
            self._check_text(message.text)
        self._check_new(message.id)
        self._lines[message.id] = PlayedLine(message.id, Take(message.rate, RECORDING), manner)

    def _record(self, samples: bytes, id: str | None = None) -> None:
        line = self._recording
        if line is None or not isinstance(line.source, Take) or id not in (None, line.id):
            raise RequestError(
                "samples that belong to no recording",
                why="binary frames are sound",
                fix="Send audio first, and other messages as text.",
            )
        line.source.add(samples)

    def _start_recording(self, id: str) -> None:
        line = self._lines[id]
        if isinstance(line.source, Take):
            self._waiting.put_nowait(line)

    @property
    def _recording(self) -> PlayedLine | None:
        """The recording that is being received."""
        lines = self._lines.values()
        return next((x for x in lines if isinstance(x.source, Take) and not x.source.is_complete), None)

    async def _cancel(self, id: str | None) -> None:
        lines = list(self._lines.values()) if id is None else [self._line(id)]
        for line in lines:
            line.cancel()
            self._lines.pop(line.id, None)
        for line in lines:
            await self._send(Cancelled(id=line.id, seconds=round(line.sent, 4)))

    def _line(self, id: str) -> PlayedLine:
        line = self._lines.get(id)
        if line is None:
            raise RequestError(f"there is no line {id!r}", why="it may be over")
        return line

    def _open(self, line: PlayedLine) -> None:
        self._check_new(line.id)
        self._lines[line.id] = line
        self._waiting.put_nowait(line)

    def _check_new(self, id: str) -> None:
        if id in self._lines:
            raise RequestError(f"there is a line {id!r} already", fix="Use another id.")
        if len(self._lines) >= LINES:
            raise BusyError(f"{LINES} lines are waiting", fix="Wait for one of them, or cancel some.")

    def _check_text(self, text: str) -> None:
        longest = self._stage.limits.text
        if len(text) > longest:
            raise RequestError(
                f"the text has {len(text):,} characters",
                fix=f"Send at most {longest:,}, or several lines.",
            )

    def _id(self, id: str | None) -> str:
        self._numbered += 1
        return f"line-{self._numbered}" if id is None else id

    # Lines

    async def _perform_lines(self) -> None:
        while True:
            line = await self._waiting.get()
            if line.is_cancelled:
                continue
            line.task = asyncio.create_task(self._perform(line))
            await asyncio.wait({line.task})
            if self._lines.get(line.id) is line:
                del self._lines[line.id]

    async def _perform(self, line: PlayedLine) -> None:
        """Perform one line to its end and tell that it is over; or why not."""
        done: ServerMessage
        try:
            done = await self._performed(line)
        except EmogenError as error:
            done = _failure(error, line.id)
        except Exception:
            _log.exception("a line failed")
            done = Failed(id=line.id, code="failed", message="an error of the server. Its log has more.")
        self._lines.pop(line.id, None)
        if isinstance(done, Done) and self._session is not None:
            self._session.lines.append(line.id)
        await self._send(done)

    async def _performed(self, line: PlayedLine) -> Done:
        face, manner = bool(FACE & set(self._parts)), {**self._start.given(), **line.manner}
        playing = await play(self._stage, line, self.character, manner, fps=self._fps if face else None)
        await self._send(Begin(id=line.id, rate=playing.rate, emotion=playing.emotion))
        first = 0
        async for chunk in playing:
            message, frame = told_chunk(
                chunk, line.id, self._parts, first=first, inline=self._start.format == "base64"
            )
            first += 0 if chunk.face is None else len(chunk.face)
            # Shielded: a line that is cancelled between a message and its frame would break the order.
            await asyncio.shield(self._send(message, frame))
            line.sent = chunk.end
        return Done(id=line.id, seconds=round(line.sent, 4), notes=playing.notes)

    @property
    def _fps(self) -> float:
        return self._start.fps or 30.0

    @property
    def _parts(self) -> tuple[Any, ...]:
        return PARTS if self._start.parts is None else self._start.parts

    async def _send(self, message: ServerMessage, frame: bytes | None = None) -> None:
        """Send a message, and a binary frame that nothing comes between. A client that takes nothing for too
        long is left."""
        text = message.model_dump_json(exclude_none=not isinstance(message, Ready))
        try:
            async with self._sending, asyncio.timeout(self._stage.limits.writing):
                await self._socket.send_text(text)
                if frame is not None:
                    await self._socket.send_bytes(frame)
        except TimeoutError:
            for line in self._lines.values():
                line.cancel()
            await self._socket.close(_TOO_LATE, "nothing is read")


def _failure(error: EmogenError, id: str | None) -> Failed:
    """An error as clients are told it."""
    if isinstance(error, BusyError):
        return Failed(id=id, code="busy", message=str(error))
    return Failed(id=id, code="request" if isinstance(error, RequestError) else "failed", message=str(error))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise RequestError("the sound is no base64", why=str(error)) from error
