"""Every result of a folder compared with its checksums, and with the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emogen.errors import RequestError
from emogen.pipelines.batch.manifest import read_manifest
from emogen.pipelines.batch.tree import results
from emogen.provenance import is_whole, read_sidecar

Finding = Literal["whole", "missing", "damaged", "untold", "other"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A result and what was found.

    Attributes:
        file: relative to the folder.
        finding: ``whole``; ``missing``; ``damaged``: not the bytes that were made; ``untold``: it has no
            sidecar that can be read; ``other``: another request made it than the manifest says.
        job: the id of the job that made it, "" where the manifest does not list it.
    """

    file: Path
    finding: Finding
    job: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether it is not as it was made."""
        return self.finding != "whole"


def verify(folder: Path) -> Iterator[Verified]:
    """Compare the SHA-256 of every result of a folder with what its sidecar says, and its content hash with
    the manifest's: all that the manifest lists, then all else that has a sidecar of ours.

    Raises:
        RequestError: there is no such folder.
    """
    if not folder.is_dir():
        raise RequestError(f"no such folder: {folder}")
    seen: set[Path] = set()
    for record in read_manifest(folder):
        for name in record.files:
            file = Path(name)
            if file not in seen:
                seen.add(file)
                digest = record.hash if name == record.files[0] else None
                yield Verified(file, _finding(folder / file, digest), record.id)
    for kept in results(folder):
        file = kept.file.relative_to(folder)
        if file not in seen and kept.is_named_so:
            seen.add(file)
            yield Verified(file, _finding(folder / file, None))


def _finding(file: Path, digest: str | None) -> Finding:
    if not file.is_file():
        return "missing"
    record = read_sidecar(file)
    if record is None or "sha256" not in record:
        return "untold"
    if not is_whole(file, record, strictly=True):
        return "damaged"
    return "whole" if digest in (None, record.get("hash")) else "other"
