"""A subset of SSML 1.1 (W3C 2010) with the express-as styles of Azure and IBM, read as a script.

Elements: speak, p, s, break, prosody, emphasis, phoneme, say-as, sub, express-as. Anything else is
an error that says so: nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, get_args
from xml.parsers import expat

from emogen.budgets import DEPTH, MARKUP_BYTES
from emogen.conditioning.builder import Mark, Place, ScriptBuilder
from emogen.conditioning.caret import check_characters
from emogen.conditioning.dialects.reader import DialectReader
from emogen.conditioning.effects import Effect
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.markup import Reader
from emogen.conditioning.notes import Reading, refusal
from emogen.conditioning.script import PARAGRAPH, SENTENCE, Markup, Script
from emogen.conditioning.ssml_values import needed, read_effect, read_pause, read_style
from emogen.conditioning.track import EmotionTrack, Keyframe
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

_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*\?>")


def read_script(
    text: str, base: Emotion = NEUTRAL, *, markup: Markup = "auto", strict: bool = False
) -> Script:
    """Read a script.

    Args:
        text: the script.
        base: what is felt where nothing is said about it.
        markup: ``auto`` reads the marks of any tool, never refuses one, and notes what it leaves out
            (``Script.notes``); ``emogen`` and ``ssml`` read only that, and refuse what is none;
            ``plain`` reads words in which nothing is a mark.
        strict: whether what would be noted is an error.

    Raises:
        RequestError: no text; another name of markup; of ``emogen`` and ``ssml``, and if strict of
            ``auto``, all that is wrong, each with its place and a caret under it.
    """
    understood = understand_script(text, base, markup=markup)
    if strict and understood.script.notes:
        raise refusal(understood.source, understood.script.notes)
    return understood.script


@dataclass(frozen=True, slots=True)
class Understood:
    """A script as it was read.

    Attributes:
        source: the text without a byte order mark; places count in it.
        script: what it says. Its notes tell what was left out.
        readings: what each mark became, in order; only ``auto`` and ``emogen`` tell.
    """

    source: str
    script: Script
    readings: tuple[Reading, ...] = ()


def understand_script(text: str, base: Emotion = NEUTRAL, *, markup: Markup = "auto") -> Understood:
    """Read a script, and tell what each mark of it became. Arguments and errors as :func:`read_script`."""
    text = as_text(text, "script").removeprefix("\ufeff")
    match markup:
        case "auto":
            reader: Reader = DialectReader(text, base)
        case "emogen":
            check_characters(text)
            reader = Reader(text, base)
        case "ssml":
            return Understood(text, parse_ssml(text, base))
        case "plain":
            return Understood(text, _felt(Script.plain(text), base))
        case _:
            raise unknown_name("markup", str(markup), get_args(Markup))
    script = reader.read()
    readings = sorted(reader.builder.readings, key=lambda reading: reading.start)
    return Understood(text, script, tuple(readings))


def _felt(script: Script, base: Emotion) -> Script:
    """A script of words only, with what is felt."""
    track = EmotionTrack() if base.is_neutral else EmotionTrack((Keyframe(0, base, "hold"),))
    return replace(script, track=track)


def parse_ssml(text: str, base: Emotion = NEUTRAL) -> Script:
    """Read SSML. Arguments and errors as for :func:`read_script`.

    A document type is refused, so entities cannot be defined and cannot grow.
    """
    MARKUP_BYTES.check(len(text.encode(errors="replace")), "the SSML")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_characters(text)
    return _SsmlReader(text, base).read()


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


class _SsmlReader:
    def __init__(self, text: str, base: Emotion) -> None:
        self.text = text
        self.builder = ScriptBuilder(text, base)
        self.felt = base
        self.open: list[_Element] = []
        self.lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.depth = DEPTH.limit
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
        return self.builder.build()

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
        if len(self.open) >= self.depth:
            raise DEPTH.exceeded("the SSML is nested too deeply")
        if not self.open:
            if name != "speak":
                raise self.builder.error(f"SSML begins with <speak>, not <{tag}>", place)
            self.open.append(_Element(name, place, self.builder.base))
            return
        parent = self.open[-1]
        emotion, effect = parent.emotion, None
        if self._is_known(tag, name, attributes, parent, place):
            done = self.builder.attempt(lambda: self._do(name, attributes, emotion, place), place)
            emotion, effect = done or (emotion, None)
        mark = self.builder.begin(effect, place) if effect else None
        self.open.append(_Element(name, place, emotion, mark))

    def _do(
        self, name: str, attributes: Mapping[str, str], felt: Emotion, place: Place
    ) -> tuple[Emotion, Effect | None]:
        """Do what an element asks for; what is felt in it, and its effect."""
        match name:
            case "p" | "s":
                self.builder.gap(_ENDS[name])
            case "break":
                self.builder.moment(read_pause(attributes), place)
            case "sub":
                self._say(needed(attributes, "alias"), felt, place)
            case "express-as":
                return read_style(attributes)
            case _:
                return felt, read_effect(name, attributes)
        return felt, None

    def _end(self, _: str) -> None:
        element = self.open.pop()
        if element.mark:
            self.builder.end(element.mark, self._place())
        if element.name in _ENDS:
            self.builder.gap(_ENDS[element.name])

    def _characters(self, data: str) -> None:
        element = self.open[-1]
        if element.name == "break" and data.strip():
            self.builder.fault("a break holds no words", element.place, fix="Write <break/>.")
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

    def _is_known(
        self, tag: str, name: str, attributes: Mapping[str, str], parent: _Element, place: Place
    ) -> bool:
        """Whether an element may stand here; if not, that is a fault."""
        faults = len(self.builder.faults)
        if name in _ELSEWHERE:
            self.builder.fault(f"<{tag}> cannot be used here", place, fix=_ELSEWHERE[name])
        elif name not in _ATTRIBUTES:
            self._unknown("element", name, _ATTRIBUTES, place)
        else:
            for attribute in attributes:
                if attribute not in _ATTRIBUTES[name] and not attribute.startswith("xml"):
                    self._unknown(f"attribute of <{tag}>", attribute, _ATTRIBUTES[name], place)
        if parent.name in _LEAVES:
            self.builder.fault(f"<{parent.name}> holds no other elements", place)
        return len(self.builder.faults) == faults

    def _unknown(self, kind: str, name: str, known: Iterable[str], place: Place) -> None:
        error = unknown_name(kind, name, known)
        self.builder.fault(error.what, place, fix=error.fix)
