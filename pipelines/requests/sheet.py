"""``sheet``: one face, many emotions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import model_validator

from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.knobs import SWEEP, Knob, read_knob
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.faces import SitterRequest
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.values import Size
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.media import Picture
    from emogen.pipelines.face.sheet import Pose


class SheetRequest(SitterRequest):
    """An expression sheet."""

    emotions: str = parameter("basic", '"all", "basic", or emotions between commas.')
    intensity: float = parameter(1.0, "Factor on each emotion.", short="-i", ge=0, le=1, allow_inf_nan=False)
    sweep: str | None = parameter(
        None,
        "A knob in place of many emotions, e.g. au:AU12=0..1:5, or intensity=0..1:5 of the one in emotions; "
        "also valence, arousal, dominance.",
        metavar=SWEEP,
    )
    size: Size = parameter("256x256", "Pixels of each picture, e.g. 256 or 240x300.", metavar="WxH")

    verb: ClassVar[str] = "sheet"
    output: ClassVar[str] = "sheet.png"
    about: ClassVar[str] = "Each picture has the name of its emotion."
    examples: ClassVar[tuple[str, ...]] = (
        'emogen sheet --character mira --emotions "joy, 0.5*joy, -joy" -o sheet.png',
        "emogen sheet --character mira --emotions all --size 96 -o all.png",
        "emogen sheet --character mira --sweep au:AU12=0..1:5 -o smile.png",
    )
    media: ClassVar[tuple[str, ...]] = ("face",)

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return PICTURE_SUFFIXES

    @model_validator(mode="after")
    def _one_sweep(self) -> SheetRequest:
        if self.sweep is not None and self.intensity != 1:
            raise RequestError("intensity and sweep are both given", fix="Give one of them.")
        _ = self.knob
        return self

    @property
    def knob(self) -> Knob | None:
        """The knob that is swept. Raises ``RequestError`` for one that cannot be."""
        if self.sweep is None:
            return None
        given = self.emotions != type(self).model_fields["emotions"].default
        return read_knob(self.sweep, "face", emotion=self.emotions if given else "")

    def check(self) -> None:
        _ = self._poses
        self.contents()

    @property
    def label(self) -> str:
        if (knob := self.knob) is None:
            return self.emotions
        return ", ".join(filter(None, (knob.emotion, knob.span)))

    def normal(self) -> dict[str, Any]:
        swept = {} if self.knob is None else {"sweep": str(self.knob)}
        return {**super().normal(), **swept}

    @property
    def _poses(self) -> list[Pose]:
        from emogen.pipelines.face.sheet import emotion_poses, knob_poses, sheet_emotions

        taken: dict[str, Any] = {"take": self.take, "variation": self.variation}
        if (knob := self.knob) is not None:
            return knob_poses(knob, **taken)
        return emotion_poses(sheet_emotions(self.emotions), intensity=self.intensity, **taken)

    def perform(self, progress: Progress = ignore) -> SheetResult:
        from emogen.pipelines.face.sheet import expression_sheet
        from emogen.pipelines.grid import columns_of_levels

        poses = self._poses
        picture = expression_sheet(
            self.sitter(), poses, size=parse_size(self.size),
            columns=columns_of_levels(len(poses)) if self.sweep is not None else 0,
            backend=self.renderer, options=self.drawn_by.options, progress=progress,
        )  # fmt: skip
        return SheetResult(self, picture)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SheetResult(Result[SheetRequest]):
    """An expression sheet.

    Attributes:
        picture: the pixels.
    """

    picture: Picture

    @property
    def summary(self) -> str:
        return "an expression sheet of {}x{} pixels".format(*self.picture.size)

    def facts(self) -> dict[str, Any]:
        knob = self.request.knob
        return {} if knob is None else {"knob": knob.name, "levels": knob.levels}

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        del progress, root
        self.picture.save(path, self.about())
        return ()
