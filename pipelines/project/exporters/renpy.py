"""Ren'Py: sounds where ``config.auto_voice`` finds them, language by language."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from emogen.file_names import file_name
from emogen.files import write_text
from emogen.pipelines.project.exporters.layout import escaped_note, names_of, place
from emogen.pipelines.project.exporting import Exporter, Pack, SpokenLine, Written
from emogen.progress import Progress

SCRIPT: Final = Path("game", "emogen_voices.rpy")
"""The script that tells Ren'Py where voices are."""

_PLAIN: Final = """# Written by emogen: where Ren'Py finds the voice of each line.
# A setting of the game's own wins.

init -1 python:
    if config.auto_voice is None:
        config.auto_voice = "voice/{id}.ogg"
"""

_NAMED: Final = """# Written by emogen: where Ren'Py finds the voice of each line.
# A setting of the game's own wins.

init -1 python:
    def emogen_voice(id, names=%s):
        return "voice/" + names.get(id, id) + ".ogg"

    if config.auto_voice is None:
        config.auto_voice = emogen_voice
"""
"""For ids that cannot name a file."""


class RenPy(Exporter):
    """Ren'Py's voice folders."""

    name: ClassVar[str] = "renpy"
    title: ClassVar[str] = "Ren'Py: voice folders and auto_voice"
    beside: ClassVar[tuple[str, ...]] = (".tsv", ".vtt")

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        names = names_of(pack)
        placed = place(
            ((line, _folder(line) / f"{names[line.line.id]}.ogg") for line in pack.lines), folder, progress
        )
        escaped = {id: name for id, name in sorted(names.items()) if id != name}
        write_text(folder / SCRIPT, _NAMED % _table(escaped) if escaped else _PLAIN)
        return Written(placed, (*escaped_note(names, f"{SCRIPT.name} tells Ren'Py."), *_choices(pack)))


def _folder(line: SpokenLine) -> Path:
    """Ren'Py looks below ``tl/LANGUAGE`` first where a language is chosen."""
    return Path("game", "tl", file_name(line.language), "voice") if line.language else Path("game", "voice")


def _table(names: dict[str, str]) -> str:
    """A Python dictionary that Ren'Py reads in any encoding."""
    return "{" + ", ".join(f"{id!a}: {name!a}" for id, name in names.items()) + "}"


def _choices(pack: Pack) -> tuple[str, ...]:
    count = sum(line.line.kind == "choice" for line in pack.lines)
    if not count:
        return ()
    return (f"Ren'Py voices no menus by itself: play the {count} choices from your choice screen.",)
