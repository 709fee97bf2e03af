"""HeadTTS, spoken to by the class ``HeadTTS`` of its package in Node, and by clients that mean no good."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from emogen import weights
from emogen.errors import MissingWeightError
from tests.live_server import Server, a_server

LONGEST = 120.0
"""Seconds after which a test gives up."""

CLIENT = """
globalThis.window = { location: { href: "http://127.0.0.1/" } };
globalThis.AudioContext = class { decodeAudioData(data) { return data; } };
const { HeadTTS } = await import(process.argv[2]);
const head = new HeadTTS({ endpoints: [process.argv[3]], audioCtx: new AudioContext() });
await head.connect();
await head.setup(JSON.parse(process.argv[4]));
const messages = await head.synthesize({ input: JSON.parse(process.argv[5]) });
for (const message of messages) {
    const data = message.data;
    if (data.audio) {
        const bytes = new Uint8Array(data.audio);
        data.audio = [bytes.length, String.fromCharCode(...bytes.slice(0, 4))];
    }
}
console.log("RESULT " + JSON.stringify(messages));
process.exit(0);
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server(ports={"headtts": 0})


@pytest.fixture(scope="module")
def module() -> Path:
    """The client's module; its neighbour is there too."""
    if shutil.which("node") is None:
        pytest.skip("no Node here")
    try:
        return (weights.path("headtts", "utils.mjs"), weights.path("headtts", "headtts.mjs"))[1]
    except MissingWeightError:
        pytest.skip("run: emogen models pull headtts")


@pytest.mark.parametrize(("scheme", "path"), [("http", "/v1"), ("ws", "/")])
def test_the_packages_client_hears_a_line(
    server: Server, module: Path, tmp_path: Path, scheme: str, path: str
) -> None:
    script = tmp_path / "client.mjs"
    script.write_text(CLIENT, encoding="utf-8")
    setup = {"voice": "af_bella@joy", "language": "en-us", "speed": 1, "audioEncoding": "wav"}
    arguments = (module.as_uri(), server.of("headtts", scheme) + path, json.dumps(setup), '"Hi. You came!"')
    ran = subprocess.run(
        ["node", "--no-warnings", "--experimental-websocket", str(script), *arguments],
        capture_output=True, encoding="utf-8", timeout=LONGEST, check=False,
    )  # fmt: skip
    results = [line for line in ran.stdout.splitlines() if line.startswith("RESULT ")]
    assert results, ran.stdout + ran.stderr
    messages = json.loads(results[0].removeprefix("RESULT "))
    assert [word for message in messages for word in message["data"]["words"]]
    for message in messages:
        check_line(message["data"])
        assert message["data"]["audio"][1] == "RIFF"


def check_line(data: dict[str, Any]) -> None:
    assert len(data["words"]) == len(data["wtimes"]) == len(data["wdurations"])
    assert len(data["visemes"]) == len(data["vtimes"]) == len(data["vdurations"]) > 1
    assert data["wtimes"] == sorted(data["wtimes"])
    assert data["vtimes"] == sorted(data["vtimes"])
    assert set(data["visemes"]) <= {
        "sil",
        "PP",
        "FF",
        "TH",
        "DD",
        "kk",
        "CH",
        "SS",
        "nn",
        "RR",
        "aa",
        "E",
        "I",
        "O",
        "U",
    }
    assert min(data["vdurations"]) >= 0
    assert data["phonemes"]


def test_an_emotion_set_up_is_heard_and_pcm_comes_after_its_message(server: Server) -> None:
    with connect(server.of("headtts", "ws") + "/", max_size=None) as socket:
        sounds = []
        for ref, emotion in enumerate(("neutral", "joy")):
            setup = {"emotion": emotion, "voice": "af_heart", "audioEncoding": "pcm", "nonsense": [1]}
            socket.send(json.dumps({"type": "setup", "id": 100, "data": setup}))
            socket.send(json.dumps({"type": "synthesize", "id": ref, "data": {"input": ["Hi."]}}))
        for ref in range(2):
            told = json.loads(socket.recv(LONGEST))
            assert (told["type"], told["ref"], told["data"]["audioEncoding"]) == ("audio", ref, "pcm")
            check_line(told["data"])
            sounds.append(socket.recv(LONGEST))
        assert all(isinstance(sound, bytes) for sound in sounds)
        assert sounds[0] != sounds[1]


def test_every_kind_of_input_is_read(server: Server) -> None:
    items = [
        "Hi",
        {"type": "break", "value": 1500},
        {"type": "phonetic", "value": "təˈmɑːtəʊ", "subtitles": "tomato"},
        {"type": "characters", "value": "ab"},
    ]
    answer = httpx.post(f"{server.of('headtts')}/v1/synthesize", json={"input": items}, timeout=LONGEST)
    data = answer.json()
    check_line(data)
    assert len(base64.b64decode(data["audio"])) > 2 * 1.5 * 24000
    assert "tomato" in "".join(data["words"])


BAD: dict[str, Any] = {
    "binary": b"\xff\x00",
    "deep": b"[" * 100_000,
    "a list": b"[]",
    "no input": b"{}",
    "an empty input": b'{"input": []}',
    "an input that is a number": b'{"input": 5}',
    "an item without a value": b'{"input": [{"type": "text"}]}',
    "an unknown item": b'{"input": [{"type": "song", "value": "la"}]}',
    "a break without end": b'{"input": [{"type": "break", "value": 1e999}]}',
    "a negative break": b'{"input": [{"type": "break", "value": -5}]}',
    "an unknown voice": b'{"input": "Hi.", "voice": "af_hart"}',
    "a voice that is a number": b'{"input": "Hi.", "voice": 5}',
    "an unknown language": b'{"input": "Hi.", "language": "fi"}',
    "an unknown encoding": b'{"input": "Hi.", "audioEncoding": "mp3"}',
    "no speed": b'{"input": "Hi.", "speed": NaN}',
    "an emotion that is none": b'{"input": "Hi.", "emotion": "="}',
    "too much text": json.dumps({"input": "word " * 9000}).encode(),
    "too many items": json.dumps({"input": ["a"] * 2000}).encode(),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_bad_requests_are_told_in_a_sentence(server: Server, content: bytes) -> None:
    answer = httpx.post(f"{server.of('headtts')}/v1/synthesize", content=content, timeout=LONGEST)
    assert answer.status_code in (400, 413, 422)
    assert set(answer.json()) == {"error"}
    assert "Traceback" not in answer.json()["error"]


@pytest.mark.parametrize(
    "message",
    [
        b"\xff\x00",
        "",
        "[]",
        "[" * 50_000,
        '{"type": "synthesize", "id": 1}',
        '{"type": "sing", "id": 1, "data": {}}',
        '{"type": "synthesize", "id": {}, "data": {"input": "Hi.", "voice": "af_hart"}}',
        '{"type": "synthesize", "id": 1, "data": {"input": ""}}',
    ],
)
def test_bad_messages_are_told_and_the_connection_goes_on(server: Server, message: str | bytes) -> None:
    with connect(server.of("headtts", "ws") + "/") as socket:
        for _ in range(2):
            socket.send(message)
            told = json.loads(socket.recv(LONGEST))
            assert told["type"] == "error"
            assert "Traceback" not in told["data"]["error"]


def test_it_says_hello_and_a_foreign_page_is_not_let_in(server: Server) -> None:
    url = server.of("headtts")
    assert httpx.post(f"{url}/v1/hello").text.startswith("HeadTTS")
    foreign = httpx.post(f"{url}/v1/hello", headers={"Origin": "https://example.org"})
    assert foreign.status_code == 403
