"""Recipes: everything that decides one file of a result, by name.

The content hash of a file is that of its recipe. Sidecars keep recipes by name too, so that two of them
can be told apart: which parameter, which medium's code, which plug-in, which weights.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from emogen import weights
from emogen.errors import EmogenError, shown
from emogen.files import is_file
from emogen.install import DISTRIBUTION
from emogen.makers import CORE, PARTS, code_hash, code_hashes
from emogen.provenance import file_hash, sidecar_of
from emogen.version import __version__

if TYPE_CHECKING:
    from emogen.registered import Plugin
    from emogen.registry import Used

_SHORT: Final = 16
"""Hexadecimal digits of hashes that sidecars show: enough to tell two of them apart."""

OURS: Final = "emogen"
"""The origin of emogen's own plug-ins in recipes, which have its version already."""

_WORDS: Final = 60
"""Characters of a text that a change shows. Ours."""

Kind = Literal["version", "code", "weights", "plug-in", "parameter", "content", "missing", "damaged", "new"]
"""Kinds of changes. ``version``, ``code`` and ``weights`` are emogen's own doing."""

_OF_EMOGEN: Final = frozenset(("version", "code", "weights"))


@dataclass(frozen=True, slots=True)
class Change:
    """One reason why a file is not as it is asked for.

    Attributes:
        kind: what sort of thing changed.
        name: which of them, e.g. a parameter's or a plug-in's name; may be empty.
        old, new: what it was and is, for people; may be empty.
    """

    kind: Kind
    name: str = ""
    old: str = ""
    new: str = ""

    @property
    def is_of_emogen(self) -> bool:
        """Whether another emogen, and nothing that a user asked for, is the reason."""
        return self.kind in _OF_EMOGEN

    def __str__(self) -> str:
        moved = f"{self.old} -> {self.new}" if self.old or self.new else ""
        match self.kind:
            case "missing":
                return "the file is missing"
            case "damaged":
                return "the file is damaged, or was edited"
            case "new":
                return "nothing tells how the file was made"
            case "version":
                return f"emogen {moved}"
            case "code":
                whose = "of every medium" if self.name == CORE else f"of {self.name}"
                return f"emogen's code or tables {whose}"
            case "weights":
                return f"weights of {self.name}"
            case "plug-in":
                return f"{self.name}: {moved}" if moved else self.name
            case "content":
                return f"the content behind {self.name}"
            case "parameter":
                return f"{self.name}: {moved}"


@dataclass(frozen=True)
class Recipe:
    """Everything that decides one file of a result.

    Attributes:
        request: the parameters that count, in their normal form, JSON-like.
        contents: hashes, by parameter, of the files and names behind parameters; they count in place of
            what the parameter says.
        code: hash of emogen's own code and tables, by part (see :mod:`emogen.makers`).
        plugins: origin, settings and contents of each plug-in, by kind and name.
        weights: hash of pinned weights, by model.
        version: of emogen.
    """

    request: Mapping[str, Any]
    contents: Mapping[str, str]
    code: Mapping[str, str]
    plugins: Mapping[str, Any]
    weights: Mapping[str, str]
    version: str = __version__

    @cached_property
    def digest(self) -> str:
        """The content hash: SHA-256 of it all."""
        asked = {name: value for name, value in self.request.items() if name not in self.contents}
        decisive = [self.version, self.code, asked, self.contents, self.plugins, self.weights]
        return hashlib.sha256(_dump(decisive).encode()).hexdigest()

    def record(self) -> dict[str, Any]:
        """The record that sidecars keep besides the request, JSON-like."""
        return {
            "version": self.version,
            "code": dict(self.code),
            "weights": dict(self.weights),
            "contents": dict(self.contents),
            "plugins": dict(self.plugins),
        }

    def changes(
        self, sidecar: Mapping[str, Any], defaults: Mapping[str, Any] | None = None
    ) -> tuple[Change, ...]:
        """The differences from the recipe that a sidecar tells of, which anybody may have written.

        Args:
            sidecar: as :func:`emogen.provenance.read_sidecar` gives it.
            defaults: of the parameters that there are, JSON-like. One that another version brought along, or
                took away, is no change of what was asked for.
        """
        old, made_by = _mapping(sidecar.get("made_from")), str(sidecar.get("made_by", ""))
        if not old and not made_by.startswith("emogen "):
            return (Change("new"),)
        version = str(old.get("version", made_by.removeprefix("emogen ")))
        changed: list[Change] = []
        if version != self.version or not old:
            changed.append(Change("version", "", version, self.version))
        for kind, told in _HASHED.items() if old else ():
            before, now = _mapping(old.get(told)), getattr(self, told)
            names = [*now, *(name for name in before if name not in now)]
            changed += [Change(kind, name) for name in names if before.get(name) != now.get(name)]
        same = not any(change.is_of_emogen for change in changed)
        changed += _of_plugins(_mapping(old.get("plugins")), self.plugins, same=same) if old else ()
        asked = self._of_request(_mapping(sidecar.get("request")), {} if same else defaults or {}, same=same)
        return (*changed, *asked)

    def _of_request(
        self, old: Mapping[str, Any], defaults: Mapping[str, Any], *, same: bool
    ) -> Iterator[Change]:
        request = json.loads(_dump(self.request))
        for name, value in request.items():
            brought = not same and name not in old and defaults.get(name) == value
            if old.get(name) != value and name not in self.contents and not brought:
                yield Change("parameter", name, _shown(old.get(name)), _shown(value))
        for name in sorted(old.keys() - request.keys()):
            if (same or name in defaults) and old[name] != defaults.get(name):
                yield Change("parameter", name, _shown(old[name]), _shown(None))


