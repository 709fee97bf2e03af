"""What the contract suites share: their error, and what is promised by plug-ins of every kind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from emogen.errors import MissingWeightError, RequestError
from emogen.registry import abilities, make, models_of, option_names, plugins, trial, used

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")

_ABILITIES: Final = {
    "speech": {"blends", "timings", "vocals"},
    "face": {"scenes"},
    "image": {"negative", "start"},
    "export": {"mapping", "visemes"},
}
"""Words that ``can`` may have, by kind; other kinds have none."""


class ContractError(AssertionError):
    """A plug-in breaks its contract. Says whose, what is promised, and what it does instead."""


def expect(plugin: object, kept: object, promise: str, instead: str) -> None:
    """Raise :class:`ContractError` unless a promise is kept.

    Args:
        plugin: it, or its class.
        kept: whether it is kept.
        promise: what the contract wants, a clause.
        instead: what the plug-in does, a clause.
    """
    if not kept:
        kind, name = getattr(plugin, "kind", "plugin"), getattr(plugin, "name", "")
        named = name or getattr(plugin, "__name__", type(plugin).__name__)
        raise ContractError(f"{kind}.{named}: the contract wants {promise}; {instead}")


@contextmanager
def must(plugin: object, promise: str) -> Iterator[None]:
    """Raise :class:`ContractError` if what is done inside fails, unless weights are missing."""
    try:
        yield
    except (ContractError, MissingWeightError):
        raise
    except Exception as error:
        expect(plugin, False, promise, f"it raises {type(error).__name__}: {error}")


@contextmanager
def must_refuse(plugin: object, request: str, promise: str = "a RequestError") -> Iterator[None]:
    """Raise :class:`ContractError` unless what is done inside is refused as wrong.

    Args:
        plugin: it, or its class.
        request: what it is asked, e.g. ``"an unknown voice"``.
        promise: the error that it promises.
    """
    wanted = f"{promise} for {request}"
    try:
        yield
    except RequestError as error:
        expect(plugin, "\n" not in str(error) and str(error), wanted + " in one line", f"it says {error}")
        return
    except Exception as error:
        expect(plugin, False, wanted, f"it raises {type(error).__name__}: {error}")
    expect(plugin, False, wanted, "it accepts it")


@contextmanager
def on_trial(plugin: type[Any], kind: str, options: Mapping[str, Any] | None) -> Iterator[Any]:
    """A plug-in, made with its settings and found by name as if it were installed, once it has kept
    what all plug-ins promise."""
    _check_class(plugin, kind)
    with trial(plugin):
        problem = next(entry.problem for entry in plugins(kind) if entry.given is plugin)
        expect(plugin, not problem, f"a class with what the kind {kind} needs", problem)
        _check_options(plugin, options or {})
        with must(plugin, "an instance of its class with the options given"):
            made = make(kind, plugin.name, options or {})
        yield made


def _check_class(plugin: type[Any], kind: str) -> None:
    expect(plugin, isinstance(plugin, type), "a class", f"this is a {type(plugin).__name__}")
    found = getattr(plugin, "kind", None)
    expect(plugin, found == kind, f"the kind {kind!r}", f"its kind is {found!r}")
    name = getattr(plugin, "name", None)
    fits = isinstance(name, str) and _NAME.fullmatch(name)
    expect(plugin, fits, "a name in lower case, of letters, digits, '-', '_' and '.'", f"it is {name!r}")
    expect(plugin, (plugin.__doc__ or "").strip(), "a docstring, whose first line lists show", "it has none")


def _check_options(plugin: type[Any], options: Mapping[str, Any]) -> None:
    """What is declared: settings, abilities, weights."""
    from emogen import weights

    strange = abilities(plugin) - _ABILITIES.get(plugin.kind, set())
    known = ", ".join(sorted(_ABILITIES.get(plugin.kind, ()))) or "none"
    instead = f"it has {', '.join(sorted(strange))}"
    expect(plugin, not strange, f"in `can` words of its kind: {known}", instead)
    for model in models_of(plugin):
        expect(plugin, model in weights.models(), "in `models` ids of the manifest", f"it has {model!r}")
    with must(plugin, "a default for each of its Options, none of which fails"):
        make(plugin.kind, plugin.name)
    with must_refuse(plugin, "an option that it does not have"):
        used(plugin.kind, plugin.name, {"no_such_option": "1"})
    with must(plugin, "the options given to be accepted, and kept as JSON has them"):
        settings = used(plugin.kind, plugin.name, options).options
        expect(
            plugin,
            set(settings) == set(option_names(plugin)) and json.loads(json.dumps(settings)) == settings,
            "options of numbers, texts, truth values and lists of them",
            f"they are {settings}",
        )
        as_text = {name: str(value) for name, value in options.items()}
        again = used(plugin.kind, plugin.name, as_text).options
    expect(plugin, again == settings, "options that mean the same as text", f"{as_text} is {again}")
