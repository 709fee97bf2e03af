"""The whole of a person: name, voice, looks, personality, pronunciations and credits."""

from __future__ import annotations

from dataclasses import dataclass

from emogen.conditioning.character.credit import Credit
from emogen.conditioning.character.lexicon import NO_WORDS, Lexicon
from emogen.conditioning.character.looks import PLAIN, Looks
from emogen.conditioning.character.personality import AVERAGE, Personality
from emogen.conditioning.character.voice import ANY_VOICE, VoiceChoice
from emogen.conditioning.checks import check_text
from emogen.conditioning.pad import PAD
from emogen.errors import RequestError, checked


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who can be heard, seen and moved. Hashable; the same values are the same person.

    What a character lives through is a :class:`emogen.conditioning.mind.Mind`.

    Attributes:
        name: 1 to 100 characters.
        speaker: the voice, its language and backend.
        looks: the face, hair and clothes.
        personality: the five factors; the average person if not given.
        temperament: the mood to return to (pleasure, arousal, dominance, each in [-1, 1]); None is
            that of the personality.
        lexicon: how to say names and words that voices say otherwise.
        licence: terms of the character itself, best as an SPDX name; may be empty.
        credits: whose work it uses.

    Raises:
        RequestError: no name, a value out of range.
    """

    name: str
    speaker: VoiceChoice = ANY_VOICE
    looks: Looks = PLAIN
    personality: Personality = AVERAGE
    temperament: PAD | None = None
    lexicon: Lexicon = NO_WORDS
    licence: str = ""
    credits: tuple[Credit, ...] = ()

    def __post_init__(self) -> None:
        for what, value, longest in (("name", self.name, 100), ("licence", self.licence, 1000)):
            if not isinstance(value, str):
                raise RequestError(f"the {what} of a character must be a text, is {value!r}")
            check_text(value, f"{what} of a character", longest=longest)
        if not self.name.strip():
            raise RequestError("a character needs a name")
        if self.temperament is not None:
            pleasure, arousal, dominance = (checked(x, "temperament", -1.0, 1.0) for x in self.temperament)
            object.__setattr__(self, "temperament", (pleasure, arousal, dominance))

    @property
    def voice(self) -> str | None:
        """A voice's name or a blend; None leaves the choice open."""
        return self.speaker.name

    @property
    def language(self) -> str | None:
        """The language spoken, e.g. ``"en-gb"``; None is the voice's own."""
        return self.speaker.language

    @property
    def mood_at_rest(self) -> PAD:
        """Pleasure, arousal, dominance that moods return to, each in [-1, 1]."""
        return self.personality.temperament if self.temperament is None else self.temperament
