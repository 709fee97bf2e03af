"""A small server on this machine alone that shows the review page and writes ``overrides.yaml``.

It serves the page and the sounds that the page lists, below a path that nobody can guess, and writes one
file.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from emogen.budgets import REQUEST_BYTES
from emogen.errors import EmogenError, OutputError, RequestError
from emogen.pipelines.project.overrides import (
    Overrides,
    checked_overrides,
    overrides_text,
    read_overrides,
    write_overrides,
)
from emogen.pipelines.review.entries import Entry, Place
from emogen.pipelines.review.page import review_page

HOST: Final = "127.0.0.1"

_TYPES: Final = {
    ".wav": "audio/wav", ".flac": "audio/flac", ".ogg": "audio/ogg", ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4", ".m4b": "audio/mp4", ".mp4": "video/mp4",
}  # fmt: skip

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; media-src 'self'; connect-src 'self'; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class ReviewServer(ThreadingHTTPServer):
    """Serves one review until it is shut down.

    Attributes:
        token: the secret part of its address: other pages in the same browser do not know it.
    """

    daemon_threads = True

    def __init__(self, place: Place, entries: Sequence[Entry], *, port: int = 0) -> None:
        """Listen on this machine.

        Args:
            place: where the review is.
            entries: its lines.
            port: 0 takes any that is free.

        Raises:
            OutputError: the port is taken.
        """
        self.place, self.entries = place, entries
        self.token = secrets.token_urlsafe(24)
        self.writing = threading.Lock()
        self.known = {entry.made.id for entry in entries}
        self.files = {place.url(file): place.results / file for entry in entries for file in entry.files}
        try:
            super().__init__((HOST, port), _Handler)
        except (OSError, OverflowError) as error:
            fix = "Choose another --port; 0 takes a free one."
            raise OutputError(f"cannot listen on port {port}", why=str(error), fix=fix) from error

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://{HOST}:{self.server_address[1]}/{self.token}/"

    def page(self) -> bytes:
        """The page as it is now."""
        return review_page(self.place, self.entries, save="overrides").encode()

    def change(self, lines: Any) -> Overrides:
        """Put the changes of some lines, None for none any more, into ``overrides.yaml``.

        Raises:
            RequestError: a line that is not listed, or a change that cannot be.
            OutputError: the file cannot be written; it is as it was.
        """
        if not isinstance(lines, dict):
            raise RequestError("the changes are no mapping of lines")
        if unknown := sorted(set(lines) - self.known):
            raise RequestError(f"there is no line {unknown[0]!r}")
        with self.writing:
            now = dict(read_overrides(self.place.overrides).lines)
            new = {id: line for id, line in lines.items() if line is not None}
            now |= checked_overrides({"lines": new}, "the change").lines
            kept = Overrides(lines={id: line for id, line in now.items() if id in new or id not in lines})
            write_overrides(self.place.overrides, kept)
        return kept


class _Handler(BaseHTTPRequestHandler):
    """Answers a browser."""

    server: ReviewServer
    protocol_version = "HTTP/1.1"
    server_version = "emogen"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        name = self._name()
        if name == "":
            self._send(HTTPStatus.OK, self.server.page(), "text/html; charset=utf-8")
        elif name in self.server.files:
            self._send_file(self.server.files[name])
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")

    def do_POST(self) -> None:
        if refused := self._refusal():
            self._refuse(*refused)
            return
        try:
            values = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept = self.server.change(values.get("lines") if isinstance(values, dict) else None)
        except (ValueError, RecursionError):
            self._refuse(HTTPStatus.BAD_REQUEST, "the change is no JSON")
        except EmogenError as error:
            self._refuse(HTTPStatus.BAD_REQUEST, str(error))
        else:
            answer = json.dumps({"saved": len(kept.lines), "text": overrides_text(kept)})
            self._send(HTTPStatus.OK, answer.encode(), "application/json")

    def _refusal(self) -> tuple[HTTPStatus, str] | None:
        """Why a change is not even read."""
        origin, length = self.headers.get("Origin"), self.headers.get("Content-Length", "")
        if self._name() != "overrides":
            return HTTPStatus.NOT_FOUND, "there is nothing here"
        if origin is not None and urlsplit(origin).netloc != self.headers.get("Host"):
            return HTTPStatus.FORBIDDEN, "this page may not change the review"
        if self.headers.get_content_type() != "application/json":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "changes are JSON"
        if not length.isdecimal() or len(length) > 9 or int(length) > REQUEST_BYTES.limit:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the change is too large"
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal belongs to the person."""

    def _name(self) -> str | None:
        """What is asked for below the secret path; None where that is not known, or the browser was led here
        by another name of this machine."""
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        path = unquote(urlsplit(self.path).path)
        secret, slash, name = path.removeprefix("/").partition("/")
        if host not in (HOST, "localhost") or not slash:
            return None
        return name if secrets.compare_digest(secret.encode(), self.server.token.encode()) else None

    def _send_file(self, path: Path) -> None:
        """A listed sound, or the part of it that a player asks for."""
        try:
            content = path.read_bytes()
        except OSError:
            self._refuse(HTTPStatus.NOT_FOUND, "the file is gone")
            return
        kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
        match = re.fullmatch(r"bytes=(\d{1,15})-(\d{0,15})", self.headers.get("Range", ""))
        if match is None or int(match[1]) >= len(content):
            self._send(HTTPStatus.OK, content, kind, {"Accept-Ranges": "bytes"})
            return
        first = int(match[1])
        last = min(int(match[2]) if match[2] else len(content) - 1, len(content) - 1)
        placed = {"Content-Range": f"bytes {first}-{last}/{len(content)}", "Accept-Ranges": "bytes"}
        self._send(HTTPStatus.PARTIAL_CONTENT, content[first : last + 1], kind, placed)

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True  # What else was sent is not read.
        self._send(status, json.dumps({"error": why}).encode(), "application/json")

    def _send(
        self, status: HTTPStatus, content: bytes, kind: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):  # The player has heard enough.
            self.close_connection = True
