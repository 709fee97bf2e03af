"""Ren'Py's logical lines and the blocks that they make by their indentation.

A logical line ends where a line ends outside of strings and brackets. The rules are those of Ren'Py 8's
``parser.list_logical_lines`` and ``group_logical_lines``, since identifiers hang on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from emogen.pipelines.project.lines import Problem

_DEEPEST: Final = 100
"""Levels of indentation that are read. Ours."""

_UNREAD: Final = "the rest of the file is not read"

_TOKEN: Final = re.compile(
    r"""(?P<quote>[\"'`])|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<open>[(\[{])"""
    r"""|(?P<close>[)\]}])|(?P<joined>\\\n)|(?P<word>[A-Za-z0-9_]+)|(?P<tab>\t)|(?P<other>[^\S\t\n]+|.)"""
)

_STRINGS: Final = {
    delimiter: re.compile(rf"(?:[^\\{delimiter[0]}]|\\.|{again})*{delimiter}", re.DOTALL)
    for quote in "\"'`"
    for delimiter, again in ((quote, "(?!)"), (quote * 3, f"{quote}(?!{quote * 2})"))
}
"""The rest of a string after its opening quotes, up to the closing ones."""

_PRIVATE: Final = re.compile(r"(\.|\[+)__(\w+)")


@dataclass(slots=True)
class Line:
    """A logical line.

    Attributes:
        row: 1-based line of the file where it begins.
        text: without its indentation and comments.
        block: the lines indented below it.
        indent: blanks before it.
        comments: the lines of comment above it, without their signs.
    """

    row: int
    text: str
    block: list[Line] = field(default_factory=list)
    indent: int = 0
    comments: tuple[str, ...] = ()


def prefix_of(name: str) -> str:
    """The prefix that Ren'Py puts in place of ``__`` in a file's private names."""
    stem = PurePosixPath(name).stem.replace(" ", "_")
    return f"_m1_{re.sub('[^a-zA-Z0-9_]', lambda match: hex(ord(match[0])), stem)}__"


def blocks_of(text: str, name: str, problems: list[Problem]) -> list[Line]:
    """The lines of a script that are not indented, with those below them.

    Args:
        text: of the file.
        name: its name, for private names and problems.
        problems: gets what cannot be read.
    """
    return _grouped(tuple(_logical(text.replace("\r", ""), name, problems)), name, problems)


def _logical(text: str, name: str, problems: list[Problem]) -> Iterator[Line]:
    prefix, at, row, depth, tabs = prefix_of(name), 0, 1, 0, False
    pieces: list[str] = []
    comments: list[str] = []
    start = 1
    text += "\n"
    while match := _TOKEN.match(text, at):
        at = match.end()
        group = match.lastgroup
        if group == "quote":
            quotes = match["quote"]
            if text.startswith(quotes * 2, at):
                quotes *= 3
            end = _STRINGS[quotes].match(text, match.start() + len(quotes))
            if end is None:
                problems.append(
                    Problem(name, row, f"nothing ends the string that begins with {quotes}; {_UNREAD}")
                )
                return
            at = end.end()
            string = text[match.start() : at]
            row += string.count("\n")
            pieces.append(_PRIVATE.sub(lambda m: _munged(m, prefix), string) if "[__" in string else string)
        elif group == "newline":
            if not depth:
                line = "".join(pieces)
                if line.strip():
                    bare = line.lstrip(" ")
                    yield Line(start, bare, [], len(line) - len(bare), tuple(comments))
                    comments.clear()
                pieces.clear()
                start = row + 1
            else:
                pieces.append("\n")
            row += 1
        elif group == "joined":
            pieces.append("\\\n")
            row += 1
        elif group == "tab":
            if not tabs:
                problems.append(Problem(name, row, "Ren'Py allows no tabs; each is read as blanks"))
            tabs = True
            pieces.append(" " * 8)
        elif group == "word":
            word = match[0]
            private = len(word) > 2 and word.startswith("__") and "__" not in word[2:]
            pieces.append(prefix + word[2:] if private else word)
        elif group == "comment":
            if not depth and not "".join(pieces).strip():
                comments.append(match[0].lstrip("#").strip())
        else:
            depth = depth + 1 if group == "open" else max(depth - 1, 0) if group == "close" else depth
            pieces.append(match[0])
    if pieces and "".join(pieces).strip():
        problems.append(Problem(name, start, f"nothing ends a bracket here; {_UNREAD}"))


def _munged(match: re.Match[str], prefix: str) -> str:
    if len(match[1]) % 2 == 0 or "__" in match[2]:
        return match[0]
    return f"{match[1]}{prefix}{match[2]}"


def _grouped(lines: Sequence[Line], name: str, problems: list[Problem]) -> list[Line]:
    """Lines in the blocks of those that they are indented below."""
    top: list[Line] = []
    open_: list[tuple[int, list[Line]]] = [(0, top)]  # Indentation and lines of each open block.
    for line in lines:
        while line.indent < open_[-1][0] and len(open_) > 1:
            open_.pop()
        indent, block = open_[-1]
        if line.indent > indent and block and len(open_) < _DEEPEST:
            if block[-1].block:
                problems.append(Problem(name, line.row, "the line is not indented as its neighbours"))
            open_.append((line.indent, block[-1].block))
            block = block[-1].block
        elif line.indent != indent:
            deep = len(open_) >= _DEEPEST
            what = f"deeper than {_DEEPEST} levels" if deep else "not indented as its neighbours"
            problems.append(Problem(name, line.row, f"the line is {what}"))
            if deep:
                problems[-1] = Problem(name, line.row, f"the line is {what}; {_UNREAD}")
                break
        block.append(line)
    return top
