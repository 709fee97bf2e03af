"""Archives of others: ZIP, workbooks and arrays (npz, safetensors), opened within the budgets."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.budgets import ARCHIVE_BYTES, ARCHIVE_FILES, HEADER_BYTES
from emogen.errors import EmogenError, RequestError
from emogen.files import check_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BROKEN: Final = (
    *(OSError, EOFError, KeyError, ValueError, IndexError, TypeError, AttributeError, RuntimeError),
    *(NotImplementedError, OverflowError, SyntaxError, MemoryError, RecursionError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)
"""Errors of zipfile and numpy for files that are no archives, or damaged or encrypted ones."""


@contextmanager
def opened_zip(path: str | Path, kind: str = "archive") -> Iterator[zipfile.ZipFile]:
    """A ZIP file, open to be read; what it says to unpack to is not over the budget, and zipfile unpacks no
    more than that.

    Args:
        path: a file.
        kind: for errors, e.g. ``"workbook"``.

    Raises:
        RequestError: it is not there, none, damaged, or over the budget; inside of the block too.
    """
    try:
        with check_path(path).open("rb") as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            ARCHIVE_FILES.check(len(parts), path)
            ARCHIVE_BYTES.check(sum(part.file_size for part in parts), f"{path}, unpacked,")
            yield archive
    except EmogenError:
        raise
    except FileNotFoundError as error:
        raise RequestError(f"no such {kind}: {path}") from error
    except _BROKEN as error:
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise RequestError(f"cannot read the {kind} {path}", why=why) from error


def read_arrays(path: str | Path, names: Iterable[str], kind: str = "file") -> dict[str, NDArray[Any]]:
    """Arrays of an ``.npz`` file, none of them of Python's objects.

    Raises:
        RequestError: as :func:`opened_zip`; one is missing, or says to be larger than it is.
    """
    from numpy.lib import format as npy

    arrays = {}
    with opened_zip(path, kind) as archive:
        for name in names:
            part = archive.getinfo(f"{name}.npy")
            with archive.open(part) as file:
                shape, _, dtype = _npy_header(npy, file)
                size = dtype.itemsize
                for side in shape:
                    size *= side
                if size > part.file_size:
                    raise ValueError(f"{name} says to be larger than it is")
            with archive.open(part) as file:
                arrays[name] = npy.read_array(file, allow_pickle=False)
    return arrays


def _npy_header(npy: Any, file: Any) -> tuple[tuple[int, ...], bool, Any]:
    version = npy.read_magic(file)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    header: tuple[tuple[int, ...], bool, Any] = read(file)
    return header


def read_tensors(path: Path, kind: str) -> tuple[dict[str, NDArray[Any]], Mapping[str, str]]:
    """The arrays of a ``.safetensors`` file, and the texts in its header.

    Args:
        path: a file.
        kind: what it is no file of, for errors, e.g. ``"head of the judge affect"``.

    Raises:
        RequestError: it is not there, none, damaged, or its header is over the budget.
    """
    from safetensors import SafetensorError, safe_open

    check_header(path, kind)
    try:
        with safe_open(path, "numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
            return tensors, dict(file.metadata() or {})
    except (SafetensorError, *_BROKEN) as error:
        raise RequestError(f"{path} is no {kind}", why=" ".join(str(error).split())) from error


def check_header(path: Path, kind: str) -> None:
    """Raise ``RequestError`` where a file cannot be one of safetensors, or its header is over the budget."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise RequestError(f"cannot read the {kind} {path}", why=error.strerror or str(error)) from error
    if len(start) < 8:
        raise RequestError(f"{path} is no {kind}", why="it is too short")
    (length,) = struct.unpack("<Q", start)
    if length > path.stat().st_size:
        raise RequestError(f"{path} is no {kind}", why="its header is longer than the file")
    HEADER_BYTES.check(length, f"the header of {path}")
