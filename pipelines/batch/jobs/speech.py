"""Jobs that end in sound."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.track import AUTO, EmotionTrack
from emogen.errors import RequestError
from emogen.pipelines.batch.jobs.base import HERE, Job, Made, MovedJob, Text, companion
from emogen.progress import Progress
from emogen.provenance import file_hash
from emogen.sound import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from emogen.pipelines.speech.backend import SpeechBackend
    from emogen.pipelines.speech.delivery.sound_file import Delivery
    from emogen.pipelines.speech.performance import TargetsOf
    from emogen.pipelines.speech.speak import Speech
    from emogen.pipelines.speech.voices import Voice
    from emogen.timeline import Timeline


class VoicedJob(MovedJob):
    """What jobs with a voice share.

    Attributes:
        actor: a folder of ``emogen train targets``, whose way of showing emotions is used in place of
            the published one.
    """

    voice: str = "af_heart"
    actor: str | None = None

    models: ClassVar[tuple[str, ...]] = ("kokoro-82m", "kokoro-voices")

    def contents(self) -> dict[str, Any]:
        found = super().contents()
        if self.actor is not None:
            from emogen.conditioning.targets.card import read_card

            found["actor"] = read_card(Path(self.actor)).model_dump(mode="json")
        return found

    def targets(self, take: int) -> TargetsOf | None:
        """The actor's targets; None where the published ones are used."""
        if self.actor is None:
            return None
        from emogen.conditioning.targets.diffusion import load_targets

        return partial(load_targets(self.actor).sample, take=take, variation=self.variation)

    def say(
        self,
        text: str,
        feeling: Emotion,
        take: int,
        progress: Progress | None = None,
        *,
        duration: float | None = None,
        speaker: str | SpeechBackend = "kokoro",
    ) -> Speech:
        """Speak a text or script; arguments as :func:`emogen.pipelines.speech.speak.speak`."""
        from emogen.pipelines.speech.speak import moved_script, speak

        script, track = moved_script(text, self.emotion if self.moving else feeling)
        return speak(
            script,
            emotion=track.scaled(self.intensity) if self.moving else feeling,
            voice=self.voice,
            duration=duration,
            seed=self.seed,
            take=take,
            variation=self.variation,
            targets=self.targets(take),
            backend=speaker,
            progress=progress,
        )


def check_said(text: str, voice: Voice, emotion: Emotion | str) -> None:
    """Raise ``RequestError`` for a text that this voice cannot say, or not with this emotion."""
    from emogen.pipelines.speech.speak import moved_script, read_words

    read_words(moved_script(text, NEUTRAL if emotion == AUTO else emotion)[0], voice)


