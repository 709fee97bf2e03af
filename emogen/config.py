"""Defaults that users set, so that they need not give the same options again and again.

Sources, of which the later win: the user's own file, ``emogen.toml`` in the current folder, and the
environment (``EMOGEN_VOICE``, ``EMOGEN_SPEAK_VOICE``). Options win over all of them. A file is TOML::

    version = 1
    voice = "af_bella"       # of every verb that has a voice

    [speak]
    rate = 48000             # of one verb; wins over the general one of the same source
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import platformdirs

from emogen.errors import RequestError, unknown_name
from emogen.files import read_text, write_text

Known: TypeAlias = Mapping[str, Collection[str]]
"""The parameters of each verb."""

VERSION: Final = 1
PREFIX: Final = "EMOGEN_"
RESERVED: Final = frozenset({"EMOGEN_CONFIG", "EMOGEN_HOME", "EMOGEN_JUDGE_PATH", "EMOGEN_OFFLINE"})
"""Environment variables that are no parameters."""

_HERE: Final = Path("emogen.toml")
_NEAR: Final = 0.8
"""Likeness to a known name from which an unknown variable is taken for a slip: others may be another
program's."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One parameter set by one source.

    Attributes:
        verb: whose parameter; "" for every verb that has it.
        key: the parameter's name.
        value: as TOML has it; text from the environment.
        source: a file, or a variable.
    """

    verb: str
    key: str
    value: Any
    source: str

    @property
    def name(self) -> str:
        """As users write it: ``voice``, or ``speak.voice``."""
        return f"{self.verb}.{self.key}" if self.verb else self.key


@dataclass(frozen=True, slots=True)
class Overridden:
    """A parameter that several sources set differently, for ``--verbose``."""

    key: str
    winner: str
    value: Any
    others: tuple[Setting, ...]

    def __str__(self) -> str:
        others = ", ".join(f"{other.value!r} of {other.source}" for other in self.others)
        return f"{self.key}: {self.value!r} of {self.winner}, not {others}"


def config_path(*, here: bool = False) -> Path:
    """The user's own config file (``$EMOGEN_CONFIG``, or the platform's place), or the folder's."""
    if here:
        return _HERE
    chosen = os.environ.get("EMOGEN_CONFIG")
    return Path(chosen).expanduser() if chosen else platformdirs.user_config_path("emogen") / "config.toml"


def settings(known: Known) -> tuple[Setting, ...]:
    """Everything that is set, the weakest source first, general settings before those of a verb.

    Raises:
        RequestError: a file is no TOML, of a newer version, or has a key that no verb knows; a variable
            is a slip of a known name.
    """
    found = [*_of_file(config_path(), known), *_of_file(_HERE, known), *_of_environment(known)]
    order = list(dict.fromkeys(setting.source for setting in found))
    return tuple(sorted(found, key=lambda setting: (_rank(setting, order), bool(setting.verb))))


def defaults(verb: str, known: Known) -> dict[str, Setting]:
    """What is set for a verb, by parameter. Raises as :func:`settings`."""
    return {setting.key: setting for setting in _of_verb(verb, known)}


def overridden(verb: str, known: Known, given: Mapping[str, Any] | None = None) -> tuple[Overridden, ...]:
    """The parameters of a verb that sources set differently, with the one that won.

    Args:
        verb: e.g. ``"speak"``.
        known: the parameters of each verb.
        given: values of options that the user gave, which win.

    Raises as :func:`settings`.
    """
    by_key: dict[str, list[Setting]] = {}
    for setting in _of_verb(verb, known):
        by_key.setdefault(setting.key, []).append(setting)
    found = []
    for key, row in by_key.items():
        if given and key in given:
            winner, value = "the option", given[key]
        else:
            winner, value = row[-1].source, row.pop().value
        others = tuple(setting for setting in reversed(row) if setting.value != value)
        if others:
            found.append(Overridden(key, winner, value, others))
    return tuple(found)


def split_name(name: str, known: Known) -> tuple[str, str]:
    """``speak.voice`` -> ``("speak", "voice")``, ``voice`` -> ``("", "voice")``.

    Raises:
        RequestError: no such verb or parameter; near ones are offered.
    """
    verb, _, key = name.rpartition(".")
    key = key.replace("-", "_")
    if verb and verb not in known:
        raise unknown_name("verb", verb, known)
    _check_key(verb, key, known)
    return verb, key