def is_of_this_emogen(file: Path) -> bool:
    """Whether the version, the code and the weights of today made a file, as the beginning of its sidecar
    tells; True where it tells nothing. Quick: for looking through thousands of files."""
    try:
        with sidecar_of(file).open("rb") as sidecar:
            head = _MADE_WITH.search(sidecar.read(_HEAD))
        old = _mapping(json.loads(head[1] + b"}")) if head else {}
    except (OSError, ValueError):
        old = {}
    return not old or not any(change.is_of_emogen for change in aged({"made_from": old}))


_HEAD: Final = 4096
_MADE_WITH: Final = re.compile(rb'"made_from": (\{[^{}]*\{[^{}]*\}[^{}]*\{[^{}]*\})')
"""Bytes of a sidecar in which that account lies, and the account up to its weights."""


def aged(sidecar: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes of emogen, of its code, weights and plug-ins, since a file was made, as far as its sidecar
    tells; nothing is known here of what is asked for now."""
    old = _mapping(sidecar.get("made_from"))
    if not old:
        return (Change("new"),)
    changed: list[Change] = []
    if old.get("version") != __version__:
        changed.append(Change("version", "", str(old.get("version", "")), __version__))
    for part, before in _mapping(old.get("code")).items():
        if part not in (CORE, *PARTS) or code_hash(part) != before:
            changed.append(Change("code", part))
    for model, before in _mapping(old.get("weights")).items():
        if _pinned_or_none(model) != before:
            changed.append(Change("weights", model))
    for name, told in _mapping(old.get("plugins")).items():
        now, before = _origin(name), _plugin(told)[0]
        if now != before:
            changed.append(Change("plug-in", name, before or "none", now or "none"))
    return tuple(changed)


def _pinned_or_none(model: str) -> str | None:
    try:
        return _pinned(model)
    except EmogenError:
        return None  # No longer one of ours.


def _origin(name: str) -> str:
    """The origin of a plug-in by kind and name; "" where it is not installed."""
    from emogen.registry import plugins

    kind, _, own = name.partition(" ")
    return next((_origin_of(plugin) for plugin in plugins(kind) if plugin.name == own), "")


_HASHED: Final[Mapping[Kind, str]] = {"code": "code", "weights": "weights", "content": "contents"}
"""Attributes of a recipe that are hashes by name, by the kind of their changes."""


def _of_plugins(old: Mapping[str, Any], new: Mapping[str, Any], *, same: bool) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        before, now = _plugin(old.get(name)), _plugin(new.get(name))
        if before[0] != now[0]:
            yield Change("plug-in", name, before[0] or "none", now[0] or "none")
        for key in sorted({*before[1], *now[1]}) if before[0] and now[0] else ():
            # A setting that another emogen brought along, or took away, is no change of what was asked for.
            known = same or now[0] != OURS or (key in before[1] and key in now[1])
            if before[1].get(key) != now[1].get(key) and known:
                yield Change("plug-in", f"{name}, {key}", _shown(before[1].get(key)), _shown(now[1].get(key)))


def _plugin(told: Any) -> tuple[str, Mapping[str, Any]]:
    """Origin and settings of a plug-in as a sidecar tells them, or as a recipe has them."""
    if not isinstance(told, list | tuple) or len(told) != 2:
        return "", {}
    return str(told[0]), _mapping(json.loads(_dump(told[1])))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _shown(value: Any) -> str:
    """A value for people, in a few words."""
    if isinstance(value, str):
        return value if len(value) <= _WORDS else f"{value[: _WORDS - 3]}..."
    return "none" if value is None else shown(value)


def recipe(
    request: Mapping[str, Any],
    *,
    media: Iterable[str],
    plugins: Iterable[Used] = (),
    model_ids: Iterable[str] = (),
    contents: Mapping[str, Any] | None = None,
) -> Recipe:
    """The recipe of a result.

    Args:
        request: JSON-like; two requests that mean the same must be equal.
        media: parts of emogen whose code takes part (:data:`emogen.makers.PARTS`); a talking face has two.
        plugins: those that take part, from :func:`emogen.registry.used`. A file that an option names counts
            by its content.
        model_ids: weights that decide the result besides those of the plug-ins.
        contents: what is behind parameters, JSON-like, by parameter.
    """
    used = list(plugins)
    models = sorted({*model_ids, *(model for plugin in used for model in plugin.models)})
    return Recipe(
        request=request,
        contents={name: short_hash(value) for name, value in (contents or {}).items()},
        code=code_hashes(frozenset(media)),
        plugins=dict(sorted(_named(used))),
        weights={model: _pinned(model) for model in models},
    )


def _named(used: Iterable[Used]) -> Iterator[tuple[str, Any]]:
    for one in used:
        plugin = one.plugin
        settings = {**_by_content(one.options), **one.contents}
        yield f"{plugin.kind} {plugin.name}", [_origin_of(plugin), settings]


def _origin_of(plugin: Plugin) -> str:
    """Distribution of a plug-in; of our own without the version, which recipes have already."""
    return OURS if plugin.distribution == DISTRIBUTION else plugin.origin


@lru_cache(maxsize=64)
def _pinned(model: str) -> str:
    return short_hash([file.sha256 for file in weights.find_model(model).files])


def short_hash(value: Any) -> str:
    """The beginning of the SHA-256 of a JSON-like value."""
    return hashlib.sha256(_dump(value).encode()).hexdigest()[:_SHORT]


def _by_content(options: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with the hash of a file in place of its name."""
    return {
        name: file_hash(value, kind=name) if isinstance(value, str) and is_file(value) else value
        for name, value in options.items()
    }


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
