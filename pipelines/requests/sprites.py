"""``sprites``: one face in the expressions that chats and visual novels ask for by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

from pydantic import Field

from emogen.errors import RequestError
from emogen.media import parse_size
from emogen.pipelines.requests.base import HERE, Result
from emogen.pipelines.requests.faces import SitterRequest
from emogen.pipelines.requests.parameter import LOOK, TAKES, parameter
from emogen.pipelines.requests.staged import LitRequest, check_portrait
from emogen.pipelines.requests.values import Size, person_of
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.media import Picture
    from emogen.pipelines.face.sprites import Label

_MOST: Final = 400e6
"""Pixels of all sprites together: 1.6 GB. Ours."""

_TAG: Final = re.compile(r"[a-z_][a-z0-9_]*")


class SpritesRequest(SitterRequest, LitRequest):
    """A set of sprites."""

    expressions: str = parameter(
        "all",
        '"all" 28 of GoEmotions, or emotions and NAME=EMOTION between commas, e.g. "joy,shy=embarrassment".',
    )
    naming: Literal["sillytavern", "renpy"] = parameter(
        "sillytavern", "Names of the files: sillytavern has joy.png and joy-1.png, renpy mira joy.png."
    )
    tag: str | None = parameter(None, "Name of the images in Ren'Py; the character's by default.")
    takes: Annotated[int, Field(ge=1, le=20)] = parameter(
        1, "Sprites of each label: the first has its name, the others are variants.", panel=TAKES
    )
    intensity: float = parameter(1.0, "Factor on each emotion.", short="-i", ge=0, le=1, allow_inf_nan=False)
    size: Size = parameter(
        "512x640", "Pixels of each sprite, e.g. 512 or 600x800.", panel=LOOK, metavar="WxH"
    )

    verb: ClassVar[str] = "sprites"
    output: ClassVar[str] = "sprites.zip"
    about: ClassVar[str] = "A name without suffix makes a folder of them. Characters have no background."
    examples: ClassVar[tuple[str, ...]] = (
        "emogen sprites --character mira -o mira.zip",
        'emogen sprites -c mira --naming renpy --expressions "joy, smug=0.5*pride" --takes 2 -o images',
    )
    media: ClassVar[tuple[str, ...]] = ("face",)

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return (".zip", "")

    def check(self) -> None:
        from emogen.pipelines.face.render.camera import find_camera
        from emogen.pipelines.face.render.lights import find_light

        width, height = parse_size(self.size)
        count = len(self.files())
        if count * width * height > _MOST:
            raise RequestError(
                f"{count} sprites of {width}x{height} pixels are too many at once",
                fix="Make fewer labels or takes, or smaller ones.",
            )
        find_light(self.lighting), find_camera(self.camera)
        if self.portrait is not None:
            check_portrait(self)
        self.contents()

    @property
    def label(self) -> str:
        return self.expressions

    @property
    def image_tag(self) -> str:
        """Name of the images in Ren'Py, "" where they are named otherwise. Raises ``RequestError`` for one
        that images cannot have."""
        if self.naming != "renpy":
            return ""
        if self.tag is not None:
            if not _TAG.fullmatch(self.tag):
                raise RequestError(
                    f"{self.tag!r} is no name of an image in Ren'Py", fix="Use small letters, digits and _."
                )
            return self.tag
        called = self.portrait or person_of(self.character).name or str(self.character)
        name = re.sub(r"[^a-z0-9_]+", "_", Path(called).stem.lower()).strip("_")
        return name if _TAG.fullmatch(name) else f"person_{name}".rstrip("_")

    def files(self) -> dict[str, tuple[Label, int]]:
        """The label and the take of each sprite, by the name of its file. Raises ``RequestError`` for labels
        that cannot be read."""
        from emogen.pipelines.face.sprites import file_names, read_labels

        return file_names(read_labels(self.expressions), self.takes, self.image_tag)

    def normal(self) -> dict[str, Any]:
        labels = {label.name: str(label.emotion) for label, _ in self.files().values()}
        return {**super().normal(), "expressions": labels, "tag": self.image_tag}

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        del root
        return (path,) if path.suffix else tuple(path / name for name in self.files())

    def perform(self, progress: Progress = ignore) -> SpritesResult:
        from emogen.pipelines.face.sprites import bearing

        files = self.files()
        pictures: dict[str, Picture] = {}
        # A face that blushes is another one to a renderer, and building it is most of the work.
        for name in sorted(files, key=lambda name: bearing(files[name][0]).blush):
            pictures[name] = self._drawn(*files[name])
            progress(len(pictures) / len(files))
        return SpritesResult(self, {name: pictures[name] for name in files})

    def _drawn(self, label: Label, number: int) -> Picture:
        from emogen.media import Picture
        from emogen.pipelines.face.drawing import drawing
        from emogen.pipelines.face.portrait import portrait
        from emogen.pipelines.face.sprites import bearing, sprite_pose

        pose = sprite_pose(label, intensity=self.intensity, take=self.take + number, variation=self.variation)
        size = parse_size(self.size)
        if self.portrait is not None:
            draws = drawing(self.sitter(), size, backend=self.renderer, options=self.drawn_by.options)
            return Picture(draws.frame(pose.curves[0], pose.head[0], pose.gaze[0]))
        return portrait(
            person_of(self.character),
            pose.curves[0],
            head=pose.head[0],
            gaze=pose.gaze[0],
            size=size,
            background="transparent",
            lighting=self.lighting,
            camera=self.camera,
            blush=self.intensity * bearing(label).blush,
            backend=self.drawn_by.name,
            options=self.drawn_by.options,
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SpritesResult(Result[SpritesRequest]):
    """A set of sprites.

    Attributes:
        pictures: by the name of their files, e.g. ``joy.png``.
    """

    pictures: Mapping[str, Picture]

    @property
    def summary(self) -> str:
        return f"{len(self.pictures)} sprites of {self.request.size} pixels"

    def facts(self) -> dict[str, Any]:
        files = self.request.files()
        return {"sprites": {name: str(files[name][0].emotion) for name in self.pictures}}

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        del root
        from emogen.pipelines.face.sprites import write_zip
        from emogen.scratch import scratch_folder

        files = self.request.files()
        with scratch_folder() as scratch:
            folder = scratch if path.suffix else path
            for done, (name, picture) in enumerate(self.pictures.items(), 1):
                label, take = files[name]
                picture.save(folder / name, self.about(f"{label.name}, take {take}" if take else label.name))
                progress(done / len(self.pictures))
            if path.suffix:
                write_zip(path, ((name, (folder / name).read_bytes()) for name in self.pictures))
        return ()
