"""The script: what is said, how it is said, and what is felt on the way.

    script = read_script("[sad] I waited. [hope:0.7] *Then* you came.")
    script.text     "I waited. Then you came."
    script.spans    (Span(10, 14, Emphasis("moderate")),)
    script.track    sad from character 0, hope from character 10

Markup and SSML are two ways of writing the same value: see :mod:`emogen.conditioning.markup` and
:mod:`emogen.conditioning.ssml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from emogen.conditioning.caret import TextError, check_characters
from emogen.conditioning.effects import Effect, Moment
from emogen.conditioning.notes import Note
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError

Markup: TypeAlias = Literal["auto", "emogen", "ssml", "plain"]
"""Which marks of a text are read: those of any tool, one notation's only, or none."""

SENTENCE: Final = "\n"
"""White space in a script's text that ends a sentence whatever the marks around it."""

PARAGRAPH: Final = "\n\n"

_GAP: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"(\S+)(\s*)")
_STOP: Final = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*$")
_SHORT: Final = re.compile(r"^(?:(?:[A-Z]\.)+|(?i:mr|mrs|ms|dr|prof|st|sr|jr|capt|gen|sgt|lt|rev|hon)\.)$")
"""Words whose full stop ends no sentence: initials, and titles that stand before a name."""


@dataclass(frozen=True, slots=True)
class Span:
    """An effect on ``text[start:end]``, or before the character ``start`` when both are equal.

    Attributes:
        start: index of the first character.
        end: index after the last one; equal to ``start`` for a :data:`Moment`, else above it.
        effect: what happens there.
    """

    start: int
    end: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Script:
    """A text to be spoken, with everything that was marked in it.

    Attributes:
        text: exactly what is spoken. White space is a blank, :data:`SENTENCE` or
            :data:`PARAGRAPH`, each between words only.
        spans: effects in the order in which they begin, outer before inner; they nest.
        track: emotion over the characters of ``text``: whole positions, at most ``len(text)``.
        notes: what of the source was left out or understood in part, with its place in the source.
            Scripts that differ in nothing else are equal.

    Raises:
        RequestError: a rule above does not hold.
    """

    text: str
    spans: tuple[Span, ...] = ()
    track: EmotionTrack = field(default_factory=EmotionTrack)
    notes: tuple[Note, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        check_characters(self.text)
        for gap in _GAP.finditer(self.text):
            inside = gap.start() > 0 and gap.end() < len(self.text)
            if not (inside and gap[0] in (" ", SENTENCE, PARAGRAPH)):
                raise TextError(
                    "the white space of a script must be single blanks", self.text, *gap.span(),
                    fix="Use Script.plain, which tidies it.",
                )  # fmt: skip
        _check_spans(self.spans, len(self.text))
        if any(f.time > len(self.text) or f.time != int(f.time) for f in self.track.keyframes):
            raise RequestError("the keyframes of a script must be at whole positions within its text")

    @classmethod
    def plain(cls, text: str) -> Script:
        """A script of words only; nothing in them is markup. Blank lines part paragraphs, all other
        white space is a blank.

        Raises:
            RequestError: control characters, halves of surrogate pairs.
        """
        check_characters(text)
        return cls(_GAP.sub(lambda gap: PARAGRAPH if gap[0].count("\n") > 1 else " ", text.strip()))

    def sentences(self) -> Iterator[tuple[int, int]]:
        """The range of each sentence, with the white space after it: together they are the text.

        A sentence ends with a line, and after ``. ! ? …`` before anything but a small letter;
        initials and titles ("Dr. Who") do not end one.
        """
        start = 0
        for word in _WORD.finditer(self.text):
            end = word.end()
            if end == len(self.text) or SENTENCE in word[2] or _ends_sentence(word[1], self.text[end]):
                yield start, end
                start = end

    def within(self, start: int, end: int) -> Iterator[Span]:
        """The spans that touch ``text[start:end]``: those that share characters with it, and the
        moments from ``start`` to before ``end`` (to ``end`` where the text ends)."""
        for span in self.spans:
            if span.start == span.end:
                if start <= span.start < end or span.start == end == len(self.text):
                    yield span
            elif span.start < end and span.end > start:
                yield span

    def markup(self) -> str:
        """The script in emogen's markup, which reads back as the same script."""
        from emogen.conditioning.writer import write_markup

        return write_markup(self)


def _ends_sentence(word: str, following: str) -> bool:
    return bool(_STOP.search(word)) and not following.islower() and not _SHORT.match(word)


def _check_spans(spans: tuple[Span, ...], length: int) -> None:
    """Within the text, in order, nested."""
    ends, begun = [length], 0
    for span in spans:
        if not begun <= span.start <= span.end <= length:
            raise RequestError(f"{span} lies outside the text, or is not in order of starts")
        if (span.start == span.end) != isinstance(span.effect, Moment):
            raise RequestError(f"{span} must {'have' if span.start == span.end else 'not have'} a length")
        while ends and ends[-1] <= span.start:
            ends.pop()
        if ends and span.end > ends[-1]:
            raise RequestError(f"{span} ends outside the span in which it begins")
        if span.end > span.start:
            ends.append(span.end)
        begun = span.start
