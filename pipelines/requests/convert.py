"""``convert``: a recording with another emotion."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator

from emogen.conditioning.read.asked import one_emotion
from emogen.conditioning.track import AUTO
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.emotional import EmotionRequest
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.values import Recording, as_written, recording_hash, recording_name
from emogen.progress import Progress, ignore
from emogen.sound import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from emogen.media import Audio
    from emogen.pipelines.speech.conversion.convert import Converted

EmotionOrAuto = Annotated[
    str,
    BeforeValidator(as_written),
    AfterValidator(lambda text: text if text == AUTO else str(one_emotion(text))),
]


class ConvertRequest(EmotionRequest):
    """A recording with another emotion."""

    recording: Recording = parameter(
        ..., "One speaker: WAV, FLAC, OGG or MP3.", argument=True, is_input=True, reads=AUDIO_SUFFIXES
    )
    was: EmotionOrAuto = parameter(
        "neutral", "The emotion that the recording has; auto reads it from the voice.", aliases=("--from",)
    )
    sex: Literal["auto", "female", "male"] = parameter(
        "auto", "The speaker's sex: female, male, or auto, by the pitch."
    )

    verb: ClassVar[str] = "convert"
    output: ClassVar[str] = "converted.wav"
    about: ClassVar[str] = "The result has the rate of the recording."
    examples: ClassVar[tuple[str, ...]] = (
        "emogen convert line.wav --emotion sadness --intensity 0.7 -o sad.wav",
        "emogen convert shout.mp3 --was anger --emotion neutral -o calm.flac",
    )
    media: ClassVar[tuple[str, ...]] = ("speech",)

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return AUDIO_SUFFIXES

    def check(self) -> None:
        self.contents()

    def contents(self) -> dict[str, Any]:
        return {**super().contents(), "recording": recording_hash(self.recording, self.known("recording"))}

    def perform(self, progress: Progress = ignore) -> ConvertResult:
        from emogen.pipelines.speech.conversion.convert import convert

        converted = convert(
            self.recording, emotion=self.feeling, was=self.was, sex=self.sex, **self.chance, progress=progress
        )
        return ConvertResult(self, converted, notes=converted.notes)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ConvertResult(Result[ConvertRequest]):
    """A converted recording.

    Attributes:
        converted: the sound, what was changed in it, and where each moment went.
    """

    converted: Converted

    @property
    def audio(self) -> Audio:
        """The sound, mono, at the rate of the recording."""
        return self.converted.audio

    @property
    def summary(self) -> str:
        return f"{self.audio.duration:.1f} s converted from {recording_name(self.request.recording)}"

    def facts(self) -> dict[str, Any]:
        return {
            "recording": recording_name(self.request.recording),
            "seconds": round(self.audio.duration, 4),
        }

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        del progress, root
        self.audio.save(path)
        return ()
