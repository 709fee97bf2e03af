"""Spec files: YAML, JSON, or JSON lines, each value with its line and column."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from emogen.documents import json_places, parse_json
from emogen.errors import RequestError
from emogen.files import read_text
from emogen.pipelines.requests.verbs import VERBS
from emogen.yaml_reading import Location, Position, read_yaml, yaml_places

__all__ = ["Document", "Location", "read_document"]

LINES: Final = (".jsonl", ".ndjson")
"""Suffixes of files with a job a line."""

_HEADER: Final = "version"
"""The key that tells the first line of such a file, if it is no job, but all of the spec besides jobs."""


class Document:
    """A file that was read.

    Attributes:
        path: as it was named.
        values: all that is in it.
    """

    def __init__(self, path: Path, values: Any, text: str, rows: tuple[int, ...] = ()) -> None:
        """Keep the values of a file.

        Args:
            path: of the file.
            values: its content.
            text: its text.
            rows: of JSON lines, the row of the header (0 where there is none), then those of the jobs.
        """
        self.path, self.values = path, values
        self._text, self._rows = text, rows

    def position(self, location: Location, *, is_key: bool = False) -> Position | None:
        """Line and column of a value or of its key, or of the nearest around it that stands there; None where
        nothing does."""
        for length in range(len(location), -1, -1):
            key = is_key and length == len(location)
            if (position := self._position(location[:length], is_key=key)) is not None:
                return position
        return None

    def _position(self, location: Location, *, is_key: bool) -> Position | None:
        if not self._rows:
            values, keys = self._places
            return (keys if is_key else values).get(location)
        row = self._rows[0]
        if location[:1] == ("jobs",) and len(location) > 1 and isinstance(location[1], int):
            row, location = self._rows[location[1] + 1], location[2:]
        if not row:
            return None
        values, keys = json_places(self._text.split("\n")[row - 1])
        position = (keys if is_key else values).get(location)
        return None if position is None else (row, position[1])

    @cached_property
    def _places(self) -> tuple[dict[Location, Position], dict[Location, Position]]:
        if self.path.suffix.lower() == ".json":
            return json_places(self._text)
        return yaml_places(self._text)


def read_document(path: Path) -> Document:
    """Read a spec file; its suffix tells JSON and JSON lines from YAML.

    Raises:
        RequestError: it is not there, or malformed; names line and column.
    """
    text = read_text(path, kind="job spec")
    suffix = path.suffix.lower()
    if suffix in LINES:
        return _lines(path, text)
    if suffix == ".json":
        return Document(path, parse_json(text, path, unique=True, as_written=True), text)
    return Document(path, read_yaml(text, path, as_written=True, texts=text_keys()), text)


def _lines(path: Path, text: str) -> Document:
    header: dict[str, Any] = {_HEADER: 1}
    jobs: list[Any] = []
    rows = [0]
    for row, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        values = parse_json(line, f"{path}:{row}", unique=True, as_written=True)
        if not jobs and not rows[0] and isinstance(values, dict) and _HEADER in values:
            if "jobs" in values:
                raise RequestError(f"{path}:{row}: the header has jobs", fix="Write a job a line.")
            header, rows[0] = values, row
        else:
            jobs.append(values)
            rows.append(row)
    return Document(path, {**header, "jobs": jobs} if jobs else header, text, tuple(rows))


@lru_cache(maxsize=1)
def text_keys() -> frozenset[str]:
    """Keys of jobs whose values are texts, and nothing else in any kind of job."""
    texts = {"id", "kind", "file", "cast", "group"}
    others: set[str] = set()
    for verb in VERBS.values():
        for name, info in verb.load().model_fields.items():
            kinds = set(_kinds(info.annotation))
            (texts if kinds <= {str, type(None)} else others).add(name)
    return frozenset(texts - others)


def _kinds(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [kind for part in get_args(annotation) for kind in _kinds(part)]
    return [annotation]
