"""The text of a screenplay in Fountain: its rows, notes, cut parts and emphasis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NOTE: Final = re.compile(r"\[\[((?:(?!\n ?\n|\[\[).)*?)\]\]", re.DOTALL)
"""A note goes over several rows, but not over an empty one with less than two blanks."""

_ROW: Final = "\x1c"
"""Stands for the end of a row inside a note or a cut part: what is around it is one row."""
_BEGIN, _END = "\x1d", "\x1e"
_MARK: Final = re.compile(f"{_BEGIN}(\\d+){_END}")
_CONTROLS: Final = re.compile("[\x1c-\x1e]")

_EMPHASIS: Final = re.compile(
    r"\\(?P<escaped>[*_])"
    r"|(?P<marks>\*{1,3}|_)(?=\S)(?P<inside>(?:\\.|(?!(?P=marks))[^\n])+?(?<=[^\s\\]))(?P=marks)(?!\*)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a screenplay, without cut parts, its notes marked.

    Attributes:
        number: 1-based, of the file.
        text: what stands there.
    """

    number: int
    text: str


class Notes:
    """The notes of a screenplay, taken out of its text."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def take(self, text: str) -> str:
        """A text with marks in place of its notes."""
        return _NOTE.sub(self._kept, text)

    def _kept(self, match: re.Match[str]) -> str:
        self._notes.append(" ".join(match[1].replace(_ROW, "\n").split()))
        return f"{_BEGIN}{len(self._notes) - 1}{_END}" + _ROW * match[0].count("\n")

    def of(self, text: str) -> tuple[str, ...]:
        """The notes that are marked in a text."""
        return tuple(self._notes[int(match[1])] for match in _MARK.finditer(text))

    def without(self, text: str) -> str:
        """A text without the marks."""
        return _CONTROLS.sub("", _MARK.sub("", text)).replace(_ROW, "")


def rows_of(text: str, notes: Notes) -> list[Row]:
    """The rows of a screenplay.

    Args:
        text: the whole of it.
        notes: takes its notes.
    """
    text = _CONTROLS.sub("", text)
    rows, number = [], 1
    for line in notes.take(_without_cuts(text)).split("\n"):
        rows.append(Row(number, line.replace(_ROW, "").replace("\t", "    ")))
        number += 1 + line.count(_ROW)
    return rows


def _without_cuts(text: str) -> str:
    """A text without what stands between ``/*`` and ``*/``."""
    kept, at = [], 0
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        kept += [text[at:start], _ROW * text.count("\n", start, end)]
        at = end + 2
    return "".join((*kept, text[at:]))


def emphasised(text: str) -> str:
    """Words with Fountain's emphasis as emogen's: ``*italics*`` and ``_underline_`` are stress, ``**bold**``
    is strong stress, written out since ``*sighs*`` would be an action; other stars are stars."""
    while (changed := _EMPHASIS.sub(_marked, text)) != text:
        text = changed
    text = re.sub(r"(\{[^{}]*\})|([*_])", lambda match: match[1] or f"\\{match[2]}", text)
    return text.replace(_ROW, "\\*").replace(_BEGIN, "\\_")


def _marked(match: re.Match[str]) -> str:
    if match["escaped"]:
        return _ROW if match["escaped"] == "*" else _BEGIN
    level = "strong" if len(match["marks"]) > 1 else "moderate"
    return f"<emphasis {level}>{match['inside']}</emphasis>"
