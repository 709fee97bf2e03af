"""Temporary files and folders that are removed even after their process was killed.

Their names say which machine and process made them: ``.emogen-<machine>-<process>-<random>``. Before
new ones are made in a folder, those of processes that are gone are removed from it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

from emogen.machine import is_running

_NAME: Final = re.compile(r"\.emogen-([0-9a-f]{6})-(\d+)-")
_DAY: Final = 86400.0
"""Seconds after which what another machine left on a shared disk is taken for abandoned."""

_BEGAN: Final = time.time() - 2.0
"""No file of this process is older; two seconds are how finely some file systems tell time."""

_swept: set[Path] = set()


def new_file(folder: Path, suffix: str) -> Path:
    """Make an empty temporary file in a folder; whoever asks removes it. Raises ``OSError``."""
    sweep(folder)
    handle, name = tempfile.mkstemp(prefix=_prefix(), suffix=suffix, dir=folder)
    os.close(handle)
    return Path(name)


def new_folder(parent: Path | None = None) -> Path:
    """Make a temporary folder, in the system's own place by default; whoever asks removes it.

    Raises ``OSError``.
    """
    parent = parent or Path(tempfile.gettempdir())
    sweep(parent)
    return Path(tempfile.mkdtemp(prefix=_prefix(), dir=parent))


@contextmanager
def scratch_folder(parent: Path | None = None) -> Iterator[Path]:
    """A temporary folder that is removed with all it holds when the block ends. As :func:`new_folder`."""
    folder = new_folder(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_ours(name: str) -> bool:
    """Whether a name is that of a temporary file or folder of this process."""
    return name.startswith(_prefix())


def sweep(folder: Path) -> None:
    """Remove what processes that are gone have left in a folder; looks once per process and folder."""
    folder = folder.absolute()
    if folder in _swept:
        return
    _swept.add(folder)
    for path in abandoned(folder):
        _remove(path)


def abandoned(folder: Path) -> tuple[Path, ...]:
    """Leftovers in a folder of processes that are gone, in order of name."""
    found: list[Path] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if (match := _NAME.match(entry.name)) and _is_abandoned(entry, match[1], int(match[2])):
                found.append(Path(entry.path))
    return tuple(sorted(found))


def _is_abandoned(entry: os.DirEntry[str], machine: str, pid: int) -> bool:
    changed = entry.stat(follow_symlinks=False).st_mtime
    if machine != _machine():
        return time.time() - changed > _DAY
    # A restarted container gives its one process the same number again.
    return changed < _BEGAN if pid == os.getpid() else not is_running(pid)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _prefix() -> str:
    return f".emogen-{_machine()}-{os.getpid()}-"


@lru_cache(maxsize=1)
def _machine() -> str:
    import hashlib
    import platform

    return hashlib.sha256(platform.node().encode(errors="surrogateescape")).hexdigest()[:6]
