"""Sidecars: beside every result ``x.wav`` lies ``x.wav.json``, which says how it was made.

The sidecar holds a content hash of everything that decides the result, so that a batch can skip
what is unchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from emogen import weights
from emogen.errors import OutputError, RequestError
from emogen.files import write_text
from emogen.version import __version__


def content_hash(request: Mapping[str, Any], model_ids: Iterable[str]) -> str:
    """SHA-256 of a normalised request, the version of emogen and the pinned weights it uses.

    Args:
        request: JSON-like; two requests that mean the same must be equal.
        model_ids: the weights that decide the result.
    """
    pinned = {name: [file.sha256 for file in weights.find_model(name).files] for name in sorted(model_ids)}
    return hashlib.sha256(_dump([__version__, request, pinned]).encode()).hexdigest()


def file_hash(path: str | Path, *, kind: str) -> str:
    """SHA-256 of a file the user named.

    Raises:
        RequestError: it is missing or unreadable.
    """
    path = Path(path)
    if not path.is_file():
        raise RequestError(f"no such {kind}: {path}", why="it is a folder" if path.is_dir() else "")
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RequestError(f"cannot read {kind} {path}", why=error.strerror or str(error)) from error


def sidecar_of(path: Path) -> Path:
    """``x.wav`` -> ``x.wav.json``."""
    return path.with_name(path.name + ".json")


def write_sidecar(path: Path, digest: str, request: Mapping[str, Any], facts: Mapping[str, Any]) -> Path:
    """Write the sidecar of a result that is already there.

    Args:
        path: the result.
        digest: its content hash.
        request: what was asked for, normalised.
        facts: what came of it: targets, timings, notes.

    If the sidecar cannot be written the result is removed again: nothing is left half-made.
    """
    record = {
        "file": path.name,
        "bytes": path.stat().st_size,
        "hash": digest,
        "made_by": f"emogen {__version__}",
        "request": request,
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
    try:
        record = json.loads(sidecar_of(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def is_current(path: Path, digest: str) -> bool:
    """Whether ``path`` is the whole result of a request with this content hash."""
    record = read_sidecar(path)
    try:
        return record is not None and record["hash"] == digest and record["bytes"] == path.stat().st_size
    except (OSError, KeyError):
        return False


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
