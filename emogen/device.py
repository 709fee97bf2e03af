"""Where networks run: one name for every backend that has weights."""

from __future__ import annotations

import importlib.util
from typing import Final, Literal, get_args

from emogen.errors import RequestError, unknown_name

Device = Literal["auto", "cpu", "cuda", "mps"]
"""``auto`` is the fastest that is there; ``cuda`` NVIDIA's (and AMD's, by ROCm), ``mps`` Apple's."""

DEVICES: Final[tuple[str, ...]] = get_args(Device)
FASTEST_FIRST: Final = ("cuda", "mps", "cpu")

_PROVIDERS: Final = {
    "cuda": "CUDAExecutionProvider",
    "mps": "CoreMLExecutionProvider",
    "cpu": "CPUExecutionProvider",
}
"""Device -> what onnxruntime calls the part of it that runs there."""


def resolve(device: str = "cpu") -> str:
    """The name by which torch knows a device: ``"cpu"``, ``"cuda"`` or ``"mps"``.

    torch is asked, and loaded, only where another device than the CPU is wanted.

    Raises:
        RequestError: no such name, or this machine or this torch has no such device.
    """
    if device == "cpu":
        return device
    return _chosen(device, _of_torch() if device in DEVICES else ())


def providers(device: str = "cpu") -> list[str]:
    """The execution providers of an onnxruntime session for a device; the CPU stands in for what the
    other cannot compute.

    Raises:
        RequestError: as :func:`resolve`, for this onnxruntime.
    """
    cpu = _PROVIDERS["cpu"]
    if device == "cpu":
        return [cpu]
    chosen = _chosen(device, _of_onnxruntime() if device in DEVICES else ())
    return [cpu] if chosen == "cpu" else [_PROVIDERS[chosen], cpu]


def _of_torch() -> tuple[str, ...]:
    """The devices of torch, fastest first; the CPU alone where torch is not installed."""
    if importlib.util.find_spec("torch") is None:
        return ("cpu",)
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return tuple(name for name in FASTEST_FIRST if there[name])


def _of_onnxruntime() -> tuple[str, ...]:
    import onnxruntime as ort

    there = ort.get_available_providers()
    return tuple(name for name in FASTEST_FIRST if _PROVIDERS[name] in there)


def _chosen(device: str, there: tuple[str, ...]) -> str:
    if device not in DEVICES:
        raise unknown_name("device", device, DEVICES)
    if device == "auto":
        return there[0]
    if device not in there:
        raise RequestError(f"no such device: {device}", fix=f"Use {' or '.join(('auto', *there))}.")
    return device
