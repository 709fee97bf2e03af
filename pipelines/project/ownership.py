"""Whose a file in an exported folder is: what emogen wrote there and nobody changed since is its own."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from emogen.budgets import DOCUMENT_BYTES
from emogen.errors import RequestError
from emogen.files import output_error, write_text
from emogen.pipelines.project.exporting import ABOUT
from emogen.progress import Progress
from emogen.version import __version__

RECORD: Final = Path(ABOUT, "written.json")
"""The list of files that were written, relative to the exported folder."""

_SHOWN: Final = 3
"""Files that an error names. Ours."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Files that came to their place.

    Attributes:
        files: relative to the folder, sorted.
        notes: what is to be known of them.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The files that exporters wrote into a folder.

    Attributes:
        folder: it.
        exporter: the one whose turn it is.
        kept: for each exporter the SHA-256 of every file it wrote, by its name with ``/``.
    """

    folder: Path
    exporter: str
    kept: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, folder: Path, exporter: str) -> Ledger:
        """The record of a folder; one that cannot be read lists nothing, so that all files are foreign."""
        path = folder / RECORD
        try:
            text = path.read_text(encoding="utf-8") if path.stat().st_size <= DOCUMENT_BYTES.limit else ""
            record: Any = json.loads(text)
            exports = {
                str(name): {str(file): str(digest) for file, digest in export["files"].items()}
                for name, export in record["exports"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            exports = {}
        return cls(folder, exporter, exports)

    def move(self, staged: Path, *, overwrite: bool, progress: Progress) -> Moved:
        """Move every file below ``staged`` to its place, and record them.

        Raises:
            RequestError: a file is in the way that emogen did not write, or that was changed since.
            OutputError: a file cannot be written.
        """
        files = _files(staged)
        digests = {file.as_posix(): _sha256(staged / file) for file in files}
        for folder in {file.parent for file in (*files, RECORD)}:
            self._check_inside(self.folder / folder)
        if not overwrite:
            self._check_free(digests)
        for done, file in enumerate(files, 1):
            self._move(staged / file, file)
            progress(done / len(files))
        gone = sorted(set(self.kept.get(self.exporter, {})) - set(digests))
        left = [name for name in gone if (self.folder / name).is_file()]
        self._write(digests)
        note = f"{len(left)} files of an earlier export are no longer part of it: {_listed(left)}"
        return Moved(tuple(sorted([*files, RECORD])), (note,) if left else ())

    def _check_free(self, digests: Mapping[str, str]) -> None:
        ours = {(name, digest) for files in self.kept.values() for name, digest in files.items()}
        foreign = []
        for name, digest in digests.items():
            path = self.folder / name
            if not (path.exists() or path.is_symlink()):
                continue
            if path.is_file() and not path.is_symlink():
                present = _sha256(path)
                if present == digest or (name, present) in ours:
                    continue
            foreign.append(name)
        if foreign:
            raise RequestError(
                f"{_listed([str(self.folder / name) for name in foreign])} "
                f"{'is' if len(foreign) == 1 else 'are'} there already",
                why="emogen did not write it, or it was changed since",
                fix="Move it away, export to another folder, or overwrite it with --overwrite.",
            )

    def _move(self, path: Path, file: Path) -> None:
        target = self.folder / file
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
        except OSError as error:
            raise output_error(target, error) from error

    def _check_inside(self, folder: Path) -> None:
        """Raise ``RequestError`` for a folder that a link leads out of ours."""
        if not folder.resolve().is_relative_to(self.folder.resolve()):
            raise RequestError(
                f"{folder} leads out of {self.folder}", why="it is a link", fix="Remove the link."
            )

    def _write(self, digests: Mapping[str, str]) -> None:
        left = {
            name: digest
            for name, digest in self.kept.get(self.exporter, {}).items()
            if name not in digests and (self.folder / name).is_file()
        }
        exports = {**self.kept, self.exporter: {**left, **digests}}
        record = {
            "about": "Files that emogen wrote here, by exporter, with their SHA-256; it changes no others.",
            "made_by": f"emogen {__version__}",
            "exports": {name: {"files": dict(sorted(files.items()))} for name, files in exports.items()},
        }
        write_text(self.folder / RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def _files(folder: Path) -> list[Path]:
    """The files below a folder, relative, sorted; links are none."""
    found = [Path(top, name) for top, _, names in os.walk(folder) for name in names]
    return sorted(path.relative_to(folder) for path in found if not path.is_symlink())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + rest
