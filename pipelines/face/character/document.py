"""Character files: a person as a small JSON or YAML document, e.g. ``mira.character.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from emogen.errors import RequestError, unknown_name
from emogen.files import read_text, write_text
from emogen.pipelines.face.character.people import FIELDS, SUFFIXES, Character

KIND: Final = "character"
VERSION: Final = 1
"""Of the file format. Files of another version are refused; this is the first."""


def save_character(character: Character, path: str | Path) -> Path:
    """Write a character to a file, whole or not at all; every field is in it.

    Args:
        character: who.
        path: its suffix, ``.json``, ``.yaml`` or ``.yml``, is the format.

    Raises:
        RequestError: another suffix.
        OutputError: the file cannot be written.
    """
    path = Path(path)
    values = {"emogen": KIND, "version": VERSION, **facts(character)}
    if _suffix(path) == ".json":
        text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    else:
        import yaml

        text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
    write_text(path, text)
    return path


def load_character(path: str | Path) -> Character:
    """Read a character from a file; fields that are not in it have their defaults.

    Raises:
        RequestError: no such file, malformed, of another version, with an unknown key or a value that a
            field cannot have.
    """
    path = Path(path)
    values = _read(path)
    if values.pop("emogen", None) != KIND:
        raise RequestError(f"{path} is no character file", fix=f'It must begin with "emogen": "{KIND}".')
    version = values.pop("version", None)
    if version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        raise RequestError(
            f"{path} is a character file of version {version!r}; this emogen reads version {VERSION}",
            fix="Update emogen." if newer else "Make it anew with `emogen character new`.",
        )
    for key in values:
        if key not in FIELDS:
            raise unknown_name(f"key in {path.name}", str(key), FIELDS)
    for key, kind in (("name", str), ("seed", int), ("shapes", dict)):
        fits = isinstance(values.get(key), kind) and not isinstance(values.get(key), bool)
        if not fits and (key in values or key != "shapes"):
            raise RequestError(f"{path.name} needs {key!r}", why=f"it must be a {_KINDS[kind]}")
    try:
        return Character(**values)
    except RequestError as error:
        raise RequestError(f"{path.name}: {error.what}", why=error.why, fix=error.fix) from error


_KINDS: Final = {str: "text", int: "whole number", dict: "table of names and numbers"}


def facts(character: Character) -> dict[str, Any]:
    """Every field by name, as it is written to a file; shapes as a table."""
    values = {name: getattr(character, name) for name in FIELDS}
    return {**values, "shapes": dict(character.shapes)}


def _read(path: Path) -> dict[str, Any]:
    text = read_text(path, kind="character file")
    try:
        if _suffix(path) == ".json":
            values = json.loads(text)
        else:
            import yaml

            try:
                values = yaml.safe_load(text)
            except yaml.YAMLError as error:
                raise ValueError(str(error).splitlines()[0]) from error
    except (ValueError, RecursionError) as error:
        raise RequestError(f"cannot read {path}", why=str(error)) from error
    if not isinstance(values, dict):
        raise RequestError(f"{path} is no character file", why="it is not a table of keys and values")
    return values


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise RequestError(
            f"a character file cannot be {suffix or 'without a suffix'}", fix=f"Use {', '.join(SUFFIXES)}."
        )
    return suffix
