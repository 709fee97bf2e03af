"""Statements of a Ren'Py file, from its logical lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from emogen.pipelines.project.importers.renpy.cursor import Cursor
from emogen.pipelines.project.importers.renpy.logical import Line, blocks_of
from emogen.pipelines.project.importers.renpy.python import python_text
from emogen.pipelines.project.importers.renpy.saying import NotUnderstoodError, finished, said, say
from emogen.pipelines.project.importers.renpy.statements import (
    Aside,
    Assignment,
    Branch,
    Choice,
    Label,
    Menu,
    Node,
    Other,
    Say,
    Strings,
    Translation,
)
from emogen.pipelines.project.lines import Problem

_HASH: Final = re.compile(r"\w+")
_ORIGIN: Final = re.compile(r"(.{1,400}):(\d{1,9})")
_CALL: Final = re.compile(r"(\w{1,60})\(\s*_?\(?[\"']")
_INTEGER: Final = re.compile(r"[+-]?\d+")

_SILENT: Final = frozenset(
    {
        *("camera", "hide", "image", "jump", "layeredimage", "pass", "pause", "play", "queue", "return"),
        *("scene", "screen", "show", "stop", "style", "testcase", "transform", "window", "with"),
    }
)
"""Statements without dialogue; what is indented below them is none either."""

_RUN: Final = frozenset(("if", "elif", "else", "while"))


class Parser:
    """Reads the statements of one file.

    Attributes:
        name: of the file.
        problems: what was not understood.
        calls: functions that Python calls with a string first, and their rows; some are characters.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls: list[tuple[int, str]] = []
        self.problems: list[Problem] = []

    def parse(self, text: str) -> tuple[Node, ...]:
        """The statements that are not indented, with those below them."""
        return _Block(self).read(blocks_of(text, self.name, self.problems))

    def problem(self, row: int, what: str) -> None:
        """Note what was not understood."""
        self.problems.append(Problem(self.name, row, what))


