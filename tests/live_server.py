"""A real server on a free port, for tests of whatever speaks to it.

@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server()
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from emogen.pipelines.live.server.running import Running
from emogen.pipelines.live.server.settings import Limits, Serving


@dataclass(frozen=True)
class Server:
    """A server that runs in a thread.

    Attributes:
        running: it.
        http: a client of its main port.
    """

    running: Running
    http: httpx.Client

    @property
    def url(self) -> str:
        """Its main port."""
        return self.of("http")

    def of(self, name: str, scheme: str = "http") -> str:
        """The address of a port by name."""
        return f"{scheme}://127.0.0.1:{self.running.ports[name]}"

    @property
    def address(self) -> tuple[str, int]:
        """Host and main port."""
        return "127.0.0.1", self.running.ports["http"]


@contextmanager
def serving(**settings: Any) -> Iterator[Server]:
    """A server with these settings of :class:`Serving`, on free ports of loopback; stopped at the end.

    ``limits`` are those of :class:`Limits` by name; no rate by default, since all tests have one address.
    """
    limits = replace(Limits(rate=1e6, burst=100_000, closing=2.0), **settings.pop("limits", {}))
    running = Running(Serving(**{"port": 0, "limits": limits, **settings})).start()
    headers = {} if running.serving.token is None else {"Authorization": f"Bearer {running.serving.token}"}
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{running.ports['http']}", timeout=120.0, headers=headers
        ) as client:
            yield Server(running, client)
    finally:
        running.close()


def a_server(**settings: Any) -> Iterator[Server]:
    """As :func:`serving`, for fixtures."""
    with serving(**settings) as server:
        yield server
