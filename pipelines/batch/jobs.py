"""What can be asked for: one pydantic model a kind of job, for batches and for single commands.

A job is validated when it is made, so a wrong request costs nothing. ``job.make(path)`` then
generates the result, and a sidecar beside it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.track import ARROW, AUTO, EmotionTrack
from emogen.conditioning.vocabulary import by_axis
from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, check_suffix, parse_size
from emogen.provenance import content_hash, file_hash, is_current, write_sidecar
from emogen.sound import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from emogen.pipelines.face.character.people import Character
    from emogen.pipelines.speech.backend import SpeechBackend
    from emogen.pipelines.speech.delivery.sound_file import Delivery
    from emogen.pipelines.speech.performance import TargetsOf
    from emogen.pipelines.speech.speak import Speech

Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1."""

Coordinate = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _said(text: str) -> str:
    if not text:
        raise RequestError("the text is empty", fix="Write what to say or show.")
    return text


def _moved(text: str) -> str:
    """An emotion in its normal form; a track, checked; or ``auto``."""
    if text == AUTO:
        return text
    return str(EmotionTrack.parse(text)) if ARROW.search(text) else str(Emotion.parse(text))


Text = Annotated[str, AfterValidator(_said)]
EmotionText = Annotated[str, AfterValidator(lambda text: str(Emotion.parse(text)))]
MovedText = Annotated[str, AfterValidator(_moved)]
SizeText = Annotated[str, AfterValidator(lambda text: "x".join(map(str, parse_size(text))))]


@dataclass(frozen=True, slots=True)
class Made:
    """What a job made.

    Attributes:
        files: the results, the main one first.
        notes: what the user should know, e.g. words a picture could not show.
        facts: what the sidecar tells besides the request.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


class Job(BaseModel):
    """What every kind of job has.

    Attributes:
        id: names the job and, by default, its file.
        emotion: as :meth:`Emotion.parse` reads it; normalised.
        va: valence and arousal in [-1, 1], instead of ``emotion``.
        intensity: in [0, 1], scales the emotion.
        seed: another seed draws every chance anew.
        take: which take of the emotion; 0 is the mean.
        variation: how far takes are from the mean, 0 to 2.
        file: template of the file name below the output folder (see :mod:`.spec`).
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True
    )

    kind: str
    id: Annotated[str, Field(min_length=1, max_length=120)]
    emotion: EmotionText = "neutral"
    va: tuple[Coordinate, Coordinate] | None = None
    intensity: Unit = 1.0
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    take: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    variation: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = 1.0
    file: str | None = None

    suffixes: ClassVar[tuple[str, ...]]
    models: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _one_emotion(self) -> Job:
        if self.va is not None and self.emotion != "neutral":
            raise RequestError("emotion and va are both given", fix="Give one of them.")
        return self

    @property
    def feeling(self) -> Emotion:
        """The emotion asked for, intensity and coordinates applied."""
        emotion = Emotion.va(*self.va) if self.va else Emotion.parse(self.emotion)
        return self.intensity * emotion

    @property
    def label(self) -> str:
        """The emotion asked for, in a word or two for people."""
        return str(self.feeling)

    @property
    def chance(self) -> dict[str, Any]:
        """What the generators take of chance."""
        return {"seed": self.seed, "take": self.take, "variation": self.variation}

    @property
    def digest(self) -> str:
        """Content hash: equal for two jobs that mean the same."""
        return content_hash(self.request(), self.models)

    def request(self) -> dict[str, Any]:
        """The normalised request as JSON-like values, without the names given to it."""
        plain = self.model_dump(mode="json", exclude={"id", "file", "emotion", "va", "intensity"})
        return {**plain, "emotion": str(self.feeling)}

    def check(self) -> None:
        """Look up the names that the job uses. Raises ``RequestError`` for an unknown one."""

    def is_done(self, path: Path) -> bool:
        """Whether ``path`` and its companions are already the results of this very job."""
        return all(is_current(file, self.digest) for file in self.outputs(path))

    def outputs(self, path: Path) -> tuple[Path, ...]:
        """Every file the job writes, sidecars aside, when its main one is ``path``."""
        return (path,)

    def run(self, path: Path, progress: Progress | None = None) -> Made:
        """Make the result at ``path``, with a sidecar beside every file."""
        made = self.make(path, progress or (lambda _: None))
        for file in made.files:
            facts = {"vad": by_axis(self.feeling.vad), "notes": made.notes, **made.facts}
            write_sidecar(file, self.digest, self.request(), facts)
        return made

    @abstractmethod
    def make(self, path: Path, progress: Progress) -> Made:
        """Write the files of :meth:`outputs`."""


