"""Three small networks on faces, as the package face-api publishes them: who, what age and sex, what look.

Their weights are 8-bit numbers with a table of names, shapes and scales. The layers follow dlib's
ResNet-29 (King 2017) for embeddings, and Xception's separable convolutions (Chollet 2017) for the
other two; sizes, strides and the mean colour are the package's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen import weights

if TYPE_CHECKING:
    from torch import Tensor

    from emogen.arrays import Floats
    from emogen.vision.shots import Shot
    from emogen.vision.windows import Window

MODEL: Final = "face-api"
LOOKS: Final = ("neutral", "joy", "sadness", "anger", "fear", "disgust", "surprise")
"""The network's expressions in its order."""

_MEAN: Final = (122.782, 117.001, 104.298)
"""Mean red, green and blue of the training pictures, 0 to 255."""

_WHO_SIDE: Final = 150
_LOOK_SIDE: Final = 112
"""Inputs in pixels."""

_EYES: Final = ((33, 133), (263, 362))
_MOUTH: Final = (61, 291, 13, 14)
_EYES_TO_MOUTH: Final = 0.45
_HEIGHT: Final = 0.43
"""Embeddings: the way from the eyes to the mouth is this share of the square's side, and the middle
of those three this far down (face-api's stand-in for dlib's chips)."""

_BROWS: Final = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
_JAW: Final = (
    *(234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152),  # the person's right to the chin
    *(377, 400, 378, 379, 365, 397, 288, 361, 323, 454),
)
_PADDING: Final = 1.2
"""Looks, age and sex: a square of this many longest sides of brows and jaw, as face-api crops."""

_BLOCKS: Final = (
    *(f"conv32_{number}" for number in (1, 2, 3)),
    *("conv64_down", "conv64_1", "conv64_2", "conv64_3"),
    *("conv128_down", "conv128_1", "conv128_2"),
    *("conv256_down", "conv256_1", "conv256_2", "conv256_down_out"),
)
"""The residual blocks of the embedding, in order."""


def embedding(shot: Shot) -> Floats:
    """Whose face it is, float32, shape ``(128,)``: dlib calls faces less than 0.6 apart one person's.

    The mean of the face and its mirror image.
    """
    view = _views(shot, _who_window(shot), _WHO_SIDE, 256.0)
    with _alone():
        return np.asarray(_embed(_table("face_recognition"), view).mean(0).numpy(), np.float32)


def age_and_male(shot: Shot) -> tuple[float, float]:
    """Apparent age in years, and the probability in [0, 1] that the face looks male."""
    import torch

    table = _table("age_gender")
    with _alone():
        features = _xception(table, _views(shot, _look_window(shot), _LOOK_SIDE, 255.0))
        age = features @ table["fc/age/weights"] + table["fc/age/bias"]
        sex = torch.softmax(features @ table["fc/gender/weights"] + table["fc/gender/bias"], 1)
    return float(age.mean()), float(sex[:, 0].mean())


def expression(shot: Shot) -> Floats:
    """Probabilities of :data:`LOOKS`, float32, shape ``(7,)``."""
    import torch

    table = _table("face_expression")
    with _alone():
        out = _views(shot, _look_window(shot), _LOOK_SIDE, 255.0)
        for block in range(4):
            out = _dense(table, f"dense{block}", out)
        features = torch.nn.functional.avg_pool2d(out, 7, 2).flatten(1)
        shares = torch.softmax(features @ table["fc/weights"] + table["fc/bias"], 1)
    return np.asarray(shares.mean(0).numpy(), np.float32)


def _who_window(shot: Shot) -> Window:
    from emogen.vision.windows import Window

    flat = shot.points[:, :2]
    right, left = (flat[list(corners)].mean(0) for corners in _EYES)
    mouth = flat[list(_MOUTH)].mean(0)
    way = (np.linalg.norm(right - mouth) + np.linalg.norm(left - mouth)) / 2
    side = float(way) / _EYES_TO_MOUTH
    turn = float(np.arctan2(left[1] - right[1], left[0] - right[0]))
    x, y = (right + left + mouth) / 3
    middle = Window(float(x), float(y), side, side, turn)
    x, y = middle.to_picture(np.array([0.5, 1.0 - _HEIGHT], np.float32))
    return Window(float(x), float(y), side, side, turn)


def _look_window(shot: Shot) -> Window:
    from emogen.vision.landmarks import LEFT_EYE, RIGHT_EYE
    from emogen.vision.windows import around

    start, end = shot.points[RIGHT_EYE[0]], shot.points[LEFT_EYE[0]]
    return around(shot.points[[*_BROWS, *_JAW]], start, end).square(_PADDING)


def _views(shot: Shot, window: Window, side: int, scale: float) -> Tensor:
    """A window and its mirror image, centred colours, shape ``(2, 3, side, side)``."""
    import torch

    seen = shot.cut(window, side)
    both = np.concatenate([seen, seen[:, :, ::-1]]) * 255.0 - np.array(_MEAN, np.float32)
    return torch.from_numpy(np.ascontiguousarray(both.transpose(0, 3, 1, 2)) / np.float32(scale))


