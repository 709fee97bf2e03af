"""Files derived once from weights: a split graph, a rig cut out of a body."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from emogen import scratch, weights
from emogen.files import output_error, whole_file, write_text
from emogen.home import home
from emogen.provenance import measured


def derived(name: str, sources: Sequence[Path], version: int, build: Callable[[Path], None]) -> Path:
    """The path of a file made once by ``build`` from ``sources``.

    Args:
        name: file name with suffix, e.g. ``"kokoro-decoder.onnx"``.
        sources: files from :func:`emogen.weights.path` that it is made of; when one changes, the
            file is made anew.
        version: raise it when ``build`` changes.
        build: writes the file to the path it is given.

    The file is made under a lock, written whole or not at all, and made anew when it was damaged: its
    checksum is compared at every call, so keep what is read from it.

    Raises:
        OutputError: the cache cannot be written.
    """
    return derived_by(name, [str(version), *map(weights.fingerprint, sources)], build)


def derived_by(name: str, identity: Sequence[str], build: Callable[[Path], None]) -> Path:
    """As :func:`derived`, where ``identity`` tells what the file is made of, and of which version."""
    key = hashlib.sha256("\n".join(identity).encode()).hexdigest()[:12]
    path = home() / "derived" / f"{Path(name).stem}-{key}{Path(name).suffix}"
    scratch.sweep(path.parent)
    if is_whole(path):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(path, error) from error
    with FileLock(path.with_name(path.name + ".lock")):
        if not is_whole(path):
            with whole_file(path) as temporary:
                build(temporary)
            write_record(path)
    return path


def record_of(path: Path) -> Path:
    """Where the size and the checksum of a file of the cache are kept."""
    return path.with_name(path.name + ".json")


def write_record(path: Path) -> None:
    """Note that a file of the cache is whole. Raises ``OutputError``."""
    write_text(record_of(path), json.dumps(_measures(path)))


def is_whole(path: Path) -> bool:
    """Whether a file of the cache is, to the byte, as it was when its record was written."""
    try:
        record = json.loads(record_of(path).read_text(encoding="utf-8"))
        size = path.stat().st_size
        return bool(record["bytes"] == size and record == _measures(path))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _measures(path: Path) -> dict[str, int]:
    """The size of a file and its CRC-32. 4 GB/s, where SHA-256 reaches 0.4 to 1.7: a few hundredths of a
    second for the largest file. It guards against accidents, not against people, who could change the record
    as well."""
    measures = measured(path, whole=False)
    return {"bytes": measures.size, "crc32": measures.crc32}
