"""The guard before every app: who may call, how much, how often, for how long."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

from emogen.pipelines.live.server.callers import Rate, check_host, check_origin, check_token, headers_of
from emogen.pipelines.live.server.metrics import Metrics
from emogen.pipelines.live.server.problems import (
    Form,
    HttpError,
    body_of,
    busy,
    detail_form,
    openai_form,
    problem_of,
)
from emogen.pipelines.live.server.settings import Serving

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

log = logging.getLogger("emogen.serve")

OPEN: Final = ("/health",)
"""Paths that need no token and are not counted, for those who watch over the server."""

CAPTIONED: Final = "/dev/captioned_speech"
"""The path of Kokoro-FastAPI's captions, whose errors have a form of their own."""

_DRAINED: Final = 8_000_000
_DRAINING: Final = 1.0
"""Bytes and seconds of a body that are read although it is refused. Ours."""

_SAFE: Final = (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"))
_REFUSED: Final = 1008
"""Code of a WebSocket that is closed for its policy (RFC 6455)."""


class Guard:
    """An ASGI app that lets requests through to another where they keep to the settings.

    Args:
        app: behind it.
        serving: the settings.
        metrics: counts.
        form: of its errors.
        uploads: beginnings of paths whose bodies hold recordings or pictures.
        public: paths that need no token: a page has to be there before it can ask for one.
    """

    def __init__(
        self,
        app: App,
        serving: Serving,
        metrics: Metrics,
        *,
        form: Form = openai_form,
        uploads: tuple[str, ...] = (),
        public: frozenset[str] = frozenset(),
    ) -> None:
        self.app, self.serving, self.metrics, self.form, self.uploads = app, serving, metrics, form, uploads
        self.public = public
        self.rate = Rate(serving.limits.rate, serving.limits.burst)
        self.working = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        call = _Call(self, scope, receive, send)
        if scope["path"] in OPEN:
            await call.run()
            return
        if self.working >= self.serving.limits.requests:
            self.metrics.busy.labels("requests").inc()
            await call.refuse(busy())
            return
        self.working += 1
        self.metrics.working.inc()
        try:
            await call.run()
        finally:
            self.working -= 1
            self.metrics.working.dec()

    def form_of(self, path: str) -> Form:
        """The form of errors at a path."""
        return detail_form if path == CAPTIONED else self.form


class _Call:
    """One request or WebSocket on its way through the guard."""

    def __init__(self, guard: Guard, scope: Message, receive: Receive, send: Send) -> None:
        self.guard, self.scope = guard, scope
        self._receive, self._send = receive, send
        self.limits = guard.serving.limits
        self.headers = headers_of(scope)
        self.origin: str | None = None
        self.begun = time.monotonic()
        self.status = 0
        self.taken = 0
        self.complete = scope["type"] == "websocket"

    @property
    def budget(self) -> int:
        """Bytes that the body may have."""
        upload = any(self.scope["path"].startswith(path) for path in self.guard.uploads)
        return self.limits.upload if upload else self.limits.body

    async def run(self) -> None:
        try:
            if self._admitted():
                await self.guard.app(self.scope, self.receive, self.send)
        except HttpError as problem:
            await self.refuse(problem)
        except Exception as error:
            self._tell(error)
            if self.status:
                raise _BrokenError from None  # The answer has begun: the connection ends without its end.
            await self.refuse(problem_of(error))
        else:
            if self.preflight:
                await self._answer_preflight()
        finally:
            self._log()

    @property
    def preflight(self) -> bool:
        """Whether a browser asks if a page may ask."""
        return self.scope.get("method") == "OPTIONS" and "access-control-request-method" in self.headers

    def _admitted(self) -> bool:
        """Raise :class:`HttpError` for a request that is not let through; False where the guard answers."""
        serving = self.guard.serving
        check_host(serving, self.headers)
        self.origin = check_origin(serving, self.headers)
        if self.preflight:
            return False
        if self.scope["path"] not in OPEN:
            if self.scope["path"] not in self.guard.public:
                check_token(serving, self.scope, self.headers)
            try:
                self.guard.rate.check((self.scope.get("client") or ("",))[0])
            except HttpError:
                self.guard.metrics.busy.labels("rate").inc()
                raise
        length = self.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.budget:
            raise HttpError(413, f"the body has more than {self.budget:,} bytes", "too_large")
        return True

    async def receive(self) -> Message:
        """The next message of the client, within its budgets of bytes and seconds."""
        if self.complete:
            return await self._receive()
        left = self.begun + self.limits.reading - time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0.001))
        except TimeoutError:
            raise HttpError(
                408, "the request took too long to arrive", "timeout", headers=(("Connection", "close"),)
            ) from None
        self.taken += len(message.get("body", b""))
        self.complete = not message.get("more_body", False)
        if self.taken > self.budget:
            raise HttpError(413, f"the body has more than {self.budget:,} bytes", "too_large")
        return message

    async def send(self, message: Message) -> None:
        """Pass on what the app answers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            added = [*_SAFE, *self._cross_origin()]
            headers = [(name.encode(), value.encode("latin-1")) for name, value in added]
            message = {**message, "headers": [*message.get("headers", ()), *headers]}
        elif message["type"] in ("websocket.accept", "websocket.close", "websocket.http.response.start"):
            self.status = self.status or message.get("status", 101)
        await self._send(message)

    async def refuse(self, problem: HttpError) -> None:
        """Answer with a problem, or close the WebSocket with it."""
        self.status = problem.status
        if self.scope["type"] == "websocket":
            # Before it is accepted, this is a refusal of the handshake (403).
            await self._send({"type": "websocket.close", "code": _REFUSED, "reason": problem.message[:100]})
            return
        await self._drain(problem)
        body = body_of(problem, self.guard.form_of(self.scope["path"]))
        headers = [
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            *problem.headers,
            *_SAFE,
            *self._cross_origin(),
        ]
        if not self.complete:
            headers.append(("connection", "close"))  # What is left of the body is not read.
        encoded = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
        await self._send({"type": "http.response.start", "status": problem.status, "headers": encoded})
        await self._send({"type": "http.response.body", "body": body})

    async def _drain(self, problem: HttpError) -> None:
        """Read what is still coming, up to a bound: who is cut off while sending sees no answer."""
        bodiless = self.headers.get("content-length", "0") == "0" and "transfer-encoding" not in self.headers
        if self.complete or bodiless or problem.status == 408:
            return
        try:
            async with asyncio.timeout(min(_DRAINING, self.limits.reading)):
                while self.taken < _DRAINED and not self.complete:
                    message = await self._receive()
                    self.taken += len(message.get("body", b""))
                    self.complete = not message.get("more_body", False)
        except TimeoutError:
            return

    def _cross_origin(self) -> list[tuple[str, str]]:
        if self.origin is None:
            return []
        exposed = "X-Emogen-Notes, Retry-After"
        return [
            ("access-control-allow-origin", self.origin),
            ("access-control-expose-headers", exposed),
            ("vary", "Origin"),
        ]

    async def _answer_preflight(self) -> None:
        self.status = 204
        headers = [
            *self._cross_origin(),
            ("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE"),
            ("access-control-allow-headers", "authorization, content-type, x-api-key"),
            ("access-control-max-age", "600"),
        ]
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        await self._send({"type": "http.response.start", "status": 204, "headers": encoded})
        await self._send({"type": "http.response.body", "body": b""})

    def _tell(self, error: Exception) -> None:
        """Log an error. Its message may quote what was to be said."""
        if problem_of(error).code != "internal_error":
            return
        if self.guard.serving.log_texts:
            log.error("%s", self.scope["path"], exc_info=error)
        else:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            log.error("%s %s at %s:%s", self.scope["path"], type(error).__name__, frame.name, frame.lineno)

    def _log(self) -> None:
        route = self.scope.get("route")
        path = getattr(route, "path", None) or ("other" if self.status in (404, 405) else None)
        method = self.scope.get("method", "WS")
        known = path or (self.scope["path"] if self.status == 429 else "refused")
        self.guard.metrics.requests.labels(known if path else "refused", method, str(self.status)).inc()
        milliseconds = (time.monotonic() - self.begun) * 1000
        client = (self.scope.get("client") or ("-",))[0]
        # Without the query: it may hold a text, or the token.
        log.info("%s %s %s %s %.0f ms", client, method, self.scope["path"][:200], self.status, milliseconds)


class _BrokenError(Exception):
    """The connection must end, since its answer cannot be finished. Not an error of its own."""
