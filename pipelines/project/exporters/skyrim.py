"""Skyrim and Fallout mods: ``Sound/Voice/PLUGIN/VOICE TYPE/TOPIC_FORMID_1.wav``."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from emogen.file_names import file_name
from emogen.options import Options
from emogen.pipelines.project.exporters.layout import expected_file, place, plain, unique
from emogen.pipelines.project.exporting import ABOUT, Exporter, Pack, SpokenLine, Written
from emogen.pipelines.project.tables import write_table
from emogen.progress import Progress

RATE: Final = 44_100
"""Hz of the game's own voices, before they become xwm in a fuz."""

_NAMED: Final = re.compile(r"\w*_[0-9A-Fa-f]{8}_\d+")
"""Names as the Creation Kit gives them: topic, form id, number of the response."""

_TOPIC: Final = 25
"""Letters of quest and topic in such a name, at most."""


class SkyrimOptions(Options):
    """Settings of ``skyrim``."""

    plugin: str = Field(
        default="", description="Name of the plugin's file, e.g. MyMod.esp; the pack's by default."
    )
    rate: int = Field(default=RATE, ge=8000, le=48000, description="Samples a second of the sounds.")


class Skyrim(Exporter):
    """Voice files of the Creation Kit."""

    name: ClassVar[str] = "skyrim"
    title: ClassVar[str] = "Skyrim, Fallout: Sound/Voice by plugin and voice type, 44.1 kHz WAV"
    beside: ClassVar[tuple[str, ...]] = ()
    Options = SkyrimOptions

    def __init__(self, options: SkyrimOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        files = unique((line, self._file(pack, line)) for line in pack.lines)
        placed = place(files, folder, progress, rate=self.options.rate)
        made_up = [
            one for one in placed if expected_file(one.line, ".wav") is None and not _is_named(one.line)
        ]
        columns = ("id", "language", "file", "text")
        table = (
            {
                "id": one.line.line.id,
                "language": pack.code(one.line.language),
                "file": one.file.as_posix(),
                "text": one.line.wording.spoken,
            }
            for one in placed
        )
        write_table(folder / ABOUT / "skyrim-lines.csv", columns, table)
        notes = [
            "Lips: make .lip files with the Creation Kit, or FaceFXWrapper, from these sounds and the texts "
            f"of {ABOUT}/skyrim-lines.csv; then pack each sound and its .lip as .fuz."
        ]
        if made_up:
            notes.append(
                f"{len(made_up)} lines have no form id in the script: their names are made of scene and id; "
                "rename them as the Creation Kit does, or import a table with their paths."
            )
        return Written(placed, tuple(notes))

    def _file(self, pack: Pack, line: SpokenLine) -> Path:
        language = Path(file_name(pack.code(line.language))) if line.language else Path()
        own = expected_file(line, ".wav")
        if own is not None and own.parts[0].lower() == "sound":
            return language / own
        plugin = file_name(self.options.plugin or f"{plain(pack.name)}.esp")
        kind = plain(pack.name_of(line.line.speaker) or "Narrator").replace("_", "")
        stem = own.stem if own is not None else _name(line)
        return language / "Sound" / "Voice" / plugin / kind / f"{stem}.wav"


def _is_named(line: SpokenLine) -> bool:
    return bool(_NAMED.fullmatch(line.line.id))


def _name(line: SpokenLine) -> str:
    """Topic, form id and response; where the id has none, digits of its digest stand for the form id."""
    if _is_named(line):
        return line.line.id
    digest = hashlib.sha256(line.line.id.encode()).hexdigest()[:8].upper()
    return f"{plain(line.line.scene or line.line.id, longest=_TOPIC)}_{digest}_1"
