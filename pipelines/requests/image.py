"""``image``: a mood picture from a prompt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.requests.backend import Options
from emogen.pipelines.requests.base import EmotionRequest, Result
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.values import Size, Text
from emogen.progress import Progress, ignore
from emogen.registry import Used, used

if TYPE_CHECKING:
    from emogen.media import Picture
    from emogen.pipelines.image.backend import Painting


class ImageRequest(EmotionRequest):
    """A mood picture from a prompt."""

    text: Text = parameter(..., "What the picture shows; - reads standard input.", argument=True, stdin=True)
    size: Size = parameter("1280x720", "Pixels, e.g. 1280x720.", metavar="WxH")
    backend: str = parameter("painter", "What paints; see `emogen plugins`.", complete="image")
    option: Options = parameter(
        None, "A setting of the backend; can be given again.", metavar="NAME=VALUE", default_factory=dict
    )

    verb: ClassVar[str] = "image"
    output: ClassVar[str] = "image.png"
    about: ClassVar[str] = "Reports the words that it could not draw."
    examples: ClassVar[tuple[str, ...]] = (
        'emogen image "a harbour at dusk with boats" --va=-0.6,-0.3 --seed 7 -o harbour.png',
        'emogen image "two trees in a field" -e joy --size 800x1200 -o field.webp',
    )
    media: ClassVar[tuple[str, ...]] = ("image",)

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return PICTURE_SUFFIXES

    def check(self) -> None:
        from emogen.pipelines.image.paint import check_paint

        check_paint(self.text, parse_size(self.size), backend=self.backend, options=self.option)

    def contents(self) -> dict[str, Any]:
        # Files that options name count by their content, with the plug-in.
        return {**super().contents(), "option": {}}

    def plugins(self) -> tuple[Used, ...]:
        return (*super().plugins(), used("image", self.backend, self.option))

    def perform(self, progress: Progress = ignore) -> ImageResult:
        from emogen.pipelines.image.paint import paint

        painting = paint(
            self.text, emotion=self.feeling, size=parse_size(self.size), **self.chance,
            backend=self.backend, options=self.option,
        )  # fmt: skip
        progress(1.0)
        missing = f"could not show: {', '.join(painting.missing)}"
        return ImageResult(self, painting, notes=(*painting.notes, *([missing] if painting.missing else [])))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ImageResult(Result[ImageRequest]):
    """A picture.

    Attributes:
        painting: the pixels, and what they show.
    """

    painting: Painting

    @property
    def picture(self) -> Picture:
        """The pixels."""
        return self.painting.picture

    @property
    def shown(self) -> tuple[str, ...]:
        """The words that were understood and painted."""
        return self.painting.shown

    @property
    def missing(self) -> tuple[str, ...]:
        """The words that could not be shown."""
        return self.painting.missing

    @property
    def summary(self) -> str:
        return "a picture of {}x{} pixels".format(*self.picture.size)

    def facts(self) -> dict[str, Any]:
        return {"shown": self.shown, "missing": self.missing}

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        del progress, root
        self.picture.save(path)
        return ()
