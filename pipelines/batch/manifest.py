"""Manifests: the results of the batches of a folder, one JSON line a job, written as they are made.

    out/manifest.jsonl               every job of every batch; written anew at the end of a run
    out/manifest/NAME.json           a batch: its spec, its number of jobs
    out/manifest/NAME.jsonl          its jobs, in the order of the spec; written anew at the end of a run
    out/manifest/NAME.3-of-40.jsonl  likewise, of a shard
    out/manifest/NAME.jsonl.part     its jobs as they end; what a run that was killed leaves

``NAME`` is the spec's, with a number where two specs have one name. :func:`read_manifest` reads all of
it, what a killed run has left too, and takes nothing on trust: anybody may have written these files.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, Literal, get_args

from filelock import FileLock, Timeout

from emogen.errors import RequestError
from emogen.files import is_below, output_error, whole_file, write_text

MANIFEST: Final = "manifest.jsonl"
FOLDER: Final = "manifest"

Status = Literal["made", "unchanged", "failed"]

_PART: Final = ".part"
_LOCK: Final = ".lock"
_SHARD: Final = re.compile(r"\.(\d{1,6})-of-(\d{1,6})$")
_UNSAFE: Final = re.compile(r"[^\w-]+")

_LONGEST_LINE: Final = 1_000_000
"""Characters of a line; a longer one is none of ours. Ours: a request has texts of up to 20,000."""

_LONGEST_NAME: Final = 80
"""Characters of a batch's name; room for a shard and a suffix remains. Ours."""


@dataclass(frozen=True, slots=True)
class Record:
    """A job of a batch and its last outcome.

    Attributes:
        id, kind: of the job.
        status: ``made``, ``unchanged`` or ``failed``.
        files: the results, relative to the output folder, the main one first; none of a failed job.
        hash: the content hash of the main file, None of a failed job.
        request: what was asked for, in its normal form.
        labels: what the job belongs to, e.g. ``character``.
        label: the emotion of the result, in words for people.
        vad: valence, arousal and dominance asked for, each in [-1, 1].
        notes: what the user should know.
        error: why it failed, else "".
        seconds: how long it took, in its last attempt.
        attempts: how often it was tried.
        batch: the name of its batch.
    """

    id: str
    kind: str
    status: Status
    files: tuple[str, ...]
    hash: str | None
    request: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    vad: tuple[float, float, float] = (0.0, 0.0, 0.0)
    notes: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0
    attempts: int = 1
    batch: str = ""

    def line(self) -> str:
        """It as a line of a manifest."""
        values = {name: getattr(self, name) for name in _NAMES}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=dict) + "\n"


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a batch that are made apart, counted from 1."""

    number: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """``"3/40"``. Raises ``RequestError`` for what is no part of a whole."""
        match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise RequestError(f"{text!r} is no shard", fix="Write e.g. 3/40, the third of forty.")
        return cls(int(match[1]), int(match[2]))

    @property
    def ending(self) -> str:
        """The ending of its files' names behind the batch's name."""
        return "" if self.count == 1 else f".{self.number}-of-{self.count}"


WHOLE: Final = Shard()


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that was made in a folder.

    Attributes:
        name: names its manifest.
        spec: the spec's path, relative to the output folder where it can be; "" of jobs without a spec.
        jobs: how many jobs the whole spec had.
    """

    name: str
    spec: str = ""
    jobs: int = 0


def batches(folder: Path) -> tuple[Batch, ...]:
    """The batches of a folder, by name."""
    described = []
    for path in sorted((folder / FOLDER).glob("*.json")):
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            described.append(Batch(path.stem, str(values["spec"]), int(values["jobs"])))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
    return tuple(described)


