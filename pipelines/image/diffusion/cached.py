"""Directions of a model, kept in the cache."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from emogen.cache import derived_by
from emogen.pipelines.image.diffusion import directions
from emogen.pipelines.image.diffusion.directions import Directions
from emogen.pipelines.image.diffusion.families import Family
from emogen.pipelines.image.diffusion.identity import file_hash, folder_hash
from emogen.pipelines.image.diffusion.loading import Setup
from emogen.progress import Progress


def directions_of(pipeline: Any, family: Family, setup: Setup, progress: Progress) -> Directions:
    """The directions of a pipeline's text encoders: from the cache, or computed and kept there.

    The key is the hash of the encoders' and tokenizers' files, of LoRAs, which may change encoders too, of
    the precision and of the texts.

    Raises:
        GenerationError: as :func:`~.directions.compute`.
        OutputError: the cache cannot be written.
    """
    identity = (
        directions.stems_hash(),
        family.name,
        str(pipeline.dtype),
        folder_hash(setup.folder, ("text_encoder*", "tokenizer*")),
        *(f"{file_hash(lora.file)} {lora.weight:g}" for lora in setup.loras),
    )

    def build(path: Path) -> None:
        from safetensors.torch import save_file

        made = directions.of_pipeline(pipeline, family, progress)
        tensors = {name: getattr(made, name).contiguous() for name in ("text", "padding", "pooled")}
        save_file(tensors, path, metadata={"prefix": str(made.prefix)})

    return _read(derived_by("picture-directions.safetensors", identity, build))


@lru_cache(maxsize=4)
def _read(path: Path) -> Directions:
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        text, padding, pooled = (file.get_tensor(name) for name in ("text", "padding", "pooled"))
        return Directions(text, padding, pooled, int(file.metadata()["prefix"]))
