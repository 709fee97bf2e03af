"""Doing what a direction asks for, in whatever notation it was written."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from emogen.conditioning.builder import Place
from emogen.conditioning.dialects.meaning import Meaning
from emogen.conditioning.effects import Effect, Moment, Prosody
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.markup import LEVELS, Reader
from emogen.conditioning.open_span import Open

DEEPEST: Final = 64
"""Open spans, at most. Ours: no text that people write comes near, and the work per mark stays bounded."""


class DirectedReader(Reader):
    """A reader that forgives, and whose spans may end where another one of their group begins."""

    def __init__(self, text: str, base: Emotion) -> None:
        super().__init__(text, base)
        self.groups: Counter[str] = Counter()  # Of the open spans.
        self.mood = base  # What is felt, whatever the manner.

    def apply(self, meaning: Meaning, place: Place, *, name: str = "") -> None:
        """Do what a mark asks for: from there on, or until ``name`` ends."""
        written = self.text[place[0] : place[1]]
        for note in self._untold(meaning, written):
            self.builder.note(note, place)
        for part in meaning.parts():
            self.builder.became(part, place)
        if meaning.kind == "back":
            self.back(place)
        self._felt(meaning, place, lasting=not name)
        for effect in meaning.effects:
            if isinstance(effect, Moment):
                self.builder.moment(effect, place)
        lasting = tuple(effect for effect in meaning.effects if not isinstance(effect, Moment))
        if not lasting:
            return
        if not name:
            self.end_group(meaning.group or "direction", place)
            lasting = tuple(effect for effect in lasting if effect != Prosody())
        if lasting and self.may_open(place):
            group = "" if name else meaning.group or "direction"
            marks = tuple(self.builder.begin(effect, place) for effect in lasting)
            self.push(Open(name or group, marks, place, loose=True, group=group, effects=lasting))

    def _felt(self, meaning: Meaning, place: Place, *, lasting: bool) -> None:
        """Change what is felt. A manner is added to the mood, in place of the manner before it."""
        if meaning.kind == "manner" and meaning.group == "voice" and lasting:
            self.end_group("voice", place)
            mood = self.mood if meaning.emotion is None else self.mood + meaning.emotion
            if mood != self.felt:
                self.feel(mood, place, mood=self.mood)
        elif meaning.emotion is not None and (lasting or meaning.emotion != self.felt):
            self.feel(meaning.emotion, place)

    def _untold(self, meaning: Meaning, written: str) -> list[str]:
        if meaning.note:
            return [meaning.note]
        match meaning.kind:
            case "noise":
                return [f"{short(written)}: no voice makes this sound: left out"]
            case "aside" | "action" if not meaning.effects and meaning.emotion is None:
                return [f"{short(written)}: nothing to be heard: left out"]
        if meaning.unread and meaning.kind != "action":
            return [f"of {short(written)} not understood: {' '.join(meaning.unread)}"]
        return []

    def feel(
        self, emotion: Emotion, place: Place, *, back: bool = False, mood: Emotion | None = None
    ) -> None:
        """Change the emotion from there on; ``mood`` is what of it is no manner, by default all."""
        self.felt, self.mood = emotion, emotion if mood is None else mood
        self.builder.feel(emotion, "hold", place, back=back)

    def back(self, place: Place) -> None:
        for group in [group for group, count in self.groups.items() if count]:
            self.end_group(group, place)
        self.feel(self.builder.base, place, back=True)

    # Spans

    def may_open(self, place: Place) -> bool:
        """Whether another span may begin; if not, it is noted."""
        if len(self.open) < DEEPEST:
            return True
        self.builder.note("too many marks inside each other: left out", place)
        return False

    def begin(self, name: str, effect: Effect, place: Place, *, loose: bool = False, group: str = "") -> None:
        if self.may_open(place):
            super().begin(name, effect, place, loose=loose, group=group)

    def push(self, span: Open) -> None:
        super().push(span)
        self.groups[span.group] += bool(span.group)

    def pop(self) -> Open:
        span = super().pop()
        self.groups[span.group] -= bool(span.group)
        return span

    def end_group(self, group: str, place: Place) -> None:
        """End the span of a group, if there is one; others that began inside it go on."""
        if not self.groups[group]:
            return
        above: list[Open] = []
        while (span := self.pop()).group != group:
            self.end_span(span, place)
            above.append(span)
        self.end_span(span, place)
        self._go_on(above, place)

    def _go_on(self, spans: list[Open], place: Place) -> None:
        """Begin spans again that had to end because one around them did."""
        for span in reversed(spans):
            marks = tuple(self.builder.begin(effect, place) for effect in span.effects)
            self.push(replace(span, marks=marks))

    def close(self, name: str, place: Place) -> None:
        """End the innermost span of this name. What square brackets began inside it goes on; other spans
        inside it end too, and are noted."""
        if not self.names[name]:
            self.builder.note("this tag ends what has not begun: left out", place)
            return
        above: list[Open] = []
        while (span := self.pop()).name != name:
            self.end_span(span, place)
            if span.group or span.felt is not None:
                above.append(span)
            elif not span.loose:
                self.unclosed(span)
        self.end_span(span, place)
        if span.gap:
            self.builder.gap(span.gap)
        if span.felt is not None and span.felt != self.felt and self.builder.length > span.said:
            self.feel(span.felt, place, back=True)
        self._go_on(above, place)

    def end_span(self, span: Open, place: Place) -> None:
        for mark in span.marks:
            if self.builder.drop(mark, place) and not span.loose:
                self.builder.note("there are no words between these tags", (span.place[0], place[1]))

    def unclosed(self, span: Open) -> None:
        if span.name in LEVELS or span.name.startswith("_"):
            for mark in span.marks:
                mark.dropped = True
            self.builder.note(f"this {span.name!r} has no other: left out", span.place)
        else:
            self.builder.note("nothing ends what begins here: it holds to the end", span.place)


def short(written: str) -> str:
    """A piece of a text as notes quote it."""
    words = " ".join(written.split())
    return repr(words if len(words) <= 40 else f"{words[:39]}…")
