"""Settings of plug-ins, as every request with a backend has them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from emogen.errors import RequestError

Value = str | bool | int | float


def _pairs(given: Any) -> Any:
    """``["name=value", ...]`` of the command line as a mapping."""
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list | tuple):
        return given
    options: dict[str, Any] = {}
    for pair in given:
        name, equals, value = (part.strip() for part in str(pair).partition("="))
        if not equals or not name:
            raise RequestError(f"cannot read the option {pair!r}", fix="Write NAME=VALUE.")
        if name in options:
            raise RequestError(f"the option {name!r} is given twice", fix="Give it once.")
        options[name] = value
    return options


NO_OPTIONS: Final[Mapping[str, Value]] = MappingProxyType({})
"""No settings."""

Options = Annotated[dict[str, Value], BeforeValidator(_pairs)]
"""Settings of a plug-in by name; each has its own, which ``emogen plugins NAME`` lists."""
