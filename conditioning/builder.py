"""Putting a script together from left to right: what both of its notations share.

Tags leave no white space behind: gaps around them become one. An emotion and the start of a span
stand before the next word, the end of a span after the last one, and a pause or sound after the
last word unless something has begun since.

A fault is collected, not raised: reading goes on as if the faulty mark had been put right, so that all
faults of a text are known at its end.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from emogen.conditioning.caret import TextError, one_error, pointing, printable
from emogen.conditioning.effects import Effect, Moment, Pronunciation
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.notes import Note, Reading
from emogen.conditioning.places import CLAUSE, anchored, is_letter, is_parted, is_split, nested
from emogen.conditioning.script import PARAGRAPH, SENTENCE, Script, Span
from emogen.conditioning.track import Easing, EmotionTrack, Keyframe

Value = TypeVar("Value")

_PIECE: Final = re.compile(r"\S+(?: \S+)*+|\s+")

Place = tuple[int, int]
"""Start and end of a piece of the source."""

_GAPS: Final = ("", " ", SENTENCE, PARAGRAPH)
"""White space, weakest first: of two that meet the stronger stays."""

_ENDING: Final = ".,;:!?…)”’"
"""Marks of punctuation that no blank is before."""


@dataclass(slots=True)
class Mark:
    """Something that begins in the source at ``place``, and where that is in the spoken text.

    Attributes:
        place: where it is in the source, for errors.
        start, end: positions in the spoken text, as soon as they are known.
        closed: where the tag that ends it is in the source.
        dropped: it covers nothing, and is left out.
    """

    place: Place
    start: int | None = None
    end: int | None = None
    closed: Place | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class _Felt:
    """An emotion from a mark on; ``back`` where it is that of the beginning or of an outer span."""

    mark: Mark
    emotion: Emotion
    easing: Easing
    back: bool


class ScriptBuilder:
    """Collects words, white space, effects and emotions in the order of the source.

    Args:
        source: what is read, for errors.
        base: what is felt before the first emotion.
        forgives: whether faults are forgiven, and become notes. Two emotions for the same words are then
            their sum, as tools that stack tags mean it.

    Attributes:
        faults: what was wrong, in the order in which it was met.
        notes: what was left out knowingly.
        readings: what each mark became.
    """

    def __init__(self, source: str, base: Emotion, *, forgives: bool = False) -> None:
        self.source, self.base, self.forgives = source, base, forgives
        self.faults: list[TextError] = []
        self.notes: list[Note] = []
        self.readings: list[Reading] = []
        self._parts: list[str] = []
        self._length = 0
        self._gap = ""
        self._parting = -1  # The position of the last tag that parts words.
        self._marked = -1  # The position of the last mark.
        self._edge = -1  # The position of the last edge of words that are said exactly as told.
        self._spans: list[tuple[Mark, Effect]] = []
        self._feelings: list[_Felt] = []
        self._waiting: list[Mark] = []  # What begins with the next word.

    def error(self, what: str, place: Place, *, why: str = "", fix: str = "") -> TextError:
        """A fault to raise, after which nothing can be read."""
        return TextError(what, self.source, *place, why=why, fix=fix)

    def fault(self, what: str, place: Place, *, why: str = "", fix: str = "") -> None:
        """Collect a fault."""
        self.faults.append(self.error(what, place, why=why, fix=fix))

    def attempt(self, make: Callable[[], Value], place: Place, *, hint: str = "") -> Value | None:
        """The result of ``make``; None where it raises a ``RequestError``, which becomes a fault."""
        try:
            with pointing(self.source, *place, hint=hint):
                return make()
        except TextError as error:
            self.faults.append(error)
            return None

    def note(self, what: str, place: Place) -> None:
        """Note what was left out."""
        self._marked = self._length
        self.notes.append(Note(*place, what))

    def became(self, what: str, place: Place) -> None:
        """Tell what a mark became."""
        self._marked = self._length
        self.readings.append(Reading(*place, what))

    @property
    def length(self) -> int:
        """Characters of the spoken text so far."""
        return self._length

    def speak(self, text: str) -> None:
        """Add text with any white space."""
        for piece in _PIECE.findall(text):
            if piece.isspace():
                self.gap(" ")
            else:
                self.say(piece)

    def say(self, words: str) -> None:
        """Add words with single blanks between them."""
        words = words.replace("\ufeff", "")  # A byte order mark, wherever files were joined.
        words = " ".join(printable(words).split()) if self.forgives else words
        if not words:
            return
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
        if self.forgives and isinstance(effect, Pronunciation):
            self._edge = self._length
        return mark

    def exactly(self, effect: Pronunciation, words: str, place: Place) -> None:
        """Add words that are said as told. Where tools write them into a word they are parted from it."""
        mark = self.begin(effect, place)
        self.speak(words)
        self.end(mark, place)
        self._edge = self._length if self.forgives else -1

    def end(self, mark: Mark, place: Place) -> None:
        """End a span after the last word."""
        if mark.start is None:
            mark.dropped = True
            self.fault("there are no words between these tags", (mark.place[0], place[1]))
            return
        mark.end, mark.closed = self._length, place

    def drop(self, mark: Mark, place: Place) -> bool:
        """End a span after the last word; leave it out, and return whether, where there is none."""
        if mark.start is None:
            mark.dropped = True
        else:
            mark.end, mark.closed = self._length, place
        return mark.dropped

    def moment(self, effect: Moment, place: Place) -> None:
        """Add a pause or a sound."""
        mark = Mark(place)
        self._spans.append((mark, effect))
        if self._waiting:
            self._waiting.append(mark)
        else:
            mark.start = self._length
        self._parting = self._length

    def feel(self, emotion: Emotion, easing: Easing, place: Place, *, back: bool = False) -> None:
        """Change the emotion from the next word on.

        Args:
            back: it is that of the beginning, or of what is around a span that ends.
        """
        last = self._feelings[-1] if self._feelings else None
        if last is None or last.mark.start is not None:
            mark = Mark(place)
            self._feelings.append(_Felt(mark, emotion, easing, back))
            self._waiting.append(mark)
            self._parting = self._length
            return
        if not (last.back or back):
            if not self.forgives:
                self.fault("two emotions for the same words", place, fix="Join them, e.g. [joy + surprise].")
            emotion = last.emotion + emotion
        self._feelings[-1] = replace(last, emotion=emotion, easing=easing, back=back)

    def build(self) -> Script:
        """The script.

        A tag in the middle of a word is a fault and counts for the whole word; a glide that leads nowhere
        is one and stays where it is.

        Raises:
            TextError: all faults, unless the reader forgives them (``forgives``): then they are notes.
        """
        text = "".join(self._parts)
        moved = self._settle(text)
        spans = list(self._finished_spans())
        track = self._track()
        if self.faults and not self.forgives:
            raise one_error(self.faults)
        spans = nested(spans, text) if moved else spans
        if self.forgives:
            spans = anchored(spans, text, {int(frame.time) for frame in track.keyframes})
        return Script(text, tuple(spans), track, self._told())

    def _told(self) -> tuple[Note, ...]:
        """Faults and notes in order of place."""
        faults = [
            Note(error.start, error.end, f"{error.what} ({error.why})" if error.why else error.what)
            for error in self.faults
        ]
        return tuple(sorted([*faults, *self.notes], key=lambda note: (note.start, note.end)))

    def _space_before(self, words: str) -> str:
        if self.forgives and self._marked == self._length and self._gap == " " and words[0] in _ENDING:
            return ""  # The blank belonged to the mark: "Hello [sighs], you".
        before = self._parts[-1][-1]
        parted = self._parting == self._length and before in CLAUSE and words[0].isalnum()
        split = self._edge == self._length and is_letter(before) and is_letter(words[0])
        return self._gap or (" " if parted or split else "")

    def _start(self, mark: Mark) -> int:
        return self._length if mark.start is None else mark.start

    def _finished_spans(self) -> Iterator[Span]:
        for mark, effect in self._spans:
            if not mark.dropped:
                start = self._start(mark)
                yield Span(start, start if mark.end is None else mark.end, effect)

    def _track(self) -> EmotionTrack:
        placed = {self._start(felt.mark): felt for felt in self._feelings}
        frames: list[Keyframe] = []
        for start, felt in placed.items():
            idle = felt.mark.start is None or (frames and frames[-1].emotion == felt.emotion)
            if not (self.forgives and felt.back and idle):  # Nothing is said after a span that ends last.
                frames.append(Keyframe(start, felt.emotion, felt.easing))
        if frames and frames[-1].easing != "hold":
            self.fault(
                "this emotion glides to nothing", self._feelings[-1].mark.place,
                fix="Add a tag where the next emotion is reached.",
            )  # fmt: skip
        begins = frames[0].time == 0 if frames else self.base.is_neutral
        return EmotionTrack(tuple(frames if begins else [Keyframe(0, self.base, "hold"), *frames]))

    def _settle(self, text: str) -> bool:
        """Move marks out of words, and tell whether there were any."""
        marks = [mark for mark, _ in self._spans] + [felt.mark for felt in self._feelings]
        starts = [mark for mark in marks if self._is_inside(text, mark.start, mark.place)]
        ends = [mark for mark in marks if self._is_inside(text, mark.end, mark.closed)]
        if not (starts or ends):
            return False
        edges = [
            position
            for position in range(len(text) + 1)
            if not (is_split(text, position) or is_parted(text, position))
        ]
        for mark in starts:
            mark.start = edges[bisect_right(edges, self._start(mark)) - 1]
        for mark in ends:
            mark.end = edges[bisect_left(edges, mark.end or 0)]
        return True

    def _is_inside(self, text: str, position: int | None, place: Place | None) -> bool:
        if position is None or place is None or not is_split(text, position):
            return False
        self.fault("a tag in the middle of a word", place, fix="Put it before or after the word.")
        return True