class SpeakJob(VoicedJob):
    """A spoken line or script: WAV, FLAC, OGG, MP3 or M4A.

    Attributes:
        text: words, with tags or as SSML; what they say is felt goes before ``emotion``.
        emotion: also a track over the whole line, e.g. ``"sad -> hopeful"``, or ``"auto"``.
        duration: seconds that the line is to take.
        best_of: how many takes are made, of which the judges choose one; ``take`` is the first.
        backend: a registered speech backend.
        options: its own settings, see ``Options`` of the backend.
        rate, bits, loudness: see :class:`emogen.pipelines.speech.delivery.sound_file.Delivery`.
        captions: a file to write, or ``vtt`` or ``srt`` for one beside the sound.
        timings: a file to write, or ``json`` for one beside the sound.
    """

    kind: Literal["speak"] = "speak"
    text: Text
    duration: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] | None = None
    best_of: Annotated[int, Field(ge=2, le=50)] | None = None
    backend: str = "kokoro"
    options: dict[str, str | bool | float] = Field(default_factory=dict)
    rate: int | None = None
    bits: int = 16
    loudness: float | str | None = None
    captions: str | None = None
    timings: str | None = None

    suffixes = AUDIO_SUFFIXES

    @model_validator(mode="after")
    def _best_of_one_emotion(self) -> SpeakJob:
        if self.best_of is not None and self.moving:
            raise RequestError(
                "takes of an emotion that moves cannot be compared",
                why="the judges hear a line as a whole",
                fix="Give one emotion with --best-of, or take --best-of out.",
            )
        return self

    @property
    def delivery(self) -> Delivery:
        from emogen.pipelines.speech.delivery.sound_file import Delivery

        return Delivery(rate=self.rate, bits=self.bits, loudness=self.loudness)

    def check(self) -> None:
        check_said(self.text, self.speaker().find_voice(self.voice), self.moved)
        self.contents()
        _ = self.delivery
        self.outputs(Path("out.wav"))

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        files = (self.delivery.check(path), self._captions_of(path, root), self._timings_of(path, root))
        return tuple(file for file in files if file)

    def _captions_of(self, path: Path, root: Path) -> Path | None:
        from emogen.pipelines.speech.delivery.captions import CAPTION_SUFFIXES

        return companion(path, self.captions, CAPTION_SUFFIXES, root=root)

    def _timings_of(self, path: Path, root: Path) -> Path | None:
        return companion(path, self.timings, (".json",), root=root, ending=".timings")

    def contents(self) -> dict[str, Any]:
        options = {name: _by_content(value) for name, value in self.options.items()}
        return {**super().contents(), "options": options}

    def speaker(self) -> SpeechBackend:
        """The backend with its options. Raises ``RequestError`` for options that it has not."""
        from emogen.pipelines.speech.backend import make_backend

        return make_backend(self.backend, self.options)

    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        from emogen.pipelines.speech.delivery.saving import save_speech

        notes: tuple[str, ...] = ()
        speaker = self.speaker()
        say = partial(self.say, self.text, duration=self.duration, speaker=speaker)
        if self.best_of is None:
            speech = say(self.feeling, self.take, progress)
        else:
            from emogen.pipelines.evaluate.best import best_of

            best = best_of(self.best_of, self.take, self.feeling, say, progress)
            speech, notes = best.speech, (best.note,)
        captions, timings = self._captions_of(path, root), self._timings_of(path, root)
        delivered = save_speech(
            speech, path, self.delivery, captions=captions, timings=timings, seed=self.seed
        )
        notes = (*speaker.notes, *notes, *delivered.notes)
        return Made(self.outputs(path, root), notes, speech_facts(speech.timeline, speech.track))


def _by_content(value: str | bool | float) -> str | bool | float:
    """A file's hash in place of its name."""
    return file_hash(value, kind="recording") if isinstance(value, str) and Path(value).is_file() else value


class ConvertJob(Job):
    """A recording with another emotion.

    Attributes:
        recording: a sound file in which one speaker is heard.
        was: the emotion that it has, or ``"auto"``.
        sex: of the speaker; ``"auto"`` goes by the pitch.
    """

    kind: Literal["convert"] = "convert"
    recording: Annotated[str, Field(min_length=1)]
    was: Annotated[str, AfterValidator(lambda text: text if text == AUTO else str(Emotion.parse(text)))] = (
        "neutral"
    )
    sex: Literal["auto", "female", "male"] = "auto"

    suffixes = AUDIO_SUFFIXES

    def check(self) -> None:
        self.contents()

    def contents(self) -> dict[str, Any]:
        return {**super().contents(), "recording": file_hash(self.recording, kind="recording")}

    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        del root
        from emogen.pipelines.speech.conversion.convert import convert

        converted = convert(
            self.recording,
            emotion=self.feeling,
            was=self.was,
            sex=self.sex,
            **self.chance,
            progress=progress,
        )
        converted.audio.save(path)
        facts = {"recording": Path(self.recording).name, "seconds": round(converted.audio.duration, 4)}
        return Made((path,), converted.notes, facts)


def speech_facts(timeline: Timeline, track: EmotionTrack) -> dict[str, Any]:
    """What a sidecar tells of a line."""
    return {
        "seconds": round(timeline.duration, 4),
        "track": str(track),
        "vocals": [[v.name, round(v.start, 4), round(v.end, 4)] for v in timeline.vocals],
        "words": [[word.text, round(word.start, 4), round(word.end, 4)] for word in timeline.words],
        "phonemes": [
            [one.symbol, round(one.start, 4), round(one.end, 4), one.stress] for one in timeline.phonemes
        ],
    }
