"""Fewer passes over the large tensors of Kokoro's decoder: chains of simple operations become one
that onnxruntime has for the same.

The sums are made in another order, so the last digits of floats change, and with them the sound, which
hears the phases of the voice: no more than when F0 is multiplied by 1 + 1e-6 (relative RMS 0.1, mel spectrum
0.7 dB). The Fourier transform stays as it is: another one, though the same to the last digits of a float,
makes another voice (3.3 dB), and judges of emotion heard it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import onnx

_FLAT, _AXIS, _START, _END, _AFTER, _BEFORE = "flat", "axis_2", "start", "end", "after_", "before_"
"""Names of constants."""

_PARTS: Final = (
    (2, ("decode.3/norm2",)),
    (20, ("noise_res.0", "resblocks.0", "resblocks.1", "resblocks.2")),
    (120, ("noise_res.1", "resblocks.3", "resblocks.4", "resblocks.5")),
)
"""Steps a frame in the modules of these names; 1 in others."""

COUNTS: Final = "counts"
"""The input that tells how much the mean over all frames, that over the first ``MARGIN`` and that over the
last count in normalisations, shape ``(1, 1, 3)``, 1 together."""

MARGIN: Final = 5
"""Frames at each end that may count more than others. Ours."""


class Passes:
    """A graph whose chains are to be joined."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._graph = graph
        self._constants = {tensor.name: tensor for tensor in graph.initializer}
        self._maker = {name: node for node in graph.node for name in node.output}
        self._readers: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self._readers[name].append(node)
        self._means: set[str] = set()

    def join(self) -> None:
        """Replace each chain where it ends; what it began with stays, read by nobody."""
        import onnx

        graph = self._graph
        numbers = {_FLAT: [-1], _AXIS: [2], _START: [0], _END: [2**31 - 1]}
        numbers |= {f"{_AFTER}{rate}": [rate * MARGIN] for rate in (1, 2, 20, 120)}
        numbers |= {f"{_BEFORE}{rate}": [-rate * MARGIN] for rate in (1, 2, 20, 120)}
        graph.initializer.extend(
            onnx.numpy_helper.from_array(np.array(value, np.int64), name) for name, value in numbers.items()
        )
        ends = {node.output[0]: self._normalised(node) for node in graph.node if node.op_type == "Add"}
        nodes: list[onnx.NodeProto] = []
        for node in graph.node:
            nodes += ends.get(node.output[0]) or self._scaled(node) or self._squared(node) or [node]
        del graph.node[:]
        graph.node.extend(nodes)

    def _made(self, name: str, kind: str) -> onnx.NodeProto | None:
        """The node that makes a value, if it is of a kind."""
        node = self._maker.get(name)
        return node if node is not None and node.op_type == kind else None

    def _normalised(self, end: onnx.NodeProto) -> list[onnx.NodeProto]:
        """``gain * (x - mean) / sqrt(variance + epsilon) + offset`` in fewer passes, the ends
        counted as told."""
        from onnx import helper

        scaled, offset = self._made(end.input[0], "Mul"), end.input[1]
        divided = self._made(scaled.input[1], "Div") if scaled else None
        centred = self._made(divided.input[0], "Sub") if divided else None
        root = self._made(divided.input[1], "Sqrt") if divided else None
        above = self._made(root.input[0], "Add") if root else None
        mean = self._made(centred.input[1], "ReduceMean") if centred else None
        if scaled is None or centred is None or above is None or mean is None:
            return []
        x, gain, name = centred.input[0], scaled.input[0], end.output[0]
        epsilon = float(self._constant(above.input[1]))
        self._means.update((mean.output[0], centred.output[0]))
        rate = next((rate for rate, parts in _PARTS if any(part in name for part in parts)), 1)
        return [
            *_mean(x, f"{name}_mean", rate),
            helper.make_node("Sub", [x, f"{name}_mean"], [f"{name}_centred"]),
            helper.make_node("Mul", [f"{name}_centred", f"{name}_centred"], [f"{name}_squares"]),
            *_mean(f"{name}_squares", f"{name}_variance", rate),
            *(
                helper.make_node("Reshape", [given, _FLAT], [f"{name}_{what}_flat"])
                for given, what in (
                    (gain, "gain"),
                    (offset, "offset"),
                    (f"{name}_mean", "mean"),
                    (f"{name}_variance", "variance"),
                )
            ),
            helper.make_node(
                "BatchNormalization",
                [x, *(f"{name}_{what}_flat" for what in ("gain", "offset", "mean", "variance"))],
                [name],
                name=name,
                epsilon=epsilon,
            ),
        ]

    def _scaled(self, end: onnx.NodeProto) -> list[onnx.NodeProto]:
        """The sums of an integer convolution as floats: ``scale * (sums + rounded bias)``, the bias rounded
        no more, and left out where a normalisation takes it away again."""
        import onnx
        from onnx import helper

        cast = self._made(end.input[0], "Cast") if end.op_type == "Mul" else None
        if cast is None:
            return []
        sums, bias, name = cast.input[0], "", end.output[0]
        if added := self._made(sums, "Add"):
            sums, shaped = added.input
            rounded = self._made(shaped, "Reshape")
            whole = self._made(rounded.input[0], "Cast") if rounded else None
            floor = self._made(whole.input[0], "Floor") if whole else None
            ratio = self._made(floor.input[0], "Div") if floor else None
            if ratio is None:
                return []
            bias = ratio.input[0]
        if self._made(sums, "ConvInteger") is None:
            return []
        readers = self._readers[name]
        if not bias or (readers and all(node.output[0] in self._means for node in readers)):
            return [helper.make_node("DequantizeLinear", [sums, end.input[1]], [name], name=name)]
        column = self._constant(bias).reshape(1, -1, 1)
        self._graph.initializer.append(onnx.numpy_helper.from_array(column, f"{name}_bias"))
        return [
            helper.make_node("DequantizeLinear", [sums, end.input[1]], [f"{name}_sums"], name=name),
            helper.make_node("Add", [f"{name}_sums", f"{name}_bias"], [name]),
        ]

    def _squared(self, node: onnx.NodeProto) -> list[onnx.NodeProto]:
        """The square of a sine as a product."""
        from onnx import helper

        if node.op_type != "Pow" or self._made(node.input[0], "Sin") is None:
            return []
        if self._constant(node.input[1]) != 2.0:
            return []
        return [helper.make_node("Mul", [node.input[0], node.input[0]], list(node.output))]

    def _constant(self, name: str) -> np.ndarray:
        import onnx

        return np.asarray(onnx.numpy_helper.to_array(self._constants[name]))


def _mean(x: str, name: str, rate: int) -> list[onnx.NodeProto]:
    """The mean over steps, of which there are ``rate`` a frame.

    A product with a column of shares would be one operation, but its sums hang on the number of threads.
    """
    from onnx import helper

    means = [f"{name}_{of}" for of in ("all", "first", "last")]
    return [
        helper.make_node("ReduceMean", [x, _AXIS], [f"{name}_all"]),
        helper.make_node("Slice", [x, _START, f"{_AFTER}{rate}", _AXIS], [f"{name}_head"]),
        helper.make_node("ReduceMean", [f"{name}_head", _AXIS], [f"{name}_first"]),
        helper.make_node("Slice", [x, f"{_BEFORE}{rate}", _END, _AXIS], [f"{name}_tail"]),
        helper.make_node("ReduceMean", [f"{name}_tail", _AXIS], [f"{name}_last"]),
        helper.make_node("Concat", means, [f"{name}_three"], axis=2),
        helper.make_node("Mul", [f"{name}_three", COUNTS], [f"{name}_counted"]),
        helper.make_node("ReduceSum", [f"{name}_counted", _AXIS], [name]),
    ]
