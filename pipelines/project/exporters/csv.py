"""Everything in one table, for spreadsheets and tools of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final, Literal

from pydantic import Field

from emogen.options import Options
from emogen.pipelines.project.exporters.layout import language_folders, names_of, place
from emogen.pipelines.project.exporting import Exporter, Pack, Placed, Written
from emogen.pipelines.project.tables import write_table
from emogen.progress import Progress

COLUMNS: Final = (
    *("id", "language", "speaker", "name", "kind", "scene", "file", "row", "written", "spoken", "direction"),
    *("notes", "emotion", "voice", "sound", "seconds", "same_as", "made_by"),
)
"""Of ``lines.csv``; ``sound`` and ``seconds`` are empty where a line has none."""


class CsvOptions(Options):
    """Settings of ``csv``."""

    format: Literal["wav", "ogg", "flac", "mp3"] = Field(default="wav", description="Format of the sounds.")


class Csv(Exporter):
    """One table of all lines, and their sounds."""

    name: ClassVar[str] = "csv"
    title: ClassVar[str] = "one table of all lines, and their sounds"
    beside: ClassVar[tuple[str, ...]] = (".tsv", ".vtt")
    Options = CsvOptions

    def __init__(self, options: CsvOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        names = names_of(pack)
        languages = language_folders(pack)
        files = [
            (line, Path("sounds", languages[line.language], f"{names[line.line.id]}.{self.options.format}"))
            for line in pack.lines
        ]
        placed = place(files, folder, progress)
        write_table(folder / "lines.csv", COLUMNS, _rows(pack, placed))
        return Written(placed)


def _rows(pack: Pack, placed: tuple[Placed, ...]) -> list[dict[str, object]]:
    """A row for every wording of every line, with or without a sound."""
    sounds = {(one.line.language, one.line.line.id): one for one in placed}
    rows: list[dict[str, object]] = []
    for language in pack.languages:
        for line in pack.dialogue.lines:
            if language not in line.words:
                continue
            sound = sounds.get((language, line.id))
            rows.append(
                {
                    "id": line.id,
                    "language": pack.code(language),
                    "speaker": line.speaker,
                    "name": pack.name_of(line.speaker),
                    "kind": line.kind,
                    "scene": line.scene,
                    "file": line.file,
                    "row": line.row or "",
                    "written": line.words[language].written,
                    "spoken": line.words[language].spoken,
                    "direction": line.direction,
                    "notes": "\n".join(line.notes),
                    "emotion": sound.line.label if sound else "",
                    "voice": sound.line.voice if sound else "",
                    "sound": sound.file.as_posix() if sound else "",
                    "seconds": f"{sound.line.seconds:.3f}" if sound else "",
                    "same_as": line.same_as,
                    "made_by": sound.line.made_by if sound else "",
                }
            )
    return rows
