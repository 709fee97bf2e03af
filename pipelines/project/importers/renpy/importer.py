"""The importer of Ren'Py's scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from emogen.errors import RequestError
from emogen.pipelines.project.importers.renpy.characters import Cast
from emogen.pipelines.project.importers.renpy.identifiers import Identifiers
from emogen.pipelines.project.importers.renpy.lines import FileLines, Met
from emogen.pipelines.project.importers.renpy.parsing import Parser
from emogen.pipelines.project.importers.renpy.statements import Assignment, Branch, Node
from emogen.pipelines.project.importers.renpy.tab import is_table, lines_of_table
from emogen.pipelines.project.importers.renpy.translations import Translations
from emogen.pipelines.project.importing import Importer, Source, not_text
from emogen.pipelines.project.languages import language_code
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Speaker


class RenpyImporter(Importer):
    """Ren'Py scripts (.rpy, .rpym) with their translations, and dialogue.tab; identifiers as Ren'Py's own."""

    name = "renpy"
    title = "Ren'Py scripts, their translations and dialogue.tab"
    suffixes = (".rpy", ".rpym", ".tab")

    @classmethod
    def claims(cls, source: Source) -> bool:
        return source.path.suffix.lower() != ".tab" or is_table(source.head)

    def read(self, sources: Sequence[Source]) -> Dialogue:
        return _Reading(sources).dialogue()


class _Reading:
    """A game as far as it was read."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.problems: list[Problem] = []
        self.cast = Cast()
        self.files: list[tuple[Parser, tuple[Node, ...]]] = []
        self.tables: list[tuple[str, str]] = []
        for source in sorted(sources, key=_loaded):
            try:
                text = source.text()
            except RequestError as error:
                self.problems.append(not_text(source, error))
                continue
            if source.path.suffix.lower() == ".tab":
                self.tables.append((source.name, text))
                continue
            parser = Parser(source.name)
            self.files.append((parser, parser.parse(text)))

    def dialogue(self) -> Dialogue:
        translations = Translations()
        for parser, nodes in self.files:
            self._define(nodes)
            translations.take(parser, nodes)
        lines = list(self._lines())
        for name, text in self.tables:
            lines += lines_of_table(text, name, lines, self.cast, self.problems)
        lines = translations.applied(lines, self.cast)
        for parser, _ in self.files:
            for row, name in parser.calls:
                if name in self.cast.names:
                    parser.problem(row, f"what Python has {name} say has no identifier: not imported")
            self.problems += sorted(parser.problems, key=lambda problem: problem.row)
        used = dict.fromkeys(name for line in lines for name in line.variables)
        return Dialogue(
            lines=tuple(lines),
            speakers=tuple(self._speakers(lines)),
            languages={name: language_code(name) for name in translations.languages},
            variables=self.cast.variables(used),
            problems=tuple(self.problems),
        )

    def _define(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if isinstance(node, Assignment):
                self.cast.define(node)
            elif isinstance(node, Branch):
                self._define(node.block)

    def _lines(self) -> Iterable[DialogueLine]:
        identifiers, met = Identifiers(), Met()
        for parser, nodes in self.files:
            said = identifiers.of_file(nodes)
            for row, id in identifiers.shared:
                parser.problem(row, f"another line has the id {id}, too")
            identifiers.shared.clear()
            yield from FileLines(parser, self.cast, met).of(nodes, said)

    def _speakers(self, lines: Iterable[DialogueLine]) -> Iterable[Speaker]:
        for id in dict.fromkeys(line.speaker for line in lines if line.speaker):
            yield Speaker(id, self.cast.filled(self.cast.names.get(id, id)))


def _loaded(source: Source) -> tuple[bool, str]:
    """The order in which Ren'Py loads files: modules last, for they are loaded when they are asked for."""
    path = PurePosixPath(source.name)
    return path.suffix.lower() == ".rpym", str(path.with_suffix(""))
