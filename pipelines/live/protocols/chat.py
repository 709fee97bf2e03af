"""``/v1/chat/completions``: the user's own chat server, passed through, and spoken while it is written."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from emogen.errors import BusyError, EmogenError
from emogen.pipelines.live.incoming import Pieces
from emogen.pipelines.live.reply import Sentences, felt_sentence, heard
from emogen.pipelines.live.server.problems import HttpError
from emogen.pipelines.live.server.settings import Serving
from emogen.pipelines.live.server.speaking import json_body
from emogen.pipelines.live.stage import stage_of

if TYPE_CHECKING:
    import httpx

    from emogen.pipelines.live.session import Session
    from emogen.pipelines.live.stage import Stage

KEY: Final = "EMOGEN_LLM_KEY"
"""Variable of the environment with the API key of the chat server; without it the client's own is passed on,
unless that is the token of this server."""

CHARACTER: Final = "x-emogen-character"
"""Header that names the character; or ``character`` in the body, which is not passed on."""

_REPLY: Final = 100_000
"""Characters of a reply that are spoken at most. Ours."""

_WHOLE: Final = 10_000_000
"""Bytes of an answer in one piece, or of one event, at most. Ours."""

_CONNECTING: Final = 10.0
_WRITING: Final = 300.0
"""Seconds until the chat server must be reached, and between pieces of its reply. Ours."""

_log: Final = logging.getLogger("emogen.live")


def router(serving: Serving) -> APIRouter:
    """The route of chats; none without a chat server."""
    routes = APIRouter(tags=["Chat"])
    if serving.llm is not None:
        routes.post("/v1/chat/completions", summary="Chat, spoken while it is written")(chat)
    return routes


async def chat(request: Request) -> Response:
    """Pass a chat through to the chat server, and have its reply performed."""
    import httpx

    body = await json_body(request)
    named = body.pop("character", None) or request.headers.get(CHARACTER)
    stage = stage_of(request.app)
    reply = await _reply(stage, named, body)
    client = httpx.AsyncClient(timeout=httpx.Timeout(_WRITING, connect=_CONNECTING), trust_env=False)
    serving: Serving = request.app.state.serving
    asked = client.build_request(
        "POST",
        f"{str(serving.llm).rstrip('/')}/chat/completions",
        json=body,
        headers=_headers(request, serving),
    )
    try:
        answer = await client.send(asked, stream=True)
    except httpx.HTTPError as error:
        await client.aclose()
        reply.end()
        raise HttpError(
            502, f"the chat server {serving.llm} does not answer ({type(error).__name__})", "llm_unreachable"
        ) from error
    headers = {
        name: answer.headers[name] for name in ("retry-after", "cache-control") if name in answer.headers
    }
    return StreamingResponse(
        _passed(client, answer, reply),
        answer.status_code,
        headers,
        answer.headers.get("content-type", "application/json"),
    )


async def _passed(client: httpx.AsyncClient, answer: httpx.Response, reply: Reply) -> AsyncIterator[bytes]:
    """The bytes of an answer as they come, read on the way."""
    import httpx

    reader = _Reader(reply, events="event-stream" in answer.headers.get("content-type", ""))
    try:
        async for piece in answer.aiter_bytes():
            yield piece
            if answer.is_success:
                reader.add(piece)
        reader.end()
    except httpx.HTTPError:
        _log.warning("the chat server broke off")
        raise
    finally:
        reply.end()
        await answer.aclose()
        await client.aclose()


class _Reader:
    """Finds the words in the bytes of an answer."""

    def __init__(self, reply: Reply, *, events: bool) -> None:
        self._reply, self._events = reply, events
        self._left = bytearray()

    def add(self, piece: bytes) -> None:
        """Read more."""
        if len(self._left) + len(piece) > _WHOLE:
            self._left.clear()  # Words of nobody: passed on, not spoken.
            return
        self._left += piece
        while self._events and b"\n" in self._left:
            line, _, rest = bytes(self._left).partition(b"\n")
            self._left = bytearray(rest)
            if line.startswith(b"data:"):
                self._read(line[5:], "delta")

    def end(self) -> None:
        """The answer is complete."""
        if not self._events:
            self._read(bytes(self._left), "message")

    def _read(self, data: bytes, kind: str) -> None:
        with contextlib.suppress(ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            words = json.loads(data)["choices"][0][kind].get("content")
            if isinstance(words, str):
                self._reply.add(words)


class Reply:
    """A reply that is performed while it is written; with nobody to perform it, nothing happens.

    Args:
        stage: where.
        session: who says it; None where nobody does.
    """

    def __init__(self, stage: Stage, session: Session | None) -> None:
        self._stage = stage
        self._lines: list[Pieces] | None = None
        self._written: asyncio.Queue[str | None] = asyncio.Queue()
        self._count = 0
        self._feeling = None if session is None else asyncio.create_task(self._feel(session))

    def add(self, words: str) -> None:
        """More is written."""
        self._count += len(words)
        if self._feeling is not None and self._count <= _REPLY:
            self._written.put_nowait(words)

    def end(self) -> None:
        """Nothing more is written."""
        self._written.put_nowait(None)

    async def _feel(self, session: Session) -> None:
        """Give each sentence its emotion as soon as it is written."""
        sentences = Sentences()
        try:
            while (words := await self._written.get()) is not None:
                await self._say(sentences.add(words), session)
            await self._say(sentences.end(), session)
        except EmogenError as error:
            _log.warning("a reply is not spoken: %s", error)
        except Exception:
            _log.exception("a reply is not spoken")
        finally:
            for line in self._lines or ():
                line.end()
        await asyncio.to_thread(self._stage.cast.save, session)

    async def _say(self, sentences: list[str], session: Session) -> None:
        for sentence in sentences:
            piece = await asyncio.to_thread(felt_sentence, sentence, session)
            if piece and self._lines is None:
                self._lines = self._open(session.name)
            for line in self._lines or ():
                if piece and not line.is_complete:
                    line.add(piece)

    def _open(self, name: str) -> list[Pieces]:
        """A line on every connection that performs the character and has room for it."""
        lines = []
        for listener in self._stage.listeners(name):
            pieces = Pieces(4 * _REPLY)
            with contextlib.suppress(BusyError):
                listener.perform(self._stage.new_id("reply"), pieces)
                lines.append(pieces)
        return lines


async def _reply(stage: Stage, name: object, body: dict[str, Any]) -> Reply:
    """The reply to come, once the character has heard what it is a reply to."""
    if name is None:
        return Reply(stage, None)
    if not isinstance(name, str):
        raise HttpError(400, "the character is no name", "invalid_value", "character")
    session = await asyncio.to_thread(stage.cast.find, name)
    await asyncio.to_thread(heard, _last_words(body), session)
    return Reply(stage, session)


def _last_words(body: dict[str, Any]) -> str:
    """The user's last message."""
    messages = body.get("messages")
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, dict) and message.get("role") == "user":
            content = message.get("content")
            if isinstance(content, list):
                parts = (part.get("text") for part in content if isinstance(part, dict))
                content = " ".join(text for text in parts if isinstance(text, str))
            return content if isinstance(content, str) else ""
    return ""


def _headers(request: Request, serving: Serving) -> dict[str, str]:
    key = os.environ.get(KEY)
    if key:
        return {"Authorization": f"Bearer {key}"}
    own = request.headers.get("authorization")
    return {"Authorization": own} if own and serving.token is None else {}
