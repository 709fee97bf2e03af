"""Translations of Ren'Py's lines: blocks by identifier, strings by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from emogen.pipelines.project.importers.places import inside
from emogen.pipelines.project.importers.renpy.characters import Cast
from emogen.pipelines.project.importers.renpy.parsing import Parser
from emogen.pipelines.project.importers.renpy.python import python_text
from emogen.pipelines.project.importers.renpy.statements import Aside, Branch, Node, Say, Strings, Translation
from emogen.pipelines.project.importers.renpy.wording import Reading, read_text
from emogen.pipelines.project.lines import DialogueLine, Wording

_COMMENT: Final = re.compile(r"\{#[^{}]*\}")


@dataclass(frozen=True, slots=True)
class _Given:
    """A translation, and where it stands."""

    parser: Parser
    node: Translation


class Translations:
    """All translations of a game.

    Attributes:
        languages: Ren'Py's names, in the order in which they were met.
    """

    def __init__(self) -> None:
        self.languages: dict[str, None] = {}
        self._blocks: dict[tuple[str, str], _Given] = {}
        self._strings: dict[tuple[str, str], tuple[Parser, int, str]] = {}

    def take(self, parser: Parser, nodes: Iterable[Node]) -> None:
        """Take the translations of a file."""
        for node in nodes:
            if isinstance(node, Branch):
                self.take(parser, node.block)
            elif isinstance(node, Translation) and node.language != "None":
                self.languages[node.language] = None
                if (node.language, node.id) in self._blocks:
                    parser.problem(
                        node.row, f"{node.id} is translated into {node.language} twice; the last counts"
                    )
                self._blocks[node.language, node.id] = _Given(parser, node)
            elif isinstance(node, Strings) and node.language != "None":
                self.languages[node.language] = None
                for row, old, new in node.pairs:
                    self._strings[node.language, old] = (parser, row, new)

    def applied(self, lines: Sequence[DialogueLine], cast: Cast) -> list[DialogueLine]:
        """The lines with their translations; those that only a translation has, where there is no script."""
        if not any(line.kind == "line" for line in lines):
            lines = [*lines, *self._without_script(cast)]
        used: set[tuple[str, str]] = set()
        translated = [self._translated(line, used) for line in lines]
        for key, given in self._blocks.items():
            if key not in used:
                given.parser.problem(given.node.row, f"no line of the script has the identifier {key[1]}")
        return translated

    def _translated(self, line: DialogueLine, used: set[tuple[str, str]]) -> DialogueLine:
        words, others, variables = dict(line.words), dict(line.others), dict.fromkeys(line.variables)
        for language in self.languages:
            keys = [(language, id) for id in (line.id, line.others.get("alternate", "")) if id]
            key = next((key for key in keys if key in self._blocks), None)
            if line.kind == "line" and key:
                used.add(key)
                readings = self._said(self._blocks[key], language, others)
            elif line.kind == "line":
                continue
            else:
                readings = self._of_string(language, line.words[""].written)
            if readings:
                words[language] = _joined(readings)
                variables |= dict.fromkeys(name for reading in readings for name in reading.variables)
        return replace(line, words=words, others=others, variables=tuple(variables))

    def _said(self, given: _Given, language: str, others: dict[str, str]) -> list[Reading]:
        """The words of a translated block; its sound file goes to the other columns."""
        readings = []
        for node in given.node.block:
            if isinstance(node, Say):
                readings.append(_read(given.parser, node.row, node.what))
            elif isinstance(node, Aside) and node.voice and (name := python_text(node.voice)):
                others[f"voice {language}"] = name
        if len(readings) > 1:
            row, count = given.node.row, len(readings)
            given.parser.problem(row, f"the translation of {given.node.id} says {count} lines: taken as one")
        return readings

    def _of_string(self, language: str, text: str) -> list[Reading]:
        """The translation of a string, which may leave out its comments."""
        for old in (text, _COMMENT.sub("", text)):
            if (language, old) in self._strings:
                parser, row, new = self._strings[language, old]
                return [_read(parser, row, new)]
        return []

    def _without_script(self, cast: Cast) -> Iterator[DialogueLine]:
        """The lines that translations tell of, in their own words where a comment has them."""
        known: set[str] = set()
        for given in self._blocks.values():
            node = given.node
            if node.id in known:
                continue
            known.add(node.id)
            says = [say for say in node.block if isinstance(say, Say)]
            original = node.original or (says[0] if says else None)
            reading = _read(given.parser, node.row, node.original.what) if node.original else None
            yield DialogueLine(
                id=node.id,
                words={"": reading.wording} if reading else {},
                speaker=cast.speaker(original.who if original else None, ""),
                scene=node.id.rpartition("_")[0],
                file=inside(node.file) or given.parser.name,
                row=node.line or node.row,
                notes=tuple(reading.notes) if reading else (),
                variables=tuple(reading.variables) if reading else (),
            )


def _read(parser: Parser, row: int, text: str) -> Reading:
    reading = read_text(text)
    for fault in reading.faults:
        parser.problem(row, fault)
    return reading


def _joined(readings: Sequence[Reading]) -> Wording:
    wordings = [reading.wording for reading in readings]
    return Wording("\n".join(w.written for w in wordings), " ".join(w.spoken for w in wordings if w.spoken))
