"""The YAML files of a project, which people edit: read whole, with the place of everything that is wrong,
and added to without a change of what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from emogen.documents import parse_yaml
from emogen.errors import RequestError, shown, unknown_name
from emogen.files import read_text, write_text

if TYPE_CHECKING:
    import yaml

AnyValue = TypeVar("AnyValue")

_MOST: Final = 20
"""Problems of one file that are told at once. Ours."""


def read_document(path: Path, kind: type[AnyValue], *, what: str) -> AnyValue:
    """A YAML file as a typed value: a model, or a mapping of models. An empty file is an empty mapping.

    Raises:
        RequestError: no such file, malformed YAML, or values that do not fit: all of them at once, each with
            its line.
    """
    node, values = parse_yaml(read_text(path, kind=what), path)
    try:
        return TypeAdapter(kind).validate_python({} if values is None else values)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        told = [f"line {line_of(node, problem['loc'])}: {_told(problem, kind)}" for problem in problems]
        rest = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
        raise RequestError(f"{path}: {'; '.join(told[:_MOST])}{rest}") from error


def line_of(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The 1-based line of a value of a YAML tree, or of the nearest that it lies in."""
    line = 1
    for part in location:
        if node is None:
            break
        line, node = _child(node, part, line)
    return line if node is None else max(line, node.start_mark.line + 1)


def _child(node: yaml.Node, part: int | str, line: int) -> tuple[int, yaml.Node | None]:
    """The line of a part of a node, and the part; the line given where there is none of that name."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child.start_mark.line + 1, child
    return line, None


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

    before = read_text(path) if path.exists() else "".join(f"# {line}\n" for line in heading.splitlines())
    node, old = parse_yaml(before, path)
    lines = "".join(f"{quoted(name)}: {rest}\n" for name, rest in entries.items())
    column = node.value[0][0].start_mark.column if isinstance(node, yaml.MappingNode) and node.value else 0
    if old == {}:  # Written as `{}`, to be filled.
        before = before[: node.start_mark.index] + before[node.end_mark.index :] if node else before
    lines = "".join(" " * column + line for line in lines.splitlines(keepends=True))
    text = before + ("" if not before or before.endswith("\n") else "\n") + lines
    try:
        new = parse_yaml(text, path)[1]
    except RequestError as error:
        new, why = None, str(error)
    else:
        why = ""
    added = set(entries)
    if not isinstance(new, dict) or {k: v for k, v in new.items() if k not in added} != (old or {}):
        raise RequestError(
            f"cannot add to {path}",
            why=why or "it does not end in a list of `name: value` lines",
            fix=f"Add yourself: {lines.strip()}",
        )
    write_text(path, text)


def quoted(text: str) -> str:
    """A text as YAML in one line: bare where that reads back as the same text, else in double quotes."""
    import json

    try:
        if parse_yaml(f"{text}: 1", "a name")[1] == {text: 1} and text == text.strip() and "#" not in text:
            return text
    except RequestError:
        pass
    return json.dumps(text, ensure_ascii=False)
