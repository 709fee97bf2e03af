"""Lists for people (a table) and for scripts (JSON)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import typer


def show(rows: Sequence[dict[str, Any]], *, as_json: bool, wide: Sequence[str] = ()) -> None:
    """Print rows that share their keys: as JSON, or as a table with the keys as headings.

    Keys in ``wide`` are too long for a table and are in the JSON only.
    """
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    columns = [name for name in rows[0] if name not in wide]
    table = Table(*columns)
    for row in rows:
        table.add_row(*(Text(str(row[name])) for name in columns))
    Console().print(table)
