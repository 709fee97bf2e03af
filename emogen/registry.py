"""The registry: every plug-in, built in or third party, found by entry point.

A plug-in is one class registered under the entry-point group ``emogen.backends`` as ``<kind>.<name>``::

    [project.entry-points."emogen.backends"]
    "speech.mytts" = "mytts.emogen:MyTts"

Its class has a ``name`` and a ``kind``, what its kind needs (:data:`emogen.registered.NEEDS`; the base
classes of :mod:`emogen.plugins` have most of it), and where it wants them:

``Options``
    a pydantic model of its own settings that forbids unknown keys. With it the class is called with an
    instance of the model, without it with nothing.
    ``device`` is the one that all share: a plug-in with networks has it, of the type
    :data:`emogen.device.Device`, and ``--device`` sets it.
``models``
    ids of the weights that it needs (see :mod:`emogen.weights`).
``contents``
    a class method that takes the ``Options`` and gives hashes by name of what they name and that decides
    the result besides files: folders, say. Files that an option names count by themselves.
``can``
    what it can do beyond what all of its kind can; the protocol of each kind names the words.

A plug-in that cannot be loaded is an error where it is asked for, and a line in ``emogen plugins``;
nothing else of emogen minds.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from emogen.distributions import registrations
from emogen.errors import EmogenError, GenerationError, RequestError, in_one_line, unknown_name
from emogen.registered import KINDS, Plugin, label

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

GROUP: Final = "emogen.backends"

_LISTS: Final = {"judge": "emogen judges"}
"""Commands that list the plug-ins of one kind."""

_ON_TRIAL: Final[list[Plugin]] = []
"""Classes that are checked and not installed."""

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Backend(Protocol):
    """The class of every plug-in.

    Attributes:
        name: as users choose it, e.g. ``"kokoro"``.
        kind: one of :data:`~emogen.registered.KINDS`.
    """

    name: ClassVar[str]
    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Used:
    """A plug-in with its settings, as the content hash of a result has it.

    Attributes:
        plugin: which.
        options: every setting by name, JSON-like, those left at their defaults too.
        models: ids of the weights it needs.
        contents: hashes by name of what else decides the result.
    """

    plugin: Plugin
    options: Mapping[str, Any]
    models: tuple[str, ...]
    contents: Mapping[str, str] = field(default_factory=dict)


def plugins(kind: str | None = None) -> tuple[Plugin, ...]:
    """Every registered plug-in, of one kind or of all, broken ones and namesakes too; sorted by kind
    (in the order of :data:`~emogen.registered.KINDS`) and name."""
    found = _every(tuple(sys.path))
    if _ON_TRIAL:
        replaced = {(plugin.kind, plugin.name) for plugin in _ON_TRIAL}
        kept = [plugin for plugin in found if (plugin.kind, plugin.name) not in replaced]
        found = _sorted([*kept, *_ON_TRIAL])
    return tuple(plugin for plugin in found if kind in (None, plugin.kind))


def installed() -> tuple[object, ...]:
    """A key that changes where :func:`plugins` does, for caches of what is made of it."""
    return (*sys.path, *_ON_TRIAL)


@lru_cache(maxsize=8)
def _every(path: tuple[str, ...]) -> tuple[Plugin, ...]:
    """The plug-ins of the distributions on a path for modules, which is :data:`sys.path`."""
    del path
    lines = registrations(GROUP)
    origins: dict[str, list[str]] = {}
    for line in lines:
        origins.setdefault(line.name, []).append(line.origin)
    registered = []
    for line in lines:
        kind, _, name = line.name.partition(".")
        rivals = list(origins[line.name])
        rivals.remove(line.origin)
        registered.append(Plugin(kind, name, line.distribution, line.version, line.value, tuple(rivals)))
    return _sorted(registered)


def _sorted(listed: Iterable[Plugin]) -> tuple[Plugin, ...]:
    places = {kind: place for place, kind in enumerate(KINDS)}
    return tuple(sorted(listed, key=lambda p: (places.get(p.kind, len(places)), p.kind, p.name)))


@contextmanager
def trial(plugin: type[Any]) -> Iterator[None]:
    """Have a class found as if it were installed, in place of one of its kind and name that is.

    For contract suites (:mod:`emogen.testing`), which check a class before anything registers it.
    """
    entry = Plugin(plugin.kind, plugin.name, "a class on trial", "", plugin.__qualname__, given=plugin)
    _ON_TRIAL.append(entry)
    try:
        yield
    finally:
        _ON_TRIAL.remove(entry)


def names(kind: str) -> tuple[str, ...]:
    """Names of the registered plug-ins of a kind, sorted; broken ones too."""
    return tuple(sorted({plugin.name for plugin in plugins(kind)}))


def broken(kind: str) -> dict[str, str]:
    """Names of the plug-ins of a kind that cannot be used, with the reason."""
    return {plugin.name: f"{why} ({plugin.origin})" for plugin in plugins(kind) if (why := plugin.problem)}


def working(kind: str) -> Iterator[type[Any]]:
    """The classes of every plug-in of a kind that can be loaded, sorted by name."""
    return (plugin.load() for plugin in plugins(kind) if not plugin.problem)


@lru_cache(maxsize=8)
def _named(path: tuple[str, ...]) -> Mapping[tuple[str, str], Plugin]:
    """The first plug-in of each kind and name."""
    return {(plugin.kind, plugin.name): plugin for plugin in reversed(_every(path))}


def find_plugin(kind: str, name: str) -> Plugin:
    """The plug-in of that name; of namesakes, the first.

    Raises:
        RequestError: there is none; near names are offered.
    """
    for plugin in reversed(_ON_TRIAL):
        if (plugin.kind, plugin.name) == (kind, name):
            return plugin
    if known := _named(tuple(sys.path)).get((kind, name)):
        return known
    raise unknown_name(KINDS.get(kind, kind), name, names(kind), see=_LISTS.get(kind, ""))


def find(kind: str, name: str) -> type[Any]:
    """The class of the plug-in of that name. Raises as :func:`find_plugin` and :meth:`Plugin.load`."""
    return find_plugin(kind, name).load()


def make(kind: str, name: str, options: Mapping[str, Any] = _NOTHING) -> Any:
    """A plug-in, made with its settings.

    Args:
        kind: one of :data:`~emogen.registered.KINDS`.
        name: the plug-in's.
        options: its own settings; as text too, as the command line has them.

    Raises:
        RequestError: an option that it does not have, a value that it cannot take.
        EmogenError: as :func:`find`; it fails when it is made.
    """
    return build(find(kind, name), options)


def build(plugin: type[Any], options: Mapping[str, Any] = _NOTHING) -> Any:
    """As :func:`make`, of a class."""
    chosen = _chosen(plugin, options)
    with guarded(plugin):
        return plugin() if chosen is None else plugin(chosen)


def used(kind: str, name: str, options: Mapping[str, Any] = _NOTHING) -> Used:
    """A plug-in with its settings, checked, without making it. Raises as :func:`make`."""
    plugin = find_plugin(kind, name)
    loaded = plugin.load()
    chosen = _chosen(loaded, options)
    with guarded(loaded):
        contents = loaded.contents(chosen) if hasattr(loaded, "contents") else {}
        settings = {} if chosen is None else chosen.model_dump(mode="json")
        return Used(plugin, settings, models_of(loaded), contents)


def models_of(plugin: type[Any]) -> tuple[str, ...]:
    """Ids of the weights that a plug-in needs."""
    return tuple(getattr(plugin, "models", ()))


def option_names(plugin: type[Any]) -> tuple[str, ...]:
    """Names of a plug-in's own settings."""
    model: type[BaseModel] | None = getattr(plugin, "Options", None)
    return () if model is None else tuple(model.model_fields)


