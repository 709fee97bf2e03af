"""Settings of a server: where it listens, who may speak to it, and how much it takes."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from emogen.errors import RequestError, checked
from emogen.pipelines.live.push.address import Address

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

PORT: Final = 8880
"""The port of Kokoro-FastAPI, whose clients need no other address."""

EXTRA: Final = ("xtts", "headtts", "wyoming")
"""Protocols with a port of their own."""

_SHORTEST_TOKEN: Final = 8
"""Characters. Ours."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of a server. All numbers are ours: generous for people, small for a flood.

    Attributes:
        text: characters of one text.
        body: bytes of a request's body, or of one message of a WebSocket.
        upload: bytes of a body that holds a recording or a picture.
        requests: how many are worked on at once; more are told to come again.
        connections: how many may be open on one port.
        rate: requests a second of one address in the long run.
        burst: requests of one address at once.
        reading: seconds in which a request must have arrived.
        writing: seconds that a client may take nothing of what it is sent.
        closing: seconds that answers may still take after the server is stopped.
    """

    text: int = 20_000
    body: int = 512_000
    upload: int = 25_000_000
    requests: int = 64
    connections: int = 1_000
    rate: float = 50.0
    burst: int = 200
    reading: float = 20.0
    writing: float = 20.0
    closing: float = 5.0


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Serving:
    """Settings of a server.

    Attributes:
        host: the address it listens on; any but loopback needs a token, or networks that are allowed.
        port: of the main server, 0 for a free one.
        ports: of protocols in :data:`EXTRA` that are wanted, by name.
        token: what clients must show (``Authorization: Bearer``); None where none is needed.
        allow: networks whose clients need no token.
        names: host names besides addresses and localhost by which clients may call this server.
        origins: pages of other servers that may use it, e.g. ``https://example.org``; ``*`` for all.
        limits: budgets.
        characters: folder in which characters that clients make are kept; None keeps them in memory only.
        manner: parameters of ``speak`` that hold where a request says nothing, e.g. ``voice``.
        log_texts: whether the log has what is said.
        llm: base URL of an OpenAI-compatible chat server; None for no chat.
        push: addresses of programs in which the server's face is seen, e.g. ``vts://127.0.0.1:8001``.
        mcp: whether tools are offered by the Model Context Protocol.
        mantella: whether the XTTS port lists speakers by language, as Mantella's fork does.

    Raises:
        RequestError: an address that anybody can reach without a token or allowed networks; a token
            that is short; an origin that is no URL, or an address to push to that cannot be read; a
            port out of range.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    ports: Mapping[str, int] = field(default_factory=dict)
    token: str | None = None
    allow: tuple[Network, ...] = ()
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    characters: Path | None = None
    manner: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    log_texts: bool = False
    llm: str | None = None
    mcp: bool = False
    mantella: bool = False
    push: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for port in (self.port, *self.ports.values()):
            checked(port, "port", 0, 65535)
        if self.token is not None and not (
            len(self.token) >= _SHORTEST_TOKEN and self.token.isascii() and self.token.isprintable()
        ):
            raise RequestError(
                f"the token is not {_SHORTEST_TOKEN} or more plain characters",
                fix='Make one with: python -c "import secrets; print(secrets.token_urlsafe())"',
            )
        if not self.is_loopback and self.token is None and not self.allow:
            raise RequestError(
                f"{self.host} is an address that others can reach",
                why="anybody there could use this machine",
                fix="Give --token SECRET, or --allow with the addresses that may, e.g. 192.168.1.0/24.",
            )
        for origin in self.origins:
            check_origin(origin)
        for address in self.push:
            Address.parse(address)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the server."""
        return is_loopback(self.host)

    def allows(self, address: str) -> bool:
        """Whether a client at this address may do without a token."""
        if self.token is None and self.is_loopback:
            return True
        client = _address(address)
        return client is not None and any(
            client.version == network.version and client in network for network in self.allow
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    address = _address(host)
    return host.lower() == "localhost" or (address is not None and address.is_loopback)


def network(text: str) -> Network:
    """A network in CIDR notation, or one address. Raises ``RequestError`` for what is none."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise RequestError(
            f"cannot read the network {text!r}", fix="Write e.g. 192.168.1.0/24 or 10.0.0.7."
        ) from error


def check_origin(origin: str) -> str:
    """An origin as browsers send it, or ``*``. Raises ``RequestError`` for what is none."""
    parts = urlsplit(origin)
    if origin != "*" and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path):
        raise RequestError(
            f"{origin!r} is no origin", fix="Write scheme, host and port, e.g. http://127.0.0.1:8000."
        )
    return origin


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
