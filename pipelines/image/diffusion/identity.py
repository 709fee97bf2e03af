"""Which model it is: hashes of folders of weights, without reading gigabytes each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from emogen.errors import RequestError

_WHOLE: Final = 1 << 24
"""Bytes up to which a file is read whole: 16 MB. Ours."""

_SAMPLES: Final = 256
_SAMPLE: Final = 1 << 14
"""Of a longer file, so many samples of so many bytes, evenly spaced from first byte to last: the header
of safetensors is in the first. Two fine-tunings of a model differ in nearly every weight. Ours."""

_DECIDING: Final = (".json", ".txt", ".model", ".safetensors")
"""Files of a pipeline that decide pictures; pages, samples and other formats beside them do not."""


def folder_hash(folder: Path, below: Iterable[str] = ("*",)) -> str:
    """SHA-256 of the names, sizes and contents of a pipeline's files.

    Args:
        folder: as ``save_pretrained`` writes it.
        below: patterns of names of what counts: folders and files at the top.

    Raises:
        RequestError: a file cannot be read.
    """
    digest = hashlib.sha256()
    tops = sorted({path for pattern in below for path in folder.glob(pattern)})
    for file in (file for top in tops for file in _files(top)):
        digest.update(f"{file.relative_to(folder).as_posix()} {file_hash(file)}\n".encode())
    return digest.hexdigest()


def file_hash(file: Path) -> str:
    """SHA-256 of the size and the content of a file; of a large one, of samples of its content.

    Raises:
        RequestError: it cannot be read.
    """
    try:
        status = file.stat()
        return _hashed(file.resolve(), status.st_size, status.st_mtime_ns)
    except OSError as error:
        raise RequestError(f"cannot read {file}", why=error.strerror or str(error)) from error


def _files(top: Path) -> Iterator[Path]:
    files = sorted(top.rglob("*")) if top.is_dir() else [top]
    return (file for file in files if file.suffix in _DECIDING and file.is_file())


@lru_cache(maxsize=512)
def _hashed(file: Path, size: int, changed: int) -> str:
    del changed  # Is part of the key alone.
    digest = hashlib.sha256(str(size).encode())
    with file.open("rb") as opened:
        if size <= _WHOLE:
            digest.update(opened.read())
        else:
            for sample in range(_SAMPLES):
                opened.seek((size - _SAMPLE) * sample // (_SAMPLES - 1))
                digest.update(opened.read(_SAMPLE))
    return digest.hexdigest()
