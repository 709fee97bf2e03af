"""Kokoro's graph in parts: rewritten for speed, the sound as good as the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import helper, numpy_helper

from emogen import weights
from emogen.pipelines.speech.ahead import ahead
from emogen.pipelines.speech.kokoro import faster, graph, heard
from emogen.pipelines.speech.kokoro.passes import COUNTS, Passes


def _run(model: onnx.ModelProto, feed: dict[str, np.ndarray]) -> np.ndarray:
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, feed)[0])


def _model(
    nodes: list[onnx.NodeProto], shape: list[int | None], constants: dict[str, np.ndarray]
) -> onnx.ModelProto:
    made = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


@pytest.mark.parametrize("largest", [127, 255])
def test_signed_activations_leave_every_sum_as_it_is(largest: int) -> None:
    rng = np.random.default_rng(1)
    kernel = rng.integers(largest - 8, largest + 1, (24, 16, 5)).astype(np.uint8)
    model = _model(
        [
            helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]),
            helper.make_node("ConvInteger", ["q", "w", "zero", "middle"], ["sums"], pads=[2, 2]),
            helper.make_node("Cast", ["sums"], ["y"], to=onnx.TensorProto.FLOAT),
        ],
        [1, 16, None],
        {"w": kernel, "middle": np.array(131, np.uint8)},
    )
    feed = {"x": rng.normal(0.3, 1.0, (1, 16, 700)).astype(np.float32)}
    plain = _run(model, feed)
    faster.sign_activations(model)
    # Larger weights overflow on older processors: they are left as they are.
    assert ("QuantizeLinear" in {node.op_type for node in model.graph.node}) == (largest == 127)
    assert (_run(model, feed) == plain).all()


def _joined(model: onnx.ModelProto) -> set[str]:
    Passes(model.graph).join()
    kept = {name for node in model.graph.node for name in node.input} | {"y"}
    # Nothing reads the rest any more.
    return {node.op_type for node in model.graph.node if kept.intersection(node.output)}


def test_a_normalisation_counts_the_ends_as_told() -> None:
    rng = np.random.default_rng(2)
    model = _model(
        [
            helper.make_node("ReduceMean", ["x", "axis"], ["mean"]),
            helper.make_node("Sub", ["x", "mean"], ["centred"]),
            helper.make_node("Mul", ["centred", "centred"], ["squares"]),
            helper.make_node("ReduceMean", ["squares", "axis"], ["variance"]),
            helper.make_node("Add", ["variance", "epsilon"], ["above"]),
            helper.make_node("Sqrt", ["above"], ["root"]),
            helper.make_node("Div", ["centred", "root"], ["even"]),
            helper.make_node("Mul", ["gain", "even"], ["scaled"]),
            helper.make_node("Add", ["scaled", "offset"], ["y"]),
        ],
        [1, 6, None],
        {
            "axis": np.array([2]),
            "epsilon": np.array(1e-5, np.float32),
            "gain": rng.normal(size=(1, 6, 1)).astype(np.float32),
            "offset": rng.normal(size=(1, 6, 1)).astype(np.float32),
        },
    )
    x = rng.normal(3.0, 0.5, (1, 6, 900)).astype(np.float32)
    x[..., :200] = 1.0
    plain = _run(model, {"x": x})
    assert "BatchNormalization" in _joined(model)
    model.graph.input.append(helper.make_tensor_value_info(COUNTS, onnx.TensorProto.FLOAT, [1, 1, 3]))
    whole = np.array([[[1.0, 0.0, 0.0]]], np.float32)
    assert np.abs(_run(model, {"x": x, COUNTS: whole}) - plain).max() < 1e-4
    # Steps that are left out are counted by others like them.
    counts = np.array([[[720.0, 180.0, 0.0]]], np.float32) / 900
    assert np.abs(_run(model, {"x": x[..., 180:], COUNTS: counts}) - plain[..., 180:]).max() < 1e-4


def test_sums_are_scaled_in_one_pass() -> None:
    rng = np.random.default_rng(4)
    model = _model(
        [
            helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "step", "zero"]),
            helper.make_node("ConvInteger", ["q", "w", "zero", "middle"], ["sums"], pads=[2, 2]),
            helper.make_node("Mul", ["step", "size"], ["scale"]),
            helper.make_node("Div", ["bias", "scale"], ["exact"]),
            helper.make_node("Floor", ["exact"], ["whole"]),
            helper.make_node("Cast", ["whole"], ["steps"], to=onnx.TensorProto.INT32),
            helper.make_node("Reshape", ["steps", "column"], ["shaped"]),
            helper.make_node("Add", ["sums", "shaped"], ["added"]),
            helper.make_node("Cast", ["added"], ["float"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", ["float", "scale"], ["y"]),
        ],
        [1, 16, None],
        {
            "w": rng.integers(0, 128, (24, 16, 5)).astype(np.uint8),
            "middle": np.array(64, np.uint8),
            "size": np.array(0.004, np.float32),
            "bias": rng.normal(size=24).astype(np.float32),
            "column": np.array([1, -1, 1]),
        },
    )
    feed = {"x": rng.normal(0.3, 1.0, (1, 16, 700)).astype(np.float32)}
    plain = _run(model, feed)
    assert {"DequantizeLinear", "Add"} < _joined(model)
    # One step of rounding.
    assert np.abs(_run(model, feed) - plain).max() < 4.0 / 127 * 0.004


def test_the_parts_together_are_the_published_graph() -> None:
    rng = np.random.default_rng(3)
    tokens = np.array([[0, *rng.integers(43, 120, 30), 0]])
    style = np.fromfile(weights.path("kokoro-voices", "voices/af_heart.bin"), np.float32).reshape(
        510, 1, 256
    )[29]
    whole = ort.InferenceSession(
        str(weights.path(graph.MODEL, "model.onnx")), providers=["CPUExecutionProvider"]
    )
    feed = {"tokens": tokens, "style": style, "speed": np.ones(1, np.float32)}
    published = whole.run(None, feed)[0].reshape(-1)

    durations, prosody, text = graph.session("text").run(None, feed)
    frames = np.round(durations.reshape(-1)).astype(int)
    f0, energy = graph.session("prosody").run(
        None, {graph.PROSODY_FRAMES: np.repeat(prosody, frames, axis=1).swapaxes(1, 2), "style": style}
    )
    columns = {graph.TEXT_FRAMES: np.repeat(text, frames, axis=2), graph.F0: f0, graph.ENERGY: energy}
    counts = np.array([[[1.0, 0.0, 0.0]]], np.float32)
    ours = graph.session("decoder").run(None, {**columns, COUNTS: counts, "style": style})[0].reshape(-1)

    # F0 times 1 + 1e-6 changes it by 0.12.
    assert _apart(ours, published) < 0.2


def test_silence_at_the_ends_is_counted_but_not_decoded() -> None:
    energy = np.full(80, -9.5, np.float32)
    energy[31:50] = 3.0
    energy[36:40] = -9.5
    kept, counts = heard.heard(energy)
    # Five frames of silence before and after what is heard, the pause inside kept.
    assert kept == slice(10, 30)
    assert counts.reshape(-1) == pytest.approx([20 / 40, 10 / 40, 10 / 40])


@pytest.mark.parametrize("level", [-9.5, 3.0])
def test_all_is_decoded_where_nothing_or_all_is_heard(level: float) -> None:
    kept, counts = heard.heard(np.full(12, level, np.float32))
    assert kept == slice(0, 6)
    assert counts.reshape(-1) == pytest.approx([1.0, 0.0, 0.0])


@pytest.mark.parametrize("count", [2, 3])
def test_the_sound_is_the_same_with_any_number_of_threads(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    feed = {
        graph.TEXT_FRAMES: rng.normal(0.0, 0.3, (1, 512, 15)).astype(np.float32),
        graph.F0: rng.uniform(80.0, 200.0, (1, 30)).astype(np.float32),
        graph.ENERGY: rng.uniform(0.0, 5.0, (1, 30)).astype(np.float32),
        "style": rng.normal(0.0, 0.1, (1, 256)).astype(np.float32),
        COUNTS: np.array([[[0.5, 0.3, 0.2]]], np.float32),
    }
    made = []
    for threads in (1, count):
        monkeypatch.setenv("EMOGEN_THREADS", str(threads))
        made.append(graph.session.__wrapped__("decoder").run(None, feed)[0])
    assert (made[0] == made[1]).all()


def _apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Level of the difference, as a share."""
    return float(np.sqrt(np.square(ours - theirs).sum() / np.square(theirs).sum()))


