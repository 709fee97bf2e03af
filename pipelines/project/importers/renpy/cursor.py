"""Reading one of Ren'Py's logical lines from left to right, by the rules of its ``parser.Lexer``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_BLANK: Final = re.compile(r"(?:\s|\\\n)+")
_WORD: Final = re.compile("[a-zA-Z_\u00a0-\ufffd][0-9a-zA-Z_\u00a0-\ufffd]*")
_IMAGE_WORD: Final = re.compile("[-0-9a-zA-Z_\u00a0-\ufffd]+")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_OPERATOR: Final = re.compile(
    r"<>|<<|<=|<|>>|>=|>|!=|==|\||\^|&|\+|-|\*\*|\*|//|/|%|~|\b(?:or|and|not|in|is)\b"
)
_STRING: Final = re.compile(
    r""" r?(?: "((?:[^\\"]|\\.)*)" | '((?:[^\\']|\\.)*)' | `((?:[^\\`]|\\.)*)` ) """, re.X | re.S
)
_TRIPLE: Final = re.compile(
    r''' r?(?: """((?:[^\\"]|\\.)*)""" | \'\'\'((?:[^\\']|\\.)*)\'\'\' | ```((?:[^\\`]|\\.)*)``` ) ''',
    re.X | re.S,
)
_PYTHON_STRING: Final = re.compile(
    r""" [urf]{0,3}(?: "(?:[^\\"]|\\.)*" | '(?:[^\\']|\\.)*' ) """, re.X | re.S
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{1,4})|(.))", re.S)
_PLAIN: Final = re.compile(r"""[^"'()\[\]{},:\s]+|\s+|.""", re.S)
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}

KEYWORDS: Final = frozenset(
    [
        "$",
        "as",
        "at",
        "behind",
        "call",
        "expression",
        "hide",
        "if",
        "in",
        "image",
        "init",
        "jump",
        "menu",
        "onlayer",
        "python",
        "return",
        "scene",
        "show",
        "with",
        "while",
        "zorder",
        "transform",
    ]
)
"""Words that are no names."""


class Cursor:
    """A place in a logical line.

    Attributes:
        text: the line.
        at: the place.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip(self) -> None:
        """Go on to what is not blank."""
        if match := _BLANK.match(self.text, self.at):
            self.at = match.end()

    def ends(self) -> bool:
        """Whether nothing more follows."""
        self.skip()
        return self.at >= len(self.text)

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """The next match of the pattern, after blanks."""
        self.skip()
        if not (match := pattern.match(self.text, self.at)):
            return None
        self.at = match.end()
        return match[0]

    def sign(self, sign: str) -> bool:
        """Whether those signs come next; they are taken."""
        self.skip()
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def rest(self) -> str:
        """All that is left."""
        rest = self.text[self.at :].strip()
        self.at = len(self.text)
        return rest

    def word(self) -> str | None:
        """A word, which may be a keyword."""
        return self.take(_WORD)

    def keyword(self, word: str) -> bool:
        """Whether that word comes next; it is taken."""
        before = self.at
        if self.word() == word:
            return True
        self.at = before
        return False

    def name(self) -> str | None:
        """A word that is no keyword."""
        return self._named(self.word)

    def image_word(self) -> str | None:
        """A part of an image's name, an attribute."""
        return self._named(lambda: self.take(_IMAGE_WORD))

    def _named(self, take: Callable[[], str | None]) -> str | None:
        before = self.at
        word = take()
        quoted = word in ("r", "u", "ur") and self.text[self.at : self.at + 1] in ('"', "'", "`")
        if word is None or word in KEYWORDS or quoted:
            self.at = before
            return None
        return word

    def dotted(self) -> str | None:
        """Names with dots between them."""
        name = self.name()
        while name and self.sign("."):
            more = self.name()
            if not more:
                break
            name += f".{more}"
        return name

    def string(self) -> str | None:
        """A string of a script, its escapes resolved and its white space one blank each."""
        self.skip()
        if not (match := _STRING.match(self.text, self.at)):
            return None
        self.at = match.end()
        inner = match[match.lastindex or 0]
        return inner if match[0].startswith("r") else _unescaped(re.sub(r"\s+", " ", inner))

    def monologue(self, delimiter: str) -> tuple[str, ...] | str | None:
        """The paragraphs of a string in three quotes, one without a delimiter; one text if it is raw."""
        self.skip()
        if not (match := _TRIPLE.match(self.text, self.at)):
            return None
        self.at = match.end()
        inner = match[match.lastindex or 0]
        if match[0].startswith("r"):
            return inner
        inner = re.sub(r" *\n *", "\n", inner)
        paragraphs = [part.strip() for part in (inner.split(delimiter) if delimiter else [inner])]
        blanks = r"\s+" if delimiter else " +"
        return tuple(_unescaped(re.sub(blanks, " ", part)) for part in paragraphs if part)

    def bracketed(self) -> bool:
        """Whether something in brackets comes next, whose ends match; it is taken."""
        open_ = []
        before = self.at
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign in _CLOSING:
                open_.append(_CLOSING[sign])
                self.at += 1
            elif not open_:
                return False
            elif sign == open_[-1]:
                open_.pop()
                self.at += 1
                if not open_:
                    return True
            elif not self._string_or_more():
                break
        self.at = before
        return False

    def _string_or_more(self) -> bool:
        """Take a string, or a stretch of no meaning; False where nothing ends a string."""
        pattern = _PYTHON_STRING if self.text[self.at] in "\"'" else _PLAIN
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match is not None

    def until(self, ends: str) -> str | None:
        """Python up to one of some signs, which is not taken; None where it does not come."""
        start = self.at
        while not self.ends():
            sign = self.text[self.at]
            if sign in ends:
                return self.text[start : self.at]
            if not (self.bracketed() if sign in _CLOSING else self._string_or_more()):
                break
        self.at = start
        return None

    def expression(self, *, operators: bool = True) -> str | None:
        """A simple expression of Python: names, strings, numbers, brackets and what follows them."""
        start = self.at
        while True:
            while self.take(_OPERATOR):
                pass
            if self.ends():
                break
            if not (self.take(_PYTHON_STRING) or self.name() or self.take(_NUMBER) or self.bracketed()):
                break
            while not self.ends():
                if self.sign("."):
                    if not self.word():
                        return None
                elif not self.bracketed():
                    break
            if not operators or not self.take(_OPERATOR):
                break
        return self.text[start : self.at].strip() or None

    def arguments(self) -> str | None:
        """Arguments in round brackets, in the form that Ren'Py writes them; None where there are none."""
        before = self.at
        if not self.sign("("):
            return None
        arguments = []
        while not self.sign(")"):
            stars = "**" if self.sign("**") else "*" if self.sign("*") else ""
            state = self.at
            name = None if stars else self.name()
            if name and not (self.sign("=") and not self.text.startswith("=", self.at)):
                self.at, name = state, None
            self.skip()
            value = self.until("),")
            if value is None:
                self.at = before
                return None
            arguments.append(f"{stars}{name}={value}" if name else f"{stars}{value}")
            if self.sign(")"):
                break
            self.sign(",")
        return f"({', '.join(arguments)})"


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return {"{": "{{", "[": "[[", "%": "%%", "n": "\n", "u": ""}.get(match[2], match[2])
