"""xVASynth: the CSV of its batch mode."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import ClassVar, Final

from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.sheets import Row, delimiter_of, read_table, table_of
from emogen.pipelines.project.importers.wording import plain, wording
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Speaker

_NEEDED: Final = frozenset({"game_id", "voice_id", "text"})
_USED: Final = frozenset({"voice_id", "text", "out_path"})


class XvasynthImporter:
    """Reads xVASynth's batches: a line's id is the path of its sound, without the suffix."""

    name: ClassVar[str] = "xvasynth"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "xVASynth's batches (CSV)"
    suffixes: ClassVar[tuple[str, ...]] = (".csv",)

    @classmethod
    def claims(cls, source: Source) -> bool:
        first = source.head.partition("\n")[0]
        rows = table_of(first, "", delimiter_of(first)).rows
        return bool(rows) and {name.strip().lower() for name in rows[0].cells} >= _NEEDED

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector, ids = Collector(), Ids()
        for source, sheet in contents(sources, collector, read_table):
            collector.problems(sheet.problems)
            header = [name.strip().lower() for name in sheet.rows[0].cells] if sheet.rows else []
            for row in sheet.rows[1:]:
                _read_row(source, row, header, collector, ids)
        return collector.dialogue()


def _read_row(source: Source, row: Row, header: Sequence[str], collector: Collector, ids: Ids) -> None:
    if fault := row.fault(len(header)):
        collector.problem(source.name, row.number, fault)
    if row.empty:
        return
    cells = {name: row.at(column).strip() for column, name in enumerate(header)}
    speaker, written = cells.get("voice_id", ""), cells.get("text", "")
    sound = cells.get("out_path", "").replace("\\", "/")
    words = wording(written, plain)
    scene = PurePosixPath(source.name).stem
    id = str(PurePosixPath(sound).with_suffix("")) if PurePosixPath(sound).name else ""
    if speaker:
        game = cells.get("game_id", "")
        collector.speaker(Speaker(speaker, speaker, (f"voice of {game}",) if game else ()))
    collector.add(
        DialogueLine(
            id=id or ids.of(scene, speaker, written),
            words={"": words},
            speaker=speaker,
            scene=scene,
            file=source.name,
            row=row.number,
            sound=sound,
            others={name: text for name, text in cells.items() if text and name not in _USED},
        )
    )
