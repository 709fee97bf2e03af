"""Kokoro's graph taken apart, so that prosody can be changed between its stages.

The published graph goes from tokens to sound in one piece. It is cut where its own modules meet:

``text``
    tokens, style -> a duration for each token, and two views of the text, one column a token
``prosody``
    the predictor's view, repeated by duration, and style -> F0 and energy curves
``decoder``
    the other view, repeated by duration, both curves and style -> sound

Between the parts columns are repeated by duration (the "alignment"). They are rewritten for
speed (:mod:`~emogen.pipelines.speech.kokoro.faster`), the decoder once more
(:mod:`~emogen.pipelines.speech.kokoro.passes`).
"""

from __future__ import annotations

import json
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from emogen import cache, cancelling, weights
from emogen.device import providers
from emogen.machine import threads
from emogen.pipelines.speech.kokoro import faster, heard
from emogen.pipelines.speech.kokoro.passes import COUNTS, Passes

if TYPE_CHECKING:
    import onnx
    import onnxruntime as ort
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats

Part = Literal["text", "prosody", "decoder"]

MODEL: Final = "kokoro-82m"

DURATIONS: Final = "/encoder/Clip_output_0"
"""Frames of 25 ms per token at speed 1, unrounded: float, of size T; at least 1 each."""

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
"""Inputs and outputs of each part, by the names in the published graph. The decoder also has the
input ``COUNTS``."""

_SAMPLES: Final = 600
"""Of one frame."""

_VERSION: Final = 11
"""Raise it when the derived files change."""


@lru_cache(maxsize=6)
def session(part: Part, device: str = "cpu") -> ort.InferenceSession:
    """The part as an onnxruntime session on a device (:mod:`emogen.device`), made once per process.

    Raises:
        RequestError: no such device.
        MissingWeightError: the model is not there.
        OutputError: the cache cannot be written.
    """
    import onnxruntime as ort

    chosen = providers(device)
    source = weights.path(MODEL, "model.onnx")
    options = ort.SessionOptions()
    options.log_severity_level = 3
    if chosen == providers("cpu"):
        # Which operations it joins is onnxruntime's own matter, so each version has its file.
        identity = [str(_VERSION), ort.__version__, weights.fingerprint(source)]
        write = partial(_write_optimised, source, part)
        path = cache.derived_by(f"kokoro-{part}-optimised.onnx", identity, write)
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    else:
        path = cache.derived(f"kokoro-{part}.onnx", [source], _VERSION, partial(_write_part, source, part))
    options.intra_op_num_threads = threads()
    # Threads that spin while they wait starve other processes, and each other, on a busy machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Plans of memory for one length are kept, and every chunk has another: 1.1 GB in place of 0.8.
    options.enable_mem_pattern = False
    return ort.InferenceSession(str(path), options, providers=chosen)


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, int]:
    """The token of each letter."""
    return dict(json.loads(weights.path(MODEL, "vocab.json").read_text(encoding="utf-8"))["vocab"])


def curves(
    view: AnyFloats, frames: NDArray[np.int64], style: AnyFloats, device: str = "cpu"
) -> tuple[AnyFloats, AnyFloats]:
    """F0 in Hz and energy, two values a frame, each of shape ``(1, 2 n)``.

    Args:
        view: the predictor's, of the part ``text``.
        frames: of each token, n in all.
        style: of the voice.
        device: where the part runs.
    """
    aligned = np.repeat(view, frames, axis=1).swapaxes(1, 2)
    f0, energy = cancelling.run(session("prosody", device), {PROSODY_FRAMES: aligned, "style": style})
    return f0, energy


def decoded(
    view: AnyFloats,
    frames: NDArray[np.int64],
    f0: AnyFloats,
    energy: AnyFloats,
    style: AnyFloats,
    device: str = "cpu",
) -> NDArray[np.float32]:
    """The sound, shape ``(600 n,)``, the silence at its ends digital. ``view`` is the decoder's, of the part
    ``text``; the rest as of :func:`curves`."""
    kept, counts = heard.heard(energy[0])
    columns = np.repeat(view, frames, axis=2)
    sound = np.zeros((columns.shape[2], _SAMPLES), np.float32)
    twice = slice(2 * kept.start, 2 * kept.stop)
    feed = {
        TEXT_FRAMES: columns[:, :, kept],
        F0: f0[:, twice],
        ENERGY: energy[:, twice],
        "style": style,
        COUNTS: counts,
    }
    (samples,) = cancelling.run(session("decoder", device), feed)
    sound[kept] = np.asarray(samples).reshape(-1, _SAMPLES)
    return sound.reshape(-1)


def _write_part(source: Path, part: Part, target: Path) -> None:
    import onnx

    onnx.save(_part(source, part), str(target))


def _write_optimised(source: Path, part: Part, target: Path) -> None:
    """As onnxruntime rewrites it when a session starts: .5 s of a first line's CPU time."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.log_severity_level = 3
    # Beyond this level it rewrites for the processor that it runs on.
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    ort.InferenceSession(_part(source, part).SerializeToString(), options, providers=["CPUExecutionProvider"])


def _part(source: Path, part: Part) -> onnx.ModelProto:
    import onnx

    model = onnx.load(str(source))
    _extract(model, *_CUTS[part])
    if part == "decoder":
        # The curves of the other parts, which the decoder makes so much of, stay as they are to the bit.
        Passes(model.graph).join()
        counts = onnx.helper.make_tensor_value_info(COUNTS, onnx.TensorProto.FLOAT, [1, 1, 3])
        model.graph.input.append(counts)
    faster.sign_activations(model)
    _drop_unused(model)
    return model


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
