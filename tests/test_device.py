"""One name for where networks run, asked of torch and onnxruntime; the CPU without being asked."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
from typer.testing import CliRunner

from emogen.cli.main import app
from emogen.device import DEVICES, FASTEST_FIRST, providers, resolve
from emogen.errors import RequestError
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.pipelines.requests.verbs import VERBS


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


# Requests


def test_every_verb_with_a_backend_has_a_device_and_the_cpu_is_no_news() -> None:
    have = {name for name, verb in VERBS.items() if "device" in verb.load().model_fields}
    assert have == {"speak", "narrate", "talk", "idle", "face", "sheet", "sprites", "image", "regrade"}
    for verb, values in (("speak", {"text": "Hi"}), ("image", {"text": "a lake"}), ("face", {})):
        plain, told = make_request(verb, values), make_request(verb, {**values, "device": "cpu"})
        assert plain.digest == told.digest
        assert "device" not in told.normal()


@pytest.mark.parametrize(
    ("verb", "values", "label"),
    [
        ("image", {"text": "a lake"}, "the image backend painter runs"),
        ("face", {"emotion": "joy"}, "the face backend anny runs"),
        ("sheet", {}, "the face backend anny runs"),
    ],
)
def test_backends_without_networks_run_on_the_cpu_alone(
    verb: str, values: dict[str, str], label: str
) -> None:
    make_request(verb, {**values, "device": "auto"})
    with pytest.raises(RequestError, match=f"{label} on the CPU only") as error:
        make_request(verb, {**values, "device": "cuda"})
    assert "\n" not in str(error.value)


def test_the_device_reaches_the_backend_and_its_own_option_wins() -> None:
    def device(**values: object) -> object:
        request = make_request("speak", {"text": "Hi", **values})
        assert isinstance(request, SpeakRequest)
        return request.speech_backend().options.device  # type: ignore[attr-defined]

    assert device() == "cpu"
    assert device(device="auto") == "auto"
    assert device(device="cuda", option={"device": "cpu"}) == "cpu"


def test_a_talking_face_asks_what_is_used() -> None:
    request = make_request("talk", {"text": "Hi", "device": "cuda"})
    devices = {used.plugin.kind: used.options.get("device") for used in request.plugins()}
    assert devices == {"speech": "cuda", "face": None, "language": None}


def test_speech_on_the_cpu_is_the_same_however_it_is_asked_for() -> None:
    plain = make_request("speak", {"text": "Hi."}).perform()
    told = make_request("speak", {"text": "Hi.", "device": "cpu"}).perform()
    assert np.array_equal(plain.audio.samples, told.audio.samples)  # type: ignore[attr-defined]
    if providers("auto") == providers("cpu"):
        auto = make_request("speak", {"text": "Hi.", "device": "auto"}).perform()
        assert np.array_equal(plain.audio.samples, auto.audio.samples)  # type: ignore[attr-defined]


def test_a_device_that_the_machine_lacks_ends_the_command_with_2(tmp_path: Path) -> None:
    if len(providers("auto")) > 1:
        pytest.skip("this machine has another device")
    done = CliRunner().invoke(app, ["speak", "Hi.", "--device", "cuda", "-o", str(tmp_path / "x.wav")])
    assert isinstance(done.exception, RequestError)
    assert str(done.exception) == "no such device: cuda. Use auto or cpu."
    assert done.exception.exit_code == 2
