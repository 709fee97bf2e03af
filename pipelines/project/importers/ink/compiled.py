"""Lines of content of a compiled Ink story (JSON of inklecate and inkjs, format 19 to 21)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, Final, Literal

from emogen.errors import RequestError
from emogen.pipelines.project.importers.ink.container import Container
from emogen.pipelines.project.importers.ink.pieces import (
    Alternatives,
    Content,
    Join,
    Piece,
    Text,
    Value,
)
from emogen.pipelines.project.lines import Problem

_BINARY: Final = frozenset(
    {
        *("+", "-", "/", "*", "%", "==", "!=", ">", "<", ">=", "<=", "&&", "||", "MIN", "MAX", "?", "!?"),
        *("L^", "POW"),
    }
)
_VERSIONS: Final = (19, 20, 21)
_RETURN: Final = {"->": "$r", "var": True}
_INVISIBLE: Final = 8  # A bit of a choice's flags.


def read_story(text: str, file: str, problems: list[Problem]) -> tuple[list[Content], dict[str, str]]:
    """Contents of a compiled story, and the values of its variables.

    Raises:
        RequestError: it is no story.
    """
    try:
        story = json.loads(text.lstrip("\ufeff"))
        root = Container(story["root"], None)
    except (ValueError, RecursionError, KeyError, TypeError, IndexError) as error:
        raise RequestError(f"cannot read {file}", why="it is no compiled Ink story") from error
    if (version := story.get("inkVersion")) not in _VERSIONS:
        problems.append(Problem(file, 1, f"a story of the format {str(version)[:20]}, which is not known"))
    functions = {name: _parameters(container) for name, container in root.named.items()}
    reader = _Reader(file, functions)
    reader.walk(root, "", named=False)
    for name, knot in root.named.items():
        if name == "global decl":
            reader.declare(knot)
        else:
            reader.walk(knot, name)
    return reader.contents, reader.variables


class _Line:
    """A line that is being read."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.tags: list[str] = []


