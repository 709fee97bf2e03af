"""Unreal Engine: tables of dialogue scripts, and string tables, as its editor exports them to CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import ClassVar, Final

from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.sheets import Row, read_table, table_of
from emogen.pipelines.project.importers.wording import without_html, wording
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Dialogue, DialogueLine

_FORK: Final = re.compile(r"(\{\s*\w+\s*\})\|(plural|gender|ordinal|hpp)\(([^()]*)\)")
"""A choice of words by the value of a variable: ``{n}|plural(one=guard,other=guards)``."""


class UnrealImporter:
    """Reads the CSV of dialogue script entries (``SpokenDialogue``, ``VoiceActorDirection``,
    ``AudioFileName``) and of string tables (``Key``, ``SourceString``)."""

    name: ClassVar[str] = "unreal"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "Unreal Engine's dialogue scripts and string tables (CSV)"
    suffixes: ClassVar[tuple[str, ...]] = (".csv",)

    @classmethod
    def claims(cls, source: Source) -> bool:
        return _reader(_header(source.head.partition("\n")[0])) is not None

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector, ids = Collector(), Ids()
        for source, sheet in contents(sources, collector, lambda source: read_table(source, delimiter=",")):
            collector.problems(sheet.problems)
            names = tuple(name.strip() for name in sheet.rows[0].cells) if sheet.rows else ()
            reader = _reader(tuple(name.lower() for name in names))
            if reader is None:
                collector.problem(source.name, 1, "no column is SpokenDialogue or SourceString")
                continue
            for row in sheet.rows[1:]:
                _read_row(source, row, names, reader, collector, ids)
        return collector.dialogue()


def _read_row(
    source: Source, row: Row, names: Sequence[str], reader: _Reader, collector: Collector, ids: Ids
) -> None:
    if fault := row.fault(len(names)):
        collector.problem(source.name, row.number, fault)
    if row.empty:
        return
    cells = {name: row.at(column) for column, name in enumerate(names)}
    line = reader(cells, source, row.number, ids)
    if any(match[2] for match in _FORK.finditer(line.words[""].written)):
        collector.problem(
            source.name, row.number, "its words hang on the value of a variable; the first of them are said"
        )
    collector.add(line)


_Reader = Callable[[Mapping[str, str], Source, int, Ids], DialogueLine]


def _header(line: str) -> tuple[str, ...]:
    rows = table_of(line, "", ",").rows
    return tuple(name.strip().lower() for name in rows[0].cells) if rows else ()


def _reader(header: tuple[str, ...]) -> _Reader | None:
    if "spokendialogue" in header:
        return _script_entry
    return _string if {"key", "sourcestring"} <= set(header) else None


def _script_entry(cells: Mapping[str, str], source: Source, row: int, ids: Ids) -> DialogueLine:
    """A row of ``FDialogueScriptEntry``; the row's name is its id, or else that of its sound."""
    lower = {name.lower(): (name, cell) for name, cell in cells.items()}

    def cell(*names: str) -> str:
        return next((lower[name][1] for name in names if lower.get(name, ("", ""))[1].strip()), "").strip()

    written = lower["spokendialogue"][1]
    speaker = cell("speaker", "speakername", "character")
    sound = cell("audiofilename")
    first = (
        next(iter(cells)) if next(iter(lower)) in ("---", "") else ""
    )  # Tables of rows have no name for it.
    id = cell("name", "rowname", "row name") or cells.get(first, "") or sound
    scene = PurePosixPath(source.name).stem
    used = {"spokendialogue", "voiceactordirection", "audiofilename", "name", "speaker", "rowname", "---"}
    words = wording(written, spoken)
    return DialogueLine(
        id=id or ids.of(scene, speaker, written),
        words={"": words},
        speaker=speaker,
        scene=scene,
        file=source.name,
        row=row,
        direction=cell("voiceactordirection"),
        sound=sound,
        others={name: text for key, (name, text) in lower.items() if key not in used and text},
    )


def _string(cells: Mapping[str, str], source: Source, row: int, ids: Ids) -> DialogueLine:
    """A row of a string table."""
    lower = {name.lower(): cell for name, cell in cells.items()}
    words = wording(lower.get("sourcestring", ""), spoken)
    scene = PurePosixPath(source.name).stem
    comment = lower.get("comment", "").strip()
    others = {name: text for name, text in cells.items() if text and name.lower() not in _STRING}
    return DialogueLine(
        id=lower.get("key", "").strip() or ids.of(scene, "", words.written),
        words={"": words},
        speaker=lower.get("speaker", "").strip(),
        scene=scene,
        file=source.name,
        row=row,
        notes=(comment,) if comment else (),
        others=others,
    )


_STRING: Final = frozenset({"key", "sourcestring", "comment", "speaker"})


def spoken(written: str) -> str:
    """Words without rich text; of words that hang on a variable, the first."""

    def first(match: re.Match[str]) -> str:
        return match[3].split(",")[0].partition("=")[2] or match[3].split(",")[0]

    text = _FORK.sub(first, written)
    return re.sub(r"\{\s*([\w.:-]+)\s*\}", r"{\1}", without_html(text).replace("\\n", " "))
