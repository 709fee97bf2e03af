"""An emotion as people ask for it: in notation, or else in words as a direction."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.conditioning import manners, vocabulary
from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.neighbours import CALLS
from emogen.conditioning.track import AUTO, EmotionTrack, moves
from emogen.errors import RequestError, as_text

if TYPE_CHECKING:
    from emogen.conditioning.read.direction import Direction

_ENDLESS: Final = 1e9
"""A duration, in seconds, in which all times of a track that can be meant have room."""

_NOTATION: Final = re.compile(
    rf"[*+=<>→]|->|:\s*[-+.]?\d|\b(?:vad?|{'|'.join(CALLS)})\s*\("
    rf"|\b({'|'.join((*vocabulary.TAXONOMIES, 'manner'))}):|^\s*-"
)
"""Signs that no direction in words has: what they stand in is notation, right or wrong."""

_TYPO: Final = 0.8
"""Likeness from which an unknown word is a known one with a slip: "hapy" and "happy" have .89. Ours."""

_SURE: Final = 0.7
"""Confidence from which a reading is not remarked upon. Ours."""

_SCRIPTS: Final = frozenset(
    ("LATIN", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "ARABIC", "THAI", "FULLWIDTH")
)
"""Scripts of the languages that directions are read in, as the names of their letters begin."""

_TURNS: Final = "()[]\"'“”„«»‹›「」（）"
"""What directions are put into."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An emotion that was asked for.

    Attributes:
        notation: as :meth:`Emotion.parse` or, where it moves, :meth:`EmotionTrack.parse` reads it; ``auto``.
        notes: what the user should know: what of a direction was not understood.
        direction: how it was understood, where it is one.
    """

    notation: str
    notes: tuple[str, ...] = ()
    direction: Direction | None = None

    @property
    def is_moving(self) -> bool:
        """Whether it is more than one emotion."""
        return self.notation == AUTO or moves(self.notation)


@lru_cache(maxsize=512)
def asked_emotion(text: str) -> Asked:
    """Read an emotion, a track, ``auto``, or a direction such as ``whispered, close to tears``.

    Raises:
        RequestError: malformed notation, a known word with a slip, or a direction in which nothing was
            understood.
        MissingWeightError: a direction needs the multilingual encoder, which is not there.
    """
    if as_text(text, "emotion") == AUTO:
        return Asked(AUTO)
    try:
        if moves(text):
            EmotionTrack.parse(text, duration=_ENDLESS)
        else:
            Emotion.parse(text)
    except RequestError as error:
        if _NOTATION.search(text) or not any(map(str.isalpha, text)):
            raise
        return _direction(text, error)
    return Asked(text)


def one_emotion(emotion: Feeling) -> Emotion:
    """The emotion itself; text is read as :func:`asked_emotion` does.

    Raises:
        RequestError: as there; text of which the emotion moves.
    """
    if not isinstance(emotion, str):
        return as_emotion(emotion)
    meant = asked_emotion(emotion)
    if meant.is_moving:
        raise RequestError(
            f"{emotion!r} is more than one emotion",
            why=f"it is {meant.notation}",
            fix="Give one of them here.",
        )
    return _parsed(meant.notation)


@lru_cache(maxsize=512)
def _parsed(notation: str) -> Emotion:
    return Emotion.parse(notation)


def _direction(text: str, error: RequestError) -> Asked:
    from emogen.conditioning.read.direction import read_direction

    plain = text.strip().strip(_TURNS)
    slips = [word for word in plain.split() if _is_slip(word)]
    if len(plain.split()) == 1 and slips:
        raise error
    read = read_direction(plain)
    if not read.steps:
        raise RequestError(
            f"cannot read the emotion {text!r}",
            why=f"as a direction, nothing in it was understood{_script(plain)}",
            fix=error.fix if slips else 'Write e.g. "joy", "0.3*anger" or "whispered, close to tears".',
        )
    missing = ", ".join(repr(words) for words in read.unread)
    note = f"the emotion {text!r} was read as {read.notation}, {read.confidence:.0%} sure"
    note += f"; not understood: {missing}" if missing else ""
    return Asked(read.notation, (note,) if missing or read.confidence < _SURE else (), read)


def _is_slip(text: str) -> bool:
    """Whether a word is in no table and nearly one of the notation."""
    from emogen.conditioning.read.direction_words import folded, lexicons

    word = folded(text).strip(".,;:!?")
    if not word.isalpha() or any(lexicon.find(word)[0].meaning for lexicon in lexicons().values()):
        return False
    known = [*vocabulary.words(), *manners.words(), "neutral"]
    return bool(difflib.get_close_matches(word, known, n=1, cutoff=_TYPO))


def _script(text: str) -> str:
    """A clause on the script of a text, where directions are not read in it."""
    letter = next(filter(str.isalpha, text), "")
    script = unicodedata.name(letter, "?").partition(" ")[0]
    return "" if script in _SCRIPTS else f"; {script.capitalize()} script is not read"
