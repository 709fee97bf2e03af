"""SillyTavern: sprites by character, each one's lines, and a sample of each voice for XTTS servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from emogen.archives import opened_zip
from emogen.errors import RequestError
from emogen.file_names import file_name
from emogen.files import whole_file
from emogen.options import Options
from emogen.pipelines.project.exporters.layout import escaped_note, names_of, place
from emogen.pipelines.project.exporting import Exporter, Pack, Placed, SpokenLine, Written
from emogen.progress import Progress
from emogen.sound import decoded

if TYPE_CHECKING:
    from emogen.timeline import Seconds

_SPRITE: Final = re.compile(r"[a-z]+(-\d+)?\.(png|webp)")
"""Names of sprites: label, and variant after ``-``."""

_LARGEST: Final = 32 << 20
"""Bytes of a sprite that is taken. Ours."""

_SAMPLE: Final[Seconds] = 12.0
"""Seconds of a voice that servers of XTTS take as a sample; it needs 6 or more."""

_SAMPLE_RATE: Final = 22_050
"""Hz of XTTS's samples."""

_GAP: Final[Seconds] = 0.3
"""Silence between the lines of a sample. Ours."""


class SillyTavernOptions(Options):
    """Settings of ``sillytavern``."""

    sprites: str = Field(
        default="",
        description="Folder with a NAME.zip, or a folder NAME, of `emogen sprites` for each character.",
    )
    format: Literal["wav", "ogg", "mp3"] = Field(default="mp3", description="Format of the sounds.")


class SillyTavern(Exporter):
    """SillyTavern's characters."""

    name: ClassVar[str] = "sillytavern"
    title: ClassVar[str] = "SillyTavern: sprites and lines by character, voice samples"
    beside: ClassVar[tuple[str, ...]] = ()
    Options = SillyTavernOptions

    def __init__(self, options: SillyTavernOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        names = names_of(pack)
        files = [(line, self._file(pack, line, names)) for line in pack.lines]
        placed = place(files, folder, progress)
        people = dict.fromkeys(_name(pack, line) for line in pack.lines)
        for name in people:
            _write_sample([one for one in placed if _name(pack, one.line) == name], name, folder)
        missing = [name for name in people if not self._write_sprites(name, folder)]
        notes = ["Copy characters/ and speakers/ where SillyTavern and its voice server keep theirs."]
        if missing and self.options.sprites:
            notes.append(f"{', '.join(missing)} have no sprites in {self.options.sprites}.")
        return Written(placed, (*notes, *escaped_note(names, "")))

    def _file(self, pack: Pack, line: SpokenLine, names: dict[str, str]) -> Path:
        language = file_name(pack.code(line.language)) if line.language else ""
        who = file_name(_name(pack, line))
        return Path("voices", who, language, f"{names[line.line.id]}.{self.options.format}")

    def _write_sprites(self, name: str, folder: Path) -> bool:
        """Write the sprites of a character; False where there are none."""
        some = False
        for sprite, content in _sprites(Path(self.options.sprites), name) if self.options.sprites else ():
            with whole_file(folder / "characters" / file_name(name) / sprite) as temporary:
                temporary.write_bytes(content)
            some = True
        return some


def _name(pack: Pack, line: SpokenLine) -> str:
    return pack.name_of(line.line.speaker) or "Narrator"


def _sprites(source: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Names and contents of a character's sprites, of a folder or a flat ZIP."""
    if not source.is_dir():
        raise RequestError(f"there is no folder {source}", fix="Make sprites with `emogen sprites`.")
    called = file_name(name)
    for base in (called, called.lower()):
        if (source / base).is_dir():
            for path in sorted((source / base).iterdir()):
                if _SPRITE.fullmatch(path.name) and path.stat().st_size <= _LARGEST:
                    yield path.name, path.read_bytes()
            return
        archive = source / f"{base}.zip"
        if archive.is_file():
            yield from _unpacked(archive)
            return


def _unpacked(archive: Path) -> Iterator[tuple[str, bytes]]:
    with opened_zip(archive, "sprites") as packed:
        for entry in packed.infolist():
            if _SPRITE.fullmatch(entry.filename) and entry.file_size <= _LARGEST:
                yield entry.filename, packed.read(entry)


def _write_sample(sounds: list[Placed], name: str, folder: Path) -> None:
    """Write some seconds of a voice: its longest lines, so that the sample is speech and no shouts."""
    from emogen.dsp.recording import resampled
    from emogen.media import Audio

    pieces: list[np.ndarray[tuple[int], np.dtype[np.float32]]] = []
    seconds = 0.0
    for one in sorted(sounds, key=lambda one: (-one.line.seconds, one.file)):
        if seconds >= _SAMPLE:
            break
        audio = decoded(one.line.sound)
        pieces += [resampled(audio, _SAMPLE_RATE), np.zeros(round(_GAP * _SAMPLE_RATE), np.float32)]
        seconds += audio.duration + _GAP
    if pieces:
        Audio(np.concatenate(pieces), _SAMPLE_RATE).save(folder / "speakers" / f"{file_name(name)}.wav")
