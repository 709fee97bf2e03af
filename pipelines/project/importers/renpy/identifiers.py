"""The identifiers of what is said, as Ren'Py 8 computes them (``translation.Restructurer``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5

from emogen.pipelines.project.importers.renpy.statements import (
    Aside,
    Branch,
    Label,
    Menu,
    Node,
    Say,
)


@dataclass(frozen=True, slots=True)
class Identified:
    """Something said, with its identifier.

    Attributes:
        id: by which Ren'Py finds its translation and its voice.
        alternate: another by which it finds a translation; "" for none.
        label: the label above it.
        say: the statement.
        asides: the statements that belong to it: ``voice``, ``nvl clear``.
    """

    id: str
    alternate: str
    label: str
    say: Say
    asides: tuple[Aside, ...]


class Identifiers:
    """Gives identifiers, file by file in the order in which Ren'Py loads them.

    Attributes:
        taken: identifiers of all files so far.
        shared: those that an ``id`` clause gives to a second line, and its row.
    """

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.shared: list[tuple[int, str]] = []

    def of_file(self, nodes: Sequence[Node]) -> dict[int, Identified]:
        """The words in a file, by the ``id()`` of their statement."""
        file = _File(self.taken)
        file.walk(nodes)
        for identified in file.said.values():
            if identified.id in self.taken or identified.id in file.shared:
                self.shared.append((identified.say.row, identified.id))
        self.taken |= file.own
        return file.said


class _File:
    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.own: set[str] = set()
        self.alternates: set[str] = set()
        self.shared: set[str] = set()
        self.next: dict[str, int] = {}  # The number to be tried next, by identifier without one.
        self.label = ""
        self.alternate = ""
        self.said: dict[int, Identified] = {}

    def walk(self, nodes: Sequence[Node]) -> None:
        group: list[Aside | Say] = []
        for node in nodes:
            if isinstance(node, Label) and not node.hidden:
                if node.name.startswith("_"):
                    self.alternate = node.name
                else:
                    self.label, self.alternate = node.name, ""
            if isinstance(node, Label | Branch):
                self.walk(node.block)
            elif isinstance(node, Menu):
                for choice in node.choices:
                    self.walk(choice.block or ())
            if isinstance(node, Say | Aside):
                group.append(node)
            if group and not isinstance(node, Aside):
                self._close(group)
                group = []
        if group:
            self._close(group)

    def _close(self, group: Sequence[Aside | Say]) -> None:
        """Give a group its identifier."""
        digest = md5(usedforsecurity=False)
        for node in group:
            digest.update(f"{node.code}\r\n".encode("utf-8", "surrogatepass"))
        hashed = digest.hexdigest()[:8]
        id = self._unique(self.label, hashed)
        say = group[-1] if isinstance(group[-1], Say) else None
        alternate = self._unique(self.alternate, hashed) if self.alternate else ""
        if say and say.id:
            id, alternate = say.id, alternate or id
            if id in self.own:
                self.shared.add(id)
        self.own.add(id)
        self.alternates.add(alternate)
        if say:
            asides = tuple(node for node in group if isinstance(node, Aside))
            self.said[place_of(say)] = Identified(id, alternate, self.label, say, asides)

    def _unique(self, label: str, digest: str) -> str:
        base = f"{label.replace('.', '_')}_{digest}" if label else digest
        number = self.next.get(base, 0)
        id = f"{base}_{number}" if number else base
        while id in self.own or id in self.alternates or id in self.taken:
            number += 1
            id = f"{base}_{number}"
        self.next[base] = number
        return id


place_of = id
"""The key of a statement, one of which may be equal to another."""
