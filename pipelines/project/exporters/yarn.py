"""Yarn Spinner: a folder of assets and a strings table for each language, as its localisation has them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import ClassVar, Final, Literal

from pydantic import Field

from emogen.file_names import file_name
from emogen.files import write_text
from emogen.options import Options
from emogen.pipelines.project.exporters.layout import culture, escaped_note, is_locale, names_of, place
from emogen.pipelines.project.exporting import ABOUT, Exporter, Pack, Placed, SpokenLine, Written
from emogen.pipelines.project.tables import write_table
from emogen.progress import Progress

COLUMNS: Final = ("language", "id", "text", "file", "node", "lineNumber", "lock", "comment")
"""Of Yarn Spinner's strings tables."""

_LOCK: Final = 8
"""Hex digits of the SHA-256 of the original words that Yarn Spinner keeps, to know when they change."""

_PREFIX: Final = "line:"


class YarnOptions(Options):
    """Settings of ``yarn``."""

    language: str = Field(
        default="", description="The base language as the Yarn project names it; by default, e.g. en-US."
    )
    addressables: bool = Field(
        default=False, description="Name sounds line_LANGUAGE_ID, as Addressables have them."
    )
    format: Literal["wav", "ogg", "mp3"] = Field(default="wav", description="Format of the sounds.")


class Yarn(Exporter):
    """Yarn Spinner's localised assets."""

    name: ClassVar[str] = "yarn"
    title: ClassVar[str] = "Yarn Spinner: assets and strings of each localisation"
    beside: ClassVar[tuple[str, ...]] = (".tsv", ".vtt")
    Options = YarnOptions

    def __init__(self, options: YarnOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        names = names_of(pack, asset_name)
        own = [line for line in pack.lines if not line.line.same_as]
        placed = place([(line, self._file(pack, line, names)) for line in own], folder, progress)
        for language in dict.fromkeys(line.language for line in pack.lines):
            called = self._called(pack, language)
            write_table(folder / "Strings" / f"{called}.csv", COLUMNS, _rows(pack, language, called))
        write_text(folder / ABOUT / "localisation.json", self._localisation(pack))
        note = f"Add {ABOUT}/localisation.json to the .yarnproject, or name the folders in its inspector."
        shadows = tuple(
            Placed(line, self._source(pack, line, names), silent=True)
            for line in pack.lines
            if line.line.same_as and (folder / self._source(pack, line, names)).is_file()
        )
        return Written(
            (*placed, *shadows), (note, *escaped_note(names, "Yarn Spinner finds no sound of such a name."))
        )

    def _called(self, pack: Pack, language: str) -> str:
        """A language as the Yarn project names it."""
        own = language if is_locale(language) else culture(pack.code(language))
        return file_name(own if language else self.options.language or own)

    def _file(self, pack: Pack, line: SpokenLine, names: dict[str, str]) -> Path:
        return self._path(pack, line.language, names[asset_name(line)])

    def _source(self, pack: Pack, line: SpokenLine, names: dict[str, str]) -> Path:
        """The file of the line whose sound a shadow line uses."""
        source = line.line.same_as.removeprefix(_PREFIX)
        return self._path(pack, line.language, names.get(source, file_name(source)))

    def _path(self, pack: Pack, language: str, name: str) -> Path:
        called = self._called(pack, language)
        stem = f"line_{called}_{name}" if self.options.addressables else name
        return Path("Audio", called, f"{stem}.{self.options.format}")

    def _localisation(self, pack: Pack) -> str:
        """The part of a ``.yarnproject`` that names folders and tables."""
        called = [self._called(pack, language) for language in pack.languages]
        places = {name: {"assets": f"Audio/{name}", "strings": f"Strings/{name}.csv"} for name in called[1:]}
        base = {called[0]: {"assets": f"Audio/{called[0]}"}}  # Its strings are the scripts' own.
        return json.dumps({"localisation": {**base, **places}}, indent=2, ensure_ascii=False) + "\n"


def asset_name(line: SpokenLine) -> str:
    """Under which name Yarn Spinner looks for a line's assets: its id without ``line:``."""
    return line.line.id.removeprefix(_PREFIX)


def _rows(pack: Pack, language: str, called: str) -> list[dict[str, object]]:
    return [
        {
            "language": called,
            "id": _PREFIX + line.id.removeprefix(_PREFIX),
            "text": line.words[language].written,
            "file": line.file,
            "node": line.scene,
            "lineNumber": line.row or "",
            "lock": hashlib.sha256(line.words[""].written.encode()).hexdigest()[:_LOCK],
            "comment": "; ".join(line.notes),
        }
        for line in pack.dialogue.lines
        if language in line.words and "" in line.words
    ]
