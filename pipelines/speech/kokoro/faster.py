"""Kokoro's published graph rewritten so that a CPU is faster with it.

Its convolutions multiply 8-bit activations and weights, both unsigned. onnxruntime has no fast way
for that pair, but has one for unsigned weights with signed activations, on processors with
dot-product instructions: 2.2 to 2.6 times the speed. So the activations and their zero points are
moved by 128; the integer sums, and with them the sound, stay the same to the bit.

Nothing else is changed. The decoder hears phases, so that a Fourier transform which differs in the last
digits of a float already makes another voice: judges of emotion heard it, though nobody could see it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen import cache

if TYPE_CHECKING:
    from pathlib import Path

    import onnx

_HALF: Final = "half_of_8_bits"

_CHECKED: Final = 64
"""Products that are summed in the check: more than any instruction adds at once."""


def sign_activations(model: onnx.ModelProto) -> None:
    """Give every integer convolution signed activations in place of unsigned ones."""
    import onnx
    from onnx import helper

    graph = model.graph
    quantised = {node.output[0]: node for node in graph.node if node.op_type == "DynamicQuantizeLinear"}
    nodes: list[onnx.NodeProto] = []
    signed: set[str] = set()
    for node in graph.node:
        if node.op_type == "ConvInteger":
            activations, _, zero, *_ = node.input
            _, scale, _ = quantised[activations].output
            node.input[0], node.input[2] = f"{activations}_signed", f"{zero}_signed"
            if activations not in signed:
                signed.add(activations)
                given = [quantised[activations].input[0], scale, node.input[2]]
                nodes += [
                    helper.make_node("BitwiseXor", [zero, _HALF], [f"{zero}_moved"]),
                    helper.make_node("Cast", [f"{zero}_moved"], [node.input[2]], to=onnx.TensorProto.INT8),
                    helper.make_node("QuantizeLinear", given, [node.input[0]]),
                ]
        nodes.append(node)
    if signed:
        graph.initializer.append(onnx.numpy_helper.from_array(np.array(128, np.uint8), _HALF))
    del graph.node[:]
    graph.node.extend(nodes)


@lru_cache(maxsize=1)
def signed_is_exact() -> bool:
    """Whether this processor sums products of unsigned and signed bytes without loss.

    Older x86 processors (AVX2 without VNNI) add pairs of products in 16 bits, which overflow.

    Raises:
        OutputError: the cache cannot be written.
    """
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    path = cache.derived("signed-convolution.onnx", [], 1, _write_check)
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    (sums,) = session.run(None, {"x": np.full((1, _CHECKED, 16), 127, np.int8)})
    return bool((sums == 127 * 255 * _CHECKED).all())


def _write_check(target: Path) -> None:
    """A convolution with the largest weights there are."""
    import onnx
    from onnx import helper, numpy_helper

    weights = numpy_helper.from_array(np.full((16, _CHECKED, 1), 255, np.uint8), "w")
    given = helper.make_tensor_value_info("x", onnx.TensorProto.INT8, [1, _CHECKED, None])
    sums = helper.make_tensor_value_info("y", onnx.TensorProto.INT32, [1, 16, None])
    graph = helper.make_graph(
        [helper.make_node("ConvInteger", ["x", "w"], ["y"])], "check", [given], [sums], [weights]
    )
    opset = [helper.make_opsetid("", 20)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=10), str(target))
