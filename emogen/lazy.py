"""Public names that are loaded when they are first used, so that importing their module is instant."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any


def loader(module: str, homes: Mapping[str, str], modules: Collection[str] = ()) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module.

    Args:
        module: its ``__name__``.
        homes: public name -> the module that has it.
        modules: public names that are those modules themselves.
    """

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value: Any = import_module(homes[name])
        if name not in modules:
            value = getattr(value, name)
        setattr(sys.modules[module], name, value)
        return value

    return load
