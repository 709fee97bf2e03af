"""A pronunciation lexicon: words and names, and how to say them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from emogen.conditioning.checks import check_text
from emogen.conditioning.effects import Pronunciation, Respelling, SayAs
from emogen.conditioning.places import is_letter
from emogen.conditioning.script import Script, Span
from emogen.errors import RequestError

MOST: Final = 10_000
"""Entries of one lexicon. Ours: it bounds the size of a file."""

_POSSESSIVE: Final = re.compile(r"['’]s(?!\w)")
_SIBILANTS: Final = ("s", "z", "ʃ", "ʒ")
_VOICELESS: Final = ("p", "t", "k", "f", "θ")
"""Last sounds after which an English 's is ɪz, and those after which it is s; else it is z."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and how they are said.

    An entry in small letters is for the word however it is written; one with a capital for that
    spelling only, so that ``Polish`` leaves ``polish`` alone. Entries may be of several words.

    Attributes:
        entries: (word, sounds) pairs, sorted; the sounds are IPA between slashes (``/ˈiːfə/``) or a
            respelling in plain words (``jif``). A mapping is taken too.

    Raises:
        RequestError: no word or sounds, a word twice, sounds that are neither.
    """

    entries: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if len(self.entries) > MOST:
            raise RequestError(f"{len(self.entries)} entries of a lexicon", fix=f"Use at most {MOST}.")
        tidy: dict[str, str] = {}
        for word, sounds in dict(self.entries).items():
            if not isinstance(word, str) or not isinstance(sounds, str):
                raise RequestError(f"the lexicon has {word!r}: {sounds!r}, which are not both texts")
            check_text(word + sounds, "lexicon's entry", longest=400)
            key = " ".join(word.split())
            if not re.search(r"\w", key):
                raise RequestError(f"the lexicon has an entry for {word!r}, which is no word")
            if key in tidy:
                raise RequestError(f"the lexicon has {key!r} twice")
            _read(key, sounds)
            tidy[key] = " ".join(sounds.split())
        object.__setattr__(self, "entries", tuple(sorted(tidy.items())))

    def __bool__(self) -> bool:
        return bool(self.entries)

    def mentions(self, text: str) -> bool:
        """Whether a text may have a word of the lexicon; surely not where the answer is no."""
        return bool(self.entries) and _any_of(self).search(text.lower()) is not None


@lru_cache(maxsize=64)
def _any_of(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word.lower()) for word, _ in lexicon.entries))


NO_WORDS: Final = Lexicon()
"""An empty lexicon."""


def with_lexicon(script: Script, lexicon: Lexicon) -> Script:
    """The script with the lexicon's words marked as they are said; its text stays as it is.

    What the script itself says about a word's sound counts more, and a word that a span of the
    script cuts in two, or that has a pause in it, is left alone.
    """
    if not lexicon:
        return script
    spans = list(script.spans)
    taken = _Taken(script.spans)
    new = [Span(*place) for place in _places(script.text, lexicon) if taken.leaves_free(*place[:2])]
    for span in reversed(new):
        spans.insert(_index(spans, span), span)
    return replace(script, spans=tuple(spans))


def _places(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, Pronunciation | Respelling]]:
    """Where the lexicon's words stand and how they are said; of two that begin together the longer."""
    known = dict(lexicon.entries)
    lengths = sorted({len(word) for word in known}, reverse=True)
    start = 0
    while start < len(text):
        end = start + 1
        if not _is_within_word(text, start):
            for length in lengths:
                written = text[start : start + length]
                sounds = known.get(written) or known.get(written.lower())
                ending = _POSSESSIVE.match(text, start + length)
                after = ending.end() if ending else start + length
                if sounds is not None and after <= len(text) and not _is_within_word(text, after):
                    effect = _read(written, sounds)
                    yield start, after, _possessive(effect) if ending else effect
                    end = after
                    break
        start = end


def _is_within_word(text: str, place: int) -> bool:
    """Whether a word goes on across this place; scripts without blanks have no such places."""
    around = text[place - 1 : place + 1] if 0 < place < len(text) else ""
    return len(around) == 2 and all(is_letter(letter) or letter.isdigit() for letter in around)


class _Taken:
    """Which places of a script its own spans leave to the lexicon; asked from left to right."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._coming = deque(spans)
        self._open: list[Span] = []

    def leaves_free(self, start: int, end: int) -> bool:
        while self._coming and self._coming[0].start < end:
            self._open.append(self._coming.popleft())
        self._open = [span for span in self._open if span.end > start]
        return not any(_hinders(span, start, end) for span in self._open)


def _hinders(span: Span, start: int, end: int) -> bool:
    if span.start >= end:
        return False
    if span.start == span.end:
        return span.start > start
    nests = (span.start <= start and end <= span.end) or (start <= span.start and span.end <= end)
    return not nests or isinstance(span.effect, Pronunciation | Respelling | SayAs)


def _index(spans: Sequence[Span], new: Span) -> int:
    """Where a span belongs among others: after what is outside it, before what is inside it."""
    index = bisect_left(spans, new.start, key=lambda span: span.start)
    while index < len(spans) and spans[index].start == new.start:
        if spans[index].start < spans[index].end < new.end:
            break
        index += 1
    return index


def _read(word: str, sounds: str) -> Pronunciation | Respelling:
    text = sounds.strip()
    try:
        if len(text) > 1 and text.startswith("/") and text.endswith("/"):
            return Pronunciation(text)
        return Respelling(text)
    except RequestError as error:
        raise RequestError(
            f"the lexicon cannot say {word!r} as {sounds!r}",
            why=error.what,
            fix="Write IPA between slashes, e.g. /təˈmɑːtəʊ/, or a respelling, e.g. jif.",
        ) from error


def _possessive(effect: Pronunciation | Respelling) -> Pronunciation | Respelling:
    """With the English ending 's."""
    if isinstance(effect, Respelling):
        return Respelling(f"{effect.words}'s")
    if effect.ipa.endswith(_SIBILANTS):
        return Pronunciation(f"{effect.ipa}ɪz")
    return Pronunciation(effect.ipa + ("s" if effect.ipa.endswith(_VOICELESS) else "z"))
