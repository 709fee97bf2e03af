"""When what is said: words and phonemes in seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

Seconds: TypeAlias = float


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One phoneme.

    Attributes:
        symbol: IPA without stress marks, e.g. ``"æ"``; ``""`` is silence (a pause).
        start, end: seconds from the start of the audio, ``end > start``.
        stress: 0 none, 1 primary, 2 secondary.
    """

    symbol: str
    start: Seconds
    end: Seconds
    stress: int = 0

    @property
    def duration(self) -> Seconds:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word and where it stands in the text that was asked for.

    Attributes:
        text: as written, without surrounding punctuation.
        start, end: seconds from the start of the audio.
        span: first character of the script's text that is the word, and one past the last.
    """

    text: str
    start: Seconds
    end: Seconds
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Vocal:
    """A sound that is no word.

    Attributes:
        name: as scripts name it, e.g. ``"laugh"``.
        start, end: seconds from the start of the audio.
    """

    name: str
    start: Seconds
    end: Seconds


@dataclass(frozen=True, slots=True)
class Timeline:
    """Words, phonemes and other sounds of one utterance, in order of time.

    Attributes:
        words, phonemes: each in order, not overlapping.
        duration: seconds, at least the end of the last phoneme.
        vocals: laughs, sighs and the like; what the mouth does meanwhile is among the phonemes.
    """

    words: tuple[Word, ...]
    phonemes: tuple[Phoneme, ...]
    duration: Seconds
    vocals: tuple[Vocal, ...] = ()

    def shifted(self, by: Seconds) -> Timeline:
        """The same timeline starting ``by`` seconds later (``duration`` grows by as much)."""
        return Timeline(
            tuple(replace(w, start=w.start + by, end=w.end + by) for w in self.words),
            tuple(replace(p, start=p.start + by, end=p.end + by) for p in self.phonemes),
            self.duration + by,
            tuple(replace(v, start=v.start + by, end=v.end + by) for v in self.vocals),
        )
