"""Wyoming, spoken to by the client of its own package, and by clients that mean no good."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from queue import Queue
from typing import Any, TypeAlias

import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

import emogen
from emogen.pipelines.live.line import LiveLine
from emogen.pipelines.live.protocols.wyoming import _asked
from emogen.pipelines.live.server.settings import network
from tests.live_server import Server, a_server, serving

LONGEST = 60.0
"""Seconds after which a test gives up."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server(ports={"wyoming": 0}, limits={"text": 40_000})


Talk: TypeAlias = Callable[[AsyncTcpClient], Coroutine[Any, Any, Any]]


def talk_to(server: Server, talk: Talk) -> Any:
    """The result of a coroutine with a client of this server."""

    async def run() -> Any:
        async with AsyncTcpClient("127.0.0.1", server.running.ports["wyoming"]) as client:
            return await talk(client)

    return asyncio.run(run())


async def events(client: AsyncTcpClient, last: type[Any] = AudioStop) -> list[Event]:
    """Events up to one of the kind ``last`` or the end."""
    heard: list[Event] = []
    async with asyncio.timeout(LONGEST):
        while (event := await client.read_event()) is not None:
            heard.append(event)
            if last.is_type(event.type):
                break
    return heard


def sound(heard: list[Event]) -> bytes:
    return b"".join(AudioChunk.from_event(e).audio for e in heard if AudioChunk.is_type(e.type))


def test_it_describes_voices_characters_and_emotions(server: Server) -> None:
    async def talk(client: AsyncTcpClient) -> None:
        await client.write_event(Describe().event())
        info = Info.from_event((await events(client, Info))[-1])
        (program,) = info.tts
        assert program.supports_synthesize_streaming
        assert program.attribution.name
        assert program.installed
        by_name = {voice.name: voice for voice in program.voices}
        assert by_name["af_heart"].languages == ["en-US"]
        assert by_name["pf_dora"].languages == ["pt-BR"]
        assert {speaker.name for speaker in by_name["mira"].speakers or ()} >= {"neutral", "joy", "grief"}
        await client.write_event(Ping(text="there?").event())
        assert Pong.from_event((await events(client, Pong))[-1]).text == "there?"

    talk_to(server, talk)


def test_a_line_is_the_one_of_speak(server: Server) -> None:
    async def talk(client: AsyncTcpClient) -> None:
        voice = SynthesizeVoice(name="am_adam", speaker="joy")
        await client.write_event(Synthesize(text="Hi.", voice=voice).event())
        heard = await events(client)
        start = AudioStart.from_event(heard[0])
        assert (start.rate, start.width, start.channels) == (24000, 2, 1)
        chunks = [AudioChunk.from_event(event) for event in heard[1:-1]]
        assert len(chunks) > 2
        assert {(chunk.rate, chunk.width, chunk.channels) for chunk in chunks} == {(24000, 2, 1)}
        assert [chunk.timestamp for chunk in chunks] == sorted(chunk.timestamp or 0 for chunk in chunks)
        same = emogen.speak("Hi.", voice="am_adam", emotion="joy").speech.audio
        assert len(sound(heard)) == 2 * len(same.samples)

    talk_to(server, talk)


@pytest.mark.parametrize(
    ("asked", "voice", "fields"),
    [
        ({"voice": SynthesizeVoice(name="af_heart@joy:0.5")}, "af_heart@joy:0.5", {}),
        ({"voice": SynthesizeVoice(name="mira", speaker="joy")}, "mira", {"emotion": "joy"}),
        ({"context": {"emotion": "joy"}}, None, {"emotion": "joy"}),
        ({"voice": SynthesizeVoice(language="pt_BR")}, "pf_dora", {}),
        ({"voice": SynthesizeVoice(language="en")}, "af_heart", {}),
        ({"text_format": "ssml"}, None, {"markup": "ssml"}),
    ],
)
def test_emotions_and_languages_have_their_ways_in(
    asked: dict[str, Any], voice: str | None, fields: dict[str, str]
) -> None:
    read = _asked(Synthesize(text="Hi.", **asked).event(), "Hi.")
    assert (read.voice, read.fields) == (voice, fields)


def test_a_text_in_pieces_is_spoken_once(server: Server) -> None:
    """The compatible ``synthesize`` that Home Assistant sends with the pieces adds nothing."""

    async def talk(client: AsyncTcpClient) -> None:
        voice = SynthesizeVoice(name="af_heart")
        for event in (
            SynthesizeStart(voice=voice).event(),
            *(SynthesizeChunk(text=piece).event() for piece in ("Hi", ".", " ")),
            Synthesize(text="Hi. ", voice=voice).event(),
            SynthesizeStop().event(),
        ):
            await client.write_event(event)
        heard = await events(client, SynthesizeStopped)
        kinds = [event.type for event in heard]
        assert kinds[0] == "audio-start"
        assert kinds[-2:] == ["audio-stop", "synthesize-stopped"]
        assert kinds.count("audio-start") == 1
        assert sound(heard)
        await client.write_event(Synthesize(text="Hi.", voice=voice).event())
        assert sound(await events(client))

    talk_to(server, talk)


def test_lines_asked_at_once_come_one_after_the_other(server: Server) -> None:
    async def talk(client: AsyncTcpClient) -> None:
        for _ in range(2):
            await client.write_event(Synthesize(text="Hi.").event())
        first, second = await events(client), await events(client)
        assert sound(first) == sound(second) != b""

    talk_to(server, talk)


