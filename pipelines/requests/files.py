"""Names of the files that requests write."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from emogen.errors import RequestError
from emogen.files import check_name
from emogen.media import check_suffix
from emogen.provenance import with_sidecars


def same_file(path: Path) -> str:
    """A key that two paths share where some file system takes them for one."""
    return unicodedata.normalize("NFC", Path(os.path.normpath(path)).as_posix()).casefold()


def check_files(files: Iterable[Path]) -> None:
    """Check the names of files that one request writes, before the work.

    Raises:
        RequestError: some system has no such name, or two are the same file; sidecars count.
    """
    taken: set[str] = set()
    for file in with_sidecars(files):
        check_name(file)
        if (key := same_file(file)) in taken:
            raise RequestError(f"two results would both be {file}", fix="Give one another name.")
        taken.add(key)


def companion(
    path: Path, wanted: str | None, suffixes: tuple[str, ...], *, root: Path, ending: str = ""
) -> Path | None:
    """The companion file of a result, or None where none is wanted.

    Args:
        path: the result.
        wanted: a suffix without its dot, for a file beside ``path``; or a file, counted from ``root``.
        suffixes: those that the companion may have.
        root: the current folder for single commands, the output folder for batches.
        ending: stands before the suffix of a file beside ``path``.

    Raises:
        RequestError: another suffix.
    """
    if not wanted:
        return None
    if f".{wanted}" in suffixes:
        return path.with_name(f"{path.stem}{ending}.{wanted}")
    return check_suffix(root / wanted, suffixes)
