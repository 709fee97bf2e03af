"""Character files: a person as a small JSON or YAML document, e.g. ``mira.character.yaml``.

Version 2 holds the whole person. Read too: version 1, which held looks only, and what a mind was
saved to, which names its character.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from emogen.conditioning.character.character import Character
from emogen.conditioning.character.credit import Credit
from emogen.conditioning.character.lexicon import Lexicon
from emogen.conditioning.character.looks import FIELDS, Looks
from emogen.conditioning.character.personality import FACTORS, Personality
from emogen.conditioning.character.voice import VoiceChoice
from emogen.conditioning.pad import PAD
from emogen.documents import parse_json, parse_yaml
from emogen.errors import RequestError, unknown_name
from emogen.files import read_text, write_text

SUFFIXES: Final = (".json", ".yaml", ".yml")
"""Of character files."""

KIND: Final = "character"
VERSION: Final = 2
"""Of the file format. Files of a later version are refused."""

MINDS: Final = ("emogen-character", "emogen-mind")
"""The formats of saved minds; the first is of version 1, when minds were called characters."""

_LOOKS_ONLY: Final = 1
"""The version of files that held looks and a name, all in one table."""

_SECTIONS: Final = (
    "name", "voice", "looks", "personality", "temperament", "lexicon", "licence", "credits",
)  # fmt: skip
_AXES: Final = ("pleasure", "arousal", "dominance")


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
    values = document(character)
    if _suffix(path) == ".json":
        text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    else:
        import yaml

        text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
    write_text(path, text)
    return path


def load_character(path: str | Path) -> Character:
    """Read a character from a file; what is not in it has its default.

    Raises:
        RequestError: no such file, malformed, of a later version, with an unknown key or a value that a
            field cannot have.
    """
    path = Path(path)
    return read_document(_read(path), path)


def document(character: Character) -> dict[str, Any]:
    """A character as it is written to a file: :func:`facts` with the kind and version of the file."""
    return {"emogen": KIND, "version": VERSION, **facts(character)}


def facts(character: Character) -> dict[str, Any]:
    """Every field by name, as plain tables, texts and numbers."""
    at_rest = character.temperament
    return {
        "name": character.name,
        "voice": asdict(character.speaker),
        "looks": {
            **{name: getattr(character.looks, name) for name in FIELDS},
            "shapes": dict(character.looks.shapes),
        },
        "personality": asdict(character.personality),
        "temperament": None if at_rest is None else dict(zip(_AXES, at_rest, strict=True)),
        "lexicon": dict(character.lexicon.entries),
        "licence": character.licence,
        "credits": [asdict(credit) for credit in character.credits],
    }


def read_document(values: Any, path: str | Path) -> Character:
    """The character of a document that was read from a file.

    Raises:
        RequestError: it is none; a later version, an unknown key, a value that a field cannot have.
    """
    path = Path(path)
    if not isinstance(values, dict):
        raise RequestError(f"{path} is no character file", why="it is not a table of keys and values")
    if values.get("format") in MINDS:
        return _of_mind(values, path)
    if values.get("emogen") != KIND:
        raise RequestError(f"{path} is no character file", fix=f'It must begin with "emogen": "{KIND}".')
    version = values.get("version")
    if isinstance(version, bool) or version not in (_LOOKS_ONLY, VERSION):
        newer = isinstance(version, int) and version > VERSION
        raise RequestError(
            f"{path} is a character file of version {version!r}; this emogen reads version 1 and {VERSION}",
            fix="Update emogen." if newer else "Make it anew with `emogen character new`.",
        )
    parts = {key: value for key, value in values.items() if key not in ("emogen", "version")}
    if version == _LOOKS_ONLY:
        _check_keys(parts, ("name", *FIELDS), path.name)
        _check_seed(parts, path.name)
        looks = {key: value for key, value in parts.items() if key != "name"}
        parts = {"name": parts.get("name"), "looks": looks}
    return _character(parts, path.name)


def _of_mind(values: dict[str, Any], path: Path) -> Character:
    """Whose mind was saved: the rest of the file is for :meth:`emogen.conditioning.mind.Mind.load`."""
    state = _table(values.get("state"), "state", path.name)
    if "character" in state:
        if isinstance(state["character"], dict) and "format" in state["character"]:
            raise RequestError(f"{path} is no character file", why="its character is a saved mind")
        return read_document(state["character"], path)
    return _character({key: state[key] for key in ("name", "personality") if key in state}, path.name)


def _character(parts: dict[str, Any], file: str) -> Character:
    _check_keys(parts, _SECTIONS, file)
    if not isinstance(parts.get("name"), str):
        raise RequestError(f"{file} needs 'name'", why="it must be a text")
    try:
        return Character(
            parts["name"],
            _speaker(parts.get("voice"), file),
            _looks(_table(parts.get("looks", {}), "looks", file), file),
            Personality(**_numbers(parts.get("personality", {}), FACTORS, "personality", file)),
            _temperament(parts.get("temperament"), file),
            Lexicon(tuple(_table(parts.get("lexicon", {}), "lexicon", file).items())),
            parts.get("licence", ""),
            tuple(_credits(parts.get("credits", []), file)),
        )
    except RequestError as error:
        if error.what.startswith((file, "unknown key")):
            raise
        raise RequestError(f"{file}: {error.what}", why=error.why, fix=error.fix) from error


def _speaker(value: Any, file: str) -> VoiceChoice:
    if value is None or isinstance(value, str):
        return VoiceChoice(value)
    table = _table(value, "voice", file)
    _check_keys(table, [field.name for field in fields(VoiceChoice)], f"the voice of {file}")
    return VoiceChoice(**table)


def _looks(table: dict[str, Any], file: str) -> Looks:
    _check_keys(table, FIELDS, f"the looks of {file}")
    if "seed" in table:
        _check_seed(table, file)
    shapes = _table(table.get("shapes", {}), "shapes", file)
    return Looks(**{**table, "shapes": tuple(shapes.items())})


def _check_seed(table: Mapping[str, Any], file: str) -> None:
    if isinstance(table.get("seed"), bool) or not isinstance(table.get("seed"), int):
        raise RequestError(f"{file} needs 'seed'", why="it must be a whole number")


def _temperament(value: Any, file: str) -> PAD | None:
    if value is None:
        return None
    axes = _numbers(value, _AXES, "temperament", file)
    if len(axes) < len(_AXES):
        raise RequestError(f"the temperament of {file} needs {', '.join(_AXES)}")
    return axes["pleasure"], axes["arousal"], axes["dominance"]


def _credits(value: Any, file: str) -> Iterable[Credit]:
    if not isinstance(value, list):
        raise RequestError(f"{file} needs 'credits'", why="it must be a list of tables")
    known = [field.name for field in fields(Credit)]
    for number, item in enumerate(value, start=1):
        table = _table(item, f"credit {number}", file)
        _check_keys(table, known, f"credit {number} of {file}")
        yield Credit(**{"of": "", "by": "", **table})


def _numbers(value: Any, known: Iterable[str], what: str, file: str) -> dict[str, float]:
    table = _table(value, what, file)
    _check_keys(table, known, f"the {what} of {file}")
    for key, number in table.items():
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise RequestError(f"{key} of the {what} is {number!r}, which is no number")
    return table


def _table(value: Any, what: str, file: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestError(f"{file} needs {what!r}", why="it must be a table of names and values")
    return value


def _check_keys(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in table:
        if key not in known:
            raise unknown_name(f"key in {where}", str(key), known)


def _read(path: Path) -> Any:
    text = read_text(path, kind="character file")
    if _suffix(path) == ".json":
        return parse_json(text, path, unique=True)
    return parse_yaml(text, path)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise RequestError(
            f"a character file cannot be {suffix or 'without a suffix'}", fix=f"Use {', '.join(SUFFIXES)}."
        )
    return suffix
