"""Addresses of programs that show faces: ``livelink://127.0.0.1:11111`` and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from emogen.errors import RequestError, as_text, shown, unknown_name

PORTS: Final = {"livelink": 11111, "vmc": 39539, "vts": 8001}
"""Protocols, and the port that each program listens on unless it is told otherwise."""

SETTINGS: Final[dict[str, tuple[str, ...]]] = {"livelink": (), "vmc": ("shapes",), "vts": ("custom",)}
"""Settings that an address may carry after a question mark."""

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Address:
    """Where a face is sent.

    Attributes:
        protocol: one of :data:`PORTS`.
        host: a name or an IP address.
        port: 1 to 65535.
        settings: (name, value) pairs, names as :data:`SETTINGS` has them.
    """

    protocol: str
    host: str
    port: int
    settings: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol}://{host}:{self.port}"

    @property
    def place(self) -> str:
        """Host and port."""
        return str(self).partition("://")[2]

    def setting(self, name: str, known: tuple[str, ...]) -> str:
        """A setting's value, one of ``known``, the first of which holds where it is left out.

        Raises:
            RequestError: another value.
        """
        value = dict(self.settings).get(name, known[0])
        if value not in known:
            raise unknown_name(f"value of {name} in {self}", value, known)
        return value

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``protocol://host:port``; host and port may be left out: ``vmc://`` is this machine.

        Raises:
            RequestError: an unknown protocol or setting, a port out of range, anything else in it.
        """
        text = as_text(text, "address").strip()
        wrong = RequestError(
            f"cannot read the address {shown(text)}", fix="Write e.g. livelink://127.0.0.1:11111."
        )
        if len(text) > _LONGEST:
            raise wrong
        protocol, separator, _ = text.partition("://")
        if not separator:
            raise wrong
        if protocol.lower() not in PORTS:
            raise unknown_name("protocol", protocol, PORTS)
        try:
            parts = urlsplit(text)
            port = parts.port
            pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        except ValueError as error:
            raise wrong from error
        if parts.path.strip("/") or parts.fragment or "@" in parts.netloc or port == 0:
            raise wrong
        protocol = protocol.lower()
        for name, _ in pairs:
            if name not in SETTINGS[protocol]:
                raise unknown_name(f"setting of {protocol}", name, SETTINGS[protocol] or ("none",))
        return cls(protocol, parts.hostname or "127.0.0.1", port or PORTS[protocol], tuple(pairs))