class VoicedJob(Job):
    """What jobs with a voice share.

    Attributes:
        actor: a folder of ``emogen train targets``, whose way of showing emotions is used in place of
            the published one.
    """

    text: Text
    voice: str = "af_heart"
    actor: str | None = None

    models: ClassVar[tuple[str, ...]] = ("kokoro-82m", "kokoro-voices")

    def check(self) -> None:
        from emogen.pipelines.speech.speak import moved_script, read_words
        from emogen.pipelines.speech.voices import find_voice

        read_words(moved_script(self.text, NEUTRAL)[0], find_voice(self.voice))
        self.request()

    def request(self) -> dict[str, Any]:
        """As every job's; an actor is what its folder says, wherever it lies."""
        plain = super().request()
        if self.actor is not None:
            from emogen.conditioning.targets.card import read_card

            plain["actor"] = read_card(Path(self.actor)).model_dump(mode="json")
        return plain

    def targets(self, take: int) -> TargetsOf | None:
        """The actor's targets; None where the published ones are used."""
        if self.actor is None:
            return None
        from emogen.conditioning.targets.diffusion import load_targets

        return partial(load_targets(self.actor).sample, take=take, variation=self.variation)


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
    emotion: MovedText = "neutral"
    duration: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] | None = None
    best_of: Annotated[int, Field(ge=2, le=50)] | None = None
    backend: str = "kokoro"
    options: dict[str, str | bool | float] = {}
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
    def moving(self) -> bool:
        """Whether the emotion is more than one."""
        return self.emotion == AUTO or bool(ARROW.search(self.emotion))

    @property
    def feeling(self) -> Emotion:
        """The emotion asked for; where it moves, the one that it begins with."""
        if not self.moving:
            return super().feeling
        start = NEUTRAL if self.emotion == AUTO else EmotionTrack.parse(self.emotion).at(0.0)
        return self.intensity * start

    @property
    def label(self) -> str:
        return self.emotion if self.moving else super().label

    @property
    def delivery(self) -> Delivery:
        from emogen.pipelines.speech.delivery.sound_file import Delivery

        return Delivery(rate=self.rate, bits=self.bits, loudness=self.loudness)

    def check(self) -> None:
        from emogen.pipelines.speech.speak import moved_script, read_words

        read_words(moved_script(self.text, NEUTRAL)[0], self.speaker().find_voice(self.voice))
        self.request()
        _ = self.delivery
        self.outputs(Path("out.wav"))

    def outputs(self, path: Path) -> tuple[Path, ...]:
        files = (self.delivery.check(path), self._captions_of(path), self._timings_of(path))
        return tuple(file for file in files if file)

    def _captions_of(self, path: Path) -> Path | None:
        from emogen.pipelines.speech.delivery.captions import CAPTION_SUFFIXES

        return _beside(path, self.captions, CAPTION_SUFFIXES)

    def _timings_of(self, path: Path) -> Path | None:
        return _beside(path, self.timings, (".json",), ".timings")

    def request(self) -> dict[str, Any]:
        plain = super().request()
        moved = {"emotion": self.emotion, "intensity": self.intensity} if self.moving else {}
        # Recordings are their content, wherever they lie.
        options = {name: _by_content(value) for name, value in self.options.items()}
        return {**plain, **moved, "options": options}

    def speaker(self) -> SpeechBackend:
        """The backend with its options. Raises ``RequestError`` for options that it has not."""
        from emogen.pipelines.speech.backend import make_backend

        return make_backend(self.backend, self.options)

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.pipelines.speech.delivery.saving import save_speech

        notes: tuple[str, ...] = ()
        speaker = self.speaker()
        if self.best_of is None:
            speech = self._say(speaker, self.feeling, self.take, progress)
        else:
            from emogen.pipelines.speech.best import best_of

            best = best_of(self.best_of, self.take, self.feeling, partial(self._say, speaker), progress)
            speech, notes = best.speech, (best.note,)
        captions, timings = self._captions_of(path), self._timings_of(path)
        delivered = save_speech(
            speech, path, self.delivery, captions=captions, timings=timings, seed=self.seed
        )
        notes = (*speaker.notes, *notes, *delivered.notes)
        return Made(self.outputs(path), notes, _speech_facts(speech))

    def _say(
        self, speaker: SpeechBackend, feeling: Emotion, take: int, progress: Progress | None = None
    ) -> Speech:
        from emogen.pipelines.speech.speak import moved_script, speak

        script, track = moved_script(self.text, self.emotion if self.moving else feeling)
        return speak(
            script,
            emotion=track.scaled(self.intensity) if self.moving else feeling,
            voice=self.voice,
            duration=self.duration,
            seed=self.seed,
            take=take,
            variation=self.variation,
            targets=self.targets(take),
            backend=speaker,
            progress=progress,
        )


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
        self.request()

    def request(self) -> dict[str, Any]:
        """As every job's; the recording is its content, wherever it lies."""
        return {**super().request(), "recording": file_hash(self.recording, kind="recording")}

    def make(self, path: Path, progress: Progress) -> Made:
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


