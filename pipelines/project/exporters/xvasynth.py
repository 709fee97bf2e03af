"""xVASynth: its batch table, with the sounds where it would write them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from emogen.file_names import file_name
from emogen.options import Options
from emogen.pipelines.project.exporters.layout import expected_file, names_of, place, plain, unique
from emogen.pipelines.project.exporting import Exporter, Pack, Placed, SpokenLine, Written
from emogen.pipelines.project.tables import write_table
from emogen.progress import Progress

COLUMNS: Final = ("game_id", "voice_id", "text", "vocoder", "out_path", "pacing")
"""Of the batch table."""


class XvaSynthOptions(Options):
    """Settings of ``xvasynth``."""

    game: str = Field(default="skyrim", min_length=1, description="The game_id of lines that have none.")


class XvaSynth(Exporter):
    """xVASynth's batch table."""

    name: ClassVar[str] = "xvasynth"
    title: ClassVar[str] = "xVASynth: batch table, and sounds at its out_path"
    beside: ClassVar[tuple[str, ...]] = ()
    Options = XvaSynthOptions

    def __init__(self, options: XvaSynthOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        names = names_of(pack)
        placed = place(unique((line, self._file(pack, line, names)) for line in pack.lines), folder, progress)
        for language in dict.fromkeys(line.language for line in pack.lines):
            rows = [self._row(pack, one) for one in placed if one.line.language == language]
            called = f"batch-{file_name(pack.code(language))}.csv" if language else "batch.csv"
            write_table(folder / called, COLUMNS, rows)
        return Written(placed, ("xVASynth skips lines whose out_path exists: these do.",))

    def _file(self, pack: Pack, line: SpokenLine, names: dict[str, str]) -> Path:
        language = Path(file_name(pack.code(line.language))) if line.language else Path()
        own = expected_file(line, ".wav")
        return language / (own or Path(plain(self._voice(pack, line)), f"{names[line.line.id]}.wav"))

    def _voice(self, pack: Pack, line: SpokenLine) -> str:
        return line.line.others.get("voice_id") or pack.name_of(line.line.speaker) or "narrator"

    def _row(self, pack: Pack, one: Placed) -> dict[str, object]:
        others = one.line.line.others
        return {
            "game_id": others.get("game_id") or self.options.game,
            "voice_id": self._voice(pack, one.line),
            "text": one.line.wording.written,
            "vocoder": others.get("vocoder", ""),
            "out_path": one.file.as_posix(),
            "pacing": others.get("pacing") or "1.0",
        }
