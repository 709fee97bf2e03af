"""Servers are safe by default, and whoever sends nonsense is told so in a sentence."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest

from emogen.errors import EmogenError, RequestError
from emogen.pipelines.live.room import default_room
from emogen.pipelines.live.server.app import bare_app
from emogen.pipelines.live.server.callers import Rate
from emogen.pipelines.live.server.problems import HttpError
from emogen.pipelines.live.server.running import listening
from emogen.pipelines.live.server.settings import Serving, network
from tests.live_server import Server, a_server, serving

ROOM = 30.0
"""Seconds that an answer may take on a machine that is busy."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server(
        token="a-long-secret",
        origins=("http://pages.example:8000",),
        names=("emogen.lan",),
        limits={"reading": 0.3, "writing": 0.3, "body": 50_000, "requests": 8},
    )


def raw(server: Server, *pieces: bytes) -> bytes:
    """All that is answered to these bytes until the server ends the connection."""
    with closing(socket.create_connection(server.address, timeout=ROOM)) as wire:
        for piece in pieces:
            wire.sendall(piece)
        return rest(wire)


def rest(wire: socket.socket) -> bytes:
    """All that still comes on a connection."""
    return b"".join(iter(lambda: wire.recv(65536), b""))


SPEECH = b"POST /v1/audio/speech HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a-long-secret\r\n"


# Who may


@pytest.mark.parametrize(
    "settings",
    [
        {"host": "0.0.0.0"},
        {"host": "192.168.1.7"},
        {"host": "::"},
        {"token": "short"},
        {"token": "not plain: ü"},
        {"origins": ("example.org",)},
        {"port": 70_000},
    ],
)
def test_settings_that_are_not_safe_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        Serving(**settings)  # type: ignore[arg-type]


def test_networks_are_allowed_or_not() -> None:
    lan = Serving(host="0.0.0.0", allow=(network("192.168.1.0/24"), network("fd00::/8")))
    assert lan.allows("192.168.1.7")
    assert lan.allows("::ffff:192.168.1.7")
    assert lan.allows("fd00::1")
    assert not lan.allows("192.168.2.7")
    assert not lan.allows("127.0.0.1")
    assert Serving().allows("127.0.0.1")
    assert not Serving(token="a-long-secret").allows("127.0.0.1")
    with pytest.raises(RequestError):
        network("everybody")


