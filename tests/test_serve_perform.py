"""/v1/perform: lines in, sound and face out; what is refused, and that nothing stays behind."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

import emogen
from emogen.pipelines.live.protocols.perform_messages import PARTS, read_message
from tests.live_server import Server, serving
from tests.performer import performing

LINE = "Hi."


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(limits={"reading": 2.0, "text": 2000, "body": 200_000}) as running:
        yield running


@pytest.fixture(scope="module")
def spoken() -> bytes:
    """The line as ``speak`` says it."""
    samples = emogen.speak(LINE, emotion="joy").audio.samples
    return (samples.clip(-1, 1) * 32767).round().astype("<i2").tobytes()


def test_a_line_is_the_sound_of_speak_with_a_face_in_step(server: Server, spoken: bytes) -> None:
    with performing(server) as client:
        ready = client.start(voice="af_heart", emotion="joy", fps=30)
        assert ready["rate"] == 24000
        assert len(ready["curves"]) == 52
        client.send("say", id="a", text=LINE)
        begin, *chunks, done = client.until("done")
    assert begin == {"type": "begin", "id": "a", "rate": 24000, "emotion": "joy"}
    assert client.sound["a"] == spoken
    assert done["seconds"] == pytest.approx(len(spoken) / 48000, abs=1e-3)
    assert all(chunk["end"] - chunk["start"] <= 0.1 + 1e-6 for chunk in chunks)
    assert [word["text"] for chunk in chunks for word in chunk["words"]] == ["Hi"]
    assert "".join(p["symbol"] for chunk in chunks for p in chunk["phonemes"]) == "haɪ"
    assert "aa" in [viseme["name"] for chunk in chunks for viseme in chunk["visemes"]]
    firsts = [chunk["face"]["first"] for chunk in chunks]
    counts = [len(chunk["face"]["curves"]) for chunk in chunks]
    assert firsts == [0, *np.cumsum(counts)[:-1]]
    assert all(chunk["emotion"]["valence"] > 0.3 for chunk in chunks)


def test_only_the_parts_that_are_wanted_come_and_sound_as_text(server: Server, spoken: bytes) -> None:
    with performing(server, emotion="joy", format="base64", parts=["sound", "visemes"]) as client:
        client.send("say", text=LINE)
        _, *chunks, done = client.until("done")
    assert done["id"] == "line-1"
    assert b"".join(base64.b64decode(chunk["audio"]) for chunk in chunks) == spoken
    assert all(set(chunk) == {*_CHUNK, "audio", "visemes"} for chunk in chunks)


_CHUNK = {"type", "id", "start", "end", "phrase", "bytes"}


def test_text_in_pieces_and_a_session_that_is_resumed(server: Server) -> None:
    with performing(server) as client:
        name = client.start(session="mine", voice="am_michael", parts=["words"])["session"]
        for piece in ("H", "i", ", the", "re."):
            client.send("text", id="p", text=piece)
        client.send("end", id="p")
        messages = client.until("done")
    words = [word["text"] for message in messages for word in message.get("words", ())]
    assert words == ["Hi", "there"]
    with performing(server) as client:
        again = client.start(session=name)
        assert (again["resumed"], again["voice"], again["parts"]) == (True, "am_michael", ["words"])
        assert again["lines"] == ["p"]
        assert client.start(voice=None)["voice"] == "af_heart"


def test_lines_come_in_order_and_ssml_is_read(server: Server) -> None:
    with performing(server, parts=["words"]) as client:
        client.send("say", id="1", text="<speak>Hi <break time='50ms'/></speak>", markup="ssml")
        client.send("say", id="2", text="Oh.", emotion="sadness")
        messages = client.until("done", id="2")
    assert [m["id"] for m in messages if m["type"] == "begin"] == ["1", "2"]
    assert [w["text"] for m in messages for w in m.get("words", ())] == ["Hi", "Oh"]


def test_barge_in(server: Server) -> None:
    with performing(server, parts=["sound"]) as client:
        client.send("say", id="long", text="One. Two. Three. Four. Five. Six. Seven. " * 20)
        client.send("say", id="next", text=LINE)
        client.until("begin")
        client.send("cancel")
        stopped = client.until("cancelled", id="next")
        assert [m["id"] for m in stopped if m["type"] == "cancelled"] == ["long", "next"]
        client.send("say", id="after", text=LINE)
        assert client.until("done")[-1]["id"] == "after"


def test_a_recording_gets_lips_and_emotion(server: Server, spoken: bytes) -> None:
    with performing(server, parts=["visemes", "curves", "emotion"]) as client:
        client.send("audio", id="r", rate=24000, text=LINE)
        client.socket.send(spoken[:20_000])
        client.send("sound", id="r", audio=base64.b64encode(spoken[20_000:]).decode())
        client.send("end", id="r")
        _, *chunks, done = client.until("done", "error")
    assert done["type"] == "done"
    assert done["seconds"] == pytest.approx(len(spoken) / 48000, abs=1e-3)
    assert "aa" in [viseme["name"] for chunk in chunks for viseme in chunk["visemes"]]
    assert sum(len(chunk["face"]["curves"]) for chunk in chunks) >= 20


def test_a_character_speaks_as_it_feels(server: Server) -> None:
    server.http.post("/v1/characters/mira/feelings", json={"emotion": "anger"})
    with performing(server, character="mira", parts=["emotion"]) as client:
        client.send("say", text=LINE)
        begin, chunk, *_ = client.until("done")
        assert "anger" in begin["emotion"]
        assert chunk["emotion"]["valence"] < 0
        assert server.http.post("/v1/characters/mira/say", json={"text": "Oh.", "perform": True}).json() == {
            "performed": 1
        }
        assert client.until("done")[-1]["id"].startswith("say-")


BAD: list[tuple[Any, str]] = [
    ("[1", "no JSON"),
    ('"text"', "an object"),
    ('{"type": "dance"}', "unknown type"),
    ('{"type": "say"}', "needs the field 'text'"),
    ('{"type": "say", "text": ""}', "does not fit"),
    ('{"type": "say", "text": "Hi.", "file": "/etc/passwd"}', "no field 'file'"),
    ('{"type": "say", "text": "Hi.", "pace": NaN}', "pace"),
    ('{"type": "say", "text": "Hi.", "intensity": 1e999}', "intensity"),
    ('{"type": "say", "text": "Hi.", "voice": "../../x"}', "unknown voice"),
    ('{"type": "say", "text": "Hi.", "emotion": "joyy:::"}', "emotion"),
    (json.dumps({"type": "say", "text": "a" * 3000}), "characters"),
    (json.dumps({"type": "say", "id": "x" * 65, "text": "Hi."}), "does not fit"),
    ('{"type": "end", "id": "none"}', "no line"),
    ('{"type": "cancel", "id": "none"}', "no line"),
    ('{"type": "sound", "id": "none", "audio": "AAA="}', "no recording"),
    ('{"type": "audio", "id": "r", "rate": 1}', "rate"),
    ('{"type": "start", "parts": ["smell"]}', "parts"),
    ('{"type": "start", "fps": 1000}', "fps"),
    ('{"type": "start", "character": "/etc/passwd"}', "character"),
    ("{" * 5000, "no JSON"),
    (b"\x00\x01", "binary frames are sound"),
]


def test_bad_messages_are_told_and_the_connection_goes_on(server: Server) -> None:
    with performing(server, parts=["sound"]) as client:
        for message, told in BAD:
            client.socket.send(message)
            error = client.until("error", "done", "ready")[-1]
            assert error["type"] == "error", message
            assert told in error["message"], (message, error)
            assert "\n" not in error["message"]
        client.send("ping")
        assert client.receive() == {"type": "pong"}


def test_a_hundred_lines_without_an_end(server: Server) -> None:
    with performing(server, parts=["sound"]) as client:
        for number in range(100):
            client.send("text", id=f"{number}", text="Well")
        client.send("ping")
        errors = [m for m in client.until("pong") if m["type"] == "error"]
        assert [error["code"] for error in errors] == ["busy"] * 84
        client.send("cancel")
        client.until("cancelled", id="15")
    with performing(server, parts=["sound"]) as client:
        client.send("say", text=LINE)
        assert client.until("done")


def test_a_recording_that_is_too_long_or_breaks_off(server: Server) -> None:
    with performing(server, parts=["visemes"]) as client:
        client.send("audio", id="r", rate=8000)
        client.send("audio", id="s", rate=8000)
        assert client.until("error")[-1]["code"] == "busy"
        for _ in range(20):
            client.socket.send(bytes(100_000))
        client.send("ping")
        assert "lasts over 120 s" in client.until("pong")[0]["message"]
        client.send("cancel", id="r")
        client.until("cancelled")
        client.send("audio", id="t", rate=8000)
        client.socket.send(b"\x00")
        client.send("end", id="t")
        assert "within a sample" in client.until("error")[-1]["message"]


def test_huge_messages_and_silence_end_the_connection(server: Server) -> None:
    with performing(server, parts=["sound"]) as client:
        client.send("say", text="a" * 300_000)
        with pytest.raises(ConnectionClosed):
            client.receive()
    with performing(server) as client, pytest.raises(ConnectionClosed) as closed:
        client.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


def test_a_client_that_leaves_leaves_nothing_behind(server: Server) -> None:
    for _ in range(5):
        with performing(server, parts=["sound"]) as client:
            client.send("say", text="One. Two. Three. Four. " * 20)
            client.until("begin")
            client.socket.socket.close()
    with performing(server, parts=["sound"]) as client:
        client.send("say", text=LINE)
        assert client.until("done")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_asked_for(part: str) -> None:
    assert read_message(json.dumps({"type": "start", "parts": [part]})).type == "start"
