"""The coqui backend: models of coqui-tts with the same targets as every other voice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from emogen.device import Device
from emogen.errors import RequestError
from emogen.options import Options
from emogen.pipelines.speech.backend import SpeechBackend
from emogen.pipelines.speech.coqui.models import Located, load, locate, speaks_phonemes
from emogen.pipelines.speech.coqui.references import reference
from emogen.pipelines.speech.realise.chunk import say_chunk
from emogen.pipelines.speech.text.languages import language_names
from emogen.sound import RECORDING_SUFFIXES

if TYPE_CHECKING:
    from emogen.media import Audio
    from emogen.pipelines.speech.backend import Spoken
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.realise.line import Engine
    from emogen.pipelines.speech.text.phonemes import Phone
    from emogen.pipelines.speech.voices import Voice

_READ_AS: Final = {"en": "en-us", "fr": "fr-fr", "pt": "pt-br", "zh-cn": "zh"}
"""Languages that emogen's reader of texts names otherwise than coqui-tts."""


class CoquiOptions(Options):
    """Settings of the coqui backend."""

    model: str = Field(
        default="", description="A folder, a name of coqui-tts, or a repository of the hub as owner/name."
    )
    speaker: str = Field(
        default="",
        description="For XTTS a recording, or a speaker stored with it; for VITS a name.",
    )
    style: str = Field(
        default="", description="For XTTS: a recording of the same person with the wanted feeling."
    )
    language: str = Field(default="en", description="Language that the model speaks.")
    sex: Literal["auto", "female", "male"] = Field(
        default="auto", description="Sex of the speaker; auto goes by the pitch, and is female without one."
    )
    device: Device = Field(default="cpu", description="Where the model runs.")
    variation: float = Field(
        default=1.0, ge=0.0, le=1.0, description="Size of natural differences between takes; 0 is none."
    )
    download: bool = Field(default=False, description="Fetch a model that is missing.")


class CoquiBackend(SpeechBackend):
    """XTTS and VITS of coqui-tts, by a local folder or a name. Has no weights of its own."""

    name: ClassVar[str] = "coqui"
    can: ClassVar[frozenset[str]] = frozenset(("timings",))
    packages: ClassVar[tuple[str, ...]] = ("TTS",)
    extra: ClassVar[str] = "coqui"
    Options = CoquiOptions

    def __init__(self, options: CoquiOptions | None = None) -> None:
        self.options = options or CoquiOptions()

    @property
    def rate(self) -> int:
        """Samples a second, of the model.

        Raises:
            RequestError, MissingWeightError: as :meth:`synthesise`.
        """
        return self._engine.rate

    @cached_property
    def model(self) -> Located:
        """Where the model is, and its licence."""
        return locate(self.options.model, download=self.options.download)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user must know of what is made, a clause each."""
        return (f"made by {self.model.name}, licence {self.model.licence}",)

    def find_voice(self, name: str) -> Voice:
        """Who speaks. The speaker is one of the options, so that ``name`` counts for nothing.

        Raises:
            RequestError: a recording that is silent, clipped or too short; a language that emogen cannot
                read.
        """
        del name
        from emogen.pipelines.speech.voices import Voice

        options, speaker = self.options, self._speaker
        recorded = not isinstance(speaker, str)
        called = Path(options.speaker).stem if recorded else options.speaker or "coqui"
        sex = options.sex
        if sex == "auto":
            from emogen.dsp.frames import analyse
            from emogen.pipelines.speech.conversion.convert import likely_sex

            sex = "female" if isinstance(speaker, str) else likely_sex(analyse(speaker))
        parts = ((called, 1.0),)
        language = _READ_AS.get(options.language.lower(), options.language.lower())
        if language not in language_names():
            raise RequestError(
                f"texts in the language {options.language!r} cannot be read yet",
                why="their numbers and sounds are not known here, whatever the model speaks",
                fix=f"There are: {', '.join(language_names())}.",
            )
        return Voice(called, language, sex, "a voice of coqui-tts", timbre=parts, tune=parts)

    def synthesise(
        self, phones: Sequence[Phone], voice: Voice, cues: Sequence[Cue], rng: np.random.Generator
    ) -> Spoken:
        """Say one chunk. See :class:`SpeechBackend`; ``voice`` gives the language of the phones, the
        speaker is one of the options.

        Raises:
            RequestError: no model or speaker was named, or one that is not there; a recording that is
                silent, clipped or too short; a language that the model does not speak.
            MissingWeightError: the model, or a file of it, is missing or damaged.
            GenerationError: the model made nothing.
        """
        del voice  # The speaker is one of the options.
        return say_chunk(self._engine, phones, cues, rng, self.options.variation)

    @cached_property
    def _engine(self) -> Engine:
        options = self.options
        speaker = self._speaker
        style = reference(options.style, "style") if options.style else None
        kind = self.model.kind
        if kind == "vits" and (style is not None or not isinstance(speaker, str)):
            raise RequestError(
                "a VITS model cannot speak as a recording does",
                why="it has the voices that it was trained with",
                fix="Leave --style out, and give --speaker a name; or use XTTS.",
            )
        loaded = load(self.model, options.device)
        if kind == "xtts":
            from emogen.pipelines.speech.coqui.xtts import Xtts

            return Xtts(loaded, options.language, speaker, style)
        from emogen.pipelines.speech.coqui.vits import Vits

        return Vits(loaded, options.language, str(speaker), phonemes=speaks_phonemes(self.model))

    @cached_property
    def _speaker(self) -> Audio | str:
        name = self.options.speaker
        path = Path(name).expanduser()
        # With the suffix of a recording it is one that is missing, no name.
        if name and (path.is_file() or path.suffix.lower() in RECORDING_SUFFIXES):
            return reference(path, "speaker")
        return name
