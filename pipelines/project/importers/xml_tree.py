"""XML of strangers as a tree with rows: no entities, no files outside, a limit on depth."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr

from emogen.budgets import DEPTH
from emogen.errors import BudgetError, RequestError
from emogen.pipelines.project.importing import Source

_DEEPEST: Final = 300
"""Elements inside each other, whatever the budget: Python's own limit is 1000 calls. Ours."""


@dataclass(slots=True)
class Node:
    """An element.

    Attributes:
        tag: its name without a prefix.
        attributes: by their names without a prefix.
        row: 1-based line of the file where it begins.
        parts: text and elements in it, in order.
    """

    tag: str
    attributes: Mapping[str, str]
    row: int
    parts: list[str | Node] = field(default_factory=list)

    def children(self, *tags: str) -> Iterator[Node]:
        """The elements of these names right inside it."""
        return (part for part in self.parts if isinstance(part, Node) and part.tag in tags)

    def child(self, tag: str) -> Node | None:
        """The first element of that name right inside it."""
        return next(self.children(tag), None)

    def every(self, *tags: str) -> Iterator[Node]:
        """The elements of these names at any depth, in order."""
        for part in self.parts:
            if isinstance(part, Node):
                if part.tag in tags:
                    yield part
                yield from part.every(*tags)

    def text(self, without: frozenset[str] = frozenset()) -> str:
        """All text in it but for that in elements of these names."""
        return "".join(
            part if isinstance(part, str) else "" if part.tag in without else part.text(without)
            for part in self.parts
        )

    def inner(self) -> str:
        """Its contents, as XML with escapes only where it has elements."""
        if all(isinstance(part, str) for part in self.parts):
            return self.text()
        return "".join(escape(part) if isinstance(part, str) else part.outer() for part in self.parts)

    def outer(self) -> str:
        """It as XML."""
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        inner = "".join(escape(part) if isinstance(part, str) else part.outer() for part in self.parts)
        return f"<{self.tag}{attributes}>{inner}</{self.tag}>" if inner else f"<{self.tag}{attributes}/>"


def read_xml(source: Source) -> Node:
    """The root of a file.

    Raises:
        RequestError: it cannot be read, is no well-formed XML, is too deep, or has entities.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.sax import make_parser

    builder = _Builder()
    parser: Any = make_parser()
    parser.setContentHandler(builder)
    try:
        parser.parse(io.BytesIO(source.raw()))
    except DefusedXmlException as error:
        raise RequestError(f"cannot read {source.name}", why="its XML has entities of its own") from error
    except BudgetError as error:
        raise BudgetError(f"cannot read {source.name}: {error.what}", why=error.why, fix=error.fix) from error
    except SAXException as error:
        row = getattr(error, "getLineNumber", lambda: 0)()
        why = f"{error.getMessage()}, line {row}" if row else error.getMessage()
        raise RequestError(f"cannot read {source.name}", why=f"it is no XML: {why}") from error
    except (ValueError, LookupError) as error:  # Of an encoding that there is not.
        raise RequestError(f"cannot read {source.name}", why=f"it is no XML: {error}") from error
    return builder.root.child(builder.first) or builder.root


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {}, 0)
        self.first = ""
        self._open = [self.root]
        self._locator: Any = None
        self._depth = min(DEPTH.limit, _DEEPEST)

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - named by xml.sax
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        if len(self._open) > self._depth:
            raise DEPTH.exceeded("its elements are nested too deeply")
        plain = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        node = Node(name.rpartition(":")[2], plain, self._locator.getLineNumber() if self._locator else 0)
        self.first = self.first or node.tag
        self._open[-1].parts.append(node)
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].parts.append(content)
