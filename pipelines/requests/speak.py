"""``speak``: a spoken line or script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import Field, model_validator

from emogen.conditioning.brief import brief
from emogen.errors import RequestError
from emogen.pipelines.requests.base import HERE, Made, Result
from emogen.pipelines.requests.beside import MOVED, Beside, curves_file, motion_writers, visemes_file
from emogen.pipelines.requests.delivered import DeliveredRequest
from emogen.pipelines.requests.parameter import DELIVERY, parameter
from emogen.pipelines.requests.stages import MAIN, staged
from emogen.pipelines.requests.values import Duration, FilePath, Text, person_of
from emogen.pipelines.requests.voiced import VoicedRequest
from emogen.progress import Progress, ignore
from emogen.provenance import read_sidecar, texts_of, write_sidecar
from emogen.registry import Used, require
from emogen.sound import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from emogen.conditioning.script import Script
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.conditioning.track import EmotionTrack
    from emogen.media import Audio
    from emogen.pipelines.speech.speak import Speech, SpokenLine
    from emogen.pipelines.speech.voices import Voice
    from emogen.timeline import Timeline


OF_WHOLE_LINES: Final = (
    *("duration", "max_seconds", "best_of", "rate", "bits", "loudness", "captions", "timings", "curves"),
    "visemes",
)
"""Parameters that need the whole line, which a stream has not."""


class SpeakRequest(VoicedRequest, DeliveredRequest):
    """A spoken line or script."""

    text: Text = parameter(
        ..., "Words, with tags or as SSML; - reads standard input.", argument=True, stdin=True
    )
    duration: Duration | None = parameter(
        None,
        "How long the line is to take, e.g. 2.4 or 900ms.",
        unit="s",
        metavar="SECONDS",
        gt=0,
        le=3600,
        allow_inf_nan=False,
    )
    max_seconds: Duration | None = parameter(
        None,
        "How long the line may take at most: it is said faster where it would take longer.",
        unit="s",
        metavar="SECONDS",
        gt=0,
        le=3600,
        allow_inf_nan=False,
    )
    best_of: Annotated[int, Field(ge=2, le=50)] | None = parameter(
        None, "Make N takes and keep the one that the judges prefer.", metavar="N"
    )

    curves: FilePath | None = parameter(
        None,
        "Also write the face curves of whoever speaks: a file, or a suffix such as csv or glb for one beside "
        "the sound.",
        panel=DELIVERY,
        stage="curves",
    )
    visemes: FilePath | None = parameter(
        None,
        "Also write the mouth's shapes: a file, or json, csv (Oculus), tsv, xml, rhubarb (Rhubarb) for one "
        "beside the sound.",
        panel=DELIVERY,
        stage="visemes",
    )

    verb: ClassVar[str] = "speak"
    output: ClassVar[str] = "speech.wav"
    examples: ClassVar[tuple[str, ...]] = (
        'emogen speak "You came!" --emotion joy -o hello.wav',
        'emogen speak "Get out." -e 0.6*anger -v am_michael -o out.flac',
        'emogen speak "[sad] I waited. <pause 0.4s> [joy] *Then* you came." -v af_heart:0.7+am_onyx:0.3',
        'emogen speak "Good evening!" -e joy --loudness podcast --captions vtt --timings json -o evening.mp3',
        'emogen speak "You came back." -e joy --curves csv --visemes rhubarb -o back.wav',
        'emogen speak "It is over. Or is it?" -e "sad -> hopeful" --duration 2.4 -o fits.wav',
    )

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return AUDIO_SUFFIXES

    @model_validator(mode="after")
    def _one_length(self) -> SpeakRequest:
        if self.duration is not None and self.max_seconds is not None:
            raise RequestError("duration and max_seconds are both given", fix="Give one of them.")
        return self

    @model_validator(mode="after")
    def _best_of_one_emotion(self) -> SpeakRequest:
        if self.best_of is not None and self.is_moving:
            raise RequestError(
                "takes of an emotion that moves cannot be compared",
                why="the judges hear a line as a whole",
                fix="Give one emotion with --best-of, or take --best-of out.",
            )
        return self

    def check(self) -> None:
        self.check_speakable(self.text)
        if self.captions or self.timings:
            require(self.speech_backend(), "timings", "tell when words are heard, for captions and timings")
        self.contents()
        _ = self.delivery
        self.outputs(Path("out.wav"))

    def companions(self, path: Path, root: Path = HERE) -> dict[Path, str]:
        times = {stage: file for file, stage in self.times(path, root).items()}
        curves, visemes = curves_file(path, self.curves, root), visemes_file(path, self.visemes, root)
        return staged(**times, curves=curves, visemes=visemes)

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        return (self.delivery.check(path), *self.companions(path, root))

    def writers(self, file: Path, stage: str = MAIN) -> tuple[Used, ...]:
        return motion_writers(file) if stage in MOVED else ()

    def contents_of(self, stage: str) -> dict[str, Any]:
        # A character's looks are seen in formats with a mesh.
        if stage != "curves" or self.character is None:
            return {}
        return {"character": repr(person_of(self.character).looks)}

    def beside(self, path: Path, facts: Mapping[str, Any]) -> Beside:
        """The sound at ``path``, of which companions are made, with the facts of its line."""
        person = None if self.character is None else person_of(self.character)
        return Beside(path, facts, self.chance, person)

    def remake(self, files: Mapping[Path, str], path: Path, root: Path) -> Made | None:
        from emogen.pipelines.speech.delivery.facts import checked_facts

        record = read_sidecar(path) or {}
        facts = checked_facts(record)
        if not facts.get("phonemes"):
            return None
        notes = self.beside(path, facts).write(files)
        told = {name: value for name, value in record.items() if name in ("vad", "label", "notes", *facts)}
        recipes = self.recipes(path, root)
        for file in files:
            write_sidecar(file, recipes[file], told)
        kept = (*texts_of(record, "notes"), *notes)
        return Made(
            self.outputs(path, root), tuple(dict.fromkeys(kept)), str(record.get("label", self.label))
        )

    def perform(self, progress: Progress = ignore) -> SpeakResult:
        backend = self.speech_backend()
        say = partial(
            self.speech, self.text, duration=self.duration, longest=self.max_seconds, backend=backend
        )
        if self.best_of is None:
            speech = say(self.feeling, self.take, progress)
            return SpeakResult(self, speech, notes=(*speech.notes, *backend.notes))
        from emogen.pipelines.evaluate.best import best_of

        best = best_of(self.best_of, self.take, self.feeling, say, progress)
        return SpeakResult(self, best.speech, notes=(*best.speech.notes, *backend.notes, best.note))

    def stream(self) -> Iterator[Speech]:
        """The line phrase by phrase, as soon as each is there.

        Raises:
            RequestError: something is asked for that needs the whole line.
        """
        from emogen.pipelines.speech.speak import stream

        words, manner = self._streamed()
        return stream(words, **manner, backend=self.speech_backend())

    def line(self) -> SpokenLine:
        """The line, ready to be said phrase by phrase. Raises as :meth:`stream`."""
        from emogen.pipelines.speech.speak import line

        words, manner = self._streamed()
        return line(words, **manner, backend=self.speech_backend())

    def _streamed(self) -> tuple[Script, dict[str, Any]]:
        for name in OF_WHOLE_LINES:
            if getattr(self, name) != type(self).model_fields[name].default:
                raise RequestError(
                    f"{name} is of a whole line",
                    why="a stream is made phrase by phrase",
                    fix=f"Leave {name} out.",
                )
        return self.performance(self.text, self.feeling, self.take)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SpeakResult(Result[SpeakRequest]):
    """A spoken line.

    ``save`` delivers it as the request says (rate, loudness, peaks, tags, captions); ``audio`` is the
    bare sound before that.

    Attributes:
        speech: all that was made, as ``save_speech`` and other functions take it.
    """

    speech: Speech

    @property
    def audio(self) -> Audio:
        """The sound, at the backend's rate (Kokoro: 24 kHz)."""
        return self.speech.audio

    @property
    def timeline(self) -> Timeline:
        """Words, phonemes and sounds that are no words, in seconds of ``audio``."""
        return self.speech.timeline

    @property
    def track(self) -> EmotionTrack:
        """The emotion over time, in seconds of ``audio``."""
        return self.speech.track

    @property
    def targets(self) -> VoiceTargets:
        """Changes against the neutral voice where the speech begins."""
        return self.speech.targets

    @property
    def voice(self) -> Voice:
        """Who speaks."""
        return self.speech.voice

    @property
    def script(self) -> Script:
        """The script that was read from the text."""
        return self.speech.script

    @property
    def label(self) -> str:
        return track_label(self.request.label, self.track)

    @property
    def summary(self) -> str:
        return f"{self.audio.duration:.1f} s of speech by {self.voice.name}"

    def facts(self) -> dict[str, Any]:
        from emogen.pipelines.speech.delivery.facts import speech_facts

        return speech_facts(self.speech)

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        from emogen.pipelines.speech.delivery.saving import save_speech

        del progress
        request = self.request
        delivered = save_speech(self.speech, path, request.delivery, seed=request.seed)
        notes = request.beside(path, self.facts()).write(request.companions(path, root))
        return (*delivered.notes, *(note for note in notes if note not in self.notes))


def track_label(asked: str, track: EmotionTrack) -> str:
    """The emotion of a line, for people: the one asked for, unless the words or their tags decided."""
    names = list(dict.fromkeys(brief(frame.emotion) for frame in track.keyframes))
    if asked == "auto" or (asked == "neutral" and names not in ([], ["neutral"])):
        return " -> ".join(names) or "neutral"
    return asked
