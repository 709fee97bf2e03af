"""Families of text-to-image pipelines: where the features of the prompt's tokens are.

Every pipeline of diffusers encodes its prompt by a method ``encode_prompt`` that takes and returns
something else: one or several encoders, pooled features, masks, a list in place of a tensor. A family
says where in the returned tuple the token features are; a pipeline of none is steered by words alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import torch

Guidance = Literal["guidance_scale", "true_cfg_scale"]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of pipelines.

    Token features are the first of what ``encode_prompt`` returns, of the shape
    ``(batch, tokens, channels)``, or a list of ``(tokens, channels)``.

    Attributes:
        name: for people.
        classes: pipelines of diffusers, whole names.
        tokenizers: attributes of the pipeline; their sequences follow each other along the tokens. The first
            ones are as long as the tokenizer's ``model_max_length``, the last has what is left.
        mask: index of the mask of real tokens; padding is then not attended to. None where there is none.
        pooled: index of the pooled features, of the shape ``(batch, channels)``; None where there are none.
        guidance: the parameter of the call that is the strength of classifier-free guidance.
        step: number of pixels of which both sides are multiples, where the pipeline insists on it.
        english: whether its text encoders read little else.
        stem_length: tokens to which short texts are padded, where padding changes nothing; 0 is the
            pipeline's own.
    """

    name: str
    classes: tuple[str, ...]
    tokenizers: tuple[str, ...] = ("tokenizer",)
    mask: int | None = None
    pooled: int | None = None
    guidance: Guidance = "guidance_scale"
    step: int = 8
    english: bool = True
    stem_length: int = 0


FAMILIES: Final = (
    Family(
        "Stable Diffusion 1 and 2",
        (
            *("StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "LatentConsistencyModelPipeline"),
            "LatentConsistencyModelImg2ImgPipeline",
        ),
    ),
    Family("SDXL", ("StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline"), pooled=2),
    Family(
        "Stable Diffusion 3",
        ("StableDiffusion3Pipeline", "StableDiffusion3Img2ImgPipeline"),
        tokenizers=("tokenizer", "tokenizer_3"),
        pooled=2,
    ),
    Family("FLUX", ("FluxPipeline", "FluxImg2ImgPipeline"), tokenizers=("tokenizer_2",), pooled=1),
    Family("PixArt", ("PixArtAlphaPipeline", "PixArtSigmaPipeline"), mask=1, stem_length=48),
    Family(
        "Sana",
        ("SanaPipeline", "SanaSprintPipeline", "SanaSprintImg2ImgPipeline"),
        mask=1,
        step=32,
        english=False,
        stem_length=48,
    ),
    Family(
        "Qwen-Image",
        ("QwenImagePipeline", "QwenImageImg2ImgPipeline"),
        mask=1,
        guidance="true_cfg_scale",
        english=False,
    ),
    Family("Z-Image", ("ZImagePipeline", "ZImageImg2ImgPipeline"), english=False, stem_length=64),
    Family("Lumina 2", ("Lumina2Pipeline", "Lumina2Text2ImgPipeline"), mask=1, english=False),
)
"""Turbo, LCM, Lightning and Hyper models are of the family that they were distilled from."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """An encoded text.

    Attributes:
        tokens: features, of the shape ``(tokens, channels)``.
        real: which of them are of the text (and of a template around it), not padding, bool.
        pooled: features of the whole, of the shape ``(channels,)``, or None.
    """

    tokens: torch.Tensor
    real: torch.Tensor
    pooled: torch.Tensor | None


def family_of(pipeline: Any) -> Family | None:
    """The family of a pipeline, or None."""
    name = type(pipeline).__name__
    return next((family for family in FAMILIES if name in family.classes), None)


def takes(function: Any, parameter: str) -> bool:
    """Whether a method has a parameter of this name."""
    return parameter in inspect.signature(function).parameters


def encode(pipeline: Any, family: Family, texts: Sequence[str]) -> list[Encoded]:
    """Short texts as the pipeline encodes prompts."""
    import torch

    wanted = {
        "prompt": list(texts),
        "prompt_2": None,
        "prompt_3": None,
        "device": pipeline._execution_device,
        "num_images_per_prompt": 1,
        "do_classifier_free_guidance": False,
    }
    if family.stem_length:
        wanted["max_sequence_length"] = family.stem_length
    with torch.no_grad():
        returned = pipeline.encode_prompt(
            **{name: value for name, value in wanted.items() if takes(pipeline.encode_prompt, name)}
        )
    pooled = None if family.pooled is None else returned[family.pooled]
    return [
        Encoded(
            tokens,
            real_tokens(pipeline, family, returned, text, row),
            None if pooled is None else pooled[row],
        )
        for row, (text, tokens) in enumerate(zip(texts, returned[0], strict=True))
    ]


def real_tokens(pipeline: Any, family: Family, returned: Sequence[Any], text: str, row: int) -> torch.Tensor:
    """Which features of one text are not of padding.

    Args:
        pipeline, family: what encoded it.
        returned: what ``encode_prompt`` gave.
        text, row: the text, and where it is in the batch.

    Returns:
        bool, of the shape ``(tokens,)``.
    """
    import torch

    tokens = returned[0][row]
    if isinstance(returned[0], list):  # Cut to what is real already.
        return torch.ones(len(tokens), dtype=torch.bool)
    if family.mask is not None:
        mask = returned[family.mask]
        return torch.ones(len(tokens), dtype=torch.bool) if mask is None else mask[row].bool().cpu()
    lengths = _lengths(pipeline, family, len(tokens))
    parts = []
    for name, length in lengths:
        tokenizer = getattr(pipeline, name, None)
        if tokenizer is None:  # SD3 without its T5: zeros in its place.
            parts.append(torch.zeros(length, dtype=torch.bool))
            continue
        count = min(token_count(tokenizer, text), length)
        parts.append(torch.arange(length) < count)
    return torch.cat(parts)


def _lengths(pipeline: Any, family: Family, total: int) -> list[tuple[str, int]]:
    *first, last = family.tokenizers
    limit = getattr(pipeline, "tokenizer_max_length", None)  # What SD3 pads its CLIP encoders to.
    lengths = [(name, int(limit or getattr(pipeline, name).model_max_length)) for name in first]
    return [*lengths, (last, total - sum(length for _, length in lengths))]


def token_count(tokenizer: Any, text: str) -> int:
    """Tokens of a text, with those that begin and end it."""
    return len(tokenizer(text, verbose=False).input_ids)


def token_limit(pipeline: Any, family: Family) -> tuple[Any, int]:
    """The tokenizer that reads most of a prompt, and how many tokens that is, begin and end included."""
    name = next(name for name in reversed(family.tokenizers) if getattr(pipeline, name, None) is not None)
    tokenizer = getattr(pipeline, name)
    own = inspect.signature(pipeline.__call__).parameters.get("max_sequence_length")
    if own is None or name != family.tokenizers[-1]:
        return tokenizer, int(tokenizer.model_max_length)
    return tokenizer, int(own.default)
