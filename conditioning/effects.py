"""What a script asks for besides emotion: stress, pauses, sounds, whispering, pronunciation, prosody.

Each effect is a small frozen value with units. :class:`Pause` and :class:`Sound` happen at one
moment; the others last over a stretch of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from emogen.errors import RequestError, checked, unknown_name

Level: TypeAlias = Literal["none", "reduced", "moderate", "strong"]
"""Levels of emphasis, as in SSML 1.1; ``none`` keeps a word from being stressed."""

Sounds: TypeAlias = Literal["breath", "chuckle", "cough", "gasp", "groan", "hum", "laugh", "sigh", "sob"]

ReadAs: TypeAlias = Literal[
    "characters", "cardinal", "ordinal", "digits", "fraction", "date", "time", "telephone", "currency"
]
"""How figures and letters are read: those of the W3C note on say-as, and three of common engines."""

LONGEST_PAUSE: Final = 60.0
"""Seconds. Ours: longer silence belongs into the edit, not into a line."""

_NO_IPA: Final = re.compile(r"[A-Z0-9]")
"""What tells ARPAbet and X-SAMPA, which people mix up with IPA, from it."""

_PLAIN: Final = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff<>\[\]{}|/\\*]+")
"""What a respelling may hold: nothing that markup reads as a tag."""

_DECIMALS: Final = 4
"""Kept of a number, so that effects print and read back the same."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words said with more weight, or with less."""

    level: Level = "moderate"

    def __post_init__(self) -> None:
        _check_name("level of emphasis", self.level, get_args(Level))


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence of ``seconds``, 0 to 60. 0 takes away the pause that would be there."""

    seconds: float

    def __post_init__(self) -> None:
        _set(self, "seconds", checked(self.seconds, "pause in seconds", 0.0, LONGEST_PAUSE))


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that is no word, e.g. ``laugh``."""

    name: Sounds

    def __post_init__(self) -> None:
        _check_name("sound", self.name, get_args(Sounds))


@dataclass(frozen=True, slots=True)
class Whisper:
    """Words without voice."""


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """Words said as written in ``ipa``, the International Phonetic Alphabet.

    The slashes that dictionaries put around it are taken off.
    """

    ipa: str

    def __post_init__(self) -> None:
        ipa = " ".join(self.ipa.strip(" /").split())
        if not ipa or _NO_IPA.search(ipa):
            raise RequestError(
                f"cannot pronounce {self.ipa!r}",
                why="IPA has no capital letters and no figures" if ipa else "",
                fix="Write e.g. təˈmɑːtəʊ.",
            )
        object.__setattr__(self, "ipa", ipa)


@dataclass(frozen=True, slots=True)
class Respelling:
    """Words said as if other ``words`` were written: letters, figures, blanks, apostrophes, hyphens."""

    words: str

    def __post_init__(self) -> None:
        words = " ".join(self.words.split())
        if not any(letter.isalnum() for letter in words) or not _PLAIN.fullmatch(words):
            raise RequestError(
                f"cannot say {self.words!r} in place of a word",
                why="a respelling is plain words",
                fix="Write e.g. jif.",
            )
        object.__setattr__(self, "words", words)


@dataclass(frozen=True, slots=True)
class Prosody:
    """Speech changed against what it would be.

    Attributes:
        rate: factor of the speaking rate, 0.25 to 4.
        pitch: semitones, -24 to 24.
        volume: decibels, -60 (silent) to 24.
    """

    rate: float = 1.0
    pitch: float = 0.0
    volume: float = 0.0

    def __post_init__(self) -> None:
        _set(self, "rate", checked(self.rate, "rate", 0.25, 4.0))
        _set(self, "pitch", checked(self.pitch, "pitch in semitones", -24.0, 24.0))
        _set(self, "volume", checked(self.volume, "volume in dB", -60.0, 24.0))


@dataclass(frozen=True, slots=True)
class SayAs:
    """Letters and figures read as what they are.

    Attributes:
        reading: ``characters`` spells, ``ordinal`` says "third", and so on.
        format: the order of the parts of a date or time, e.g. ``mdy``; empty when plain.
    """

    reading: ReadAs
    format: str = ""

    def __post_init__(self) -> None:
        _check_name("way to read", self.reading, get_args(ReadAs))
        if self.format and not (self.format.isascii() and self.format.isalnum()):
            raise RequestError(f"cannot read the format {self.format!r}", fix='Write e.g. "mdy".')


Moment: TypeAlias = Pause | Sound
"""Effects that happen at one place."""

Effect: TypeAlias = Emphasis | Moment | Whisper | Pronunciation | Respelling | Prosody | SayAs


def _check_name(kind: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise unknown_name(kind, name, known)


def _set(effect: Effect, field: str, value: float) -> None:
    object.__setattr__(effect, field, round(value, _DECIMALS) + 0.0)
