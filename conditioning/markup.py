r"""emogen's markup: emotions, stress, pauses, sounds and pronunciations inside a text.

    [sad] I waited. <pause 0.4s> [hope:0.7] *Then* you came. <laugh>

See docs/markup.md for the whole notation. What is not markup is spoken; ``\`` before one of
``\ [ ] < > * { } | ( ) _ &`` makes it a character like any other.

:class:`Reader` reads it mark by mark and collects what is wrong; the reader of other tools' dialects
(:mod:`emogen.conditioning.dialects.reader`) is one, with more marks.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import ClassVar, Final

from emogen.conditioning.builder import Place, ScriptBuilder
from emogen.conditioning.caret import check_characters, trimmed
from emogen.conditioning.effects import Effect, Emphasis, Moment, Pronunciation
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.open_span import Open
from emogen.conditioning.places import is_letter
from emogen.conditioning.script import PARAGRAPH, SENTENCE, Script
from emogen.conditioning.tags import MOMENTS, TAGS, read_tag, write_tag
from emogen.conditioning.track import ARROW, easing_of
from emogen.errors import unknown_name

_TOKEN: Final = re.compile(
    r"""
    (?P<words> [^]\s\\[<*{}]+ (?: [ ] [^]\s\\[<*{}]+ )*+ )
  | (?P<gap> \s+ )
  | \\ (?P<escaped> [][\\<>*{}|()_&（【】] )
  | (?P<line> \\ \r?\n )
  | (?P<stars> \*+ )
  | \[ (?P<square> [^][]* ) \]
  | < (?P<slash> /? ) (?P<name> [^\W\d_][\w-]*+ ) (?P<angle> (?: [\s/][^<>]* )? ) >
  | \{ (?P<written> (?: [^{}|\\] | \\. )*+ ) \| (?P<ipa> (?: [^{}|\\] | \\. )*+ ) \}
  | (?P<stray> . )
    """,
    re.VERBOSE | re.DOTALL,
)

SQUARE: Final = (*MOMENTS, "whisper")
"""Tags that may also stand in square brackets, ``[sigh]`` or ``[sighs]``."""

ASIDE: Final = re.compile(r"[\d\s.,;:…?!–—-]+")
"""What stands between square brackets that are no tag: ``[1]``, ``[...]``."""

_NAME: Final = re.compile(r"/?([\w-]+)")
_ESCAPED: Final = re.compile(r"\\([][\\<>*{}|()_&（【】])")
LEVELS: Final = {"*": Emphasis("moderate"), "**": Emphasis("strong")}


def parse_markup(text: str, base: Emotion = NEUTRAL) -> Script:
    """Read a text in emogen's own markup, and refuse what is none.

    Args:
        text: of any length; the time it takes is in proportion.
        base: what is felt before the first emotion, and after ``[/]``.

    Raises:
        TextError: all that is wrong, each with its place and a caret under it.
    """
    check_characters(text)
    return Reader(text, base).read()


class Reader:
    """Reads a text once from left to right. ``tokens`` has a method of its name for each group."""

    tokens: ClassVar[re.Pattern[str]] = _TOKEN
    forgives: ClassVar[bool] = False

    def __init__(self, text: str, base: Emotion) -> None:
        self.text = text
        self.builder = ScriptBuilder(text, base, forgives=self.forgives)
        self.felt = base
        self.open: list[Open] = []
        self.names: Counter[str] = Counter()  # Of the open spans.
        self.loose = 0  # How many of them are.

    def read(self) -> Script:
        """The script.

        Raises:
            TextError: all that is wrong, unless the reader forgives it.
        """
        at = 0
        while token := self.tokens.match(self.text, at):
            take = getattr(self, f"take_{token.lastgroup}")
            at = take(token) or token.end()
        self.finish()
        return self.builder.build()

    def finish(self) -> None:
        end = (len(self.text), len(self.text))
        while self.open:
            span = self.open.pop()
            if not span.loose:
                self.unclosed(span)
            self.end_span(span, end)

    # What is spoken

    def take_words(self, token: re.Match[str]) -> int | None:
        self.builder.say(token[token.lastgroup or 0])
        return None

    take_escaped = take_words

    def take_gap(self, token: re.Match[str]) -> int | None:
        self.builder.gap(PARAGRAPH if token[0].count("\n") > 1 else " ")
        return None

    def take_line(self, _: re.Match[str]) -> int | None:
        self.builder.gap(SENTENCE)
        return None

    def take_stray(self, token: re.Match[str]) -> int | None:
        """A character that begins or ends a tag, without the rest of it."""
        place = token.span()
        name = _NAME.match(self.text, token.end())
        if token[0] == "<" and name and name[1].lower() in TAGS:
            self.builder.fault("this tag has no '>'", (place[0], name.end()), fix="Write \\< for a '<'.")
            return name.end()
        if token[0] in "\\<":
            self.builder.say(token[0])
            return None
        other = {"[": "]", "]": "[", "{": "|IPA}", "}": "{"}[token[0]]
        self.builder.fault(
            f"this {token[0]!r} has no {other!r}", place, fix=f"Write \\{token[0]} to have it in the text."
        )
        return None

    # Tags

    def take_square(self, token: re.Match[str]) -> int | None:
        content, place = token["square"], token.span()
        if not content.strip():
            self.builder.fault("an empty tag", place, fix="Write [neutral], or \\[\\] for brackets.")
        elif content.strip() == "/":
            self.back(place)
        elif ASIDE.fullmatch(content):
            self.builder.speak(token[0])
        elif not self.own_square(content, place):
            if content.lstrip().startswith("/"):
                self.builder.fault(
                    "no such end tag", place, fix="[/] goes back to what was felt at the beginning."
                )
            else:
                self.emotion(token.span("square"), place)
        return None

    def own_square(self, content: str, place: Place) -> bool:
        """Take a sound, pause or whisper in square brackets, and tell whether it is one."""
        head, *values = content.lower().split()
        name = head.lstrip("/")
        name = name if name in SQUARE else name.removesuffix("s")
        if name in SQUARE:
            self.tag(name, values, place, closing=head.startswith("/"), loose=True)
        return name in SQUARE

    def emotion(self, inside: Place, place: Place) -> bool:
        """Take an expression, with an arrow behind it if the emotion glides to the next one, and tell
        whether it could be read."""
        start, end = trimmed(self.text, *inside)
        arrow = ARROW.search(self.text, start, end)
        if arrow and arrow.end() < end:
            self.builder.fault(
                "an emotion after the arrow", (arrow.end(), end),
                fix="End the tag with the arrow; the next tag says where it leads.",
            )  # fmt: skip
            return False
        start, end = trimmed(self.text, start, arrow.start() if arrow else end)
        emotion = self.builder.attempt(
            partial(Emotion.parse, self.text[start:end]),
            (start, end),
            hint="Write \\[ for a bracket in the text.",
        )
        if emotion is None:
            return False
        self.builder.feel(emotion, easing_of(arrow), place)
        self.felt = emotion
        self.builder.became(f"{emotion.label} from here on", place)
        return True

    def back(self, place: Place) -> None:
        """``[/]``: the emotion of the beginning, and what square brackets began ends."""
        while self.loose:
            if not self.open[-1].loose:
                self.unclosed(self.open[-1])
            self.end_span(self.pop(), place)
        self.felt = self.builder.base
        self.builder.feel(self.felt, "hold", place, back=True)
        self.builder.became("back to the emotion of the beginning", place)

    def take_angle(self, token: re.Match[str]) -> int | None:
        name, values = token["name"].lower(), token["angle"].rstrip("/ ").split()
        if name in TAGS:
            self.tag(name, values, token.span(), closing=bool(token["slash"]))
        else:
            error = unknown_name("tag", token["name"], TAGS)
            fix = f"{error.fix} Emotions stand in square brackets, SSML in <speak>; write \\< for a '<'."
            self.builder.fault(error.what, token.span(), fix=fix)
        return None

    def tag(self, name: str, values: list[str], place: Place, *, closing: bool, loose: bool = False) -> None:
        """Take one of :data:`TAGS`."""
        if closing:
            self.close(name, place)
            return
        effect = self.builder.attempt(partial(read_tag, name, values), place)
        if effect is None:
            return
        if isinstance(effect, Moment):
            self.builder.moment(effect, place)
            self.builder.became(write_tag(effect), place)
        else:
            self.begin(name, effect, place, loose=loose)

    def take_ipa(self, token: re.Match[str]) -> int | None:
        place = token.span()
        written = _ESCAPED.sub(r"\1", token["written"]).strip()
        effect = self.builder.attempt(partial(Pronunciation, _ESCAPED.sub(r"\1", token["ipa"])), place)
        if effect is None:
            self.builder.speak(written)
            return None
        self.builder.exactly(effect, written, place)
        self.builder.became(f"said as /{effect.ipa}/", place)
        return None

    def take_stars(self, token: re.Match[str]) -> int | None:
        """Stress begins where a word does and ends where one does; any other star is a star."""
        stars, (start, end) = token[0], token.span()
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        ends = before.strip() and not (after and is_letter(after))
        begins = after.strip() and not (before and is_letter(before))
        if ends and self.names[stars]:
            self.close(stars, (start, end))
        elif begins and stars in LEVELS:
            self.begin(stars, LEVELS[stars], (start, end))
        else:
            self.builder.say(stars)
        return None

    # Spans

    def begin(self, name: str, effect: Effect, place: Place, *, loose: bool = False, group: str = "") -> None:
        """Begin a span of an effect."""
        mark = self.builder.begin(effect, place)
        self.push(Open(name, (mark,), place, loose, group, (effect,)))
        self.builder.became(write_tag(effect), place)

    def push(self, span: Open) -> None:
        self.open.append(span)
        self.names[span.name] += 1
        self.loose += span.loose

    def close(self, name: str, place: Place) -> None:
        """End the innermost span of this name; what began inside it ends too, and should not."""
        if not self.names[name]:
            self.builder.fault("this tag ends what has not begun", place)
            return
        while (span := self.pop()).name != name:
            self.unclosed(span)
            self.end_span(span, place)
        self.end_span(span, place)

    def pop(self) -> Open:
        span = self.open.pop()
        self.names[span.name] -= 1
        self.loose -= span.loose
        return span

    def end_span(self, span: Open, place: Place) -> None:
        for mark in span.marks:
            self.builder.end(mark, place)

    def unclosed(self, span: Open) -> None:
        fix = "Write \\* for a star." if span.name in LEVELS else f"Write </{span.name}> where it ends."
        self.builder.fault("nothing ends what begins here", span.place, fix=fix)
