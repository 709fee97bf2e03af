"""Load and faults against a real ``emogen serve``: what is sent, what is answered, what is lost.

Writes ``docs/tables/live_load.md``. The server is a process of its own with its usual limits; clients are
plain sockets, so that they can misbehave. A request is lost where its connection ends without an answer.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

TABLE = Path(__file__).parent.parent / "docs" / "tables" / "live_load.md"
FLOOD = 10_000
PATIENCE = 120.0
EMOGEN = [sys.executable, "-c", "from emogen.cli.main import main; main()", "serve", "--port", "0", "--json"]


@dataclass
class Row:
    """One line of the table."""

    sent: str
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    note: str = ""

    def count(self, answer: str, begun: float) -> None:
        self.answers[answer] += 1
        self.seconds.append(time.monotonic() - begun)

    def __str__(self) -> str:
        told = ", ".join(f"{count:,} x {answer}" for answer, count in sorted(self.answers.items()))
        lost = self.answers["lost"]
        times = sorted(self.seconds)
        middle = f"{times[len(times) // 2]:.2f}" if times else ""
        last = f"{times[-1]:.2f}" if times else ""
        return f"| {self.sent} | {told} | {lost} | {middle} | {last} | {self.note} |"


class Server:
    """The process, and the plain sockets that speak to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(EMOGEN, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert self.process.stdout is not None
        self.port = int(json.loads(self.process.stdout.readline())["ports"]["http"])

    def memory(self) -> float:
        """MB that it has."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 1e6

    async def ask(
        self, *pieces: bytes, pause: float = 0.0, read: Callable[..., Awaitable[bytes]] | None = None
    ) -> bytes:
        """The whole answer to these bytes, ``b""`` where there is none."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
            return await (read(reader) if read else reader.read())
        except OSError:
            return b""
        finally:
            writer.close()


def post(body: bytes, *headers: str) -> bytes:
    """A request for speech."""
    head = ["POST /v1/audio/speech HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    if not any(header.startswith(("Content-Length", "Transfer")) for header in headers):
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode() + body


def speech(text: str, **fields: object) -> bytes:
    return post(json.dumps({"input": text, "response_format": "pcm", **fields}).encode())


def status(answer: bytes) -> str:
    """The status of an answer, and whether what follows is whole."""
    if not answer:
        return "lost"
    code = answer.split(b" ", 2)[1].decode()
    if code == "429":
        return "429 with Retry-After" if b"retry-after:" in answer.lower() else "429 without Retry-After"
    chunked = b"transfer-encoding: chunked" in answer.lower()
    return f"{code}, not whole" if chunked and not answer.endswith(b"0\r\n\r\n") else code


async def many(server: Server, row: Row, count: int, request: bytes) -> Row:
    """``count`` of a request, each on its own connection, all at once."""

    async def one() -> None:
        begun = time.monotonic()
        try:
            answer = await asyncio.wait_for(server.ask(request), PATIENCE)
        except (TimeoutError, OSError):
            answer = b""
        row.count(status(answer), begun)

    await asyncio.gather(*(one() for _ in range(count)))
    return row


async def single(server: Server, sent: str, *pieces: bytes, pause: float = 0.0, note: str = "") -> Row:
    row, begun = Row(sent, note=note), time.monotonic()
    answer = await asyncio.wait_for(server.ask(*pieces, pause=pause), PATIENCE)
    row.count(status(answer) if answer else "connection ended", begun)
    return row


async def leaves(server: Server, count: int) -> Row:
    """Clients that leave a long line after its first sound."""
    row = Row(f"{count} clients that leave after the first sound of a long line")
    text = "This is a very long line, which nobody listens to. " * 20

    async def first(reader: asyncio.StreamReader) -> bytes:
        return await reader.readuntil(b"\r\n\r\n") + await reader.read(2000)

    async def one() -> None:
        begun = time.monotonic()
        row.count(f"{(await server.ask(speech(text), read=first)).split()[1].decode()}, then left", begun)

    await asyncio.gather(*(one() for _ in range(count)))
    begun = time.monotonic()
    while (await numbers(server)).get("emogen_working", 0) > 1:
        await asyncio.sleep(0.02)
    row.note = f"all work ended {time.monotonic() - begun:.2f} s later"
    return row


async def numbers(server: Server) -> dict[str, float]:
    answer = await server.ask(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    lines = answer.decode().partition("\r\n\r\n")[2].splitlines()
    return {
        line.split()[0]: float(line.split()[1])
        for line in lines
        if line.startswith("emogen") and len(line.split()) == 2
    }


async def slow_reader(server: Server) -> Row:
    """A client that reads one byte a second of a line that is minutes long."""
    row, begun = Row("a client that reads a byte a second"), time.monotonic()

    async def trickle(reader: asyncio.StreamReader) -> bytes:
        reader._transport.pause_reading()  # type: ignore[attr-defined]  # The buffers fill.
        while (await numbers(server)).get('emogen_cancelled_lines_total{protocol="openai"}', 0) == before:
            await asyncio.sleep(1)
        return b"HTTP/1.1 left"

    before = (await numbers(server)).get('emogen_cancelled_lines_total{protocol="openai"}', 0)
    text = "This is a very long line, which nobody listens to. " * 100
    answer = await asyncio.wait_for(server.ask(speech(text), read=trickle), 600)
    row.count("connection ended" if answer else "lost", begun)
    row.note = "once the buffers were full and 20 s had passed"
    return row


async def measure(server: Server) -> list[Row]:
    rows = [await many(server, Row("1 line, alone"), 1, speech("Hello there."))]
    rows.append(await many(server, Row("8 lines at once"), 8, speech("Hello there.")))
    before = server.memory()
    flood = Row(f"{FLOOD:,} lines at once, each on its own connection")
    rows.append(await many(server, flood, FLOOD, speech("Hi.")))
    flood.note = f"memory {before:.0f} to {server.memory():.0f} MB"
    rows.append(await many(server, Row("1 line after that"), 1, speech("Hello there.")))
    rows.append(await leaves(server, 8))
    faults = list[Awaitable[Row]]()
    faults.append(single(server, "1 MB of text", speech("word " * 200_000)))
    faults.append(single(server, "60 kB of text", speech("word " * 12_000)))
    faults.append(single(server, "binary in place of JSON", post(bytes(range(256)) * 40)))
    faults.append(single(server, "NaN as intensity", post(b'{"input": "Hi.", "intensity": NaN}')))
    faults.append(single(server, "an unknown voice", speech("Hi.", voice="nobody")))
    laughs = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><speak>&a9;</speak>'
    faults.append(single(server, "SSML with a bomb of entities", speech(bomb, markup="ssml")))
    deep = "<speak>" + "<prosody rate='1.1'>" * 900 + "Hi." + "</prosody>" * 900 + "</speak>"
    faults.append(single(server, "SSML 900 elements deep", speech(deep)))
    faults.append(single(server, "half a request line, then nothing", b"GET / HT"))
    faults.append(single(server, "headers, then nothing", post(b"", "Content-Length: 100")))
    slow = [bytes([byte]) for byte in post(b"", "Content-Length: 100")[:60]]
    faults.append(single(server, "a byte a second", *slow, pause=1.0))
    faults.append(
        single(server, "a chunked body without an end", post(b"5\r\nab", "Transfer-Encoding: chunked"))
    )
    faults.append(single(server, "100 kB of headers", b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000))
    faults.append(
        single(server, "a name that is not its own", b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
    )
    rows += await asyncio.gather(*faults)
    rows.append(await slow_reader(server))
    rows.append(await many(server, Row("1 line at the end"), 1, speech("Hello there.")))
    rows[-1].note = f"memory {server.memory():.0f} MB"
    return rows


def main() -> None:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    server = Server()
    try:
        rows = asyncio.run(measure(server))
    finally:
        server.process.terminate()
        code = server.process.wait(60)
    head = [
        "# Load and faults of `emogen serve`",
        "",
        "Made by `python -m benchmarks.live_load`: one server process with its usual limits and plain",
        "sockets as clients, on one machine of 2 cores that others used as well. A request is lost where its",
        f"connection ends without an answer. The server ended with exit code {code} when it was told to.",
        "",
        "| what is sent | answers | lost | median s | last s | |",
        "|---|---|---|---|---|---|",
    ]
    TABLE.write_text("\n".join([*head, *map(str, rows), ""]), encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
