"""Weights: from a model's id to verified local files.

``assets/models.toml`` says what each model is. Files lie in ``$EMOGEN_HOME/models/<id>/``. They
are checked against their SHA-256 when they are fetched, and again when their size or time has
changed since.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from filelock import FileLock

from emogen import scratch, sources
from emogen.errors import EmogenError, MissingWeightError, OutputError, unknown_name
from emogen.files import output_error, write_text
from emogen.home import home, offline
from emogen.tables import asset_text

BytesProgress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all)."""

State = Literal["ready", "missing", "damaged"]


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of a model: its name below the model's folder, size in bytes, SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """One place a model's files come from. See :mod:`emogen.sources`."""

    kind: str
    pieces: dict[str, list[str]]

    def of(self, names: Iterable[str]) -> sources.Pieces:
        """The pieces of each named file."""
        every = self.pieces.get("*", [])
        return {
            name: self.pieces.get(name) or [piece.replace("{name}", name) for piece in every]
            for name in names
        }

    def __str__(self) -> str:
        packages = {piece.partition(":")[0] for pieces in self.pieces.values() for piece in pieces}
        return f"{self.kind} {', '.join(sorted(packages))}"


@dataclass(frozen=True, slots=True)
class Model:
    """One model of the manifest.

    ``extra`` names the optional feature it belongs to, as in ``make extra EXTRA=judges``; "" where
    everybody needs it.
    """

    id: str
    title: str
    licence: str
    needed_for: str
    extra: str
    files: tuple[WeightFile, ...]
    sources: tuple[Source, ...]

    @property
    def folder(self) -> Path:
        return home() / "models" / self.id

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(file.bytes for file in self.files)

    def states(self) -> dict[str, State]:
        """Each file's state, by size and by the record of the last check (fast)."""
        record = _read_record(self)
        return {file.name: _state(self, file, record) for file in self.files}


@lru_cache(maxsize=1)
def models() -> dict[str, Model]:
    """Every model of the manifest by id."""
    text = asset_text("models.toml")
    return {
        name: Model(
            id=name,
            title=table["title"],
            licence=table["licence"],
            needed_for=table["needed_for"],
            extra=table.get("extra", ""),
            files=tuple(WeightFile(**file) for file in table["files"]),
            sources=tuple(Source(source["kind"], source["pieces"]) for source in table["sources"]),
        )
        for name, table in tomllib.loads(text).items()
    }


def find_model(model_id: str) -> Model:
    """The model of that id.

    Raises:
        RequestError: there is none; near ids are offered.
    """
    if model_id not in models():
        raise unknown_name("model", model_id, models(), see="emogen models list")
    return models()[model_id]


def path(model_id: str, name: str) -> Path:
    """The verified local path of one file of a model. Never touches the network.

    Raises:
        MissingWeightError: it is absent or damaged; says what, from where, how big, which licence
            and which command gets it.
    """
    model = find_model(model_id)
    file = next((file for file in model.files if file.name == name), None)
    if file is None:
        raise unknown_name(f"file of {model_id}", name, [file.name for file in model.files])
    scratch.sweep(model.folder.parent)
    state = _state(model, file, _read_record(model))
    if state != "ready":
        raise _missing(model, file, state)
    return model.folder / name


def pull(model_id: str, *, progress: BytesProgress | None = None, folder: Path | None = None) -> Path:
    """Fetch the files of a model that are not ready, and return its folder.

    Args:
        model_id: an id of the manifest.
        progress: told the bytes done and in all, as files land.
        folder: take the files from this local folder instead of the manifest's sources.

    Raises:
        MissingWeightError: no source could deliver, or the network is forbidden.
        OutputError: the cache cannot be written.
    """
    model = find_model(model_id)
    scratch.sweep(model.folder.parent)
    if _is_ready(model):  # Nothing is written then: the cache may be read-only.
        return model.folder
    try:
        model.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(model.folder.with_suffix(".lock")):
            _pull_locked(model, progress, folder)
    except OSError as error:
        raise output_error(model.folder, error) from error
    return model.folder


