"""Naninovel: scripts (``.nani``), their localisation documents and managed text (``.txt``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import ClassVar, Final

from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.naninovel_lines import NaninovelScript, spoken
from emogen.pipelines.project.importers.wording import wording
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.languages import language_of
from emogen.pipelines.project.lines import Dialogue, DialogueLine

_DOCUMENT: Final = re.compile(r"^# ?\S+\n; .*\n", re.MULTILINE)
_RECORD: Final = re.compile(r"([\w./-]+)\s*: ?(.*)")


class NaninovelImporter:
    """Reads Naninovel's scripts, and the documents that translate them.

    A line's id is that of its ``|#id|``, or else made of its script, author and words. A line with several
    is several: Naninovel voices each by its id.
    """

    name: ClassVar[str] = "naninovel"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "Naninovel's scripts, localisation documents and managed text"
    suffixes: ClassVar[tuple[str, ...]] = (".nani", ".txt")

    @classmethod
    def claims(cls, source: Source) -> bool:
        """Whether a text file is a document of Naninovel's: by its form, or by its folder."""
        if source.path.suffix.lower() == ".nani":
            return True
        parts = PurePosixPath(source.name).parts[:-1]
        lines = [line.strip() for line in source.head.split("\n")[:-1] if line.strip()[:1] not in ("", ";")]
        records = bool(lines) and all(_RECORD.fullmatch(line) for line in lines)
        return _DOCUMENT.search(source.head) is not None or ("Text" in parts and records)

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector, ids = Collector(), Ids()
        scripts = [source for source in sources if source.path.suffix.lower() == ".nani"]
        translated = [source for source in scripts if _language(source)]
        own = [source for source in scripts if source not in translated]
        for source, text in contents(own, collector, Source.text):
            NaninovelScript(collector, ids, source.name).read(text)
        documents = [*translated, *(source for source in sources if source not in scripts)]
        for source, text in contents(documents, collector, Source.text):
            _read_document(collector, source, text)
        return collector.dialogue()


def _language(source: Source) -> str:
    """The language of a document, by the folder below ``Localization``; "" for the script's own."""
    parts = PurePosixPath(source.name).parts[:-1]
    below = [parts[at + 1] for at, part in enumerate(parts[:-1]) if part == "Localization"]
    named = [part for part in reversed(parts) if part != "Text" and language_of(part)]
    return next(iter(below), "") or next(iter(named), "")


def _read_document(collector: Collector, source: Source, text: str) -> None:
    """Read a document of records ``# id``, ``; words`` and a translation, or ``key: words``."""
    language = _language(source)
    if language:
        collector.named(language)
    id, row = "", 0
    comments: list[str] = []
    words: list[str] = []
    for number, line in enumerate([*text.split("\n"), "# "], 1):
        if line.startswith("# "):
            _record(collector, source, language, (id, row, comments, words))
            id, row, comments, words = line[2:].strip(), number, [], []
        elif line.startswith(";"):
            comments.append(line[1:].strip())
        elif id and line.strip():
            words.append(line.strip())
        elif (match := _RECORD.fullmatch(line.strip())) and not id:
            _record(collector, source, language, (match[1], number, comments, [match[2]]))
            comments = []
        elif line.strip():
            collector.problem(source.name, number, f"no record has this text: {line.strip()[:60]}")


def _record(
    collector: Collector, source: Source, language: str, record: tuple[str, int, list[str], list[str]]
) -> None:
    """Take a translation, or a text of its own."""
    id, row, comments, words = record
    if not id:
        return
    written = "\n".join(words)
    known = collector.line(id)
    if known is not None and language:
        if not written:
            return  # It is not translated yet: the plan says so.
        if not collector.translate(id, {language: wording(written, spoken)}):
            collector.problem(source.name, row, f"there is another translation of {id}, which is kept")
        return
    collector.merge(
        DialogueLine(
            id=id,
            words={"": wording("\n".join(comments) if language else written, spoken)}
            | ({language: wording(written, spoken)} if language and written else {}),
            kind="text",
            scene=PurePosixPath(source.name).stem,
            file=source.name,
            row=row,
            notes=() if language else tuple(comments),
        )
    )