class _Reader:
    def __init__(self, file: str, functions: Mapping[str, int]) -> None:
        self.file = file
        self.functions = functions
        self.contents: list[Content] = []
        self.variables: dict[str, str] = {}
        self.done: set[int] = set()
        self.scene = ""

    def walk(self, container: Container, scene: str, *, named: bool = True) -> None:
        """A container, what is in it, and then what it has by name."""
        self.scene = scene
        line = _Line()
        self._items(container, line)
        self._end(line)
        for name, inner in container.named.items() if named else ():
            if id(inner) not in self.done and not name.startswith("$"):
                is_stitch = container.parent is not None and container.parent.parent is None and bool(scene)
                self._named(inner, f"{scene}.{name}" if is_stitch else scene)
        self.done.add(id(container))

    def _named(self, container: Container, scene: str) -> None:
        before = self.scene
        self.walk(container, scene)
        self.scene = before

    def _end(self, line: _Line) -> None:
        if any(
            not isinstance(piece, Join | Text) or (isinstance(piece, Text) and piece.text.strip())
            for piece in line.pieces
        ):
            self._add("line", line.pieces, line.tags)
            line.tags = []
        line.pieces = []

    def _add(self, kind: str, pieces: Sequence[Piece], tags: Sequence[str], condition: str = "") -> None:
        kept: Literal["line", "choice"] = "choice" if kind == "choice" else "line"
        self.contents.append(Content(self.file, 1, self.scene, kept, tuple(pieces), tuple(tags), condition))

    # What a container has.

    def _items(self, container: Container, line: _Line) -> None:
        content, at = container.content, 0
        asked = ""
        while at < len(content):
            item = content[at]
            at += 1
            if item == "ev":
                at, asked = self._evaluated(container, at, line)
            elif item == "#":
                at = self._tag(content, at, line)
            elif item == "\n":
                self._end(line)
            elif item == "<>":
                line.pieces.append(Join())
            elif isinstance(item, str) and item.startswith("^"):
                line.pieces.append(Text(item[1:]))
            elif isinstance(item, dict):
                self._order(container, item, line)
            elif isinstance(item, Container):
                at = self._inner(container, item, at, asked, line)

    def _inner(self, outer: Container, inner: Container, at: int, asked: str, line: _Line) -> int:
        """A container in another: branches, a choice, or more of the same."""
        self.done.add(id(inner))
        if "s0" in inner.named:
            branches = [inner.named[name] for name in inner.named if name[0] == "s" and name[1:].isdecimal()]
            self._alternatives(
                [(f"alternative {n}", branch) for n, branch in enumerate(branches, 1)], line, full=True
            )
        elif "b" in inner.named:
            found = [(asked, inner.named["b"])]
            while at < len(outer.content):
                item = outer.content[at]
                if item == "ev":
                    at, asked = self._evaluated(outer, at + 1, _Line())
                elif isinstance(item, Container) and "b" in item.named:
                    plain = (
                        item.content and isinstance(item.content[0], dict) and not item.content[0].get("c")
                    )
                    self.done.add(id(item))
                    found.append(("else" if plain else asked, item.named["b"]))
                    at += 1
                else:
                    break
            self._alternatives(found, line, full=found[-1][0] == "else")
        else:
            self._items(inner, line)
            for name, named in inner.named.items():
                if id(named) not in self.done and not name.startswith("$"):
                    self._end(line)
                    self._named(named, self.scene)
        return at

    def _alternatives(self, found: Sequence[tuple[str, Container]], line: _Line, *, full: bool) -> None:
        """Branches: on one line alternatives, else lines of their own."""
        before, self.contents = self.contents, []
        branches: list[tuple[str, tuple[Piece, ...]]] = []
        lines: list[Content] = []
        for when, container in found:
            self.done.add(id(container))
            self.contents = []
            branch = _Line()
            self._items(container, branch)
            if self.contents:
                self._end(branch)
            branches.append((when, tuple(branch.pieces)))
            line.tags += branch.tags
            lines += self.contents
            for inner in container.named.values():
                if id(inner) not in self.done:
                    count = len(self.contents)
                    self._named(inner, self.scene)
                    lines += self.contents[count:]
        self.contents = before
        if lines:
            self._end(line)
            self.contents += lines
        if any(pieces for _, pieces in branches):
            if not full:
                branches.append(("else", ()))
            line.pieces.append(Alternatives(tuple(branches)))

    def _tag(self, content: Sequence[Any], at: int, line: _Line) -> int:
        words = []
        while at < len(content) and content[at] != "/#":
            item = content[at]
            words.append(item[1:] if isinstance(item, str) and item.startswith("^") else "")
            at += 1
        line.tags.append(" ".join("".join(words).split()))
        return at + 1

    def _order(self, container: Container, item: dict[str, Any], line: _Line) -> None:
        """A divert, an older story's tag."""
        tag, path = item.get("#"), item.get("->")
        if isinstance(tag, str):
            line.tags.append(tag.strip())
        elif isinstance(path, str) and path.split(".")[-1] == "s" and not item.get("var"):
            start = container.find(path)
            if start is not None and _RETURN in start.content:  # What a choice begins with, and returns.
                self._start_of(start, line)
            elif line.pieces:
                line.pieces.append(Join())
        elif isinstance(path, str) and line.pieces and not item.get("var"):
            line.pieces.append(Join())

    def _start_of(self, container: Container, line: _Line) -> None:
        """Take what a choice begins with, for the choice or for what is said when it is chosen."""
        self.done.add(id(container))
        start = _Line()
        self._items(container, start)
        line.pieces += start.pieces
        line.tags += start.tags

    # What is worked out.

    def _evaluated(self, container: Container, at: int, line: _Line) -> tuple[int, str]:
        """Work out to the end of an evaluation: values that are printed, choices; what is left of it."""
        stack: list[str] = []
        texts: list[_Line] = []
        content = container.content
        while at < len(content) and content[at] != "/ev":
            item = content[at]
            at += 1
            if item == "str":
                text, at = self._string(container, at)
                texts.append(text)
                stack.append(
                    '"' + "".join(piece.text for piece in text.pieces if isinstance(piece, Text)) + '"'
                )
            elif item == "out":
                line.pieces.append(Value(stack.pop() if stack else "value"))
            else:
                _push(stack, item, self.functions)
        at += 1
        if at < len(content) and isinstance(content[at], dict) and "*" in content[at]:
            self._choice(content[at], texts, [entry for entry in stack if not entry.startswith('"')])
        return at, stack[-1] if stack else ""

    def _string(self, container: Container, at: int) -> tuple[_Line, int]:
        content, line = container.content, _Line()
        while at < len(content) and content[at] != "/str":
            item = content[at]
            at += 1
            if item == "ev":
                at, _ = self._evaluated(container, at, line)
            elif isinstance(item, str) and item.startswith("^"):
                line.pieces.append(Text(item[1:]))
            elif item == "#":
                at = self._tag(content, at, line)
            elif isinstance(item, dict):
                self._order(container, item, line)
            elif isinstance(item, Container):
                at = self._inner(container, item, at, "", line)
        return line, at + 1

    def _choice(self, order: dict[str, Any], texts: Sequence[_Line], conditions: Sequence[str]) -> None:
        flags = order.get("flg", 0)
        if not isinstance(flags, int) or flags & _INVISIBLE or not texts:
            return
        pieces = [piece for text in texts for piece in text.pieces]
        tags = [tag for text in texts for tag in text.tags if not tag.lower().startswith("id:")]
        if pieces:
            self._add("choice", pieces, tags, "; ".join(conditions))

    def declare(self, container: Container) -> None:
        """Take the values of the story's variables."""
        last: Any = None
        for item in container.content:
            if isinstance(item, dict) and isinstance(item.get("VAR="), str):
                if last is not None:
                    self.variables.setdefault(item["VAR="], last)
                last = None
            elif isinstance(item, str) and item.startswith("^"):
                last = item[1:]
            elif isinstance(item, bool):
                last = str(item).lower()
            elif isinstance(item, int | float):
                last = f"{item:g}" if abs(item) < 1e15 else None


