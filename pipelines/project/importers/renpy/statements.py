"""Ren'Py's statements, as far as dialogue and its identifiers hang on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SECOND_BLANK: Final = re.compile("(?<= ) ")


@dataclass(frozen=True, slots=True)
class Node:
    """A statement.

    Attributes:
        row: 1-based line of the file.
    """

    row: int


@dataclass(frozen=True, slots=True)
class Say(Node):
    """Something said.

    Attributes:
        who: the expression that names the speaker; None for the narrator.
        what: the text, its escapes resolved, with tags and variables.
        attributes: those of the speaker's picture, from here on.
        briefly: those for this line only, after ``@``.
        arguments: in brackets; "" for none.
        effect: the expression after ``with``.
        waits: whether the player has to click; a menu's caption does not wait.
        id: after the keyword ``id``.
    """

    who: str | None
    what: str
    attributes: tuple[str, ...] = ()
    briefly: tuple[str, ...] = ()
    arguments: str = ""
    effect: str = ""
    waits: bool = True
    id: str = ""

    @property
    def code(self) -> str:
        """The statement in the one form of which Ren'Py takes the hash."""
        parts = [self.who] if self.who else []
        parts += self.attributes
        if self.briefly:
            parts += ["@", *self.briefly]
        parts.append(quoted(self.what))
        if not self.waits:
            parts.append("nointeract")
        if self.id:
            parts += ["id", self.id]
        if self.arguments:
            parts.append(self.arguments)
        if self.effect:
            parts += ["with", self.effect]
        return " ".join(parts)


def quoted(text: str) -> str:
    """A text as Ren'Py writes it in a say statement.

    >>> quoted('a  "b"')
    '"a \\\\  \\\\"b\\\\""'
    """
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
    return f'"{_SECOND_BLANK.sub(lambda _: chr(92) + " ", text)}"'


@dataclass(frozen=True, slots=True)
class Aside(Node):
    """A statement that belongs to what is said after it: ``voice``, ``nvl clear``.

    Attributes:
        code: as written.
        voice: the expression after ``voice``; "" for another statement.
    """

    code: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Label(Node):
    """A label.

    Attributes:
        name: whole, ``global.local``.
        hidden: it gives no identifier its name.
        block: below it.
    """

    name: str
    hidden: bool = False
    block: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """A line of a menu that the player sees.

    Attributes:
        text: as in :class:`Say`.
        block: what follows it; None for a caption.
        condition: when it is offered; "" for always.
    """

    text: str
    block: tuple[Node, ...] | None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Menu(Node):
    """A menu; the line that somebody says in it stands before it."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """A statement with a block that is run: ``if``, ``else``, ``while``, ``init``."""

    block: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """``define`` or ``default``.

    Attributes:
        name: with its store, ``gui.text_size``.
        expression: its value.
        fixed: by ``define``.
    """

    name: str
    expression: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Translation(Node):
    """A translated block.

    Attributes:
        language: Ren'Py's name of it.
        id: of the line.
        block: what is said in its place.
        original: what the comment has that Ren'Py writes above it.
        file, line: where the original stands, by the same.
    """

    language: str
    id: str
    block: tuple[Node, ...]
    original: Say | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Strings(Node):
    """Translated strings, each with the row of ``new``."""

    language: str
    pairs: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class Other(Node):
    """A statement without dialogue."""
