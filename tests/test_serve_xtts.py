"""The XTTS interface, as SillyTavern, Mantella and SkyrimNet use it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import soundfile

from tests.live_server import Server, a_server, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server(ports={"xtts": 0})


@pytest.fixture(scope="module")
def xtts(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.of("xtts"), timeout=120.0) as client:
        yield client


def frames(content: bytes) -> int:
    samples, rate = soundfile.read(io.BytesIO(content))
    assert rate == 24000
    assert abs(samples).max() > 0.01
    return len(samples)


def test_lists_are_as_each_client_wants_them(xtts: httpx.Client) -> None:
    (first, *_) = xtts.get("/speakers").json()
    assert set(first) == {"name", "voice_id", "preview_url"}
    assert first["preview_url"].startswith(str(xtts.base_url))
    assert "af_heart" in xtts.get("/speakers_list").json()
    assert xtts.get("/languages").json()["languages"]["English"].startswith("en")
    assert xtts.get("/get_models_list").json() == ["emogen"]
    assert xtts.post("/switch_model", json={"model_name": "v2.0.2"}).status_code == 200
    assert xtts.get("/").status_code == xtts.get("/health").status_code == 200
    with serving(ports={"xtts": 0}, mantella=True) as other:
        assert "mira" in httpx.get(f"{other.of('xtts')}/speakers_list").json()["en"]["speakers"]


def test_lines_with_emotions_at_a_speed(xtts: httpx.Client) -> None:
    body = {"text": "Hi.", "speaker_wav": "af_heart@joy", "language": "en"}
    plain = frames(xtts.post("/tts_to_audio/", json=body).content)
    settings = {
        "speed": "2.0",
        "temperature": "0.75",
        "stream_chunk_size": "100",
        "enable_text_splitting": True,
    }
    try:
        assert xtts.post("/set_tts_settings", json=settings).status_code == 200
        assert xtts.get("/get_tts_settings").json()["speed"] == 2
        mantella = {**body, "speaker_wav": "af_heart.wav", "accent": "en", "save_path": "x"}
        assert frames(xtts.post("/tts_to_audio", json=mantella).content) < plain
    finally:
        xtts.post("/set_tts_settings", json={"speed": "1"})
    with xtts.stream("GET", "/tts_stream/", params=body) as answer:
        assert answer.headers["content-type"] == "audio/x-wav"
        content = b"".join(answer.iter_bytes())
    assert content[:4] == b"RIFF"
    assert len(content) == 44 + 2 * plain


def test_a_recording_gives_its_speaker_one_of_the_voices(xtts: httpx.Client) -> None:
    form = {"speaker_name": "FemaleEvenToned", "language": "en"}
    answer = xtts.post("/create_and_store_latents", data=form, files={"wav_file": ("a.wav", b"\0" * 99)})
    assert answer.status_code == 200
    assert "not cloned" in answer.json()["message"]
    assert answer.json()["voice"][1] == "f"
    assert "femaleeventoned" in xtts.get("/speakers_list").json()
    body = {"text": "Hi.", "speaker_wav": "femaleeventoned", "language": "en"}
    assert frames(xtts.post("/tts_to_audio/", json=body).content)


BAD: list[tuple[str, dict[str, Any]]] = [
    ("/tts_to_audio/", {"content": b"\xff\x00\xfe"}),
    ("/tts_to_audio/", {"content": b"[" * 100_000}),
    ("/tts_to_audio/", {"json": ["Hi."]}),
    ("/tts_to_audio/", {"json": {"speaker_wav": "af_heart"}}),
    ("/tts_to_audio/", {"json": {"text": "  "}}),
    ("/tts_to_audio/", {"json": {"text": "x" * 20_001}}),
    ("/tts_to_audio/", {"json": {"text": "Hi.", "speaker_wav": "af_hart"}}),
    ("/tts_to_audio/", {"json": {"text": "Hi.", "speaker_wav": "../../etc/passwd"}}),
    ("/tts_to_audio/", {"json": {"text": "Hi.", "speaker_wav": "af_heart@="}}),
    ("/tts_to_audio/", {"json": {"text": "Hi.", "speaker_wav": ["af_heart"]}}),
    ("/tts_to_audio/", {"json": {"text": "Hi.", "language": "tlh"}}),
    ("/set_tts_settings", {"json": {"speed": "fast"}}),
    ("/set_tts_settings", {"content": b'{"speed": NaN}'}),
    ("/create_and_store_latents", {"data": {"speaker_name": "a"}}),
    ("/create_and_store_latents", {"json": {"speaker_name": "a"}}),
    ("/create_and_store_latents", {"files": {"wav_file": b"a"}}),
    (
        "/create_and_store_latents",
        {"content": b"--x\r\n\xff\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    ),
]


@pytest.mark.parametrize(("path", "sent"), BAD)
def test_bad_input_is_told_in_a_sentence(xtts: httpx.Client, path: str, sent: dict[str, Any]) -> None:
    answer = xtts.post(path, **sent)
    assert answer.status_code in (400, 413, 415, 422), answer.text
    detail = answer.json()["detail"]
    assert isinstance(detail, str)
    assert "Traceback" not in detail
    assert len(detail) > 5
