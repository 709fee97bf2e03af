"""The importer of Yarn Spinner's scripts and tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.directing import directed, directions
from emogen.pipelines.project.importers.places import inside
from emogen.pipelines.project.importers.yarn.script import YarnScript, read_script
from emogen.pipelines.project.importers.yarn.tables import Row, kind_of, rows_of
from emogen.pipelines.project.importers.yarn.wording import Reading, places_of, read_text
from emogen.pipelines.project.importing import Importer, Source
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Wording

_SHADOW: Final = re.compile(r"(?:^|\s)shadow:(\S+)")


class YarnImporter(Importer):
    """Yarn Spinner scripts (.yarn), their tables of strings, metadata and lines, and .yarnproject files."""

    name = "yarn"
    title = "Yarn Spinner scripts and tables of strings"
    suffixes = (".yarn", ".yarnproject", ".csv")

    @classmethod
    def claims(cls, source: Source) -> bool:
        return source.path.suffix.lower() != ".csv" or kind_of(source.head) is not None

    def read(self, sources: Sequence[Source]) -> Dialogue:
        return _Reading(sources).dialogue()


class _Reading:
    """A project as far as it was read."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.problems: list[Problem] = []
        self.scripts: list[tuple[Source, YarnScript]] = []
        self.rows: list[Row] = []
        self.language = ""
        self.collector = Collector()
        for source, text in contents(sources, self.collector, self._text):
            if source.path.suffix.lower() == ".yarn":
                self.scripts.append((source, read_script(text, source.name, self.problems)))
            elif source.path.suffix.lower() == ".yarnproject":
                self._project(source, text)
        self.places: dict[str, tuple[str, ...]] = {}  # Expressions of each line, by its id.
        self.ids = Ids()

    def _text(self, source: Source) -> str:
        if source.path.suffix.lower() == ".csv":
            self.rows += rows_of(source, self.problems)
            return ""
        return source.text()

    def _project(self, source: Source, text: str) -> None:
        try:
            project = json.loads(text)
        except (ValueError, RecursionError) as error:
            self.problems.append(Problem(source.name, 0, f"no project of Yarn Spinner's: {str(error)[:80]}"))
            return
        language = project.get("baseLanguage") if isinstance(project, dict) else None
        self.language = language if isinstance(language, str) else self.language

    def dialogue(self) -> Dialogue:
        metadata = {row["id"]: row for row in self.rows if row.kind == "metadata"}
        for source, script in self.scripts:
            self._add_script(source, script, metadata)
            for name, value in script.variables.items():
                self.collector.variable(name, value)
        for row in self.rows:
            if row.kind == "lines" and row["id"] not in self.collector:
                self._add_row(row, "", row["text"], metadata)
        strings = [row for row in self.rows if row.kind == "strings"]
        own = self._own_language(strings)
        for row in strings:
            if row["language"] != own:
                self._add_string(row, metadata)
        self._add_shadows(metadata)
        self.collector.language = self.language or own
        self.collector.problems(sorted(self.problems, key=lambda problem: (problem.file, problem.row)))
        return self.collector.dialogue()

    def _own_language(self, strings: Iterable[Row]) -> str:
        """The language whose table has the script's own words; "" for none."""
        same: dict[str, bool] = {}
        for row in strings:
            line = self.collector.line(row["id"])
            if line and "" in line.words:
                text = line.words[""].written
                equal = row["text"] in (text, _numbered(text))
                same[row["language"]] = same.get(row["language"], True) and equal
        return next((language for language, equal in same.items() if equal), "")

    # Scripts.

    def _add_script(self, source: Source, script: YarnScript, metadata: Mapping[str, Row]) -> None:
        shadowed = (row for row in metadata.values() if "shadow:" in row["metadata"])
        shadows = {(row["node"], row.line): row["id"] for row in shadowed}
        without: list[int] = []
        for line in script.lines:
            reading = self._read(line.text, source.name, line.row)
            tags = dict(tag.partition(":")[::2] for tag in reversed(line.tags) if ":" in tag)
            id = f"line:{tags['line']}" if tags.get("line") else ""
            shadow = tags.get("shadow", "").removeprefix("line:")
            if not id and shadow:
                id = shadows.get((line.node, line.row), "") or self.ids.of(line.node, "shadow", line.text)
            elif not id:
                id = self.ids.of(line.node, reading.speaker, line.text)
                without.append(line.row)
            self.places[id] = places_of(line.text)
            self.collector.add(
                _line(
                    id,
                    {"": reading.wording},
                    reading,
                    [tag for tag in line.tags if tag.partition(":")[0] not in ("line", "shadow")],
                    kind="choice" if line.option else "line",
                    scene=line.node,
                    file=source.name,
                    row=line.row,
                    notes=line.comments,
                    same_as=f"line:{shadow}" if shadow else "",
                    condition=line.condition,
                )
            )
        if without:
            rows = ", ".join(map(str, without[:5])) + (", ..." if len(without) > 5 else "")
            what = f"{len(without)} lines have no #line: tag and get ids of their words (lines {rows})"
            self.problems.append(Problem(source.name, without[0], what))

    def _read(self, text: str, file: str, row: int, *, id: str = "", wide: bool = False) -> Reading:
        reading = read_text(text, self.places.get(id, ()), wide=wide)
        self.problems += [Problem(file, row, fault) for fault in reading.faults]
        return reading

    # Tables.

    def _add_row(self, row: Row, language: str, text: str, metadata: Mapping[str, Row]) -> None:
        """A line that no script has."""
        reading = self._read(text, row.table, row.number, wide=bool(language))
        tags = metadata[row["id"]]["metadata"].split() if row["id"] in metadata else []
        shadow = next((tag.removeprefix("shadow:") for tag in tags if tag.startswith("shadow:")), "")
        self.collector.add(
            _line(
                row["id"],
                {language: reading.wording},
                reading,
                [tag for tag in tags if not tag.startswith("shadow:")],
                scene=row["node"],
                file=inside(row["file"]) or row.table,
                row=row.line or row.number,
                notes=tuple(_comments(row)),
                same_as=f"line:{shadow.removeprefix('line:')}" if shadow else "",
            )
        )

    def _add_shadows(self, metadata: Mapping[str, Row]) -> None:
        """Lines that only metadata tell of, since they have the words of another."""
        for id, row in metadata.items():
            match = _SHADOW.search(row["metadata"])
            source = self.collector.line(f"line:{match[1].removeprefix('line:')}") if match else None
            if source and id not in self.collector:
                file = inside(row["file"]) or row.table
                line = replace(source, id=id, scene=row["node"], file=file, row=row.line or row.number)
                self.collector.add(replace(line, same_as=source.id, others={}, notes=()))

    def _add_string(self, row: Row, metadata: Mapping[str, Row]) -> None:
        id, language = row["id"], row["language"]
        if not row["text"]:
            self.problems.append(Problem(row.table, row.number, f"{id} has no words in {language or 'it'}"))
            return
        if id not in self.collector:
            if self.scripts:
                what = f"no line of a script has the id {id}"
                self.problems.append(Problem(row.table, row.number, what))
            if not row["original"]:
                self._add_row(row, language, row["text"], metadata)
                return
            self._add_row(row, "", row["original"], metadata)
        if not language:
            self.problems.append(Problem(row.table, row.number, f"{id} has words, and no language"))
            return
        line = self.collector.line(id)
        reading = self._read(row["text"], row.table, row.number, id=id, wide=True)
        wording = reading.wording if line is None or line.speaker else _whole(reading)
        if not self.collector.translate(id, {language: wording}):
            what = f"{id} is translated into {language} twice; the first counts"
            self.problems.append(Problem(row.table, row.number, what))


