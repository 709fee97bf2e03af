"""Lines of content of a compiled Ink story (JSON of inklecate and inkjs, format 19 to 21)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from emogen.errors import RequestError
from emogen.pipelines.project.importers.ink.pieces import (
    Alternatives,
    Content,
    Join,
    Piece,
    Text,
    Value,
)
from emogen.pipelines.project.lines import Problem

_DEEPEST: Final = 200
"""Containers within containers that are read. Ours."""

_BINARY: Final = frozenset(
    {
        *("+", "-", "/", "*", "%", "==", "!=", ">", "<", ">=", "<=", "&&", "||", "MIN", "MAX", "?", "!?"),
        *("L^", "POW"),
    }
)
_START, _INVISIBLE = 2, 8  # Bits of a choice's flags.


class Container:
    """A container of a story's.

    Attributes:
        content: what it has, in order.
        named: containers by name.
        parent: None for the root.
    """

    def __init__(self, raw: list[Any], parent: Container | None, depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise RequestError("the story has too many containers within each other")
        self.parent = parent
        last = raw[-1] if raw and isinstance(raw[-1], dict) else {}
        self.content: list[Any] = [
            Container(item, self, depth + 1) if isinstance(item, list) else item for item in raw[:-1]
        ]
        self.named: dict[str, Container] = {
            name: Container(item, self, depth + 1) for name, item in last.items() if isinstance(item, list)
        }
        self.named |= {
            str(item.name): item for item in self.content if isinstance(item, Container) and item.name
        }
        self.name = last.get("#n", "") if isinstance(last.get("#n", ""), str) else ""

    def find(self, path: str) -> Container | None:
        """The container of a path, seen from something in this one."""
        parts = path.split(".")
        here: Container | None = self
        if path.startswith("."):
            parts = parts[2:]  # The first step up leads from a thing to its container.
        else:
            while here is not None and here.parent is not None:
                here = here.parent
        for part in parts:
            if here is None:
                return None
            if part == "^":
                here = here.parent
            elif part.isdecimal() and int(part) < len(here.content):
                item = here.content[int(part)]
                here = item if isinstance(item, Container) else None
            else:
                here = here.named.get(part)
        return here


def read_story(text: str, file: str, problems: list[Problem]) -> tuple[list[Content], dict[str, str]]:
    """What a compiled story has, and the values of its variables.

    Raises:
        RequestError: it is no story.
    """
    try:
        story = json.loads(text.lstrip("\ufeff"))
        root = Container(story["root"], None)
    except (ValueError, RecursionError, KeyError, TypeError, IndexError) as error:
        raise RequestError(f"cannot read {file}", why="it is no compiled Ink story") from error
    reader = _Reader(file, problems)
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
    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
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
        kept = "choice" if kind == "choice" else "line"
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
                    self._named(inner, self.scene)
                    lines += self.contents[len(self.contents) :]
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
            if start is not None:
                line.pieces += self._content_of(start)
        elif isinstance(path, str) and line.pieces and not item.get("var"):
            line.pieces.append(Join())

    def _content_of(self, container: Container) -> list[Piece]:
        self.done.add(id(container))
        line = _Line()
        self._items(container, line)
        return line.pieces

    # What is worked out.

    def _evaluated(self, container: Container, at: int, line: _Line) -> tuple[int, str]:
        """Work out to the end of an evaluation: values that are printed, choices; what is left of it."""
        stack: list[str] = []
        texts: list[list[Piece]] = []
        content = container.content
        while at < len(content) and content[at] != "/ev":
            item = content[at]
            at += 1
            if item == "str":
                pieces, at = self._string(container, at)
                texts.append(pieces)
                stack.append('"' + "".join(piece.text for piece in pieces if isinstance(piece, Text)) + '"')
            elif item == "out":
                line.pieces.append(Value(stack.pop() if stack else "value"))
            else:
                _push(stack, item)
        at += 1
        if at < len(content) and isinstance(content[at], dict) and "*" in content[at]:
            self._choice(content[at], texts, [entry for entry in stack if not entry.startswith('"')])
        return at, stack[-1] if stack else ""

    def _string(self, container: Container, at: int) -> tuple[list[Piece], int]:
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
        return line.pieces, at + 1

    def _choice(self, order: dict[str, Any], texts: Sequence[list[Piece]], conditions: Sequence[str]) -> None:
        flags = order.get("flg", 0)
        if not isinstance(flags, int) or flags & _INVISIBLE or not texts:
            return
        pieces = [piece for text in texts for piece in text]
        if pieces:
            self._add("choice", pieces, (), "; ".join(conditions))

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


def _push(stack: list[str], item: Any) -> None:
    """Work out one step, in words."""
    if isinstance(item, dict):
        name = next(
            (item[key] for key in ("VAR?", "CNT?", "f()", "x()") if isinstance(item.get(key), str)), ""
        )
        if name:
            stack.append(f"{name}()" if "f()" in item or "x()" in item else name)
    elif isinstance(item, str) and item in _BINARY and len(stack) > 1:
        right, left = stack.pop(), stack.pop()
        stack.append(f"{left} {item} {right}"[:400])
    elif item in ("!", "_") and stack:
        stack.append(f"{'not' if item == '!' else '-'} {stack.pop()}"[:400])
    elif isinstance(item, bool | int | float):
        stack.append(str(item).lower() if isinstance(item, bool) else f"{item:g}")
