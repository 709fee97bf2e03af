"""Lines of content of an Ink script."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from emogen.pipelines.project.importers.ink.logic import Region, braces, is_expression, without_comments
from emogen.pipelines.project.importers.ink.pieces import (
    Alternatives,
    Content,
    Join,
    Piece,
    Text,
    Value,
    says,
)
from emogen.pipelines.project.lines import Problem

_DEEPEST: Final = 40
"""Braces within braces that are read. Ours."""

_KNOT: Final = re.compile(r"==+[ \t]*(?:function\b[ \t]*)?(\w+)[^\n]*")
_STITCH: Final = re.compile(r"=(?!=)[ \t]*(?:function\b[ \t]*)?(\w+)[^\n]*")
_LOGIC: Final = re.compile(r"~|(?:CONST|LIST)\s+\w+\s*=|EXTERNAL\s+\w+\s*\(|TODO\s*:")
_GIVEN: Final = re.compile(r'VAR\s+(\w+)\s*=\s*(?:"([^"\n]*)"|([^\n]*))')
_INCLUDE: Final = re.compile(r"INCLUDE\s+([^\n]+)")
_BULLETS: Final = re.compile(r"([*+](?:[ \t]*[*+])*)[ \t]*(?:\([ \t]*\w+[ \t]*\))?[ \t]*")
_GATHER: Final = re.compile(r"(?:-(?!>)[ \t]*)+(?:\([ \t]*\w+[ \t]*\))?[ \t]*")
_DIVERT: Final = re.compile(r"(?:->|<-)(?:[ \t]*(?:->|[\w.]+(?:\([^)\n]*\))?))*")
_PLAIN: Final = re.compile(r"[^\\{}<\-#\n\[\]|]+|.", re.DOTALL)


class InkSource:
    """Reads a script, from which others may be included.

    Attributes:
        problems: gets what is not understood.
        included: gives the text of a file that is included, and its name; None where it is not there.
        variables: values that it gives to variables, as text.
        contents: what was read, in order.
    """

    def __init__(self, problems: list[Problem], included: Callable[[str], tuple[str, str] | None]) -> None:
        self.problems = problems
        self.included = included
        self.variables: dict[str, str] = {}
        self.contents: list[Content] = []

    def read(self, text: str, name: str) -> None:
        """Read a file."""
        _File(self, without_comments(text), name).read()


class _File:
    def __init__(self, source: InkSource, text: str, name: str) -> None:
        self.source, self.text, self.name = source, text, name
        self.ends, lost = braces(text)
        self.lines = [match.end() for match in re.finditer("\n", text)]
        self.knot = self.stitch = ""
        self.tags: list[str] = []  # Above the next line.
        for at in lost[:20]:
            self.problem(at, "nothing ends a brace")

    def read(self) -> None:
        self.block(0, len(self.text), "", 0)

    def row(self, at: int) -> int:
        return bisect_right(self.lines, at) + 1

    def problem(self, at: int, what: str) -> None:
        self.source.problems.append(Problem(self.name, self.row(at), what))

    # Blocks.

    def block(self, at: int, end: int, condition: str, depth: int) -> None:
        """The statements of a stretch, those of a branch in braces too."""
        if depth > _DEEPEST:
            self.problem(at, f"logic deeper than {_DEEPEST} braces is not read")
            return
        while at < end:
            while at < end and self.text[at].isspace():
                at += 1
            if at < end:
                at = self._statement(at, end, condition, depth)

    def _statement(self, at: int, end: int, condition: str, depth: int) -> int:
        """Read a statement; where it ends."""
        if not depth and (match := _KNOT.match(self.text, at)):
            self.knot, self.stitch, self.tags = match[1], "", []
            return match.end()
        if not depth and (match := _STITCH.match(self.text, at)):
            self.stitch = match[1]
            return match.end()
        if match := _GIVEN.match(self.text, at):
            value = match[2] if match[2] is not None else (match[3] or "").strip()
            if not value.startswith(("(", "->")):
                self.source.variables.setdefault(match[1], value)
            return match.end()
        if match := _INCLUDE.match(self.text, at):
            self._include(at, match[1].strip())
            return match.end()
        if _LOGIC.match(self.text, at):
            return self._end_of_line(at, end)
        if match := _GATHER.match(self.text, at, end):
            return match.end()
        if match := _BULLETS.match(self.text, at, end):
            return self._choice(at, match.end(), end, condition, depth)
        return self._content(at, end, condition, depth)

    def _include(self, at: int, name: str) -> None:
        found = self.source.included(name)
        if found is None:
            self.problem(at, f"the file {name[:80]} is not there, or is included already")
            return
        text, path = found
        self.source.read(text, path)

    def _end_of_line(self, at: int, end: int) -> int:
        """The end of the line of a place, braces in it included."""
        return next(Region(self.text, self.ends, at, end).signs("\n"), end)

    @property
    def scene(self) -> str:
        return f"{self.knot}.{self.stitch}" if self.stitch else self.knot

    def _add(self, at: int, kind: str, pieces: Sequence[Piece], tags: Sequence[str], condition: str) -> None:
        above, self.tags = tuple(self.tags), []
        self.source.contents.append(
            Content(
                self.name,
                self.row(at),
                self.scene,
                "choice" if kind == "choice" else "line",
                tuple(pieces),
                (*above, *tags),
                condition,
            )
        )

    def _content(self, at: int, end: int, condition: str, depth: int) -> int:
        """A line of content. Logic of several lines in it stands for lines of its own."""
        stop = self._end_of_line(at, end)
        start = at
        for brace in self._blocks(at, stop):
            self._line(start, brace, condition, depth)
            self._logic_block(brace, condition, depth)
            start = self.ends[brace] + 1
        self._line(start, stop, condition, depth)
        return max(stop, at + 1)

    def _blocks(self, at: int, stop: int) -> Iterator[int]:
        """The places of logic that has several lines."""
        for brace in self._braces(at, stop):
            if "\n" in self.text[brace : self.ends[brace]]:
                yield brace

    def _braces(self, at: int, stop: int) -> Iterator[int]:
        while at < stop:
            brace = self.text.find("{", at, stop)
            if brace < 0:
                return
            if brace in self.ends:
                yield brace
                at = self.ends[brace] + 1
            else:
                at = brace + 1

    def _line(self, at: int, stop: int, condition: str, depth: int) -> None:
        pieces, tags = self._pieces(at, stop, depth)
        if says(pieces):
            self._add(at, "line", pieces, tags, condition)
        else:
            self.tags += tags

    def _logic_block(self, brace: int, condition: str, depth: int) -> None:
        """Logic of several lines: each branch is a block."""
        region = Region(self.text, self.ends, brace + 1, self.ends[brace])
        kind, start = region.sequence()
        asked = ""
        if not kind:
            asked, start = region.condition()
        rest = region.cut(start)
        dashes = rest.dashes()
        first = self.text[start : dashes[0] if dashes else region.end]
        if first.strip():
            self.block(start, dashes[0] if dashes else region.end, _both(condition, asked or kind), depth + 1)
        for dash, until in pairwise([*dashes, region.end]):
            branch = Region(self.text, self.ends, dash + 1, until)
            when, begin = ("", dash + 1) if kind else branch.condition()
            if asked and when:
                told = f"not ({asked})" if when == "else" else when if first.strip() else f"{asked} == {when}"
            else:
                told = when or asked or kind
            self.block(begin, until, _both(condition, told), depth + 1)

    # Choices.

    def _choice(self, row: int, at: int, end: int, condition: str, depth: int) -> int:
        conditions = [condition] if condition else []
        while at < end:
            while at < end and self.text[at] in " \t\n" and self._goes_on(at, end):
                at += 1
            if at >= end or self.text[at] != "{" or at not in self.ends:
                break
            inner = self.text[at + 1 : self.ends[at]]
            if not is_expression(inner):
                break
            conditions.append(" ".join(inner.split()))
            at = self.ends[at] + 1
        stop = self._end_of_line(at, end)
        marks = list(Region(self.text, self.ends, at, stop).signs("[]"))
        open_ = next((mark for mark in marks if self.text[mark] == "["), None)
        after = [mark for mark in marks if open_ is not None and mark > open_ and self.text[mark] == "]"]
        close = after[0] if after else None
        if open_ is not None and close is None:
            self.problem(at, "nothing ends what stands in brackets")
        start, tags = self._pieces(at, stop if close is None or open_ is None else open_, depth)
        only: list[Piece] = []
        rest: list[Piece] = []
        own: list[str] = []
        if open_ is not None and close is not None:
            only, own = self._pieces(open_ + 1, close, depth)
            rest, more = self._pieces(close + 1, stop, depth)
            tags += more
        self._offer(row, start, only, rest, tags, own, "; ".join(conditions))
        return stop

    def _goes_on(self, at: int, end: int) -> bool:
        """Whether blanks before a choice's conditions go on to one: a line break does only before a brace."""
        if self.text[at] != "\n":
            return True
        rest = at
        while rest < end and self.text[rest].isspace():
            rest += 1
        return (
            rest < end
            and self.text[rest] == "{"
            and rest in self.ends
            and is_expression(self.text[rest + 1 : self.ends[rest]])
        )

    def _offer(
        self,
        at: int,
        start: list[Piece],
        only: list[Piece],
        rest: list[Piece],
        tags: list[str],
        own: list[str],
        condition: str,
    ) -> None:
        """Add what is offered, and what is said when it is chosen."""
        offered, said = says([*start, *only]), says([*start, *rest])
        above, self.tags = self.tags, []
        if offered:
            kept = [*above, *own, *(tag for tag in tags if not (said and tag.lower().startswith("id:")))]
            self._add(at, "choice", [*start, *only], kept, condition)
        if said:
            self._add(at, "line", [*start, *rest], [*above, *tags] if not offered else tags, condition)

    # Content.

    def _pieces(self, at: int, stop: int, depth: int) -> tuple[list[Piece], list[str]]:
        """The pieces of a stretch of one line, and its tags."""
        pieces: list[Piece] = []
        tags: list[str] = []
        while at < stop:
            sign = self.text[at]
            if sign == "\\" and at + 1 < stop:
                pieces.append(Text(self.text[at + 1], literal=True))
                at += 2
            elif sign == "{" and at in self.ends and self.ends[at] < stop:
                pieces += self._inline(at, depth)
                at = self.ends[at] + 1
            elif sign == "#":
                end = next(Region(self.text, self.ends, at + 1, stop).signs("#"), stop)
                tags.append(" ".join(self.text[at + 1 : end].split()))
                at = end
            elif self.text.startswith("<>", at):
                pieces.append(Join())
                at += 2
            elif match := _DIVERT.match(self.text, at, stop):
                pieces.append(Join())
                at = match.end()
            else:
                match = _PLAIN.match(self.text, at, stop)
                at = match.end() if match else stop
                pieces.append(Text(match[0] if match else "", literal=sign in "{}"))
        return pieces, tags

    def _inline(self, brace: int, depth: int) -> list[Piece]:
        """Contents of braces on one line."""
        if depth > _DEEPEST:
            self.problem(brace, f"logic deeper than {_DEEPEST} braces is not read")
            return []
        region = Region(self.text, self.ends, brace + 1, self.ends[brace])
        if "\n" in self.text[brace : region.end]:
            self.problem(brace, "logic of several lines within a choice is read as if it were on one")
        kind, start = region.sequence()
        condition = ""
        if not kind:
            condition, start = region.condition()
        parts = region.cut(start).parts()
        if (
            not kind
            and not condition
            and (len(parts) == 1 or is_expression(self.text[region.start : region.end]))
        ):
            return [Value(" ".join(self.text[region.start : region.end].split()))]
        branches = [tuple(self._pieces(part.start, part.end, depth + 1)[0]) for part in parts]
        if condition:
            branches += [()] if len(branches) == 1 else []
            labels = [condition, f"not ({condition})", *[""] * (len(branches) - 2)]
            if len(branches) > 2:
                self.problem(brace, f"{len(branches)} alternatives of one condition")
        else:
            branches += [()] if "!" in kind or kind.startswith("once") else []
            labels = [f"alternative {number}" for number in range(1, len(branches) + 1)]
        return [Alternatives(tuple(zip(labels, branches, strict=True)))]


def _both(one: str, other: str) -> str:
    return "; ".join(part for part in (one, other) if part)