HOSTILE = {
    "binary": b"\x00\xff\xfe" * 50 + b"\n",
    "no type": b"{}\n",
    "a list": b"[1]\n",
    "deep": b"[" * 60_000 + b"\n",
    "a type that is no text": b'{"type": 5}\n',
    "data that is a list": b'{"type": "synthesize", "data": [1]}\n',
    "a huge line": b"x" * 200_000,
    "data of a terabyte": b'{"type": "synthesize", "data_length": 1000000000000}\n',
    "a payload of a terabyte": b'{"type": "synthesize", "payload_length": 1000000000000}\n',
    "a negative length": b'{"type": "synthesize", "data_length": -5}\n',
    "a length that is text": b'{"type": "synthesize", "data_length": "5"}\n',
    "data that is no JSON": b'{"type": "synthesize", "data_length": 4}\n\xff\xff\xff\xff',
    "no text": b'{"type": "synthesize"}\n',
    "a text that is a number": b'{"type": "synthesize", "data": {"text": 5}}\n',
    "an empty text": b'{"type": "synthesize", "data": {"text": ""}}\n',
    "too much text": json.dumps({"type": "synthesize", "data": {"text": "word " * 9000}}).encode() + b"\n",
    "an unknown voice": b'{"type": "synthesize", "data": {"text": "Hi.", "voice": {"name": "af_hart"}}}\n',
    "a voice that is a path": b'{"type": "synthesize", "data": {"text":"a", "voice": {"name": "/x.yaml"}}}\n',
    "a voice that is a list": b'{"type": "synthesize", "data": {"text": "Hi.", "voice": [1]}}\n',
    "a voice named by a number": b'{"type": "synthesize", "data": {"text": "Hi.", "voice": {"name": 5}}}\n',
    "an unknown language": b'{"type": "synthesize", "data": {"text": "a", "voice": {"language": "tlh"}}}\n',
    "an unknown format": b'{"type": "synthesize", "data": {"text": "Hi.", "text_format": "html"}}\n',
    "no emotion": b'{"type": "synthesize", "data": {"text": "a", "context": {"emotion": "="}}}\n',
    "broken SSML": b'{"type": "synthesize", "data": {"text": "<speak><b", "text_format": "ssml"}}\n',
    "a piece without a beginning": b'{"type": "synthesize-chunk", "data": {"text": "Hi."}}\n',
    "an end without a beginning": b'{"type": "synthesize-stop"}\n',
    "two beginnings": b'{"type": "synthesize-start"}\n' * 2,
    "a hundred lines": b'{"type": "synthesize", "data": {"text": "Hi."}}\n' * 100,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_bad_input_is_answered_with_one_error(server: Server, content: bytes) -> None:
    async def talk(client: AsyncTcpClient) -> list[Event]:
        assert client._writer is not None
        client._writer.write(content)
        return await events(client, Error)

    heard = talk_to(server, talk)
    error = Error.from_event(heard[-1])
    assert error.code in ("bad-request", "busy")
    assert "\n" not in error.text
    assert "Traceback" not in error.text


async def leave_after(client: AsyncTcpClient, content: bytes) -> None:
    assert client._writer is not None
    client._writer.write(content)
    await client._writer.drain()


async def describe(client: AsyncTcpClient) -> Event:
    await client.write_event(Describe().event())
    return (await events(client, Info))[-1]


@pytest.mark.parametrize("content", [b"", b'{"type": "synth', b'{"type": "synthesize", "data_length": 9}\n{'])
def test_a_client_that_leaves_in_the_middle_harms_nobody(server: Server, content: bytes) -> None:
    talk_to(server, lambda client: leave_after(client, content))
    assert Info.is_type(talk_to(server, describe).type)


def test_a_line_is_cancelled_when_its_client_leaves(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: Queue[LiveLine] = Queue()
    cancel = LiveLine.cancel

    def watched(line: LiveLine) -> None:
        cancel(line)
        lines.put(line)

    async def talk(client: AsyncTcpClient) -> None:
        await client.write_event(Synthesize(text="I waited, and you did not come. " * 20).event())
        await events(client, AudioChunk)

    monkeypatch.setattr(LiveLine, "cancel", watched)
    talk_to(server, talk)
    assert lines.get(timeout=LONGEST).cancelled


def test_it_speaks_before_the_text_has_ended(server: Server) -> None:
    async def talk(client: AsyncTcpClient) -> None:
        await client.write_event(SynthesizeStart().event())
        await client.write_event(SynthesizeChunk(text="You came after all. And now").event())
        assert await events(client, AudioChunk)

    talk_to(server, talk)


def test_where_a_token_is_wanted_only_allowed_networks_are_served() -> None:
    async def talk(client: AsyncTcpClient) -> None:
        assert "allow" in Error.from_event((await events(client, Error))[-1]).text
        assert await client.read_event() is None

    with serving(ports={"wyoming": 0}, token="a secret of ours") as server:
        talk_to(server, talk)
    with serving(ports={"wyoming": 0}, token="a secret of ours", allow=(network("127.0.0.0/8"),)) as server:
        assert talk_to(server, describe)


def test_there_is_room_for_so_many_connections() -> None:
    async def talk(second: AsyncTcpClient) -> str | None:
        return Error.from_event((await events(second, Error))[-1]).code

    async def run(port: int) -> None:
        async with AsyncTcpClient("127.0.0.1", port) as first:
            assert await describe(first)
            async with AsyncTcpClient("127.0.0.1", port) as second:
                assert await talk(second) == "busy"
            assert await describe(first)

    with serving(ports={"wyoming": 0}, limits={"connections": 1}) as server:
        asyncio.run(run(server.running.ports["wyoming"]))
