"""Kokoro-FastAPI's additions, as its clients send them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest

from emogen.pipelines.live.protocols.kokoro_fastapi import parts_of
from emogen.pipelines.live.server.asked import Asked
from emogen.pipelines.live.server.problems import HttpError
from tests.live_server import Server, a_server

HEART, SKY = Asked({"voice": "af_heart"}), Asked({"voice": "af_sky"})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server()


@pytest.mark.parametrize(
    ("text", "fields", "parts"),
    [
        ("A [voice:af_sky]b", {}, [("A b", HEART)]),
        ("A [rate:1.2]b[/rate]", {}, [("A b", HEART)]),
        ("A [rate:1.2]b", {"allow_voice_tags": True}, [("A [rate:1.2]b", HEART)]),
        ("A [voice:af_sky]b", {"allow_voice_tags": True}, [("A ", HEART), ("b", SKY)]),
        (
            'A <voice name="af_sky">b</voice> c',
            {"ssml": True},
            [("A ", HEART), ("b", SKY), (" c", HEART)],
        ),
        ('A <voice name="af_sky">b', {}, [('A <voice name="af_sky">b', HEART)]),
        ("[voice:af_sky]", {"allow_voice_tags": True}, [("", HEART)]),
    ],
)
def test_tags_of_voices_are_followed_where_they_are_allowed(
    text: str, fields: dict[str, object], parts: list[tuple[str, Asked]]
) -> None:
    assert parts_of(text, HEART, fields) == parts


def test_the_voice_changes_so_often_at_most() -> None:
    with pytest.raises(HttpError, match="100 times"):
        parts_of("[voice:af_sky]a" * 101, HEART, {"ssml": True})


def test_words_come_with_their_times(server: Server) -> None:
    with server.http.stream(
        "POST",
        "/dev/captioned_speech",
        json={"input": "Good morning, you.", "voice": "af_heart", "response_format": "pcm"},
    ) as answer:
        pieces = [json.loads(line) for line in answer.iter_lines()]
    words = [word for piece in pieces for word in piece["timestamps"]]
    assert [word["word"].strip(",.") for word in words] == ["Good", "morning", "you"]
    assert len(pieces) > 3
    seconds = sum(len(base64.b64decode(piece["audio"])) for piece in pieces) / 48_000
    assert 0 <= words[0]["start_time"] < words[0]["end_time"] <= words[2]["start_time"] < seconds
    whole = server.http.post(
        "/dev/captioned_speech",
        json={"input": "Good morning, you.", "response_format": "pcm", "stream": False},
    ).json()
    assert whole["timestamps"] == words
    assert whole["audio_format"] == "audio/pcm"
    assert base64.b64decode(whole["audio"]) == b"".join(base64.b64decode(p["audio"]) for p in pieces)


def test_a_pause_is_a_pause(server: Server) -> None:
    def length(text: str) -> int:
        body = {"input": text, "response_format": "pcm"}
        return len(server.http.post("/v1/audio/speech", json=body).content)

    assert length("Hi. [pause:1.5s] Hi.") - length("Hi. Hi.") > 48_000 * 0.9


def test_a_line_of_two_voices_is_one(server: Server) -> None:
    body = {"input": "Hi. [voice:am_onyx]Hi.", "response_format": "pcm", "allow_voice_tags": True}
    both = server.http.post("/v1/audio/speech", json=body).content
    hers, his = (
        server.http.post("/v1/audio/speech", json={"input": "Hi.", "voice": voice, "response_format": "pcm"})
        for voice in ("af_heart", "am_onyx")
    )
    assert both == hers.content + his.content
    unknown = server.http.post("/v1/audio/speech", json={**body, "input": "Hi. [voice:nobody]Hi."})
    assert unknown.status_code == 400


def test_errors_have_its_form(server: Server) -> None:
    answer = server.http.post("/dev/captioned_speech", json={"input": 3})
    assert answer.status_code == 400
    assert answer.json()["detail"]["message"]
