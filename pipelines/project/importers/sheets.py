"""Tables as rows of text: CSV and TSV of any delimiter and encoding."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import Final

from emogen.budgets import CELL_CHARACTERS, CELLS
from emogen.errors import RequestError
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Problem

_DELIMITERS: Final = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        number: 1-based, of the line of the file where it begins, or of the sheet.
        cells: as a person sees them.
    """

    number: int
    cells: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)

    def at(self, column: int) -> str:
        """The cell of a 0-based column; "" where the row is too short."""
        return self.cells[column] if column < len(self.cells) else ""

    def fault(self, width: int) -> str:
        """Why it does not fit a header of so many cells; "" if it does. Empty cells may be too many."""
        if self.empty:
            return "the row is empty"
        fits = len(self.cells) >= width and not any(cell.strip() for cell in self.cells[width:])
        return "" if fits else f"the row has {len(self.cells)} cells where the header has {width}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table.

    Attributes:
        name: of a workbook's sheet; "" for the only one of a file.
        rows: all of them, the header too.
        problems: what of it could not be read.
    """

    name: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = field(default=())


def text_of(source: Source, encoding: str = "") -> str:
    """The text of a table, in the encoding that is told, or Unicode.

    Raises:
        RequestError: it cannot be read, there is no such encoding, or it is another one.
    """
    if not encoding:
        try:
            return source.text()
        except RequestError as error:
            if error.why != "it is not UTF-8 text":
                raise
            fix = "Save it as UTF-8, or name its encoding, e.g. --option encoding=cp1252."
            raise RequestError(error.what, why=error.why, fix=fix) from error
    try:
        return source.raw().decode(encoding).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except LookupError as error:
        fix = "Names are those of Python, e.g. cp1252, shift_jis, utf-16."
        raise RequestError(f"there is no encoding {encoding!r}", fix=fix) from error
    except UnicodeError as error:
        raise RequestError(f"cannot read {source.name}", why=f"it is not in {encoding}") from error


def delimiter_of(text: str, suffix: str = "") -> str:
    """The delimiter of a table: that which cuts its first row that has any into most cells."""
    best = "\t" if suffix in (".tsv", ".tab") else ","
    for line in text.splitlines()[:20]:
        counts = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in _DELIMITERS}
        if max(counts.values()) > 1:
            return max(counts, key=lambda mark: (counts[mark], mark == best))
    return best


def read_table(source: Source, *, delimiter: str = "", encoding: str = "") -> Sheet:
    """A CSV or TSV file.

    Raises:
        RequestError: it cannot be read, or is too large.
    """
    text = text_of(source, encoding)
    return table_of(text, source.name, delimiter or delimiter_of(text, source.path.suffix.lower()))


def table_of(text: str, file: str, delimiter: str) -> Sheet:
    """The table of a text.

    Quotes are those of RFC 4180. Where they do not fit it, a table between tabs has none, as spreadsheets
    on the web write it; of another one, the row where they do not is read by itself, and a problem.

    Raises:
        RequestError: it has too many cells.
    """
    csv.field_size_limit(CELL_CHARACTERS.limit)
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    rows: list[Row] = []
    problems: list[Problem] = []
    start, cells, limit = 0, 0, CELLS.limit
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        row = start
        try:
            for line in reader:
                rows.append(Row(row + 1, tuple(line)))
                cells += len(line)
                if cells > limit:
                    raise CELLS.exceeded(f"{file} is too large")
                row = start + reader.line_num
            break
        except csv.Error as error:
            if delimiter == "\t":
                split = (line.rstrip("\n").split("\t") for line in lines)
                return Sheet("", tuple(Row(number, tuple(line)) for number, line in enumerate(split, 1)))
            problems.append(Problem(file, row + 1, f"its quotes do not fit: {error}"))
            rows.append(Row(row + 1, _alone(lines[row], delimiter, len(rows[0].cells) if rows else 0)))
            start = row + 1
    return Sheet("", tuple(rows), tuple(problems))


def _alone(line: str, delimiter: str, width: int) -> tuple[str, ...]:
    """The cells of a line whose quotes do not fit: as many as the header has, if one reading has these."""
    try:
        lenient = next(csv.reader([line.rstrip("\n")], delimiter=delimiter), [])
    except csv.Error:  # A cell that is too long.
        lenient = []
    unquoted = line.rstrip("\n").split(delimiter)
    return tuple(lenient if len(lenient) == width or len(unquoted) != width else unquoted)