@pytest.mark.parametrize("shown", ["", "Bearer wrong", "Bearer ü", "Basic a-long-secret"])
def test_without_the_token_nothing_is_told(server: Server, shown: str) -> None:
    for path in ("/v1/models", "/metrics", "/docs", "/openapi.json", "/nope"):
        answer = server.http.get(path, headers={b"Authorization": shown.encode("latin-1")})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "invalid_api_key"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_token_can_be_shown_in_several_ways(server: Server) -> None:
    bare = httpx.Client(base_url=server.url)
    assert bare.get("/health").status_code == 200
    assert bare.get("/v1/models").status_code == 401
    assert bare.get("/v1/models", headers={"X-API-Key": "a-long-secret"}).status_code == 200
    assert bare.get("/v1/models?token=a-long-secret").status_code == 200
    assert bare.post("/v1/audio/speech?token=a-long-secret", json={}).status_code == 401
    bare.close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:80", 200),
        ("127.0.0.1", 200),
        ("[::1]:8880", 200),
        ("Emogen.LAN:8880", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_a_page_cannot_lead_its_own_name_here(server: Server, host: str, status: int) -> None:
    assert server.http.get("/v1/models", headers={"Host": host}).status_code == status


def test_only_pages_that_are_named_may_use_it(server: Server) -> None:
    known, unknown = {"Origin": "http://pages.example:8000"}, {"Origin": "http://evil.example"}
    answer = server.http.get("/v1/models", headers=known)
    assert answer.headers["access-control-allow-origin"] == known["Origin"]
    for origin in (unknown, {"Origin": "null"}):
        answer = server.http.get("/v1/models", headers=origin)
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
    asking = {"Access-Control-Request-Method": "POST"}
    # Browsers ask without the token.
    bare = httpx.Client(base_url=server.url)
    answer = bare.options("/v1/audio/speech", headers={**known, **asking})
    assert answer.status_code == 204
    assert "authorization" in answer.headers["access-control-allow-headers"]
    assert bare.options("/v1/audio/speech", headers={**unknown, **asking}).status_code == 403
    bare.close()
    own = server.http.get("/v1/models", headers={"Origin": server.url})
    assert own.status_code == 200


# How much


def test_who_asks_too_often_is_told_to_come_again() -> None:
    now = [0.0]
    rate = Rate(2.0, 3, clock=lambda: now[0])
    for _ in range(3):
        rate.check("a")
    with pytest.raises(HttpError, match="too often") as caught:
        rate.check("a")
    assert ("Retry-After", "1") in caught.value.headers
    rate.check("b")
    now[0] = 0.5
    rate.check("a")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\x00\xff\xfe binary", 400),
        (b"[1, 2]", 400),
        (b'"text"', 400),
        (b'{"input": "Hi.", "va": [NaN, 0]}', 400),
        (b'{"input": "Hi.", "intensity": NaN}', 400),
        (b'{"input": "Hi.", "seed": ' + b"9" * 5000 + b"}", 400),
        (b'{"input": "\\ud800"}', 400),
        (b'{"input": "Hi.", "voice": ["a"]}', 400),
        (b'{"input": "Hi.", "instructions": 3}', 400),
        (b'{"input": "' + b"[" * 30_000 + b'"}', 400),
        (b"[" * 49_000, 400),
        (b'{"input": "' + b"word " * 9_000 + b'"}', 400),
        (b'{"input": "' + b"x" * 1_000_000 + b'"}', 413),
    ],
)
def test_bodies_that_are_nonsense(server: Server, body: bytes, status: int) -> None:
    answer = server.http.post("/v1/audio/speech", content=body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["message"]
    assert "Traceback" not in answer.text
    assert "/" not in error["message"].replace("and/or", "").replace("/docs", "")  # No file of ours.


def test_bombs_in_ssml_are_harmless(server: Server) -> None:
    """Entities cannot grow; many elements within each other are read or refused."""
    laughs = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><speak>&a9;</speak>'
    deep = "<speak>" + "<prosody rate='1.1'>" * 900 + "Hi." + "</prosody>" * 900 + "</speak>"
    for text in (bomb, deep):
        for fields in ({}, {"ssml": True}, {"markup": "ssml"}):
            answer = server.http.post(
                "/v1/audio/speech", json={"input": text, "response_format": "pcm", **fields}
            )
            assert answer.status_code in (200, 400)
            assert len(answer.content) < 5_000_000


def test_a_body_without_a_length_is_counted(server: Server) -> None:
    answer = server.http.post("/v1/audio/speech", content=(b"x" * 10_000 for _ in range(20)))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ((SPEECH + b"Content-Length: 100\r\n\r\n", b'{"inp'), b"408"),
        ((SPEECH + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nab"), b"408"),
        ((SPEECH + b"Content-Length: -1\r\n\r\n",), b"400"),
        ((b"nonsense\r\n\r\n",), b"400"),
        ((b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000,), b"400"),
        ((b"GET / HT",), b""),
        ((b"",), b""),
    ],
)
def test_half_open_connections_are_ended(server: Server, pieces: tuple[bytes, ...], status: bytes) -> None:
    try:
        answer = raw(server, *pieces)
    except ConnectionResetError:
        answer = b""
    assert answer.partition(b" ")[2].startswith(status) if answer else status in (b"", b"400")


def test_a_client_that_takes_nothing_is_left(server: Server) -> None:
    """Half a megabyte of answer waits for it, then no longer."""
    wire = socket.socket()
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    wire.settimeout(ROOM)
    wire.connect(server.address)
    ask = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a-long-secret\r\n\r\n"
    # What it asks for is never read; in the end the server resets the connection.
    with closing(wire), pytest.raises((ConnectionResetError, BrokenPipeError)):
        wire.sendall(ask * 100_000)


def test_more_at_once_than_there_is_room_for_come_again(server: Server) -> None:
    """Eight bodies that do not arrive hold all the room."""
    held = [socket.create_connection(server.address, timeout=ROOM) for _ in range(12)]
    answers = []
    for wire in held:
        wire.sendall(SPEECH + b"Content-Length: 10\r\n\r\n")
    for wire in held:
        with closing(wire):
            answers.append(rest(wire))
    statuses = [answer.split(b" ")[1] for answer in answers]
    assert set(statuses) == {b"408", b"429"}
    assert statuses.count(b"408") <= 8 + 4
    assert all(b"retry-after: 1" in answer for answer in answers if b" 429 " in answer)
    assert server.http.get("/v1/models").status_code == 200


def test_ten_thousand_requests_are_bounded() -> None:
    """Each is answered, with a result or with 429; none hangs and none is lost."""
    with serving(limits={"requests": 4, "rate": 1.0, "burst": 50}) as server:

        def ask(_: int) -> set[tuple[int, bool]]:
            with httpx.Client(base_url=server.url, timeout=ROOM) as client:
                answers = [client.get("/v1/models") for _ in range(40)]
                return {(answer.status_code, "retry-after" in answer.headers) for answer in answers}

        with ThreadPoolExecutor(8) as pool:
            kinds = set().union(*pool.map(ask, range(8)))
        assert kinds == {(200, False), (429, True)}
        assert server.http.get("/health").status_code == 200


# Leaving, ending


def test_a_client_that_leaves_ends_its_line(server: Server) -> None:
    text = "This is a very long line, which nobody listens to. " * 8
    with server.http.stream(
        "POST", "/v1/audio/speech", json={"input": text, "response_format": "pcm"}
    ) as answer:
        next(answer.iter_bytes())
    late = time.monotonic() + 2 * ROOM
    while time.monotonic() < late:  # The next answer may come before the server has seen the end of the last.
        numbers = server.http.get("/metrics").text
        if re.search(r'^emogen_cancelled_lines_total\{protocol="openai"\} 1\.0', numbers, re.MULTILINE):
            break
    else:
        pytest.fail("the line goes on")
    assert "emogen_working 1.0" in server.http.get("/metrics").text


def test_two_servers_on_one_port(server: Server) -> None:
    with pytest.raises(EmogenError, match=r"port \d+ is taken"):
        listening("127.0.0.1", server.address[1])
    with pytest.raises(EmogenError):
        listening("192.0.2.1", 0)  # An address of documents, no machine's.


def test_the_log_has_no_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "emogen.serve"), serving() as server:
        server.http.post("/v1/audio/speech?text=whispered", json={"input": "secret", "voice": "nobody"})
        server.http.get("/nothing/here")
    assert "POST /v1/audio/speech 400" in caplog.text
    assert "secret" not in caplog.text
    assert "whispered" not in caplog.text


