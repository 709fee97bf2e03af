"""Cues of SRT and WebVTT, and who says which part of one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from emogen.pipelines.project.importers.wording import speaker_before, tidy, without_html
from emogen.timeline import Seconds

_TIMES: Final = re.compile(
    r"\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?\s*-->\s*"
    r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?(?:\s.*)?"
)
_BLOCK: Final = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT)(?:\s.*|)")
"""Begins a block of WebVTT that is no cue."""

_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>]+)>")
_STAMP: Final = re.compile(r"<(?:\d+:)?\d+:\d+[.,]\d+>")
_SHIFT: Final = re.compile(r"\{\\[^{}]*\}")
_DASH: Final = re.compile(r"\A\s*(?:[-–—‐]|>>)\s*(?=[^\s-])")
_NOTES: Final = re.compile(r"[♪♫#]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue.

    Attributes:
        name: its number or identifier; its place where it has none.
        row: 1-based line of its times.
        start, end: of its slot.
        text: as it stands.
    """

    name: str
    row: int
    start: Seconds
    end: Seconds
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """The words of one person in a cue.

    Attributes:
        speaker: "" where the cue does not tell.
        written: as it stands.
        spoken: without marks.
        direction: brackets behind the name: ``MARY (whispering): Come.``
    """

    speaker: str
    written: str
    spoken: str
    direction: str


def cues_of(text: str) -> Iterator[Cue]:
    """The cues of a file, empty ones too. Rows of text below an empty one belong to the cue above."""
    rows = _without_blocks(text.split("\n"))
    times = [(at, match) for at, row in enumerate(rows) if (match := _TIMES.fullmatch(row))]
    for count, (at, match) in enumerate(times, 1):
        until = times[count][0] if count < len(times) else len(rows)
        if count < len(times) and until > at + 1 and rows[until - 1].strip():
            named = until - 2 <= at or not rows[until - 2].strip() or rows[until - 1].strip().isdigit()
            until -= named
        above = rows[at - 1].strip() if at else ""
        own = above and (at < 2 or not rows[at - 2].strip() or above.isdigit())
        body = "\n".join(rows[at + 1 : until]).strip("\n")
        body = re.sub(r"\n\s*\n+", "\n", body).strip()
        yield Cue(above if own else str(count), at + 1, _seconds(match, 1), _seconds(match, 5), body)


def _without_blocks(rows: list[str]) -> list[str]:
    """The rows of a file, those of WebVTT's comments and styles left empty."""
    if not rows or not rows[0].startswith("WEBVTT"):
        return rows
    kept, inside, before = [], False, ""
    for row in rows:
        inside = bool(row.strip()) and (inside or (not before.strip() and bool(_BLOCK.fullmatch(row))))
        inside = inside and "-->" not in row
        kept.append("" if inside else row)
        before = row
    return kept


def _seconds(match: re.Match[str], group: int) -> Seconds:
    hours, minutes, seconds, part = (match[group + index] or "0" for index in range(4))
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part}")


def parts_of(text: str, names: frozenset[str]) -> Iterator[Part]:
    """The words of each person in a cue: voices of WebVTT, dashes, names before colons.

    Args:
        text: of the cue.
        names: those before colons that are speakers'.
    """
    for speaker, piece in _voices(text):
        for line in _turns(piece, names):
            name, direction, rest = name_before(line)
            if name not in names:
                name, direction, rest = "", "", _DASH.sub("", _bare(line), count=1)
            yield Part(name or speaker, line.strip(), _spoken(rest), direction)


def name_before(text: str) -> tuple[str, str, str]:
    """The name before a colon, what stands in brackets behind it, and the words.

    >>> name_before("- <i>MARY (whispering):</i> Come.")
    ('MARY', 'whispering', 'Come.')
    """
    name, rest = speaker_before(_DASH.sub("", _bare(text), count=1))
    if match := re.fullmatch(r"(.*?)\s*[(\[]([^()\[\]]*)[)\]]", name):
        return match[1], match[2], rest
    return name, "", rest


def _bare(text: str) -> str:
    return _SHIFT.sub("", without_html(_STAMP.sub("", text)))


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a cue by WebVTT's voices; the whole where there are none."""
    marks = list(_VOICE.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        yield "", text[: marks[0].start()] if marks else text
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        yield html.unescape(mark[1]).strip(), text[mark.end() : end]


def _turns(text: str, names: frozenset[str]) -> Iterator[str]:
    """The lines of a cue that begin with a dash or a speaker's name, each with those below that do not."""
    turn: list[str] = []
    rows = text.split("\n")
    dashes = sum(bool(_DASH.match(_bare(row))) for row in rows) > 1
    for row in rows:
        begins = (dashes and _DASH.match(_bare(row))) or name_before(row)[0] in names
        if begins and turn:
            yield "\n".join(turn)
            turn = []
        turn.append(row)
    yield "\n".join(turn)


def _spoken(text: str) -> str:
    text = _bare(text).replace("\\N", " ").replace("\\h", " ")
    return tidy(_NOTES.sub(" ", html.unescape(text)))
