"""Sidecars: beside every result ``x.wav`` lies ``x.wav.json``, which says how it was made.

The sidecar holds a content hash of everything that decides the result, and by name what went into it
(:mod:`emogen.recipe`), so that a batch can skip what is unchanged and tell what is not; and checksums of the
result, so that one that was damaged or edited is not taken for it.
"""

from __future__ import annotations

import hashlib
import json
import stat
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.budgets import DOCUMENT_BYTES
from emogen.errors import OutputError, RequestError
from emogen.files import check_path, write_text
from emogen.version import __version__

if TYPE_CHECKING:
    from emogen.recipe import Recipe

_MAKER: Final = "emogen "
"""Beginning of what sidecars of ours say of who made the file."""


def file_hash(path: str | Path, *, kind: str) -> str:
    """SHA-256 of a file the user named.

    Raises:
        RequestError: it is missing or unreadable.
    """
    path = check_path(path)
    if not path.is_file():
        raise RequestError(f"no such {kind}: {path}", why="it is a folder" if path.is_dir() else "")
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RequestError(f"cannot read {kind} {path}", why=error.strerror or str(error)) from error


@dataclass(frozen=True, slots=True)
class Measures:
    """Checksums of a file.

    Attributes:
        size: bytes.
        crc32: finds every changed byte, several times as fast as SHA-256. It guards against accidents.
        sha256: names the content for whoever keeps it elsewhere; "" where it was not asked for.
    """

    size: int
    crc32: int
    sha256: str = ""


def measured(path: Path, *, whole: bool = True) -> Measures:
    """The checksums of a file; with ``whole`` SHA-256 too. Raises ``OSError``."""
    size = crc = 0
    digest = hashlib.sha256() if whole else None
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            size, crc = size + len(block), zlib.crc32(block, crc)
            if digest is not None:
                digest.update(block)
    return Measures(size, crc, digest.hexdigest() if digest is not None else "")


def with_sidecars(files: Iterable[Path]) -> Iterator[Path]:
    """Results, each followed by its sidecar."""
    for file in files:
        yield from (file, sidecar_of(file))


def sidecar_of(path: Path) -> Path:
    """``x.wav`` -> ``x.wav.json``, and ``x.timings.json`` -> ``x.timings.made.json``."""
    if path.suffix.lower() == ".json":
        return path.with_name(f"{path.stem}.made.json")
    return path.with_name(path.name + ".json")


def write_sidecar(path: Path, recipe: Recipe, facts: Mapping[str, Any]) -> Path:
    """Write the sidecar of a result that is already there.

    Args:
        path: the result.
        recipe: what decides it.
        facts: what came of it: targets, timings, notes.

    If the sidecar cannot be written the result is removed again: nothing is left half-made.
    """
    measures = measured(path)
    record = {
        "file": path.name,
        "bytes": measures.size,
        "crc32": measures.crc32,
        "sha256": measures.sha256,
        "hash": recipe.digest,
        "made_by": f"{_MAKER}{__version__}",
        "made_from": recipe.record(),
        "request": recipe.request,
        **facts,
    }
    try:
        write_text(sidecar_of(path), json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    except OutputError:
        path.unlink(missing_ok=True)
        raise
    return sidecar_of(path)


def read_sidecar(path: Path) -> dict[str, Any] | None:
    """The sidecar of a result, or None when there is none that can be read."""
    return read_record(sidecar_of(path))


def read_record(sidecar: Path) -> dict[str, Any] | None:
    """Contents of a sidecar, or None where it is none that can be read."""
    try:
        state = sidecar.stat()
        if not stat.S_ISREG(state.st_mode) or state.st_size > DOCUMENT_BYTES.limit:
            return None  # A pipe would be waited for.
        record = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, MemoryError):  # No file, no JSON, or brackets without end.
        return None
    return record if isinstance(record, dict) else None


def is_ours(record: Mapping[str, Any]) -> bool:
    """Whether a sidecar says that emogen made its file."""
    return str(record.get("made_by")).startswith(_MAKER) and isinstance(record.get("file"), str)


def is_whole(path: Path, record: Mapping[str, Any], *, strictly: bool = False) -> bool:
    """Whether a file is, to the byte, the one that a sidecar tells of; ``strictly`` by its SHA-256."""
    try:
        if record.get("bytes") != path.stat().st_size:
            return False
        found = measured(path, whole=strictly)
    except OSError:
        return False
    return record.get("crc32") == found.crc32 and (not strictly or record.get("sha256") == found.sha256)


def texts_of(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts in a sidecar; none where it holds something else: anybody may have written it."""
    kept = record.get(name)
    return tuple(text for text in kept if isinstance(text, str)) if isinstance(kept, list) else ()


def is_current(path: Path, digest: str) -> bool:
    """Whether ``path`` is the whole result of a request with this content hash."""
    record = read_sidecar(path)
    return record is not None and record.get("hash") == digest and is_whole(path, record)


def is_made_by(path: Path, recipe: Recipe) -> bool:
    """Whether the sidecar of ``path`` says that this request made it, perhaps with another emogen."""
    record = read_sidecar(path) or {}
    asked = record.get("request")
    return record.get("hash") == recipe.digest or (
        isinstance(asked, dict) and asked == json.loads(json.dumps(recipe.request))
    )
