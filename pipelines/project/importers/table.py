"""Tables of any tool: CSV, TSV and workbooks, their columns told or guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import ClassVar, Final

from pydantic import ConfigDict, Field, field_validator

from emogen.errors import RequestError
from emogen.options import Options
from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.columns import Columns, columns_of
from emogen.pipelines.project.importers.rows import RowReader
from emogen.pipelines.project.importers.sheets import Sheet, delimiter_of, read_table, table_of
from emogen.pipelines.project.importers.workbook import is_workbook, read_workbook
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Dialogue

_TITLES: Final = 10
"""Rows in which the header is looked for: sheets may have a title above it. Ours."""


_MARKS: Final[Mapping[str, str]] = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|"}
"""Names of delimiters."""


class TableOptions(Options):
    """Columns by their name or 1-based number; what is not told is guessed from the header."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = Field(default="", description="column of the lines' ids")
    text: str = Field(default="", description="column of the words")
    speaker: str = Field(default="", description="column of who says them")
    direction: str = Field(default="", description="column of how they are to be said")
    notes: str = Field(default="", description="column of notes")
    scene: str = Field(default="", description="column of the scene")
    sound: str = Field(default="", description="column of the file that the sound is expected in")
    longest: str = Field(default="", description="column of the most seconds that a line may take")
    kind: str = Field(
        default="", description="column that tells lines from choices and texts that are only shown"
    )
    language: str = Field(
        default="", description="language of the words, or name of the column that has them"
    )
    sheet: str = Field(default="", description="sheet of a workbook; by default each that has words")
    header: bool = Field(default=True, description="whether the first row names the columns")
    delimiter: str = Field(
        default="", description="between cells, or tab, comma, semicolon, bar; by default found"
    )
    encoding: str = Field(
        default="", description="of the file, e.g. cp1252; by default UTF-8, or UTF-16 with its mark"
    )

    @field_validator("delimiter")
    @classmethod
    def _one_sign(cls, value: str) -> str:
        mark = _MARKS.get(value, value)
        if len(mark) > 1 or mark in ('"', "\n", "\r"):
            raise ValueError("a delimiter is one sign, or tab, comma, semicolon, bar")
        return mark

    @property
    def columns(self) -> dict[str, str]:
        """Columns by role, those that are told."""
        roles = ("id", "text", "speaker", "direction", "notes", "scene", "sound", "longest", "kind")
        return {role: column for role in roles if (column := str(getattr(self, role)))}


class TableImporter:
    """Reads tables of lines: localisation sheets, voice-over sheets, dialogue kept in a spreadsheet."""

    name: ClassVar[str] = "table"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "tables of lines: CSV, TSV, XLSX"
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm")
    general: ClassVar[bool] = True
    Options: ClassVar[type[Options]] = TableOptions

    def __init__(self, options: TableOptions | None = None) -> None:
        self.options = options or TableOptions()

    @classmethod
    def claims(cls, source: Source) -> bool:
        """Whether a text table's header names a column of words and one of ids, speakers or directions."""
        if is_workbook(source.path):
            return True
        delimiter = delimiter_of(source.head, source.path.suffix.lower())
        found = header_of(table_of(source.head, source.name, delimiter), TableOptions())
        return found is not None and _is_dialogue(found[1])

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector, ids = Collector(self.options.language), Ids()
        for source, sheets in contents(sources, collector, self._sheets):
            for sheet in sheets:
                self._read_sheet(source, sheet, collector, ids)
        return collector.dialogue()

    def _sheets(self, source: Source) -> tuple[Sheet, ...]:
        if is_workbook(source.path):
            return tuple(read_workbook(source, self.options.sheet))
        return (read_table(source, delimiter=self.options.delimiter, encoding=self.options.encoding),)

    def _read_sheet(self, source: Source, sheet: Sheet, collector: Collector, ids: Ids) -> None:
        collector.problems(sheet.problems)
        if all(row.empty for row in sheet.rows):
            return
        found = header_of(sheet, self.options)
        if found is None:
            first = ", ".join(cell for row in sheet.rows[:1] for cell in row.cells if cell)[:200]
            where = f"sheet {sheet.name}: " if sheet.name else ""
            what = f"{where}no column has words; the header is {first}: name it with text=COLUMN"
            collector.problem(source.name, 1, what)
            return
        start, columns = found
        collector.note(f"{source.name}{f'[{sheet.name}]' if sheet.name else ''}: {columns}")
        collector.language = collector.language or columns.language
        scene = sheet.name or PurePosixPath(source.name).stem
        reader = RowReader(collector, columns, source.name, ids=ids, scene=scene, sheet=sheet.name)
        reader.read(sheet.rows[start:])


def header_of(sheet: Sheet, options: TableOptions) -> tuple[int, Columns] | None:
    """Index of the first row below the header, and the columns; None where none has words.

    Raises:
        RequestError: a column that is told is not there.
    """
    if not options.header:
        width = max((len(row.cells) for row in sheet.rows), default=0)
        header = tuple(str(number) for number in range(1, width + 1))
        columns = columns_of(header, options.columns, options.language)
        return None if columns is None else (0, columns)
    best: tuple[int, Columns] | None = None
    refused: RequestError | None = None
    for index, row in enumerate(sheet.rows[:_TITLES]):
        try:
            columns = columns_of(row.cells, options.columns, options.language)
        except RequestError as error:
            refused = refused or error
            continue
        if columns and (best is None or len(columns.roles) > len(best[1].roles)):
            best = index + 1, columns
    if best is None and refused is not None:
        raise refused
    return best


def _is_dialogue(columns: Columns) -> bool:
    roles = columns.roles.keys()
    return bool(roles & {"id", "speaker", "direction"}) and len(columns.header) > 1
