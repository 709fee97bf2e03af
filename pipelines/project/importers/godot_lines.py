"""The lines of a Dialogue Manager script: titles, who says what, responses, and marks inside words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from emogen.pipelines.project.importers.collecting import Collector, Ids
from emogen.pipelines.project.importers.columns import ROLES
from emogen.pipelines.project.importers.directing import directions
from emogen.pipelines.project.importers.wording import (
    tidy,
    variable,
    with_pauses,
    with_waits_hidden,
    without_bbcode,
)
from emogen.pipelines.project.lines import DialogueLine, LineKind, Wording

_COMMAND: Final = re.compile(
    r"(?:import \"|using |(?:if|elif|else if|while|match|when) |else\b|do!? |set |\$>|=><? ?|~)"
)
_RANDOM: Final = re.compile(r"%[\d.]*(?: ?\[if .+? /\])? ?")
_ID: Final = re.compile(r"\s?\[ID:([^\]]{0,300})\]")
_TAGS: Final = re.compile(r"\s?\[#([^\]]{0,500})\]")
_CONDITION: Final = re.compile(r"\s?\[if [^\]]{0,300}/\]")
_GOTO: Final = re.compile(r"(?<!\s)\s{0,20}=><? ?[\w/!{}.()\"' ]{1,200}$")
_NAME: Final = re.compile(
    r"((?:[^:\\\[{]|\\.|\{\{[^{}]{0,200}\}\}|\{){1,200}?)(?<!\\):(?:\s+|$)(.*)", re.DOTALL
)

_RANDOM_WORDS: Final = re.compile(r"\[\[([^\[\]]{0,500})\]\]")
_BRANCH: Final = re.compile(
    r"\[if [^\]]{0,300}\]((?:(?!\[if |\[/if\]|\[else\]|\[elif ).){0,1000})"
    r"(?:\[(?:else|elif [^\]]{0,300})\](?:(?!\[if |\[/if\]).){0,1000})?\[/if\]",
    re.DOTALL,
)
_WAIT: Final = re.compile(r"\[wait(?:\s*=\s*|\s+|)([^\[\]=]{0,100})\]")
_RUN: Final = re.compile(
    r"\[(?:do!?|set|\$>{1,2}|next|speed|jump|call|if|else|/if|/speed)(?!\w)[^\]]{0,500}\]"
)
_VALUE: Final = re.compile(r"\{\{([^{}]{0,300})\}\}")
_IMAGE: Final = re.compile(r"\[img\b[^\]]{0,300}\][^\[\]]{0,300}\[/img\]")


@dataclass(slots=True)
class _Line:
    """A line as it is put together.

    Attributes:
        row, indent: where it begins.
        kind: line or choice.
        text: with all marks, without what stands before a response or random line.
        notes: comments for translators above it.
    """

    row: int
    indent: int
    kind: LineKind
    text: str
    notes: list[str] = field(default_factory=list)


class Script:
    """Reads one ``.dialogue`` file into a collector."""

    def __init__(self, collector: Collector, ids: Ids, file: str) -> None:
        self.collector = collector
        self.file = file
        self.title = PurePosixPath(file).stem
        self._ids = ids
        self._line: _Line | None = None
        self._notes: list[str] = []

    def read(self, text: str) -> None:
        """Read the whole file."""
        for number, row in enumerate(text.split("\n"), 1):
            bare = row.strip()
            if not bare:
                self._finish()
            elif bare.startswith("##"):
                self._notes.append(bare.lstrip("# "))
            elif not bare.startswith("#"):
                self._row(number, len(row) - len(row.lstrip("\t ")), bare)
        self._finish()

    def _row(self, number: int, indent: int, bare: str) -> None:
        if bare.startswith("~"):
            self._finish()
            self.title = bare.lstrip("~ ").strip() or self.title
            return
        bare = bare[1:].lstrip() if bare.startswith("|") else bare
        if (match := _RANDOM.match(bare)) and match.end() < len(bare):
            bare = bare[match.end() :]
        kind: LineKind = "choice" if re.match(r"- ?(?=\S)", bare) else "line"
        if kind == "line" and _COMMAND.match(bare):
            self._finish()
            return
        above = self._line
        if above and above.kind == "line" == kind and indent > above.indent and not _speaker(bare)[0]:
            above.text += "\n" + bare
            return
        self._finish()
        bare = bare[1:].lstrip() if kind == "choice" else bare
        self._line = _Line(number, indent, kind, bare, self._notes)
        self._notes = []

    def _finish(self) -> None:
        """Add the line that was put together, if any."""
        line, self._line = self._line, None
        if line is None:
            return
        ids = _ID.findall(line.text)
        tags = [tag.strip() for group in _TAGS.findall(line.text) for tag in group.split(",") if tag.strip()]
        text = _GOTO.sub("", _CONDITION.sub("", _TAGS.sub("", _ID.sub("", line.text))).rstrip()).strip()
        text = text.replace("[ID:", "")
        speaker, words = _speaker(text)
        values = dict(tag.lstrip("#").partition("=")[::2] for tag in tags)
        told = [value for name, value in values.items() if ROLES.get(name.strip().lower()) == "direction"]
        if "[[" in words or "[if " in words:
            self.collector.problem(
                self.file, line.row, "its words vary from time to time: the first of them are said"
            )
        others = {"tags": ", ".join(tags), "key": "" if ids else words}
        self.collector.add(
            DialogueLine(
                id=ids[0].strip() if ids and ids[0].strip() else self._ids.of(self.title, speaker, words),
                words={"": Wording(line.text, tidy(spoken(words)))},
                speaker=speaker,
                kind=line.kind,
                scene=self.title,
                file=self.file,
                row=line.row,
                direction=", ".join(part for part in (*told, directions(values)) if part),
                notes=tuple(line.notes),
                sound=values.get("voice", "").removeprefix("res://").strip(),
                others={name: value for name, value in others.items() if value},
            )
        )


def _speaker(text: str) -> tuple[str, str]:
    """The speaker of a text, and the words."""
    match = _NAME.fullmatch(text)
    if match is None:
        return "", text
    name = _VALUE.sub(lambda value: variable(value[1]), match[1])
    return _RANDOM_WORDS.sub(lambda words: words[1].split("|")[0], name).strip(), match[2]


def spoken(words: str) -> str:
    """Words without the marks of Dialogue Manager and Godot's formatting.

    >>> spoken("[[Halt|Stop]]! [wait=0.5][shake]Who[/shake] goes, {{name}}?")
    'Halt! <pause 0.5s>Who goes, {name}?'
    """
    text = _RANDOM_WORDS.sub(lambda match: match[1].split("|")[0], words)
    text = _BRANCH.sub(r"\1", _IMAGE.sub("", text))
    text = _RUN.sub("", with_waits_hidden(text, _WAIT))
    text = without_bbcode(text).replace("\\n", " ").replace("\\:", ":")
    text = _VALUE.sub(lambda match: variable(match[1]), text)
    return with_pauses(text)
