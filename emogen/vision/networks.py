"""Running networks in the TFLite format, and cutting one out of another."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import Floats


class Network:
    """A network on the CPU, one caller at a time.

    Args:
        path: a TFLite file without custom operators.
    """

    def __init__(self, path: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        # Without the default delegate: it announces itself on the terminal.
        plain = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        self._net: Any = Interpreter(model_path=str(path), experimental_op_resolver_type=plain)
        self._net.allocate_tensors()
        self._inputs = [entry["index"] for entry in self._net.get_input_details()]
        self._outputs = [entry["index"] for entry in self._net.get_output_details()]
        self._lock = Lock()

    def run(self, *values: Floats) -> list[Floats]:
        """The outputs for these inputs, both in the order of the file."""
        with self._lock:
            for index, value in zip(self._inputs, values, strict=True):
                self._net.set_tensor(index, np.ascontiguousarray(value, np.float32))
            self._net.invoke()
            return [self._net.get_tensor(index) for index in self._outputs]


def cut_out(source: Path, inputs: tuple[str, ...], outputs: tuple[str, ...], target: Path) -> None:
    """Write the part of a network that leads from some of its tensors to others.

    Args:
        source: a TFLite file with one graph; only the part needs to be free of custom operators.
        inputs, outputs: names of tensors.
        target: where the part goes.
    """
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(source.read_bytes(), 0)
    graph = model.subgraphs[0]
    number = {tensor.name.decode(): index for index, tensor in enumerate(graph.tensors)}
    graph.inputs, graph.outputs = [number[name] for name in inputs], [number[name] for name in outputs]
    wanted, kept = set(graph.outputs), []
    for operator in reversed(graph.operators):
        if wanted.intersection(operator.outputs).difference(graph.inputs):
            kept.append(operator)
            wanted.update(index for index in operator.inputs if index >= 0)
    graph.operators = kept[::-1]
    used = {graph.tensors[index].buffer for index in wanted}
    for index, buffer in enumerate(model.buffers):
        if index not in used:
            buffer.data = None
    model.signatureDefs, model.metadata = None, None
    builder = flatbuffers.Builder(1 << 22)
    builder.Finish(model.Pack(builder), b"TFL3")
    target.write_bytes(builder.Output())


def custom_options(source: Path, operator: bytes) -> list[dict[str, Any]]:
    """The options of each use of a custom operator in a TFLite file, in order."""
    from ai_edge_litert import schema_py_generated as schema
    from flatbuffers import flexbuffers

    model = schema.Model.GetRootAs(source.read_bytes(), 0)
    graph = model.Subgraphs(0)
    uses = (graph.Operators(index) for index in range(graph.OperatorsLength()))
    return [
        flexbuffers.GetRoot(use.CustomOptionsAsNumpy().tobytes()).Value
        for use in uses
        if model.OperatorCodes(use.OpcodeIndex()).CustomCode() == operator
    ]
