"""Servers on several ports in one process: started together, stopped gracefully together."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from emogen.errors import EmogenError, RequestError
from emogen.pipelines.live.room import default_room
from emogen.pipelines.live.server.app import PROTOCOLS, make_app
from emogen.pipelines.live.server.problems import body_of, busy, openai_form

if TYPE_CHECKING:
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.settings import Limits, Serving

_WAITING: Final = 4096
"""Connections that wait to be accepted. Ours."""

_HEADERS: Final = 32_768
"""Bytes of a request's headers at most. Ours."""

_HELD: Final = 65_536
"""Bytes that the system holds of an answer which the client does not take: more would be made for nobody.
Ours."""

_TURN: Final = 0.0005
"""Seconds after which a thread of Python gives way to another. Ours."""

_GRACE: Final = 0.5
"""Seconds for what has arrived to be read after a time has run out. Ours."""

_IDLE: Final = 15
"""Seconds that a connection without a request is kept. Ours."""


class PortServer(Protocol):
    """A server of a protocol that is not HTTP, e.g. Wyoming."""

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port."""

    async def close(self) -> None:
        """Stop listening, and end every session."""


class Running:
    """The servers of one process.

    A protocol with a port of its own is a module of :data:`~emogen.pipelines.live.server.app.PROTOCOLS` that
    has ``make_app(serving, room)``, an app behind the guard, or ``make_server(serving, room)``, a
    :class:`PortServer`.

    Args:
        serving: the settings.
        room: where lines are made; the process's own by default.
    """

    def __init__(self, serving: Serving, room: Room | None = None) -> None:
        self.serving, self.room = serving, room or default_room()
        self.ports: Mapping[str, int] = MappingProxyType({})
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None

    async def serve(self, ready: Callable[[Running], object] = lambda _: None) -> None:
        """Serve until :meth:`stop`.

        Args:
            ready: called once when every port listens; ``ports`` then has them by name, the main one as
                ``http``.

        Raises:
            EmogenError: a port is taken, or its address is not this machine's.
        """
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with contextlib.AsyncExitStack() as stack:
            if self.serving.push:
                stack.enter_context(self._shown())
            ports = {"http": await self._http(stack, make_app(self.serving, self.room), self.serving.port)}
            for name, port in self.serving.ports.items():
                ports[name] = await self._extra(stack, name, port)
            self.ports = MappingProxyType(ports)
            self._ready.set()
            ready(self)
            await self._stop.wait()

    def run(self, ready: Callable[[Running], object] = lambda _: None) -> None:
        """Serve in this thread until :meth:`stop`, Ctrl-C or the signal to end. Raises as :meth:`serve`."""

        async def main() -> None:
            loop = asyncio.get_running_loop()
            for name in (signal.SIGINT, signal.SIGTERM):
                try:
                    loop.add_signal_handler(name, self.stop)
                except (NotImplementedError, RuntimeError):  # Windows, or another thread than the main one.
                    with contextlib.suppress(ValueError):
                        signal.signal(name, lambda *_: self.stop())
            await self.serve(ready)

        # Threads that speak would else keep the one that answers waiting, 5 ms for each at every turn.
        usual = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)
        try:
            asyncio.run(main())
        finally:
            sys.setswitchinterval(usual)

    def start(self, seconds: float = 60.0) -> Running:
        """Serve in a thread; return when every port listens. Raises as :meth:`serve`."""

        def target() -> None:
            try:
                asyncio.run(self.serve())
            except BaseException as error:
                self._error = error
            finally:
                self._ready.set()

        self._thread = threading.Thread(target=target, name="emogen serve", daemon=True)
        self._thread.start()
        self._ready.wait(seconds)
        if self._error is not None:
            raise self._error
        return self

    def stop(self) -> None:
        """Stop serving: lines that are being said may end within the time for closing."""
        if self._loop is not None and self._stop is not None:
            with contextlib.suppress(RuntimeError):  # The loop has ended by itself.
                self._loop.call_soon_threadsafe(self._stop.set)

    def close(self, seconds: float = 30.0) -> None:
        """Stop the thread of :meth:`start`, and wait until it has ended."""
        self.stop()
        if self._thread is not None:
            self._thread.join(seconds)

    @contextlib.contextmanager
    def _shown(self) -> Generator[None, None, None]:
        """The faces of all lines are seen in programs, meanwhile."""
        from emogen.pipelines.live.push.presence import Presence

        with Presence(self.serving.push) as presence:
            self.room.presence = presence
            try:
                yield
            finally:
                self.room.presence = None

    async def _extra(self, stack: contextlib.AsyncExitStack, name: str, port: int) -> int:
        module = import_module(f"{PROTOCOLS}.{name}")
        if hasattr(module, "make_app"):
            return await self._http(stack, module.make_app(self.serving, self.room), port)
        server = cast("PortServer", module.make_server(self.serving, self.room))
        try:
            bound = await server.start(self.serving.host, port)
        except OSError as error:
            raise _unbound(self.serving.host, port, error) from None
        stack.push_async_callback(server.close)
        return bound

    async def _http(self, stack: contextlib.AsyncExitStack, app: Any, port: int) -> int:
        bound = listening(self.serving.host, port)
        server = _Server(_config(app, self.serving.limits))
        task = asyncio.create_task(server.serve(sockets=[bound]))
        number = int(bound.getsockname()[1])
        while not server.started:
            done, _ = await asyncio.wait((task,), timeout=0.01)
            if done:
                task.result()

        async def end() -> None:
            server.should_exit = True
            await task

        stack.push_async_callback(end)
        return number


class _Server(uvicorn.Server):
    """A server that leaves signals to the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class _Connection(H11Protocol):
    """A connection that ends where the client sends no request, or takes nothing of what it is sent."""

    limits: Limits
    _sending: asyncio.TimerHandle | None = None
    _asking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        bound = transport.get_extra_info("socket")
        if bound is not None:
            with contextlib.suppress(OSError):
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _HELD)
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self.app = _crowded
        self._asking = self.loop.call_later(self.limits.reading, self._late)

    def _late(self) -> None:
        """End a connection without a request, unless it is the server that is late: then the request may lie
        there unread."""
        self._asking = self.loop.call_later(_GRACE, self.transport.abort)

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not None or self.scope is not None:
            self._forget()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing():
            self._forget()
            self._asking = self.loop.call_later(
                self.limits.reading + self.timeout_keep_alive, self._ended_if_idle
            )

    def _ended_if_idle(self) -> None:
        """End a connection whose next request has begun and does not come."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._sending = self.loop.call_later(self.limits.writing, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._sending is not None:
            self._sending.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        if self._sending is not None:
            self._sending.cancel()
        super().connection_lost(exc)

    def _forget(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None


async def _crowded(scope: Any, receive: Any, send: Any) -> None:
    """Tell whoever calls over one connection too many to come again."""
    del receive
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1013})
        return
    problem = busy("too many connections. Come again in a second.")
    headers = [(name.lower().encode(), value.encode()) for name, value in problem.headers]
    headers += [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body_of(problem, openai_form)})


def _config(app: Any, limits: Limits) -> uvicorn.Config:
    # Of what it says only that it cannot go on is for people; requests are logged by the guard.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
    return uvicorn.Config(
        app,
        http=type("Connection", (_Connection,), {"limits": limits}),
        ws="websockets-sansio",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_WAITING,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=max(1, round(limits.closing)),
        ws_max_size=limits.body,
        h11_max_incomplete_event_size=_HEADERS,
    )


def listening(host: str, port: int) -> socket.socket:
    """A socket that is bound to a port. Raises ``EmogenError`` where it cannot be."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _unbound(host, port, error) from None
    try:
        if sys.platform == "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # Of a server that has just ended; one that listens still keeps the port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(_WAITING)
        bound.setblocking(False)
    except OSError as error:
        bound.close()
        raise _unbound(host, port, error) from None
    return bound


def _unbound(host: str, port: int, error: OSError) -> EmogenError:
    if error.errno == errno.EADDRINUSE:
        return EmogenError(
            f"port {port} is taken", why="something listens on it", fix="Stop that, or give another --port."
        )
    if error.errno == errno.EACCES:
        return EmogenError(f"port {port} needs rights that you have not", fix="Give a --port above 1023.")
    return RequestError(f"cannot listen on {host}:{port}", why=str(error.strerror or error))
