"""Yarn's tables: strings of a language, metadata, and the lines that ``ysc compile`` writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from emogen.pipelines.project.importers.sheets import read_table, table_of
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Problem

Kind = Literal["strings", "metadata", "lines"]

_NEEDED: Final[Mapping[Kind, frozenset[str]]] = {
    "strings": frozenset({"language", "id", "text", "node"}),
    "metadata": frozenset({"id", "node", "metadata"}),
    "lines": frozenset({"id", "text", "node", "linenumber"}),
}
"""Columns by which a table is known, in small letters."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        table: name of its file.
        number: 1-based, of the line of that file.
        kind: of the table.
        cells: by the name of the column, in small letters.
    """

    table: str
    number: int
    kind: Kind
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    @property
    def line(self) -> int:
        """The line of the script that it tells of, 0 for none."""
        number = self["linenumber"]
        return int(number) if number.isdecimal() and len(number) < 10 else 0


def kind_of(head: str) -> Kind | None:
    """The kind of the table that begins so; None for no table of Yarn's."""
    rows = table_of(head.partition("\n")[0].lstrip("\ufeff"), "", ",").rows
    names = {cell.strip().lower() for cell in rows[0].cells} if rows else set()
    return next((kind for kind, needed in _NEEDED.items() if needed <= names), None)


def rows_of(source: Source, problems: list[Problem]) -> Iterator[Row]:
    """The rows of a table with an id; others are problems.

    Raises:
        RequestError: it cannot be read.
    """
    sheet = read_table(source, delimiter=",")
    problems += sheet.problems
    if not sheet.rows:
        return
    names = [cell.strip().lower() for cell in sheet.rows[0].cells]
    kind = next((kind for kind, needed in _NEEDED.items() if needed <= set(names)), None)
    if kind is None:
        problems.append(Problem(source.name, 1, "no table of Yarn Spinner's: it lacks id, text or node"))
        return
    for row in sheet.rows[1:]:
        if row.empty:
            continue
        cells = dict(zip(names, row.cells, strict=False))
        if fault := row.fault(len(names)):
            problems.append(Problem(source.name, row.number, fault))
        if cells.get("id", "").strip():
            yield Row(source.name, row.number, kind, cells)
        else:
            problems.append(Problem(source.name, row.number, "the row has no id: not imported"))
