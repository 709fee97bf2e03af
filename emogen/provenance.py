"""Sidecars: beside every result ``x.wav`` lies ``x.wav.json``, which says how it was made.

The sidecar holds a content hash of everything that decides the result, so that a batch can skip
what is unchanged.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from emogen import weights
from emogen.errors import OutputError, RequestError
from emogen.files import write_text
from emogen.version import __version__

_MAKERS: Final = (
    *("dsp", "vision", "conditioning"),
    *("pipelines.speech", "pipelines.face", "pipelines.image", "pipelines.batch"),
)
"""Packages, with all below them, whose code decides results; ``emogen`` itself and its assets do besides."""

_DECIDING: Final = (".py", ".tsv", ".yaml", ".safetensors")
_JUDGING: Final = ("judge", "bias_")
"""Beginnings of the names of assets that measure results, and decide none."""


def content_hash(request: Mapping[str, Any], model_ids: Iterable[str]) -> str:
    """SHA-256 of a normalised request, of emogen (:func:`makers_hash`) and of the pinned weights it uses.

    Args:
        request: JSON-like; two requests that mean the same must be equal.
        model_ids: the weights that decide the result.
    """
    pinned = {name: [file.sha256 for file in weights.find_model(name).files] for name in sorted(model_ids)}
    return hashlib.sha256(_dump([__version__, makers_hash(), request, pinned]).encode()).hexdigest()


@cache
def makers_hash() -> str:
    """SHA-256 of the code and the tables that make results, read once a process: an upgrade or an edit
    of either may change what a request comes out as."""
    found = hashlib.sha256()
    for path in _maker_files():
        content = path.read_bytes()
        found.update(f"{path.name} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def _maker_files() -> Iterator[Path]:
    for package in ("emogen", "emogen.assets", *(f"emogen.{name}" for name in _MAKERS)):
        spec = find_spec(package)
        for root in (spec and spec.submodule_search_locations) or ():
            # Below `emogen` lie, once it is installed, its other packages; below the assets, examples.
            for folder, below, names in os.walk(root):
                below[:] = sorted(below) if package.removeprefix("emogen.") in _MAKERS else []
                for name in sorted(names):
                    if name.endswith(_DECIDING) and not name.startswith(_JUDGING):
                        yield Path(folder, name)


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


def is_made_by(path: Path, digest: str, request: Mapping[str, Any]) -> bool:
    """Whether the sidecar of ``path`` says that this request made it, perhaps with another emogen."""
    record = read_sidecar(path) or {}
    return record.get("hash") == digest or record.get("request") == json.loads(_dump(request))
