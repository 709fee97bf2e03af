"""Requests with a voice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from emogen.conditioning.character import Lexicon, VoiceChoice, with_lexicon
from emogen.conditioning.character.lexicon import NO_WORDS
from emogen.conditioning.character.voice import ANY_VOICE
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.script import Markup
from emogen.conditioning.track import AUTO
from emogen.conditioning.variables import filled
from emogen.pipelines.requests.backend import Chosen, DeviceRequest, Named, Options, options_parameter
from emogen.pipelines.requests.emotional import MovingRequest
from emogen.pipelines.requests.parameter import VOICE, parameter
from emogen.pipelines.requests.values import CharacterSpec, FilePath, Lines, person_of
from emogen.pipelines.speech.voices import DEFAULT_VOICE
from emogen.progress import Progress, ignore
from emogen.registry import Used, used

if TYPE_CHECKING:
    from emogen.conditioning.script import Script
    from emogen.pipelines.speech.backend import SpeechBackend
    from emogen.pipelines.speech.performance import TargetsOf
    from emogen.pipelines.speech.speak import Speech
    from emogen.pipelines.speech.voices import Voice
    from emogen.timeline import Seconds

DEFAULT_BACKEND: Final = "kokoro"
"""What speaks where neither the request nor its character says, with :data:`DEFAULT_VOICE`."""


class VoiceRequest(DeviceRequest):
    """A request in which a voice reads or speaks."""

    voice: str | None = parameter(
        None,
        "The voice, see `emogen voices`; a:0.7+b:0.3 blends two, a/b is a with the tune of b; the "
        f"character's, or {DEFAULT_VOICE}, by default.",
        short="-v",
        panel=VOICE,
        complete="voices",
    )
    character: CharacterSpec | None = parameter(
        None,
        "Whose voice and pronunciations are used: a name of `emogen characters`, or a character file.",
        short="-c",
        panel=VOICE,
        complete="characters",
    )
    backend: str | None = parameter(
        None,
        f"What speaks, see `emogen plugins`; the character's, or {DEFAULT_BACKEND}, by default.",
        panel=VOICE,
        complete="speech",
    )
    option: Options = options_parameter(
        "A setting of the backend, e.g. --option variation=0.5; can be given again.", panel=VOICE
    )

    variables: Named = parameter(
        None,
        "The words for a variable of the text, e.g. --var name=Ana for {name} or [name]; can be given again. "
        "One without words is left out.",
        aliases=("--var",),
        panel=VOICE,
        metavar="NAME=WORDS",
        default_factory=dict,
    )
    strict: bool = parameter(
        False, "Refuse a text of which something cannot be said, instead of leaving that out.", panel=VOICE
    )

    media: ClassVar[tuple[str, ...]] = ("speech",)

    @property
    def speaker(self) -> VoiceChoice:
        """The voice that speaks, None for the backend's own default, and its backend by name. A character
        whose voice is another backend's leaves the choice open."""
        own = ANY_VOICE if self.character is None else person_of(self.character).speaker
        backend = self.backend or (own.backend if self.voice is None else None) or DEFAULT_BACKEND
        owned = own.name if backend == (own.backend or DEFAULT_BACKEND) else None
        default = DEFAULT_VOICE if backend == DEFAULT_BACKEND else None
        return VoiceChoice(self.voice or owned or default, own.language, backend)

    @property
    def lexicon(self) -> Lexicon:
        """The pronunciations of the character."""
        return NO_WORDS if self.character is None else person_of(self.character).lexicon

    def normal(self) -> dict[str, Any]:
        speaker = self.speaker
        normal = {**super().normal(), "voice": speaker.name, "backend": speaker.backend}
        del normal["strict"]  # It decides whether there is a result, not what that is.
        if not self.variables:
            del normal["variables"]
        return normal

    def contents(self) -> dict[str, Any]:
        words = {"lexicon": self.lexicon.entries} if self.lexicon else {}
        # Of a character count its voice, which is in the normal form, its words and, where seen, its looks.
        return {"character": None, **super().contents(), **words}

    def backends(self) -> tuple[Chosen, ...]:
        return (*super().backends(), self._speech)

    def plugins(self) -> tuple[Used, ...]:
        from emogen.pipelines.speech.backend import voice_of
        from emogen.pipelines.speech.text.languages import find_language

        language = find_language(voice_of(self.speech_backend(), self.speaker.name or "").language)
        # Some languages are read by what is installed.
        read_by = {"sounder": language.sounder, "reader": language.reader}
        return (*super().plugins(), replace(used("language", language.code), options=read_by))

    @property
    def _speech(self) -> Chosen:
        return self.chosen("speech", self.speaker.backend or "", self.option)

    def speech_backend(self) -> SpeechBackend:
        """The backend with its options. Raises ``RequestError`` for options that it has not."""
        from emogen.pipelines.speech.backend import make_backend

        return make_backend(self._speech.name, self._speech.options)


