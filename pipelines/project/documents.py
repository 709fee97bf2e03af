"""The YAML files of a project, which people edit: read whole, with the place of everything that is wrong,
and added to without a change of what stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from emogen.documents import parse_yaml
from emogen.errors import RequestError, shown, unknown_name
from emogen.files import read_text, write_text
from emogen.yaml_reading import read_yaml, yaml_places

if TYPE_CHECKING:
    import yaml

AnyValue = TypeVar("AnyValue")

_BARE: Final = re.compile(r"[^\W\d][\w-]*( [\w-]+)*")
"""Scalars that YAML takes for text, but for words such as ``null``."""

_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Signs that JSON leaves as they are and YAML forbids."""

_MOST: Final = 20
"""Problems of one file that are told at once. Ours."""


def read_document(path: Path, kind: type[AnyValue], *, what: str) -> AnyValue:
    """A YAML file as a typed value: a model, or a mapping of models. An empty file is an empty mapping.

    Raises:
        RequestError: no such file, malformed YAML, or values that do not fit: all of them at once, each with
            its line.
    """
    text = read_text(path, kind=what)
    values = read_yaml(text, path, as_written=True)
    try:
        return TypeAdapter(kind).validate_python({} if values is None else values)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        placed = sorted((line_of(text, problem["loc"]), _told(problem, kind)) for problem in problems)
        told = [f"line {line}: {what}" for line, what in placed]
        rest = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
        raise RequestError(f"{path}: {'; '.join(told[:_MOST])}{rest}") from error


def line_of(text: str, location: Sequence[int | str]) -> int:
    """The 1-based line of a key of a YAML text, or of the nearest that it lies in."""
    values, keys = yaml_places(text)
    for length in range(len(location), 0, -1):
        part = tuple(location[:length])
        if (place := keys.get(part) or values.get(part)) is not None:
            return place[0]
    return 1


def _told(problem: Any, kind: type[Any]) -> str:
    """A problem of pydantic's in words for people."""
    *parents, name = (str(part) for part in problem["loc"] or ("the file",))
    place = ".".join([*parents, name])
    if problem["type"] == "extra_forbidden":
        known = kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}
        return unknown_name("key", place, known).__str__() if known else f"unknown key {place!r}"
    if problem["type"] == "missing":
        return f"{place} is missing"
    message = problem["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return f"{place} {shown(problem.get('input'))}: {message}"


def append_entries(path: Path, entries: Mapping[str, str], *, heading: str = "") -> None:
    """Add entries to the end of a YAML mapping, leaving every character that stands there.

    Args:
        path: the file; it is made if it is not there.
        entries: name -> the rest of its line, YAML in one line.
        heading: comment lines at the top of a new file.

    Raises:
        RequestError: what stands there takes no lines at its end, e.g. because it is written in braces.
    """
    import yaml

    before = _untouched(path) if path.exists() else "".join(f"# {line}\n" for line in heading.splitlines())
    old, node = parse_yaml(before, path), _tree(before)
    column = node.value[0][0].start_mark.column if isinstance(node, yaml.MappingNode) and node.value else 0
    end = "\r\n" if "\r\n" in before else "\n"
    lines = "".join(f"{' ' * column}{quoted(name)}: {rest}{end}" for name, rest in entries.items())
    if old == {} and node is not None:  # Written as `{}`, to be filled.
        before = before[: node.start_mark.index] + before[node.end_mark.index :]
    text = before + ("" if not before or before.endswith("\n") else end) + lines
    _write_added(path, text, {**(old or {}), **_values(lines)} or None, lines)


def append_items(path: Path, key: str, items: Sequence[str]) -> None:
    """Add items to the list under a key of a YAML mapping, leaving every character that stands there.

    Args:
        path: the file.
        key: of the list.
        items: each YAML in one line.

    Raises:
        RequestError: the key has no list with an item a line.
    """
    import yaml

    before = _untouched(path)
    old, node = parse_yaml(before, path), _tree(before)
    end = "\r\n" if "\r\n" in before else "\n"
    listed = next((value for name, value in getattr(node, "value", ()) if name.value == key), None)
    if not isinstance(listed, yaml.SequenceNode) or not listed.value or listed.flow_style:
        raise _not_added(path, "".join(f"- {item}\n" for item in items), f"{key} has no item a line")
    dash = before.rindex("-", 0, listed.value[0].start_mark.index)
    column = dash - before.rfind("\n", 0, dash) - 1
    lines = "".join(f"{' ' * column}- {item}{end}" for item in items)
    after = before.find("\n", _last(listed).end_mark.index) + 1
    text = before[:after] + lines + before[after:] if after else before + end + lines
    _write_added(path, text, {**old, key: [*old[key], *_values(lines)]}, lines)


def _tree(text: str) -> yaml.Node | None:
    """The tree of a YAML text that has been read, which knows where each value begins and ends."""
    import yaml

    return yaml.compose(text, Loader=yaml.SafeLoader)


def _last(node: yaml.Node) -> yaml.Node:
    """The last scalar inside a node; the node where it ends with a bracket: collections without brackets end
    where the next thing begins."""
    import yaml

    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _values(lines: str) -> Any:
    return parse_yaml(lines, "what is added") or {}


def _write_added(path: Path, text: str, wanted: Any, lines: str) -> None:
    """Write a file with added lines if it then says what it is to say."""
    try:
        values, why = parse_yaml(text, path), "it does not end in lines of `name: value`"
    except RequestError as error:
        values, why = None, str(error)
    if values != wanted:
        raise _not_added(path, lines, why)
    write_text(path, text)


def _not_added(path: Path, lines: str, why: str) -> RequestError:
    return RequestError(f"cannot add to {path}", why=why, fix=f"Add yourself: {lines.strip()}")


def _untouched(path: Path) -> str:
    """The text of a file with its own ends of lines."""
    read_text(path)  # For its errors.
    return path.read_bytes().decode("utf-8-sig")


def quoted(text: str) -> str:
    """A text as YAML in one line: bare where that reads back as the same text, else in double quotes."""
    if _BARE.fullmatch(text) and parse_yaml(text, "a name") == text:
        return text
    return _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))
