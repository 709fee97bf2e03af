"""Reading YAML, JSON and TOML that others wrote: whatever is in them, an error is one line with its place."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from emogen.budgets import CELLS, DEPTH, Budget
from emogen.errors import BudgetError, RequestError
from emogen.numerals import whole_number, written_float, written_int

if TYPE_CHECKING:
    from emogen.yaml_reading import Location, Position


def parse_json(text: str, name: object, *, unique: bool = False, as_written: bool = False) -> Any:
    """The values of a JSON text.

    Args:
        text: the document.
        name: where it is from, for errors.
        unique: refuse a key given twice.
        as_written: numbers remember how they are written, see :mod:`emogen.numerals`.

    Raises:
        RequestError: it is no JSON; it is nested too deeply, or has a number that is none.
    """
    hook: Callable[[list[tuple[str, Any]]], Any] | None = _unique_pairs if unique else None
    whole, real = (written_int, written_float) if as_written else (whole_number, float)
    try:
        _check_depth(text)
        return json.loads(
            text, object_pairs_hook=hook, parse_constant=_no_constant, parse_int=whole, parse_float=real
        )
    except BudgetError as error:
        raise BudgetError(f"cannot read {name}: {error.what}", why=error.why, fix=error.fix) from error
    except RecursionError as error:
        raise RequestError(f"cannot read {name}", why="it is nested too deeply") from error
    except ValueError as error:
        raise RequestError(f"cannot read {name}", why=f"it is not JSON: {error}") from error


def _check_depth(text: str) -> None:
    """Raise ``BudgetError`` for lists and tables too deep in each other."""
    limit = DEPTH.limit
    if text.count("[") + text.count("{") <= limit:
        return
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(bracket[0], 0)
        if depth > limit:
            raise DEPTH.exceeded("it is nested too deeply")


_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
"""Brackets of JSON, and texts, in which they are none."""


def json_places(text: str) -> tuple[dict[Location, Position], dict[Location, Position]]:
    """Lines and columns of the values of a JSON text that :func:`parse_json` has read, and of their keys."""
    values: dict[Location, Position] = {}
    keys: dict[Location, Position] = {}
    path: list[Any] = []  # The index of an open list, the key of an open table.
    line, start = 1, 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        position = (line, token.start() - start + 1)
        if sign == "\n":
            line, start = line + 1, token.end()
        elif sign in "]}":
            path.pop()
        elif sign == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None
        elif path and path[-1] is None:
            path[-1] = json.loads(sign)
            keys[tuple(path)] = position
        elif sign != ":":
            values[tuple(path)] = position
            if sign in "[{":
                path.append(0 if sign == "[" else None)
    return values, keys


_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:\n]|[^\s\[\]{},:"]+')
"""Tokens of JSON, and line breaks."""


def parse_csv(text: str, name: object, *, rows: Budget = CELLS) -> Iterator[list[str]]:
    """The rows of a table between commas.

    Args:
        text: the table.
        name: where it is from, for errors.
        rows: the budget of its rows.

    Raises:
        RequestError: a cell without an end, or more rows than the budget allows.
    """
    limit = rows.limit
    try:
        for count, row in enumerate(csv.reader(io.StringIO(text)), 1):
            if count > limit + 1:  # The first has the names.
                raise rows.exceeded(f"{name} is too long")
            yield row
    except csv.Error as error:
        raise RequestError(f"cannot read {name}", why=str(error)) from error


def parse_table(text: str, name: object, *, rows: Budget = CELLS) -> list[dict[str, str]]:
    """The rows of a table between commas by the names in its first row; cells that are missing are empty. As
    :func:`parse_csv`, which passes blank rows on."""
    read = parse_csv(text, name, rows=rows)
    names = next(read, [])
    return [
        {column: row[at] if at < len(row) else "" for at, column in enumerate(names)} for row in read if row
    ]


def parse_toml(text: str, name: object) -> dict[str, Any]:
    """The values of a TOML text. Raises ``RequestError`` for one that is none."""
    import tomllib

    try:
        return tomllib.loads(text + "\n\n")  # So errors at the end have a line.
    except RecursionError as error:
        raise RequestError(f"{name} is no TOML", why="it is nested too deeply") from error
    except ValueError as error:
        raise RequestError(f"{name} is no TOML", why=str(error)) from error


def parse_yaml(text: str, name: object) -> Any:
    """The values of a YAML text; see :func:`emogen.yaml_reading.read_yaml`."""
    from emogen.yaml_reading import read_yaml

    return read_yaml(text, name)


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} is given twice")
    return table


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")