def store(verb: str, key: str, value: Any, *, here: bool = False) -> Path:
    """Set a parameter in the user's file or the folder's; its other lines, comments too, stay.

    Raises:
        RequestError: the file is no TOML, or of a newer version.
        OutputError: it cannot be written.
    """
    import tomlkit

    path = config_path(here=here)
    _read(path)
    document = tomlkit.parse(read_text(path) if path.exists() else f"version = {VERSION}\n")
    table: Any = document
    if verb:
        table = document.setdefault(verb, tomlkit.table())
    table[key] = value
    write_text(path.resolve(), tomlkit.dumps(document))
    return path


def remove(verb: str, key: str, *, here: bool = False) -> bool:
    """Take a setting out of the user's file or the folder's. Returns whether it was there.

    Raises as :func:`store`.
    """
    import tomlkit

    path = config_path(here=here)
    values = _read(path)
    if key not in (values.get(verb, {}) if verb else values):
        return False
    document: Any = tomlkit.parse(read_text(path))
    del (document[verb] if verb else document)[key]
    if verb and not document[verb]:
        del document[verb]
    write_text(path.resolve(), tomlkit.dumps(document))
    return True


def _of_verb(verb: str, known: Known) -> Iterator[Setting]:
    for setting in settings(known):
        if setting.verb in ("", verb) and setting.key in known[verb]:
            yield setting


def _rank(setting: Setting, order: list[str]) -> int:
    """All variables are one source."""
    return len(order) if setting.source.startswith(PREFIX) else order.index(setting.source)


def _read(path: Path) -> dict[str, Any]:
    """The values of a config file; none where there is no file."""
    if not path.exists():
        return {}
    import tomllib

    try:
        values = tomllib.loads(read_text(path, kind="config") + "\n\n")  # So errors at the end have a line.
    except tomllib.TOMLDecodeError as error:
        raise RequestError(f"{path} is no TOML", why=str(error)) from error
    version = values.pop("version", VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise RequestError(f"{path}: the version {version!r} is none", fix=f"Write `version = {VERSION}`.")
    if version > VERSION:
        raise RequestError(
            f"{path} is a config of version {version}",
            why=f"this emogen reads version {VERSION}",
            fix="Upgrade emogen, or use another file.",
        )
    return values


def _of_file(path: Path, known: Known) -> Iterator[Setting]:
    source = f"./{path}" if path == _HERE else str(path)
    try:
        for name, value in _read(path).items():
            if name in known and isinstance(value, dict):
                for key, item in value.items():
                    plain = key.replace("-", "_")
                    _check_key(name, plain, known)
                    yield Setting(name, plain, item, source)
            else:
                plain = name.replace("-", "_")
                _check_key("", plain, known)
                yield Setting("", plain, value, source)
    except _UnknownKeyError as error:
        raise RequestError(f"{source}: {error.what}", fix=error.fix) from error


def _of_environment(known: Known) -> Iterator[Setting]:
    candidates = {key: ("", key) for key in _all_keys(known)}
    for verb, keys in known.items():
        candidates.update({f"{verb.replace('-', '_')}_{key}": (verb, key) for key in keys})
    for variable, value in sorted(os.environ.items()):
        # Windows knows no case here.
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or variable in RESERVED or not value:
            continue
        if name in candidates:
            yield Setting(*candidates[name], value, variable)
        elif near := difflib.get_close_matches(name, candidates, n=1, cutoff=_NEAR):
            fix = f"Did you mean {PREFIX}{near[0].upper()}?"
            raise RequestError(f"unknown setting {variable} in the environment", fix=fix)


class _UnknownKeyError(RequestError):
    """A key that no verb, or not this one, has."""


def _check_key(verb: str, key: str, known: Known) -> None:
    keys = known[verb] if verb else _all_keys(known)
    if key not in keys:
        kind = f"setting of {verb}" if verb else "setting"
        error = unknown_name(kind, key, keys if verb else {*keys, *known}, see="emogen config list --all")
        raise _UnknownKeyError(error.what, fix=error.fix)


def _all_keys(known: Known) -> set[str]:
    return {key for keys in known.values() for key in keys}