def batch_of(folder: Path, spec: Path | None, jobs: int = 0) -> Batch:
    """The batch that a spec is in a folder: of two specs with one name the second gets a number."""
    if spec is None:
        return Batch("batch", "", jobs)
    try:
        path = Path(os.path.relpath(spec.resolve(), folder.resolve())).as_posix()
    except ValueError:  # Another drive.
        path = spec.resolve().as_posix()
    stem = _UNSAFE.sub("_", spec.stem).strip("_")[:_LONGEST_NAME] or "batch"
    taken = {batch.name: batch.spec for batch in batches(folder)}
    number, name = 1, stem
    while taken.get(name, path) != path:
        number += 1
        name = f"{stem}-{number}"
    return Batch(name, path, jobs)


def read_manifest(folder: Path, batch: str | None = None) -> tuple[Record, ...]:
    """The last outcome of every job of a folder, or of one batch; batch by batch, each in its order.

    A line that is no record, or names a file outside of the folder, is left out.
    """
    records: dict[tuple[str, str], Record] = {}
    for path in _parts(folder):
        name = _batch_name(path)
        if batch is None or name == batch:
            for record in _records(path):
                records[name, record.id] = replace(record, batch=name)
    return tuple(records.values())


def _parts(folder: Path) -> list[Path]:
    """The files of a folder's manifest: of each batch the oldest first, what is unfinished last."""
    found = [*(folder / FOLDER).glob("*.jsonl"), *(folder / FOLDER).glob(f"*.jsonl{_PART}")]

    def place(path: Path) -> tuple[str, bool, int, str]:
        return _batch_name(path), path.suffix == _PART, path.stat().st_mtime_ns, path.name

    return sorted((path for path in found if path.is_file()), key=place)


def _stem(path: Path) -> str:
    return path.name.removesuffix(_PART).removesuffix(".jsonl")


def _batch_name(path: Path) -> str:
    return _SHARD.sub("", _stem(path))


def _records(path: Path) -> Iterator[Record]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            while line := file.readline(_LONGEST_LINE):
                if record := _parsed(line):
                    yield record
    except OSError:
        return


def _parsed(line: str) -> Record | None:
    try:
        values = json.loads(line)
        known = {name: values[name] for name in _NAMES if name in values}
        record = Record(**{**known, **{name: tuple(known.get(name, ())) for name in ("files", "notes")}})
        vad = tuple(float(x) for x in record.vad)
    except (ValueError, TypeError, KeyError, RecursionError):  # The end of a line that was being written.
        return None
    texts = (record.id, record.kind, record.label, record.error, *record.files, *record.notes)
    fits = (
        all(isinstance(text, str) for text in texts)
        and all(map(is_below, record.files))
        and record.status in get_args(Status)
        and isinstance(record.hash, str | None)
        and isinstance(record.request, dict)
        and isinstance(record.labels, dict)
        and isinstance(record.seconds, int | float)
        and isinstance(record.attempts, int)
        and len(vad) == 3
        and all(_is_inside(file) for file in record.files)
    )
    return replace(record, vad=(vad[0], vad[1], vad[2])) if fits else None


_NAMES: Final = tuple(field.name for field in fields(Record))


def _is_inside(file: str) -> bool:
    """Whether a name stays in the folder that it is counted from, on every system."""
    pure = PurePosixPath(file)
    return not (pure.is_absolute() or ".." in pure.parts or "\\" in file or ":" in file or "\0" in file)


