"""The pipeline that an adapter is trained for. Loads torch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from emogen.device import resolve
from emogen.errors import GenerationError
from emogen.pipelines.image.diffusion.adapter.card import Base
from emogen.pipelines.image.diffusion.adapter.denoisers import Denoiser, denoiser_of
from emogen.pipelines.image.diffusion.adapter.settings import AdapterOptions
from emogen.pipelines.image.diffusion.identity import folder_hash
from emogen.pipelines.image.diffusion.loading import load, setup_of
from emogen.pipelines.image.diffusion.models import locate
from emogen.pipelines.image.diffusion.options import DiffusersOptions


def open_denoiser(options: AdapterOptions) -> tuple[Denoiser, Base, str]:
    """Load a pipeline for training.

    Returns:
        Its denoiser, what the adapter's card says of it, and the hash of all its files.

    Raises:
        RequestError: no such model, one that an adapter cannot be trained for, a device that is not there.
        MissingWeightError: the model is not there, or damaged.
        EmogenError: the extra ``diffusion`` is not installed.
    """
    located = locate(options.model, download=options.download)
    device = resolve(options.device)
    identity = folder_hash(located.folder)
    chosen = DiffusersOptions(
        model=options.model, device=options.device, dtype="bf16" if device == "cuda" else "fp32"
    )
    # A pipeline of its own, not the one that paints: it is taken apart when its features are known.
    pipeline = load.__wrapped__(setup_of(chosen, located, identity))
    denoiser = denoiser_of(pipeline, options.size)
    if options.checkpointing:
        denoiser.network.enable_gradient_checkpointing()
    base = Base(
        model=located.name,
        pipeline=located.pipeline,
        text_encoders=folder_hash(located.folder, ("text_encoder*", "tokenizer*")),
        features=denoiser.features("")["tokens"].shape[1],
        prediction=denoiser.prediction,
    )
    return denoiser, base, identity


@contextmanager
def out_of_memory_explained() -> Iterator[None]:
    """Turn running out of memory while training into an error that says what to lower."""
    import torch

    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise GenerationError(
            "the memory is not enough to train this model",
            fix="Lower --option batch or --option size, or say --option checkpointing=true; then --resume.",
        ) from error
