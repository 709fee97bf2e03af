"""Finding which importer reads which file, and reading a whole game with all of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

from emogen.errors import RequestError
from emogen.files import is_file, read_bytes
from emogen.pipelines.project.lines import Dialogue, Problem
from emogen.provenance import file_hash
from emogen.registry import Backend, find, guarded, make, working

HEAD: Final = 4096
"""Characters of a file that tell what it is. Ours."""

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
"""Byte order marks."""

SETTINGS_FILE: Final = "project.yaml"
"""The file that makes a folder a project of emogen's."""

_OURS: Final = frozenset({"dialogue.jsonl", "manifest.jsonl"})
"""Files of emogen's own: of projects, and of folders of results."""

_RESULTS: Final = frozenset({"out", "samples", "export"})
"""Folders of results in a project."""

_SKIPPED: Final = frozenset(
    {"node_modules", "__pycache__", "venv", "Library", "Temp", "cache", "saves", "voice-pack"}
)
"""Folders of tools that hold no script of the game's."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a game.

    Attributes:
        path: where it lies.
        name: relative to what was imported, with ``/``.
        head: its beginning, as text; "" for a file that is none (a workbook).
    """

    path: Path
    name: str
    head: str

    def text(self) -> str:
        """The whole file, as UTF-8 with or without a byte order mark, or UTF-16 with one.

        Raises:
            RequestError: it cannot be read, is over the budget, or is no such text.
        """
        raw = self.raw()
        try:
            return _newlines(raw.decode("utf-16" if raw[:2] in _UTF16 else "utf-8-sig"))
        except UnicodeDecodeError as error:
            raise RequestError(
                f"cannot read {self.name}", why="it is not UTF-8 text", fix="Save it as UTF-8."
            ) from error

    def raw(self) -> bytes:
        """The bytes of the whole file.

        Raises:
            RequestError: it cannot be read, or is over the budget.
        """
        return read_bytes(self.path)


class Importer(Backend, Protocol):
    """Reads the dialogue of one tool.

    Attributes:
        title: the tool, for lists, e.g. ``"Ren'Py scripts and dialogue.tab"``.
        suffixes: of the files that it may read, lower case.
        general: whether it reads what many tools write (a table, JSON): it is asked after those of one
            tool, so that it has what none of them claims. A class without it is of one tool.
    """

    kind: ClassVar[str] = "importer"
    title: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    general: ClassVar[bool] = False

    @classmethod
    def claims(cls, source: Source) -> bool:
        """Whether a file with one of the suffixes is this tool's: a ``.csv`` may be of several."""
        ...

    def read(self, sources: Sequence[Source]) -> Dialogue:
        """Read all files that it claimed, which may refer to each other: a script and its translations.

        Raises:
            RequestError: nothing can be read at all. A part that is not understood is a
                :class:`~emogen.pipelines.project.lines.Problem` instead.
        """
        ...


def sources_of(path: Path, suffixes: Iterable[str]) -> tuple[Source, ...]:
    """The files to be looked at: one file, or those of a folder with a suffix that an importer knows.

    Raises:
        RequestError: there is no such file or folder.
    """
    wanted = frozenset(suffixes)
    if is_file(path):
        return (_source(path, path.parent),)
    if not path.is_dir():
        raise RequestError(f"there is no {path}", fix="Name a script, or a game's folder.")
    found = []
    written: dict[Path, str] = {}  # Files that emogen exported into the game, with their SHA-256.
    for above in path.resolve().parents:
        written |= _exported(above)
    for name, below, names in os.walk(path):
        folder = Path(name)
        if _OURS & set(names) and (folder != path or SETTINGS_FILE not in names):
            below.clear()
            continue
        written |= _exported(folder.resolve())
        below[:] = sorted(name for name in below if name not in _SKIPPED and not name.startswith("."))
        if SETTINGS_FILE in names:
            below[:] = [name for name in below if name not in _RESULTS]
        found += [folder / name for name in sorted(names) if Path(name).suffix.lower() in wanted]
    return tuple(_source(file, path) for file in found if not _is_ours(file, written))


def _exported(folder: Path) -> dict[Path, str]:
    """The files that emogen exported into a folder, with the SHA-256 that they had."""
    from emogen.pipelines.project.ownership import Ledger

    kept = Ledger.read(folder, "").kept
    return {folder / name: digest for files in kept.values() for name, digest in files.items()}


def _is_ours(file: Path, written: Mapping[Path, str]) -> bool:
    """Whether a file is emogen's own: its dialogue, or what it exported and nobody changed since."""
    if file.name in _OURS:
        return True
    digest = written.get(file.resolve()) if written else None
    return digest is not None and file_hash(file, kind="script") == digest


def _source(path: Path, root: Path) -> Source:
    try:
        with path.open("rb") as file:
            raw = file.read(HEAD)
    except OSError as error:
        raise RequestError(f"cannot read {path}", why=error.strerror or str(error)) from error
    encoding = "utf-16" if raw[:2] in _UTF16 else "utf-8-sig"
    head = "" if b"\0" in raw and encoding != "utf-16" else _newlines(raw.decode(encoding, errors="replace"))
    return Source(path, path.relative_to(root).as_posix(), head)


def read_dialogue(
    path: str | Path, *, importer: str | None = None, options: Mapping[str, Any] | None = None
) -> dict[str, Dialogue]:
    """The dialogue of a game, by the importer that read it.

    Args:
        path: a file, or a folder that is searched.
        importer: the one to be used; by default each file goes to the one that claims it.
        options: settings of ``importer``.

    Raises:
        RequestError: no such file, none that any importer reads, an unknown importer or option.
    """
    path = Path(path)
    known = [find("importer", importer)] if importer else _in_turn(working("importer"))
    claimed: dict[str, list[Source]] = {}
    unclaimed: list[Source] = []
    for source in sources_of(path, (suffix for one in known for suffix in one.suffixes)):
        reader = next((one for one in known if importer or _claims(one, source)), None)
        claimed.setdefault(reader.name, []).append(source) if reader else unclaimed.append(source)
    if not claimed:
        raise RequestError(
            f"nothing in {path} is a script that can be imported",
            fix="See `emogen plugins importer`, or name one with --from.",
        )
    read = {}
    for name, sources in claimed.items():
        reader = make("importer", name, options or {})
        with guarded(reader):
            read[name] = reader.read(tuple(sources))
    return read


def _in_turn(importers: Iterable[type[Any]]) -> list[type[Any]]:
    """Those of one tool first, then the general ones, each by name."""
    return sorted(importers, key=lambda importer: (getattr(importer, "general", False), importer.name))


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _claims(importer: type[Any], source: Source) -> bool:
    if source.path.suffix.lower() not in importer.suffixes:
        return False
    with guarded(importer):
        return bool(importer.claims(source))


def not_text(source: Source, error: Exception) -> Problem:
    """The problem of a file that cannot be read."""
    return Problem(source.name, 0, str(error))
