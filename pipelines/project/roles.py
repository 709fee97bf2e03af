"""Characters of a game's cast: who speaks them, in each language."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from emogen.pipelines.batch.cast import CastMember
from emogen.pipelines.project.lines import Dialogue

NARRATOR: Final = "Narrator"
"""The character who says the lines of nobody."""


_SHARED: Final = frozenset({"name", "character", "personality", "pace", "emotion", "intensity"})
"""Fields of a role that hold in every language; its voice and its pronunciations are of one."""


def _member(value: Any) -> Any:
    """``fr-fr: ff_siwis`` is short for ``fr-fr: {voice: ff_siwis}``."""
    return {"voice": value} if isinstance(value, str) else value


class Role(CastMember):
    """A character of a game.

    Attributes:
        languages: who speaks the translations, by code: a voice, or the fields of a member of a cast.
        skip: whether their lines are left out, e.g. of a character whose lines were recorded.
    """

    languages: dict[str, Annotated[CastMember, BeforeValidator(_member)]] = Field(default_factory=dict)
    skip: bool = False

    def speaking(self, language: str) -> CastMember:
        """The member of a cast who speaks a language: the role itself where nobody else does. Somebody else
        has the role's pace, personality and emotion, unless they have their own."""
        other = self.languages.get(language)
        if other is None:
            return self
        shared = {name: getattr(self, name) for name in self.model_fields_set & _SHARED}
        own = {name: getattr(other, name) for name in other.model_fields_set}
        return CastMember.model_validate({**shared, **own})


def characters_of(dialogue: Dialogue) -> dict[str, str]:
    """The name in the cast of everybody who says something, by the speaker's id: the name that players see,
    else the id; :data:`NARRATOR` for nobody. Speakers of one name are one character: a script may have
    one for what somebody says and one for what they think."""
    names = {speaker.id: speaker.name or speaker.id for speaker in dialogue.speakers}
    for line in dialogue.lines:
        names.setdefault(line.speaker, line.speaker)
    return {speaker: " ".join(name.split()) or NARRATOR for speaker, name in names.items()}
