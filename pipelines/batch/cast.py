"""The cast of a batch or a game: who speaks how.

    cast:
      Eileen: {voice: "af_bella:0.8+af_heart:0.2", emotion: "0.2*joy", lexicon: {Aoife: /ˈiːfə/}}
      Narrator: {voice: bm_george, pace: 0.95}

A job names its speaker with ``cast: Eileen``; its own fields count more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from emogen.conditioning.character import Character, Lexicon, Personality, VoiceChoice, find_character
from emogen.conditioning.character.personality import FACTORS
from emogen.documents import parse_json, parse_yaml
from emogen.errors import RequestError, unknown_name
from emogen.files import read_text
from emogen.pipelines.requests.backend import Options
from emogen.pipelines.requests.values import AnyEmotion
from emogen.pipelines.requests.voiced import DEFAULT_BACKEND

_LOOKS_OF: Final = "mira"
"""The character of a face where a member of the cast has none: the default of every face."""


class CastMember(BaseModel):
    """Voice, looks and feelings of one person of a cast.

    Attributes:
        name: as people know the person, and as other lines of a conversation call them; by default the
            name in the cast.
        voice: a voice, or a blend such as ``af_heart:0.7+am_onyx:0.3``; the character's by default. Where
            there is neither, the first voice of the language.
        character: whose looks, voice and pronunciations: a name of ``emogen characters``, a character
            file (relative to the spec), or a number that draws a person.
        backend: what speaks.
        option: settings of the backend.
        language: what the voice must speak, e.g. ``fr-fr``; of ``en-us`` and ``en-gb`` either will do.
        lexicon: pronunciations by word, IPA between slashes or a respelling; or a file of them, YAML or
            JSON, relative to the spec. They are added to those of the character.
        personality: the five factors, each -1 to 1, instead of the character's.
        pace: factor on the speaking rate, 0.5 to 2.
        emotion: the emotion of lines that say none.
        intensity: factor on the emotion, 0 to 1.
        notes: for people; nothing depends on it.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True
    )

    name: Annotated[str, Field(max_length=100)] = ""
    voice: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    character: Annotated[str, Field(min_length=1)] | None = None
    backend: str | None = None
    option: Options = Field(default_factory=dict)
    language: str | None = None
    lexicon: dict[str, str] | str | None = None
    personality: dict[str, float] | None = None
    pace: Annotated[float, Field(ge=0.5, le=2, allow_inf_nan=False)] | None = None
    emotion: AnyEmotion | None = None
    intensity: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    notes: str = ""

    def fields(self, name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Fields of a request that this person speaks or is seen in; those that it has a parameter for.

        Args:
            name: in the cast.
            parameters: of the request, by name.

        Raises:
            RequestError: an unknown character, voice or language, pronunciations that cannot be read.
        """
        values: dict[str, Any] = {
            "voice": self._voice,
            "backend": self.backend,
            "option": dict(self.option) or None,
            "pace": self.pace,
            "emotion": self.emotion,
            "intensity": self.intensity,
        }
        # A face alone keeps its own choice of looks where the cast makes none.
        if "voice" in parameters or self.character is not None:
            values["character"] = self.person(name)
        if "voice" not in parameters:  # E.g. the painter of a picture has a backend and options, too.
            values = {
                key: value for key, value in values.items() if key in ("character", "emotion", "intensity")
            }
        return {key: value for key, value in values.items() if value is not None and key in parameters}

    def seen_as(self, character: str) -> CastMember:
        """The same with the looks, and what else is not its own, of another character."""
        return CastMember.model_validate({**self.model_dump(exclude_unset=True), "character": character})

    def check(self, name: str) -> None:
        """Look up all that the member names. Raises as :meth:`fields`."""
        from emogen.pipelines.requests.speak import SpeakRequest

        SpeakRequest.model_validate(
            {"text": "Hello.", **self.fields(name, SpeakRequest.model_fields)}
        ).check()

    def person(self, name: str) -> Character:
        """The person as a character. Raises as :meth:`fields`."""
        base = self._base
        speaker = base.speaker
        if self.voice is not None or self.backend is not None or self.language is not None:
            speaker = VoiceChoice(self._voice, self.language, self.backend)
        words = {**dict(base.lexicon.entries), **self.words}
        return dataclasses.replace(
            base,
            name=self.name or name,
            speaker=speaker,
            lexicon=Lexicon(tuple(words.items())),
            personality=base.personality if self.personality is None else self._personality,
        )

    @cached_property
    def words(self) -> dict[str, str]:
        """Pronunciations by word. Raises ``RequestError`` for a file that has none."""
        if not isinstance(self.lexicon, str):
            return dict(self.lexicon or {})
        path = Path(self.lexicon)
        text = read_text(path, kind="lexicon")
        is_json = path.suffix.lower() == ".json"
        words = parse_json(text, path, unique=True) if is_json else parse_yaml(text, path)
        if not isinstance(words, dict) or not all(isinstance(sounds, str) for sounds in words.values()):
            raise RequestError(f"{path} is no lexicon", fix="Write a word and its sounds a line: `GIF: jif`.")
        return {str(word): sounds for word, sounds in words.items()}

    @cached_property
    def _base(self) -> Character:
        if self.character is not None:
            return find_character(self.character)
        return dataclasses.replace(find_character(_LOOKS_OF), speaker=VoiceChoice(), lexicon=Lexicon())

    @cached_property
    def _personality(self) -> Personality:
        for factor in self.personality or {}:
            if factor not in FACTORS:
                raise unknown_name("factor of the personality", factor, FACTORS)
        return Personality(**(self.personality or {}))

    @cached_property
    def _voice(self) -> str | None:
        """The voice, where this person has one of their own; checked against the language.

        Raises:
            RequestError: the backend has no such voice, or none of the language.
        """
        from emogen.pipelines.speech.backend import make_backend, voice_of
        from emogen.pipelines.speech.text.languages import find_language
        from emogen.pipelines.speech.voices import voices

        if self.language is None:
            return self.voice
        language = find_language(self.language).code
        own = self._base.speaker
        name = self.voice or (own.name if self.backend in (None, own.backend) else None)
        backend = make_backend(self.backend or own.backend or DEFAULT_BACKEND, self.option)
        if name is not None:
            speaks = voice_of(backend, name).language
            if speaks.partition("-")[0] != language.partition("-")[0]:
                raise RequestError(
                    f"the voice {name} speaks {speaks}, not {language}", fix="See `emogen voices`."
                )
            return name
        for voice in backend.voices or (voices() if backend.name == DEFAULT_BACKEND else ()):
            if voice.language == language:
                return voice.name
        raise RequestError(
            f"the backend {backend.name} has no voice for {language}", fix="Name another voice."
        )
