"""Defaults that users set, so that they need not give the same options again and again.

Sources, of which the later win: the user's own file, ``emogen.toml`` in the current folder, and the
environment (``EMOGEN_VOICE``, ``EMOGEN_SPEAK_VOICE``). Options win over all of them. A file is TOML::

    version = 1
    voice = "af_bella"       # of every verb that has a voice

    [speak]
    rate = 48000             # of one verb; wins over the general one of the same source

    [budget]
    pixels = 400_000_000     # see emogen.budgets; of the user's own file and the environment only
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import platformdirs

from emogen.budgets import BUDGETS, TABLE, parsed
from emogen.documents import parse_toml
from emogen.errors import RequestError, unknown_name
from emogen.files import read_text, write_text
from emogen.home import user_path

Known: TypeAlias = Mapping[str, Collection[str]]
"""The parameters of each verb, and the names of budgets as those of ``budget``."""

VERSION: Final = 1
PREFIX: Final = "EMOGEN_"
RESERVED: Final = frozenset(
    {
        *("EMOGEN_CONFIG", "EMOGEN_DEBUG", "EMOGEN_HOME", "EMOGEN_JUDGE_PATH", "EMOGEN_OFFLINE"),
        "EMOGEN_THREADS",
    }
)
"""Environment variables that are no parameters."""

_HERE: Final = Path("emogen.toml")
FOLDER: Final = "./emogen.toml"
"""The source of what the current folder sets."""

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


def config_path(*, here: bool = False) -> Path:
    """The user's own config file (``$EMOGEN_CONFIG``, or the platform's place), or the folder's."""
    if here:
        return _HERE
    chosen = os.environ.get("EMOGEN_CONFIG")
    return user_path(chosen) if chosen else platformdirs.user_config_path("emogen") / "config.toml"


def settings(known: Known) -> tuple[Setting, ...]:
    """Everything that is set, the weakest source first, general settings before those of a verb.

    Raises:
        RequestError: a file is no TOML, of a newer version, or has a key that no verb knows; a variable
            is a slip of a known name.
    """
    found: list[Setting] = []
    for entry in _entries():
        found += _interpreted(entry, known) if entry.in_file else _variable(entry, known)
    return _in_order(found)


def defaults(
    verb: str, known: Collection[str], every: Callable[[], Known] | None = None
) -> dict[str, Setting]:
    """The settings of a verb, by parameter.

    Args:
        verb: e.g. ``"speak"``.
        known: its parameters.
        every: the parameters of all verbs; called only where something is set that this verb does not
            know, to tell the settings of others from slips. Without it they are passed over.

    Raises:
        RequestError: as :func:`settings`.
    """
    return {setting.key: setting for setting in _of_verb(verb, known, every)}


def overridden(
    verb: str, known: Collection[str], given: Mapping[str, Any], every: Callable[[], Known] | None = None
) -> list[str]:
    """Lines for ``--verbose``: parameters that sources set differently, and which source won.

    Args:
        verb, known, every: as :func:`defaults`.
        given: the options that the user gave, which win.

    Raises:
        RequestError: as :func:`settings`.
    """
    by_key: dict[str, list[Setting]] = {}
    for setting in _of_verb(verb, known, every):
        by_key.setdefault(setting.key, []).append(setting)
    lines = []
    for key, rivals in by_key.items():
        if key in given:
            winner, value = "the option", given[key]
        else:
            last = rivals.pop()
            winner, value = last.source, last.value
        others = [
            f"{lost.value!r} of {lost.source}" for lost in reversed(rivals) if str(lost.value) != str(value)
        ]
        if others:
            lines.append(f"{key}: {value!r} of {winner}, not {', '.join(others)}")
    return lines


def split_name(name: str, known: Known) -> tuple[str, str]:
    """``speak.voice`` -> ``("speak", "voice")``, ``voice`` -> ``("", "voice")``.

    Raises:
        RequestError: no such verb or parameter; near ones are offered.
    """
    verb, _, key = name.rpartition(".")
    if name.startswith("."):
        raise unknown_name("setting", name, {*_all_keys(known), *known}, see="emogen config list --all")
    if verb and verb not in known:
        raise unknown_name("verb", verb, known)
    return verb, _checked(verb, key, known)


def budget_value(name: str, text: str) -> int:
    """The limit that a budget is to be set to. Raises ``RequestError`` for a text that is none."""
    return parsed(text, f"{TABLE}.{BUDGETS[name].name}")


