"""What exporters share: a file for each line, names, and the note on escaped ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from emogen.options import Options
from emogen.pipelines.project.exporting import Pack, Placed, SpokenLine
from emogen.pipelines.project.file_names import file_names
from emogen.pipelines.project.sounds import put_sounds
from emogen.progress import Progress

_SHOWN: Final = 3
"""Ids that a note names. Ours."""


class NoOptions(Options):
    """No settings."""


def names_of(pack: Pack, id_of: Callable[[SpokenLine], str] | None = None) -> dict[str, str]:
    """A file name, without suffix, for every id of a pack's lines: the id itself wherever file systems
    can have it.

    Args:
        pack: the pack.
        id_of: what the engine looks a line up by; its id by default.
    """
    own = id_of or (lambda spoken: spoken.line.id)
    return file_names(dict.fromkeys(own(spoken) for spoken in pack.lines))


def language_folders(pack: Pack) -> dict[str, str]:
    """A folder's name for each language of a pack, by the tool's name for it: its code, or the tool's name
    where two languages have one code."""
    codes = {language: pack.code(language) for language in pack.languages}
    shared = {code for code in codes.values() if list(codes.values()).count(code) > 1}
    chosen = {language: language or code if code in shared else code for language, code in codes.items()}
    named = file_names(chosen.values())
    return {language: named[name] for language, name in chosen.items()}


def escaped_note(names: Mapping[str, str], how: str) -> tuple[str, ...]:
    """A note on ids that no file can be called by; none where there are no such.

    Args:
        names: file name by id.
        how: what makes the engine find them all the same, a sentence.
    """
    escaped = [f"{id} is {name}" for id, name in names.items() if id != name]
    if not escaped:
        return ()
    more = f" and {len(escaped) - _SHOWN} more" if len(escaped) > _SHOWN else ""
    return (f"Ids that cannot name a file are escaped: {', '.join(escaped[:_SHOWN])}{more}. {how}".strip(),)


def place(
    lines: Iterable[tuple[SpokenLine, Path]], folder: Path, progress: Progress, *, rate: int | None = None
) -> tuple[Placed, ...]:
    """Write the sounds of lines to files below a folder, each in the format of its suffix."""
    placed = tuple(Placed(line, file) for line, file in lines)
    put_sounds([(p.line.sound, folder / p.file) for p in placed], rate=rate, progress=progress)
    return placed
