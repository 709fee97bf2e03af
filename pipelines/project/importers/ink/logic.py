"""Ink's inline logic: what stands in braces, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

_SEQUENCE: Final = re.compile(r"\s*(?:([!&~$][!&~$\s]*)|((?:once|cycle|shuffle|stopping)(?:\s+\w+)*)\s*:)")
_COMMENT: Final = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE: Final = re.compile(r"\\.|[{}]|^[ \t]*==+", re.DOTALL | re.MULTILINE)
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<operand>"[^"\n]*"|->\s*[\w.]+|(?:\d*\.)?\d+|[^\W\d][\w.]*)|(?P<open>\()|(?P<close>\))|(?P<comma>,)"""
    r"""|(?P<step>\+\+|--)|(?P<binary>==|!=|<=|>=|&&|\|\||!\?|[<>+\-*/%?^])|(?P<not>!))"""
)
_WORDS: Final = frozenset({"and", "or", "mod", "has", "hasnt"})


def without_comments(text: str) -> str:
    """A script whose comments are blank, so that all else stays where it is."""
    return _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def braces(text: str) -> tuple[Mapping[int, int], list[int]]:
    """The closing place of each brace that opens, and the places of those that nothing closes.

    A knot's header closes nothing, but ends the search: a brace does not reach into the next knot.
    """
    ends: dict[int, int] = {}
    open_: list[int] = []
    lost: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            open_.append(match.start())
        elif match[0] == "}":
            if open_:
                ends[open_.pop()] = match.start()
        elif not match[0].startswith("\\"):
            lost += open_
            open_ = []
    return ends, lost + open_


def is_expression(text: str) -> bool:
    """Whether a text is an expression of Ink's, and not words: ``x > 2 && not seen``."""
    at, wanted, depth = 0, True, 0  # `wanted`: an operand has to come.
    text = text.strip()
    if not text or len(text) > 2000:
        return False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return False
        at = match.end()
        operand = match["operand"]
        if operand in _WORDS or match["binary"]:
            if wanted and match["binary"] != "-":
                return False
            wanted = True
        elif operand == "not" or match["not"]:
            if not wanted:
                return False
        elif operand:
            if not wanted:
                return False
            wanted = False
        elif match["open"]:
            depth += 1
            wanted = True
        elif match["close"]:
            depth -= 1
            wanted = False
        elif match["comma"]:
            wanted = True
        if depth < 0:
            return False
    return not wanted and depth == 0


@lru_cache(maxsize=32)
def _sign(signs: str) -> re.Pattern[str]:
    return re.compile(rf"[\\{{{re.escape(signs)}]")


class Region:
    """A stretch of a script, with what it has at its own level, outside of braces in it.

    Attributes:
        text: the whole script.
        ends: where each brace of it is closed.
        start, end: of the stretch.
    """

    def __init__(self, text: str, ends: Mapping[int, int], start: int, end: int) -> None:
        self.text, self.ends, self.start, self.end = text, ends, start, end

    def signs(self, signs: str) -> Iterator[int]:
        """The places of some signs at its level."""
        pattern, at = _sign(signs), self.start
        while match := pattern.search(self.text, at, self.end):
            at = match.end()
            if match[0] == "\\":
                at += 1
            elif match[0] == "{" and match.start() in self.ends:
                at = self.ends[match.start()] + 1
            elif match[0] in signs:
                yield match.start()

    def cut(self, start: int) -> Region:
        """The rest of it from there."""
        return Region(self.text, self.ends, start, self.end)

    def sequence(self) -> tuple[str, int]:
        """The kind of a sequence that says so, and where its content begins; "" for anything else."""
        match = _SEQUENCE.match(self.text, self.start, self.end)
        if match is None:
            return "", self.start
        return (match[1] or match[2]).strip(), match.end()

    def condition(self) -> tuple[str, int]:
        """The condition before a colon, and where what hangs on it begins; "" for none."""
        for at in self.signs(":|\n"):
            if self.text[at] == "|" and self.text[at : at + 2] == "||":
                continue
            if self.text[at] == "|" and self.text[at - 1] == "|":
                continue
            written = self.text[self.start : at].strip()
            if self.text[at] == "\n" and not written:
                return "", self.start
            if self.text[at] == "\n":
                continue
            if self.text[at] == ":" and is_expression(written):
                return " ".join(written.split()), at + 1
            break
        return "", self.start

    def parts(self) -> list[Region]:
        """It, cut at its bars."""
        places = list(self.signs("|"))
        starts = [self.start, *(at + 1 for at in places)]
        return [
            Region(self.text, self.ends, start, end)
            for start, end in zip(starts, [*places, self.end], strict=True)
        ]

    def dashes(self) -> list[int]:
        """The places of the dashes that begin its branches."""
        return [
            at
            for at in self.signs("-")
            if self.text[at + 1 : at + 2] != ">" and not self.text[self._line(at) : at].strip()
        ]

    def _line(self, at: int) -> int:
        """The beginning of the line of a place, or of the stretch if it begins later."""
        return max(self.text.rfind("\n", self.start, at) + 1, self.start)
