"""Files of ours that nobody needs any more: results of jobs that are gone, and what killed runs left."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from emogen.errors import RequestError
from emogen.files import output_error
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.manifest import read_manifest
from emogen.pipelines.batch.tree import Kept, leftovers, results
from emogen.provenance import is_whole, sidecar_of

Kind = Literal["orphan", "edited", "sidecar", "leftover"]

HIDDEN: Final = ".takes"
"""Folder below which other takes of a result lie, each below the result's own path."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something of ours that no job names.

    Attributes:
        paths: what would be removed: a result with its sidecar, a sidecar alone, a temporary file or folder.
        kind: ``orphan``: a result; ``edited``: one that is not as emogen made it, which is never removed;
            ``sidecar``: one without its result, or under a name that is not used any more; ``leftover``: what
            a killed run left.
    """

    paths: tuple[Path, ...]
    kind: Kind

    @property
    def is_removable(self) -> bool:
        """Whether :func:`remove` removes it."""
        return self.kind != "edited"

    @property
    def size(self) -> int:
        """Bytes."""
        inside = (file for path in self.paths for file in (path.rglob("*") if path.is_dir() else (path,)))
        return sum(file.lstat().st_size for file in inside if file.is_file())


def orphans(folder: Path, jobs: Iterable[Job] | None = None) -> Iterator[Orphan]:
    """A result of ours below an output folder that no job names.

    Args:
        folder: of results.
        jobs: those that are to be kept, besides those of the manifest of other batches.

    Raises:
        RequestError: there is no such folder; without ``jobs``, the manifest does not tell which results are
            wanted.
    """
    if not folder.is_dir():
        raise RequestError(f"no such folder: {folder}")
    wanted = _wanted(folder, jobs)
    for kept in results(folder):
        if found := _orphan(kept, folder, wanted):
            yield found
    for path in leftovers(folder):
        yield Orphan((path,), "leftover")


def remove(found: Iterable[Orphan]) -> Iterator[Orphan]:
    """Remove what may be removed, and tell of each.

    Raises:
        OutputError: it cannot be removed.
    """
    for orphan in found:
        if not orphan.is_removable:
            continue
        for path in orphan.paths:
            try:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise output_error(path, error) from error
        yield orphan


def _wanted(folder: Path, jobs: Iterable[Job] | None) -> frozenset[Path]:
    records = read_manifest(folder)
    named = {Path(name) for record in records for name in record.files}
    if jobs is not None:
        return frozenset(named | {file for job in jobs for file in job.request.outputs(job.path)})
    failed = sum(record.status == "failed" for record in records)
    if failed or not records:
        why = f"{failed} jobs failed, whose earlier results it does not list" if failed else "it lists none"
        raise RequestError(
            f"the manifest of {folder} does not tell which results are wanted",
            why=why,
            fix="Name the spec or the project in place of the folder.",
        )
    return frozenset(named)


def _orphan(kept: Kept, folder: Path, wanted: frozenset[Path]) -> Orphan | None:
    file = kept.file.relative_to(folder)
    if not kept.is_named_so:
        # The name is one of before, when the sidecar of today lies there too.
        return Orphan((kept.sidecar,), "sidecar") if sidecar_of(kept.file).is_file() else None
    if file in wanted or (file.parts[0] == HIDDEN and wanted.intersection(Path(*file.parts[1:]).parents)):
        return None
    if not kept.file.is_file():
        return Orphan((kept.sidecar,), "sidecar")
    if kept.file.is_symlink() or not is_whole(kept.file, kept.record, strictly=True):
        return Orphan((kept.file, kept.sidecar), "edited")
    return Orphan((kept.file, kept.sidecar), "orphan")
