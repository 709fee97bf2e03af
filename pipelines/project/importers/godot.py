"""Godot: Dialogue Manager's ``.dialogue`` files, and translations in tables that begin with ``keys``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import ClassVar

from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.columns import Columns, columns_of
from emogen.pipelines.project.importers.godot_lines import Script, spoken
from emogen.pipelines.project.importers.rows import RowReader
from emogen.pipelines.project.importers.sheets import Row, Sheet, delimiter_of, read_table, table_of
from emogen.pipelines.project.importers.wording import wording
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Dialogue


class GodotImporter:
    """Reads Dialogue Manager's scripts and the translations that it and Godot keep in tables.

    A line's id is that of its ``[ID:…]``, or made of its title, speaker and words.
    """

    name: ClassVar[str] = "godot"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "Godot Dialogue Manager's scripts and Godot's translations (CSV)"
    suffixes: ClassVar[tuple[str, ...]] = (".dialogue", ".csv")

    @classmethod
    def claims(cls, source: Source) -> bool:
        if source.path.suffix.lower() == ".dialogue":
            return True
        first = source.head.partition("\n")[0]
        rows = table_of(first, "", delimiter_of(first)).rows
        return bool(rows) and rows[0].cells[0].strip().lower() == "keys"

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector, ids = Collector(), Ids()
        scripts = [source for source in sources if source.path.suffix.lower() == ".dialogue"]
        for source, text in contents(scripts, collector, Source.text):
            Script(collector, ids, source.name).read(text)
        keys = _keys(collector)
        tables = [source for source in sources if source not in scripts]
        for source, sheet in contents(tables, collector, read_table):
            _read_table(collector, ids, source, sheet, keys)
        return collector.dialogue()


def _keys(collector: Collector) -> Mapping[str, list[str]]:
    """Ids of the lines by what tables of translations call them: an id, or the words themselves."""
    keys: dict[str, list[str]] = {}
    for line in collector.lines():
        keys.setdefault(line.others.get("key") or line.id, []).append(line.id)
    return keys


def _read_table(
    collector: Collector, ids: Ids, source: Source, sheet: Sheet, keys: Mapping[str, Sequence[str]]
) -> None:
    """Read a table: translations of lines, and lines of its own for keys that no script has."""
    collector.problems(sheet.problems)
    columns = columns_of(sheet.rows[0].cells) if sheet.rows else None
    if columns is None:
        if sheet.rows:
            collector.problem(source.name, 1, "no column is of a language")
        return
    collector.note(f"{source.name}: {columns}")
    own = _own(collector, columns, sheet, keys)
    if not collector.language:
        collector.language = own or columns.language
    reader = RowReader(
        collector,
        columns,
        source.name,
        ids=ids,
        scene=PurePosixPath(source.name).stem,
        kind="text" if keys else "line",
        spoken=spoken,
    )
    rest = []
    for row in sheet.rows[1:]:
        lines = keys.get(_key(columns, row), ())
        words = {
            name: wording(text, spoken)
            for name, column in _languages(columns).items()
            if name != own and (text := row.at(column).strip())
        }
        if not lines:
            rest.append(row)
        for id in lines:
            if fault := row.fault(len(columns.header)):
                reader.problem(row, fault)
            if words and not collector.translate(id, words):
                reader.problem(row, f"there is another translation of {id}, which is kept")
    reader.read(rest)


def _key(columns: Columns, row: Row) -> str:
    return row.at(columns.roles.get("id", (0,))[0]).strip()


def _languages(columns: Columns) -> dict[str, int]:
    """The columns of words by the table's names for their languages, the first too."""
    first = columns.roles["text"][0]
    return {columns.header[first].strip(): first, **columns.languages}


def _own(collector: Collector, columns: Columns, sheet: Sheet, keys: Mapping[str, Sequence[str]]) -> str:
    """The language whose column has the words of the scripts themselves; "" if none does."""
    same: Counter[str] = Counter()
    for row in sheet.rows[1:]:
        for id in keys.get(_key(columns, row), ()):
            line = collector.line(id)
            for name, column in _languages(columns).items():
                words = wording(row.at(column), spoken).spoken
                same[name] += line is not None and bool(words) and words == line.words[""].spoken
    return next((name for name, count in same.most_common(1) if count), "")
