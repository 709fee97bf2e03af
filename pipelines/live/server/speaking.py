"""A line spoken for a client: begun, heard, and ended when the client leaves."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from emogen.errors import RequestError
from emogen.pipelines.live.server.asked import Asked, asked
from emogen.pipelines.live.server.chain import Chain
from emogen.pipelines.live.server.problems import HttpError
from emogen.pipelines.live.voice import Voice

if TYPE_CHECKING:
    from emogen.pipelines.live.chunk import Chunk
    from emogen.pipelines.live.line import LiveLine
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.metrics import Metrics
    from emogen.pipelines.live.server.settings import Serving

NOTES: Final = "X-Emogen-Notes"
"""The header that tells what could not be said or was not understood, as a list in JSON."""

_LONGEST_NOTES: Final = 2000
_GONE: Final = HttpError(499, "the client has left", "client_gone")


@dataclass(frozen=True, slots=True)
class House:
    """Everything that the requests of one app share.

    Attributes:
        serving: the settings.
        room: where lines are made.
        metrics: counts.
    """

    serving: Serving
    room: Room
    metrics: Metrics


def house(request: Request) -> House:
    """The house of an app, as a dependency of its routes."""
    shared: House = request.app.state.house
    return shared


@dataclass(slots=True)
class Speaking:
    """A line whose first sound is there.

    Attributes:
        line: it.
        first: its first chunk; None for a line without any.
        notes: what was not understood.
        metrics, protocol: where it is counted, and as what.
        complete: whether all of it has been heard.
    """

    line: LiveLine | Chain
    first: Chunk | None
    notes: tuple[str, ...]
    metrics: Metrics
    protocol: str
    complete: bool = False

    async def chunks(self) -> AsyncIterator[Chunk]:
        """Every chunk, the first included."""
        if self.first is not None:
            self._count(self.first)
            yield self.first
            async for chunk in self.line:
                self._count(chunk)
                yield chunk
        self.complete = True

    async def pcm(self) -> AsyncIterator[bytes]:
        """The sound of every chunk, in 16 bits."""
        async for chunk in self.chunks():
            yield chunk.pcm()

    def finish(self) -> None:
        """End the line if it has not ended."""
        if not self.complete:
            self.complete = True
            self.metrics.cancelled.labels(self.protocol).inc()
            self.line.cancel()

    def headers(self) -> dict[str, str]:
        """Notes as a header."""
        notes = [*self.notes, *self.line.notes]
        while len(told := json.dumps(notes)) > _LONGEST_NOTES:
            notes.pop()
        return {NOTES: told} if notes else {}

    def _count(self, chunk: Chunk) -> None:
        self.metrics.sounding.labels(self.protocol).inc(chunk.audio.duration)


def check_text(text: object, limit: int, name: str = "input") -> str:
    """A text within its budget. Raises :class:`HttpError` for one that is longer, empty, or no text."""
    if not isinstance(text, str):
        raise HttpError(400, f"{name} is no text", "invalid_value", name)
    if len(text) > limit:
        raise HttpError(
            400, f"{name} has {len(text):,} characters, more than {limit:,}", "string_above_max_length", name
        )
    if not text.strip():
        raise HttpError(400, f"{name} is empty", "string_below_min_length", name)
    return text


async def begin(
    request: Request,
    shared: House,
    parts: Sequence[tuple[str, Asked]],
    *,
    protocol: str,
    face: bool = False,
) -> Speaking:
    """Start a line and wait for its first sound.

    Args:
        request: whose client must stay for it.
        shared: room and counts.
        parts: its text and manner; several where its voice changes.
        protocol: the name it is counted by.
        face: whether its chunks have a face.

    Raises:
        RequestError: as ``speak``.
        BusyError: the room is full.
        HttpError: the client has left.
    """
    begun = time.monotonic()
    line: LiveLine | Chain
    if len(parts) == 1:
        text, wanted = parts[0]
        line = await asyncio.to_thread(Voice(face=face, room=shared.room).stream, text, **wanted.manner)
    else:
        line = await asyncio.to_thread(Chain, parts, shared.room, face=face)
    try:
        first = await while_there(request.receive, _next(line))
    except BaseException:
        line.cancel()
        raise
    shared.metrics.first.labels(protocol).observe(time.monotonic() - begun)
    notes = tuple(dict.fromkeys(note for _, wanted in parts for note in wanted.notes))
    return Speaking(line, first, notes, shared.metrics, protocol)


async def manner(shared: House, **wanted: Any) -> Asked:
    """As :func:`~emogen.pipelines.live.server.asked.asked`, in a thread: reading directions takes a while."""
    return await asyncio.to_thread(asked, **wanted, defaults=shared.serving.manner)


async def json_body(request: Request) -> dict[str, Any]:
    """The body, an object in JSON. Raises :class:`HttpError` for anything else."""
    try:
        body = json.loads((await request.body()).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise HttpError(400, "the body is no JSON", "invalid_json") from None
    if not isinstance(body, dict):
        raise HttpError(400, "the body is no object", "invalid_json")
    return body


def number(fields: Mapping[str, Any], name: str, default: float, low: float, high: float) -> float:
    """A number of a body; some clients write it as text. Raises :class:`HttpError` for none in range."""
    value = fields.get(name)
    if value is None:
        return default
    try:
        read = float(value) if not isinstance(value, bool) else float("nan")
    except (TypeError, ValueError, OverflowError):
        read = float("nan")
    if not low <= read <= high:
        raise HttpError(400, f"{name} must be a number from {low:g} to {high:g}", "invalid_value", name)
    return read


class SoundResponse(Response):
    """An answer whose body comes as it is made, and whose making ends when the client leaves."""

    def __init__(
        self,
        body: AsyncGenerator[bytes, None],
        *,
        cancel: Callable[[], None],
        media: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(None, 200, headers, media)
        del self.headers["content-length"]
        self.pieces, self.cancel = body, cancel

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        try:
            await while_there(receive, self._answer(send))
        except HttpError as problem:
            if problem is not _GONE:
                raise
        finally:
            self.cancel()

    async def _answer(self, send: Send) -> None:
        pieces = self.pieces
        try:
            first = await anext(pieces, b"")  # What is wrong is told before the answer begins.
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": first, "more_body": True})
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await pieces.aclose()


async def while_there(receive: Receive, work: Awaitable[Any]) -> Any:
    """The result of some work, which is cancelled when the client leaves (a :class:`HttpError`)."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise _GONE
        return working.result()
    finally:
        for task in (working, gone):
            task.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _next(line: LiveLine | Chain) -> Chunk | None:
    return await anext(line, None)


def flag(fields: Mapping[str, Any], name: str) -> bool:
    """Whether a body has a true value of this name. Raises ``RequestError`` for what is neither."""
    value = fields.get(name, False)
    if value in (None, False, "false", "False", 0):
        return False
    if value in (True, "true", "True", 1):
        return True
    raise RequestError(f"{name} is neither true nor false")
