"""Dialogic 2 for Godot: timelines (``.dtl``), characters (``.dch``) and its tables of translations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import ClassVar, Final

from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.dialogic_lines import Timeline, spoken
from emogen.pipelines.project.importers.sheets import Row, Sheet, read_table
from emogen.pipelines.project.importers.wording import wording
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.languages import language_of
from emogen.pipelines.project.lines import Dialogue, DialogueLine, LineKind, Speaker

_KEY: Final = re.compile(r"(Text|Choice)/([^/,\"]+)/(?:text|disabled_text)")
_NAME: Final = re.compile(r'"display_name"\s*:\s*"((?:[^"\\]|\\.)*)"')
_DESCRIPTION: Final = re.compile(r'"description"\s*:\s*"((?:[^"\\]|\\.)*)"')


class DialogicImporter:
    """Reads Dialogic's timelines, the names of its characters and its translations.

    A line's id is that of its ``#id:``, which Dialogic writes once a project is translated, or else made of
    its timeline, speaker and words.
    """

    name: ClassVar[str] = "dialogic"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "Dialogic 2's timelines, characters and translations (CSV)"
    suffixes: ClassVar[tuple[str, ...]] = (".dtl", ".dch", ".csv")

    @classmethod
    def claims(cls, source: Source) -> bool:
        if source.path.suffix.lower() != ".csv":
            return True
        return source.head.startswith(("keys,", '"keys"')) and _KEY.search(source.head) is not None

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector, ids = Collector(), Ids()
        of_kind = {
            suffix: [s for s in sources if s.path.suffix.lower() == suffix] for suffix in self.suffixes
        }
        for source, text in contents(of_kind[".dtl"], collector, Source.text):
            Timeline(collector, ids, source.name).read(text)
        for source, text in contents(of_kind[".dch"], collector, Source.text):
            collector.speaker(_character(PurePosixPath(source.name).stem, text))
        for source, sheet in contents(of_kind[".csv"], collector, read_table):
            _read_table(collector, source, sheet)
        return collector.dialogue()


def _character(name: str, text: str) -> Speaker:
    shown, told = _NAME.search(text), _DESCRIPTION.search(text)
    notes = (told[1].replace('\\"', '"'),) if told and told[1].strip() else ()
    return Speaker(name, shown[1].replace('\\"', '"') if shown and shown[1] else name, notes)


def _read_table(collector: Collector, source: Source, sheet: Sheet) -> None:
    """Read translations; a text that no timeline has becomes a line."""
    collector.problems(sheet.problems)
    header = [name.strip() for name in sheet.rows[0].cells] if sheet.rows else []
    languages = {name: column for column, name in enumerate(header) if column and language_of(name)}
    if not languages:
        collector.problem(source.name, 1, "no column is of a language")
        return
    own = next(iter(languages))
    if not collector.language:
        collector.language = own
    for row in sheet.rows[1:]:
        match = _KEY.fullmatch(row.at(0).strip())
        if match is None:
            continue  # A character's or glossary's: nobody says it.
        if fault := row.fault(len(header)):
            collector.problem(source.name, row.number, fault)
        kind: LineKind = "choice" if match[1] == "Choice" else "line"
        _translate(collector, source, row, match[2], kind, languages, own)


def _translate(
    collector: Collector,
    source: Source,
    row: Row,
    id: str,
    kind: LineKind,
    languages: Mapping[str, int],
    own: str,
) -> None:
    words = {name: wording(row.at(column), spoken) for name, column in languages.items() if row.at(column)}
    first = words.pop(own, wording("", spoken))
    if collector.line(id) is None:
        scene = PurePosixPath(source.name).stem
        line = DialogueLine(
            id=id, words={"": first, **words}, kind=kind, scene=scene, file=source.name, row=row.number
        )
        collector.add(line)
    elif words and not collector.translate(id, words):
        collector.problem(source.name, row.number, f"there is another translation of {id}, which is kept")
