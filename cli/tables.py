"""Lists for people (a table) and for scripts (JSON)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import typer

from emogen.machine import prints_unicode


def show(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows that share their keys: as JSON, or as a table."""
    if as_json:
        print_json(rows)
    else:
        print_table(rows)


def print_json(value: Any) -> None:
    """Print a value as JSON, one item a line, numbers to four digits."""
    typer.echo(json.dumps(_rounded(value), ensure_ascii=not prints_unicode(), indent=1))


def print_json_line(value: Any) -> None:
    """Print a value as JSON on one line, in letters that the output has."""
    typer.echo(json.dumps(value, ensure_ascii=not prints_unicode()))


def _rounded(value: Any) -> Any:
    """``value`` with every float at four digits, and none of them -0."""
    if isinstance(value, float):
        return round(value, 4) + 0.0
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def print_table(rows: Sequence[dict[str, Any]], *, hide: Sequence[str] = ()) -> None:
    """Print rows that share their keys as a table with the keys as headings; nothing for no rows."""
    if not rows:
        return
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    columns = [name for name in rows[0] if name not in hide]
    table = Table(*(Column(name, overflow="fold") for name in columns))  # Names are copied: none is cut.
    for row in rows:
        table.add_row(*(Text(str(row[name])) for name in columns))
    Console().print(table)
