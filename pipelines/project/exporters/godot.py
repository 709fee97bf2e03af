"""Godot: sounds by locale, a script that finds them, and Dialogue Manager's ``[#voice=…]`` tags."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final, Literal

from pydantic import Field

from emogen.errors import RequestError
from emogen.file_names import file_name
from emogen.files import read_text, write_text
from emogen.options import Options
from emogen.pipelines.project.exporters.layout import escaped_note, is_locale, names_of, place
from emogen.pipelines.project.exporting import ABOUT, Exporter, Pack, Placed, Written
from emogen.pipelines.project.tables import write_table
from emogen.progress import Progress

FOLDER: Final = "voice"
"""Below ``res://``."""

_SCRIPT: Final = """# Written by emogen: finds the voice of a line in the language that the game is in.
class_name EmogenVoice

const OWN := "%(own)s"
const SUFFIX := "%(suffix)s"
const NAMES := {%(names)s}


## The voice of a line of Dialogue Manager, or null.
static func of(line) -> AudioStream:
	return by_id(line.translation_key)


## The voice of the line with an id, or null.
static func by_id(id: String) -> AudioStream:
	var locale := TranslationServer.get_locale()
	for folder in [locale, locale.split("_")[0], OWN]:
		var path := "res://voice/%%s/%%s%%s" %% [folder, NAMES.get(id, id), SUFFIX]
		if ResourceLoader.exists(path):
			return load(path) as AudioStream
	return null
"""

_USUAL: Final = frozenset((("en", "us"), ("fr", "fr")))
"""Codes of voices that have a country where Godot's games have none."""

_ID: Final = re.compile(r"\s*\[ID:[^\]]*\]")

_LARGEST: Final = 8 << 20
"""Characters of a dialogue file that gets tags. Ours."""


class GodotOptions(Options):
    """Settings of ``godot``."""

    locale: str = Field(
        default="", description="Locale of the script's own language in Godot; by default its code, e.g. en."
    )
    format: Literal["ogg", "wav", "mp3"] = Field(default="ogg", description="Format of the sounds.")


class Godot(Exporter):
    """Godot's resources."""

    name: ClassVar[str] = "godot"
    title: ClassVar[str] = "Godot: voices by locale, Dialogue Manager's tags and table"
    beside: ClassVar[tuple[str, ...]] = (".rhubarb.json", ".srt")
    Options = GodotOptions

    def __init__(self, options: GodotOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        names, suffix = names_of(pack), f".{self.options.format}"
        files = [
            (line, Path(FOLDER, self._locale(pack, line.language), names[line.line.id] + suffix))
            for line in pack.lines
        ]
        placed = place(files, folder, progress)
        self._write_script(pack, names, folder / FOLDER / "emogen_voice.gd")
        self._write_table(pack, placed, folder / ABOUT / "voices.csv")
        tagged, notes = _tagged(pack, placed)
        for name, text in tagged.items():
            write_text(folder / ABOUT / "dialogue" / name, text)
        usage = "Play EmogenVoice.of(line) where your balloon shows a line"
        if tagged:
            usage += f", or take the files of {ABOUT}/dialogue, which have [#voice=…] tags"
        return Written(placed, (f"{usage}.", *escaped_note(names, "EmogenVoice knows."), *notes))

    def _locale(self, pack: Pack, language: str) -> str:
        """A language as Godot names it: ``pt-br`` is ``pt_BR``, ``en-us`` is ``en``."""
        if is_locale(language):
            return file_name(language.replace("-", "_"))
        base, _, country = pack.code(language).partition("-")
        plain = not country or (base, country) in _USUAL
        return file_name(
            (self.options.locale if not language else "") or (base if plain else f"{base}_{country.upper()}")
        )

    def _write_script(self, pack: Pack, names: dict[str, str], path: Path) -> None:
        escaped = ", ".join(f"{_text(id)}: {_text(name)}" for id, name in names.items() if id != name)
        about = {"own": self._locale(pack, ""), "suffix": f".{self.options.format}", "names": escaped}
        write_text(path, _SCRIPT % about)

    def _write_table(self, pack: Pack, placed: tuple[Placed, ...], path: Path) -> None:
        """Dialogue Manager's table of translations, with the resource of the sound for each locale."""
        locales = {language: self._locale(pack, language) for language in pack.languages}
        columns = ("keys", *locales.values(), "_character", *(f"_voice_{name}" for name in locales.values()))
        rows: dict[str, dict[str, object]] = {}
        for one in placed:
            line, locale = one.line.line, locales[one.line.language]
            row = rows.setdefault(line.id, {"keys": line.id, "_character": pack.name_of(line.speaker)})
            row |= {locale: _shown(one), f"_voice_{locale}": f"res://{one.file.as_posix()}"}
        write_table(path, columns, rows.values())


def _shown(one: Placed) -> str:
    """The words of a line as Dialogue Manager's tables have them: without speaker and id."""
    text = _ID.sub("", one.line.wording.written)
    return text.removeprefix(f"{one.line.line.speaker}:").strip()


def _text(text: str) -> str:
    """A string of GDScript."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _tagged(pack: Pack, placed: Iterable[Placed]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The script's own ``.dialogue`` files by name, with a tag on each line that has a sound."""
    by_file: dict[str, dict[int, Placed]] = {}
    for one in placed:
        line = one.line.line
        if line.file.endswith(".dialogue") and line.row and not one.line.language:
            by_file.setdefault(line.file, {})[line.row] = one
    texts, notes = {}, []
    for name, sounds in by_file.items():
        try:
            texts[name] = _with_tags(_source(pack, name), sounds)
        except RequestError as error:
            notes.append(f"{name} has no copy with tags: {error.what}")
    return texts, tuple(notes)


def _source(pack: Pack, name: str) -> str:
    """The text of a file of the script."""
    script = pack.script
    if script is None or ".." in Path(name).parts or Path(name).is_absolute():
        raise RequestError("the script is not there")
    path = script if script.is_file() else script / name
    if path.name != Path(name).name:
        raise RequestError("the script is not there")
    text = read_text(path, kind="dialogue")
    if len(text) > _LARGEST:
        raise RequestError("it is too large")
    return text


def _with_tags(text: str, sounds: dict[int, Placed]) -> str:
    """A text whose lines, by number from 1, name their sounds, before the id where they have one."""
    rows = text.splitlines()
    for number, one in sounds.items():
        if number > len(rows) or one.line.wording.written not in rows[number - 1]:
            raise RequestError("it was changed since it was imported")
        tag = f"[#voice=res://{one.file.as_posix()}]"
        row = rows[number - 1].rstrip()
        before, id, after = row.rpartition(" [ID:")
        rows[number - 1] = f"{before} {tag}{id}{after}" if id else f"{row} {tag}"
    return "\n".join(rows) + "\n"
