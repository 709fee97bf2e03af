"""The file in which a project keeps what was imported: ``dialogue.jsonl``, a header and a line a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from emogen.documents import parse_json
from emogen.errors import RequestError
from emogen.files import read_text, write_text
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Speaker

KIND: Final = "dialogue"
VERSION: Final = 1
"""Of the file format. Files of a later one are refused."""

_AGAIN: Final = "Run `emogen import` again: it writes the file anew."

AnyValue = TypeVar("AnyValue")


@dataclass(frozen=True, slots=True)
class _Header:
    """The first line of the file: all of a dialogue but its lines. Languages are never left out."""

    speakers: tuple[Speaker, ...] = ()
    language: str = ""
    languages: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def save_dialogue(dialogue: Dialogue, path: Path) -> None:
    """Write a dialogue, whole or not at all. Raises ``OutputError`` where it cannot be written."""
    header = {name: _plain(getattr(dialogue, name)) for name in _names(_Header)}
    rows: list[dict[str, Any]] = [{"emogen": KIND, "version": VERSION, **header}]
    rows += [_plain(line) for line in dialogue.lines]
    write_text(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def load_dialogue(path: Path) -> Dialogue:
    """Read a dialogue back.

    Raises:
        RequestError: it is missing, damaged (with the line), of a later version.
    """
    rows = read_text(path, kind="imported dialogue").split("\n")
    header = parse_json(rows[0], f"{path}:1") if rows[0].strip() else None
    if not isinstance(header, dict) or header.pop("emogen", None) != KIND:
        raise RequestError(f"{path} is no imported dialogue", fix=_AGAIN)
    version = header.pop("version", None)
    if version != VERSION:
        raise RequestError(
            f"{path} has the version {version!r}, known is {VERSION}",
            why="a later emogen wrote it" if isinstance(version, int) and version > VERSION else "",
            fix="Update emogen, or import the game again.",
        )
    head = _read(_reader(_Header), json.dumps(header), path, 1)
    reader = _reader(DialogueLine)
    lines = tuple(_read(reader, row, path, number) for number, row in enumerate(rows[1:], 2) if row.strip())
    return Dialogue(lines, **{name: getattr(head, name) for name in _names(_Header)})


def _read(reader: TypeAdapter[AnyValue], row: str, path: Path, number: int) -> AnyValue:
    try:
        return reader.validate_json(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        why = f"{place}: {first['msg']}" if place else first["msg"]
        raise RequestError(f"{path}:{number} is damaged", why=why, fix=_AGAIN) from error


@lru_cache(maxsize=4)
def _reader(kind: type[AnyValue]) -> TypeAdapter[AnyValue]:
    return TypeAdapter(kind)


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(entry.name for entry in fields(kind))


def _plain(value: Any) -> Any:
    """A value as JSON has it; of records, without the fields that have their default."""
    if is_dataclass(value):
        named = ((entry, getattr(value, entry.name)) for entry in fields(value))
        return {entry.name: _plain(own) for entry, own in named if own != _default(entry)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _default(entry: Field[Any]) -> Any:
    return {} if entry.default_factory is dict else entry.default
