"""Containers of a compiled Ink story, and the paths between them."""

from __future__ import annotations

from typing import Any, Final

from emogen.errors import RequestError

_DEEPEST: Final = 200
"""Containers within containers that are read. Ours."""


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
