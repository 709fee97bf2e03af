"""A subset of SSML 1.1 (W3C 2010) with the express-as styles of Azure and IBM, read as a script.

Elements: speak, p, s, break, prosody, emphasis, phoneme, say-as, sub, express-as. Anything else is
an error that says so: nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Final
from xml.parsers import expat

from emogen.conditioning.builder import Mark, Place, ScriptBuilder
from emogen.conditioning.caret import check_characters, one_error, pointing
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.markup import parse_markup
from emogen.conditioning.script import PARAGRAPH, SENTENCE, Script
from emogen.conditioning.ssml_values import needed, read_effect, read_pause, read_style
from emogen.errors import as_text, unknown_name

_ATTRIBUTES: Final[dict[str, tuple[str, ...]]] = {
    "p": (),
    "s": (),
    "break": ("time", "strength"),
    "prosody": ("rate", "pitch", "volume"),
    "emphasis": ("level",),
    "phoneme": ("alphabet", "ph"),
    "say-as": ("interpret-as", "format"),
    "sub": ("alias",),
    "express-as": ("style", "styledegree"),
}
"""Elements inside speak, with the attributes that are read."""

_ENDS: Final = {"p": PARAGRAPH, "s": SENTENCE}
"""Elements that stand apart from what is before and after them, and by how much."""

_LEAVES: Final = ("break", "phoneme", "say-as", "sub")
"""Elements that hold no other elements."""

_ELSEWHERE: Final = {
    "voice": "The voice is chosen where the script is spoken: take the element out.",
    "lang": "The language is the voice's: take the element out.",
    "audio": "Recordings are mixed in afterwards: take the element out.",
}

_SSML: Final = re.compile(r"\s*<(?:\?xml|!DOCTYPE|speak)[\s>/]", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*\?>")


def read_script(text: str, base: Emotion = NEUTRAL) -> Script:
    """Read a script: SSML if it begins with ``<speak``, ``<?xml`` or ``<!DOCTYPE``, else emogen's markup.

    Args:
        text: the script.
        base: what is felt where nothing is said about it.

    Raises:
        TextError: what is wrong, where, with a caret under it.
    """
    text = as_text(text, "script").removeprefix("\ufeff")
    return parse_ssml(text, base) if _SSML.match(text) else parse_markup(text, base)


def parse_ssml(text: str, base: Emotion = NEUTRAL) -> Script:
    """Read SSML. Arguments and errors as for :func:`read_script`.

    A document type is refused, so entities cannot be defined and cannot grow.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_characters(text)
    return _Reader(text, base).read()


@dataclass(frozen=True, slots=True)
class _Element:
    """An open element.

    Attributes:
        name: without its prefix.
        place: its start tag in the source.
        emotion: what is felt inside.
        mark: the span that it begins, if it does.
    """

    name: str
    place: Place
    emotion: Emotion
    mark: Mark | None = None


class _Reader:
    def __init__(self, text: str, base: Emotion) -> None:
        self.text = text
        self.builder = ScriptBuilder(text, base)
        self.felt = base
        self.open: list[_Element] = []
        self.lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def read(self) -> Script:
        # The declaration goes: what it says of the encoding is no longer true of a str.
        found = _DECLARATION.match(self.text)
        begin = found.end() if found else 0
        source = re.sub(r"[^\n]", " ", self.text[:begin]) + self.text[begin:]
        try:
            self.parser.Parse(source.encode(), True)
        except expat.ExpatError as error:
            raise self._malformed(error) from None
        script = self.builder.build()
        if self.builder.faults:
            raise one_error(self.builder.faults)
        return script

    def _malformed(self, error: expat.ExpatError) -> Exception:
        at = min(self.lines[error.lineno - 1] + error.offset, len(self.text))
        reason = expat.ErrorString(error.code)
        fix = "Write &amp; for & and &lt; for < in the text."
        if reason == expat.errors.XML_ERROR_UNDEFINED_ENTITY:
            fix = "XML knows only &amp; &lt; &gt; &quot; and &apos;: write the character itself."
        elif self.open and reason in (
            expat.errors.XML_ERROR_TAG_MISMATCH,
            expat.errors.XML_ERROR_NO_ELEMENTS,
        ):
            line = self.text.count("\n", 0, self.open[-1].place[0]) + 1
            fix = f"<{self.open[-1].name}> of line {line} is still open here."
        return self.builder.error("this is not well-formed XML", (at, at + 1), why=reason, fix=fix)

    # What expat calls

    def _doctype(self, *_: object) -> None:
        start = self.text.find("<!DOCTYPE")
        place = (start, start + len("<!DOCTYPE"))
        raise self.builder.error("a document type is not allowed", place, fix="Take <!DOCTYPE …> out.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name, place = tag.rpartition(":")[2], self._place()
        if not self.open:
            if name != "speak":
                raise self.builder.error(f"SSML begins with <speak>, not <{tag}>", place)
            self.open.append(_Element(name, place, self.builder.base))
            return
        parent = self.open[-1]
        self._check(tag, name, attributes, parent, place)
        emotion, effect = parent.emotion, None
        with pointing(self.text, *place):
            match name:
                case "p" | "s":
                    self.builder.gap(_ENDS[name])
                case "break":
                    self.builder.moment(read_pause(attributes), place)
                case "sub":
                    self._say(needed(attributes, "alias"), emotion, place)
                case "express-as":
                    emotion, effect = read_style(attributes)
                case _:
                    effect = read_effect(name, attributes)
        mark = self.builder.begin(effect, place) if effect else None
        self.open.append(_Element(name, place, emotion, mark))

    def _end(self, _: str) -> None:
        element = self.open.pop()
        if element.mark:
            self.builder.end(element.mark, self._place())
        if element.name in _ENDS:
            self.builder.gap(_ENDS[element.name])

    def _characters(self, data: str) -> None:
        element = self.open[-1]
        if element.name == "break" and data.strip():
            raise self.builder.error("a break holds no words", element.place, fix="Write <break/>.")
        if element.name != "sub":  # Its words stand for the alias.
            self._say(data, element.emotion, (self._here(), self._here() + 1))

    # What they do

    def _here(self) -> int:
        """Where the parser is in the source."""
        return self.lines[self.parser.CurrentLineNumber - 1] + self.parser.CurrentColumnNumber

    def _place(self) -> Place:
        """The tag that is being read."""
        start = self._here()
        end = self.text.find(">", start)
        return start, len(self.text) if end < 0 else end + 1

    def _say(self, data: str, emotion: Emotion, place: Place) -> None:
        if emotion != self.felt and not data.isspace():
            self.builder.feel(emotion, "hold", place)
            self.felt = emotion
        self.builder.speak(data)

    def _check(
        self, tag: str, name: str, attributes: Mapping[str, str], parent: _Element, place: Place
    ) -> None:
        if name in _ELSEWHERE:
            raise self.builder.error(f"<{tag}> cannot be used here", place, fix=_ELSEWHERE[name])
        with pointing(self.text, *place):
            if name not in _ATTRIBUTES:
                raise unknown_name("element", name, _ATTRIBUTES)
            for attribute in attributes:
                if attribute not in _ATTRIBUTES[name] and not attribute.startswith("xml"):
                    raise unknown_name(f"attribute of <{tag}>", attribute, _ATTRIBUTES[name])
        if parent.name in _LEAVES:
            raise self.builder.error(f"<{parent.name}> holds no other elements", place)
