"""XLIFF 1.2 and 2.x, as translators' tools, Unity, Xcode and Angular write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar, Final

from emogen.pipelines.project.importers.collecting import Collector, contents
from emogen.pipelines.project.importers.remarks import remarks
from emogen.pipelines.project.importers.wording import plain, tidy
from emogen.pipelines.project.importers.xml_tree import Node, read_xml
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Wording

_CODES: Final = frozenset({"bpt", "ept", "it", "ph", "x", "bx", "ex", "sc", "ec", "sm", "em", "cp", "sub"})
"""Elements inside words that hold codes rather than words."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A text of an XLIFF file.

    Attributes:
        id: its name (``resname`` in 1.2, ``name`` in 2.x), or else its id.
        number: its id, where that is another one.
        row: of the file.
        source, target: its words, as the file has them and without its codes; None where there are none.
        state: of the translation.
        notes: beside it.
    """

    id: str
    number: str
    row: int
    source: Wording
    target: Wording | None
    state: str
    notes: tuple[str, ...]


class XliffImporter:
    """Reads XLIFF files; several of one script, in their languages, are one dialogue."""

    name: ClassVar[str] = "xliff"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "XLIFF 1.2 and 2.x"
    suffixes: ClassVar[tuple[str, ...]] = (".xlf", ".xliff")

    @classmethod
    def claims(cls, source: Source) -> bool:
        return "xliff" in source.head

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector = Collector()
        for source, root in contents(sources, collector, read_xml):
            for file in root.every("file"):
                _read_file(collector, source, root.attributes, file)
        return collector.dialogue()


def _read_file(collector: Collector, source: Source, top: Mapping[str, str], file: Node) -> None:
    own = file.attributes.get("source-language") or top.get("srcLang", "")
    language = file.attributes.get("target-language") or top.get("trgLang", "")
    if own and not collector.language:
        collector.language = own
    collector.note(f"{source.name}: {own or 'no language'} into {language or 'none'}")
    scene = PurePosixPath(file.attributes.get("original", "").replace("\\", "/")).stem
    for unit in _units(file):
        if not unit.id:
            collector.problem(source.name, unit.row, "the unit has no id")
        collector.merge(_line(source, unit, language, scene))
        if unit.state in ("needs-translation", "needs-review-translation", "needs-adaptation", "initial"):
            collector.problem(source.name, unit.row, f"the translation is marked {unit.state}")


def _units(file: Node) -> Iterator[Unit]:
    for node in file.every("trans-unit", "unit"):
        number = node.attributes.get("id", "")
        name = node.attributes.get("resname") or node.attributes.get("name") or ""
        segments = list(node.every("segment")) if node.tag == "unit" else [node]
        pairs = [(segment.child("source"), segment.child("target")) for segment in segments]
        state = next((target.attributes.get("state", "") for _, target in pairs if target), "")
        if node.tag == "unit":
            state = next((segment.attributes.get("state", "") for segment in segments), "")
        targets = [target for _, target in pairs if target]
        yield Unit(
            id=name or number,
            number=number if name and name != number else "",
            row=node.row,
            source=_wording([words for words, _ in pairs if words]),
            target=_wording(targets) if any(target.parts for target in targets) else None,
            state=state,
            notes=tuple(_notes(node)),
        )


def _wording(segments: Sequence[Node]) -> Wording:
    """The words of segments; a blank parts those that have none at their ends."""
    texts = [segment.text(_CODES) for segment in segments]
    written = "".join(segment.inner() for segment in segments)
    return Wording(written, tidy(plain(" ".join(texts))))


def _notes(node: Node) -> Iterator[str]:
    for note in node.every("note", "context"):
        text = note.text().strip()
        kind = note.attributes.get("category") or note.attributes.get("context-type") or ""
        if text and (note.tag == "note" or kind.startswith("x-")):
            kind = kind.removeprefix("x-")
            yield f"{kind}: {text}" if kind and ":" not in text else text


def _line(source: Source, unit: Unit, language: str, scene: str) -> DialogueLine:
    said = remarks(unit.notes)
    words = {"": unit.source}
    if language and unit.target:
        words[language] = unit.target
    others = {"id": unit.number, "state": unit.state}
    return DialogueLine(
        id=unit.id,
        words=words,
        speaker=said.speaker,
        scene=said.scene or scene,
        file=source.name,
        row=unit.row,
        direction=said.direction,
        notes=said.notes,
        sound=said.sound,
        others={name: text for name, text in others.items() if text},
    )
