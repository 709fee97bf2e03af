"""The statements of a Naninovel script that are said or offered, and marks inside their words."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from emogen.pipelines.project.importers.collecting import Collector, Ids
from emogen.pipelines.project.importers.directing import directions
from emogen.pipelines.project.importers.wording import (
    tidy,
    variable,
    with_pauses,
    with_waits_hidden,
    without_html,
)
from emogen.pipelines.project.lines import DialogueLine, LineKind, Wording

_PREFIX: Final = re.compile(
    r"(?P<name>[^\s:.\[\]{}|\\][^\s:.\[\]{}|\\]{0,99})(?:\.(?P<look>[^\s:.]{1,100}))?: +(?=\S)"
)
_TEXT_ID: Final = re.compile(r"\|#([^|]{0,200})\|")
_COMMAND: Final = re.compile(r"@\s*(\w+)\b(.*)")
_VALUE: Final = re.compile(r'(?<![\w:])(?:(\w{1,40}):)?("(?:[^"\\]|\\.){0,4000}"|[^\s":]{1,4000}(?=\s|$))')

_LONGEST: Final = 4000
"""Letters of a command that are read. Ours."""

_WAIT: Final = re.compile(r"(?<!\\)\[\s{0,9}wait\s{1,9}i?([\d.]{1,20})[^\]]{0,100}\]", re.IGNORECASE)
_INLINE: Final = re.compile(r"(?<!\\)\[[^\]]{0,500}\]")
_VARIABLE: Final = re.compile(r"(?<!\\)\{([^{}]{1,300})\}")
_ESCAPED: Final = re.compile(r"\\([\[\]{}|:@#;\"])")


class NaninovelScript:
    """Reads one ``.nani`` file into a collector."""

    def __init__(self, collector: Collector, ids: Ids, file: str) -> None:
        self.collector = collector
        self.file = file
        self.script = PurePosixPath(file).stem
        self.label = ""
        self._ids = ids
        self._sound = ""  # Of the voice command above.
        self._notes: list[str] = []

    def read(self, text: str) -> None:
        """Read the whole file."""
        for number, row in enumerate(text.split("\n"), 1):
            bare = row.strip()
            if bare.startswith(";"):
                self._notes.append(bare.lstrip("; "))
            elif bare.startswith("@"):
                self._command(bare, number)
            elif bare.startswith("#"):
                self.label = bare.lstrip("# ").strip()
                self._notes = []
            elif bare and not bare.startswith(">"):  # Defines of old versions begin with it.
                self._text(bare, number)
            else:
                self._notes = []

    def _command(self, bare: str, row: int) -> None:
        """Take a choice, a printed text or a voice; other commands say nothing."""
        if len(bare) > _LONGEST:
            self.collector.problem(self.file, row, f"the command is longer than {_LONGEST} letters")
            bare = bare[:_LONGEST]
        match = _COMMAND.match(bare)
        name = match[1].lower() if match else ""
        if match is None or name not in ("choice", "print", "voice", "append"):
            self._notes = []
            return
        values = {
            key.lower(): _unquoted(value) for key, value in _VALUE.findall(_TEXT_ID.sub(_hidden, match[2]))
        }
        text = values.get("", "")
        if name == "voice":
            self._sound = text
            return
        if text:
            kind: LineKind = "choice" if name == "choice" else "line"
            text = re.sub("\ue002([^\ue003]*)\ue003", r"|#\1|", text)
            self._pieces(bare, text, row, kind, values.get("author", ""), values.get("as", ""))

    def _text(self, bare: str, row: int) -> None:
        match = _PREFIX.match(bare)
        name, look = (match["name"], match["look"] or "") if match else ("", "")
        words = bare[match.end() :] if match else bare
        self._pieces(words, words, row, "line", name, look)

    def _pieces(self, written: str, text: str, row: int, kind: LineKind, speaker: str, look: str) -> None:
        """Add a statement as one line, or as one for each of its ids."""
        ids = list(_TEXT_ID.finditer(text))
        ends = [(match.start(), match.end(), match[1].strip()) for match in ids] or [
            (len(text), len(text), "")
        ]
        start = 0
        for number, (end, after, id) in enumerate(ends, 1):
            last = number == len(ends)
            words = text[start:end] + (text[after:] if last else "")
            whole = written if len(ends) == 1 else text[start:after] + (text[after:] if last else "")
            start = after
            if not id and not _INLINE.sub("", words).strip():
                continue  # Commands alone.
            direction = directions([look]) if look and look.lower() != "default" else ""
            self.collector.add(
                DialogueLine(
                    id=id or self._ids.of(self.script, speaker, words),
                    words={"": Wording(whole, tidy(spoken(words)))},
                    speaker=speaker,
                    kind=kind,
                    scene=f"{self.script}.{self.label}" if self.label else self.script,
                    file=self.file,
                    row=row,
                    direction=direction,
                    notes=tuple(self._notes),
                    sound=self._sound,
                    others={"appearance": look} if look else {},
                )
            )
            self._sound = ""
        self._notes = []


def _hidden(match: re.Match[str]) -> str:
    """An id in a form that no value of a command ends at."""
    return f"\ue002{match[1]}\ue003"


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"')
    return value


def spoken(words: str) -> str:
    """Words without Naninovel's inlined commands, ids and formatting.

    >>> spoken("Hello, {name}.[wait 0.5] [i]I am <b>here</b>.|#ab12|")
    'Hello, {name}.<pause 0.5s> I am here.'
    """
    text = with_waits_hidden(_TEXT_ID.sub("", words), _WAIT)
    text = without_html(re.sub(r"<br\s*/?>", " ", _INLINE.sub("", text)))
    text = _VARIABLE.sub(lambda match: variable(match[1]), text)
    text = _ESCAPED.sub(lambda match: match[1] if match[1] in ':@#;"' else match[0], text)
    return with_pauses(text)
