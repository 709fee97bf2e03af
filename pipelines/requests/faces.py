"""Requests with faces: what a face is told to do, who is seen, and how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from emogen.conditioning.read.asked import one_emotion
from emogen.errors import RequestError
from emogen.media import Audio, parse_size
from emogen.pipelines.requests.emotional import MovingRequest
from emogen.pipelines.requests.parameter import DIRECTION, LOOK, parameter
from emogen.pipelines.requests.scenes import scene_behind
from emogen.pipelines.requests.staged import PortraitRequest, StagedRequest, check_portrait
from emogen.pipelines.requests.values import CharacterSpec, FilePath, OneEmotion, Size, person_of
from emogen.progress import Progress
from emogen.provenance import file_hash

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.pipelines.face.backend import Drawing
    from emogen.pipelines.face.drawing import Sitter
    from emogen.pipelines.face.line import Line
    from emogen.pipelines.face.motion.direction import Direction
    from emogen.pipelines.face.move import Manner

CHARACTER = "A name of `emogen characters`, a character file, or a number that draws a person."


class ActedRequest(MovingRequest):
    """A request with a moving face."""

    strength: str = parameter(
        "",
        "Factor on each part of the face, 0 to 2: lips, expression, upper, head, gaze, blinks, asymmetry, "
        'micro; e.g. "head=0.5,upper=1.4".',
        panel=DIRECTION,
    )
    au: str | None = parameter(
        None,
        'Action units besides those of the emotion: "AU1=0.4,AU12=0@0>0.8@1.2>0@2", or a table (.csv).',
        panel=DIRECTION,
        is_input=True,
    )
    look: str | None = parameter(
        None, 'Where the eyes look: "left@1-2, 20/-10@3-4.5" (degrees, seconds).', panel=DIRECTION
    )
    hidden: OneEmotion | None = parameter(
        None, "A masked emotion that leaks in micro-expressions.", panel=DIRECTION, complete="emotions"
    )
    motion: FilePath | None = parameter(
        None,
        "A folder of `emogen train motion`, whose actor's manner of moving is used.",
        panel=DIRECTION,
        is_input=True,
        metavar="DIR",
    )
    guidance: float = parameter(
        1.0,
        "How closely the actor of --motion follows voice and emotion.",
        panel=DIRECTION,
        ge=0,
        le=5,
        allow_inf_nan=False,
    )
    fps: float = parameter(30, "Frames a second.", unit="1/s", ge=10, le=120, allow_inf_nan=False)

    @property
    def direction(self) -> Direction:
        """The directions. Raises ``RequestError`` for what cannot be read."""
        from emogen.pipelines.face.motion.direction import Direction
        from emogen.pipelines.face.motion.looks import parse_looks
        from emogen.pipelines.face.motion.strengths import Strengths
        from emogen.pipelines.face.motion.units import parse_unit_track, read_unit_table

        return Direction(
            strengths=Strengths.parse(self.strength),
            units=()
            if self.au is None
            else (read_unit_table if self._has_table else parse_unit_track)(self.au),
            looks=() if self.look is None else parse_looks(self.look),
            hidden=None if self.hidden is None else one_emotion(self.hidden),
        )

    @property
    def _has_table(self) -> bool:
        return self.au is not None and self.au.lower().endswith(".csv")

    @property
    def acting(self) -> dict[str, Any]:
        """Arguments of :func:`~emogen.pipelines.face.move.move` besides the line."""
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
        behind = super().contents()
        if self.motion is not None:
            from emogen.pipelines.face.learnt.card import read_card

            behind["motion"] = read_card(Path(self.motion)).model_dump(mode="json")
        if self.au is not None and self._has_table:
            behind["au"] = file_hash(self.au, kind="table of action units")
        return behind

    def recorded(self, recording: str | Audio, text: str | None, language: str, progress: Progress) -> Line:
        """A recording as a line with this emotion; the language is that of the text."""
        from emogen.pipelines.face.line import recorded_line

        line = recorded_line(recording, self.spec, text=text, language=language, progress=progress)
        return self.scaled(line)

    def scaled(self, line: Line) -> Line:
        """The line with the intensity applied, which an emotion that moves has not in its text."""
        from dataclasses import replace

        return replace(line, track=line.track.scaled(self.intensity)) if self.is_moving else line


class SitterRequest(PortraitRequest):
    """A request that shows somebody."""

    character: CharacterSpec = parameter("mira", CHARACTER, short="-c", panel=LOOK, complete="characters")

    def sitter(self) -> Sitter:
        """Who is seen. Raises ``RequestError`` for a name or file that is not there."""
        from emogen.pipelines.face.drawing import Sitter

        return Sitter(
            character=person_of(self.character),
            portrait=None if self.portrait is None else Path(self.portrait),
            face=self.face,
        )

    def contents(self) -> dict[str, Any]:
        return {**super().contents(), "character": repr(person_of(self.character).looks)}


class FilmedRequest(SitterRequest, StagedRequest):
    """A request in which a face is filmed."""

    size: Size | None = parameter(
        None,
        "Pixels, e.g. 512 or 720x720; the portrait's own, or 512x512, by default.",
        panel=LOOK,
        metavar="WxH",
    )

    media: ClassVar[tuple[str, ...]] = ("speech", "face")

    def check_size(self) -> None:
        """Raise ``RequestError`` for a size that no video has."""
        from emogen.pipelines.face.video import check_even

        if self.size is not None:
            check_even(parse_size(self.size))

    def check_filming(self) -> None:
        """Raise ``RequestError`` for a size that no video has, a transparent video, or a portrait with what
        only characters have."""
        self.check_size()
        if self.background == "transparent":
            raise RequestError("a video cannot be transparent", why="H.264 has no transparency")
        if self.portrait is not None:
            check_portrait(self)

    def drawing(self, felt: Emotion | None = None) -> Drawing:
        """The drawing of the sitter for a video; ``felt`` is what a scene behind feels, by default the
        beginning."""
        from emogen.pipelines.face.drawing import drawing

        size = None if self.size is None else parse_size(self.size)
        staging = self.staging()
        if self.in_scene:
            size = size or parse_size("512x512")
            staging["background"] = scene_behind(
                self.background, felt or self.feeling, size, self.chance, film=True
            )
        return drawing(
            self.sitter(), size, even=True, backend=self.renderer, options=self.drawn_by.options, **staging
        )
