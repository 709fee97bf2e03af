"""One name for where networks run, asked of torch and onnxruntime; the CPU without being asked."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import onnxruntime as ort
import pytest

from emogen.device import DEVICES, FASTEST_FIRST, providers, resolve
from emogen.errors import RequestError


def test_the_cpu_is_the_default_and_loads_nothing() -> None:
    code = (
        "import sys; from emogen.device import providers, resolve\n"
        "assert resolve() == 'cpu' and providers() == ['CPUExecutionProvider']\n"
        "assert not {'torch', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_auto_is_something_that_is_there() -> None:
    assert resolve("auto") in FASTEST_FIRST
    assert set(providers("auto")) <= set(ort.get_available_providers())
    assert providers("auto")[-1] == "CPUExecutionProvider"


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_one_line(device: str) -> None:
    if importlib.util.find_spec("torch") is not None:
        import torch

        if (torch.cuda if device == "cuda" else torch.backends.mps).is_available():
            assert resolve(device) == device
            return
    with pytest.raises(RequestError, match=rf"no such device: {device}\. Use auto or cpu\.") as error:
        resolve(device)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("ask", [resolve, providers])
def test_unknown_devices_get_near_names(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(RequestError, match=r"unknown device 'cudda'.*cuda"):
        ask("cudda")
    with pytest.raises(RequestError, match=", ".join(sorted(DEVICES))):
        ask("abacus")


def test_kokoro_is_told_that_a_device_is_not_there() -> None:
    from emogen.pipelines.speech.kokoro import graph

    for device in ("cuda", "mps"):
        try:
            there = providers(device)
        except RequestError:
            with pytest.raises(RequestError, match=f"no such device: {device}"):
                graph.session("text", device)
        else:
            assert graph.session("text", device).get_providers() == there
