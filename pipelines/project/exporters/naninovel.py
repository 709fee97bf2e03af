"""Naninovel: voice resources by script and text identifier, for auto voicing, and a map of them."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final, Literal

from pydantic import Field

from emogen.file_names import file_name
from emogen.options import Options
from emogen.pipelines.project.exporters.layout import escaped_note, is_locale, names_of, place
from emogen.pipelines.project.exporting import ABOUT, Exporter, Pack, Placed, SpokenLine, Written
from emogen.pipelines.project.tables import write_table
from emogen.progress import Progress

ROOT: Final = Path("Assets", "Resources", "Naninovel")

COLUMNS: Final = ("script", "id", "author", "text", "language", "resource")
"""Of the voice map."""


class NaninovelOptions(Options):
    """Settings of ``naninovel``."""

    scripts: str = Field(
        default="", description="Folder of the scripts below what was imported, where they are in more."
    )
    format: Literal["wav", "ogg", "mp3"] = Field(default="wav", description="Format of the sounds.")


class Naninovel(Exporter):
    """Naninovel's auto voicing."""

    name: ClassVar[str] = "naninovel"
    title: ClassVar[str] = "Naninovel: voices by script and text id, for auto voicing"
    beside: ClassVar[tuple[str, ...]] = (".tsv", ".vtt")
    Options = NaninovelOptions

    def __init__(self, options: NaninovelOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        root = self.options.scripts or _common(pack)
        names = names_of(pack, lambda line: text_id(line, root))
        files = [(line, self._file(pack, line, names, root)) for line in pack.lines]
        placed = place(files, folder, progress)
        write_table(folder / ABOUT / "voice-map.csv", COLUMNS, [_row(pack, one, root) for one in placed])
        notes = ["Turn on Enable Auto Voicing in the audio configuration."]
        if unidentified := sum(not _has_id(line) for line in pack.of_language("")):
            notes.append(
                f"{unidentified} lines have no text id, by which Naninovel finds voices: write ids with "
                "Naninovel -> Tools -> Text Identifier, then import and export again."
            )
        return Written(placed, (*notes, *escaped_note(names, "Naninovel finds no sound of such a name.")))

    def _file(self, pack: Pack, line: SpokenLine, names: dict[str, str], root: str) -> Path:
        locale = line.language if is_locale(line.language) else pack.code(line.language).partition("-")[0]
        language = Path("Localization", file_name(locale)) if line.language else Path()
        script = Path(*map(file_name, PurePosixPath(script_path(line, root)).parts))
        name = f"{names[text_id(line, root)]}.{self.options.format}"
        return ROOT / language / "Voice" / script / name


def _common(pack: Pack) -> str:
    """The folder that all scripts lie in, from which Naninovel counts their paths."""
    folders = {PurePosixPath(line.line.file).parent.as_posix() for line in pack.lines if line.line.file}
    return os.path.commonpath(folders) if folders else ""


def script_path(line: SpokenLine, root: str) -> str:
    """The path of a line's script as Naninovel has it, without suffix; its scene where no file is known."""
    file = PurePosixPath(line.line.file)
    if not line.line.file or ".." in file.parts or file.is_absolute():
        return line.line.scene or "Script"
    inside = file.relative_to(root) if root and file.is_relative_to(root) else file
    return inside.with_suffix("").as_posix()


def text_id(line: SpokenLine, root: str) -> str:
    """A line's id within its script."""
    return line.line.id.removeprefix(f"{script_path(line, root)}/")


def _has_id(line: SpokenLine) -> bool:
    """Whether the script itself has the line's id."""
    return f"|#{line.line.id.rpartition('/')[2]}|" in line.wording.written


def _row(pack: Pack, one: Placed, root: str) -> dict[str, object]:
    resource = one.file.relative_to(Path("Assets", "Resources")).with_suffix("")
    return {
        "script": script_path(one.line, root),
        "id": text_id(one.line, root),
        "author": one.line.line.speaker,
        "text": one.line.wording.written,
        "language": pack.code(one.line.language),
        "resource": resource.as_posix(),
    }
