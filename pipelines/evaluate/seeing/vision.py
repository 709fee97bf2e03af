"""What a picture shows, as numbers: EfficientNet-Lite2, which learned to name 1,000 kinds of things."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from emogen import weights
from emogen.pipelines.evaluate.remember import remembered

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.pipelines.evaluate.item import Item

MODEL: Final = "efficientnet-lite2"
FEATURES: Final = 1280
"""Numbers in an embedding."""

_SIDE: Final = 260
"""Pixels of a side of what the network sees (Google's EfficientNet-Lite, as are the constants below)."""
_MIDDLE, _HALF = 127.0, 128.0
_NORM_EPSILON: Final = 1e-3
_BLOCKS: Final = 21
_HALVING: Final = (1, 4, 7, 15)
"""The blocks that halve the picture."""


@remembered(64)
def shown(item: Item) -> Floats:
    """As :func:`embedding`, of an item. Raises as that and :attr:`.Item.pixels`."""
    return embedding(item.pixels)


def embedding(pixels: Pixels) -> Floats:
    """What a picture shows: the last layer before the names, mean over the whole picture.

    The picture is squeezed to a square, so that nothing at its sides is lost.

    Args:
        pixels: uint8 sRGB, shape ``(height, width, 3)``.

    Returns:
        float32, shape ``(1280,)``, each in [0, 6].

    Raises:
        MissingWeightError: the network is not here.
    """
    import numpy as np
    import torch
    from PIL import Image

    square = Image.fromarray(pixels).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC)
    values = (np.asarray(square, np.float32) - _MIDDLE) / _HALF
    with torch.inference_mode():
        maps = _forward(torch.from_numpy(values.transpose(2, 0, 1)[None].copy()))
    return np.asarray(maps.mean((2, 3))[0].numpy(), np.float32)


def _forward(picture: Any) -> Any:
    """The last maps, shape ``(1, 1280, 9, 9)``, of a picture ``(1, 3, 260, 260)``."""
    x = _layer(picture, "_conv_stem", "_bn0", stride=2)
    for number in range(_BLOCKS):
        block = f"_blocks.{number}."
        before = x
        if number:
            x = _layer(x, f"{block}_expand_conv", f"{block}_bn0")
        x = _layer(x, f"{block}_depthwise_conv", f"{block}_bn1", stride=2 if number in _HALVING else 1)
        x = _layer(x, f"{block}_project_conv", f"{block}_bn2", bounded=False)
        if x.shape == before.shape:
            x = x + before
    return _layer(x, "_conv_head", "_bn1")


def _layer(x: Any, convolution: str, norm: str, *, stride: int = 1, bounded: bool = True) -> Any:
    """A convolution padded as TensorFlow pads, its normalisation, and ReLU6 where it is ``bounded``."""
    from torch.nn import functional

    state = _state()
    kernel = state[f"{convolution}.weight"]
    size = kernel.shape[-1]
    lacking = max(0, (math.ceil(x.shape[-1] / stride) - 1) * stride + size - x.shape[-1])
    first, last = lacking // 2, lacking - lacking // 2
    groups = x.shape[1] // kernel.shape[1]
    x = functional.conv2d(functional.pad(x, (first, last, first, last)), kernel, stride=stride, groups=groups)
    mean, variance, scale, shift = (
        state[f"{norm}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
    )
    x = functional.batch_norm(x, mean, variance, scale, shift, eps=_NORM_EPSILON)
    return functional.relu6(x) if bounded else x


@lru_cache(maxsize=1)
def _state() -> dict[str, Any]:
    import torch

    return dict(torch.load(weights.path(MODEL, "weights.pth"), map_location="cpu", weights_only=True))
