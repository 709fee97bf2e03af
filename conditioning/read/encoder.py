"""The sentence encoder all-MiniLM-L6-v2, bent towards emotion: text to what its six layers make of it.

Its published weights come without a graph. The graph is written here once, into the cache, with
one more output than usual: the mean over the words after *every* layer, since emotion is easier to
read half-way up, where the encoder has not yet thrown style away.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen import cache, weights
from emogen.machine import threads
from emogen.tables import asset_file

if TYPE_CHECKING:
    import numpy as np
    import onnx
    import onnxruntime as ort
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

MODEL: Final = "minilm-l6"
LAYERS: Final = 7
"""Outputs: the word embeddings and six layers."""
WIDTH: Final = 384
HEADS: Final = 12
MAX_TOKENS: Final = 256
"""Word pieces read of one text, as the encoder was trained; the rest is cut off."""

ADAPTER: Final = "text_reader.safetensors"
"""What reading emotion has taught: low-rank changes of the encoder's maps, added here, and the head
of :mod:`emogen.conditioning.read.text`."""

_BATCH: Final = 32
_VERSION: Final = 1
"""Raise it when the derived graph changes."""


def encode(texts: Sequence[str], *, bent: bool = True) -> NDArray[np.float32]:
    """What the encoder makes of each text, shape ``(len(texts), LAYERS, WIDTH)``.

    Each text stands alone: its values do not depend on the texts beside it, beyond float rounding.

    Args:
        bent: towards emotion; else as published, for what words name.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    import numpy as np

    pieces = word_pieces(texts)
    found = np.zeros((len(pieces), LAYERS, WIDTH), np.float32)
    # Texts of like length together: little is wasted on padding.
    order = sorted(range(len(pieces)), key=lambda index: len(pieces[index]))
    for start in range(0, len(order), _BATCH):
        chosen = order[start : start + _BATCH]
        longest = max(len(pieces[index]) for index in chosen)
        tokens = np.zeros((len(chosen), longest), np.int64)
        for row, index in enumerate(chosen):
            tokens[row, : len(pieces[index])] = pieces[index]
        (found[chosen],) = _session(bent).run(None, {"tokens": tokens})
    return found


