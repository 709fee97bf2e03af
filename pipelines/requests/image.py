"""``image``: a mood picture from a prompt."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import model_validator

from emogen.errors import RequestError
from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.knobs import SWEEP, Knob, read_knob
from emogen.pipelines.requests.backend import Chosen, DeviceRequest, Options, options_parameter
from emogen.pipelines.requests.base import HERE, Result
from emogen.pipelines.requests.emotional import EmotionRequest
from emogen.pipelines.requests.files import companion
from emogen.pipelines.requests.parameter import TAKES, parameter
from emogen.pipelines.requests.values import FilePath, Lines, Size, Text
from emogen.progress import Progress, ignore, part_of

if TYPE_CHECKING:
    from emogen.media import Picture
    from emogen.pipelines.image.backend import Painting, Start
    from emogen.pipelines.image.sweep import Point

MOST_TAKES: Final = 64


class ImageRequest(EmotionRequest, DeviceRequest):
    """A mood picture from a prompt."""

    text: Text = parameter(..., "What the picture shows; - reads standard input.", argument=True, stdin=True)
    size: Size = parameter("1280x720", "Pixels, e.g. 1280x720.", metavar="WxH")
    negative: str = parameter("", 'What the picture must not show, e.g. "people, text".')
    init: FilePath | None = parameter(
        None,
        "A picture to start from, for backends that can, e.g. diffusers.",
        is_input=True,
        reads=PICTURE_SUFFIXES,
        metavar="FILE",
    )
    init_strength: float = parameter(
        0.6, "How far the result may depart from --init.", ge=0, le=1, allow_inf_nan=False
    )
    sweep: Lines = parameter(
        (),
        "One picture with a row of scenes, all else equal, e.g. valence=-0.8..0.8:5; given twice, a grid of "
        "both. Knobs are intensity (of the emotion), valence, arousal, dominance and target:NAME. The size "
        "is that of each scene.",
        metavar=SWEEP,
    )
    backend: str = parameter("painter", "What paints; see `emogen plugins`.", complete="image")
    option: Options = options_parameter("A setting of the backend; can be given again.")
    takes: int = parameter(
        1,
        "Pictures to make, each of the next seed and in a file of its own: image.png, image-2.png, ...",
        panel=TAKES,
        ge=1,
        le=MOST_TAKES,
    )
    grid: FilePath | None = parameter(
        None,
        "All takes in one picture besides: a file, or png beside the first.",
        panel=TAKES,
        metavar="FILE",
    )

    verb: ClassVar[str] = "image"
    output: ClassVar[str] = "image.png"
    about: ClassVar[str] = "Reports the words that it could not draw."
    examples: ClassVar[tuple[str, ...]] = (
        'emogen image "a harbour at dusk with boats" --va=-0.6,-0.3 --seed 7 -o harbour.png',
        'emogen image "two trees in a field" -e joy --size 800x1200 --takes 4 --grid png -o field.png',
        'emogen image "a lane in autumn" --sweep valence=-0.8..0.8:5 --size 640x360 -o lane.png',
        'emogen image "a lane" --sweep valence=-1..1:3 --sweep arousal=-1..1:3 --size 320x180 -o plane.png',
    )
    media: ClassVar[tuple[str, ...]] = ("face", "image")  # people in front are characters of the face

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return PICTURE_SUFFIXES

    @model_validator(mode="after")
    def _no_contradiction(self) -> ImageRequest:
        if any(knob.emotion for knob in self.knobs) and self.intensity != 1:
            raise RequestError("intensity is given and swept", fix="Give one of them.")
        if self.knobs and self.takes > 1:
            raise RequestError("sweep and takes are both given", fix="Give one of them, or another --seed.")
        if self.grid is not None and self.takes == 1:
            raise RequestError("a grid of one picture", fix="Give --takes 4, say, or leave --grid out.")
        return self

    @cached_property
    def knobs(self) -> tuple[Knob, ...]:
        """The knobs that are swept. Raises ``RequestError`` for one that cannot be."""
        written = f"va({self.va[0]}, {self.va[1]})" if self.va else self.emotion
        knobs = []
        for sweep in self.sweep:
            # A target is turned whatever the emotion.
            without = self.feeling.is_neutral or sweep.strip().startswith("target:")
            knobs.append(read_knob(sweep, "picture", emotion="" if without else written))
        return tuple(knobs)

    @property
    def label(self) -> str:
        if not self.knobs:
            return super().label
        emotion = [] if self.feeling.is_neutral else [super().label]
        return ", ".join([*emotion, *(knob.span for knob in self.knobs)])

    def normal(self) -> dict[str, Any]:
        normal = super().normal()
        for name in ("sweep", "negative", "init", "takes", "grid"):
            if normal[name] == type(self).model_fields[name].default or not normal[name]:
                del normal[name]
        if self.init is None:
            del normal["init_strength"]
        return {**normal, **({"sweep": [str(knob) for knob in self.knobs]} if self.knobs else {})}

    def contents(self) -> dict[str, Any]:
        behind = super().contents()
        return behind if self.init is None else {**behind, "init": self.content_of("init", "picture")}

    def check(self) -> None:
        from emogen.pipelines.image.paint import check_paint
        from emogen.pipelines.image.sweep import check_sweep

        if self.knobs:
            check_sweep(self.knobs, parse_size(self.size))
        check_paint(
            self.text, parse_size(self.size), backend=self.backend, options=self.painted_by.options,
            negative=self.negative, start=self.init is not None,
        )  # fmt: skip
        self.contents()

    def backends(self) -> tuple[Chosen, ...]:
        return (*super().backends(), self.painted_by)

    @property
    def painted_by(self) -> Chosen:
        """The backend that paints."""
        return self.chosen("image", self.backend, self.option)

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        others = [path.with_name(f"{path.stem}-{take}{path.suffix}") for take in range(2, self.takes + 1)]
        grid = companion(path, self.grid, PICTURE_SUFFIXES, root=root, ending="-grid")
        return (path, *others, *([grid] if grid else []))

    def perform(self, progress: Progress = ignore) -> ImageResult:
        from emogen.pipelines.image.paint import paint
        from emogen.pipelines.image.sweep import paint_levels, side_by_side

        settings: dict[str, Any] = {
            "emotion": self.feeling, "size": parse_size(self.size), **self.chance,
            "backend": self.backend, "options": self.painted_by.options,
            "negative": self.negative, "start": self._start(),
        }  # fmt: skip
        levels: Mapping[Point, Painting] = {}
        if self.knobs:
            levels = paint_levels(self.text, self.knobs, **settings, progress=progress)
            first = next(iter(levels.values()))
            paintings: tuple[Painting, ...] = (replace(first, picture=side_by_side(self.knobs, levels)),)
        else:
            paintings = tuple(
                paint(
                    self.text,
                    **{**settings, "seed": self.seed + take},
                    progress=part_of(progress, take / self.takes, (take + 1) / self.takes),
                )
                for take in range(self.takes)
            )
        progress(1.0)
        return ImageResult(self, paintings, levels, notes=_notes(paintings))

    def _start(self) -> Start | None:
        if self.init is None:
            return None
        from emogen.media import Picture
        from emogen.pipelines.image.backend import Start
        from emogen.vision.photo import read_photo

        return Start(Picture(read_photo(self.init)), self.init_strength)


def _notes(paintings: tuple[Painting, ...]) -> tuple[str, ...]:
    """Notes on all takes, each once."""
    notes = [note for painting in paintings for note in painting.notes]
    missing = dict.fromkeys(word for painting in paintings for word in painting.missing)
    return tuple(dict.fromkeys([*notes, *([f"could not show: {', '.join(missing)}"] if missing else [])]))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ImageResult(Result[ImageRequest]):
    """A picture, or several.

    Attributes:
        paintings: the takes; of a sweep one, with all scenes in its picture.
        points: of a sweep, the scene at each point: a level of each knob.
    """

    paintings: tuple[Painting, ...]
    points: Mapping[Point, Painting] = field(default_factory=dict)

    @property
    def painting(self) -> Painting:
        """The first take: the pixels, and what they show."""
        return self.paintings[0]

    @property
    def picture(self) -> Picture:
        """The pixels of the first take."""
        return self.painting.picture

    @property
    def levels(self) -> dict[float, Painting]:
        """Of a sweep of one knob, the scene at each level."""
        return {point[0]: painting for point, painting in self.points.items() if len(point) == 1}

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
        size = "{}x{} pixels".format(*self.picture.size)
        return (
            f"a picture of {size}"
            if len(self.paintings) == 1
            else f"{len(self.paintings)} pictures of {size}"
        )

    def facts(self) -> dict[str, Any]:
        knobs = self.request.knobs
        swept = {"knob": ", ".join(knob.name for knob in knobs)} if knobs else {}
        levels = {"levels": knobs[0].levels} if len(knobs) == 1 else {}
        every = {"levels": {knob.name: knob.levels for knob in knobs}} if len(knobs) > 1 else {}
        return {"shown": self.shown, "missing": self.missing, **swept, **levels, **every}

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        files = self.request.outputs(path, root)
        about = self.about(self.request.text)
        for take, (file, painting) in enumerate(zip(files, self.paintings, strict=False)):
            seed = self.request.seed + take
            painting.picture.save(file, {**about, "seed": str(seed)})
            progress((take + 1) / len(files))
        if self.request.grid is not None:
            self._grid().save(files[-1], about)
        return ()

    def _grid(self) -> Picture:
        """All takes in one picture, each with its seed under it."""
        from emogen.pipelines.grid import labelled_grid

        return labelled_grid(
            (painting.picture.pixels[..., :3] for painting in self.paintings),
            [f"seed {self.request.seed + take}" for take in range(len(self.paintings))],
            self.picture.size,
            math.ceil(math.sqrt(len(self.paintings))),
            gap=2,
        )
