"""Sizes: which one a model paints at, and how its picture becomes the one asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from emogen.pipelines.image.diffusion.families import Family

if TYPE_CHECKING:
    from PIL.Image import Image

_STEP: Final = 8
"""Sides of nearly every pipeline are multiples of it."""

_FEWEST: Final = 0.5
_MOST: Final = 1.6
"""Shares of the pixels that a model was trained at between which it paints the size asked for; with fewer it
loses the composition, with more it repeats it. Ours."""

_MARGIN: Final = 0.1
"""Share of a side that is cut off a picture rather than resized. Ours."""


def multiple(pipeline: Any, family: Family | None) -> int:
    """The number of pixels of which both sides must be multiples."""
    step = family.step if family else _STEP
    scale = int(getattr(pipeline, "vae_scale_factor", step))
    processor = getattr(getattr(pipeline, "image_processor", None), "config", {})
    patch = getattr(getattr(getattr(pipeline, "transformer", None), "config", None), "patch_size", 1) or 1
    if isinstance(patch, list | tuple):
        patch = max(patch)
    return math.lcm(step, int(processor.get("vae_scale_factor", 1)), scale * int(patch))


def native_side(pipeline: Any) -> int:
    """Side of the square pictures that the model was trained at, in pixels."""
    scale = int(getattr(pipeline, "vae_scale_factor", 8))
    sample = getattr(pipeline, "default_sample_size", None)
    if sample is None:
        network = getattr(pipeline, "unet", None) or getattr(pipeline, "transformer", None)
        sample = getattr(getattr(network, "config", None), "sample_size", None)
    if isinstance(sample, list | tuple):
        sample = max(sample)
    return int(sample) * scale if sample else 1024


def canvas_size(asked: tuple[int, int], native: int, step: int, *, exact: bool) -> tuple[int, int]:
    """(width, height) at which to paint a picture of the size ``asked``.

    Args:
        asked: (width, height).
        native: side that the model was trained at.
        step: both sides are multiples of it.
        exact: as close to ``asked`` as ``step`` allows, whatever the model was trained at.
    """
    share = asked[0] * asked[1] / native**2
    factor = 1.0
    if not exact:
        factor = math.sqrt(max(1.0, _FEWEST / share) * min(1.0, _MOST / share))
    width, height = (max(step, math.ceil(side * factor / step - 1e-6) * step) for side in asked)
    return width, height


def only_cut(painted: tuple[int, int], asked: tuple[int, int]) -> bool:
    """Whether a picture becomes one of the size ``asked`` by cutting its edges alone."""
    return all(0 <= have - want <= _MARGIN * want for have, want in zip(painted, asked, strict=True))


def fitted(image: Image, size: tuple[int, int]) -> Image:
    """A picture cut to the shape of ``size`` around its middle, and resized to it."""
    width, height = image.size
    factor = max(size[0] / width, size[1] / height)
    if only_cut(image.size, size):
        left, top = (width - size[0]) // 2, (height - size[1]) // 2
        return image.crop((left, top, left + size[0], top + size[1]))
    from PIL.Image import Resampling

    half = size[0] / factor / 2, size[1] / factor / 2
    box = (width / 2 - half[0], height / 2 - half[1], width / 2 + half[0], height / 2 + half[1])
    return image.resize(size, Resampling.LANCZOS, box=box)
