"""gettext: PO and POT, as Godot, Unreal, Unity and translators' tools write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, ClassVar, Final

from emogen.errors import RequestError
from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.remarks import remarks
from emogen.pipelines.project.importers.wording import plain, printf, wording
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.languages import language_of
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Problem, Wording

_CHARSET: Final = re.compile(rb"charset=([\w-]+)")
_KEY: Final = re.compile(r"(?=.*[_./:\d-]|[A-Z]{2,}$)[\w./:-]*\w")
"""``GUARD_HALT``, ``guard.halt``; not ``See`` nor ``No.``"""

_LINE: Final = re.compile(
    r'(?:#.*|(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)?\s*"(?:[^"\\]|\\.)*"\s*|\s*)'
)


@dataclass(frozen=True, slots=True)
class Catalog:
    """A PO file.

    Attributes:
        entries: polib's, obsolete ones too.
        language: as the file names it; "" for a template.
        original: language of the messages, if it says.
        problems: entries that could not be read.
    """

    entries: tuple[Any, ...]
    language: str
    original: str
    problems: tuple[Problem, ...]

    @property
    def keyed(self) -> bool:
        """Whether its messages are ids rather than words: none has a blank or a context."""
        live = [entry for entry in self.entries if not entry.obsolete]
        keys = all(entry.msgctxt is None and _KEY.fullmatch(entry.msgid) for entry in live)
        return keys and any(entry.msgstr and entry.msgstr != entry.msgid for entry in live)

    @property
    def contexts_are_ids(self) -> bool:
        """Whether each context is of one message only."""
        contexts = [entry.msgctxt for entry in self.entries if entry.msgctxt and not entry.obsolete]
        return len(contexts) == len(set(contexts))


class PoImporter:
    """Reads PO and POT files; several of one script, in their languages, are one dialogue.

    A line's id is its context, where each is of one message; otherwise it is made of the message. Messages
    that are keys themselves (``GUARD_HALT``) are ids.
    """

    name: ClassVar[str] = "po"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "gettext's PO and POT"
    suffixes: ClassVar[tuple[str, ...]] = (".po", ".pot")

    @classmethod
    def claims(cls, source: Source) -> bool:
        return "msgid" in source.head

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector = Collector()
        catalogs = list(contents(sources, collector, read_catalog))
        catalogs.sort(key=lambda pair: not _first(pair[1]))
        for source, catalog in catalogs:
            collector.problems(catalog.problems)
            _Reader(collector, source, catalog).read()
        return collector.dialogue()


def _first(catalog: Catalog) -> bool:
    """Whether it is to be read before others: a template, or keys with the words of the script itself."""
    return not catalog.language or (catalog.keyed and language_of(catalog.language).startswith("en"))


def read_catalog(source: Source) -> Catalog:
    """A PO file. An entry that cannot be read is a problem.

    Raises:
        RequestError: the file cannot be read.
    """
    text = _text(source)
    problems: list[Problem] = []
    whole = _parsed(text)
    parts = [(1, whole)] if whole is not None else [(row, _parsed(block)) for row, block in _blocks(text)]
    entries: list[Any] = []
    metadata: dict[str, str] = {}
    for row, part in parts:
        if part is None:
            problems.append(Problem(source.name, row, "the entry is no PO: it is left out"))
            continue
        metadata = metadata or part.metadata
        for entry in part:
            entry.linenum = (entry.linenum or 1) + row - 1
            entries.append(entry)
    language = metadata.get("Language", "").strip() or _language_of_path(source.name)
    original = metadata.get("X-Source-Language", "").strip()
    is_template = source.path.suffix.lower() == ".pot"
    return Catalog(tuple(entries), "" if is_template else language, original, tuple(problems))


def _text(source: Source) -> str:
    raw = source.raw()
    charset = _CHARSET.search(raw[:8192])
    name = charset[1].decode("ascii") if charset else "utf-8"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or name.lower() in ("utf-8", "charset"):
        return source.text()
    try:
        return raw.decode(name).replace("\r\n", "\n")
    except (LookupError, UnicodeError) as error:
        raise RequestError(f"cannot read {source.name}", why=f"it is not in {name}, as it says") from error


def _parsed(text: str) -> Any:
    """polib's reading of a text; None where a line of it is none of a PO file, which polib does not mind."""
    import polib

    if not all(_LINE.fullmatch(line) for line in text.split("\n")):
        return None
    try:
        return polib.pofile(text + "\n")
    except (OSError, ValueError, UnicodeError, IndexError):
        return None


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """The entries of a text, apart by empty lines, with their rows."""
    row = 1
    for block in re.split(r"(\n(?:[ \t]*\n)+)", text):
        if block.strip():
            yield row, block
        row += block.count("\n")


