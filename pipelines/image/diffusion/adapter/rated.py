"""Pictures with captions and people's ratings, as a table says them: everything wrong is told at once."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from emogen.errors import RequestError
from emogen.files import read_text
from emogen.progress import Progress, ignore

COLUMNS: Final = ("picture", "caption", "valence", "arousal")
AXES: Final = ("valence", "arousal", "dominance")
"""``dominance`` may be left out."""

FEWEST: Final = 12
"""Different pictures to learn from at all; some hundred are a start. Ours."""

_TOLD: Final = 20
"""Problems of a table that are named; the rest is counted. Ours."""

_LOOK: Final = 256
"""Pixels of the longest side at which a picture is decoded to see whether it can be. Ours."""

_SCALE: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|\.\.|to|:)\s*(-?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """A rated picture.

    Attributes:
        picture: the file.
        caption: what it shows, in neutral words.
        ratings: valence, arousal and dominance in [-1, 1]; dominance is 0 where it was not rated.
        line: in the table.
        digest: SHA-256 of the picture's file.
    """

    picture: Path
    caption: str
    ratings: tuple[float, float, float]
    line: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A table of rated pictures: its rows, and the axes that it has."""

    rows: tuple[Row, ...]
    axes: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Of all that is learnt from, in order."""
        told = hashlib.sha256()
        for row in self.rows:
            told.update(f"{row.digest} {row.caption!r} {row.ratings}\n".encode())
        return told.hexdigest()


def parse_scale(text: str) -> tuple[float, float]:
    """The ends of a rating scale, e.g. ``"1-9"``, ``"-1..1"``.

    Raises:
        RequestError: it is none.
    """
    match = _SCALE.fullmatch(text)
    low, high = map(float, match.groups()) if match else (0.0, 0.0)
    if not low < high:
        raise RequestError(f"cannot read the scale {text!r}", fix="Write its ends, e.g. 1-9, 1-7 or -1..1.")
    return low, high


def read_rated(path: Path, scale: tuple[float, float] = (-1, 1), progress: Progress = ignore) -> Rated:
    """The rated pictures of a CSV: columns picture (a path, relative to the table), caption, valence,
    arousal and perhaps dominance; others are ignored. Comma, semicolon or tab.

    Args:
        path: of the table.
        scale: lowest and highest rating there can be.
        progress: told how many pictures were looked at.

    Raises:
        RequestError: everything that is wrong with the table and its pictures.
    """
    table = _Table(path, scale)
    table.check_columns()
    rows = [row for line, cells in table.cells() if (row := table.row(line, cells))]
    looked: dict[Path, str] = {}
    for number, row in enumerate(rows, 1):
        if row.picture not in looked:
            looked[row.picture] = table.look(row)
        progress(number / len(rows))
    table.refuse()
    rated = Rated(
        tuple(Row(row.picture, row.caption, row.ratings, row.line, looked[row.picture]) for row in rows),
        tuple(axis for axis in AXES if axis in table.columns),
    )
    _check_enough(path, rated)
    return rated


def _check_enough(path: Path, rated: Rated) -> None:
    pictures = len({row.digest for row in rated.rows})
    if pictures < FEWEST:
        raise RequestError(
            f"{pictures} different pictures in {path} are too few to learn from",
            fix=f"Give at least {FEWEST}; some hundred are a start, some thousand are good.",
        )
    if len({row.ratings for row in rated.rows}) < 2:
        raise RequestError(f"every picture in {path} is rated alike", fix="Add pictures with other ratings.")


class _Table:
    """Reads a table and keeps what is wrong with it."""

    def __init__(self, path: Path, scale: tuple[float, float]) -> None:
        self.path, self.scale = path, scale
        text = read_text(path, kind="table of rated pictures")
        heading = text.lstrip().partition("\n")[0]
        self.delimiter = max(",;\t", key=heading.count)
        self._reader = csv.reader(io.StringIO(text), delimiter=self.delimiter, strict=True)
        first = next((cells for _, cells in self._lines()), [])
        self.columns = [name.strip().lower() for name in first]
        self.problems: list[str] = []

    def check_columns(self) -> None:
        """Refuse a table without the columns: no row could be read."""
        if not self.columns:
            raise RequestError(f"{self.path} is empty", fix=f"Its columns are {', '.join(COLUMNS)}.")
        missing = [name for name in COLUMNS if name not in self.columns]
        twice = sorted(
            {name for name in self.columns if name in AXES + COLUMNS and self.columns.count(name) > 1}
        )
        wrong = [f"no column {name}" for name in missing] + [
            f"column {name} is there twice" for name in twice
        ]
        if wrong:
            raise RequestError(
                f"cannot read {self.path}",
                why="; ".join(wrong),
                fix=f"Its columns are {', '.join(COLUMNS)}, and perhaps dominance.",
            )

    def cells(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, column -> cell) of each row that is not blank."""
        for line, cells in self._lines():
            if len(cells) != len(self.columns):
                self.problems.append(f"line {line}: {len(cells)} cells, not {len(self.columns)}")
                continue
            row = dict(zip(self.columns, cells, strict=True))
            if self.delimiter == ";":  # Where lists have semicolons, decimals have commas.
                row |= {axis: row[axis].replace(",", ".") for axis in AXES if axis in row}
            yield line, row

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        try:
            for cells in self._reader:
                if any(cell.strip() for cell in cells):
                    yield self._reader.line_num, [cell.strip() for cell in cells]
        except csv.Error as error:
            raise RequestError(
                f"cannot read {self.path}", why=f"line {self._reader.line_num}: {error}"
            ) from error

    def row(self, line: int, cells: dict[str, str]) -> Row | None:
        """One row; None where something is wrong, which is kept."""
        before = len(self.problems)
        name, caption = cells["picture"].replace("\\", "/"), cells["caption"]
        if not name:
            self.problems.append(f"line {line}: no picture is named")
        if not caption:
            self.problems.append(f"line {line}: no caption")
        ratings = [self._rating(line, axis, cells[axis]) if axis in cells else 0.0 for axis in AXES]
        if len(self.problems) > before:
            return None
        return Row(self.path.parent / name, caption, (ratings[0], ratings[1], ratings[2]), line)

    def _rating(self, line: int, axis: str, text: str) -> float:
        """A rating in [-1, 1]; 0 where it is wrong, which is kept."""
        low, high = self.scale
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.problems.append(f"line {line}: {axis} {text!r} is no number")
        elif not low <= value <= high:
            self.problems.append(f"line {line}: {axis} {value:g} is not from {low:g} to {high:g}")
        else:
            return (value - low) / (high - low) * 2 - 1
        return 0.0

    def look(self, row: Row) -> str:
        """The hash of a row's picture, if it can be decoded; else the problem is kept."""
        from emogen.vision.photo import read_photo

        try:
            content = row.picture.read_bytes()
            read_photo(row.picture, _LOOK)
        except RequestError as error:
            self.problems.append(f"line {row.line}: {error.what}")
            return ""
        except (OSError, ValueError):
            self.problems.append(f"line {row.line}: no such picture: {row.picture}")
            return ""
        return hashlib.sha256(content).hexdigest()

    def refuse(self) -> None:
        """Raise one error that tells every problem."""
        if not self.problems:
            return
        lines = sorted(self.problems, key=lambda told: int(re.findall(r"\d+", told)[0]))
        more = f"; and {len(lines) - _TOLD} more" if len(lines) > _TOLD else ""
        out = any("is not from" in told for told in lines)
        raise RequestError(
            f"{self.path} has {_counted(lines)}",
            why="; ".join(lines[:_TOLD]) + more,
            fix="Say the scale of the ratings, e.g. --scale 1-9." if out and self.scale == (-1, 1) else "",
        )


def _counted(problems: Sequence[str]) -> str:
    return f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
