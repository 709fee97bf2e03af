"""The files of ours below an output folder, by their sidecars.

Links are not followed, and nothing that a sidecar says leads to another folder: anybody may have written it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from emogen import scratch
from emogen.pipelines.batch.manifest import FOLDER
from emogen.provenance import is_ours, read_record, sidecar_of

_SIDECAR: Final = ".json"


@dataclass(frozen=True, slots=True)
class Kept:
    """A result that a sidecar of ours tells of.

    Attributes:
        file: the result; it may be gone.
        sidecar: its file.
        record: what it says.
    """

    file: Path
    sidecar: Path
    record: Mapping[str, Any]

    @property
    def is_named_so(self) -> bool:
        """Whether the sidecar has the name that this emogen gives it."""
        return sidecar_of(self.file) == self.sidecar


def results(folder: Path) -> Iterator[Kept]:
    """Every result below a folder whose sidecar is ours, in order of name."""
    for sidecar in _files(folder, _SIDECAR):
        record = read_record(sidecar)
        if record is not None and is_ours(record) and record["file"] in _names(sidecar):
            yield Kept(sidecar.with_name(record["file"]), sidecar, record)


def leftovers(folder: Path) -> Iterator[Path]:
    """Temporary files and folders below a folder whose processes were killed."""
    for below, folders, _ in os.walk(folder, followlinks=False):
        folders.sort()
        yield from scratch.abandoned(Path(below))


def _names(sidecar: Path) -> tuple[str, ...]:
    """The names of the results whose sidecar it may be, now or before ``.made.json`` was."""
    plain = sidecar.name.removesuffix(_SIDECAR)
    return (plain, plain.removesuffix(".made") + _SIDECAR)


def _files(folder: Path, suffix: str) -> Iterator[Path]:
    for below, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        if Path(below) == folder:
            folders[:] = [name for name in folders if name != FOLDER]
        for name in sorted(files):
            if name.endswith(suffix) and not Path(below, name).is_symlink():
                yield Path(below, name)