def store(verb: str, key: str, value: Any, *, here: bool = False) -> Path:
    """Set a parameter in the user's file or the folder's; its other lines, comments too, stay.

    Raises:
        RequestError: the file is no TOML, or of a newer version; it is the folder's, and a budget is set.
        OutputError: it cannot be written.
    """
    import tomlkit

    if here and verb == TABLE:
        raise RequestError("budgets are set in your own file only", fix="Leave --here out.")
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


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key at the top of a file, or a variable without its prefix, before it is known whose it is."""

    name: str
    value: Any
    source: str

    @property
    def in_file(self) -> bool:
        return not self.source.startswith(PREFIX)


def _entries() -> Iterator[_Entry]:
    for path, source in ((config_path(), str(config_path())), (_HERE, FOLDER)):
        for name, value in _read(path).items():
            yield _Entry(name, value, source)
    for variable, text in sorted(os.environ.items()):
        if variable.startswith(PREFIX) and variable not in RESERVED and text:
            yield _Entry(variable.removeprefix(PREFIX).lower(), text, variable)


def _of_verb(verb: str, known: Collection[str], every: Callable[[], Known] | None) -> Iterator[Setting]:
    """The settings of one verb, the weakest first."""
    mine: Known = {verb: known}
    found: list[Setting] = []
    strange = False
    for entry in _entries():
        if _is_budget(entry):
            continue
        try:
            own = list(_interpreted(entry, mine) if entry.in_file else _variable(entry, mine, slips=False))
        except _UnknownKeyError:
            if entry.name == verb:
                raise
            own = []
        found += own
        strange = strange or not own
    if strange and every is not None:
        settings(every())  # Raises for what no verb knows.
    yield from _in_order(found)


def _is_budget(entry: _Entry) -> bool:
    return entry.name == TABLE if entry.in_file else entry.name.startswith(f"{TABLE}_")


def _interpreted(entry: _Entry, known: Known) -> Iterator[Setting]:
    """The settings of a key of a file: one, or those of a verb's table."""
    if entry.name == TABLE and entry.source == FOLDER:
        raise RequestError(
            f"{entry.source} changes budgets",
            why="it may be a stranger's",
            fix="Set them in your own file: `emogen config set budget.…`.",
        )
    try:
        if entry.name in known and isinstance(entry.value, dict):
            for key, value in entry.value.items():
                yield Setting(entry.name, _checked(entry.name, key, known), value, entry.source)
        else:
            yield Setting("", _checked("", entry.name, known), entry.value, entry.source)
    except _UnknownKeyError as error:
        raise _UnknownKeyError(f"{entry.source}: {error.what}", fix=error.fix) from error


def _variable(entry: _Entry, known: Known, *, slips: bool = True) -> Iterator[Setting]:
    """The setting of a variable of the environment; none where it is another program's."""
    names = {key: ("", key) for key in _all_keys(known)}
    for verb, keys in known.items():
        names.update({f"{verb.replace('-', '_')}_{key}": (verb, key) for key in keys})
    if entry.name in names:
        yield Setting(*names[entry.name], entry.value, entry.source)
    elif slips and (near := difflib.get_close_matches(entry.name, names, n=1, cutoff=_NEAR)):
        fix = f"Did you mean {PREFIX}{near[0].upper()}?"
        raise RequestError(f"unknown setting {entry.source} in the environment", fix=fix)


def _in_order(found: list[Setting]) -> tuple[Setting, ...]:
    """The weakest source first, all variables being one; in a source the settings of verbs last."""
    sources = list(dict.fromkeys(setting.source for setting in found))

    def rank(setting: Setting) -> tuple[int, bool]:
        variable = setting.source.startswith(PREFIX)
        return len(sources) if variable else sources.index(setting.source), bool(setting.verb)

    return tuple(sorted(found, key=rank))


def _read(path: Path) -> dict[str, Any]:
    """The values of a config file; none where there is no file."""
    if not path.exists():
        return {}
    values = parse_toml(read_text(path, kind="config"), path)
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


class _UnknownKeyError(RequestError):
    """A key that no verb, or not this one, has."""


def _checked(verb: str, name: str, known: Known) -> str:
    """The parameter that a key names; refuses what no verb, or not this one, has."""
    key = name.replace("-", "_")
    keys = known[verb] if verb else _all_keys(known)
    if key not in keys:
        kind = f"setting of {verb}" if verb else "setting"
        error = unknown_name(kind, name, keys if verb else {*keys, *known}, see="emogen config list --all")
        raise _UnknownKeyError(error.what, fix=error.fix)
    return key


def _all_keys(known: Known) -> set[str]:
    return {key for verb, keys in known.items() if verb != TABLE for key in keys}
