"""Writing files whole or not at all."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path, PureWindowsPath
from typing import Final

from emogen import scratch
from emogen.budgets import DOCUMENT_BYTES, Budget
from emogen.errors import OutputError, RequestError, shown

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

_LONGEST_NAME: Final = 255
"""Bytes of a name that every usual file system can keep."""

_LONGEST_PATH: Final = 3500
"""Bytes of a path; Linux opens none of more than 4095."""

_FORBIDDEN: Final = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_DEVICES: Final = re.compile(
    r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3]) *(\..*)?", re.IGNORECASE
)


def output_error(path: Path, error: OSError) -> OutputError:
    """The error for people behind an ``OSError`` met while writing ``path``."""
    why, fix = _REASONS.get(error.errno or 0, (error.strerror or str(error), "Choose another path."))
    return OutputError(f"cannot write {path}", why=why, fix=fix)


def named_by(error: OSError, otherwise: str | Path) -> Path:
    """The file that an ``OSError`` names; it may name none, or be any library's."""
    name = error.filename
    return Path(os.fsdecode(name)) if isinstance(name, str | bytes | os.PathLike) else Path(otherwise)


def check_path(path: str | Path) -> Path:
    """Return ``path`` if a system can be asked for it at all.

    Raises:
        RequestError: it has a sign that no name can have, or is too long.
    """
    try:
        parts = [os.fsencode(part) for part in Path(path).parts]
    except UnicodeEncodeError as error:
        raise RequestError(f"the name {str(path)!r} is not allowed", why="it is not Unicode text") from error
    if any(b"\0" in part for part in parts):
        raise RequestError(f"the name {str(path)!r} is not allowed", why="it has a null character")
    if any(len(part) > _LONGEST_NAME for part in parts) or sum(map(len, parts)) + len(parts) > _LONGEST_PATH:
        raise RequestError(f"the name {shown(str(path))} is too long", fix="Choose a shorter name.")
    return Path(path)


def is_file(name: str | Path) -> bool:
    """Whether a text names a file that is there; False for one that can be no name at all."""
    try:
        return Path(name).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):
        return False  # Too long for a name, say, or of no user's home: a text.


def check_name(path: str | Path) -> Path:
    """Return ``path`` if every system can have a file of that name; folders that exist are not looked at.

    Windows keeps some names for devices (``NUL``, ``con.wav``) and some characters for itself; a folder
    of results that cannot be copied there is refused everywhere.

    Raises:
        RequestError: the last part, or a folder that is yet to be made, has such a name.
    """
    return _check_parts(check_path(path))


def _check_parts(path: Path) -> Path:
    for part in (path, *path.parents):
        if part.name and (part == path or not part.exists()) and (why := _unfit(part.name)):
            raise RequestError(f"the name {part.name!r} is not allowed", why=why, fix="Choose another name.")
    return path


@lru_cache(maxsize=4096)
def is_fit(name: str) -> bool:
    """Whether every system can have a file, and its sidecar, of that name."""
    return bool(name) and name != ".." and not _unfit(name) and len(name) < _LONGEST_NAME // 4


def _unfit(name: str) -> str:
    """Why Windows refuses a file name; "" if it does not."""
    if name == "..":
        return ""
    if found := _FORBIDDEN.search(name):
        return f"Windows has no names with {found[0]!r}"
    if name[-1] in ". ":
        return "on Windows no name ends in a dot or a blank"
    return "it is a device of Windows, not a file" if _DEVICES.fullmatch(name) else ""


def check_folder(folder: str | Path) -> Path:
    """Make a folder for results if it is not there, and try whether it can be written to.

    Raises:
        RequestError: Windows refuses its name.
        OutputError: it cannot be made or written to.
    """
    folder = Path(folder)
    check_allowed(folder / "x")
    try:
        if not folder.exists():
            check_name(folder)
        folder.mkdir(parents=True, exist_ok=True)
        scratch.new_file(folder, "").unlink()
    except OSError as error:
        raise output_error(folder, error) from error
    return folder


_folders: ContextVar[tuple[Path, ...] | None] = ContextVar("_folders", default=None)


