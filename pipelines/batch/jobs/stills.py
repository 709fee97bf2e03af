"""Jobs that end in a still face."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from emogen.conditioning.character import find_character
from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.batch.jobs.acting import SitterJob, StagedJob, check_portrait
from emogen.pipelines.batch.jobs.base import Made, SizeText, Unit
from emogen.progress import Progress
from emogen.provenance import file_hash

if TYPE_CHECKING:
    from emogen.conditioning.character import Character


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
        if self.portrait is not None:
            check_portrait(self, "transparent", "age", "sex", "skin")
        self.contents()

    def contents(self) -> dict[str, Any]:
        found = super().contents()
        if self.portrait is not None:
            return {**found, "portrait": file_hash(self.portrait, kind="portrait")}
        return {**found, "character": repr(self._who())}

    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        del root
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
        from emogen.conditioning.character import aged, with_looks

        found = find_character(self.character or (str(self.seed) if self.seed else "mira"))
        person = found if self.age is None else aged(found, self.age)
        given = {"sex": self.sex, "skin": self.skin}
        return with_looks(person, {key: value for key, value in given.items() if value is not None})


class SheetJob(SitterJob):
    """An expression sheet: one face, many emotions, each with its name; PNG, JPEG or WebP.

    Attributes:
        emotions: names and values between commas, or ``basic`` or ``all``.
        size: of one picture.
    """

    kind: Literal["sheet"] = "sheet"
    emotions: str = "basic"
    size: SizeText = "256x256"

    suffixes = PICTURE_SUFFIXES
    models = ("anny",)

    def check(self) -> None:
        from emogen.pipelines.face.sheet import sheet_emotions

        sheet_emotions(self.emotions)
        if not self.feeling.is_neutral:
            raise RequestError("a sheet shows emotions, not one", fix="Name them in emotions.")
        self.contents()

    def request(self) -> dict[str, Any]:
        return {**super().request(), "intensity": self.intensity}

    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        del root
        from emogen.pipelines.face.sheet import expression_sheet, sheet_emotions

        picture = expression_sheet(
            self.sitter(), sheet_emotions(self.emotions), size=parse_size(self.size),
            intensity=self.intensity, take=self.take, variation=self.variation, progress=progress,
        )  # fmt: skip
        picture.save(path)
        return Made((path,))
