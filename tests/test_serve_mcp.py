"""Tools over MCP, called by the client of `mcp` from `emogen serve --mcp`, a process of its own."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
from PIL import Image

pytest.importorskip("mcp")

from anyio.from_thread import start_blocking_portal
from mcp import ClientSession, StdioServerParameters, stdio_client

from emogen.dsp.recording import load


@pytest.fixture(scope="module")
def call() -> Iterator[Callable[..., Any]]:
    """Calls a method of a session with one server."""
    start = "from emogen.cli.start import main; main()"
    process = StdioServerParameters(command=sys.executable, args=["-c", start, "serve", "--mcp"])

    with start_blocking_portal() as portal:
        ending = portal.call(anyio.Event)
        sessions: Any = portal.call(lambda: anyio.create_memory_object_stream[Any](1))
        sending, receiving = sessions

        async def talk() -> None:
            async with (
                sending,
                stdio_client(process) as streams,
                ClientSession(*streams, read_timeout_seconds=120) as session,
            ):
                await session.initialize()
                await sending.send(session)
                await ending.wait()

        talking = portal.start_task_soon(talk)
        session = portal.call(receiving.receive)

        def called(name: str, *arguments: Any, **keywords: Any) -> Any:
            method: Callable[..., Awaitable[Any]] = getattr(session, name)
            return portal.call(lambda: method(*arguments, **keywords))

        yield called
        portal.call(ending.set)
        talking.result(60)
        receiving.close()


def tool(call: Callable[..., Any], name: str, **arguments: Any) -> list[Any]:
    result = call("call_tool", name, arguments)
    assert not result.is_error, result.content
    return list(result.content)


def refused(call: Callable[..., Any], name: str, **arguments: Any) -> str:
    result = call("call_tool", name, arguments)
    assert result.is_error
    (content,) = result.content
    assert "Traceback" not in content.text
    return str(content.text)


def test_the_tools_say_what_they_take(call: Callable[..., Any]) -> None:
    tools = {tool.name: tool for tool in call("list_tools").tools}
    assert set(tools) >= {"speak", "perform", "face", "picture", "read_emotion", "explain", "list_voices"}
    assert "emotion" in tools["speak"].input_schema["properties"]
    assert all("Args:" in tool.description for name, tool in tools.items() if name != "list_voices")


def test_speech_and_its_face(call: Callable[..., Any], tmp_path: Path) -> None:
    sound, told = tool(call, "perform", text="Hi.", emotion="joy", voice="mira")[:2]
    assert sound.mime_type == "audio/wav"
    file = tmp_path / "hi.wav"
    file.write_bytes(base64.b64decode(sound.data))
    samples = load(file).samples
    assert np.abs(samples).max() > 0.05
    document = json.loads(told.text)
    assert [word[0] for word in document["words"]] == ["Hi"]
    assert document["curves"]["mouthSmileLeft"]
    frames = {len(rows) for rows in (*document["curves"].values(), document["head"], document["gaze"])}
    assert frames == {len(document["head"])}
    assert abs(len(document["head"]) / document["fps"] - document["duration"]) < 0.3


def test_words_and_lists(call: Callable[..., Any]) -> None:
    reading = json.loads(tool(call, "read_emotion", text="I am so happy that you came!")[0].text)
    assert reading["vad"]["valence"] > 0.3
    targets = json.loads(tool(call, "explain", emotion="joy", kind="face")[0].text)["targets"]
    assert "AU12" in {target["target"] for target in targets}
    voices = json.loads(tool(call, "list_voices")[0].text)
    assert {"character": "mira", "voice": "af_heart"} in voices["characters"]
    assert set(json.loads(tool(call, "list_emotions", taxonomy="ekman")[0].text)) >= {"joy", "fear"}


def test_a_picture(call: Callable[..., Any]) -> None:
    content = tool(call, "face", emotion="anger", size=96)[0]
    assert content.mime_type == "image/png"
    assert Image.open(io.BytesIO(base64.b64decode(content.data))).size == (96, 96)


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("speak", {"text": ""}, "text"),
        ("speak", {"text": "x" * 5001}, "5,001 characters"),
        ("speak", {"text": "Hi.", "voice": "af_hart"}, "af_heart"),
        ("speak", {"text": "Hi.", "emotion": "joy:2"}, "out of range"),
        ("speak", {"text": "Hi.", "pace": 99}, "pace"),
        ("speak", {"text": 5}, "text"),
        ("perform", {"text": "Hi.", "fps": 1e9}, "fps"),
        ("face", {"emotion": "joy", "character": "/etc/passwd.yaml"}, "character"),
        ("face", {"emotion": "joy", "size": 100_000}, "pixels"),
        ("picture", {"text": "a", "width": -1}, "pixels"),
        ("explain", {"emotion": "joy", "kind": "smell"}, "smell"),
        ("list_emotions", {"taxonomy": "mine"}, "mine"),
        ("sing", {}, "sing"),
    ],
)
def test_bad_calls_are_told_in_a_sentence(
    call: Callable[..., Any], name: str, arguments: dict[str, Any], told: str
) -> None:
    assert told in refused(call, name, **arguments)
