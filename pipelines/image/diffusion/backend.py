"""The diffusers backend: any text-to-image pipeline of diffusers, with the emotion in the model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Final

from emogen.errors import EmogenError, RequestError
from emogen.home import user_path
from emogen.pipelines.image.backend import Brief, ImageBackend, Painting
from emogen.pipelines.image.diffusion.identity import file_hash, folder_hash
from emogen.pipelines.image.diffusion.libraries import diffusers, quiet
from emogen.pipelines.image.diffusion.loading import Setup, load, loras_of, setup_of
from emogen.pipelines.image.diffusion.memory import (
    check_memory,
    out_of_memory_explained,
    picture_bytes,
    weights_bytes,
)
from emogen.pipelines.image.diffusion.models import Located, locate
from emogen.pipelines.image.diffusion.options import DiffusersOptions

LONGEST: Final = 10_000
"""Characters of the longest prompt; no text encoder reads a tenth of them. Ours."""


class DiffusersBackend(ImageBackend):
    """Stable Diffusion, SDXL, SD3, FLUX, PixArt, Sana, Qwen-Image, Z-Image and whatever else diffusers loads.
    Has no weights of its own."""

    name: ClassVar[str] = "diffusers"
    can: ClassVar[frozenset[str]] = frozenset(("negative", "start"))
    packages: ClassVar[tuple[str, ...]] = ("diffusers", "transformers", "torch")
    extra: ClassVar[str] = "diffusion"
    Options = DiffusersOptions

    def __init__(self, options: DiffusersOptions | None = None) -> None:
        self.options = options or DiffusersOptions()

    @classmethod
    def contents(cls, options: DiffusersOptions) -> Mapping[str, str]:
        """Hashes of what the options name: another model, LoRA or adapter makes another picture. Empty
        where they are not there, which painting tells."""
        try:
            backend = cls(options.model_copy(update={"download": False}))
            hashes = {"model": backend._identity}
            hashes |= {f"lora {lora.file.name}": file_hash(lora.file) for lora in loras_of(options.lora)}
            if options.adapter:
                hashes["adapter"] = folder_hash(user_path(options.adapter), ("*.json", "*.safetensors"))
        except (EmogenError, OSError):
            return {}
        return hashes

    @cached_property
    def model(self) -> Located:
        """The model's place and its licence. Raises as :func:`~.models.locate`."""
        options = self.options
        return locate(
            options.model,
            revision=options.revision,
            variant=options.variant,
            download=options.download,
        )

    @cached_property
    def _identity(self) -> str:
        return folder_hash(self.model.folder)

    @cached_property
    def setup(self) -> Setup:
        """The settings by which the model is loaded. Raises as :func:`~.loading.setup_of`."""
        return setup_of(self.options, self.model, self._identity)

    def check(self, text: str, size: tuple[int, int]) -> None:
        """See :class:`~emogen.pipelines.image.backend.ImageBackend`.

        Raises:
            MissingWeightError: the model, or a part of it, is not there.
        """
        super().check(text, size)
        if len(text) > LONGEST:
            raise RequestError(
                f"the text has {len(text)} characters",
                why="no model reads more than a few hundred words",
                fix=f"Use at most {LONGEST}.",
            )
        setup = self.setup
        each = 4 if setup.dtype == "fp32" or (setup.dtype == "auto" and setup.device == "cpu") else 2
        needed = weights_bytes(setup.folder, each) if setup.offload == "none" else 0
        if self.options.size == "exact":
            needed += picture_bytes(size, each, sliced=setup.slicing)
        check_memory(needed, setup.device, f"painting {size[0]} x {size[1]} pixels with {self.model.name}")

    def paint(self, brief: Brief) -> Painting:
        """See :class:`~emogen.pipelines.image.backend.ImageBackend`.

        The emotion moves the prompt's embedding, adds words of light and content, and guides away from those
        of the opposite; a neutral one with neutral targets is the plain pipeline, to the bit.

        Raises:
            RequestError: a LoRA, scheduler or adapter of another model; negative text or a picture to start
                from that the model cannot take.
            MissingWeightError: the model's files are damaged.
            GenerationError: the memory ran out; the model's own filter blanked the picture.
        """
        from emogen.pipelines.image.diffusion.painting import Easel

        setup = self.setup
        diffusers()
        with out_of_memory_explained(), quiet():
            return Easel(self.options, setup, self.model, load(setup)).paint(brief)
