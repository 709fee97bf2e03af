"""Errors that show their place in a text: the line, the column, and a caret under it.

unknown emotion 'sadd'. Did you mean sad?
line 2, column 2:
  [sadd] I waited.
   ^^^^
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from emogen.errors import RequestError

_BEFORE: Final = 48
"""Cells of a terminal that are shown before the place, at most."""

_SHOWN: Final = 72
"""Cells shown of a line in all, at most: with the indent it fits into 80 columns."""

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters that are no white space, and halves of surrogate pairs."""

_TOLD: Final = 20
"""Faults of one text that are told at once, at most. Ours."""

_JOINERS: Final = "\u200c\u200d"
"""Invisible, but they shape the letters or emoji around them, so they are shown."""


class PlacedError(RequestError):
    """A wrong request whose fault lies at ``text[start:end]``, told in one line with its column.

    Args:
        what, why, fix: as for every error.
        text: the whole text.
        start: index of the first character at fault; ``len(text)`` is the end of the text.
        end: index after the last one; by default one character is at fault.
    """

    def __init__(
        self, what: str, text: str, start: int, end: int | None = None, *, why: str = "", fix: str = ""
    ) -> None:
        super().__init__(what, why=why, fix=fix)
        self.text, self.start, self.end = text, start, start + 1 if end is None else end

    def __str__(self) -> str:
        place = f"at column {self.start - self.text.rfind(chr(10), 0, self.start)}"
        return str(RequestError(self.what, why=f"{self.why} {place}".lstrip(), fix=self.fix))


class TextError(PlacedError):
    """The same with the place shown: line, column, the line itself and a caret under it."""

    def __str__(self) -> str:
        return f"{RequestError.__str__(self)}\n{point_at(self.text, self.start, self.end)}"


class ManyTextError(TextError):
    """Several faults of one text, told at once. Its place is that of the first.

    Args:
        faults: at least one, all of the same text, in order of place.
    """

    def __init__(self, faults: Sequence[TextError]) -> None:
        first = faults[0]
        super().__init__(first.what, first.text, first.start, first.end, why=first.why, fix=first.fix)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        told = [TextError.__str__(fault) for fault in self.faults[:_TOLD]]
        rest = len(self.faults) - len(told)
        return "\n".join([*told, f"... and {rest} more"] if rest else told)


def one_error(faults: Sequence[TextError]) -> TextError:
    """The fault if it is one, else all in one error, in order of place."""
    return faults[0] if len(faults) == 1 else ManyTextError(sorted(faults, key=lambda fault: fault.start))


@contextmanager
def pointing(text: str, start: int, end: int, *, hint: str = "") -> Iterator[None]:
    """Give a ``RequestError`` raised inside the place ``text[start:end]``. One that knows its place
    within that piece keeps it. ``hint`` says one more thing to do."""
    try:
        yield
    except RequestError as error:
        place = (start, end)
        if isinstance(error, PlacedError):
            place = (start + error.start, start + error.end)
        fix = f"{error.fix} {hint}".strip()
        raise TextError(error.what, text, *place, why=error.why, fix=fix) from None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place ``text[start:end]`` without the white space at its ends."""
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return begin, begin + len(piece.strip())


def unprintables(text: str) -> Iterator[re.Match[str]]:
    """The characters that no text holds."""
    return _UNPRINTABLE.finditer(text)


def printable(text: str) -> str:
    """The text without characters that no text holds."""
    return _UNPRINTABLE.sub("", text)


def no_text(character: str) -> str:
    """Why an unprintable character is no text."""
    code = ord(character)
    kind = "half a surrogate pair" if code >= 0xD800 else "a control character"
    return f"U+{code:04X} is {kind}, not text"


def check_characters(text: str) -> None:
    """Refuse characters that no text holds: control characters, halves of surrogate pairs.

    Raises:
        TextError: at the first one.
    """
    if found := _UNPRINTABLE.search(text):
        raise TextError(no_text(found[0]), text, found.start(), fix="Take it out.")


def point_at(text: str, start: int, end: int) -> str:
    """Line and column (in characters, from 1), the line itself, and carets under
    ``text[start:end]`` as far as that line reaches.

    Wide characters take two cells and combining ones none, as in a terminal. A long line is cut to
    an excerpt. Where a terminal turns right-to-left text round, count by the column.
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    last = len(text) if last < 0 else last
    left = start - _fitting(text[max(first, start - _SHOWN) : start][::-1], _BEFORE)
    while left < start and _width(text[left]) == 0:
        left += 1  # An accent is not shown without its letter.
    before = ("…" if left > first else "") + _shown(text[left:start])
    right = start + _fitting(text[start : min(last, start + _SHOWN)], _SHOWN - _cells(before))
    marked, after = _shown(text[start : min(end, right)]), _shown(text[min(end, right) : right])
    column = f"column {start - first + 1}"
    where = f"line {text.count(chr(10), 0, first) + 1}, {column}" if "\n" in text else column
    carets = " " * _cells(before) + "^" * max(1, _cells(marked))
    return f"{where}:\n  {before}{marked}{after}{'…' if right < last else ''}\n  {carets}"


def _fitting(text: str, cells: int) -> int:
    """How many characters of the text fit into so many cells."""
    used = 0
    for count, character in enumerate(text):
        used += _width(character)
        if used > cells:
            return count
    return len(text)


def _shown(text: str) -> str:
    """The text with each character as one that a terminal can show in place."""
    return "".join(_show(character) for character in text)


def _show(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cs"):
        return "\ufffd"
    hidden = unicodedata.category(character) == "Cf" and character not in _JOINERS
    return "" if hidden else character


def _cells(text: str) -> int:
    """Width in a terminal."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
