"""Files derived once from weights: a split graph, a rig cut out of a body."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from emogen import weights
from emogen.files import output_error, whole_file, write_text
from emogen.home import home


def derived(name: str, sources: Sequence[Path], version: int, build: Callable[[Path], None]) -> Path:
    """The path of a file made once by ``build`` from ``sources``.

    Args:
        name: file name with suffix, e.g. ``"kokoro-decoder.onnx"``.
        sources: files from :func:`emogen.weights.path` that it is made of; when one changes, the
            file is made anew.
        version: raise it when ``build`` changes.
        build: writes the file to the path it is given.

    The file is made under a lock, written whole or not at all, and made anew when it was damaged.

    Raises:
        OutputError: the cache cannot be written.
    """
    fingerprints = [str(version), *map(weights.fingerprint, sources)]
    key = hashlib.sha256("\n".join(fingerprints).encode()).hexdigest()[:12]
    path = home() / "derived" / f"{Path(name).stem}-{key}{Path(name).suffix}"
    if _is_whole(path):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(path, error) from error
    with FileLock(path.with_name(path.name + ".lock")):
        if not _is_whole(path):
            with whole_file(path) as temporary:
                build(temporary)
            write_text(_record(path), json.dumps({"bytes": path.stat().st_size, "version": version}))
    return path


def _record(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _is_whole(path: Path) -> bool:
    try:
        size = json.loads(_record(path).read_text(encoding="utf-8"))["bytes"]
        return bool(path.stat().st_size == size)
    except (OSError, ValueError, KeyError):
        return False
