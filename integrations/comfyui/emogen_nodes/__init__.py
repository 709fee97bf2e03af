"""Nodes of ComfyUI that speak and show emotions through a running `emogen serve`.

Copy this folder into ``custom_nodes``. Sound is ComfyUI's AUDIO, pictures are its IMAGE.
"""

from __future__ import annotations

import io as streams
import json
import os
import urllib.request
import wave
from typing import Any

import numpy as np
import torch
from comfy_api.latest import ComfyExtension, io
from PIL import Image

URL = os.environ.get("EMOGEN_URL", "http://127.0.0.1:8880")
"""The server; its token, if it needs one, is in EMOGEN_TOKEN."""

_SECONDS = 300


def post(path: str, body: dict[str, Any]) -> bytes:
    """Post JSON to the server. Returns the bytes of the answer."""
    headers = {"Content-Type": "application/json"}
    if token := os.environ.get("EMOGEN_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        return answer.read()


class EmogenSpeak(io.ComfyNode):
    """A spoken line."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="EmogenSpeak",
            display_name="Speak with emotion (emogen)",
            category="emogen",
            inputs=[
                io.String.Input("text", multiline=True),
                io.String.Input("voice", default="af_heart"),
                io.String.Input("emotion", default="auto"),
                io.Int.Input("seed", default=0, min=0, max=2**31),
            ],
            outputs=[io.Audio.Output()],
        )

    @classmethod
    def execute(cls, text: str, voice: str, emotion: str, seed: int) -> io.NodeOutput:
        body = {"model": "emogen", "input": text, "voice": voice, "emotion": emotion, "seed": seed}
        with wave.open(
            streams.BytesIO(post("/v1/audio/speech", {**body, "response_format": "wav"}))
        ) as sound:
            rate, samples = sound.getframerate(), sound.readframes(sound.getnframes())
        values = np.frombuffer(samples, "<i2").astype(np.float32) / 32768.0
        return io.NodeOutput({"waveform": torch.from_numpy(values)[None, None], "sample_rate": rate})


class EmogenFace(io.ComfyNode):
    """A character's face."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="EmogenFace",
            display_name="Face with emotion (emogen)",
            category="emogen",
            inputs=[
                io.String.Input("character", default="mira"),
                io.String.Input("emotion", default="joy"),
                io.Int.Input("size", default=768, min=64, max=1024, step=8),
                io.Int.Input("seed", default=0, min=0, max=2**31),
            ],
            outputs=[io.Image.Output()],
        )

    @classmethod
    def execute(cls, character: str, emotion: str, size: int, seed: int) -> io.NodeOutput:
        body = {"character": character, "emotion": emotion, "size": size, "seed": seed}
        return io.NodeOutput(pixels(post("/v1/faces", body)))


class EmogenPicture(io.ComfyNode):
    """A mood picture."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="EmogenPicture",
            display_name="Mood picture (emogen)",
            category="emogen",
            inputs=[
                io.String.Input("text", multiline=True),
                io.String.Input("emotion", default="joy"),
                io.Int.Input("width", default=1280, min=64, max=2048, step=8),
                io.Int.Input("height", default=720, min=64, max=2048, step=8),
                io.Int.Input("seed", default=0, min=0, max=2**31),
            ],
            outputs=[io.Image.Output()],
        )

    @classmethod
    def execute(cls, text: str, emotion: str, width: int, height: int, seed: int) -> io.NodeOutput:
        body = {"text": text, "emotion": emotion, "size": f"{width}x{height}", "seed": seed}
        return io.NodeOutput(pixels(post("/v1/images", body)))


def pixels(content: bytes) -> torch.Tensor:
    """A picture as ComfyUI has it: float32 of shape (1, height, width, 3) in 0..1."""
    picture = np.asarray(Image.open(streams.BytesIO(content)).convert("RGB"))
    return torch.from_numpy(picture.astype(np.float32) / 255.0)[None]


class EmogenExtension(ComfyExtension):
    """The nodes of this pack."""

    async def get_node_list(self) -> list[type[io.ComfyNode]]:
        return [EmogenSpeak, EmogenFace, EmogenPicture]


async def comfy_entrypoint() -> EmogenExtension:
    """The extension that ComfyUI loads."""
    return EmogenExtension()
