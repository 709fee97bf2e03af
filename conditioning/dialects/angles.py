"""Elements in angle brackets, where they begin and where they end."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import Final

from emogen.conditioning.builder import Place
from emogen.conditioning.dialects.directing import DirectedReader
from emogen.conditioning.dialects.elements import (
    SELF_STANDING,
    Element,
    attributes_of,
    is_element,
    read_element,
)
from emogen.conditioning.dialects.meaning import Meaning
from emogen.conditioning.effects import Moment, Pronunciation, Prosody, Whisper
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.open_span import Open
from emogen.conditioning.tags import TAGS, brief

_OPEN: Final = re.compile(
    r"""</?([^\W\d_][\w:-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"']+))*+)/?""", re.UNICODE
)
"""A tag that lacks its ``>``."""

_CLOSER: Final = re.compile(r"</\s*([^\W\d_][\w-]*+(?::[^\W\d_][\w-]*+)?)", re.UNICODE)
_SKIPPED: Final = 2000
"""Characters within which an element whose words are not said must end."""


class ElementReader(DirectedReader):
    """Reads elements of SSML, of other tools and of HTML."""

    def __init__(self, text: str, base: Emotion) -> None:
        super().__init__(text, base)
        self.closers: defaultdict[str, list[int]] = defaultdict(list)
        for closer in _CLOSER.finditer(text):
            self.closers[_bare(closer[1])].append(closer.start())

    def stray_angle(self, token: re.Match[str]) -> int | None:
        found = _OPEN.match(self.text, token.start())
        if found is None or not _is_element(_bare(found[1])):
            self.builder.say("<")
            return None
        self.builder.note("this tag has no '>'", found.span())
        name, given = _bare(found[1]), attributes_of(found[2])
        if given and (element := self.builder.attempt(partial(read_element, name, given), found.span())):
            self.apply(element.meaning, found.span())
        return found.end()

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
        words = re.sub(r"<[^<>]*>|[\[【][^][【】]*[\]】]|[][【】<>{}*\\]", "", self.text[place[1] : closer])
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