def on_device(kind: str, name: str, options: Mapping[str, Any], device: str) -> dict[str, Any]:
    """The settings of a plug-in, with where it is to run if it has such a setting: ``device``. One that is
    among the settings already stays. Raises as :func:`find`."""
    return {"device": device, **options} if "device" in option_names(find(kind, name)) else dict(options)


def abilities(plugin: object) -> frozenset[str]:
    """Abilities of a plug-in, or of its class, beyond those that all of its kind have."""
    return frozenset(getattr(plugin, "can", ()))


def require(plugin: object, ability: str, asked: str) -> None:
    """Raise ``RequestError`` unless a plug-in can do what is asked of it.

    Args:
        plugin: it, or its class.
        ability: the word in its ``can``.
        asked: what was asked for, as it follows "cannot", e.g. ``"make the sound laugh"``.
    """
    if ability not in abilities(plugin):
        raise RequestError(
            f"the {_label(plugin)} cannot {asked}",
            why=f"it does not offer {ability}",
            fix="Leave it out, or choose one that can: see `emogen plugins`.",
        )


@contextmanager
def guarded(plugin: object) -> Iterator[None]:
    """Turn whatever a plug-in raises while it works into one line that names it.

    Args:
        plugin: it, or its class.

    Raises:
        GenerationError: it raised something that is no ``EmogenError``, or tried to end the program.
    """
    try:
        yield
    except (EmogenError, KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # Its own, or a panic of a library that is none of Python's exceptions.
        if type(error).__name__ == "CancelledError":  # Of asyncio, which is not loaded for its name.
            raise
        kind, name = getattr(plugin, "kind", ""), getattr(plugin, "name", "")
        origin = next((other.origin for other in plugins(kind) if other.name == name), "")
        raise GenerationError(
            f"the {_label(plugin)} failed",
            why=in_one_line(error),
            fix=f"Report it to the authors of {origin}." if origin else "",
        ) from error


def _label(plugin: object) -> str:
    return label(getattr(plugin, "kind", ""), getattr(plugin, "name", type(plugin).__name__))


def _chosen(plugin: type[Any], options: Mapping[str, Any]) -> BaseModel | None:
    """The settings of a plug-in, checked; None for one without any."""
    model: type[BaseModel] | None = getattr(plugin, "Options", None)
    if model is None:
        if options:
            option = next(iter(options))
            raise RequestError(f"the {_label(plugin)} cannot take the option {option!r}", fix="It has none.")
        return None
    from pydantic import ValidationError

    with guarded(plugin):
        try:
            return model.model_validate(dict(options))
        except ValidationError as error:
            raise _refused(plugin, model, error) from error


def _refused(plugin: type[Any], model: type[BaseModel], error: ValidationError) -> RequestError:
    """The first fault of some settings, in one line."""
    fault = error.errors(include_url=False)[0]
    option = ".".join(map(str, fault["loc"]))
    known = sorted(model.model_fields)
    listed = f"It has: {', '.join(known)}." if known else "It has none."
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(option.lower(), known, n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        return RequestError(f"the {_label(plugin)} cannot take the option {option!r}", fix=hint + listed)
    given = repr(fault["input"])
    return RequestError(
        f"the {_label(plugin)} cannot take the option {option!r}"
        + (f" as {given}" if len(given) < 60 else ""),
        why=fault["msg"].removeprefix("Value error, "),
        fix=listed,
    )
