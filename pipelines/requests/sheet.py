"""``sheet``: one face, many emotions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.faces import SitterRequest
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.values import Size
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.media import Picture


class SheetRequest(SitterRequest):
    """An expression sheet."""

    emotions: str = parameter("basic", '"all", "basic", or emotions between commas.')
    intensity: float = parameter(1.0, "Factor on each emotion.", short="-i", ge=0, le=1, allow_inf_nan=False)
    size: Size = parameter("256x256", "Pixels of each picture, e.g. 256 or 240x300.", metavar="WxH")

    verb: ClassVar[str] = "sheet"
    output: ClassVar[str] = "sheet.png"
    about: ClassVar[str] = "Each picture has the name of its emotion."
    examples: ClassVar[tuple[str, ...]] = (
        'emogen sheet --character mira --emotions "joy, 0.5*joy, -joy" -o sheet.png',
        "emogen sheet --character mira --emotions all --size 96 -o all.png",
    )
    media: ClassVar[tuple[str, ...]] = ("face",)

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return PICTURE_SUFFIXES

    def check(self) -> None:
        from emogen.pipelines.face.sheet import sheet_emotions

        sheet_emotions(self.emotions)
        self.contents()

    @property
    def label(self) -> str:
        return self.emotions

    def perform(self, progress: Progress = ignore) -> SheetResult:
        from emogen.pipelines.face.sheet import expression_sheet, sheet_emotions

        picture = expression_sheet(
            self.sitter(), sheet_emotions(self.emotions), size=parse_size(self.size),
            intensity=self.intensity, take=self.take, variation=self.variation, progress=progress,
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

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        del progress, root
        self.picture.save(path)
        return ()