class TalkJob(VoicedJob):
    """A talking character: MP4, and its face curves as Live Link Face CSV when asked."""

    kind: Literal["talk"] = "talk"
    character: str = "mira"
    size: SizeText = "512x512"
    fps: Annotated[int, Field(ge=10, le=60)] = 30
    csv: bool = False

    suffixes = (".mp4",)
    models = (*VoicedJob.models, "anny")

    def check(self) -> None:
        from emogen.pipelines.face.video import check_even

        _check_plain(self.text)
        super().check()
        _person(self.character)
        check_even(parse_size(self.size))

    def outputs(self, path: Path) -> tuple[Path, ...]:
        return (path, path.with_suffix(".csv")) if self.csv else (path,)

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.pipelines.face.engines.livelink import save_csv
        from emogen.pipelines.face.talk import talk
        from emogen.pipelines.face.video import save_clip

        result = talk(
            self.text,
            emotion=self.feeling,
            voice=self.voice,
            character=_person(self.character),
            **self.chance,
            targets=self.targets(self.take),
            fps=self.fps,
            size=parse_size(self.size),
        )
        files = self.outputs(path)
        save_clip(result.clip, path, progress=progress)
        if self.csv:
            save_csv(result.motion, files[1])
        return Made(files, facts=_speech_facts(result.speech))


