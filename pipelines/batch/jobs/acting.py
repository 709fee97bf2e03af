"""What jobs with faces share: what a face is told to do, and who is seen how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import parse_size
from emogen.pipelines.batch.jobs.base import EmotionText, Job, MovedJob, SizeText
from emogen.progress import Progress
from emogen.provenance import file_hash

if TYPE_CHECKING:
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
        _ = self.direction
        if self.motion is None and self.guidance != 1.0:
            raise RequestError("guidance is given without motion", fix="Name the actor's folder in motion.")

    def contents(self) -> dict[str, Any]:
        found = super().contents()
        if self.motion is not None:
            from emogen.pipelines.face.learnt.card import read_card

            found["motion"] = read_card(Path(self.motion)).model_dump(mode="json")
        if self.au is not None and self.au.lower().endswith(".csv"):
            found["au"] = file_hash(self.au, kind="table of action units")
        return found

    def recorded(self, recording: str, text: str | None, language: str, progress: Progress) -> Line:
        """A recording as a line with this emotion; the language is that of the text."""
        from emogen.pipelines.face.line import recorded_line

        line = recorded_line(recording, self.moved, text=text, language=language, progress=progress)
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
        from emogen.pipelines.face.render.backdrop import backdrop
        from emogen.pipelines.face.render.camera import find_camera
        from emogen.pipelines.face.render.lights import find_light

        backdrop(self.background, (16, 16), find_light(self.lighting))
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


def check_portrait(job: Job, *ignored: str) -> None:
    """Raise ``RequestError`` where a portrait is asked for what only characters have."""
    for name in ("lighting", "light_emotion", "camera", "background", *ignored):
        if getattr(job, name) != type(job).model_fields[name].default:
            raise RequestError(
                f"{name} and portrait are both given",
                why="a portrait keeps its own light, framing and background",
                fix=f"Take {name} out.",
            )


class SitterJob(Job):
    """What jobs share that show somebody.

    Attributes:
        character: a name, a file of ``emogen character new``, or a number that draws a person.
        portrait: a picture that is brought to life in place of a character.
        face: which face of the portrait, from 1, the largest first.
    """

    character: str = "mira"
    portrait: str | None = None
    face: Annotated[int, Field(ge=1)] | None = None

    def sitter(self) -> Sitter:
        """Who is seen. Raises ``RequestError`` for a name or file that is not there."""
        from emogen.pipelines.face.drawing import Sitter

        return Sitter(
            character=find_character(self.character),
            portrait=None if self.portrait is None else Path(self.portrait),
            face=self.face,
        )

    def contents(self) -> dict[str, Any]:
        found = {**super().contents(), "character": repr(find_character(self.character))}
        if self.portrait is not None:
            found["portrait"] = file_hash(self.portrait, kind="portrait")
        return found


class SeenJob(SitterJob, StagedJob):
    """What jobs share in which a face is filmed.

    Attributes:
        size: pixels; without it 512x512, or the portrait's own.
    """

    size: SizeText | None = None

    def opaque(self) -> None:
        """Raise ``RequestError`` for a transparent video, or a portrait with what only characters have."""
        if self.background == "transparent":
            raise RequestError("a video cannot be transparent", why="H.264 has no transparency")
        if self.portrait is not None:
            check_portrait(self)

    def drawing(self) -> Drawing:
        """What draws the sitter for a video."""
        from emogen.pipelines.face.drawing import drawing

        size = None if self.size is None else parse_size(self.size)
        return drawing(self.sitter(), size, even=True, **self.how())
