"""/v1/images and /v1/faces: pictures, and what is refused."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from tests.live_server import Server, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def test_a_mood_picture(server: Server) -> None:
    body = {"text": "a harbour at dusk", "emotion": "sadness", "size": "96x64", "format": "jpeg"}
    answer = server.http.post("/v1/images", json=body)
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == (96, 64)
    again = server.http.post("/v1/images", json=body)
    assert again.content == answer.content


def test_a_face_and_a_sheet(server: Server) -> None:
    answer = server.http.post("/v1/faces", json={"character": "mira", "emotion": "joy", "size": 64})
    assert Image.open(io.BytesIO(answer.content)).size == (64, 64)
    answer = server.http.post("/v1/faces/sheet", json={"emotions": "joy, anger", "size": "32x32"})
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.format == "PNG"
    assert "emogen" in picture.info


def test_openais_client(server: Server) -> None:
    openai = pytest.importorskip("openai")
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="none") as client:
        made = client.images.generate(
            prompt="two trees", n=2, size="64x64", response_format="b64_json", extra_body={"emotion": "joy"}
        )
    pictures = [base64.b64decode(item.b64_json) for item in made.data]
    assert len(set(pictures)) == 2
    assert Image.open(io.BytesIO(pictures[0])).size == (64, 64)


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/v1/images", {}, "text"),
        ("/v1/images", {"text": "a tree", "init": "/etc/passwd"}, "unknown parameter"),
        ("/v1/images", {"text": "a tree", "backend": "diffusers"}, "unknown parameter"),
        ("/v1/images", {"text": "a tree", "size": "8000x8000"}, "too many"),
        ("/v1/images", {"text": "a tree", "size": "640x360", "sweep": "valence=-1..1:50"}, "too many"),
        ("/v1/images", {"text": "a " * 2000}, "characters"),
        ("/v1/images", {"text": "a tree", "format": "exe"}, "format"),
        ("/v1/images", {"text": "a tree", "sweep": 7}, "sweep"),
        ("/v1/images/generations", {"prompt": "a tree", "n": 100}, "n must be"),
        ("/v1/faces", {"character": "/etc/passwd"}, "unknown character"),
        ("/v1/faces", {"character": "secret.yaml"}, "unknown character"),
        ("/v1/faces", {"portrait": "/etc/passwd"}, "unknown parameter"),
        ("/v1/faces", {"background": "/etc/passwd"}, "background"),
        ("/v1/faces", {"age": "NaN"}, "age"),
        ("/v1/faces", {"transparent": True, "format": "jpeg", "size": 32}, "transparency"),
        ("/v1/faces/sheet", {"emotions": "joy, anger", "size": 4000}, "too many"),
        ("/v1/faces/sheet", {"emotions": "all"}, "pictures in one"),
    ],
)
def test_what_is_wrong_is_told(server: Server, path: str, body: dict[str, Any], told: str) -> None:
    answer = server.http.post(path, json=body)
    assert answer.status_code == 400, answer.text[:200]
    message = answer.json()["error"]["message"]
    assert told in message
    assert "Traceback" not in message


def test_a_body_that_is_no_json(server: Server) -> None:
    assert server.http.post("/v1/images", content=b"\xff\x00").status_code == 400
