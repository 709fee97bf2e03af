"""OpenAI's interface, by its own client, and as other tools ask for it."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from imageio_ffmpeg import get_ffmpeg_exe
from openai import BadRequestError, OpenAI

from emogen.arrays import Floats
from emogen.conditioning.character.people import characters
from emogen.dsp.recording import resampled
from emogen.media import Audio
from emogen.pipelines.evaluate.hearing.encoder import RATE
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.live.server.asked import ALIASES, asked
from tests.live_server import Server, a_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server()


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server.url}/v1", api_key="none", max_retries=0) as client:
        yield client


def spoken(server: Server, **fields: object) -> bytes:
    answer = server.http.post("/v1/audio/speech", json={"input": "Hi.", "response_format": "pcm", **fields})
    assert answer.status_code == 200, answer.text
    return answer.content


def heard(pcm: bytes) -> str:
    audio = Audio(as_floats(pcm), 24_000)
    return Whisper().hear(resampled(audio, RATE)).lower()


def as_floats(pcm: bytes) -> Floats:
    return (np.frombuffer(pcm, "<i2") / 32768).astype(np.float32)


@pytest.fixture(scope="module")
def hi(server: Server) -> Floats:
    """The plainest line."""
    return as_floats(spoken(server))


def test_sound_comes_before_the_last_of_it_is_made(client: OpenAI, server: Server) -> None:
    """The first of two sentences is heard while the server still works, and no mark is."""
    text = (
        '*she sighs* [very excited] Good morning. <expr label="warm"/> Here is another one. [voice:am_onyx]'
    )
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", input=text, voice="alloy", response_format="pcm"
    ) as response:
        pieces = response.iter_bytes(4096)
        first = next(pieces)
        numbers = server.http.get("/metrics").text
        rest = b"".join(pieces)
    assert "emogen_working 2.0" in numbers  # The line, and the question for the numbers.
    words = heard(first + rest)
    assert "good morning" in words
    assert "another one" in words
    assert not any(word in words for word in ("sigh", "excited", "expr", "warm", "voice", "onyx"))


@pytest.mark.parametrize("form", ["mp3", "opus", "aac", "flac", "wav"])
def test_every_format_is_the_same_sound(client: OpenAI, hi: Floats, form: str, tmp_path: Path) -> None:
    """Decoded by ffmpeg, and where it can by libsndfile."""
    content = client.audio.speech.create(
        model="tts-1",
        input="Hi.",
        voice="marin",
        response_format=form,  # type: ignore[arg-type]  # One of its literals.
    ).read()
    path = tmp_path / f"hi.{form}"
    path.write_bytes(content)
    command = [get_ffmpeg_exe(), "-loglevel", "error", "-i", str(path), "-f", "s16le", "-ar", "24000", "-"]
    assert correlation(as_floats(subprocess.run(command, capture_output=True, check=True).stdout), hi) > 0.95
    if form in ("mp3", "wav"):  # Of the others it wants to know how long they are.
        samples, rate = soundfile.read(path, dtype="float32")
        assert rate == 24_000
        assert correlation(samples, hi) > 0.95


def correlation(one: Floats, other: Floats) -> float:
    """Their greatest, at any delay."""
    match = np.correlate(one, other, "full") if len(one) * len(other) < 1e9 else np.zeros(1)
    return float(match.max() / np.linalg.norm(one) / np.linalg.norm(other))


def test_events_carry_the_sound(server: Server, hi: Floats) -> None:
    answer = server.http.post(
        "/v1/audio/speech", json={"input": "Hi.", "response_format": "pcm", "stream_format": "sse"}
    )
    events = [json.loads(line.removeprefix("data: ")) for line in answer.text.split("\n\n") if line]
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    pcm = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    assert np.array_equal(as_floats(pcm), hi)
    assert events[-1]["type"] == "speech.audio.done"
    assert set(events[-1]["usage"]) == {"input_tokens", "output_tokens", "total_tokens"}


def test_the_least_that_a_client_sends_is_enough(server: Server) -> None:
    answer = server.http.post(
        "/v1/audio/speech",
        json={"model": "tts-1", "input": "Hi.", "voice": "af_heart", "stream": False, "dimensions": 3},
        headers={"Authorization": "Bearer"},
    )
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.content) > 3000


@pytest.mark.parametrize(
    ("fields", "manner"),
    [
        ({"voice": None}, {"voice": "bf_emma"}),
        ({"voice": "af_heart@sadness"}, {"voice": "af_heart", "emotion": "sadness"}),
        ({"voice": {"id": "coral"}}, {"voice": "af_bella"}),
        ({"voice": "af_bella(2)+af_sky(1)"}, {"voice": "af_bella:0.6667+af_sky:0.3333"}),
        ({"voice": "af_bella+af_sky"}, {"voice": "af_bella+af_sky"}),
        ({"voice": "Mira@joy:0.6+surprise:0.4"}, {"character": "mira", "emotion": "joy:0.6+surprise:0.4"}),
        ({"voice": "@auto"}, {"voice": "bf_emma", "emotion": "auto"}),
        (
            {"voice": "nova@joy", "instructions": "geflüstert, traurig"},
            {"voice": "af_nova", "emotion": "sadness + manner:whispered"},
        ),
        (
            {"voice": "nova@joy", "instructions": "sad", "fields": {"emotion": "fear", "actor": "/etc"}},
            {"voice": "af_nova", "emotion": "fear"},
        ),
        ({"fields": {"character": "mira", "seed": 3, "user": "x"}}, {"character": "mira", "seed": 3}),
        ({"voice": "af_sky@joy", "fields": {"va": [0.2, 0.1]}}, {"voice": "af_sky", "va": [0.2, 0.1]}),
    ],
)
def test_voices_and_manners_by_many_names(fields: dict[str, Any], manner: dict[str, Any]) -> None:
    assert asked(**fields, defaults={"voice": "bf_emma"}).manner == manner


def test_long_instructions_are_read_as_far_as_they_can_be() -> None:
    wanted = asked("alloy", instructions="Voice: warm and sad.\n" + "Pacing: slow and steady. " * 100)
    assert "sadness" in wanted.manner["emotion"]
    assert "first" in wanted.notes[0]


def test_an_emotion_is_heard(server: Server, hi: Floats) -> None:
    sad = spoken(server, voice="af_heart@sadness")
    assert sad == spoken(server, voice="marin", instructions="sad")
    assert not np.array_equal(as_floats(sad), hi)


@pytest.mark.parametrize(("speed", "factor"), [(0.25, 4.0), (4.0, 0.25)])
def test_any_speed_of_openai_is_kept(server: Server, hi: Floats, speed: float, factor: float) -> None:
    assert len(as_floats(spoken(server, speed=speed))) == pytest.approx(len(hi) * factor, rel=0.5)


def test_notes_tell_what_was_not_understood(server: Server) -> None:
    answer = server.http.post(
        "/v1/audio/speech",
        json={"input": "Hi.", "voice": "af_heart-af_sky", "instructions": "xqzt", "response_format": "pcm"},
    )
    notes = json.loads(answer.headers["X-Emogen-Notes"])
    assert any("af_sky" in note for note in notes)
    assert any("instructions" in note for note in notes)


def test_lists(server: Server, client: OpenAI) -> None:
    assert "tts-1" in [model.id for model in client.models.list()]
    assert client.models.retrieve("tts-1").id == "tts-1"
    names = {voice["id"] for voice in server.http.get("/v1/audio/voices").json()["voices"]}
    assert {*ALIASES, *characters(), "af_heart"} <= names
    assert server.http.get("/v1/audio/models").json()["models"][0]["id"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"voice": "nobody"}, "unknown voice"),
        ({"voice": "af_heart@jy"}, "jy"),
        ({"voice": "../../etc/passwd"}, "unknown voice"),
        ({"response_format": "ogg"}, "response_format"),
        ({"speed": 9.0}, "0.25 to 4"),
        ({"input": ""}, "input is empty"),
        ({"extra_body": {"intensity": "nan"}}, "intensity"),
        ({"extra_body": {"emotion": "joy:9"}}, "out of range"),
        ({"extra_body": {"character": "/etc/passwd.toml"}}, "unknown character"),
        ({"extra_body": {"stream_format": "video"}}, "stream_format"),
        ({"input": "x" * 20_001}, "20,001 characters"),
    ],
)
def test_what_is_wrong_is_told_in_openais_form(
    client: OpenAI, fields: dict[str, object], message: str
) -> None:
    with pytest.raises(BadRequestError, match=message) as caught:
        client.audio.speech.create(**{"model": "tts-1", "input": "Hi.", "voice": "alloy", **fields})  # type: ignore[arg-type]
    assert caught.value.type == "invalid_request_error"
