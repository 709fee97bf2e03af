"""Checks of a caller: the host's name, the page, the token, and the rate."""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from emogen.pipelines.live.server.problems import HttpError, busy
from emogen.pipelines.live.server.settings import Serving

_ADDRESSES: Final = 4096
"""Addresses whose requests are counted at the same time. Ours."""


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Headers of a request by lower-case name; of several of a name the last."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def check_host(serving: Serving, headers: Mapping[str, str]) -> None:
    """Raise :class:`HttpError` where a client calls the server by a name that is not its own.

    A page of somebody else can let its own name lead to this machine (DNS rebinding), and is then of the
    same origin for browsers. Addresses cannot be faked so.
    """
    host = headers.get("host", "")
    name = _host_name(host)
    known = {serving.host.lower(), "localhost", *(other.lower() for other in serving.names)}
    if not (name in known or name.endswith(".localhost") or _is_address(name)):
        raise HttpError(
            421, f"this server does not go by the name {name[:80]!r}. Start it with --name.", "unknown_host"
        )


def check_origin(serving: Serving, headers: Mapping[str, str]) -> str | None:
    """The page's origin where the answer is to name it; None for the server's own pages and for clients
    that are no browsers. Raises :class:`HttpError` for a page that may not use the server."""
    origin = headers.get("origin")
    if origin is None:
        return None
    if urlsplit(origin).netloc.lower() == headers.get("host", "").lower():
        return None
    if "*" in serving.origins:
        return "*"
    if origin in serving.origins:
        return origin
    raise HttpError(
        403, f"pages of {origin[:80]} may not use this server. Start it with --allow-origin.", "origin"
    )


def check_token(serving: Serving, scope: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """Raise :class:`HttpError` for a client that neither shows the token nor is of an allowed network.

    The token is that of ``Authorization: Bearer``, or where browsers cannot set headers (WebSockets, media)
    of the query ``token``.
    """
    if serving.allows((scope.get("client") or ("",))[0]):
        return
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        shown = headers.get("x-api-key", "")
    if not shown and (scope["type"] == "websocket" or scope.get("method") == "GET"):
        shown = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
    wanted = serving.token
    if wanted is None:
        raise HttpError(403, "your address is not allowed here", "address")
    if not hmac.compare_digest(shown.strip().encode("utf-8", "replace"), wanted.encode()):
        raise HttpError(
            401, "the token is missing or wrong", "invalid_api_key", headers=(("WWW-Authenticate", "Bearer"),)
        )


@dataclass(slots=True)
class Rate:
    """The rate of each address: a bucket of requests that fills again.

    Attributes:
        rate: requests a second in the long run.
        burst: requests at once.
        clock: seconds.
    """

    rate: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def check(self, address: str) -> None:
        """Count a request. Raises :class:`HttpError` where there are too many."""
        now = self.clock()
        left, seen = self._buckets.pop(address, (float(self.burst), now))
        left = min(self.burst, left + (now - seen) * self.rate)
        self._buckets[address] = (max(left - 1, 0.0), now)
        if len(self._buckets) > _ADDRESSES:
            self._buckets.popitem(last=False)
        if left < 1:
            raise busy("you ask too often. Come again in a second.")


def _host_name(host: str) -> str:
    """The name in a ``Host`` header, without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