class Writer:
    """Writes the manifest of a batch, or of a shard of it, while it runs: one run at a time.

    Use it as a context. What a killed run had left is kept; at the end, however the run ends, the jobs
    stand in the order of the spec, those that this run did not come to as they were before.
    """

    def __init__(self, folder: Path, batch: Batch, shard: Shard = WHOLE) -> None:
        self.folder, self.batch, self.shard = folder, batch, shard
        self.path = folder / FOLDER / f"{batch.name}{shard.ending}.jsonl"
        self._part = self.path.with_name(self.path.name + _PART)
        self._lock = FileLock(self.path.with_name(self.path.name + _LOCK), blocking=False)
        self._file: IO[str] | None = None

    def __enter__(self) -> Writer:
        """
        Raises:
            RequestError: another run is at it.
            OutputError: the folder cannot be written to.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            raise RequestError(
                f"another run is making {self.batch.name}{self.shard.ending} in {self.folder}",
                fix="Wait for its end, or choose another folder.",
            ) from error
        except OSError as error:
            raise output_error(self.path, error) from error
        try:
            described = {"spec": self.batch.spec, "jobs": self.batch.jobs}
            write_text(self.path.with_name(f"{self.batch.name}.json"), json.dumps(described) + "\n")
            self._file = _appended(self._part)
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()
        self._lock.release()

    def add(self, record: Record) -> None:
        """Write the outcome of a job, so that a killed run does not lose it. Raises ``OutputError``."""
        if self._file is None:
            raise ValueError("the manifest is not open")
        try:
            self._file.write(replace(record, batch=self.batch.name).line())
            self._file.flush()
        except OSError as error:
            raise output_error(self._part, error) from error

    def finish(self, ids: Sequence[str]) -> None:
        """Write the jobs of these ids in this order, and drop all others: they left the spec.

        Raises:
            OutputError: the folder cannot be written to; what :meth:`add` wrote is kept.
        """
        if self._file:
            self._file.close()
            self._file = None
        own = [self.path, self._part]
        if self.shard.count == 1:  # It takes in what was made in shards.
            parts = [path for path in _parts(self.folder) if _batch_name(path) == self.batch.name]
            own = [path for path in parts if path in own or not _is_running(path)]
        _reorder(own, ids, self.path)
        for path in own:
            if path != self.path:
                path.unlink(missing_ok=True)
        if self.shard.count == 1:
            _join(_parts(self.folder), self.folder / MANIFEST)


def _is_running(path: Path) -> bool:
    """Whether a run is just writing a part of a manifest."""
    lock = FileLock(path.with_name(path.name.removesuffix(_PART) + _LOCK), blocking=False)
    try:
        with lock:
            return False
    except (Timeout, OSError):
        return True


def _reorder(paths: Sequence[Path], ids: Iterable[str], target: Path) -> None:
    """Write the last line of each id in this order. Lines stay on the disk meanwhile: of a million jobs they
    are a gigabyte."""
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in paths if path.is_file()]
        places: dict[str, tuple[IO[bytes], int]] = {}
        for file in files:
            start = 0
            while line := file.readline(_LONGEST_LINE):
                if (name := _id_of(line)) is not None:
                    places[name] = (file, start)
                start += len(line)
        with whole_file(target) as temporary, temporary.open("wb") as out:
            for name in ids:
                if name in places:
                    source, start = places[name]
                    source.seek(start)
                    out.write(source.readline(_LONGEST_LINE))


def _id_of(line: bytes) -> str | None:
    """The id in a line of ours, which begins with it; None of a line that is broken or another's."""
    if not (line.startswith(_BEGINNING) and line.endswith(b"}\n")):
        return None
    try:
        name, _ = _DECODER.raw_decode(line[len(_BEGINNING) :].decode())
    except ValueError:
        return None
    return name if isinstance(name, str) else None


_BEGINNING: Final = b'{"id":'
_DECODER: Final = json.JSONDecoder()


def _join(paths: Iterable[Path], target: Path) -> None:
    with whole_file(target) as temporary, temporary.open("wb") as out:
        for path in paths:
            with suppress(OSError), path.open("rb") as file:  # Another run may just have taken it in.
                shutil.copyfileobj(file, out)


def _appended(path: Path) -> IO[str]:
    """A file to which lines are added, behind the end of one that a kill cut off."""
    try:
        file = path.open("a", encoding="utf-8")
        if file.tell():
            file.write("\n")
    except OSError as error:
        raise output_error(path, error) from error
    return file
