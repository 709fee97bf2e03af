"""Text with the marks of any tool, read without an option.

:class:`DialectReader` never raises for what stands in a text: what it cannot do is left out, and becomes
a note of the script. What it takes for a mark is never spoken.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from emogen.conditioning.builder import Place, is_letter
from emogen.conditioning.caret import no_text, unprintables
from emogen.conditioning.dialects.asides import Around, parenthesis, starred
from emogen.conditioning.dialects.brackets import BracketReader
from emogen.conditioning.dialects.elements import (
    SELF_STANDING,
    Element,
    attributes_of,
    is_element,
    read_element,
)
from emogen.conditioning.dialects.spans import pairs_of
from emogen.conditioning.dialects.meaning import Meaning
from emogen.conditioning.effects import Emphasis, Moment, Pronunciation, Prosody, Whisper
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.markup import LEVELS, Open
from emogen.conditioning.tags import TAGS, brief, write_tag

_PLAIN: Final = r"[^]\s\\[<*{}(_&（【】]"
_TOKEN: Final = re.compile(
    rf"""
    (?P<words> {_PLAIN}+ (?: [ ] {_PLAIN}+ )*+ )
  | (?P<gap> \s+ )
  | \\ (?P<escaped> [][\\<>*{{}}|()_&（【】] )
  | (?P<line> \\ \r?\n )
  | (?P<stars> \*+ )
  | (?P<lines> _+ )
  | (?P<square> [\[【] )
  | (?P<paren> [(（] )
  | (?P<command> <<[^<>\n]{{1,200}}>> )
  | < (?P<slash> /? ) (?P<name> [^\W\d_][\w-]*+ (?: : [^\W\d_][\w-]*+ )? )
      (?P<angle> (?: [\s/=] (?: =\s*"[^"<]*" | =\s*'[^'<]*' | [^<>] )*+ )? ) >
  | (?P<declared> <[!?] )
  | \{{ (?P<written> (?: [^{{}}|\\] | \\. )*+ ) \| (?P<ipa> (?: [^{{}}|\\] | \\. )*+ ) \}}
  | & (?P<entity> (?: amp|lt|gt|quot|apos|nbsp|\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}} ) ; )
  | (?P<stray> . )
    """,
    re.VERBOSE | re.DOTALL,
)

_STARRED: Final = re.compile(r"(\*{1,3}|_{1,2})(?=[^\s*_])([^*_\n]{1,200}(?<=\S))\1(?![*_])")
_STAR_END: Final = re.compile(r"\S\*")
_REACH: Final = 600
"""Characters within which stress ends that spans lines."""

_MARKED: Final = re.compile(r"[][<({\\\\&*_]")
"""Words with marks in them."""

_PAREN: Final = re.compile(r"[(（]([^][()（）<>*{}\n]{1,120})[)）]")
_CUE: Final = re.compile(r"[ \t]*([^\W\d_][^][\n(){}<>*.!?:,;]{1,38})\s*[ \t]*\(([^][()<>*{}\n]{1,80})\)[ \t]*(:?)")
"""Who speaks, and how: ``MARY (under her breath)``."""

_CLOSER: Final = re.compile(r"</\s*([^\W\d_][\w-]*+(?::[^\W\d_][\w-]*+)?)", re.UNICODE)
_ENDS: Final = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>", "<!": ">"}
_WINDOW: Final = 80
"""Characters around a mark that are looked at."""

_SKIPPED: Final = 2000
"""Characters within which an element whose words are not said must end."""


class DialectReader(BracketReader):
    """Reads a text with the marks of any tool once from left to right."""

    tokens: ClassVar[re.Pattern[str]] = _TOKEN
    forgives: ClassVar[bool] = True

    def __init__(self, text: str, base: Emotion) -> None:
        super().__init__(text, base)
        self.pairs = pairs_of(text)
        self.closers: defaultdict[str, list[int]] = defaultdict(list)
        for closer in _CLOSER.finditer(text):
            self.closers[_bare(closer[1])].append(closer.start())
        for found in unprintables(text):
            self.builder.note(f"{no_text(found[0])}: left out", found.span())
        self.unended: set[str] = set()  # Of _ENDS, those that do not occur any more.
        self.fresh = True  # Whether nothing of the line has been read.

    # What is spoken

    def take_words(self, token: re.Match[str]) -> int | None:
        if self.fresh and (after := self._cue(token.start())):
            return after
        self.fresh = False
        return super().take_words(token)

    def take_escaped(self, token: re.Match[str]) -> int | None:
        self.fresh = False
        self.builder.say(token["escaped"])
        return None

    def take_gap(self, token: re.Match[str]) -> int | None:
        self.fresh = self.fresh or "\n" in token[0]
        return super().take_gap(token)

    def take_entity(self, token: re.Match[str]) -> int | None:
        self.builder.speak(html.unescape(token[0]).replace("\xa0", " "))
        return None

    def take_stray(self, token: re.Match[str]) -> int | None:
        place = token.span()
        if token[0] == "<":
            return self._stray_angle(token)
        if token[0] in "]】":
            self.builder.note(f"this {token[0]!r} has no beginning: left out", place)
        else:
            self.builder.say(token[0])
        return None

    def _stray_angle(self, token: re.Match[str]) -> int | None:
        found = re.compile(r"</?([^\W\d_][\w:-]*)").match(self.text, token.start())
        if found is None or not _is_element(_bare(found[1])):
            self.builder.say("<")
            return None
        self.builder.note("this tag has no '>': left out", found.span())
        return found.end()

    # Stress, stage directions

    def take_stars(self, token: re.Match[str]) -> int | None:
        if self.text[token.end() : token.end() + 1] == "_":  # Of a face.
            self.builder.say(token[0])
            return None
        start, end = token.span()
        ends = start > 0 and not self.text[start - 1].isspace() and not is_letter(self.text[end : end + 1] or " ")
        if ends and self.names[token[0]]:
            return super().take_stars(token)
        after = self._emphasised(token)
        if after is None and self._begins(token) and not _STAR_END.search(self.text, end, end + _REACH):
            self.builder.note(f"this {token[0]!r} has no other: left out", token.span())
            return end
        return after or super().take_stars(token)

    def _begins(self, token: re.Match[str]) -> bool:
        """Whether stars stand where stress may begin."""
        before, after = self.text[max(0, token.start() - 1) : token.start()], self.text[token.end() : token.end() + 1]
        return bool(after.strip()) and not (before and is_letter(before)) and token[0] in LEVELS

    def take_lines(self, token: re.Match[str]) -> int | None:
        start, end = token.span()
        if self.names[token[0]] and not self.text[start - 1].isspace():
            self.close(token[0], (start, end))
            return None
        after = self._emphasised(token)
        if after is None:
            self.builder.say(token[0])
        return after

    def _emphasised(self, token: re.Match[str]) -> int | None:
        """Take words between two marks of a kind: an action, or stress. Where what was taken ends."""
        start = token.start()
        found = _STARRED.match(self.text, start)
        if found is None or not any(map(str.isalnum, found[2])):
            return None
        if is_letter(self.text[start - 1 : start] or " ") or is_letter(self.text[found.end() : found.end() + 1] or " "):
            return None
        place = found.span()
        meaning = starred(found[2], self._around(place))
        effect = Emphasis("moderate" if len(found[1]) == 1 else "strong")
        if meaning is not None:
            self.apply(meaning, place)
        elif _MARKED.search(found[2]):  # They are read one by one, and end at their mark.
            self.begin(found[1], effect, token.span())
            return token.end()
        else:
            mark = self.builder.begin(effect, place)
            self.builder.speak(found[2])
            self.builder.end(mark, place)
            self.builder.became(write_tag(effect), place)
        return found.end()

    def take_paren(self, token: re.Match[str]) -> int | None:
        found = _PAREN.match(self.text, token.start())
        meaning = parenthesis(found[1], self._around(found.span())) if found else None
        if found is None or meaning is None:
            self.fresh = False
            self.builder.say(token[0])
            return None
        self.apply(meaning, found.span())
        return found.end()

    def _cue(self, start: int) -> int | None:
        """Take the name of who speaks with a direction behind it. Where it ends, if it is one."""
        found = _CUE.match(self.text, start)
        name = found[1].strip() if found else ""
        if found is None or not (name.isupper() and len(name) > 1 and len(name.split()) < 5):
            return None
        meaning = parenthesis(found[2], self._around(found.span()), cued=True)
        if meaning is None:
            return None
        place = found.span()
        if self.felt != self.builder.base or self.groups:
            self.back(place)
        self.builder.note(f"{name} is taken for who speaks, and not said", found.span(1))
        self.apply(meaning, (found.start(2) - 1, found.end(2) + 1))
        return found.end()

    def _around(self, place: Place) -> Around:
        start, end = place
        return Around(self.text[max(0, start - _WINDOW) : start], self.text[end : end + _WINDOW])

    # Elements

    def take_command(self, token: re.Match[str]) -> int | None:
        self.builder.note("a command is not spoken: left out", token.span())
        return None

    def take_declared(self, token: re.Match[str]) -> int | None:
        """Comments, sections, declarations: ``<!-- -->``, ``<![CDATA[ ]]>``, ``<?xml ?>``."""
        start = token.start()
        begin = next(begin for begin in _ENDS if self.text.startswith(begin, start))
        end = -1 if begin in self.unended else self.text.find(_ENDS[begin], token.end())
        if end < 0:
            self.unended.add(begin)
            self.builder.note(f"nothing ends this {begin!r}: left out", (start, start + len(begin)))
            return start + len(begin)
        if begin == "<![CDATA[":
            self.builder.speak(self.text[start + len(begin) : end])
        return end + len(_ENDS[begin])

    def take_angle(self, token: re.Match[str]) -> int | None:
        name, place = _bare(token["name"]), token.span()
        if token["slash"]:
            return self._close_element(name, place)
        content = token["angle"]
        if name in TAGS and "=" not in content:
            self.tag(name, content.rstrip("/ ").split(), place, closing=False)
            return None
        if content.startswith("="):  # <color=red>
            content = f" value{content}"
        element = self.builder.attempt(partial(read_element, name, attributes_of(content)), place)
        if element is None:
            element = Element()
        elif not element.known and self.text[place[0] - 1 : place[0]].isalnum() and "=" not in content:
            self.builder.say("<")  # Of a sum: a<b and c>d.
            return place[0] + 1
        elif not element.known:
            self.builder.note(f"unknown tag <{token['name']}>: left out", place)
        return self._open_element(name, element, place, closed=content.rstrip().endswith("/"))

    def _open_element(self, name: str, element: Element, place: Place, *, closed: bool) -> int | None:
        if element.gap:
            self.builder.gap(element.gap)
        if element.says:
            self.builder.speak(element.says)
            self.builder.became(f"said as {element.says!r}", place)
        has_end = not closed and self._ends_ahead(name, place[1])
        if element.mute and has_end:
            end = self.text.find(">", self._next_closer(name, place[1]))
            if 0 <= end - place[1] < _SKIPPED:
                return end + 1
        if has_end and any(isinstance(effect, Pronunciation) for effect in element.meaning.effects):
            return self._exactly(name, element.meaning, place)
        if has_end and self.may_open(place):
            self._hold(name, element, place)
        else:
            self._from_here(name, element.meaning, place, closed=closed)
        return None

    def _exactly(self, name: str, meaning: Meaning, place: Place) -> int:
        """Take words that are said as told; nothing inside them is a mark."""
        closer = self._next_closer(name, place[1])
        words = re.sub(r"<[^<>]*>|[][<>{}*\\\\]", "", self.text[place[1] : closer])
        effect = next(effect for effect in meaning.effects if isinstance(effect, Pronunciation))
        if words.strip():
            self.builder.exactly(effect, html.unescape(words), place)
            self.builder.became(brief(effect), place)
        end = self.text.find(">", closer)
        return len(self.text) if end < 0 else end + 1

    def _from_here(self, name: str, meaning: Meaning, place: Place, *, closed: bool) -> None:
        """Take an element that nothing ends: manners and prosody last, other effects need their words."""
        kept = tuple(effect for effect in meaning.effects if isinstance(effect, Moment | Whisper | Prosody))
        if len(kept) < len(meaning.effects):
            self.builder.note(f"nothing ends <{name}>: left out", place)
        elif not closed and name not in SELF_STANDING and any(not isinstance(e, Moment) for e in kept):
            self.builder.note(f"nothing ends <{name}>: it holds from here on", place)
        self.apply(replace(meaning, effects=kept), place)

    def _hold(self, name: str, element: Element, place: Place) -> None:
        """Begin an element that ends where its end tag is."""
        felt, said = self.felt, self.builder.length
        self.apply(element.meaning, place, name=name)
        own = self.open.pop() if self.open and self.open[-1].place == place else None
        if own is not None:
            self.open.append(replace(own, felt=felt, gap=element.gap, said=said))
        else:
            self.push(Open(name, (), place, loose=True, felt=felt, gap=element.gap, said=said))

    def _close_element(self, name: str, place: Place) -> int | None:
        if self.names[name]:
            self.close(name, place)
        elif _is_element(name):
            self.builder.note(f"</{name}> ends what has not begun: left out", place)
        else:
            self.builder.note(f"unknown tag </{name}>: left out", place)
        return None

    def _ends_ahead(self, name: str, at: int) -> bool:
        """Whether more ends of this element follow than elements of its name are open."""
        closers = self.closers.get(name, [])
        return len(closers) - bisect_right(closers, at) > self.names[name]

    def _next_closer(self, name: str, at: int) -> int:
        closers = self.closers[name]
        return closers[bisect_right(closers, at)]


def _bare(name: str) -> str:
    """A name in lower case without its prefix."""
    return name.lower().rpartition(":")[2]


def _is_element(name: str) -> bool:
    return name in TAGS or is_element(name)
