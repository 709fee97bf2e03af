"""Events of Wyoming as they come over a connection: a line of JSON, then data and payload by length.

The package's own reader trusts lengths and types; this reader has budgets, and an error for each fault.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from wyoming.event import Event

from emogen.errors import RequestError, shown

HEADER_BYTES: Final = 65_536
"""Bytes of the longest header line. Ours."""

HALF_SECONDS: Final = 10.0
"""Seconds in which an event that has begun must be there whole. Ours."""


async def read_event(reader: asyncio.StreamReader, budget: int, idle: float) -> Event | None:
    """The next event; None where the client has left.

    Args:
        reader: of the connection, with a limit of :data:`HEADER_BYTES`.
        budget: bytes of data and payload, each, at most.
        idle: seconds to wait for an event to begin.

    Raises:
        RequestError: it is no event, too large, or breaks off.
        TimeoutError: nothing came for ``idle`` seconds, or the rest of an event did not come.
    """
    async with asyncio.timeout(idle):
        first = await reader.read(1)
    if not first:
        return None
    async with asyncio.timeout(HALF_SECONDS):
        try:
            header = _header(first + await reader.readuntil(b"\n") if first != b"\n" else first)
            data, payload = header.get("data") or {}, b""
            if not isinstance(data, dict):
                raise RequestError(f"data {shown(data)} is no object")
            if length := _length(header, "data_length", budget):
                data = {**data, **_object(await reader.readexactly(length), "the data")}
            if length := _length(header, "payload_length", budget):
                payload = await reader.readexactly(length)
        except asyncio.IncompleteReadError as error:
            raise RequestError("the event breaks off") from error
        except asyncio.LimitOverrunError as error:
            raise RequestError(f"the header has more than {HEADER_BYTES} bytes") from error
    return Event(header["type"], data, payload or None)


def _header(line: bytes) -> dict[str, Any]:
    header = _object(line, "the header")
    if not isinstance(header.get("type"), str):
        raise RequestError("the header names no type", fix='Send e.g. {"type": "describe"}.')
    return header


def _object(content: bytes, what: str) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{what} is no JSON") from error
    if not isinstance(value, dict):
        raise RequestError(f"{what} is no JSON object")
    return value


def _length(header: dict[str, Any], name: str, budget: int) -> int:
    length = header.get(name) or 0
    if not isinstance(length, int) or length < 0:
        raise RequestError(f"{name} {shown(length)} is no number of bytes")
    if length > budget:
        raise RequestError(f"{name} is {shown(length)}", why=f"{budget} bytes are the most")
    return length
