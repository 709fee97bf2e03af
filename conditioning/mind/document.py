"""Minds as JSON files: readable, versioned, and checked to the last key when read.

A file holds a :class:`Log`. The values' own dataclasses are the schema: their fields are the keys,
all of them needed and no other allowed, and their checks run on what is read. The character stands
in it as in a file of its own. Version 1, when minds were called characters, is read too, and so is a
character file: the mind of somebody to whom nothing has happened yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from emogen.conditioning.character.character import Character
from emogen.conditioning.character.document import KIND, load_character, read_document
from emogen.conditioning.character.document import VERSION as CHARACTER_VERSION
from emogen.conditioning.character.document import document as as_document
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.mind.state import Log, State
from emogen.documents import parse_json
from emogen.errors import RequestError
from emogen.files import read_text, write_text

FORMAT: Final = "emogen-mind"
VERSION: Final = 2
_FIRST: Final = ("emogen-character", 1)
"""Format and version of files in which ``state`` had a name and a personality in place of a character."""


def write_log(log: Log, path: str | Path) -> None:
    """Write a log as JSON, whole or not at all.

    Raises:
        OutputError: the file cannot be written.
    """
    document = log_document(log)
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def log_document(log: Log) -> dict[str, Any]:
    """A log as it is written to a file."""
    return {"format": FORMAT, "version": VERSION, **_encoded(log)}


def read_log(path: str | Path) -> Log:
    """Read what :func:`write_log` wrote.

    Raises:
        RequestError: no such file, not JSON, another format or version, a key that is missing,
            unknown or twice there, a value of the wrong type or out of range.
    """
    path = Path(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return Log(State(load_character(path)))
    text = read_text(path, kind="character file")
    try:
        document = parse_json(text, path, unique=True)
    except RequestError as error:
        raise damaged(path, error.why) from error
    return log_of(document, path)


def log_of(document: Any, path: str | Path) -> Log:
    """The log of a document of JSON; ``path`` is where it is from, for errors, and is not opened.

    Raises:
        RequestError: as :func:`read_log`.
    """
    path = Path(path)
    if not isinstance(document, dict):
        raise damaged(path, "it is not a saved mind")
    if document.get("emogen") == KIND:
        return Log(State(read_document(document, path)))
    document = dict(document)
    kind, version = document.pop("format", None), document.pop("version", None)
    if kind not in (FORMAT, _FIRST[0]):
        raise damaged(path, "it is not a saved mind")
    if kind == FORMAT and isinstance(version, int) and version > VERSION:
        raise RequestError(
            f"{path} is a saved mind of version {version}; this emogen reads up to {VERSION}",
            fix="Update emogen.",
        )
    if (kind, version) not in ((FORMAT, VERSION), _FIRST) or isinstance(version, bool):
        raise damaged(path, f"its version is {version!r}, not {VERSION}")
    try:
        log: Log = _decoded(Log, _with_character(document), "the file")
        _check_memories(log.state)
    except RequestError as error:
        raise damaged(path, str(error)) from error
    return log


def damaged(path: str | Path, why: str) -> RequestError:
    """The error for a file that cannot be a mind, and why."""
    return RequestError(f"cannot read the mind {path}", why=why, fix="Use a file that Mind.save wrote.")


def _with_character(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a character in its state, as version 2 has it."""
    state = document.get("state")
    if not isinstance(state, dict) or "character" in state:
        return document
    own = {key: state[key] for key in ("name", "personality") if key in state}
    rest = {key: value for key, value in state.items() if key not in own}
    character = {"emogen": KIND, "version": CHARACTER_VERSION, **own}
    return {**document, "state": {"character": character, **rest}}


def _check_memories(state: State) -> None:
    if any(not 0.0 <= memory.time <= state.now for memory in state.memories):
        raise RequestError("a memory is from the future, or from before the mind's life")


# Values to JSON


def _encoded(value: Any) -> Any:
    if isinstance(value, Emotion):
        return str(value)
    if isinstance(value, Character):
        return as_document(value)
    if isinstance(value, tuple):
        return [_call(item) if _is_call(item) else _encoded(item) for item in value]
    if is_dataclass(value):
        return {field.name: _encoded(getattr(value, field.name)) for field in fields(value)}
    return value


def _is_call(value: Any) -> bool:
    return type(value) in _calls().values()


def _call(value: Any) -> dict[str, Any]:
    return {"call": type(value).__name__.lower(), **_encoded(value)}


@lru_cache(maxsize=1)
def _calls() -> dict[str, type]:
    """The kinds of call by the name they have in a file."""
    union = get_args(_hints(Log)["calls"])[0]
    return {kind.__name__.lower(): kind for kind in get_args(union)}


# JSON to values, by the types of the dataclasses' fields


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decoded(kind: Any, value: Any, where: str) -> Any:
    """``value``, from JSON, as a ``kind``; ``where`` it stands, for errors."""
    if kind in _SCALARS:
        return _SCALARS[kind](value, where)
    if isinstance(kind, UnionType):
        return _decoded_call(value, where)
    if get_origin(kind) is Literal:
        return _text(value, where)  # Which words are allowed is the dataclass's own check.
    if get_origin(kind) is tuple:
        return _decoded_tuple(get_args(kind), value, where)
    if not isinstance(value, dict):
        raise _wrong(where, "an object", value)
    hints = {field.name: _hints(kind)[field.name] for field in fields(kind)}
    _check_keys(value, set(hints), where)
    return kind(**{key: _decoded(hint, value[key], f"{key} of {where}") for key, hint in hints.items()})


def _decoded_tuple(items: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _wrong(where, "a list", value)
    if items[-1] is Ellipsis:
        items = (items[0],) * len(value)
    if len(items) != len(value):
        raise RequestError(f"{where} must have {len(items)} items, has {len(value)}")
    return tuple(
        _decoded(kind, item, f"item {number} of {where}")
        for number, (kind, item) in enumerate(zip(items, value, strict=True), start=1)
    )


def _decoded_call(value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(where, "an object", value)
    name = value.get("call")
    if not isinstance(name, str) or name not in _calls():
        raise RequestError(f"{where} is an unknown call", fix=f"Known: {', '.join(_calls())}.")
    rest = {key: item for key, item in value.items() if key != "call"}
    return _decoded(_calls()[name], rest, where)


def _check_keys(value: dict[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(value.keys() - known):
        raise RequestError(f"{where} has the unknown key {unknown[0]!r}")
    if missing := sorted(known - value.keys()):
        raise RequestError(f"{where} lacks the key {missing[0]!r}")


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(where, "a number", value)
    try:
        return float(value)
    except OverflowError as error:
        raise RequestError(f"{where} is too large a number") from error


def _whole_number(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(where, "a whole number", value)
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong(where, "text", value)
    return value


def _emotion(value: Any, where: str) -> Emotion:
    return Emotion.parse(_text(value, where))


def _wrong(where: str, wanted: str, value: Any) -> RequestError:
    return RequestError(f"{where} must be {wanted}, is {type(value).__name__}")


_SCALARS: Final[dict[Any, Callable[[Any, str], Any]]] = {
    float: _number,
    int: _whole_number,
    str: _text,
    Emotion: _emotion,
    Character: read_document,
}
