"""Ren'Py's say statement, which stands in menus, too."""

from __future__ import annotations

from collections.abc import Sequence

from emogen.pipelines.project.importers.renpy.cursor import Cursor
from emogen.pipelines.project.importers.renpy.logical import Line
from emogen.pipelines.project.importers.renpy.statements import Node, Other, Say


class NotUnderstoodError(Exception):
    """A line is no statement of Ren'Py's."""


def say(line: Line, delimiter: str) -> Sequence[Node]:
    """The words of a line.

    Args:
        line: of the script.
        delimiter: between the paragraphs of a monologue; "" for one paragraph.

    Raises:
        NotUnderstoodError: it says nothing.
    """
    cursor = Cursor(line.text)
    what = cursor.monologue(delimiter) or cursor.string()
    if what is not None:
        says = finished(line, cursor, None, what)
        if cursor.ends():
            return says
    cursor = Cursor(line.text)
    who, attributes, briefly, what = said(cursor, delimiter, operators=False)
    if who is None or what is None:
        raise NotUnderstoodError
    says = finished(line, cursor, who, what, attributes, briefly)
    if not cursor.ends():
        raise NotUnderstoodError
    return says


def said(
    cursor: Cursor, delimiter: str, *, operators: bool
) -> tuple[str | None, tuple[str, ...], tuple[str, ...], tuple[str, ...] | str | None]:
    """Who speaks, the attributes of their picture, those for this line only, and what they say."""
    who = cursor.expression(operators=operators)
    attributes = _attributes(cursor)
    briefly = _attributes(cursor) if cursor.sign("@") else ()
    what = cursor.monologue(delimiter) or cursor.string()
    return who, attributes, briefly, what


def _attributes(cursor: Cursor) -> tuple[str, ...]:
    attributes: list[str] = []
    while True:
        prefix = "-" if cursor.sign("-") else ""
        word = cursor.image_word()
        if word is None:
            return tuple(attributes)
        attributes.append(prefix + word)


def finished(
    line: Line,
    cursor: Cursor,
    who: str | None,
    what: tuple[str, ...] | str,
    attributes: tuple[str, ...] = (),
    briefly: tuple[str, ...] = (),
    *,
    waits: bool = True,
) -> Sequence[Node]:
    """The words, with what stands behind the text."""
    effect, arguments, id = "", "", ""
    while True:
        if cursor.keyword("nointeract"):
            waits = False
        elif cursor.keyword("with"):
            effect = cursor.expression() or ""
        elif cursor.keyword("id"):
            id = cursor.name() or ""
        elif given := cursor.arguments():
            arguments = given
        else:
            break
    texts = (what,) if isinstance(what, str) else what
    return [
        Other(line.row)  # It clears the page, and is no part of what is said next.
        if text == "{clear}" and not isinstance(what, str)
        else Say(line.row, who, text, attributes, briefly, arguments, effect, waits, id)
        for text in texts
    ]