class VoicedRequest(VoiceRequest, MovingRequest):
    """A request in which a voice speaks with an emotion."""

    actor: FilePath | None = parameter(
        None,
        "A folder of `emogen train targets`, whose actor's way of showing emotions is used.",
        panel=VOICE,
        is_input=True,
        metavar="DIR",
    )
    pace: float = parameter(
        1.0, "Factor on the speaking rate.", panel=VOICE, ge=0.5, le=2, allow_inf_nan=False
    )
    before: Lines = parameter(
        (),
        'A line said before, e.g. "Mara: It is ticking.", in whose light the emotion auto reads this one; '
        "can be given again. Of a batch, by default, the jobs before.",
        metavar="LINE",
    )
    markup: Markup = parameter(
        "auto",
        "Which marks of the text are read: auto reads those of any tool, emogen and ssml only these, and "
        "refuse others; plain reads none.",
        panel=VOICE,
    )

    worded: ClassVar[frozenset[str]] = frozenset({"text", "before"})

    @property
    def said_by(self) -> str:
        """The speaker, as lines said before name them."""
        person = self.character
        name = str(person) if isinstance(person, str) else getattr(person, "name", "")
        name = Path(name).stem or self.speaker.name or ""
        return name.replace(":", " ").strip()[:40]

    def normal(self) -> dict[str, Any]:
        plain = super().normal()
        before = plain.pop("before")
        if self.markup == "auto":
            del plain["markup"]
        if self.pace == 1:
            del plain["pace"]
        # Only what is read from the words is read in the light of others, and by who said them.
        seen = bool(before) and self.emotion == AUTO
        return {**plain, "before": before, "said_by": self.said_by} if seen else plain

    def contents(self) -> dict[str, Any]:
        behind = super().contents()
        if self.actor is not None:
            from emogen.conditioning.targets.card import read_card

            behind["actor"] = read_card(Path(self.actor)).model_dump(mode="json")
        return behind

    def check_words(self) -> None:
        from emogen.pipelines.speech.text.plain import is_plain

        text = getattr(self, "text", None)
        if isinstance(text, str) and (
            self.strict or self.markup == "ssml" or not is_plain(text) or self.lexicon.mentions(text)
        ):
            self._check_script(text)

    def check_speakable(self, text: str) -> None:
        """Raise ``RequestError`` for a text that the voice cannot say, or not with this emotion."""
        self._voice()
        self._check_script(text)

    def _voice(self) -> Voice:
        from emogen.pipelines.speech.backend import voice_of

        return voice_of(self.speech_backend(), self.speaker.name or "")

    def _check_script(self, text: str) -> None:
        from emogen.pipelines.speech.scripts import check_vocals, has_vocals, moved_script, read_words
        from emogen.pipelines.speech.text.plain import is_readable

        emotion = NEUTRAL if self.spec == AUTO else self.spec
        script, _ = moved_script(self._filled(text), emotion, markup=self.markup, strict=self.strict)
        if has_vocals(script):
            check_vocals(script, self.speech_backend())
        words = with_lexicon(script, self.lexicon)
        if self.strict or not is_readable(words):
            read_words(words, self._voice(), strict=self.strict)

    def _filled(self, text: str | Script) -> str | Script:
        """A text with the values of its variables; a script has been read already."""
        return filled(text, self.variables, markup=self.markup) if isinstance(text, str) else text

    def targets(self, take: int) -> TargetsOf | None:
        """The actor's targets; None where the published ones are used."""
        if self.actor is None:
            return None
        from emogen.conditioning.targets.diffusion import load_targets

        return partial(load_targets(self.actor).sample, take=take, variation=self.variation)

    def speech(
        self,
        text: str | Script,
        feeling: Emotion,
        take: int,
        progress: Progress = ignore,
        *,
        duration: Seconds | None = None,
        longest: Seconds | None = None,
        backend: SpeechBackend | None = None,
    ) -> Speech:
        """Speak a text or script; arguments as :func:`emogen.pipelines.speech.speak.speak`."""
        from emogen.pipelines.speech.speak import speak

        words, manner = self.performance(text, feeling, take)
        return speak(
            words,
            **manner,
            duration=duration,
            longest=longest,
            backend=backend or self.speech_backend(),
            progress=progress,
        )

    def performance(self, text: str | Script, feeling: Emotion, take: int) -> tuple[Script, dict[str, Any]]:
        """The words and who says them with what emotion, as speaking and streaming take them."""
        from emogen.pipelines.speech.scripts import moved_script, paced

        emotion = self.spec if self.is_moving else feeling
        script, track = moved_script(
            self._filled(text), emotion, self.before, self.said_by, markup=self.markup, strict=self.strict
        )
        return paced(with_lexicon(script, self.lexicon), self.pace), {
            "emotion": track.scaled(self.intensity) if self.is_moving else feeling,
            "voice": self.speaker.name or "",
            **self.chance,
            "take": take,
            "targets": self.targets(take),
            "strict": self.strict,
        }
