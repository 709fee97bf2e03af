"""Counts and times of a server, as Prometheus reads them at ``/metrics``."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS: Final = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0)
"""Bounds of the histogram's classes: fine where a listener notices. Ours."""


class Metrics:
    """The numbers of one server; every server has its own.

    Attributes:
        requests: answers by path, method and status; paths are those of the interface, others are ``other``.
        first: seconds from a request to its first sound, by protocol.
        sounding: seconds of sound that were sent, by protocol.
        cancelled: lines that ended early because the client left or asked for it, by protocol.
        busy: requests that were told to come again, by reason.
        working: requests that are being worked on.
    """

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self.registry = registry
        self.requests = Counter(
            "emogen_requests", "Answers.", ("path", "method", "status"), registry=registry
        )
        self.first = Histogram(
            "emogen_first_sound_seconds",
            "Seconds from a request to its first sound.",
            ("protocol",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.sounding = Counter(
            "emogen_sound_seconds", "Seconds of sound sent.", ("protocol",), registry=registry
        )
        self.cancelled = Counter(
            "emogen_cancelled_lines", "Lines that ended early.", ("protocol",), registry=registry
        )
        self.busy = Counter("emogen_busy", "Requests told to come again.", ("reason",), registry=registry)
        self.working = Gauge("emogen_working", "Requests being worked on.", registry=registry)

    def text(self) -> bytes:
        """All of them in Prometheus's text format."""
        return generate_latest(self.registry)