def test_health_numbers_and_pages(server: Server) -> None:
    assert server.http.get("/health").json()["status"] == "ok"
    numbers = server.http.get("/metrics").text
    for name in (
        "emogen_requests_total",
        "emogen_first_sound_seconds",
        "emogen_sound_seconds",
        "emogen_busy",
    ):
        assert name in numbers
    described = server.http.get("/openapi.json").json()
    assert described["paths"]["/v1/audio/speech"]["post"]["requestBody"]
    page = server.http.get("/docs")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "/v1/audio/speech" in page.text
    assert "<script" not in page.text
    for path, status in (("/nothing", 404), ("/v1/audio/speech", 405)):
        answer = server.http.get(path)
        assert answer.status_code == status
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


def test_an_error_of_the_server_is_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    app = bare_app(Serving(), default_room())

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError("this quotes a secret")

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://localhost"
        ) as client:
            return await client.get("/broken")

    with caplog.at_level(logging.INFO, "emogen.serve"):
        answer = asyncio.run(ask())
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
    assert "ValueError at broken" in caplog.text
    assert "secret" not in answer.text + caplog.text


# The command

EMOGEN = [sys.executable, "-c", "from emogen.cli.main import main; main()", "serve"]


def test_the_command_tells_when_it_is_ready_and_ends_at_a_signal() -> None:
    process = subprocess.Popen(
        [*EMOGEN, "--port", "0", "--json", "--voice", "bf_emma"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout is not None
    late = threading.Timer(2 * ROOM, process.kill)
    late.start()
    ready = json.loads(process.stdout.readline())
    assert httpx.get(f"{ready['url']}/health").json()["status"] == "ok"
    taken = subprocess.run(
        [*EMOGEN, "--port", str(ready["ports"]["http"])], capture_output=True, text=True, encoding="utf-8"
    )
    process.terminate()
    out, errors = process.communicate(timeout=2 * ROOM)
    late.cancel()
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in errors
    assert taken.returncode == 1
    assert taken.stderr.count("\n") == 1
    assert "is taken" in taken.stderr
