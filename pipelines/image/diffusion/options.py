"""Settings of the diffusers backend."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from emogen.device import Device
from emogen.options import Options

Offload = Literal["none", "model", "sequential"]
Precision = Literal["auto", "fp32", "fp16", "bf16"]


class DiffusersOptions(Options):
    """Settings of the diffusers backend."""

    model: str = Field(
        default="",
        description="A folder as `save_pretrained` writes it, or a repository of the hub as owner/name.",
    )
    revision: str = Field(default="", description="Branch, tag or commit of a repository of the hub.")
    variant: str = Field(
        default="", description="Which weights of the model, e.g. fp16 for *.fp16.safetensors."
    )
    download: bool = Field(default=False, description="Fetch a model that is missing from the hub.")
    lora: str = Field(
        default="",
        description="LoRA files with their weights, e.g. awe.safetensors:0.8,ink.safetensors; 1 by default.",
    )
    adapter: str = Field(default="", description="A folder that `emogen train image-adapter` wrote.")
    scheduler: str = Field(
        default="",
        description="ddim, dpm++, euler, euler-a, heun, lcm, pndm, unipc or a class of diffusers; by default "
        "the model's own.",
    )
    steps: int = Field(default=0, ge=0, le=1000, description="Steps of denoising; 0 is what the model wants.")
    guidance: float | None = Field(
        default=None,
        ge=0.0,
        le=50.0,
        allow_inf_nan=False,
        description="How closely the picture follows the words; what the model wants by default.",
    )
    true_cfg: float = Field(
        default=0.0,
        ge=0.0,
        le=50.0,
        allow_inf_nan=False,
        description="For guidance-distilled models as FLUX: classifier-free guidance on top, which negative "
        "words need and which doubles the time; 0 is off.",
    )
    direction_strength: float = Field(
        default=1.0,
        ge=0.0,
        le=4.0,
        allow_inf_nan=False,
        description="How far the emotion moves the prompt's embedding; 1 is as far as an adjective does.",
    )
    content_strength: float = Field(
        default=1.0,
        ge=0.0,
        le=2.0,
        allow_inf_nan=False,
        description="How many words of light and content the emotion adds to the prompt; 0 is none.",
    )
    negative_strength: float = Field(
        default=1.0,
        ge=0.0,
        le=2.0,
        allow_inf_nan=False,
        description="How many words of the opposite emotion guide away; 0 is none.",
    )
    size: Literal["native", "exact"] = Field(
        default="native",
        description="native paints near the size that the model was trained at and resizes the result; exact "
        "paints at the size asked for.",
    )
    device: Device = Field(default="cpu", description="Where the model runs.")
    dtype: Precision = Field(
        default="auto", description="Precision of the weights; auto is fp32 on a CPU and half elsewhere."
    )
    offload: Offload = Field(
        default="none",
        description="What waits in main memory while a GPU works: whole models (model) or single layers "
        "(sequential, slow).",
    )
    slicing: bool = Field(
        default=False, description="Attention and pictures in slices: less memory, some more time."
    )
