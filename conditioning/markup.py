r"""emogen's markup: emotions, stress, pauses, sounds and pronunciations inside a text.

    [sad] I waited. <pause 0.4s> [hope:0.7] *Then* you came. <laugh>

See docs/markup.md for the whole notation. What is not markup is spoken; ``\`` before one of
``\ [ ] < > * { } |`` makes it a character like any other.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from emogen.conditioning.builder import Mark, Place, ScriptBuilder, is_letter
from emogen.conditioning.caret import check_characters, pointing, trimmed
from emogen.conditioning.effects import Effect, Emphasis, Moment, Pronunciation
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.script import PARAGRAPH, SENTENCE, Script
from emogen.conditioning.tags import MOMENTS, TAGS, read_tag
from emogen.conditioning.track import ARROW, easing_of
from emogen.errors import unknown_name

_TOKEN: Final = re.compile(
    r"""
    (?P<words> [^]\s\\[<*{}]+ (?: [ ] [^]\s\\[<*{}]+ )*+ )
  | (?P<gap> \s+ )
  | \\ (?P<escaped> [][\\<>*{}|] )
  | (?P<line> \\ \r?\n )
  | (?P<stars> \*+ )
  | \[ (?P<square> [^][]* ) \]
  | < (?P<slash> /? ) (?P<name> [^\W\d_][\w-]*+ ) (?P<angle> (?: [\s/][^<>]* )? ) >
  | \{ (?P<written> (?: [^{}|\\] | \\. )*+ ) \| (?P<ipa> (?: [^{}|\\] | \\. )*+ ) \}
  | (?P<stray> . )
    """,
    re.VERBOSE | re.DOTALL,
)

_SQUARE: Final = (*MOMENTS, "whisper")
"""Tags that may also stand in square brackets, ``[sigh]`` or ``[sighs]``."""

_ASIDE: Final = re.compile(r"[\d\s.,;:…?!–—-]+")
"""What stands between square brackets that are no tag: ``[1]``, ``[...]``."""

_NAME: Final = re.compile(r"/?([\w-]+)")
_ESCAPED: Final = re.compile(r"\\([][\\<>*{}|])")
_LEVELS: Final = {"*": Emphasis("moderate"), "**": Emphasis("strong")}


def parse_markup(text: str, base: Emotion = NEUTRAL) -> Script:
    """Read a text with markup.

    Args:
        text: of any length; the time it takes is in proportion.
        base: what is felt before the first emotion, and after ``[/]``.

    Raises:
        TextError: what is wrong, where, with a caret under it.
    """
    check_characters(text)
    return _Reader(text, base).read()


@dataclass(frozen=True, slots=True)
class _Open:
    """A span whose end is still to come.

    Attributes:
        name: ``whisper`` and so on; ``*`` or ``**``.
        loose: written in square brackets: the end of the text may end it too.
    """

    name: str
    mark: Mark
    loose: bool = False


class _Reader:
    def __init__(self, text: str, base: Emotion) -> None:
        self.text = text
        self.builder = ScriptBuilder(text, base)
        self.open: list[_Open] = []
        self.names: Counter[str] = Counter()  # Of the open spans.
        self.loose = 0  # How many of them are.

    def read(self) -> Script:
        take = {
            "words": self._words,
            "gap": self._gap,
            "escaped": self._words,
            "line": lambda _: self.builder.gap(SENTENCE),
            "stars": self._stars,
            "square": self._square,
            "angle": self._angle,
            "ipa": self._braces,
            "stray": self._stray,
        }
        for token in _TOKEN.finditer(self.text):
            take[token.lastgroup or ""](token)
        end = (len(self.text), len(self.text))
        while self.open:
            if not self.open[-1].loose:
                raise self._unclosed(self.open[-1])
            self.builder.end(self.open.pop().mark, end)
        return self.builder.build()

    # What is spoken

    def _words(self, token: re.Match[str]) -> None:
        self.builder.say(token[token.lastgroup or 0])

    def _gap(self, token: re.Match[str]) -> None:
        self.builder.gap(PARAGRAPH if token[0].count("\n") > 1 else " ")

    def _stray(self, token: re.Match[str]) -> None:
        """A character that begins or ends a tag, without the rest of it."""
        place = token.span()
        name = _NAME.match(self.text, token.end())
        if token[0] == "<" and name and name[1].lower() in TAGS:
            raise self.builder.error(
                "this tag has no '>'", (place[0], name.end()), fix="Write \\< for a '<'."
            )
        if token[0] in "\\<":
            self.builder.say(token[0])
            return
        other = {"[": "]", "]": "[", "{": "|IPA}", "}": "{"}[token[0]]
        raise self.builder.error(
            f"this {token[0]!r} has no {other!r}", place, fix=f"Write \\{token[0]} to have it in the text."
        )

    # Tags

    def _square(self, token: re.Match[str]) -> None:
        content, place = token["square"], token.span()
        if not content.strip():
            raise self.builder.error("an empty tag", place, fix="Write [neutral], or \\[\\] for brackets.")
        if content.strip() == "/":
            self._back(place)
        elif _ASIDE.fullmatch(content):
            self.builder.speak(token[0])
        else:
            head, *values = content.lower().split()
            name = head.lstrip("/")
            name = name if name in _SQUARE else name.removesuffix("s")
            if name in _SQUARE:
                self._tag(name, values, place, closing=head.startswith("/"), loose=True)
            elif head.startswith("/"):
                raise self.builder.error(
                    "no such end tag", place, fix="[/] goes back to what was felt at the beginning."
                )
            else:
                self._emotion(token.span("square"), place)

    def _emotion(self, inside: Place, place: Place) -> None:
        """An expression, with an arrow behind it if the emotion glides to the next one."""
        start, end = trimmed(self.text, *inside)
        arrow = ARROW.search(self.text, start, end)
        if arrow and arrow.end() < end:
            raise self.builder.error(
                "an emotion after the arrow", (arrow.end(), end),
                fix="End the tag with the arrow; the next tag says where it leads.",
            )  # fmt: skip
        start, end = trimmed(self.text, start, arrow.start() if arrow else end)
        with pointing(self.text, start, end, hint="Write \\[ for a bracket in the text."):
            emotion = Emotion.parse(self.text[start:end])
        self.builder.feel(emotion, easing_of(arrow), place)

    def _back(self, place: Place) -> None:
        """``[/]``: the emotion of the beginning, and what square brackets began ends."""
        while self.loose:
            if not self.open[-1].loose:
                raise self._unclosed(self.open[-1])
            self._close(self.open[-1].name, place)
        self.builder.feel(self.builder.base, "hold", place)

    def _angle(self, token: re.Match[str]) -> None:
        name, values = token["name"].lower(), token["angle"].rstrip("/ ").split()
        if name not in TAGS:
            error = unknown_name("tag", token["name"], TAGS)
            fix = f"{error.fix} Emotions stand in square brackets, SSML in <speak>; write \\< for a '<'."
            raise self.builder.error(error.what, token.span(), fix=fix)
        self._tag(name, values, token.span(), closing=bool(token["slash"]))

    def _tag(self, name: str, values: list[str], place: Place, *, closing: bool, loose: bool = False) -> None:
        if closing:
            self._close(name, place)
            return
        with pointing(self.text, *place):
            effect = read_tag(name, values)
        if isinstance(effect, Moment):
            self.builder.moment(effect, place)
        else:
            self._begin(name, effect, place, loose=loose)

    def _braces(self, token: re.Match[str]) -> None:
        place = token.span()
        with pointing(self.text, *place):
            effect = Pronunciation(_ESCAPED.sub(r"\1", token["ipa"]))
        mark = self.builder.begin(effect, place)
        self.builder.speak(_ESCAPED.sub(r"\1", token["written"]).strip())
        self.builder.end(mark, place)

    def _stars(self, token: re.Match[str]) -> None:
        """Stress begins where a word does and ends where one does; any other star is a star."""
        stars, (start, end) = token[0], token.span()
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        ends = before.strip() and not (after and is_letter(after))
        begins = after.strip() and not (before and is_letter(before))
        if ends and self.names[stars]:
            self._close(stars, (start, end))
        elif begins and stars in _LEVELS:
            self._begin(stars, _LEVELS[stars], (start, end))
        else:
            self.builder.say(stars)

    # Spans

    def _begin(self, name: str, effect: Effect, place: Place, *, loose: bool = False) -> None:
        self.open.append(_Open(name, self.builder.begin(effect, place), loose))
        self.names[name] += 1
        self.loose += loose

    def _close(self, name: str, place: Place) -> None:
        if not self.names[name]:
            raise self.builder.error("this tag ends what has not begun", place)
        span = self.open.pop()
        if span.name != name:
            raise self._unclosed(span)
        self.names[name] -= 1
        self.loose -= span.loose
        self.builder.end(span.mark, place)

    def _unclosed(self, span: _Open) -> Exception:
        fix = "Write \\* for a star." if span.name in _LEVELS else f"Write </{span.name}> where it ends."
        return self.builder.error("nothing ends what begins here", span.mark.place, fix=fix)