class FaceJob(Job):
    """A portrait of a character: PNG, JPEG or WebP.

    Without a character the seed draws the person; seed 0 is the default character.
    """

    kind: Literal["face"] = "face"
    character: str | None = None
    age: Annotated[float, Field(ge=18, le=90)] | None = None
    sex: Unit | None = None
    skin: Unit | None = None
    au: str | None = None
    size: SizeText = "768x768"
    transparent: bool = False

    suffixes = PICTURE_SUFFIXES
    models = ("anny",)

    def check(self) -> None:
        from emogen.pipelines.face.motion.units import parse_units

        self._who()
        if self.au is not None:
            parse_units(self.au)
            if not self.feeling.is_neutral:
                raise RequestError("emotion and au are both given", fix="Give one of them.")

    def make(self, path: Path, progress: Progress) -> Made:
        from dataclasses import replace

        from emogen.pipelines.face.character.people import aged
        from emogen.pipelines.face.motion.animate import still
        from emogen.pipelines.face.motion.units import parse_units
        from emogen.pipelines.face.portrait import portrait

        person = self._who() if self.age is None else aged(self._who(), self.age)
        character = replace(
            person,
            sex=person.sex if self.sex is None else self.sex,
            skin=person.skin if self.skin is None else self.skin,
        )
        pose = still(
            self.feeling,
            parse_units(self.au) if self.au else None,
            take=self.take,
            variation=self.variation,
        )
        picture = portrait(
            character,
            pose.curves[0],
            head=pose.head[0],
            gaze=pose.gaze[0],
            size=parse_size(self.size),
            background="transparent" if self.transparent else "studio",
        )
        picture.save(path)
        progress(1.0)
        return Made((path,))

    def _who(self) -> Character:
        return _person(self.character or (str(self.seed) if self.seed else "mira"))


class ImageJob(Job):
    """A mood picture from a prompt: PNG, JPEG or WebP."""

    kind: Literal["image"] = "image"
    text: Text
    size: SizeText = "1280x720"

    suffixes = PICTURE_SUFFIXES

    def check(self) -> None:
        from emogen.pipelines.image.paint import check_size
        from emogen.pipelines.image.prompt import read_prompt

        check_size(parse_size(self.size))
        read_prompt(self.text)

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.pipelines.image.paint import paint

        painting = paint(self.text, emotion=self.feeling, size=parse_size(self.size), **self.chance)
        painting.picture.save(path)
        progress(1.0)
        notes = painting.notes
        if painting.missing:
            notes = (*notes, f"could not show: {', '.join(painting.missing)}")
        return Made((path,), notes, {"shown": painting.shown, "missing": painting.missing})


KINDS: dict[str, type[Job]] = {
    "speak": SpeakJob,
    "convert": ConvertJob,
    "talk": TalkJob,
    "face": FaceJob,
    "image": ImageJob,
}
"""Every kind of job by the name that specs use."""


def _beside(path: Path, wanted: str | None, suffixes: tuple[str, ...], ending: str = "") -> Path | None:
    """The file that ``wanted`` names, if any; beside ``path`` where it is only a suffix."""
    if not wanted:
        return None
    beside = path.with_name(f"{path.stem}{ending}.{wanted}")
    return check_suffix(beside if f".{wanted}" in suffixes else Path(wanted), suffixes)


def _check_plain(text: str) -> None:
    """Raise ``RequestError`` for a text with tags: faces would not show them."""
    from emogen.conditioning.ssml import read_script

    try:
        script = read_script(text)
    except RequestError:
        return  # Not markup, but brackets that people write.
    if script.spans or script.track.keyframes:
        raise RequestError(
            "the text has tags, which talking faces do not perform yet",
            fix="Take them out, and give the emotion apart; `emogen speak` performs them.",
        )


def _person(name: str) -> Character:
    """A named character, or for a whole number the person drawn from that seed."""
    from emogen.pipelines.face.character.people import find_character, make_character

    return make_character(int(name)) if name.isdecimal() else find_character(name)


def _speech_facts(speech: Speech) -> dict[str, Any]:
    timeline = speech.timeline
    return {
        "seconds": round(timeline.duration, 4),
        "track": str(speech.track),
        "vocals": [[v.name, round(v.start, 4), round(v.end, 4)] for v in timeline.vocals],
        "words": [[word.text, round(word.start, 4), round(word.end, 4)] for word in timeline.words],
        "phonemes": [
            [phoneme.symbol, round(phoneme.start, 4), round(phoneme.end, 4)] for phoneme in timeline.phonemes
        ],
    }
