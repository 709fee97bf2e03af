"""Directions in square brackets."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import Final

from emogen.conditioning.builder import Place
from emogen.conditioning.dialects.directing import DirectedReader, short
from emogen.conditioning.dialects.elements import directed, knob
from emogen.conditioning.dialects.meaning import Meaning
from emogen.conditioning.dialects.stage import LONGEST, near_words, notation_words, plain, read_stage
from emogen.conditioning.effects import Effect, Moment, Pause, Pronunciation
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.markup import ASIDE, SQUARE
from emogen.conditioning.tags import read_tag, seconds
from emogen.conditioning.track import ARROW
from emogen.errors import RequestError

_KNOB: Final = re.compile(r"([a-z-]+)\s*[:=]\s*(\S.*)", re.DOTALL)
"""``pause:1.5s``, ``voice:af_sky``, ``rate:0.9``."""

_PAUSES: Final = ("pause", "break", "silence", "wait")
_WORDED: Final = (
    "emotion",
    "style",
    "sound",
    "effect",
    "tone",
    "mood",
    "expression",
    "direction",
    "delivery",
)
_LINK: Final = re.compile(r"\(([^()\s]{1,300})\)")
"""What follows a bracket in Markdown's links, and in Kokoro's pronunciations: ``[word](/wɜːd/)``."""

_WORDS: Final = re.compile(r"[^\W\d_]\w*")
_OFFERED: Final = 100
"""Unknown words of one text for which near ones are looked for, at most: it takes a millisecond each."""


class BracketReader(DirectedReader):
    """Reads marks of any kind in square brackets."""

    def __init__(self, text: str, base: Emotion) -> None:
        super().__init__(text, base)
        self.pairs: dict[int, int] = {}
        self.read_whole = 0  # Directions of several words.
        self.unknown = 0  # Directions of which no word is known.

    def take_square(self, token: re.Match[str]) -> int | None:
        start = token.start()
        end = self.pairs.get(start, -1)
        if end < 0:
            return self._unpaired(token)
        place = (start, end + 1)
        while self.text[start + 1] in "[【" and self.pairs.get(start + 1) == end - 1:
            start, end = start + 1, end - 1  # Of [[sad]].
        content = self.text[start + 1 : end]
        if content.strip() == "/":
            self.back(place)
        elif content.strip() and ASIDE.fullmatch(content):
            self.builder.speak(self.text[place[0] : place[1]])
        elif link := _LINK.match(self.text, place[1]):
            return self._linked(content, link, (place[0], link.end()))
        else:
            self._directed(content, (start + 1, end), place)
        return place[1]

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
        meaning = self._read(content) if not figures else None
        if meaning is not None:
            self.apply(meaning, place)
            return
        why = f": {figures}" if figures else self._near(content)
        self.builder.note(f"{short(content)} is not understood, and left out{why}", place)
        if why:  # An emotion was meant: rather none than the one before it.
            self.feel(self.builder.base, place, back=True)

    def _read(self, content: str) -> Meaning | None:
        """The meaning of a direction. One of several words is read by its meaning too, as far as there
        are not too many: a single word that no table knows is a name or a slip."""
        self.read_whole += len(content.split()) > 1
        return read_stage(content, by_meaning=len(content.split()) > 1 and self.read_whole <= _OFFERED)

    def _near(self, content: str) -> str:
        self.unknown += 1
        return near_words(content) if self.unknown <= _OFFERED else ""


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
