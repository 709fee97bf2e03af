"""Ren'Py's texts as emogen says them: tags and variables of the engine in emogen's own forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from emogen.conditioning.writer import escaped
from emogen.pipelines.project.lines import Wording

_PIECE: Final = re.compile(
    r"(?P<literal>\{\{|\[\[|【【|%%)|\{(?P<tag>[^{}\n]{0,400})\}|\[(?P<variable>[^\[\]\n]{1,400}(?:\[[^\[\]\n]{0,100}\][^\[\]\n]{0,100}){0,8})\]"
    r"|(?P<open>[\[{])"
)

_LITERAL: Final = {"{{": "{", "[[": "[", "【【": "【", "%%": "%"}

_SILENT: Final = frozenset(
    {
        *("a", "alpha", "alt", "art", "axis", "b", "color", "cps", "fast", "font", "horiz", "i", "image"),
        *("instance", "k", "lig", "nw", "outlinecolor", "plain", "rb", "rt", "s", "sc", "shader", "size"),
        *("space", "u", "vert", "vspace"),
    }
)
"""Tags that change nothing of what is said."""

_HIDDEN: Final = frozenset(("noalt",))
"""Tags around what is shown and not said."""

_WAIT: Final = 0.4
"""Seconds of a wait for the player that does not end the line. Ours."""

_STRESSED: Final = 3
"""Words of the longest stretch in italics or bold that is taken for stress. Ours."""

_KANA: Final = re.compile(r"[\u3040-\u30ff\u30fc\s・]+")
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_CONVERSION: Final = re.compile(r"![a-z]*$")
_END_PAUSE: Final = re.compile(r"(?:\s*<pause [\d.]+s>)+\s*$")


@dataclass(slots=True)
class Reading:
    """A text as it was read.

    Attributes:
        wording: as written and as said.
        variables: names of those in it, in order.
        notes: comments in it.
        unknown: tags that are not Ren'Py's.
        faults: what is wrong with it, a clause each.
    """

    wording: Wording
    variables: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_text(text: str) -> Reading:
    """A text of a say statement or a menu."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.reading = Reading(Wording(text, ""))
        self.pieces: list[str] = []
        self.hidden = 0  # Open tags around what is not said.
        self.open: list[tuple[str, int]] = []  # Tags that are open, and where their pieces begin.
        self.base = ""  # Under a reading that may follow.

    def read(self) -> Reading:
        at = 0
        for match in _PIECE.finditer(self.text):
            self._add(self.text[at : match.start()].replace("]", "\\]"))
            at = match.end()
            if match["literal"]:
                self._add(escaped(_LITERAL[match["literal"]]))
            elif match["tag"] is not None:
                if self._tag(match["tag"]):
                    at = len(self.text)
                    break
            elif match["variable"] is not None:
                self._variable(match["variable"])
            else:
                self.reading.faults.append(f"nothing ends {match[0]!r}")
                self._add(escaped(match[0]))
        self._add(self.text[at:].replace("]", "\\]"))
        spoken = " ".join("".join(self.pieces).split())
        self.reading.wording = Wording(self.text, _END_PAUSE.sub("", spoken))
        return self.reading

    def _add(self, text: str) -> None:
        if text and not self.hidden:
            self.pieces.append(text)

    def _variable(self, inner: str) -> None:
        expression = _CONVERSION.sub("", inner).strip()
        if not _NAME.fullmatch(expression):
            expression = _format_removed(expression)
        name = expression if _NAME.fullmatch(expression) else re.sub(r"[^\w.]+", "_", expression).strip("_.")
        if not name:
            self.reading.faults.append(f"no variable in [{inner}]")
            return
        if name not in self.reading.variables:
            self.reading.variables.append(name)
        self._add(f"{{{name}}}")

    def _tag(self, tag: str) -> bool:
        """Take a tag; True where the text ends for the player."""
        if tag.startswith("#"):
            self.reading.notes.append(tag[1:].strip())
            return False
        name, _, value = tag.partition("=")
        name, value = name.strip(), value.strip()
        if name == "done":
            return True
        if name in ("w", "p"):
            seconds = _seconds(value)
            if value and seconds is None:
                self.reading.faults.append(f"no seconds in {{{tag}}}")
            self._add(f" <pause {_WAIT if seconds is None else min(seconds, 60.0):g}s> ")
        elif name.startswith("/"):
            self._close(name[1:])
        elif name in _HIDDEN:
            self.hidden += 1
        elif name in ("i", "b", "rb", "rt"):
            self.open.append((name, len(self.pieces)))
        elif name and name not in _SILENT and name not in self.reading.unknown:
            self.reading.unknown.append(name)
        return False

    def _close(self, name: str) -> None:
        if name in _HIDDEN:
            self.hidden = max(self.hidden - 1, 0)
            return
        if not self.open or self.open[-1][0] != name:
            return
        _, start = self.open.pop()
        inner = "".join(self.pieces[start:])
        if name == "rb":
            self.base = inner
        elif name == "rt":
            self._ruby(start, inner)
        elif self._is_stress(inner, start):
            self.pieces[start:] = [f"<emphasis>{inner}</emphasis>"]

    def _ruby(self, start: int, reading: str) -> None:
        """A reading beside its word: kana are said in place of it, anything else is not said."""
        del self.pieces[start:]
        if self.base and _KANA.fullmatch(reading) and self.pieces and self.pieces[-1] == self.base:
            self.pieces[-1] = reading
        self.base = ""

    def _is_stress(self, inner: str, start: int) -> bool:
        """Whether a stretch in italics is a part of the line, short enough to be stressed."""
        words = inner.split()
        if not 0 < len(words) <= _STRESSED or "<" in inner or "{" in inner:
            return False
        return any(any(map(str.isalnum, piece)) for piece in self.pieces[:start]) or any(
            map(str.isalnum, self.text.partition(inner)[2].partition("}")[2])
        )


def _format_removed(expression: str) -> str:
    """An expression without a format such as ``:.2f``."""
    return re.sub(r":[^:\]\)]*$", "", expression)


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 3600 else None
