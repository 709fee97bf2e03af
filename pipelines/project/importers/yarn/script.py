"""Nodes and lines of a Yarn script, by the lexical rules of Yarn Spinner 2 and 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from emogen.pipelines.project.lines import Problem

_HEADER: Final = re.compile(r"\s*([\w.]+)\s*:\s*(.*?)\s*")
_PIECE: Final = re.compile(
    r"""(?P<escape>\\.)|(?P<command><<)|(?P<comment>//)|(?P<tag>\#)|(?P<open>\{)|(?P<plain>[^\\<{/\#]+|.)""",
    re.DOTALL,
)
_TAG: Final = re.compile(r"\s*\#([^\s\#$<]+)")
_EXPRESSION: Final = re.compile(r"""[^"{}]+|"(?:[^"\\]|\\.)*"|(?P<open>\{)|(?P<close>\})|.""", re.DOTALL)
_COMMAND: Final = re.compile(r"""[^">]+|"(?:[^"\\]|\\.)*"|(?P<end>>>)|.""", re.DOTALL)
_DECLARED: Final = re.compile(
    r"""declare\s+\$(\w+)\s*(?:=|to\s)\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)|(true|false))(?:\s+as\s+\w+)?\s*"""
)
_MARK: Final = re.compile(r"\s*(->|=>)\s*")


@dataclass(frozen=True, slots=True)
class YarnLine:
    """A line of a node that players see.

    Attributes:
        row: 1-based, of the file.
        node: its title.
        text: as written, without tags, conditions and comments.
        tags: without their sign, in order.
        option: whether the player chooses it.
        condition: the commands behind it, without their brackets.
        comments: those directly above and behind it.
    """

    row: int
    node: str
    text: str
    tags: tuple[str, ...]
    option: bool
    condition: str
    comments: tuple[str, ...]


@dataclass(slots=True)
class YarnScript:
    """Contents of a script.

    Attributes:
        lines: in order.
        variables: values that it declares, as text, by name without ``$``.
    """

    lines: list[YarnLine] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)


def read_script(text: str, name: str, problems: list[Problem]) -> YarnScript:
    """A ``.yarn`` file.

    Args:
        text: of the file.
        name: its name, for problems.
        problems: gets what is not understood.
    """
    return _Script(name, problems).read(text)


class _Script:
    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.script = YarnScript()
        self.node = ""
        self.comments: list[str] = []

    def read(self, text: str) -> YarnScript:
        inside, started = False, 0
        for row, line in enumerate(text.split("\n"), start=1):
            bare = line.strip()
            if inside and bare == "===":
                inside, self.node, self.comments = False, "", []
            elif inside:
                self._body(row, bare)
            elif bare == "---":
                inside, started = True, row
                if not self.node:
                    self._problem(row, "the node has no title")
            elif bare and not bare.startswith(("//", "#")):
                self._header(row, bare)
        if inside:
            self._problem(started, "nothing ends the node (===)")
        return self.script

    def _problem(self, row: int, what: str) -> None:
        self.problems.append(Problem(self.name, row, what))

    def _header(self, row: int, bare: str) -> None:
        match = _HEADER.fullmatch(bare)
        if match is None:
            self._problem(row, "a line outside of a node, and no header of one: not imported")
        elif match[1] == "title":
            self.node = match[2]

    def _body(self, row: int, bare: str) -> None:
        if not bare:
            self.comments = []
            return
        if bare.startswith("//"):
            self.comments.append(bare[2:].strip())
            return
        comments, self.comments = self.comments, []
        mark = _MARK.match(bare)
        rest = bare[mark.end() :] if mark else bare
        text, commands, tags, comment, fault = _split(rest)
        if fault:
            self._problem(row, fault)
        for command in commands:
            if match := _DECLARED.fullmatch(command):
                value = next(value for value in match.groups()[1:] if value is not None)
                self.script.variables.setdefault(match[1], re.sub(r"\\(.)", r"\1", value))
        if text or mark:
            option = mark is not None and mark[1] == "->"
            beside = tuple(note for note in (*comments, comment) if note)
            condition = "; ".join(commands)
            self.script.lines.append(YarnLine(row, self.node, text, tags, option, condition, beside))


def _split(rest: str) -> tuple[str, tuple[str, ...], tuple[str, ...], str, str]:
    """The text of a line, the commands and tags behind it, a comment, and what is wrong."""
    at, fault = 0, ""
    while match := _PIECE.match(rest, at):
        if match["command"] or match["tag"] or match["comment"]:
            break
        at = match.end()
        if match["open"]:
            end = _end_of_expression(rest, at)
            fault = "" if end else "nothing ends an expression in {}"
            at = end or len(rest)
    text, comment = rest[:at].strip(), ""
    commands: list[str] = []
    tags: list[str] = []
    while at < len(rest):
        if rest.startswith("//", at):
            comment = rest[at + 2 :].strip()
            break
        if rest.startswith("<<", at):
            end = _end_of_command(rest, at + 2)
            if not end:
                return text, tuple(commands), tuple(tags), comment, "nothing ends a command (>>)"
            commands.append(rest[at + 2 : end - 2].strip())
            at = end
        elif tag := _TAG.match(rest, at):
            tags.append(tag[1])
            at = tag.end()
        elif rest[at].isspace():
            at += 1
        else:
            words = rest[at:].strip()
            fault = f"what stands behind a command or tag is left out: {words[:40]}"
            break
    return text, tuple(commands), tuple(tags), comment, fault


def _end_of_command(text: str, at: int) -> int:
    """The end of a command, after its opening brackets; 0 where nothing ends it."""
    while match := _COMMAND.match(text, at):
        at = match.end()
        if match["end"]:
            return at
    return 0


def _end_of_expression(text: str, at: int) -> int:
    """The end of an expression in braces, after its opening one; 0 where nothing ends it."""
    depth = 1
    while match := _EXPRESSION.match(text, at):
        at = match.end()
        depth += bool(match["open"]) - bool(match["close"])
        if not depth:
            return at
    return 0


def expressions(text: str) -> Iterator[tuple[int, int]]:
    """The places of the expressions in a text, their braces included."""
    at = 0
    while match := _PIECE.match(text, at):
        at = match.end()
        if match["open"]:
            end = _end_of_expression(text, at)
            if not end:
                return
            yield match.start(), end
            at = end
