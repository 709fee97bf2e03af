"""The events of a Dialogic timeline that are said or offered, and marks inside their words."""

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
    without_bbcode,
)
from emogen.pipelines.project.lines import DialogueLine, LineKind, Wording

_EVENT: Final = re.compile(
    r"(?i)(?:join|leave|update|jump|label|set|do|audio) .*|return|(?:if|elif|while) .*:|else\s*:"
    r"|(?:VAR|<Empty Text Event>).*"
)
_SHORTCODE: Final = re.compile(r"\[(\w{1,40})(?:\s[^\]]*|)\]")
_VALUES: Final = re.compile(r'\b(\w{1,40})="((?:[^"\\]|\\.){0,500})"')
_TEXT: Final = re.compile(
    r'(?:(?:"(?P<quoted>[^"\n]*)"|(?P<name>[^(:\s\[<]{1,100}))(?:\s{0,9}\((?P<portrait>[^()]{0,100})\))?\s{0,9}(?<!\\):)?(?P<text>.*)',
    re.DOTALL,
)
_ID: Final = re.compile(r"\s?#id:(\S{1,100})\s{0,9}$")
_CHOICE_END: Final = re.compile(r"\s?(?:\|\s{0,9}\[|\[if |\[else=).*$", re.DOTALL)

_RANDOM: Final = re.compile(r"(?<!\\)<([^<>/]{1,300})/[^<>]{0,1000}>")
_PAUSE: Final = re.compile(r"\[pause\s*=\s*([\d.]+)!?\s*\]")
_BOX: Final = re.compile(r"\[(?:n\+?|p|aa|nt|ns|input|signal|speed|lspeed)\]")
_VALUE: Final = re.compile(r"(?<!\\)\{([^{}]{1,300})\}")


class Timeline:
    """Reads one timeline into a collector."""

    def __init__(self, collector: Collector, ids: Ids, file: str) -> None:
        self.collector = collector
        self.file = file
        self.scene = PurePosixPath(file).stem
        self._ids = ids
        self._sound = ""  # Of the voice event above.
        self._label = ""

    def read(self, text: str) -> None:
        """Read the whole file."""
        rows = text.split("\n")
        at = 0
        while at < len(rows):
            first, event = at, rows[at].strip()
            while event.endswith("\\") and at + 1 < len(rows):
                at += 1
                event = f"{event[:-1]}\n{rows[at].strip()}"
            at += 1
            if event and not re.match(r"#(?!id:)", event):
                self._event(event, first + 1)

    def _event(self, event: str, row: int) -> None:
        if event.startswith("- "):
            choice = _ID.search(event)
            text = _CHOICE_END.sub("", _ID.sub("", event[2:]))
            self._add(event[2:], text.strip(), row, "choice", id=choice[1] if choice else "")
        elif match := _SHORTCODE.fullmatch(event):
            if match[1].lower() == "voice":
                values = dict(_VALUES.findall(event))
                self._sound = values.get("path", "").removeprefix("res://")
        elif _EVENT.fullmatch(event):
            self._label = event[6:].strip() if event.lower().startswith("label ") else self._label
        else:
            self._text(event, row)

    def _text(self, event: str, row: int) -> None:
        told = _ID.search(event)
        match = _TEXT.fullmatch(_ID.sub("", event))
        words = match["text"] if match else event
        speaker = (match["quoted"] or match["name"] or "").strip() if match else ""
        portrait = (match["portrait"] or "").strip() if match else ""
        self._add(
            event,
            words.strip().removeprefix("\\"),
            row,
            "line",
            id=told[1] if told else "",
            speaker="" if speaker == "_" else speaker,
            portrait=portrait,
        )

    def _add(
        self,
        written: str,
        text: str,
        row: int,
        kind: LineKind,
        *,
        id: str,
        speaker: str = "",
        portrait: str = "",
    ) -> None:
        if _RANDOM.search(text):
            self.collector.problem(
                self.file, row, "its words vary from time to time: the first of them are said"
            )
        direction = directions([portrait]) if portrait else ""
        self.collector.add(
            DialogueLine(
                id=id or self._ids.of(self.scene, speaker, text),
                words={"": Wording(written, tidy(spoken(text)))},
                speaker=speaker,
                kind=kind,
                scene=self._label or self.scene,
                file=self.file,
                row=row,
                direction=direction,
                sound=self._sound if kind == "line" else "",
                others={"portrait": portrait} if portrait else {},
            )
        )
        self._sound = ""


def spoken(words: str) -> str:
    """Words without the marks of Dialogic and Godot's formatting.

    >>> spoken("<Hello/Hi> and welcome to[portrait=sad]...[pause=0.5] {Player.Name}?")
    'Hello and welcome to...<pause 0.5s> {Player.Name}?'
    """
    text = _RANDOM.sub(r"\1", words.replace("<br>", " "))
    text = _BOX.sub(" ", with_waits_hidden(text, _PAUSE))
    text = without_bbcode(text).replace("\\:", ":").replace("[br]", " ")
    text = _VALUE.sub(lambda match: variable(match[1]), text)
    return with_pauses(text)