@contextmanager
def writing_below(*folders: str | Path) -> Iterator[None]:
    """Within the block files are written below these folders only, links resolved, and where emogen keeps its
    own and temporary ones: what is made there was asked for by something that was read, not by the user."""
    from emogen.home import home

    token = _folders.set((*map(Path, folders), home()))
    try:
        yield
    finally:
        _folders.reset(token)


def check_allowed(path: Path) -> None:
    """Raise ``RequestError`` for a file that would be written outside of what :func:`writing_below` allows,
    or at a name that leads elsewhere."""
    allowed = _folders.get()
    if allowed is None or any(_is_plainly_below(path, folder) for folder in allowed):
        return
    try:
        real = path.parent.resolve()
    except (OSError, RuntimeError) as error:  # A loop of links.
        raise RequestError(f"cannot write {path}", why=str(error)) from error
    if any(scratch.is_ours(name) for name in real.parts):
        return
    if not any(real.is_relative_to(folder.resolve()) for folder in allowed):
        raise RequestError(
            f"{path} leaves the output folder",
            why=f"it would be in {real}",
            fix="Remove the link, or name another file.",
        )


def _is_plainly_below(path: Path, folder: Path) -> bool:
    """Whether a file is below a folder without a look at where links lead: there are none."""
    below = path.parent
    while below != folder and not below.is_symlink() and below != below.parent:
        below = below.parent
    return below == folder and ".." not in path.parts


def is_below(name: object) -> bool:
    """Whether a name that was read, e.g. from a manifest, is that of a file below the folder it counts from,
    on every system: relative, without ``..``, drives and backslashes."""
    if not isinstance(name, str) or not name or "\0" in name:
        return False
    parts = PureWindowsPath(name)
    return not (parts.drive or parts.root or "\\" in name or ".." in parts.parts)


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it to ``path`` when the block succeeds.

    The temporary name keeps the suffix, so that writers that look at it (ffmpeg, soundfile) work.
    Missing parent folders are made. On any error, Ctrl-C included, the temporary file is removed
    and ``path`` is as it was.

    Raises:
        RequestError: Windows refuses its name, or it lies outside of what :func:`writing_below` allows.
        OutputError: the folder cannot be written, the disk is full, ``path`` is a folder.
    """
    path = Path(path)
    check_allowed(path)
    try:
        _check_parts(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        temporary = scratch.new_file(path.parent, path.suffix)
    except OSError as error:
        raise output_error(path, error) from error
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise output_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write ``text`` as UTF-8, whole or not at all. Raises as :func:`whole_file`.

    Names of files that are not UTF-8 stand in it as well as UTF-8 can.
    """
    with whole_file(path) as temporary:
        temporary.write_text(as_unicode(text), encoding="utf-8")


def as_unicode(text: str) -> str:
    """``text`` without the signs by which Python keeps bytes that it could not read: those of names in
    UTF-8 under another locale are read now, others become a replacement."""
    try:
        text.encode()
    except UnicodeEncodeError:
        escaped = "".join(
            x if x < "\ud800" or x > "\udfff" or "\udc80" <= x <= "\udcff" else "?" for x in text
        )
        return escaped.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text


def read_text(path: str | Path, *, kind: str = "file", budget: Budget = DOCUMENT_BYTES) -> str:
    """The UTF-8 text of a file the user named.

    Raises:
        RequestError: it is missing, unreadable, over the budget or not UTF-8 text.
    """
    try:
        return _newlines(read_bytes(path, kind=kind, budget=budget).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RequestError(f"cannot read {kind} {path}", why="it is not UTF-8 text") from error


def read_bytes(path: str | Path, *, kind: str = "file", budget: Budget = DOCUMENT_BYTES) -> bytes:
    """The bytes of a file the user named, of a pipe too.

    Raises:
        RequestError: it is missing, unreadable or over the budget.
    """
    limit = budget.limit
    try:
        with check_path(path).open("rb") as file:
            content = file.read(limit + 1)
            # The size of a pipe or a device is not known before its end.
            size = max(len(content), os.fstat(file.fileno()).st_size)
    except FileNotFoundError as error:
        raise RequestError(f"no such {kind}: {path}") from error
    except OSError as error:
        raise RequestError(f"cannot read {kind} {path}", why=error.strerror or str(error)) from error
    if len(content) > limit:
        budget.check(size, f"the {kind} {path}")
    return content


def _newlines(text: str) -> str:
    """``text`` with the line ends that Python gives to files of text."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
