"""Fountain screenplays (fountain.io): who says what in which scene, and the parentheticals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import ClassVar, Final

from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.fountain_text import Notes, emphasised, rows_of
from emogen.pipelines.project.importers.wording import tidy
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Wording

_HEADING: Final = re.compile(r"(?i)\s*(?:int|ext|est|int\.?/ext|i/e)(?:[. ]).*")
_FORCED: Final = re.compile(r"\.(?=\w)(.*)")
_NUMBER: Final = re.compile(r"\s*#([^#\s][^#]*)#\s*$")
_SECTION: Final = re.compile(r"#{1,6}(?!#)\s*(.*\S)\s*")
_CHARACTER: Final = re.compile(
    r"(?P<forced>@?)(?P<name>[^()^]*[^()^\s])\s*(?P<more>(?:\([^()]*\)\s*)*)(?P<dual>\^?)\s*"
)
_PARENTHETICAL: Final = re.compile(r"\s*\((.*)\)\s*")
_BEAT: Final = re.compile(r"(?i)\s*(?:a |long |short |small |brief )*(?:beat|pause)s?\.?\s*")
_TITLE: Final = re.compile(r"([A-Za-z][\w ]*):(.*)")
_TITLES: Final = frozenset(
    {
        *("title", "credit", "author", "authors", "source", "notes", "draft date", "date", "contact"),
        *("copyright", "revision", "language", "font", "writer", "writers", "written by", "episode"),
    }
)
_CONTINUED: Final = re.compile(r"(?i)\(\s*(?:cont|continued|more)['’.]?d?\.?\s*\)")
_ID: Final = re.compile(r"(?i)\s*#?id\s*[:=]\s*(\S.*?)\s*")


class FountainImporter:
    """Reads screenplays: each run of words under a character's name is a line, parted by parentheticals.

    A line's id is in a note, ``[[id: x]]``, or made of the number or heading of its scene, its speaker and
    its words, so that an edit elsewhere changes none.
    """

    name: ClassVar[str] = "fountain"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "Fountain screenplays"
    suffixes: ClassVar[tuple[str, ...]] = (".fountain", ".spmd")

    @classmethod
    def claims(cls, source: Source) -> bool:
        return bool(source.head.strip())

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector, ids = Collector(), Ids()
        for source, text in contents(sources, collector, Source.text):
            _Screenplay(collector, ids, source, text).read()
        return collector.dialogue()


@dataclass(slots=True)
class _Speech:
    """Words that one person says in one manner.

    Attributes:
        row: of the file.
        speaker, extension: the name, and what stands behind it: ``V.O.``.
        direction: its parentheticals.
        words: as the screenplay has them, row by row.
        dual: whether it is said together with the speech before it.
    """

    row: int
    speaker: str
    extension: str
    direction: str = ""
    words: list[str] = field(default_factory=list)
    dual: bool = False


class _Screenplay:
    def __init__(self, collector: Collector, ids: Ids, source: Source, text: str) -> None:
        self.collector = collector
        self.source = source
        self.notes = Notes()
        self.rows = rows_of(text, self.notes)
        self.scene = PurePosixPath(source.name).stem
        self.key = self.scene  # What the ids of a scene begin with.
        self._ids = ids

    def read(self) -> None:
        at = self._title_page()
        while at < len(self.rows):
            line = self.rows[at].text
            above = at == 0 or not self.rows[at - 1].text.strip()
            below = at + 1 < len(self.rows) and bool(self.rows[at + 1].text.rstrip("\n"))
            character = _character(line) if above and below and self.rows[at + 1].text.strip() else None
            if character:
                at = self._dialogue(at, character)
                continue
            self._heading(line, above=above)
            at += 1

    def _title_page(self) -> int:
        """Read the title page, and give the index of the first row below it."""
        first = _TITLE.fullmatch(self.rows[0].text) if self.rows else None
        if first is None or first[1].lower() not in _TITLES:
            return 0
        for at, row in enumerate(self.rows):
            if not row.text.strip():
                return at
            match = _TITLE.fullmatch(row.text)
            if match and match[1].lower() == "language":
                self.collector.language = match[2].strip()
        return len(self.rows)

    def _heading(self, line: str, *, above: bool) -> None:
        """Take a scene's heading or a section's title, if a row is one."""
        plain = self.notes.without(line)
        if section := _SECTION.fullmatch(plain):
            self.scene = self.key = section[1]
            return
        forced = _FORCED.fullmatch(plain.strip()) if not plain.startswith("..") else None
        if not above or not (forced or _HEADING.fullmatch(plain)):
            return
        heading = forced[1] if forced else plain
        number = _NUMBER.search(heading)
        self.scene = _NUMBER.sub("", heading).strip()
        self.key = number[1] if number else self.scene

    def _dialogue(self, at: int, speech: _Speech) -> int:
        """Read what stands below a character's name, and give the index of the first row behind it."""
        speech.row = self.rows[at].number
        spoken: list[_Speech] = []
        for index in range(at + 1, len(self.rows)):
            row = self.rows[index]
            if not row.text.strip() and len(row.text) < 2:
                break
            parenthetical = _PARENTHETICAL.fullmatch(self.notes.without(row.text))
            if parenthetical is None:
                speech.row = speech.row if speech.words else row.number
                speech.words.append(row.text)
            elif _BEAT.fullmatch(parenthetical[1]) and speech.words:
                speech.words.append("(pause)")
            elif speech.words:
                spoken.append(speech)
                speech = replace(speech, row=row.number, direction=parenthetical[1].strip(), words=[])
            else:
                speech.direction = ", ".join(filter(None, (speech.direction, parenthetical[1].strip())))
        else:
            index = len(self.rows)
        after = "" if speech.words or not spoken else speech.direction
        spoken += [speech] if speech.words or not spoken else []
        for number, part in enumerate(spoken, 1):
            self._add(part, after if number == len(spoken) else "")
        return index

    def _add(self, speech: _Speech, after: str) -> None:
        text = "\n".join(speech.words)
        notes = self.notes.of(text)
        written = self.notes.without(text).strip("\n")
        spoken = tidy(emphasised(re.sub(r"(?m)^\s*~", "", written)))
        told = next((match[1] for note in notes if (match := _ID.fullmatch(note))), "")
        others = {"extension": speech.extension, "dual": "^" if speech.dual else "", "after": after}
        self.collector.add(
            DialogueLine(
                id=told or self._ids.of(self.key, speech.speaker, written),
                words={"": Wording(written, spoken)},
                speaker=speech.speaker,
                scene=self.scene,
                file=self.source.name,
                row=speech.row,
                direction=speech.direction,
                notes=tuple(note for note in notes if not _ID.fullmatch(note)),
                others={name: value for name, value in others.items() if value},
            )
        )


def _character(line: str) -> _Speech | None:
    """The speaker that a row names; None if it names none."""
    match = _CHARACTER.fullmatch(line.strip())
    if match is None:
        return None
    name = match["name"].strip()
    if not match["forced"] and (
        not name[:1].isalpha() or name != name.upper() or name.lower() == name.upper()
    ):
        return None
    if not match["forced"] and (name[:1] in "!>.#=~" or name.endswith(" TO:") or _HEADING.fullmatch(name)):
        return None
    more = re.findall(r"\(([^()]*)\)", _CONTINUED.sub("", match["more"]))
    return _Speech(0, name, ", ".join(part.strip() for part in more), dual=bool(match["dual"]))