def verify(model_id: str) -> dict[str, State]:
    """Read every file of a model and compare its SHA-256; keep the result for later checks."""
    model = find_model(model_id)
    record = {file.name: _stamp(model.folder / file.name) for file in model.files if _matches(model, file)}
    if model.folder.exists() and record != _read_record(model):
        with contextlib.suppress(OutputError):  # A read-only cache can be whole without a record.
            _write_record(model, record)
    return model.states()


def remove(model_id: str) -> int:
    """Delete a model's files. Returns the bytes freed, 0 when there were none."""
    model = find_model(model_id)
    freed = sum(item.stat().st_size for item in model.folder.rglob("*") if item.is_file())
    shutil.rmtree(model.folder, ignore_errors=True)
    model.folder.with_suffix(".lock").unlink(missing_ok=True)
    return freed


def fingerprint(file: Path) -> str:
    """The SHA-256 of a file, read from the manifest when it is one of its verified files."""
    for model in models().values():
        if file.is_relative_to(model.folder):
            name = file.relative_to(model.folder).as_posix()
            return next(known.sha256 for known in model.files if known.name == name)
    return _sha256(file)


def _is_ready(model: Model) -> bool:
    return set(model.states().values()) == {"ready"}


def _pull_locked(model: Model, progress: BytesProgress | None, folder: Path | None) -> None:
    states = model.states()
    wanted = {file.name: file for file in model.files if states[file.name] != "ready"}
    if not wanted:
        return
    done = model.bytes - sum(file.bytes for file in wanted.values())
    failures: list[str] = []
    for source in _places(model, folder):
        if not wanted:
            break
        with scratch.scratch_folder(model.folder.parent) as fetched:

            def landed(name: str, fetched: Path = fetched) -> None:
                nonlocal done
                _accept(model, wanted[name], fetched / name)
                done += wanted.pop(name).bytes
                if progress:
                    progress(done, model.bytes)

            try:
                sources.fetch(source.kind, source.of(list(wanted)), fetched, landed)
            except EmogenError as error:
                failures.append(str(error))
    if wanted:
        raise _missing(model, next(iter(wanted.values())), "missing", "; ".join(failures))


def _places(model: Model, folder: Path | None) -> list[Source]:
    if folder is not None:
        return [Source("path", {"*": [str(folder / "{name}")]})]
    if offline():
        file = model.files[0]
        raise _missing(model, file, "missing", "the network is forbidden (--offline)")
    return list(model.sources)


def _accept(model: Model, file: WeightFile, fetched: Path) -> None:
    """Check a fetched file and move it into place."""
    digest = _sha256(fetched)
    if digest != file.sha256:
        raise sources.FetchError(f"{file.name} is not the pinned file", why=f"its SHA-256 is {digest}")
    target = model.folder / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    fetched.replace(target)
    _write_record(model, {**_read_record(model), file.name: _stamp(target)})


def _missing(model: Model, file: WeightFile, state: State, why: str = "") -> MissingWeightError:
    condition = " without --offline" if offline() else ""
    origin = " or ".join(map(str, model.sources))
    return MissingWeightError(
        f"the weight {file.name} of {model.id} is {state}" + (f": {why}" if why else ""),
        why=f"{_size(file.bytes)} from {origin}, licence {model.licence}",
        fix=f"Run `emogen models pull {model.id}`{condition}, or `emogen models pull` for all.",
    )


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


# The record of checks: file name -> [size, modification time in ns] at the last good SHA-256.

Record = dict[str, list[int]]


def _record_path(model: Model) -> Path:
    return model.folder / "verified.json"


def _read_record(model: Model) -> Record:
    try:
        return dict(json.loads(_record_path(model).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _write_record(model: Model, record: Record) -> None:
    write_text(_record_path(model), json.dumps(record, sort_keys=True))


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


def _state(model: Model, file: WeightFile, record: Record) -> State:
    target = model.folder / file.name
    try:
        stamp = _stamp(target)
    except OSError:
        return "missing"
    if stamp[0] != file.bytes:
        return "damaged"
    if record.get(file.name) == stamp or _matches(model, file):
        return "ready"
    return "damaged"


def _matches(model: Model, file: WeightFile) -> bool:
    try:
        return _sha256(model.folder / file.name) == file.sha256
    except OSError:
        return False


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
