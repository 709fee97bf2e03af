"""Results at a URL that fsspec can reach: a bucket, a server, a folder that machines share."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from emogen.errors import EmogenError, OutputError
from emogen.install import install_hint
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.outcome import Outcome
from emogen.provenance import sidecar_of, texts_of, with_sidecars

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


class Store:
    """A folder at a URL, e.g. ``s3://bucket/pack``, ``sftp://host/pack`` or ``file:///mnt/pack``."""

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def _reached(self) -> tuple[AbstractFileSystem, str]:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise EmogenError("a store needs fsspec", fix=install_hint("ray")) from error
        try:
            system, root = url_to_fs(self.url)
        except Exception as error:  # Each system has its own: no such protocol, no library for it, no key.
            raise OutputError(f"cannot reach {self.url}", why=" ".join(str(error).split())) from error
        return system, str(root).rstrip("/")

    def check(self) -> None:
        """Raise ``OutputError`` if it cannot be written to."""
        system, root = self._reached
        try:
            system.makedirs(root, exist_ok=True)
            probe = f"{root}/.emogen-{uuid.uuid4().hex}"
            system.pipe_file(probe, b"")
            system.rm_file(probe)
        except Exception as error:
            raise OutputError(f"cannot write to {self.url}", why=" ".join(str(error).split())) from error

    def done_before(self, job: Job) -> Outcome | None:
        """The outcome of a job whose results are there with the content hash that they would get."""
        system, _ = self._reached
        first: dict[str, Any] = {}
        for file, recipe in job.request.recipes(job.path).items():
            try:
                record = json.loads(system.cat_file(self._name(sidecar_of(file))))
                whole = record["bytes"] == system.size(self._name(file))
                if record["hash"] != recipe.digest or not whole:
                    return None
            except (OSError, ValueError, KeyError, TypeError):
                return None
            first = first or record
        label, notes = str(first.get("label", job.request.label)), texts_of(first, "notes")
        files = job.request.outputs(job.path)
        return Outcome(job, "unchanged", files, notes, label, digest=str(first.get("hash", "")))

    def fetch(self, job: Job, folder: Path) -> None:
        """Copy the results of others that a job uses into a folder. Raises ``OSError``."""
        system, _ = self._reached
        for file in with_sidecars(source.path for source in job.request.sources.values()):
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(system.cat_file(self._name(file)))

    def put(self, names: Iterable[Path], folder: Path) -> None:
        """Copy files of a folder there, each under another name first, so that none is ever half there.
        Raises ``OSError``."""
        system, root = self._reached
        for name in names:
            target = PurePosixPath(self._name(name))
            waiting = f"{root}/.emogen-{uuid.uuid4().hex}{target.suffix}"
            system.makedirs(str(target.parent), exist_ok=True)
            system.put_file(str(folder / name), waiting)
            system.mv(waiting, str(target))

    def _name(self, file: Path) -> str:
        return f"{self._reached[1]}/{file.as_posix()}"