@contextmanager
def _alone() -> Iterator[None]:
    """Inference on one thread: the same sums everywhere, and no fight over cores for small layers."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            yield
    finally:
        torch.set_num_threads(threads)


@lru_cache(maxsize=3)
def _table(name: str) -> dict[str, Tensor]:
    """A network's weights by name; kernels as torch orders them."""
    import torch

    raw = weights.path(MODEL, f"{name}_model.bin").read_bytes()
    manifest = json.loads(weights.path(MODEL, f"{name}_model-weights_manifest.json").read_text("utf-8"))
    table, place = {}, 0
    for entry in (entry for group in manifest for entry in group["weights"]):
        count, how = int(np.prod(entry["shape"])), entry.get("quantization")
        values = np.frombuffer(raw, how["dtype"] if how else "float32", count, place)
        place += values.nbytes
        if how:
            values = values.astype(np.float32) * np.float32(how["scale"]) + np.float32(how["min"])
        values = values.reshape(entry["shape"])
        if entry["name"].endswith("depthwise_filter"):
            values = values.transpose(2, 3, 0, 1)
        elif values.ndim == 4:
            values = values.transpose(3, 2, 0, 1)
        table[entry["name"]] = torch.from_numpy(np.array(values, np.float32))
    return table


def _embed(table: dict[str, Tensor], out: Tensor) -> Tensor:
    import torch
    from torch.nn import functional

    out = functional.max_pool2d(torch.relu(_scaled(table, "conv32_down", out, 2, 0)), 3, 2)
    for block in _BLOCKS:
        down = "down" in block
        inner = torch.relu(_scaled(table, f"{block}/conv1", out, 2 if down else 1, 0 if down else 1))
        inner = _scaled(table, f"{block}/conv2", inner, 1, 1)
        if down:
            out = functional.avg_pool2d(out, 2, 2)
            height, width = (a - b for a, b in zip(out.shape[2:], inner.shape[2:], strict=True))
            inner = functional.pad(inner, (0, width, 0, height))
            out = functional.pad(out, (0, 0, 0, 0, 0, inner.shape[1] - out.shape[1]))
        out = torch.relu(out + inner)
    return out.mean((2, 3)) @ table["fc"]


def _scaled(table: dict[str, Tensor], name: str, out: Tensor, stride: int, padding: int) -> Tensor:
    """A convolution whose channels are scaled and shifted after it."""
    from torch.nn import functional

    kernel, bias = table[f"{name}/conv/filters"], table[f"{name}/conv/bias"]
    out = functional.conv2d(out, kernel, bias, stride, padding)
    scale, shift = table[f"{name}/scale/weights"], table[f"{name}/scale/biases"]
    return out * scale[:, None, None] + shift[:, None, None]


def _xception(table: dict[str, Tensor], out: Tensor) -> Tensor:
    """Features of age and sex, shape ``(n, 512)``."""
    import torch
    from torch.nn import functional

    out = torch.relu(_plain(table, "entry_flow/conv_in", out, 2))
    for number, block in enumerate(("entry_flow/reduction_block_0", "entry_flow/reduction_block_1")):
        out = _reduced(table, block, out, active=number > 0)
    for block in ("middle_flow/main_block_0", "middle_flow/main_block_1"):
        inner = out
        for number in range(3):
            inner = _separable(table, f"{block}/separable_conv{number}", torch.relu(inner))
        out = out + inner
    out = _reduced(table, "exit_flow/reduction_block", out, active=True)
    out = torch.relu(_separable(table, "exit_flow/separable_conv", out))
    return functional.avg_pool2d(out, min(7, *out.shape[2:]), 2).flatten(1)


def _reduced(table: dict[str, Tensor], block: str, out: Tensor, *, active: bool) -> Tensor:
    import torch
    from torch.nn import functional

    inner = _separable(table, f"{block}/separable_conv0", torch.relu(out) if active else out)
    inner = _separable(table, f"{block}/separable_conv1", torch.relu(inner))
    inner = functional.max_pool2d(_same(inner, 3, 2, -torch.inf), 3, 2)
    return inner + _plain(table, f"{block}/expansion_conv", out, 2)


def _dense(table: dict[str, Tensor], block: str, out: Tensor) -> Tensor:
    """Four convolutions, each of the sum of all before; the first halves the picture."""
    import torch

    first = _plain if f"{block}/conv0/filters" in table else _separable
    total = current = torch.relu(first(table, f"{block}/conv0", out, 2))
    for number in (1, 2, 3):
        total = total + _separable(table, f"{block}/conv{number}", current)
        current = torch.relu(total)
    return current


def _plain(table: dict[str, Tensor], name: str, out: Tensor, stride: int) -> Tensor:
    from torch.nn import functional

    kernel = table[f"{name}/filters"]
    return functional.conv2d(_same(out, kernel.shape[-1], stride), kernel, table[f"{name}/bias"], stride)


def _separable(table: dict[str, Tensor], name: str, out: Tensor, stride: int = 1) -> Tensor:
    from torch.nn import functional

    deep, across = table[f"{name}/depthwise_filter"], table[f"{name}/pointwise_filter"]
    out = functional.conv2d(_same(out, 3, stride), deep, None, stride, groups=len(deep))
    return functional.conv2d(out, across, table[f"{name}/bias"])


def _same(out: Tensor, kernel: int, stride: int, value: float = 0.0) -> Tensor:
    """Padded so that a convolution gives ``ceil(side / stride)``, the odd pixel after, as TensorFlow."""
    from torch.nn import functional

    def sides(length: int) -> tuple[int, int]:
        missing = max(0, (-(-length // stride) - 1) * stride + kernel - length)
        return missing // 2, missing - missing // 2

    return functional.pad(out, (*sides(out.shape[3]), *sides(out.shape[2])), value=value)
