"""A client of ``/v1/perform`` for tests, over ``websockets``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.live_server import Server

SECONDS = 60.0
"""Deadline of an answer."""


@dataclass
class Performer:
    """A connection.

    Attributes:
        socket: it.
        sound: bytes of sound by line, in the order of their chunks.
    """

    socket: ClientConnection
    sound: dict[str, bytes] = field(default_factory=dict)

    def send(self, kind: str, **fields: Any) -> None:
        """Send a message."""
        self.socket.send(json.dumps({"type": kind, **fields}))

    def receive(self) -> dict[str, Any]:
        """The next message; the sound after a chunk is kept."""
        text = self.socket.recv(timeout=SECONDS)
        assert isinstance(text, str), "a binary frame without its chunk"
        message: dict[str, Any] = json.loads(text)
        if message.get("bytes"):
            frame = self.socket.recv(timeout=SECONDS)
            assert isinstance(frame, bytes)
            assert len(frame) == message["bytes"]
            self.sound[message["id"]] = self.sound.get(message["id"], b"") + frame
        return message

    def until(self, *kinds: str, id: str | None = None) -> list[dict[str, Any]]:
        """Messages up to the next one of some kinds, and of a line where one is named."""
        messages = [self.receive()]
        while messages[-1]["type"] not in kinds or (id is not None and messages[-1].get("id") != id):
            messages.append(self.receive())
        return messages

    def start(self, **fields: Any) -> dict[str, Any]:
        """Begin a session. Returns the answer."""
        self.send("start", **fields)
        return self.until("ready", "error")[-1]


@contextmanager
def performing(server: Server, **fields: Any) -> Iterator[Performer]:
    """A connection to a server, with its session begun if ``fields`` of ``start`` are given."""
    with connect(f"{server.of('http', 'ws')}/v1/perform", max_size=None, open_timeout=SECONDS) as socket:
        performer = Performer(socket)
        if fields:
            assert performer.start(**fields)["type"] == "ready"
        yield performer
