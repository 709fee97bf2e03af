"""Putting a script together from left to right: what both of its notations share.

Tags leave no white space behind: gaps around them become one. An emotion and the start of a span
stand before the next word, the end of a span after the last one, and a pause or sound after the
last word unless something has begun since.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from emogen.conditioning.caret import TextError
from emogen.conditioning.effects import Effect, Moment
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.script import PARAGRAPH, SENTENCE, Script, Span
from emogen.conditioning.track import Easing, EmotionTrack, Keyframe

_PIECE: Final = re.compile(r"\S+(?: \S+)*+|\s+")

Place = tuple[int, int]
"""Start and end of a piece of the source."""

_GAPS: Final = ("", " ", SENTENCE, PARAGRAPH)
"""White space, weakest first: of two that meet the stronger stays."""

_CLAUSE: Final = ".,;:!?…"
"""After these a tag parts words even where no blank was written: ``Wait.[sad]No.``"""

_UNSPACED: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})
"""Scripts that put no blanks between words, by the first word of their letters' names."""


@dataclass(slots=True)
class Mark:
    """Something that begins in the source at ``place``, and where that is in the spoken text.

    Attributes:
        place: where it is in the source, for errors.
        start, end: positions in the spoken text, as soon as they are known.
        closed: where the tag that ends it is in the source.
    """

    place: Place
    start: int | None = None
    end: int | None = None
    closed: Place | None = None


class ScriptBuilder:
    """Collects words, white space, effects and emotions in the order of the source.

    Args:
        source: what is read, for errors.
        base: what is felt before the first emotion.
    """

    def __init__(self, source: str, base: Emotion) -> None:
        self.source, self.base = source, base
        self._parts: list[str] = []
        self._length = 0
        self._gap = ""
        self._parting = -1  # The position of the last tag that parts words.
        self._spans: list[tuple[Mark, Effect]] = []
        self._feelings: list[tuple[Mark, Emotion, Easing]] = []
        self._waiting: list[Mark] = []  # What begins with the next word.

    def error(self, what: str, place: Place, *, why: str = "", fix: str = "") -> TextError:
        return TextError(what, self.source, *place, why=why, fix=fix)

    def speak(self, text: str) -> None:
        """Add text with any white space."""
        for piece in _PIECE.findall(text):
            if piece.isspace():
                self.gap(" ")
            else:
                self.say(piece)

    def say(self, words: str) -> None:
        """Add words with single blanks between them."""
        space = self._space_before(words) if self._parts else ""
        self._gap = ""
        for mark in self._waiting:
            mark.start = self._length + len(space)
        self._waiting.clear()
        self._parts.append(space + words)
        self._length += len(space) + len(words)

    def gap(self, space: str) -> None:
        """Add white space, one of ``" "``, ``SENTENCE``, ``PARAGRAPH``."""
        self._gap = max(self._gap, space, key=_GAPS.index)

    def begin(self, effect: Effect, place: Place) -> Mark:
        """Start a span with the next word."""
        mark = Mark(place)
        self._spans.append((mark, effect))
        self._waiting.append(mark)
        return mark

    def end(self, mark: Mark, place: Place) -> None:
        """End a span after the last word."""
        if mark.start is None:
            raise self.error("there are no words between these tags", (mark.place[0], place[1]))
        mark.end, mark.closed = self._length, place

    def moment(self, effect: Moment, place: Place) -> None:
        """Add a pause or a sound."""
        mark = Mark(place)
        self._spans.append((mark, effect))
        if self._waiting:
            self._waiting.append(mark)
        else:
            mark.start = self._length
        self._parting = self._length

    def feel(self, emotion: Emotion, easing: Easing, place: Place) -> None:
        """Change the emotion from the next word on."""
        if self._feelings and self._feelings[-1][0].start is None:
            raise self.error(
                "two emotions for the same words", place, fix="Join them, e.g. [joy + surprise]."
            )
        mark = Mark(place)
        self._feelings.append((mark, emotion, easing))
        self._waiting.append(mark)
        self._parting = self._length

    def build(self) -> Script:
        """The script.

        Raises:
            TextError: a tag in the middle of a word, a glide that leads nowhere.
        """
        text = "".join(self._parts)
        self._check_words(text)
        return Script(text, tuple(self._finished_spans()), self._track())

    def _space_before(self, words: str) -> str:
        parted = self._parting == self._length and self._parts[-1][-1] in _CLAUSE and words[0].isalnum()
        return self._gap or (" " if parted else "")

    def _start(self, mark: Mark) -> int:
        return self._length if mark.start is None else mark.start

    def _finished_spans(self) -> Iterator[Span]:
        for mark, effect in self._spans:
            start = self._start(mark)
            yield Span(start, start if mark.end is None else mark.end, effect)

    def _track(self) -> EmotionTrack:
        frames = [Keyframe(self._start(mark), emotion, easing) for mark, emotion, easing in self._feelings]
        if frames and frames[-1].easing != "hold":
            raise self.error(
                "this emotion glides to nothing", self._feelings[-1][0].place,
                fix="Add a tag where the next emotion is reached.",
            )  # fmt: skip
        begins = frames[0].time == 0 if frames else self.base.is_neutral
        return EmotionTrack(tuple(frames if begins else [Keyframe(0, self.base, "hold"), *frames]))

    def _check_words(self, text: str) -> None:
        marks = [mark for mark, _ in self._spans] + [mark for mark, _, _ in self._feelings]
        for mark in marks:
            for position, place in ((mark.start, mark.place), (mark.end, mark.closed)):
                if position and place and position < len(text):
                    self._check_word(text[position - 1], text[position], place)

    def _check_word(self, before: str, after: str, place: Place) -> None:
        if is_letter(before) and is_letter(after):
            raise self.error("a tag in the middle of a word", place, fix="Put it before or after the word.")


def is_letter(character: str) -> bool:
    """Whether the character belongs to a word, in a script that puts blanks between words."""
    if unicodedata.category(character)[0] not in "LNM":
        return False
    return unicodedata.name(character, "?").split()[0] not in _UNSPACED
