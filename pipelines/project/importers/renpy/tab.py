"""``dialogue.tab``, which Ren'Py's "Extract Dialogue" writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from emogen.pipelines.project.importers.directing import directions
from emogen.pipelines.project.importers.places import inside
from emogen.pipelines.project.importers.renpy.characters import Cast
from emogen.pipelines.project.importers.renpy.cursor import Cursor
from emogen.pipelines.project.importers.renpy.lines import Met
from emogen.pipelines.project.importers.renpy.wording import read_text
from emogen.pipelines.project.lines import DialogueLine, Problem

HEADER: Final = ("Identifier", "Character", "Dialogue", "Filename", "Line Number")
"""Its first columns; a sixth is the statement, with ``[what]`` in place of the words."""

_IDENTIFIER: Final = re.compile(r"(.+)_[0-9a-f]{8}(?:_\d+)?")
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table.

    Attributes:
        row: 1-based, of the table.
        id: "" for a string of a menu or a screen.
        who: the expression that names the speaker, "" for the narrator.
        text: its escapes resolved.
        file, line: where it stands in the script.
        attributes: those of the speaker's picture, from the statement.
    """

    row: int
    id: str
    who: str
    text: str
    file: str
    line: int
    attributes: tuple[str, ...] = ()


def is_table(head: str) -> bool:
    """Whether a file that begins so is such a table."""
    return tuple(head.split("\n", 1)[0].rstrip("\r").split("\t")[:5]) == HEADER


def rows_of(text: str, name: str, problems: list[Problem]) -> Iterator[Row]:
    """The rows of a table; one with too few columns is a problem."""
    for number, line in enumerate(text.split("\n"), start=1):
        if number == 1 or not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) < 5:
            problems.append(Problem(name, number, f"{len(cells)} columns where five or six are wanted"))
            continue
        id, who, words, file, at, *more = cells
        yield Row(
            number,
            id.strip(),
            who.strip(),
            _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), words),
            file,
            int(at) if at.strip().isdecimal() else 0,
            _attributes(more[0]) if more else (),
        )


def _attributes(statement: str) -> tuple[str, ...]:
    """The attributes in a statement such as ``e happy "[what]" with vpunch``."""
    before, _, _ = statement.partition('"[what]"')
    cursor = Cursor(before)
    if cursor.expression(operators=False) is None:
        return ()
    words = cursor.rest().split()
    return tuple(word for word in words if word != "@")


def lines_of_table(
    text: str, name: str, known: Iterable[DialogueLine], cast: Cast, problems: list[Problem]
) -> Iterator[DialogueLine]:
    """The lines of a table that no script has.

    Args:
        text, name: of the table.
        known: lines of scripts, which count before the table.
        cast: who speaks.
        problems: gets what is not understood, and lines whose words the script has otherwise.
    """
    written = {line.id: line.words[""].written for line in known}
    met, last = Met(), ""
    shown = {line.words[""].written for line in known if line.kind != "line"}
    differing: list[Row] = []
    for row in list(rows_of(text, name, problems)):
        reading = read_text(row.text)
        if row.id in written:
            if written[row.id] != row.text:
                differing.append(row)
            continue
        if not row.id and row.text in shown:
            continue
        problems += [Problem(name, row.row, fault) for fault in reading.faults]
        id, first = (row.id, "") if row.id else met.string(row.text)
        speaker = cast.speaker(row.who, last) if row.id else ""
        last = speaker if row.id else last
        yield DialogueLine(
            id=id,
            words={"": reading.wording},
            speaker=speaker,
            kind="line" if row.id else "text",
            scene=_label(row.id),
            file=inside(row.file) or name,
            row=row.line or row.row,
            direction=directions(row.attributes),
            notes=tuple(reading.notes),
            variables=tuple(reading.variables),
            same_as=first,
            others={"attributes": " ".join(row.attributes)} if row.attributes else {},
        )
    if differing:
        what = f"{len(differing)} lines have other words in the script, which count; {differing[0].id} is one"
        problems.append(Problem(name, differing[0].row, what))


def _label(id: str) -> str:
    """The label in an identifier such as ``start_915cb944_1``."""
    match = _IDENTIFIER.fullmatch(id)
    return match[1] if match else ""
