"""A plug-in: who registered it, and its class, loaded with care."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from emogen.distributions import origin
from emogen.errors import EmogenError, in_one_line

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "speech": "speech backend",
        "face": "face backend",
        "portrait": "portrait backend",
        "image": "image backend",
        "export": "export format",
        "judge": "judge",
        "language": "language",
        "vocabulary": "vocabulary",
        "importer": "importer",
        "exporter": "exporter",
        "engine": "batch engine",
    }
)
"""Every kind of plug-in, and what one of it is called."""

NEEDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "speech": ("rate", "at_once", "notes", "find_voice", "synthesise"),
        "face": ("draw",),
        "portrait": ("draw",),
        "image": ("check", "paint"),
        "export": ("suffixes", "title", "write"),
        "judge": (
            *("medium", "title", "measures", "categories", "source", "licence", "commercial", "independent"),
            *("needs", "models", "files", "card", "missing", "judge"),
        ),
        "language": ("language",),
        "vocabulary": ("entries",),
        "importer": ("title", "suffixes", "claims", "read"),
        "exporter": ("title", "write"),
        "engine": ("title", "outcomes"),
    }
)
"""Attributes of a class of each kind, besides ``name`` and ``kind``."""

_METHODS: Final = frozenset(
    {
        *("find_voice", "synthesise", "draw", "check", "paint", "write", "card", "missing", "judge"),
        *("language", "entries", "claims", "read", "outcomes"),
    }
)
"""Those of :data:`NEEDS` that are called."""

_VALUE: Final = re.compile(r"([\w.]+)\s*:\s*([\w.]+)\s*(?:\[.*\])?")
"""An entry point's value: module, class and, seldom, extras."""


def label(kind: str, name: str) -> str:
    """The name of a plug-in for people, e.g. ``"speech backend mytts"``."""
    return f"{KINDS.get(kind, 'plug-in')} {name}"


@dataclass(frozen=True, slots=True)
class Plugin:
    """One registered plug-in.

    Attributes:
        kind: one of :data:`KINDS`, or something else that is not known here.
        name: its name.
        distribution, version: what installed it.
        value: ``module:class``.
        rivals: other distributions that register the same kind and name, with their versions.
        given: its class, where it is on trial (:func:`emogen.registry.trial`) and nothing installed it.
    """

    kind: str
    name: str
    distribution: str
    version: str
    value: str
    rivals: tuple[str, ...] = ()
    given: type[Any] | None = None

    @property
    def origin(self) -> str:
        """Its distribution and version, e.g. ``"mytts 1.2"``."""
        return origin(self.distribution, self.version)

    @property
    def label(self) -> str:
        """Its name for people, e.g. ``"speech backend mytts"``."""
        return label(self.kind, self.name)

    @property
    def problem(self) -> str:
        """Why it cannot be used, in one line; "" when it can."""
        if self.rivals:
            return f"{' and '.join(self.rivals)} and {self.origin} register the same name"
        return _loaded(self)[1]

    def load(self) -> type[Any]:
        """Its class.

        Raises:
            EmogenError: it cannot be loaded, whatever went wrong, is no plug-in of its kind, or has a
                namesake.
        """
        if self.rivals:
            raise EmogenError(
                f"there is more than one {self.label}", why=self.problem, fix="Uninstall all but one of them."
            )
        loaded, problem, fix = _loaded(self)
        if loaded is None:
            raise EmogenError(f"the {self.label} of {self.origin} is broken", why=problem, fix=fix)
        return loaded


@lru_cache(maxsize=256)
def _loaded(plugin: Plugin) -> tuple[type[Any] | None, str, str]:
    """Its class, or None, why, and what to do about it; remembered, since a module that fails may do
    harm or take long each time that it is tried."""
    fix = f"Update or uninstall {plugin.distribution}."
    if plugin.kind not in KINDS or not plugin.name:
        registered = f"{plugin.kind}.{plugin.name}".strip(".")
        return None, f"{registered!r} is no kind and name; kinds are {', '.join(KINDS)}", fix
    if plugin.given is not None:
        problem = _unfit(plugin, plugin.given)
        return (None, problem, "") if problem else (plugin.given, "", "")
    match = _VALUE.fullmatch(plugin.value)
    if match is None:
        return None, f"its entry point {plugin.value!r} is not module:class", fix
    try:
        loaded: Any = import_module(match[1])
        for part in match[2].split("."):
            if not hasattr(loaded, part):
                return None, f"{match[1]} has no {match[2]}", fix
            loaded = getattr(loaded, part)
        problem = _unfit(plugin, loaded)
    except KeyboardInterrupt:
        raise
    except ImportError as error:
        return None, in_one_line(error), "Install the package or the extra that it needs."
    except BaseException as error:  # A module may raise or end anything: it is not ours.
        return None, in_one_line(error), fix
    return (None, problem, fix) if problem else (loaded, "", "")


def _unfit(plugin: Plugin, loaded: Any) -> str:
    """Why an object is no plug-in of this kind and name; "" when it is one."""
    if not isinstance(loaded, type):
        return f"{plugin.value} is no class"
    undone: frozenset[str] = getattr(loaded, "__abstractmethods__", frozenset())
    for attribute in ("name", "kind", *NEEDS[plugin.kind]):
        if not hasattr(loaded, attribute) or attribute in undone:
            return f"its class lacks {attribute!r}"
    claimed: Any = (loaded.kind, loaded.name)  # type: ignore[attr-defined]
    if claimed != (plugin.kind, plugin.name):
        return f"it is registered as {plugin.kind}.{plugin.name}, and its class is {claimed[0]}.{claimed[1]}"
    for attribute in NEEDS[plugin.kind]:
        if attribute in _METHODS and not callable(getattr(loaded, attribute)):
            return f"its {attribute!r} is no function"
    for attribute in ("models", "can", "suffixes"):
        value = getattr(loaded, attribute, ())
        if isinstance(value, property):  # Told by what is made of the class.
            continue
        if not isinstance(value, tuple | frozenset | set | list) or not all(
            isinstance(x, str) for x in value
        ):
            return f"its {attribute!r} are no tuple of names"
    options = getattr(loaded, "Options", None)
    if options is None:
        return ""
    from pydantic import BaseModel

    if not (isinstance(options, type) and issubclass(options, BaseModel)):
        return "its Options are no pydantic model"
    return "" if options.model_config.get("extra") == "forbid" else "its Options do not forbid unknown keys"
