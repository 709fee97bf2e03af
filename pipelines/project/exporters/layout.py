"""Shared by exporters: a file for each line, names, and the note on escaped ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from emogen.errors import RequestError
from emogen.file_names import file_name, file_names
from emogen.files import check_name
from emogen.pipelines.project.exporting import Pack, Placed, SpokenLine
from emogen.pipelines.project.sounds import put_sounds
from emogen.progress import Progress
from emogen.sound import RECORDING_SUFFIXES

_LOCALE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")

_SHOWN: Final = 3
"""Ids that a note names. Ours."""


def names_of(pack: Pack, id_of: Callable[[SpokenLine], str] | None = None) -> dict[str, str]:
    """A file name, without suffix, for every id of a pack's lines: the id itself wherever file systems
    can have it.

    Args:
        pack: the pack.
        id_of: what the engine looks a line up by; its id by default.
    """
    own = [spoken.line.id if id_of is None else id_of(spoken) for spoken in pack.lines]
    return file_names(dict.fromkeys(own))


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


def expected_file(line: SpokenLine, suffix: str) -> Path | None:
    """Where a script itself wants the sound of a line, with another suffix; None where it does not say, or
    names a file that would not lie below the folder, or that some system cannot have."""
    parts = line.line.sound.replace("\\", "/").split("/")
    if not line.line.sound or any(part in ("", ".", "..") for part in parts):
        return None
    path = Path(*parts)
    path = path.with_suffix(suffix) if path.suffix.lower() in RECORDING_SUFFIXES else Path(f"{path}{suffix}")
    try:
        check_name(path)
    except RequestError:
        return None
    return None if path.is_absolute() else path


def unique(files: Iterable[tuple[SpokenLine, Path]]) -> list[tuple[SpokenLine, Path]]:
    """Lines and files, where a file that an earlier line has gets a number."""
    taken: set[str] = set()
    free = []
    for line, file in files:
        numbered, number = file, 2
        while numbered.as_posix().casefold() in taken:
            numbered = file.with_name(f"{file.stem}_{number}{file.suffix}")
            number += 1
        taken.add(numbered.as_posix().casefold())
        free.append((line, numbered))
    return free


def plain(text: str, *, longest: int = 60) -> str:
    """A name of ASCII letters, digits and ``_`` for what people call something, for engines whose own
    names are no more; accents are taken off, what is left of nothing is ``_`` and a digest."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"\W+", "_", folded).strip("_")[:longest]
    if not name:
        return f"_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    return name if file_name(name) == name else f"_{name}"  # E.g. a device of Windows.


def culture(code: str) -> str:
    """A language as .NET, Unity and Unreal name it: ``en-us`` is ``en-US``."""
    base, _, country = code.partition("-")
    return f"{base}-{country.upper()}" if country else base


def is_locale(name: str) -> bool:
    """Whether a tool's name for a language is a code, such as ``fr`` or ``pt_BR``, and no word."""
    return bool(_LOCALE.fullmatch(name))