def _calls(begun: list[int], count: int, fails: int | None = None) -> Iterator[Callable[[], int]]:
    def call(index: int) -> int:
        begun.append(index)
        if index == fails:
            raise ValueError(index)
        return index

    return (lambda index=index: call(index) for index in range(count))  # type: ignore[misc]


@pytest.mark.parametrize("at_once", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 9])
def test_work_ahead_comes_in_order(at_once: int, count: int) -> None:
    assert list(ahead(_calls([], count), at_once)) == list(range(count))


def test_the_first_is_there_before_any_other_begins() -> None:
    together = threading.Barrier(2)

    def late(index: int) -> int:
        # Only two that run at once get past here.
        together.wait(timeout=20)
        return index

    calls = [lambda: 0, lambda: late(1), lambda: late(2)]
    assert list(ahead(iter(calls), 2)) == [0, 1, 2]


def test_what_nobody_takes_is_not_begun() -> None:
    begun: list[int] = []
    results = ahead(_calls(begun, 20), 2)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert set(begun) <= {0, 1, 2}


def test_an_error_comes_in_its_turn_and_ends_the_work() -> None:
    begun: list[int] = []
    results = ahead(_calls(begun, 20, fails=2), 2)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="2"):
        next(results)
    assert max(begun) <= 4


def test_an_error_of_the_calls_themselves_comes_in_its_turn() -> None:
    def calls() -> Iterator[Callable[[], int]]:
        yield lambda: 0
        yield lambda: 1
        raise ValueError("drawn")

    results = ahead(calls(), 2)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="drawn"):
        next(results)
