"""Text with the marks of any tool, read without an option.

:class:`DialectReader` never raises for what stands in a text: what it cannot do is left out, and becomes
a note of the script. What it takes for a mark is never spoken.
"""

from __future__ import annotations

import html
import re
from typing import ClassVar, Final

from emogen.conditioning.builder import Place
from emogen.conditioning.caret import no_text, unprintables
from emogen.conditioning.dialects.angles import ElementReader
from emogen.conditioning.dialects.asides import Around, parenthesis, starred
from emogen.conditioning.dialects.brackets import BracketReader
from emogen.conditioning.dialects.pairs import pairs_of
from emogen.conditioning.effects import Emphasis
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.markup import LEVELS
from emogen.conditioning.places import is_letter
from emogen.conditioning.tags import write_tag

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

_MARKED: Final = re.compile(r"[][<({\\&*_]")
"""Words with marks in them."""

_PAREN: Final = re.compile(r"[(（]([^][()（）<>*{}\n]{1,120})[)）]")
_CUE: Final = re.compile(
    r"[ \t]*([^\W\d_][^][\n(){}<>*.!?:,;]{1,38})\s*[ \t]*\(([^][()<>*{}\n]{1,80})\)[ \t]*(:?)"
)
"""Speakers and their parentheticals: ``MARY (under her breath)``."""

_ENDS: Final = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>", "<!": ">"}
_WINDOW: Final = 80
"""Characters around a mark that are looked at."""


class DialectReader(BracketReader, ElementReader):
    """Reads a text with the marks of any tool once from left to right."""

    tokens: ClassVar[re.Pattern[str]] = _TOKEN
    forgives: ClassVar[bool] = True

    def __init__(self, text: str, base: Emotion) -> None:
        super().__init__(text, base)
        self.pairs = pairs_of(text)
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
            return self.stray_angle(token)
        if token[0] in "]】":
            self.builder.note(f"this {token[0]!r} has no beginning: left out", place)
        else:
            self.builder.say(token[0])
        return None

    # Stress, stage directions

    def take_stars(self, token: re.Match[str]) -> int | None:
        if self.text[token.end() : token.end() + 1] == "_":  # Of a face.
            self.builder.say(token[0])
            return None
        start, end = token.span()
        ends = (
            start > 0
            and not self.text[start - 1].isspace()
            and not is_letter(self.text[end : end + 1] or " ")
        )
        if ends and self.names[token[0]]:
            return super().take_stars(token)
        after = self._emphasised(token)
        if after is None and self._begins(token) and not _STAR_END.search(self.text, end, end + _REACH):
            return self._unpaired_star(token)
        return after or super().take_stars(token)

    def _unpaired_star(self, token: re.Match[str]) -> int:
        """Stars that nothing ends: a word behind them that is surely an action is taken for one."""
        word = re.compile(r"[^\W\d_]{3,20}").match(self.text, token.end())
        place = (token.start(), word.end() if word else token.end())
        meaning = starred(word[0], self._around(place)) if word else None
        if (
            meaning is None
            or meaning.kind not in ("sound", "manner")
            or not self._around(place).begins_sentence
        ):
            self.builder.note(f"this {token[0]!r} has no other: left out", token.span())
            return token.end()
        self.builder.note(f"nothing ends {self.text[place[0] : place[1]]!r}: taken for an action", place)
        self.apply(meaning, place)
        return place[1]

    def _begins(self, token: re.Match[str]) -> bool:
        """Whether stars stand where stress may begin."""
        before, after = (
            self.text[max(0, token.start() - 1) : token.start()],
            self.text[token.end() : token.end() + 1],
        )
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
        if is_letter(self.text[start - 1 : start] or " ") or is_letter(
            self.text[found.end() : found.end() + 1] or " "
        ):
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
