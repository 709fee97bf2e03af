"""Writing files whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emogen.errors import OutputError, RequestError

_REASONS = {
    errno.ENOSPC: ("the disk is full", "Free some space, or choose another folder."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space, or choose another folder."),
    errno.EFBIG: ("files of that size are not allowed here", "Choose another folder."),
    errno.EACCES: ("permission denied", "Choose a folder that you may write to."),
    errno.EPERM: ("permission denied", "Choose a folder that you may write to."),
    errno.EROFS: ("the file system is read-only", "Choose another folder."),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "Choose another path."),
    errno.EEXIST: ("a part of the path is a file, not a folder", "Choose another path."),
    errno.EISDIR: ("the path is a folder", "Name a file inside it."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
}


def output_error(path: Path, error: OSError) -> OutputError:
    """The error for people behind an ``OSError`` met while writing ``path``."""
    why, fix = _REASONS.get(error.errno or 0, (error.strerror or str(error), "Choose another path."))
    return OutputError(f"cannot write {path}", why=why, fix=fix)


def check_folder(folder: str | Path) -> Path:
    """Make a folder for results if it is not there, and try whether it can be written to.

    Raises:
        OutputError: it cannot.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise output_error(folder, error) from error


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it to ``path`` when the block succeeds.

    The temporary name keeps the suffix, so that writers that look at it (ffmpeg, soundfile) work.
    Missing parent folders are made. On any error, Ctrl-C included, the temporary file is removed
    and ``path`` is as it was.

    Raises:
        OutputError: the folder cannot be written, the disk is full, ``path`` is a folder.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise output_error(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise output_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write ``text`` as UTF-8, whole or not at all. Raises as :func:`whole_file`."""
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def read_text(path: str | Path, *, kind: str = "file") -> str:
    """The UTF-8 text of a file the user named.

    Raises:
        RequestError: it is missing, unreadable or not UTF-8 text.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise RequestError(f"no such {kind}: {path}") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"cannot read {kind} {path}", why="it is not UTF-8 text") from error
    except OSError as error:
        raise RequestError(f"cannot read {kind} {path}", why=error.strerror or str(error)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
