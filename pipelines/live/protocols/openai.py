"""OpenAI's speech interface, with the lists that Open WebUI and AnythingLLM ask for."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from emogen.pipelines.live.protocols.kokoro_fastapi import parts_of
from emogen.pipelines.live.server.asked import voice_rows
from emogen.pipelines.live.server.encoding import encoded, find_encoding, paced
from emogen.pipelines.live.server.problems import HttpError
from emogen.pipelines.live.server.settings import Serving
from emogen.pipelines.live.server.speaking import (
    House,
    SoundResponse,
    begin,
    check_text,
    house,
    json_body,
    manner,
    number,
)
from emogen.pipelines.speech.voices import DEFAULT_VOICE

PROTOCOL: Final = "openai"

MODELS: Final = ("emogen", "tts-1", "tts-1-hd", "gpt-4o-mini-tts", "kokoro")
"""Names of models that clients offer; every name is taken, and means the same."""

_CREATED: Final = 1_735_689_600
"""Seconds since 1970 that stand for when a model was made, which clients want as a number."""

Shared = Annotated[House, Depends(house)]


def router(serving: Serving) -> APIRouter:
    """Routes of the interface."""
    del serving
    routes = APIRouter(tags=["OpenAI"])
    routes.post("/v1/audio/speech", summary="Speak a line", openapi_extra=_BODY)(speech)
    routes.get("/v1/models", summary="Models")(models)
    routes.get("/v1/models/{model}", summary="A model")(model_of)
    routes.get("/v1/audio/voices", summary="Voices")(voices)
    routes.get("/v1/audio/models", summary="Models that speak")(audio_models)
    return routes


async def speech(request: Request, shared: Shared) -> Response:
    """Speak a line; the sound comes as it is made."""
    body = await json_body(request)
    text = check_text(body.get("input"), shared.serving.limits.text)
    encoding = find_encoding(str(body.get("response_format") or "mp3"))
    form = body.get("stream_format") or "audio"
    if form not in ("audio", "sse"):
        raise HttpError(400, "stream_format is neither audio nor sse", "invalid_value", "stream_format")
    pace, tempo = paced(number(body, "speed", 1.0, 0.25, 4.0))
    wanted = await manner(
        shared,
        voice=body.get("voice"),
        fields={**({} if pace == 1 else {"pace": pace}), **body},
        instructions=body.get("instructions"),
    )
    speaking = await begin(request, shared, parts_of(text, wanted, body), protocol=PROTOCOL)
    sound = encoded(speaking.pcm(), encoding, speaking.line.rate, tempo=tempo)
    sse = form == "sse"
    return SoundResponse(
        events(sound, text) if sse else sound,
        cancel=speaking.finish,
        media="text/event-stream" if sse else encoding.media,
        headers={"Cache-Control": "no-cache", **speaking.headers()},
    )


async def events(sound: AsyncGenerator[bytes, None], text: str) -> AsyncGenerator[bytes, None]:
    """Sound as server-sent events. Of tokens there are none: characters and chunks are counted."""
    count = 0
    async with aclosing(sound):
        async for piece in sound:
            count += 1
            yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    usage = {"input_tokens": len(text), "output_tokens": count, "total_tokens": len(text) + count}
    yield _event({"type": "speech.audio.done", "usage": usage})


async def models() -> dict[str, Any]:
    """Names of models."""
    return {"object": "list", "data": [_model(name) for name in MODELS]}


async def model_of(model: str) -> dict[str, Any]:
    """One model."""
    if model not in MODELS:
        raise HttpError(404, f"there is no model {model[:80]!r}", "model_not_found", "model")
    return _model(model)


async def voices() -> dict[str, Any]:
    """Every name of a voice."""
    return {"voices": voice_rows(), "default_voice": DEFAULT_VOICE}


async def audio_models() -> dict[str, Any]:
    """Names of models that speak."""
    return {"models": [{"id": name, "name": name} for name in MODELS]}


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "emogen"}


def _event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


_FIELDS: Final[dict[str, dict[str, Any]]] = {
    "model": {"type": "string", "description": "Any name."},
    "input": {"type": "string", "description": "Words, with tags of any tool, or SSML."},
    "voice": {"type": "string", "examples": ["af_heart", "af_heart@joy:0.6+surprise:0.4", "mira", "alloy"]},
    "instructions": {"type": "string", "examples": ["whispered, close to tears"]},
    "response_format": {"type": "string", "enum": ["mp3", "opus", "aac", "flac", "wav", "pcm"]},
    "speed": {"type": "number", "minimum": 0.25, "maximum": 4},
    "stream_format": {"type": "string", "enum": ["audio", "sse"]},
    "emotion": {"type": "string", "description": "Ours: instead of instructions."},
    "intensity": {"type": "number", "minimum": 0, "maximum": 1},
    "seed": {"type": "integer", "minimum": 0},
    "take": {"type": "integer", "minimum": 0},
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object", "required": ["input"], "properties": _FIELDS}}
        },
    }
}
