"""``face``: a still face."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from emogen.conditioning.character import aged, with_looks
from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.faces import CHARACTER
from emogen.pipelines.requests.parameter import LOOK, parameter
from emogen.pipelines.requests.scenes import scene_behind
from emogen.pipelines.requests.staged import StagedRequest, check_portrait
from emogen.pipelines.requests.values import CharacterSpec, Size, person_of
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.conditioning.character import Character
    from emogen.media import FaceMotion, Picture


class FaceRequest(StagedRequest):
    """A still face. Without a character the seed draws the person; seed 0 is the default character."""

    character: CharacterSpec | None = parameter(
        None,
        f"{CHARACTER} Without one the seed draws a person.",
        short="-c",
        panel=LOOK,
        complete="characters",
    )
    au: str | None = parameter(None, 'Action units instead of an emotion, e.g. "AU12=0.8,AU4=0.4".')
    age: float | None = parameter(None, "Age of the character.", unit="years", panel=LOOK, ge=18, le=90)
    sex: float | None = parameter(None, "Sex of the character, 0 female to 1 male.", panel=LOOK, ge=0, le=1)
    skin: float | None = parameter(None, "Skin of the character, 0 light to 1 dark.", panel=LOOK, ge=0, le=1)
    size: Size | None = parameter(
        None,
        "Pixels, e.g. 768 or 600x800; the portrait's own, or 768x768, by default.",
        panel=LOOK,
        metavar="WxH",
    )
    transparent: bool = parameter(False, "No background.", panel=LOOK)

    verb: ClassVar[str] = "face"
    output: ClassVar[str] = "face.png"
    examples: ClassVar[tuple[str, ...]] = (
        "emogen face --emotion anger --intensity 0.8 -o angry.png",
        'emogen face --character malik --au "AU12=0.8,AU6=0.5" --transparent -o smile.png',
        "emogen face --portrait photo.jpg --emotion surprise -o surprised.png",
    )
    media: ClassVar[tuple[str, ...]] = ("face",)

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return PICTURE_SUFFIXES

    def check(self) -> None:
        from emogen.pipelines.face.motion.units import parse_units

        self.person()
        if self.au is not None:
            parse_units(self.au)
            if not self.feeling.is_neutral:
                raise RequestError("emotion and au are both given", fix="Give one of them.")
        self.staging()
        if self.transparent and self.in_scene:
            raise RequestError("transparent and a scene are both given", fix="Give one of them.")
        if self.portrait is not None:
            check_portrait(self, "transparent", "age", "sex", "skin")
        self.contents()

    def contents(self) -> dict[str, Any]:
        behind = super().contents()
        return behind if self.portrait is not None else {**behind, "character": repr(self.person().looks)}

    def person(self) -> Character:
        """The character that is drawn. Raises ``RequestError`` for a name or file that is not there."""
        base = person_of(self.character or (str(self.seed) if self.seed else "mira"))
        person = base if self.age is None else aged(base, self.age)
        given = {"sex": self.sex, "skin": self.skin}
        return with_looks(person, {name: value for name, value in given.items() if value is not None})

    @property
    def label(self) -> str:
        return self.au if self.au is not None else super().label

    def perform(self, progress: Progress = ignore) -> FaceResult:
        from emogen.pipelines.face.motion.animate import still
        from emogen.pipelines.face.motion.units import parse_units

        units = parse_units(self.au) if self.au else None
        pose = still(self.feeling, units, take=self.take, variation=self.variation)
        picture, notes = self._portrait(pose) if self.portrait is not None else self._drawn(pose)
        progress(1.0)
        return FaceResult(self, picture, pose, notes=notes)

    def _portrait(self, pose: FaceMotion) -> tuple[Picture, tuple[str, ...]]:
        from emogen.media import Picture
        from emogen.pipelines.face.drawing import Sitter, drawing

        size = None if self.size is None else parse_size(self.size)
        draws = drawing(
            Sitter(portrait=Path(self.portrait or ""), face=self.face), size,
            backend=self.renderer, options=self.drawn_by.options,
        )  # fmt: skip
        return Picture(draws.frame(pose.curves[0], pose.head[0], pose.gaze[0])), draws.notes

    def _drawn(self, pose: FaceMotion) -> tuple[Picture, tuple[str, ...]]:
        from emogen.pipelines.face.portrait import portrait

        size = parse_size(self.size or "768x768")
        staging = self.staging()
        notes: tuple[str, ...] = ()
        if self.transparent:
            staging["background"] = "transparent"
        elif self.in_scene:
            scene = scene_behind(self.background, self.feeling, size, self.chance, film=False)
            staging["background"], notes = scene, scene.notes
        picture = portrait(
            self.person(),
            pose.curves[0],
            head=pose.head[0],
            gaze=pose.gaze[0],
            size=size,
            backend=self.drawn_by.name,
            options=self.drawn_by.options,
            **staging,
        )
        return picture, notes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FaceResult(Result[FaceRequest]):
    """A still face.

    Attributes:
        picture: the pixels.
        pose: the face curves behind them, one frame.
    """

    picture: Picture
    pose: FaceMotion

    @property
    def summary(self) -> str:
        return "a face of {}x{} pixels".format(*self.picture.size)

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        del progress, root
        self.picture.save(path, self.about())
        return ()
