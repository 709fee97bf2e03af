"""Options of a backend, as every request with a backend has them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from emogen.errors import RequestError
from emogen.provenance import file_hash

Value = str | bool | int | float


def _pairs(given: Any) -> Any:
    """``["name=value", …]`` of the command line as a mapping."""
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list | tuple):
        return given
    options: dict[str, Any] = {}
    for pair in given:
        name, equals, value = str(pair).partition("=")
        if not equals or not name.strip():
            raise RequestError(f"cannot read the option {pair!r}", fix="Write NAME=VALUE.")
        if name.strip() in options:
            raise RequestError(f"the option {name.strip()!r} is given twice", fix="Give it once.")
        options[name.strip()] = value.strip()
    return options


Options = Annotated[dict[str, Value], BeforeValidator(_pairs)]
"""Settings of a backend by name; each backend has its own (``emogen plugins NAME`` lists them)."""


def hashed_options(options: Mapping[str, Value]) -> dict[str, Value]:
    """The options with the hash of each file in place of its name."""
    return {
        name: file_hash(value, kind=name) if isinstance(value, str) and _is_file(value) else value
        for name, value in options.items()
    }


def _is_file(value: str) -> bool:
    try:
        return Path(value).is_file()
    except OSError:  # Too long for a file's name.
        return False