def _line(
    id: str,
    words: Mapping[str, Wording],
    reading: Reading,
    tags: Sequence[str],
    *,
    scene: str,
    file: str,
    row: int,
    notes: tuple[str, ...],
    same_as: str,
    kind: str = "line",
    condition: str = "",
) -> DialogueLine:
    """A line with what its tags and markup tell."""
    told, others = directed(tags)
    direction = ", ".join(words for words in (told, directions(reading.attributes)) if words)
    kept = {"tags": " ".join(others), "condition": condition}
    return DialogueLine(
        id=id,
        words=words,
        speaker=reading.speaker,
        kind="choice" if kind == "choice" else "line",
        scene=scene,
        file=file,
        row=row,
        direction=direction,
        notes=notes,
        variables=reading.variables,
        same_as=same_as,
        others={name: value for name, value in kept.items() if value},
    )


def _whole(reading: Reading) -> Wording:
    """The words of a translation whose original has no speaker: what stands before a colon is said."""
    if not reading.speaker:
        return reading.wording
    return Wording(reading.wording.written, f"{reading.speaker}: {reading.wording.spoken}")


def _numbered(text: str) -> str:
    """A script's text as tables have it: its expressions are numbers."""
    for number, place in enumerate(places_of(text)):
        text = text.replace(f"{{{place}}}", f"{{{number}}}", 1)
    return text


def _comments(row: Row) -> Iterator[str]:
    comment = row["comment"]
    if comment and not comment.startswith("Line metadata:"):
        yield comment
