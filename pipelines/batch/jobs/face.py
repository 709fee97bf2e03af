"""Jobs that end in a face."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.batch.jobs.base import (
    EmotionText,
    Job,
    Made,
    MovedJob,
    Progress,
    SizeText,
    Text,
    Unit,
    beside,
)
from emogen.pipelines.batch.jobs.speech import VoicedJob, check_said, speech_facts
from emogen.pipelines.face.character.people import find_character
from emogen.pipelines.face.engines.save import MOTION_SUFFIXES
from emogen.provenance import file_hash

if TYPE_CHECKING:
    from emogen.pipelines.face.character.people import Character
    from emogen.pipelines.face.drawing import Drawing, Sitter
    from emogen.pipelines.face.line import Line
    from emogen.pipelines.face.motion.direction import Direction
    from emogen.pipelines.face.move import Manner

FrameRate = Annotated[float, Field(ge=10, le=120, allow_inf_nan=False)]


class ActedJob(MovedJob):
    """What jobs with a moving face share.

    Attributes:
        strength: of the parts of the face, e.g. ``"head=0.5,upper=1.4"``.
        au: action units besides the emotion's, also over time, or a table of them (.csv).
        look: where the eyes are told to be, e.g. ``"left@1-2"``.
        hidden: an emotion that is masked, and leaks in micro-expressions.
        motion: a folder of ``emogen train motion``: whose manner of moving is used.
        guidance: how closely the actor follows voice and emotion; 1 is his own.
        fps: frames a second.
    """

    strength: str = ""
    au: str | None = None
    look: str | None = None
    hidden: EmotionText | None = None
    motion: str | None = None
    guidance: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)] = 1.0
    fps: FrameRate = 30

    @property
    def direction(self) -> Direction:
        """The directions. Raises ``RequestError`` for what cannot be read."""
        from emogen.pipelines.face.motion.direction import Direction
        from emogen.pipelines.face.motion.looks import parse_looks
        from emogen.pipelines.face.motion.strengths import Strengths
        from emogen.pipelines.face.motion.units import parse_unit_track, read_unit_table

        table = self.au is not None and self.au.lower().endswith(".csv")
        return Direction(
            strengths=Strengths.parse(self.strength),
            units=() if self.au is None else (read_unit_table if table else parse_unit_track)(self.au),
            looks=() if self.look is None else parse_looks(self.look),
            hidden=None if self.hidden is None else Emotion.parse(self.hidden),
        )

    @property
    def acting(self) -> dict[str, Any]:
        """What :func:`~emogen.pipelines.face.move.move` takes besides the line."""
        return {"fps": self.fps, "direction": self.direction, "manner": self._manner(), **self.chance}

    def _manner(self) -> Manner | None:
        if self.motion is None:
            return None
        from emogen.pipelines.face.learnt.model import load_motion_model
        from emogen.pipelines.face.move import Manner

        return Manner(load_motion_model(self.motion), self.guidance)

    def check(self) -> None:
        _ = self.direction, self._manner()

    def contents(self) -> dict[str, Any]:
        found = super().contents()
        if self.motion is not None:
            from emogen.pipelines.face.learnt.card import read_card

            found["motion"] = read_card(Path(self.motion)).model_dump(mode="json")
        if self.au is not None and self.au.lower().endswith(".csv"):
            found["au"] = file_hash(self.au, kind="table of action units")
        return found

    def recorded(self, recording: str, text: str | None, progress: Progress) -> Line:
        """A recording as a line with this emotion."""
        from emogen.pipelines.face.line import recorded_line

        line = recorded_line(recording, self.moved, text=text, progress=lambda share: progress(0.3 * share))
        return self.scaled(line)

    def scaled(self, line: Line) -> Line:
        """The line with the intensity applied, which an emotion that moves has not in its text."""
        from dataclasses import replace

        return replace(line, track=line.track.scaled(self.intensity)) if self.moving else line


class StagedJob(Job):
    """What jobs share in which a character is drawn.

    Attributes:
        lighting: a set-up of lamps.
        light_emotion: whether the light follows the emotion.
        camera: a framing.
        background: ``"studio"``, ``"transparent"``, ``"#rrggbb"``, a gradient or a picture.
    """

    lighting: str = "studio"
    light_emotion: bool = False
    camera: str = "portrait"
    background: str = "studio"

    def how(self) -> dict[str, Any]:
        """How a renderer is to draw. Raises ``RequestError`` for a name that is not known."""
        from emogen.pipelines.face.render.camera import find_camera
        from emogen.pipelines.face.render.lights import find_light

        return {
            "lighting": find_light(self.lighting),
            "camera": find_camera(self.camera),
            "background": self.background,
            "mood": self.feeling.basic() if self.light_emotion else None,
        }

    def contents(self) -> dict[str, Any]:
        found = super().contents()
        if Path(self.background).is_file():
            found["background"] = file_hash(self.background, kind="picture")
        return found


class SeenJob(StagedJob):
    """What jobs share in which a face is drawn.

    Attributes:
        character: a name, a file of ``emogen character new``, or a number that draws a person.
        portrait: a picture that is brought to life in place of a character.
        face: which face of the portrait, from 1, the largest first.
        size: pixels; without it 512x512, or the portrait's own.
    """

    character: str = "mira"
    portrait: str | None = None
    face: Annotated[int, Field(ge=1)] | None = None
    size: SizeText | None = None

    def sitter(self) -> Sitter:
        """Who is seen. Raises ``RequestError`` for a name or file that is not there."""
        from emogen.pipelines.face.drawing import Sitter

        return Sitter(
            character=find_character(self.character),
            portrait=None if self.portrait is None else Path(self.portrait),
            face=self.face,
        )

    def drawing(self) -> Drawing:
        """What draws the sitter for a video."""
        from emogen.pipelines.face.drawing import drawing

        size = None if self.size is None else parse_size(self.size)
        return drawing(self.sitter(), size, even=True, **self.how())

    def contents(self) -> dict[str, Any]:
        found = {**super().contents(), "character": repr(find_character(self.character))}
        if self.portrait is not None:
            found["portrait"] = file_hash(self.portrait, kind="portrait")
        return found


class TalkJob(VoicedJob, ActedJob, SeenJob):
    """A talking face: MP4, and its face curves when asked.

    Attributes:
        text: what to say, with tags too; beside a recording, what is said in it.
        recording: a sound file that is heard in place of a synthesised voice.
        curves: a file for the face curves, or its suffix without the dot for one beside the clip.
        csv: short for ``curves: csv``.
    """

    kind: Literal["talk"] = "talk"
    text: Text | None = None
    recording: str | None = None
    curves: str | None = None
    csv: bool = False

    suffixes = (".mp4",)
    models: ClassVar[tuple[str, ...]] = (*VoicedJob.models, "anny")

    @model_validator(mode="after")
    def _something_said(self) -> TalkJob:
        if self.text is None and self.recording is None:
            raise RequestError("nothing is said", fix="Give a text or a recording.")
        return self

    def check(self) -> None:
        from emogen.pipelines.face.video import check_even
        from emogen.pipelines.speech.voices import find_voice

        super().check()
        self.how()
        if self.recording is None and self.text is not None:
            check_said(self.text, find_voice(self.voice), self.moved)
        if self.size is not None:
            check_even(parse_size(self.size))
        self.outputs(Path("out.mp4"))
        self.contents()

    def contents(self) -> dict[str, Any]:
        found = super().contents()
        return found if self.recording is None else {**found, "recording": _content(self.recording)}

    def outputs(self, path: Path) -> tuple[Path, ...]:
        curves = self._curves_of(path)
        return (path,) if curves is None else (path, curves)

    def _curves_of(self, path: Path) -> Path | None:
        return beside(path, self.curves or ("csv" if self.csv else None), MOTION_SUFFIXES)

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.pipelines.face.engines.save import save_motion
        from emogen.pipelines.face.talk import perform
        from emogen.pipelines.face.video import save_clip

        by = self.drawing()
        line = self._line(progress)
        result = perform(line, by, **self.acting)
        curves = self._curves_of(path)
        save_clip(result.clip, path, progress=progress)
        if curves is not None:
            save_motion(
                result.motion, curves, timeline=line.timeline, track=line.track, audio=path,
                character=self.sitter().character,
            )  # fmt: skip
        return Made(self.outputs(path), (*by.notes, *line.notes), speech_facts(line.timeline, line.track))

    def _line(self, progress: Progress) -> Line:
        from emogen.pipelines.face.line import spoken_line
        from emogen.pipelines.face.talk import AFTER, BEFORE

        if self.recording is not None:
            return self.recorded(self.recording, self.text, progress)
        return spoken_line(self.say(self.text or "", self.feeling, self.take)).framed(BEFORE, AFTER)


class AnimateJob(ActedJob):
    """The motion of a face for a recording, in a format of engines.

    Attributes:
        recording: a sound file.
        text: what is said in it, if known: then it is aligned.
        character: whose head goes into formats with a mesh.
        mapping: a file that maps the curves to a studio's own rig.
    """

    kind: Literal["animate"] = "animate"
    recording: Annotated[str, Field(min_length=1)]
    text: Text | None = None
    character: str = "mira"
    mapping: str | None = None
    fps: FrameRate = 60

    suffixes = MOTION_SUFFIXES
    models = ("anny",)

    def check(self) -> None:
        super().check()
        if self.mapping is not None:
            from emogen.pipelines.face.engines.mapping import load_mapping

            load_mapping(self.mapping)
        self.contents()

    def contents(self) -> dict[str, Any]:
        found = {**super().contents(), "recording": _content(self.recording)}
        if self.mapping is not None:
            found["mapping"] = file_hash(self.mapping, kind="mapping")
        return {**found, "character": repr(find_character(self.character))}

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.pipelines.face.engines.mapping import load_mapping
        from emogen.pipelines.face.engines.save import save_motion
        from emogen.pipelines.face.move import move

        line = self.recorded(self.recording, self.text, progress)
        save_motion(
            move(line, **self.acting), path, fps=self.fps, timeline=line.timeline, track=line.track,
            audio=self.recording, character=find_character(self.character),
            mapping=None if self.mapping is None else load_mapping(self.mapping),
        )  # fmt: skip
        progress(1.0)
        return Made((path,), line.notes, speech_facts(line.timeline, line.track))


class IdleJob(ActedJob, SeenJob):
    """A face that keeps silent and lives: MP4, or its motion alone in a format of engines.

    Attributes:
        seconds: how long, 0.1 to 14,400.
    """

    kind: Literal["idle"] = "idle"
    seconds: Annotated[float, Field(ge=0.1, le=14_400, allow_inf_nan=False)] = 10.0

    suffixes = (".mp4", *MOTION_SUFFIXES)
    models = ("anny",)

    def check(self) -> None:
        from emogen.pipelines.face.line import silent_line
        from emogen.pipelines.face.video import check_even

        super().check()
        self.how()
        silent_line(self.seconds, self.moved)
        if self.size is not None:
            check_even(parse_size(self.size))
        self.contents()

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.pipelines.face.engines.save import save_motion
        from emogen.pipelines.face.line import silent_line
        from emogen.pipelines.face.move import move
        from emogen.pipelines.face.talk import perform
        from emogen.pipelines.face.video import save_clip

        line = self.scaled(silent_line(self.seconds, self.moved))
        notes: tuple[str, ...] = ()
        if path.suffix.lower() == ".mp4":
            by = self.drawing()
            notes = by.notes
            save_clip(perform(line, by, **self.acting).clip, path, progress=progress)
        else:
            motion = move(line, **self.acting)
            save_motion(motion, path, fps=self.fps, track=line.track, character=self.sitter().character)
        progress(1.0)
        return Made((path,), notes, {"seconds": self.seconds, "track": str(line.track)})


class FaceJob(StagedJob):
    """A still face: PNG, JPEG or WebP.

    Without a character the seed draws the person; seed 0 is the default character.

    Attributes:
        portrait: a picture whose face shows the emotion, in place of a character.
        face: which face of the portrait, from 1, the largest first.
    """

    kind: Literal["face"] = "face"
    character: str | None = None
    portrait: str | None = None
    face: Annotated[int, Field(ge=1)] | None = None
    age: Annotated[float, Field(ge=18, le=90)] | None = None
    sex: Unit | None = None
    skin: Unit | None = None
    au: str | None = None
    size: SizeText | None = None
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
        self.how()
        self.contents()

    def contents(self) -> dict[str, Any]:
        found = super().contents()
        if self.portrait is not None:
            return {**found, "portrait": file_hash(self.portrait, kind="portrait")}
        return {**found, "character": repr(self._who())}

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.media import Picture
        from emogen.pipelines.face.drawing import Sitter, drawing
        from emogen.pipelines.face.motion.animate import still
        from emogen.pipelines.face.motion.units import parse_units
        from emogen.pipelines.face.portrait import portrait

        units = parse_units(self.au) if self.au else None
        pose = still(self.feeling, units, take=self.take, variation=self.variation)
        curves, head, gaze = pose.curves[0], pose.head[0], pose.gaze[0]
        size = None if self.size is None else parse_size(self.size)
        notes: tuple[str, ...] = ()
        if self.portrait is not None:
            by = drawing(Sitter(portrait=Path(self.portrait), face=self.face), size)
            picture, notes = Picture(by.frame(curves, head, gaze)), by.notes
        else:
            picture = portrait(
                self._who(), curves, head=head, gaze=gaze, size=size or (768, 768),
                **(self.how() | ({"background": "transparent"} if self.transparent else {})),
            )  # fmt: skip
        picture.save(path)
        progress(1.0)
        return Made((path,), notes)

    def _who(self) -> Character:
        from dataclasses import replace

        from emogen.pipelines.face.character.people import aged

        found = find_character(self.character or (str(self.seed) if self.seed else "mira"))
        person = found if self.age is None else aged(found, self.age)
        return replace(
            person,
            sex=person.sex if self.sex is None else self.sex,
            skin=person.skin if self.skin is None else self.skin,
        )


class SheetJob(Job):
    """An expression sheet: one face, many emotions, each with its name; PNG, JPEG or WebP.

    Attributes:
        emotions: names and values between commas, or ``basic`` or ``all``.
        size: of one picture.
    """

    kind: Literal["sheet"] = "sheet"
    character: str = "mira"
    portrait: str | None = None
    face: Annotated[int, Field(ge=1)] | None = None
    emotions: str = "basic"
    size: SizeText = "256x256"

    suffixes = PICTURE_SUFFIXES
    models = ("anny",)

    def check(self) -> None:
        from emogen.pipelines.face.sheet import sheet_emotions

        sheet_emotions(self.emotions)
        self.contents()

    def contents(self) -> dict[str, Any]:
        found = {**super().contents(), "character": repr(find_character(self.character))}
        if self.portrait is not None:
            found["portrait"] = file_hash(self.portrait, kind="portrait")
        return found

    def make(self, path: Path, progress: Progress) -> Made:
        from emogen.pipelines.face.drawing import Sitter
        from emogen.pipelines.face.sheet import expression_sheet, sheet_emotions

        sitter = Sitter(
            find_character(self.character), None if self.portrait is None else Path(self.portrait), self.face
        )
        picture = expression_sheet(
            sitter, sheet_emotions(self.emotions), size=parse_size(self.size), intensity=self.intensity,
            take=self.take, variation=self.variation, progress=progress,
        )  # fmt: skip
        picture.save(path)
        return Made((path,))


def _content(recording: str) -> str:
    return file_hash(recording, kind="recording")
