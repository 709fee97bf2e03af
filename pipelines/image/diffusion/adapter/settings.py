"""Settings of the training of an image adapter: ``--option NAME=VALUE``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from emogen.device import Device
from emogen.errors import RequestError, unknown_name
from emogen.options import Options


class AdapterOptions(Options):
    """Settings of the training of an image adapter."""

    model: str = Field(
        default="",
        description="A folder as `save_pretrained` writes it, or a repository of the hub as owner/name.",
    )
    download: bool = Field(default=False, description="Fetch a model that is missing from the hub.")
    device: Device = Field(default="auto", description="Where the model runs.")
    size: int = Field(
        default=0,
        ge=0,
        le=4096,
        description="Pixels of the square pictures it learns from; 0 is the model's.",
    )
    checkpointing: bool = Field(
        default=False, description="Less memory for a third more time: the model's parts are computed again."
    )
    batch: int = Field(default=8, ge=1, le=512, description="Pictures a step.")
    rate: float = Field(default=3e-4, gt=0, le=0.1, description="Learning rate.")
    width: int = Field(default=256, ge=32, le=2048, multiple_of=32, description="Width of the adapter.")
    depth: int = Field(default=3, ge=1, le=24, description="Transformer blocks of the adapter.")
    tokens: int = Field(default=8, ge=1, le=64, description="Tokens made from the emotion.")


def adapter_options(given: Mapping[str, Any]) -> AdapterOptions:
    """Settings as given, checked.

    Raises:
        RequestError: an unknown name, a value out of range, no model.
    """
    for name in given:
        if name not in AdapterOptions.model_fields:
            raise unknown_name("setting", name, AdapterOptions.model_fields)
    try:
        options = AdapterOptions.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise RequestError(
            f"the setting {name}={given[name]} is wrong", why=first["msg"], fix=_meaning(name)
        ) from error
    if not options.model:
        raise RequestError(
            "no model was named", fix="Give --option model=, a folder or a repository of the hub."
        )
    return options


def _meaning(name: str) -> str:
    return f"{name}: {AdapterOptions.model_fields[name].description}"
