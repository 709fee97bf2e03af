"""OpenAI's interface, by its own client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openai import BadRequestError, OpenAI

from tests.live_server import Server, a_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server()


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server.url}/v1", api_key="none", max_retries=0) as client:
        yield client


def test_the_client_hears_a_line(client: OpenAI) -> None:
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", input="Hi.", voice="alloy", response_format="pcm"
    ) as response:
        sound = b"".join(response.iter_bytes())
    assert len(sound) > 24_000 * 2 * 0.3


def test_what_is_wrong_is_told_in_openais_form(client: OpenAI) -> None:
    with pytest.raises(BadRequestError, match="unknown voice") as caught:
        client.audio.speech.create(model="tts-1", input="Hi.", voice="nobody")
    assert caught.value.type == "invalid_request_error"
