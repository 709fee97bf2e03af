"""Wyoming, spoken to by the client of its own package, and by clients that mean no good."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

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
from emogen.pipelines.live.protocols.wyoming import Limits, WyomingServer, _manner

LONGEST = 60.0
"""Seconds after which a test gives up."""


@asynccontextmanager
async def serving(**settings: Any) -> AsyncIterator[tuple[WyomingServer, int]]:
    server = WyomingServer(**settings)
    port = await server.start("127.0.0.1", 0)
    try:
        yield server, port
    finally:
        await server.close()


async def events(client: AsyncTcpClient, last: type[Any] = AudioStop) -> list[Event]:
    """What comes, up to an event of the kind ``last`` or the end."""
    heard: list[Event] = []
    async with asyncio.timeout(LONGEST):
        while (event := await client.read_event()) is not None:
            heard.append(event)
            if last.is_type(event.type):
                break
    return heard


def with_client(talk: Callable[[AsyncTcpClient], Coroutine[Any, Any, None]], **settings: Any) -> None:
    async def run() -> None:
        async with serving(**settings) as (_, port), AsyncTcpClient("127.0.0.1", port) as client:
            await talk(client)

    asyncio.run(run())


def sound(heard: list[Event]) -> bytes:
    return b"".join(AudioChunk.from_event(e).audio for e in heard if AudioChunk.is_type(e.type))


def test_it_describes_voices_characters_and_emotions() -> None:
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

    with_client(talk)


def test_a_line_is_the_one_of_speak() -> None:
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

    with_client(talk)


@pytest.mark.parametrize(
    ("asked", "manner"),
    [
        ({"voice": SynthesizeVoice(name="af_heart@joy:0.5")}, {"voice": "af_heart", "emotion": "joy:0.5"}),
        ({"voice": SynthesizeVoice(name="Mira", speaker="joy")}, {"character": "Mira", "emotion": "joy"}),
        ({"context": {"emotion": "joy"}}, {"emotion": "joy"}),
        ({"voice": SynthesizeVoice(language="pt_BR")}, {"voice": "pf_dora"}),
        ({"voice": SynthesizeVoice(language="en")}, {"voice": "af_heart"}),
        ({"text_format": "ssml"}, {"markup": "ssml"}),
    ],
)
def test_emotions_and_languages_have_their_ways_in(asked: dict[str, Any], manner: dict[str, str]) -> None:
    assert _manner(Synthesize(text="Hi.", **asked).event()) == manner


def test_a_text_in_pieces_is_spoken_once() -> None:
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

    with_client(talk)


def test_lines_asked_at_once_come_one_after_the_other() -> None:
    async def talk(client: AsyncTcpClient) -> None:
        for _ in range(2):
            await client.write_event(Synthesize(text="Hi.").event())
        first, second = await events(client), await events(client)
        assert sound(first) == sound(second) != b""

    with_client(talk)


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


@pytest.fixture(scope="module")
def loop_and_port() -> Any:
    with asyncio.Runner() as runner:
        server = WyomingServer(limits=Limits(characters=40_000))
        port = runner.run(server.start("127.0.0.1", 0))
        yield runner, port
        runner.run(server.close())


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_bad_input_is_answered_with_one_error(loop_and_port: Any, content: bytes) -> None:
    runner, port = loop_and_port

    async def talk() -> list[Event]:
        async with AsyncTcpClient("127.0.0.1", port) as client:
            assert client._writer is not None
            client._writer.write(content)
            return await events(client, Error)

    heard = runner.run(talk())
    error = Error.from_event(heard[-1])
    assert error.code in ("bad-request", "busy")
    assert "\n" not in error.text
    assert "Traceback" not in error.text


@pytest.mark.parametrize("content", [b"", b'{"type": "synth', b'{"type": "synthesize", "data_length": 9}\n{'])
def test_a_client_that_leaves_in_the_middle_leaves_nothing(content: bytes) -> None:
    async def run() -> None:
        async with serving() as (server, port):
            async with AsyncTcpClient("127.0.0.1", port) as client:
                assert client._writer is not None
                client._writer.write(content)
                await client._writer.drain()
            async with AsyncTcpClient("127.0.0.1", port) as other:
                await other.write_event(Describe().event())
                assert await events(other, Info)
            async with asyncio.timeout(LONGEST):
                while server._sessions:
                    await asyncio.wait(tuple(server._sessions))

    asyncio.run(run())


def test_a_line_is_cancelled_when_its_client_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    from emogen.pipelines.live.voice import Voice

    lines = []
    stream = Voice.stream

    def watched(self: Voice, *arguments: Any, **keywords: Any) -> Any:
        lines.append(stream(self, *arguments, **keywords))
        return lines[-1]

    monkeypatch.setattr(Voice, "stream", watched)

    async def run() -> None:
        async with serving() as (server, port):
            async with AsyncTcpClient("127.0.0.1", port) as client:
                await client.write_event(
                    Synthesize(text="I waited for you, and you did not come. " * 20).event()
                )
                await events(client, AudioChunk)
            async with asyncio.timeout(LONGEST):
                while server._sessions:
                    await asyncio.wait(tuple(server._sessions))
        assert [line.cancelled for line in lines] == [True]

    asyncio.run(run())


def test_only_allowed_addresses_are_served() -> None:
    async def talk(client: AsyncTcpClient) -> None:
        assert "allow" in Error.from_event((await events(client, Error))[-1]).text
        assert await client.read_event() is None

    with_client(talk, admits=lambda address: address != "127.0.0.1")


def test_there_is_room_for_so_many_connections() -> None:
    async def run() -> None:
        async with (
            serving(limits=Limits(connections=1)) as (_, port),
            AsyncTcpClient("127.0.0.1", port) as first,
            AsyncTcpClient("127.0.0.1", port) as second,
        ):
            assert Error.from_event((await events(second, Error))[-1]).code == "busy"
            await first.write_event(Describe().event())
            assert await events(first, Info)

    asyncio.run(run())