def _push(stack: list[str], item: Any, functions: Mapping[str, int]) -> None:
    """Work out one step, in words; functions have so many arguments."""
    if isinstance(item, dict):
        name = next(
            (item[key] for key in ("VAR?", "CNT?", "f()", "x()") if isinstance(item.get(key), str)), ""
        )
        if name:
            stack.append(_call(stack, item, name, functions) if "f()" in item or "x()" in item else name)
    elif isinstance(item, str) and item in _BINARY and len(stack) > 1:
        right, left = stack.pop(), stack.pop()
        stack.append(f"{left} {item} {right}"[:400])
    elif item in ("!", "_") and stack:
        stack.append(f"{'not' if item == '!' else '-'} {stack.pop()}"[:400])
    elif isinstance(item, bool | int | float):
        stack.append(str(item).lower() if isinstance(item, bool) else f"{item:g}")


def _call(stack: list[str], item: Mapping[str, Any], name: str, functions: Mapping[str, int]) -> str:
    """A function's call, its arguments taken from what is worked out."""
    given = item.get("exArgs", functions.get(name, 0))
    count = given if isinstance(given, int) and 0 < given <= len(stack) else 0
    arguments = stack[len(stack) - count :]
    del stack[len(stack) - count :]
    return f"{name}({', '.join(arguments)})"[:400]


def _parameters(container: Container) -> int:
    """Number of arguments of a function: it begins with taking them."""
    taken = (isinstance(item, dict) and "temp=" in item for item in container.content)
    return sum(1 for _ in takewhile(bool, taken))
