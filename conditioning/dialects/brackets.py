"""Directions in square brackets, and what any direction does to the words after it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

from emogen.conditioning.builder import Place
from emogen.conditioning.dialects.elements import directed, knob
from emogen.conditioning.dialects.meaning import Meaning
from emogen.conditioning.dialects.stage import LONGEST, near_words, notation_words, plain, read_stage
from emogen.conditioning.effects import Effect, Moment, Pause, Pronunciation, Prosody
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.markup import ASIDE, LEVELS, SQUARE, Open, Reader
from emogen.conditioning.tags import read_tag, seconds
from emogen.conditioning.track import ARROW
from emogen.errors import RequestError

_KNOB: Final = re.compile(r"([a-z-]+)\s*[:=]\s*(\S.*)", re.DOTALL)
"""``pause:1.5s``, ``voice:af_sky``, ``rate:0.9``."""

_PAUSES: Final = ("pause", "break", "silence", "wait")
_WORDED: Final = ("emotion", "style", "sound", "effect", "tone", "mood", "expression", "direction", "delivery")
_LINK: Final = re.compile(r"\(([^()\s]{1,300})\)")
"""What follows a bracket in Markdown's links, and in Kokoro's pronunciations: ``[word](/wɜːd/)``."""

_WORDS: Final = re.compile(r"[^\W\d_]\w*")
_OFFERED: Final = 100
"""Unknown words of one text for which near ones are looked for, at most: it takes a millisecond each."""

DEEPEST: Final = 64
"""Open spans, at most. Ours: no text that people write comes near, and the work per mark stays bounded."""


class BracketReader(Reader):
    """Reads marks of any kind in square brackets. Has what all dialects share."""

    def __init__(self, text: str, base: Emotion) -> None:
        super().__init__(text, base)
        self.pairs: dict[int, int] = {}
        self.groups: Counter[str] = Counter()  # Of the open spans.
        self.unknown = 0  # Directions of which no word is known.
        self.mood = base  # What is felt, whatever the manner.

    # Square brackets

    def take_square(self, token: re.Match[str]) -> int | None:
        start = token.start()
        end = self.pairs.get(start, -1)
        if end < 0:
            return self._unpaired(token)
        content, place = self.text[start + 1 : end], (start, end + 1)
        if content.strip() == "/":
            self.back(place)
        elif content.strip() and ASIDE.fullmatch(content):
            self.builder.speak(self.text[start : end + 1])
        elif link := _LINK.match(self.text, end + 1):
            return self._linked(content, link, (start, link.end()))
        else:
            self._directed(content, (start + 1, end), place)
        return end + 1

    def _unpaired(self, token: re.Match[str]) -> int:
        """A bracket that nothing ends: the word behind it is taken for the tag, if it can be one."""
        start, end = token.span()
        word = re.compile(r"[\w:.-]{1,40}").match(self.text, end)
        if word is not None and self._exact(word[0]) is not None:
            end = word.end()
            self.builder.note(f"nothing ends {self.text[start:end]!r}: taken for a tag", (start, end))
            self.apply(self._exact(word[0]) or Meaning(), (start, end))
        else:
            self.builder.note(f"nothing ends this {token[0]!r}: left out", (start, end))
        return end

    def _linked(self, content: str, link: re.Match[str], place: Place) -> int:
        said = link[1]
        if len(said) > 2 and said[0] == said[-1] == "/":
            effect = self.builder.attempt(partial(Pronunciation, said), place)
            if effect is not None and content.strip():
                self.builder.exactly(effect, _tidy(content), place)
                self.builder.became(f"said as /{effect.ipa}/", place)
                return link.end()
        self.builder.speak(_tidy(content))
        self.builder.note(f"{said!r} is not spoken", link.span())
        return link.end()

    def _directed(self, content: str, inside: Place, place: Place) -> None:
        if not plain(content):
            self.builder.note("an empty tag: left out", place)
        elif plain(content).startswith("/"):
            self._ended(plain(content)[1:].strip(), place)
        elif not (self.own_square(content, place) or self._knob(content, place)):
            fault = expression_fault(content)
            if fault is None:
                self.emotion(inside, place)
                self.mood = self.felt
            else:
                self._direction(content, place, fault)

    def own_square(self, content: str, place: Place) -> bool:
        head, *values = content.lower().split()
        name = head.lstrip("/")
        name = name if name in SQUARE else name.removesuffix("s")
        if name not in SQUARE or head.startswith("/"):
            return False
        try:
            effect = read_tag(name, values)
        except RequestError:
            return False
        self.apply(_meaning(effect), place)
        return True

    def _knob(self, content: str, place: Place) -> bool:
        """Take ``[rate:0.9]`` and the like, and tell whether it is one."""
        found = _KNOB.fullmatch(content.strip().lower())
        if found is None or len(content) > LONGEST:
            return False
        name, value = found[1], found[2].strip()
        if name in _PAUSES:
            wanted = f"{value}s" if value.replace(".", "", 1).isdigit() else value
            read = partial(lambda: Meaning("pause", effects=(Pause(seconds(wanted)),)))
        elif name in ("rate", "speed", "pace"):
            read = partial(knob, "rate", value)
        elif name == "volume":
            read = partial(knob, "volume", value)
        elif name == "voice":
            read = partial(Meaning, note=f"the voice {value!r} is not taken up: one voice says the whole")
        elif name in _WORDED:
            read = partial(directed, value)
        else:
            return False
        meaning = self.builder.attempt(read, place)
        if meaning is not None:
            self.apply(meaning, place)
        return True

    def _ended(self, name: str, place: Place) -> None:
        """``[/whisper]``, ``[/sad]``: what square brackets of this name began ends."""
        meaning = self._exact(name)
        if name in ("rate", "speed", "volume"):
            self.end_group("rate" if name == "speed" else name, place)
        elif meaning is None:
            self.builder.note(f"'/{name}' ends what has not begun: left out", place)
        elif meaning.group:
            self.end_group(meaning.group, place)
        if meaning is not None and meaning.emotion is not None:
            self.feel(self.builder.base, place, back=True)

    def _exact(self, words: str) -> Meaning | None:
        """The meaning of words that are wholly understood."""
        meaning = read_stage(words)
        return meaning if meaning is not None and not meaning.unread else None

    def _direction(self, content: str, place: Place, figures: str) -> None:
        """Take a direction in words; ``figures`` tells what is wrong with the numbers of an emotion."""
        meaning = read_stage(content) if not figures else None
        if meaning is not None:
            self.apply(meaning, place)
            return
        why = f": {figures}" if figures else self._near(content)
        self.builder.note(f"{_short(content)} is not understood, and left out{why}", place)
        if why:  # An emotion was meant: rather none than the one before it.
            self.feel(self.builder.base, place, back=True)

    def _near(self, content: str) -> str:
        self.unknown += 1
        return near_words(content) if self.unknown <= _OFFERED else ""

    # What all marks do

    def apply(self, meaning: Meaning, place: Place, *, name: str = "") -> None:
        """Do what a mark asks for: from there on, or until ``name`` ends."""
        written = self.text[place[0] : place[1]]
        for note in self._untold(meaning, written):
            self.builder.note(note, place)
        for part in meaning.parts():
            self.builder.became(part, place)
        if meaning.kind == "back":
            self.back(place)
        if meaning.emotion is not None:
            # A manner is added to what is felt already.
            mood = self.mood + meaning.emotion if meaning.kind == "manner" else meaning.emotion
            self.feel(mood, place, mood=self.mood if meaning.kind == "manner" else None)
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

    def _untold(self, meaning: Meaning, written: str) -> list[str]:
        if meaning.note:
            return [meaning.note]
        match meaning.kind:
            case "noise":
                return [f"{_short(written)}: no voice makes this sound: left out"]
            case "aside" | "action" if not meaning.effects and meaning.emotion is None:
                return [f"{_short(written)}: nothing to be heard: left out"]
        if meaning.unread and meaning.kind != "action":
            return [f"of {_short(written)} not understood: {' '.join(meaning.unread)}"]
        return []

    def feel(self, emotion: Emotion, place: Place, *, back: bool = False, mood: Emotion | None = None) -> None:
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

    def begin(
        self, name: str, effect: Effect, place: Place, *, loose: bool = False, group: str = ""
    ) -> None:
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
            if span.group:
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


@lru_cache(maxsize=1024)
def expression_fault(content: str) -> str | None:
    """Why a tag is no emotion in emogen's notation: None if it is one, empty if its words are not of the
    notation, else what is wrong with it."""
    words = _WORDS.findall(content.lower())
    if len(content) > LONGEST or not all(word in notation_words() for word in words):
        return ""  # Without parsing it, which would look for near words.
    arrow = ARROW.search(content)
    if arrow and content[arrow.end() :].strip():
        return "an emotion after the arrow"
    try:
        Emotion.parse(content[: arrow.start()] if arrow else content)
    except RequestError as error:
        return "" if error.what.startswith(("unknown", "cannot read")) else error.what
    return None


def _meaning(effect: Effect) -> Meaning:
    group = "" if isinstance(effect, Moment) else "voice"
    return Meaning("sound" if isinstance(effect, Moment) else "manner", effects=(effect,), group=group)


def _tidy(content: str) -> str:
    return re.sub(r"[][\\【】]", "", content)


def _short(written: str) -> str:
    words = " ".join(written.split())
    return repr(words if len(words) <= 40 else f"{words[:39]}…")
