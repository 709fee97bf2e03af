"""A server whose face is seen in a program while its lines are heard, and between them."""

from __future__ import annotations

import socket

import pytest
from pylivelinkface import PyLiveLinkFace

from emogen.errors import RequestError
from emogen.pipelines.live.server.settings import Serving
from tests.live_server import serving


def jaw(receiver: socket.socket) -> float:
    """Opening of the jaw in the next frame."""
    found, face = PyLiveLinkFace.decode(receiver.recv(4096))
    assert found
    return float(face._blend_shapes[17])


def test_the_face_of_what_a_server_says_is_seen() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(30.0)
        with serving(push=(f"livelink://127.0.0.1:{receiver.getsockname()[1]}",)) as server:
            assert jaw(receiver) < 0.1  # It idles.
            request = {"model": "tts-1", "input": "Hi.", "voice": "alloy", "response_format": "pcm"}
            answer = server.http.post("/v1/audio/speech", json=request)
            assert answer.status_code == 200
            while jaw(receiver) < 0.15:
                pass
            while jaw(receiver) > 0.05:
                pass
        receiver.settimeout(0.2)
        last = b""
        try:
            while True:
                last = receiver.recv(4096)
        except TimeoutError:
            pass
        assert not any(PyLiveLinkFace.decode(last)[1]._blend_shapes)
        assert server.running.room.presence is None


def test_an_address_that_cannot_be_read_is_refused_before_a_port_opens() -> None:
    with pytest.raises(RequestError, match="protocol"):
        Serving(push=("osc://127.0.0.1",))
