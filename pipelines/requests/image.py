"""``image``: a mood picture from a prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import model_validator

from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.knobs import SWEEP, Knob, read_knob
from emogen.pipelines.requests.backend import Chosen, DeviceRequest, Options, options_parameter
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.emotional import EmotionRequest
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.values import Size, Text
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.media import Picture
    from emogen.pipelines.image.backend import Painting


class ImageRequest(EmotionRequest, DeviceRequest):
    """A mood picture from a prompt."""

    text: Text = parameter(..., "What the picture shows; - reads standard input.", argument=True, stdin=True)
    size: Size = parameter("1280x720", "Pixels, e.g. 1280x720.", metavar="WxH")
    sweep: str | None = parameter(
        None,
        "One picture with a row of scenes, all else equal, e.g. valence=-0.8..0.8:5; knobs are intensity (of "
        "the emotion), valence, arousal, dominance and target:NAME. The size is that of each scene.",
        metavar=SWEEP,
    )
    backend: str = parameter("painter", "What paints; see `emogen plugins`.", complete="image")
    option: Options = options_parameter("A setting of the backend; can be given again.")

    verb: ClassVar[str] = "image"
    output: ClassVar[str] = "image.png"
    about: ClassVar[str] = "Reports the words that it could not draw."
    examples: ClassVar[tuple[str, ...]] = (
        'emogen image "a harbour at dusk with boats" --va=-0.6,-0.3 --seed 7 -o harbour.png',
        'emogen image "two trees in a field" -e joy --size 800x1200 -o field.webp',
        'emogen image "a lane in autumn" --sweep valence=-0.8..0.8:5 --size 640x360 -o lane.png',
    )
    media: ClassVar[tuple[str, ...]] = ("image",)

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return PICTURE_SUFFIXES

    @model_validator(mode="after")
    def _one_sweep(self) -> ImageRequest:
        if (knob := self.knob) is not None and knob.emotion and self.intensity != 1:
            raise RequestError("intensity is given and swept", fix="Give one of them.")
        return self

    @property
    def knob(self) -> Knob | None:
        """The knob that is swept. Raises ``RequestError`` for one that cannot be."""
        if self.sweep is None:
            return None
        # A target is turned whatever the emotion.
        without = self.feeling.is_neutral or self.sweep.strip().startswith("target:")
        written = f"va({self.va[0]}, {self.va[1]})" if self.va else self.emotion
        return read_knob(self.sweep, "picture", emotion="" if without else written)

    @property
    def label(self) -> str:
        if (knob := self.knob) is None:
            return super().label
        emotion = "" if self.feeling.is_neutral else f"{super().label}, "
        return emotion + knob.span

    def normal(self) -> dict[str, Any]:
        swept = {} if self.knob is None else {"sweep": str(self.knob)}
        return {**super().normal(), **swept}

    def check(self) -> None:
        from emogen.pipelines.image.paint import check_paint
        from emogen.pipelines.image.sweep import check_sweep

        if (knob := self.knob) is not None:
            check_sweep(knob, parse_size(self.size))
        check_paint(self.text, parse_size(self.size), backend=self.backend, options=self.painted_by.options)

    def backends(self) -> tuple[Chosen, ...]:
        return (*super().backends(), self.painted_by)

    @property
    def painted_by(self) -> Chosen:
        """The backend that paints."""
        return self.chosen("image", self.backend, self.option)

    def perform(self, progress: Progress = ignore) -> ImageResult:
        from emogen.pipelines.image.paint import paint

        settings: dict[str, Any] = {
            "emotion": self.feeling, "size": parse_size(self.size), **self.chance,
            "backend": self.backend, "options": self.painted_by.options,
        }  # fmt: skip
        levels = {}
        if (knob := self.knob) is None:
            painting = paint(self.text, **settings)
        else:
            from emogen.pipelines.image.sweep import paint_levels, side_by_side

            levels = paint_levels(self.text, knob, **settings, progress=progress)
            painting = replace(levels[knob.levels[0]], picture=side_by_side(knob, levels))
        progress(1.0)
        missing = f"could not show: {', '.join(painting.missing)}"
        notes = (*painting.notes, *([missing] if painting.missing else []))
        return ImageResult(self, painting, levels, notes=notes)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ImageResult(Result[ImageRequest]):
    """A picture.

    Attributes:
        painting: the pixels, and what they show; of a sweep all scenes in one.
        levels: of a sweep, the scene at each level.
    """

    painting: Painting
    levels: Mapping[float, Painting] = field(default_factory=dict)

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
        knob = self.request.knob
        swept = {} if knob is None else {"knob": knob.name, "levels": knob.levels}
        return {"shown": self.shown, "missing": self.missing, **swept}

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        del progress, root
        self.picture.save(path)
        return ()