def word_pieces(texts: Sequence[str]) -> list[list[int]]:
    """The encoder's tokens for each text, at most ``MAX_TOKENS`` of them."""
    return [encoding.ids for encoding in _tokenizer().encode_batch(list(texts))]


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(weights.path(MODEL, "tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


@lru_cache(maxsize=2)
def _session(bent: bool) -> ort.InferenceSession:
    import onnxruntime as ort

    source = weights.path(MODEL, "model.safetensors")
    if bent:
        with asset_file(ADAPTER) as adapter:
            path = cache.derived(
                "minilm-layers.onnx",
                [source, adapter],
                _VERSION,
                lambda target: _write(source, adapter, target),
            )
    else:
        path = cache.derived(
            "minilm-plain.onnx", [source], _VERSION, lambda target: _write(source, None, target)
        )
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _write(source: Path, adapter: Path | None, target: Path) -> None:
    import numpy as np
    import onnx
    from safetensors.numpy import load_file

    tensors = load_file(source)
    changes = load_file(adapter) if adapter is not None else {}
    learned = {name: value.astype(np.float32) for name, value in changes.items()}
    for name, down in learned.items():
        if name.startswith("maps.") and name.endswith(".down"):
            bent = name.removeprefix("maps.").removesuffix(".down").replace("/", ".") + ".weight"
            tensors[bent] = tensors[bent] + learned[name.removesuffix("down") + "up"] @ down
    onnx.save(_Graph(tensors).model(), str(target))


class _Graph:
    """BERT as an ONNX graph, written node by node. Input ``tokens``: int64 ``(B, T)``, 0 is padding."""

    def __init__(self, tensors: dict[str, NDArray[Any]]) -> None:
        self.tensors = tensors
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        from onnx import TensorProto, helper

        x = self.embed()
        layers = [self.pool(x)]
        for index in range(LAYERS - 1):
            x = self.layer(x, f"encoder.layer.{index}.")
            layers.append(self.pool(x))
        self.op("Concat", *layers, axis=1, output="layers")
        graph = helper.make_graph(
            self.nodes,
            "minilm",
            [helper.make_tensor_value_info("tokens", TensorProto.INT64, ["batch", "length"])],
            [helper.make_tensor_value_info("layers", TensorProto.FLOAT, ["batch", LAYERS, WIDTH])],
            self.constants,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)

    def embed(self) -> str:
        """Words, places and the sentence kind 0; also the masks that keep padding out."""
        from onnx import TensorProto

        self.used = self.op("Cast", self.op("Greater", "tokens", self.constant(0)), to=TensorProto.FLOAT)
        hidden = self.op("Sub", self.used, self.constant(1.0))
        far = self.op("Mul", hidden, self.constant(1e9))
        self.penalty = self.op("Unsqueeze", far, self.constant([1, 2]))
        self.weight = self.op("Unsqueeze", self.used, self.constant([2]))
        self.count = self.op("ReduceSum", self.weight, self.constant([1]), keepdims=1)
        length = self.op("Gather", self.op("Shape", "tokens"), self.constant(1), axis=0)
        places = self.op("Range", self.constant(0), length, self.constant(1))
        kinds = self.tensors["embeddings.token_type_embeddings.weight"][0]
        words = self.op("Gather", self.tensor("embeddings.word_embeddings.weight"), "tokens", axis=0)
        spots = self.op("Gather", self.tensor("embeddings.position_embeddings.weight"), places, axis=0)
        total = self.op("Add", self.op("Add", words, spots), self.constant(kinds))
        return self.normalise(total, "embeddings.LayerNorm")

    def layer(self, x: str, name: str) -> str:
        """One transformer layer: attention, then the two dense maps, each added and normalised."""
        query, key, value = (
            self.heads(x, f"{name}attention.self.{part}") for part in ("query", "key", "value")
        )
        scale = self.constant((WIDTH / HEADS) ** -0.5)
        scores = self.op("Mul", self.op("MatMul", query, self.op("Transpose", key, perm=[0, 1, 3, 2])), scale)
        share = self.op("Softmax", self.op("Add", scores, self.penalty), axis=-1)
        mixed = self.op("Transpose", self.op("MatMul", share, value), perm=[0, 2, 1, 3])
        mixed = self.op("Reshape", mixed, self.constant([0, 0, WIDTH]))
        mixed = self.dense(mixed, f"{name}attention.output.dense")
        x = self.normalise(self.op("Add", x, mixed), f"{name}attention.output.LayerNorm")
        inner = self.op("Gelu", self.dense(x, f"{name}intermediate.dense"))
        return self.normalise(
            self.op("Add", x, self.dense(inner, f"{name}output.dense")), f"{name}output.LayerNorm"
        )

    def heads(self, x: str, name: str) -> str:
        """A dense map, split into heads: ``(B, T, W)`` -> ``(B, heads, T, W / heads)``."""
        split = self.op("Reshape", self.dense(x, name), self.constant([0, 0, HEADS, WIDTH // HEADS]))
        return self.op("Transpose", split, perm=[0, 2, 1, 3])

    def dense(self, x: str, name: str) -> str:
        product = self.op("MatMul", x, self.constant(self.tensors[f"{name}.weight"].T))
        return self.op("Add", product, self.tensor(f"{name}.bias"))

    def normalise(self, x: str, name: str) -> str:
        scale, bias = self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias")
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=1e-12)

    def pool(self, x: str) -> str:
        """The mean over the words that are there: ``(B, T, W)`` -> ``(B, 1, W)``."""
        total = self.op("ReduceSum", self.op("Mul", x, self.weight), self.constant([1]), keepdims=1)
        return self.op("Div", total, self.count)

    def tensor(self, name: str) -> str:
        return self.constant(self.tensors[name])

    def constant(self, value: Any) -> str:
        import numpy as np
        from onnx import numpy_helper

        array = np.array(value, order="C")
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def op(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        from onnx import helper

        output = output or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output
