"""Things that a picture shows, by EfficientNet-Lite2, which learned the 1,000 kinds of ImageNet."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen import weights
from emogen.cache import derived

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats, Pixels

MODEL: Final = "efficientnet-lite2"
FEATURES: Final = 1280
"""Numbers in an embedding."""
KINDS: Final = 1000
"""Kinds of things."""

_SIDE: Final = 260
"""Pixels of a side of what the network sees (Google's EfficientNet-Lite, as are the constants below)."""
_MIDDLE, _HALF = 127.0, 128.0
_NORM_EPSILON: Final = 1e-3
_BLOCKS: Final = 21
_HALVING: Final = (1, 4, 7, 15)
"""The blocks that halve the picture."""


def embedding(pixels: Pixels) -> Floats:
    """An embedding of what a picture shows: the last layer before the names, mean over the whole picture.

    The picture is squeezed to a square, so that nothing at its sides is lost.

    Args:
        pixels: uint8 sRGB, shape ``(height, width, 3)``.

    Returns:
        float32, shape ``(1280,)``, each in [0, 6].

    Raises:
        MissingWeightError: the network is not here.
    """
    return _run(pixels)[0]


def kinds(pixels: Pixels, softness: float = 1.0) -> Floats:
    """The probability of each kind of thing, float32 ``(1000,)``.

    Args:
        pixels: uint8 sRGB, shape ``(height, width, 3)``.
        softness: divides the network's own certainty; above 1 more kinds count.

    Raises:
        MissingWeightError: the network is not here.
    """
    scores = _run(pixels)[1] / softness
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum(), np.float32)


def _run(pixels: Pixels) -> tuple[Floats, Floats]:
    from PIL import Image

    square = Image.fromarray(pixels).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC)
    values = (np.asarray(square, np.float32) - _MIDDLE) / _HALF
    features, scores = _session().run(None, {"picture": values.transpose(2, 0, 1)[None]})
    return features[0], scores[0]


@lru_cache(maxsize=1)
def _session() -> Any:
    import onnxruntime as ort

    source = weights.path(MODEL, "weights.pth")
    graph = derived("things.onnx", [source], 1, lambda target: _write_graph(source, target))
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # The same numbers on every machine.
    return ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _write_graph(source: Path, target: Path) -> None:
    """Write the network as ONNX: its layers, each normalisation folded into its convolution."""
    import onnx

    from emogen.vision.pth import read_pth

    graph = _Graph(read_pth(source))
    x = graph.layer("picture", "_conv_stem", "_bn0", _SIDE, stride=2)
    for number in range(_BLOCKS):
        block = f"_blocks.{number}."
        before, side = x, graph.side
        if number:
            x = graph.layer(x, f"{block}_expand_conv", f"{block}_bn0", side)
        stride = 2 if number in _HALVING else 1
        x = graph.layer(x, f"{block}_depthwise_conv", f"{block}_bn1", side, stride=stride)
        x = graph.layer(x, f"{block}_project_conv", f"{block}_bn2", graph.side, bounded=False)
        if stride == 1 and graph.channels[before] == graph.channels[x]:
            x = graph.add(before, x)
    x = graph.layer(x, "_conv_head", "_bn1", graph.side)
    onnx.save(graph.model(x), str(target))


class _Graph:
    """An ONNX graph while it is built.

    Attributes:
        side: pixels of a side of the last layer's maps.
        channels: of each value.
    """

    def __init__(self, state: dict[str, NDArray[Any]]):
        self.state = state
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.channels: dict[str, int] = {"picture": 3}
        self.side = _SIDE

    def layer(
        self, x: str, convolution: str, norm: str, side: int, *, stride: int = 1, bounded: bool = True
    ) -> str:
        """A convolution padded as TensorFlow pads, its normalisation, and ReLU6 where it is ``bounded``."""
        kernel = self.state[f"{convolution}.weight"]
        mean, variance, scale, shift = (
            self.state[f"{norm}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        factor = scale / np.sqrt(variance + _NORM_EPSILON)
        size = kernel.shape[-1]
        lacking = max(0, (math.ceil(side / stride) - 1) * stride + size - side)
        before, after = lacking // 2, lacking - lacking // 2
        out = f"{convolution}:out"
        inputs = [
            x,
            self._constant(f"{convolution}:kernel", kernel * factor[:, None, None, None]),
            self._constant(f"{convolution}:bias", shift - mean * factor),
        ]
        groups = self.channels[x] // kernel.shape[1]
        pads = [before, before, after, after]
        self._node("Conv", inputs, out, strides=[stride] * 2, pads=pads, group=groups)
        self.side, self.channels[out] = math.ceil(side / stride), len(kernel)
        if not bounded:
            return out
        ends = [self._constant(name, np.float32(value)) for name, value in (("low", 0.0), ("high", 6.0))]
        self._node("Clip", [out, *ends], f"{out}:bounded")
        self.channels[f"{out}:bounded"] = self.channels[out]
        return f"{out}:bounded"

    def add(self, left: str, right: str) -> str:
        out = f"{right}:sum"
        self._node("Add", [left, right], out)
        self.channels[out] = self.channels[right]
        return out

    def model(self, maps: str) -> Any:
        """The graph from the picture to the mean of its last maps, and the scores of the kinds."""
        from onnx import TensorProto, helper

        self._node("GlobalAveragePool", [maps], "pooled")
        self._node("Flatten", ["pooled"], "features")
        weight, bias = (
            self._constant(f"names:{part}", self.state[f"_fc.{part}"]) for part in ("weight", "bias")
        )
        self._node("Gemm", ["features", weight, bias], "scores", transB=1)
        shapes = (("features", FEATURES), ("scores", KINDS))
        graph = helper.make_graph(
            self.nodes,
            "things",
            [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, _SIDE, _SIDE])],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, size]) for name, size in shapes],
            self.constants,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)

    def _node(self, kind: str, inputs: list[str], out: str, **settings: Any) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [out], **settings))

    def _constant(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        if name not in {constant.name for constant in self.constants}:
            self.constants.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name
