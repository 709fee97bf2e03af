"""Voice agents of others speak through the server: Pipecat's and LiveKit's own services, where they are
installed (``pip install pipecat-ai[openai] livekit-agents livekit-plugins-openai``)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from tests.live_server import Server, a_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server()


@pytest.mark.skipif(find_spec("pipecat") is None, reason="pipecat-ai is not installed")
@pytest.mark.filterwarnings("default")  # Theirs.
def test_pipecats_service_speaks_with_an_emotion_for_each_turn(server: Server) -> None:
    from pipecat.frames.frames import (
        TTSAudioRawFrame,
        TTSSpeakFrame,
        TTSUpdateSettingsFrame,
    )
    from pipecat.services.openai.tts import OpenAITTSService
    from pipecat.tests.utils import run_test

    service = OpenAITTSService(
        base_url=f"{server.url}/v1",
        api_key="none",
        sample_rate=24_000,
        settings=OpenAITTSService.Settings(voice="marin", instructions="joyful"),
    )
    frames = [
        TTSSpeakFrame("Hi."),
        TTSUpdateSettingsFrame(delta=OpenAITTSService.Settings(instructions="sad")),
        TTSSpeakFrame("Hi."),
    ]
    down, _ = asyncio.run(run_test(service, frames_to_send=frames))
    sound: list[bytes] = []
    for frame in down:
        if isinstance(frame, TTSAudioRawFrame):
            assert frame.sample_rate == 24_000
            sound.append(frame.audio)
    spoken = [
        server.http.post(
            "/v1/audio/speech",
            json={"input": "Hi.", "voice": "af_heart", "emotion": emotion, "response_format": "pcm"},
        ).content
        for emotion in ("joy", "sadness")
    ]
    assert b"".join(sound) == b"".join(spoken)


@pytest.mark.skipif(find_spec("livekit") is None, reason="livekit-plugins-openai is not installed")
@pytest.mark.filterwarnings("default")  # Theirs.
@pytest.mark.parametrize("model", ["tts-1", "gpt-4o-mini-tts"])
def test_livekits_plugin_speaks(server: Server, model: str) -> None:
    """Both ways: plain sound, and server-sent events; its markup is not spoken."""
    from livekit.plugins import openai as plugin

    async def spoken() -> Any:
        service = plugin.TTS(
            base_url=f"{server.url}/v1",
            api_key="none",
            model=model,
            voice="af_heart@joy",
            response_format="pcm",
        )
        try:
            return await service.synthesize('<expr type="expression" label="warm"/> Hi.').collect()
        finally:
            await service.aclose()

    frame = asyncio.run(spoken())
    assert frame.sample_rate == 24_000
    assert 0.3 < frame.duration < 2.0
