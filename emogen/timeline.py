"""When what is said: words and phonemes in seconds."""

from __future__ import annotations

from dataclasses import dataclass
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
    """

    text: str
    start: Seconds
    end: Seconds


@dataclass(frozen=True, slots=True)
class Timeline:
    """Words and phonemes of one utterance, in order of time, not overlapping.

    Attributes:
        duration: seconds, at least the end of the last phoneme.
    """

    words: tuple[Word, ...]
    phonemes: tuple[Phoneme, ...]
    duration: Seconds

    def shifted(self, by: Seconds) -> Timeline:
        """The same timeline starting ``by`` seconds later (``duration`` grows by as much)."""
        return Timeline(
            tuple(Word(w.text, w.start + by, w.end + by) for w in self.words),
            tuple(Phoneme(p.symbol, p.start + by, p.end + by, p.stress) for p in self.phonemes),
            self.duration + by,
        )
