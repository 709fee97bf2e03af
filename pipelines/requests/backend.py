"""Backends: their settings and where they run, as every request with a backend has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from emogen.device import Device
from emogen.errors import RequestError
from emogen.pipelines.requests.base import Request
from emogen.pipelines.requests.parameter import parameter
from emogen.registry import Used, find_plugin, on_device, used

Value = str | bool | int | float


def read_pairs(given: Any) -> Any:
    """``["name=value", ...]`` of the command line as a mapping; all else as it is.

    Raises:
        RequestError: a text that is no pair, or a name twice.
    """
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list | tuple):
        return given
    options: dict[str, Any] = {}
    for pair in given:
        name, equals, value = (part.strip() for part in str(pair).partition("="))
        if not equals or not name:
            raise RequestError(f"cannot read the setting {pair!r}", fix="Write NAME=VALUE.")
        if name in options:
            raise RequestError(f"the setting {name!r} is given twice", fix="Give it once.")
        options[name] = value
    return options


NO_OPTIONS: Final[Mapping[str, Value]] = MappingProxyType({})
"""No settings."""

Named = Annotated[dict[str, str], BeforeValidator(read_pairs)]
"""Words by name."""

Options = Annotated[dict[str, Value], BeforeValidator(read_pairs)]
"""Settings of a plug-in by name; each has its own, which ``emogen plugins NAME`` lists."""


def options_parameter(text: str, *, panel: str = "") -> Any:
    """A field of type :data:`Options`, empty by default; arguments as for :func:`parameter`."""
    return parameter(None, text, panel=panel, metavar="NAME=VALUE", of_plugin=True, default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A backend of a request.

    Attributes:
        kind, name: which plug-in.
        options: its settings, those that were given, with where it runs.
    """

    kind: str
    name: str
    options: Mapping[str, Any]


class DeviceRequest(Request):
    """A request whose backends may have networks."""

    device: Device = parameter(
        "cpu",
        "Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.",
        complete="devices",
    )

    def backends(self) -> tuple[Chosen, ...]:
        """The backends that make the result, and run on the device if they can."""
        return ()

    def chosen(self, kind: str, name: str, options: Mapping[str, Any]) -> Chosen:
        """A backend, on the device. Raises ``RequestError`` for an unknown one."""
        return Chosen(kind, name, on_device(kind, name, options, self.device))

    def plugins(self) -> tuple[Used, ...]:
        backends = self.backends()
        makers = [used(backend.kind, backend.name, backend.options) for backend in backends]
        if self.device not in ("auto", "cpu") and not any("device" in maker.options for maker in makers):
            if not backends:
                raise RequestError(
                    f"the device {self.device} is given without a backend",
                    fix="Leave it out, or name a backend.",
                )
            labels = [find_plugin(backend.kind, backend.name).label for backend in backends]
            raise RequestError(
                f"the {' and the '.join(labels)} run{'s' * (len(labels) == 1)} on the CPU only",
                fix=f"Leave the device {self.device} out.",
            )
        return (*super().plugins(), *makers)

    def normal(self) -> dict[str, Any]:
        normal = super().normal()
        if self.device == "cpu":
            del normal["device"]
        return normal