def _language_of_path(name: str) -> str:
    """A language that a file or its folder is named after: ``fr.po``, ``game.fr.po``, ``fr/game.po``."""
    path = PurePosixPath(name)
    parts = [path.stem, *path.stem.split(".")[1:], *re.split(r"[_-](?=\w{2}(?:[_-]\w+)?$)", path.stem)[1:]]
    parts += reversed(path.parent.parts)
    return next((part for part in parts if language_of(part)), "")


class _Reader:
    def __init__(self, collector: Collector, source: Source, catalog: Catalog) -> None:
        self.collector = collector
        self.source = source
        self.catalog = catalog
        self._ids = Ids()
        self._by_context = catalog.contexts_are_ids
        self._keyed_ids = catalog.keyed

    def read(self) -> None:
        collector, catalog = self.collector, self.catalog
        keyed = self._keyed_ids
        if keyed and not len(collector):
            collector.language = catalog.language
        collector.language = collector.language or catalog.original
        if catalog.language:
            code = language_of(catalog.language)
            collector.note(
                f"{self.source.name}: words in {catalog.language} ({code or 'an unknown language'})"
            )
        obsolete = sum(bool(entry.obsolete) for entry in catalog.entries)
        if obsolete:
            collector.note(f"{self.source.name}: {obsolete} obsolete entries are left out")
        for entry in catalog.entries:
            if not entry.obsolete:
                for line in self._keyed(entry) if keyed else self._lines(entry):
                    self._add(line)

    def _add(self, line: DialogueLine) -> None:
        """Add a line, or its translation to the same line of another file."""
        known = self.collector.line(line.id)
        if not self._keyed_ids or known is None or known.file == line.file:
            self.collector.merge(line)
        elif not self.collector.translate(line.id, {self.catalog.language: line.words[""]}):
            what = f"there is another translation of {line.id[:60]!r}, which is kept"
            self.collector.problem(line.file, line.row, what)

    def _keyed(self, entry: Any) -> Iterator[DialogueLine]:
        yield self._line(entry, entry.msgid, {"": self._wording(entry, entry.msgstr)})

    def _lines(self, entry: Any) -> Iterator[DialogueLine]:
        """The line of an entry, and one more for each of its plurals."""
        if entry.msgctxt and self._by_context:
            id = entry.msgctxt
        else:
            id = self._ids.of(entry.msgctxt or "", "", entry.msgid)
        language = self.catalog.language
        forms = entry.msgstr_plural or {0: entry.msgstr}
        for number, translated in sorted(forms.items()):
            own = entry.msgid_plural if number and entry.msgid_plural else entry.msgid
            words = {"": self._wording(entry, own)}
            if language and translated:
                words[language] = self._wording(entry, translated)
            yield self._line(entry, f"{id}[{number}]" if number else id, words)
        if entry.msgid_plural and len(forms) == 1:
            yield self._line(entry, f"{id}[1]", {"": self._wording(entry, entry.msgid_plural)})

    def _wording(self, entry: Any, written: str) -> Wording:
        formats = any(flag.endswith("-format") and not flag.startswith("no-") for flag in entry.flags)
        return wording(written, lambda text: plain(printf(text)) if formats else plain(text))

    def _line(self, entry: Any, id: str, words: dict[str, Wording]) -> DialogueLine:
        said = remarks((entry.comment, entry.tcomment))
        references = [file for file, _ in entry.occurrences]
        others = {
            "references": " ".join(f"{file}:{row}" if row else file for file, row in entry.occurrences),
            "flags": ", ".join(entry.flags),
            "context": "" if entry.msgctxt in (None, id) else entry.msgctxt,
        }
        if "fuzzy" in entry.flags:
            name = self.catalog.language or "its language"
            self.collector.problem(
                self.source.name, entry.linenum, f"the translation into {name} is marked fuzzy"
            )
        return DialogueLine(
            id=id,
            words=words,
            speaker=said.speaker,
            scene=said.scene or (PurePosixPath(references[0]).stem if references else ""),
            file=self.source.name,
            row=entry.linenum or 0,
            direction=said.direction,
            notes=said.notes,
            sound=said.sound,
            others={name: text for name, text in others.items() if text},
        )
