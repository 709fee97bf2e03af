"""Kokoro's graph taken apart, so that prosody can be changed between its stages.

The published graph goes from tokens to sound in one piece. It is cut where its own modules meet:

``text``
    tokens, style -> a duration for each token, and two views of the text, one column a token
``prosody``
    the predictor's view, repeated by duration, and style -> F0 and energy curves
``decoder``
    the other view, repeated by duration, both curves and style -> sound

Repeating columns by duration (the "alignment") is left to the caller. Every adaptive instance norm,
nine nodes in the export, becomes one.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from emogen import cache, weights

if TYPE_CHECKING:
    import onnx
    import onnxruntime as ort

Part = Literal["text", "prosody", "decoder"]

MODEL: Final = "kokoro-82m"

DURATIONS: Final = "/encoder/Clip_output_0"
"""Frames of 25 ms per token, float, shape ``(1, T)`` or ``(T,)``, unrounded at least 1."""

PROSODY_VIEW: Final = "/encoder/predictor/text_encoder/Concat_4_output_0"
TEXT_VIEW: Final = "/encoder/text_encoder/Transpose_2_output_0"
PROSODY_FRAMES: Final = "/encoder/MatMul_output_0"
TEXT_FRAMES: Final = "/encoder/MatMul_1_output_0"
F0: Final = "/encoder/Squeeze_output_0"
ENERGY: Final = "/encoder/Squeeze_1_output_0"
AUDIO: Final = "audio"

_CUTS: Final[dict[Part, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "text": (("tokens", "style", "speed"), (DURATIONS, PROSODY_VIEW, TEXT_VIEW)),
    "prosody": ((PROSODY_FRAMES, "style"), (F0, ENERGY)),
    "decoder": ((TEXT_FRAMES, F0, ENERGY, "style"), (AUDIO,)),
}
"""Inputs and outputs of each part, by the names in the published graph."""

_VERSION: Final = 2
"""Raise it when the derived files change."""


@lru_cache(maxsize=3)
def session(part: Part) -> ort.InferenceSession:
    """The part as an onnxruntime session, made once per process.

    Raises:
        MissingWeightError: the model is not there.
        OutputError: the cache cannot be written.
    """
    import onnxruntime as ort

    source = weights.path(MODEL, "model.onnx")
    path = cache.derived(f"kokoro-{part}.onnx", [source], _VERSION, partial(_write_part, source, part))
    options = ort.SessionOptions()
    options.log_severity_level = 3
    # Threads that spin while they wait starve other processes, and each other, on a busy machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _write_part(source: Path, part: Part, target: Path) -> None:
    import onnx

    model = onnx.load(str(source))
    _extract(model, *_CUTS[part])
    if part != "text":
        _fuse_adaptive_norms(model)
        _drop_unused(model)
    onnx.save(model, str(target))


def _extract(model: onnx.ModelProto, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    """Keep what leads from ``inputs`` to ``outputs``."""
    import onnx

    graph = model.graph
    rank = {DURATIONS: None, PROSODY_FRAMES: 3, TEXT_FRAMES: 3, F0: 2, ENERGY: 2}
    declared = {value.name: value for value in graph.input}
    made = [
        declared.get(name)
        or onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [None] * (rank[name] or 0))
        for name in inputs
    ]
    results = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in outputs]
    del graph.input[:], graph.output[:]
    graph.input.extend(made)
    graph.output.extend(results)
    del graph.value_info[:]
    _drop_unused(model)


def _drop_unused(model: onnx.ModelProto) -> None:
    """Remove nodes and constants that no output needs."""
    graph = model.graph
    producer = {output: node for node in graph.node for output in node.output}
    given = {value.name for value in graph.input}
    wanted = [value.name for value in graph.output]
    seen: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in seen or name in given:
            continue
        seen.add(name)
        if name in producer:
            wanted.extend(producer[name].input)
    nodes = [node for node in graph.node if seen.intersection(node.output)]
    constants = [tensor for tensor in graph.initializer if tensor.name in seen]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(constants)


class _Graph:
    """Look-ups over one graph: who makes a value, who takes it, what a constant holds."""

    def __init__(self, model: onnx.ModelProto) -> None:
        from onnx import numpy_helper

        self.nodes = list(model.graph.node)
        self.producer = {output: node for node in self.nodes for output in node.output}
        self.consumers: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in self.nodes:
            for name in node.input:
                self.consumers[name].append(node)
        self._tensors = {tensor.name: tensor for tensor in model.graph.initializer}
        self._array = numpy_helper.to_array

    def is_constant(self, name: str) -> bool:
        return name in self._tensors

    def constant(self, name: str) -> np.ndarray:
        return self._array(self._tensors[name])

    def follow(self, node: onnx.NodeProto, *kinds: str) -> onnx.NodeProto | None:
        """The only consumer of ``node``'s only result, if it is one of ``kinds``."""
        users = self.consumers[node.output[0]]
        return users[0] if len(users) == 1 and users[0].op_type in kinds else None


def _fuse_adaptive_norms(model: onnx.ModelProto) -> None:
    """Replace each (x - mean) / sqrt(variance + e) * gain + offset by one InstanceNormalization."""
    from onnx import helper, numpy_helper

    graph = _Graph(model)
    flat = numpy_helper.from_array(np.array([-1], np.int64), "emogen.flat")
    model.graph.initializer.append(flat)
    replaced: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.nodes:
        found = _adaptive_norm(graph, node)
        if found is None:
            continue
        source, gain, offset, epsilon, result = found
        vectors = [f"{node.name}.gain", f"{node.name}.offset"]
        replaced[result] = [
            helper.make_node("Reshape", [gain, flat.name], [vectors[0]], vectors[0]),
            helper.make_node("Reshape", [offset, flat.name], [vectors[1]], vectors[1]),
            helper.make_node(
                "InstanceNormalization", [source, *vectors], [result], f"{node.name}.fused", epsilon=epsilon
            ),
        ]
    nodes = [new for node in graph.nodes for new in replaced.get(node.output[0], [node])]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def _adaptive_norm(graph: _Graph, centred: onnx.NodeProto) -> tuple[str, str, str, float, str] | None:
    """(x, gain, offset, epsilon, result) if ``centred`` is the x - mean of an adaptive norm."""
    mean = graph.producer.get(centred.input[1]) if centred.op_type == "Sub" else None
    if mean is None or mean.op_type != "ReduceMean" or mean.input[0] != centred.input[0]:
        return None
    divide = next((n for n in graph.consumers[centred.output[0]] if n.op_type == "Div"), None)
    if divide is None:
        return None
    root = graph.producer[divide.input[1]]
    shifted = graph.producer[root.input[0]]
    times = graph.follow(divide, "Mul")
    plus = graph.follow(times, "Add") if times else None
    if root.op_type != "Sqrt" or shifted.op_type != "Add" or times is None or plus is None:
        return None
    epsilon = next(float(graph.constant(n)) for n in shifted.input if graph.is_constant(n))
    gain = next(n for n in times.input if n != divide.output[0])
    offset = next(n for n in plus.input if n != times.output[0])
    return centred.input[0], gain, offset, epsilon, plus.output[0]
