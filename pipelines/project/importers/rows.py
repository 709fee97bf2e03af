"""Rows with named columns, of a table or of JSON, read as lines of dialogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from emogen.pipelines.project.importers.collecting import Collector, Ids
from emogen.pipelines.project.importers.columns import Columns, Role
from emogen.pipelines.project.importers.sheets import Row
from emogen.pipelines.project.importers.wording import plain, wording
from emogen.pipelines.project.lines import DialogueLine, LineKind, Wording

_KINDS: Final[Mapping[str, LineKind]] = {
    **dict.fromkeys(("choice", "option", "response", "answer", "reply", "menu"), "choice"),
    **dict.fromkeys(("text", "ui", "title", "button", "label", "system", "tooltip", "item"), "text"),
}
_AS_TEXT: Final = re.compile(r'\A="([^"]*)"\Z')
"""``="0721506"``, by which spreadsheets are told in CSV that figures are text."""

_TIME: Final = re.compile(
    r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:[.,]\d+)?)\s*(ms|s|sec|secs|seconds)?", re.IGNORECASE
)


class RowReader:
    """Reads rows of one table into a collector.

    Attributes:
        collector: gets the lines.
        columns: of the table.
        file: its name.
        scene: of lines whose row names none.
        sheet: name of a workbook's, for problems.
        kind: of lines whose row names none.
        spoken: turns a tool's words into those that are to be said.
    """

    def __init__(
        self,
        collector: Collector,
        columns: Columns,
        file: str,
        *,
        ids: Ids,
        scene: str = "",
        sheet: str = "",
        kind: LineKind = "line",
        spoken: Callable[[str], str] = plain,
    ) -> None:
        self.collector = collector
        self.columns = columns
        self.file = file
        self.scene = scene
        self.sheet = sheet
        self.kind: LineKind = kind
        self.spoken = spoken
        self._ids = ids

    def problem(self, row: Row, what: str) -> None:
        """Tell of something that was not understood."""
        where = f"sheet {self.sheet}: " if self.sheet else ""
        self.collector.problem(self.file, row.number, where + what)

    def read(self, rows: Sequence[Row]) -> None:
        """Read the rows below the header; empty ones between others, and ragged ones, are problems."""
        last = max((index for index, row in enumerate(rows) if not row.empty), default=-1)
        for row in rows[: last + 1]:
            if fault := row.fault(len(self.columns.header)):
                self.problem(row, fault)
            if not row.empty:
                self.add(row)

    def add(self, row: Row) -> None:
        """Read one row."""
        speaker = self._cell(row, "speaker")
        written = self._cell(row, "text", strip=False)
        scene = self._cell(row, "scene") or self.scene
        id = _AS_TEXT.sub(r"\1", self._cell(row, "id"))
        if not id:
            id = self._ids.of(scene, speaker, written)
            if "id" in self.columns.roles:
                self.problem(row, f"the row has no id; it is {id}")
        spoken = wording(written, self.spoken)
        others = {self.columns.header[column]: row.at(column) for column in self.columns.rest}
        direction = ", ".join(self._cells(row, "direction"))
        self.collector.add(
            DialogueLine(
                id=id,
                words={"": spoken, **self._translations(row)},
                speaker=speaker,
                kind=_KINDS.get(self._cell(row, "kind").casefold(), self.kind),
                scene=scene,
                file=self.file,
                row=row.number,
                direction=direction,
                notes=tuple(self._cells(row, "notes")),
                sound=self._cell(row, "sound"),
                longest=self._longest(row),
                others={name: text for name, text in others.items() if text},
            )
        )

    def _translations(self, row: Row) -> dict[str, Wording]:
        words = {}
        for name, column in self.columns.languages.items():
            if text := row.at(column):
                words[name] = wording(text, self.spoken)
        return words

    def _longest(self, row: Row) -> float | None:
        written = self._cell(row, "longest")
        if not written:
            return None
        header = self.columns.header[self.columns.roles["longest"][0]]
        unit = "ms" if re.search(r"(?i)\bms\b|[a-z]Ms\b|milli", header) else ""
        seconds = seconds_of(written, unit)
        if seconds is None:
            self.problem(row, f"{header} {written[:40]!r} is no time in seconds")
        return seconds

    def _cell(self, row: Row, role: Role, *, strip: bool = True) -> str:
        columns = self.columns.roles.get(role)
        text = row.at(columns[0]) if columns else ""
        return text.strip() if strip else text

    def _cells(self, row: Row, role: Role) -> list[str]:
        texts = (row.at(column).strip() for column in self.columns.roles.get(role, ()))
        return [text for text in texts if text]


def seconds_of(written: str, unit: str = "") -> float | None:
    """Seconds of a time such as ``2.5``, ``2,5 s``, ``1500 ms`` or ``00:00:02.500``; None for none.

    Args:
        written: the time.
        unit: where it has none itself: ``ms`` or "" for seconds.
    """
    match = _TIME.fullmatch(written.strip())
    if match is None:
        return None
    hours, minutes, seconds, own = match.groups()
    length = int((hours or "0")[:4]) * 3600 + int(minutes or 0) * 60 + float(seconds[:20].replace(",", "."))
    length = length / 1000 if (own or unit).lower() == "ms" else length
    return length if 0 < length < 1e6 else None