class _Block:
    """Reads a block: what a file's state is holds to its end, and in blocks below."""

    def __init__(self, parser: Parser, label: str = "", delimiter: str = "\n\n") -> None:
        self.parser = parser
        self.label = label  # Of the last label, the part before the dot.
        self.delimiter = delimiter  # Between paragraphs of a monologue.

    def read(self, lines: Sequence[Line]) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for line in lines:
            try:
                nodes += self._statement(line)
            except NotUnderstoodError as error:
                self.parser.problem(line.row, str(error) or f"not understood: {_short(line.text)}")
                nodes.append(Other(line.row))
        return tuple(nodes)

    def below(self, line: Line) -> tuple[Node, ...]:
        return _Block(self.parser, self.label, self.delimiter).read(line.block)

    def _statement(self, line: Line) -> Sequence[Node]:
        cursor = Cursor(line.text)
        word = "$" if cursor.sign("$") else cursor.word() or ""
        if word in _SILENT:
            return (Other(line.row),)
        if word in _RUN:
            return (Branch(line.row, self.below(line)),)
        read: Callable[[Line, Cursor], Sequence[Node]] | None = None
        if word in _READ:
            read = getattr(self, f"_{word}")
        if word in ("$", "python"):
            return self._code(line)
        if read:
            return read(line, cursor)
        says = say(line, self.delimiter)
        if line.block:
            self.parser.problem(line.block[0].row, "nothing may be indented below what is said")
        return says

    def _code(self, line: Line) -> Sequence[Node]:
        """Python: what it makes characters say has no identifier."""
        for row, text in _python_of(line):
            if "renpy.say(" in text:
                self.parser.problem(row, "what Python says has no identifier: not imported")
            elif match := _CALL.match(text):
                self.parser.calls.append((row, match[1]))
        return (Other(line.row),)

    def _label(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        name = self._label_name(cursor)
        if not name:
            raise NotUnderstoodError(f"no name of a label: {_short(line.text)}")
        self.label = name.split(".")[0]
        cursor.arguments()
        return (Label(line.row, name, cursor.keyword("hide"), self.below(line)),)

    def _label_name(self, cursor: Cursor) -> str:
        """The whole name of a label that is declared."""
        name = cursor.name() or ""
        if cursor.sign("."):
            if name and name != self.label:
                raise NotUnderstoodError(f"the label is outside of {name}: {_short(cursor.text)}")
            return f"{self.label}.{cursor.name() or ''}"
        return name

    def _menu(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        label = self._label_name(cursor)
        nodes: list[Node] = []
        if label:
            self.label = label.split(".")[0]
            nodes.append(Label(line.row, label))
        inner = _Block(self.parser, self.label, self.delimiter)
        choices: list[Choice] = []
        for item in line.block:
            nodes += inner.menu_item(item, choices)
        return (*nodes, Menu(line.row, tuple(choices)))

    def menu_item(self, line: Line, choices: list[Choice]) -> Sequence[Node]:
        """Add a line of a menu to its choices; what somebody says in it is returned."""
        cursor = Cursor(line.text)
        if cursor.keyword("with") or cursor.keyword("set"):
            return ()
        who, attributes, briefly, what = said(cursor, self.delimiter, operators=True)
        if who is not None and what is not None:
            return finished(line, cursor, who, what, attributes, briefly, waits=False)
        cursor = Cursor(line.text)
        text = cursor.string()
        if text is None:
            self.parser.problem(line.row, f"no choice of a menu: {_short(line.text)}")
            return ()
        if cursor.ends():
            choices.append(Choice(line.row, text, None))
            return ()
        cursor.arguments()
        condition = (cursor.until(":") or "").strip() if cursor.keyword("if") else ""
        if not cursor.sign(":"):
            self.parser.problem(line.row, f"no choice of a menu: {_short(line.text)}")
        choices.append(Choice(line.row, text, self.below(line), condition))
        return ()

    def _call(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        if cursor.keyword("screen"):
            return (Other(line.row),)
        if cursor.keyword("expression"):
            cursor.expression()
        else:
            cursor.sign(".")
            cursor.dotted()
        cursor.keyword("pass")
        cursor.arguments()
        name = self._label_name(cursor) if cursor.keyword("from") else ""
        return (Other(line.row), *([Label(line.row, name)] if name else []), Other(line.row))

    def _init(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        if cursor.keyword("offset"):
            return (Other(line.row),)
        cursor.take(_INTEGER)
        if cursor.sign(":"):
            return (Branch(line.row, self.below(line)),)
        rest = Line(line.row, cursor.rest(), line.block)
        return (Branch(line.row, tuple(self._statement(rest))),) if rest.text else (Other(line.row),)

    def _rpy(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        del line  # It leaves nothing.
        if cursor.keyword("monologue"):
            self.delimiter = "\n" if cursor.keyword("single") else "" if cursor.keyword("none") else "\n\n"
        return ()

    def _define(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        return self._assignment(line, cursor, fixed=True)

    def _default(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        return self._assignment(line, cursor, fixed=False)

    def _assignment(self, line: Line, cursor: Cursor, *, fixed: bool) -> Sequence[Node]:
        cursor.take(_INTEGER)
        name = cursor.word() or ""
        while cursor.sign("."):
            name += f".{cursor.word() or ''}"
        cursor.bracketed()
        if cursor.sign("+=") or cursor.sign("|=") or not cursor.sign("="):
            return (Other(line.row),)
        return (Assignment(line.row, name, cursor.rest(), fixed),)

    def _voice(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        return (Aside(line.row, line.text, voice=cursor.rest()),)

    def _nvl(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        return (Aside(line.row, line.text),) if cursor.keyword("clear") else (Other(line.row),)

    def _translate(self, line: Line, cursor: Cursor) -> Sequence[Node]:
        language, id = cursor.name() or "", cursor.take(_HASH) or ""
        if id in ("python", "style"):
            return (Other(line.row),)
        if id == "strings":
            return (Strings(line.row, language, self._pairs(line)),)
        if not language or not id:
            raise NotUnderstoodError
        original = self._original(line.block[0].comments) if line.block else None
        match = _ORIGIN.fullmatch(line.comments[-1]) if line.comments else None
        file, row = (match[1], int(match[2])) if match else ("", 0)
        return (Translation(line.row, language, id, self.below(line), original, file, row),)

    def _original(self, comments: Sequence[str]) -> Say | None:
        """The words in a comment that Ren'Py writes above a translation."""
        for comment in reversed(comments):
            try:
                for node in say(Line(0, comment), self.delimiter):
                    if isinstance(node, Say):
                        return node
            except NotUnderstoodError:
                continue
        return None

    def _pairs(self, line: Line) -> tuple[tuple[int, str, str], ...]:
        pairs, old = [], None
        for below in line.block:
            word, _, rest = below.text.partition(" ")
            text = python_text(rest.strip())
            if text is None or word not in ("old", "new") or (word == "new") is (old is None):
                self.parser.problem(below.row, f"no translated string: {_short(below.text)}")
                old = None
            elif word == "old":
                old = text
            elif old is not None:
                pairs.append((below.row, old, text))
                old = None
        return tuple(pairs)


_READ: Final = frozenset(
    ("label", "menu", "call", "init", "rpy", "define", "default", "voice", "nvl", "translate")
)
"""Statements that have a method."""


def _python_of(line: Line) -> Iterator[tuple[int, str]]:
    """The lines of a Python statement, with their rows."""
    below = [line]
    while below:
        line = below.pop()
        yield line.row, line.text.lstrip("$ ")
        below += reversed(line.block)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
