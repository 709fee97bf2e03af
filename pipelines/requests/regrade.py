"""``regrade``: a photograph or a video with the look of an emotion."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from emogen.errors import RequestError, unknown_name
from emogen.media import check_suffix
from emogen.pipelines.image.regrade.masks import PARTS
from emogen.pipelines.image.regrade.photo import SUFFIXES as PHOTOS
from emogen.pipelines.image.regrade.video import SUFFIXES as VIDEOS
from emogen.pipelines.requests.backend import Chosen, DeviceRequest, Options, options_parameter
from emogen.pipelines.requests.base import HERE, Result
from emogen.pipelines.requests.emotional import EmotionRequest
from emogen.pipelines.requests.files import companion
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.values import FilePath
from emogen.progress import Progress, ignore, part_of

if TYPE_CHECKING:
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.regrade.photo import Canvas

_SHOWN: Final = "a photograph"
"""What a backend is told to repaint, where the user says nothing."""

WRITTEN: Final = (*PHOTOS, ".mp4")
"""Suffixes of results: pictures and MP4."""


class RegradeRequest(EmotionRequest, DeviceRequest):
    """A photograph or a video with the look of an emotion: colour, light and air move, content stays."""

    source: FilePath = parameter(
        ...,
        "A photograph (PNG, JPEG, WebP, TIFF) or a video.",
        argument=True,
        is_input=True,
        reads=(*PHOTOS, *VIDEOS),
        metavar="FILE",
    )
    intensity: float = parameter(
        1.0,
        "Factor on the emotion.",
        short="-i",
        aliases=("--strength",),
        ge=0,
        le=1,
        allow_inf_nan=False,
    )
    protect: str = parameter(
        "skin,person", "What keeps its own colours and stays clear of haze: skin, person, both or none."
    )
    lut: FilePath | None = parameter(
        None,
        "The colours of the grade as a .cube table besides, for video editors and engines: a file, or cube "
        "beside the result.",
        metavar="FILE",
    )
    backend: str | None = parameter(
        None,
        "An image backend that repaints the graded photograph, e.g. diffusers; see `emogen plugins`.",
        complete="image",
    )
    option: Options = options_parameter("A setting of the backend; can be given again.")
    prompt: str = parameter("", "What the photograph shows, for the backend.")
    repaint: float = parameter(
        0.3, "How far the backend may depart from it.", ge=0, le=1, allow_inf_nan=False
    )

    verb: ClassVar[str] = "regrade"
    output: ClassVar[str] = "regraded.png"
    about: ClassVar[str] = (
        "Takes pictures of every size with 8 or 16 bits a channel; keeps orientation, colour profile, "
        "transparency and metadata, and the sound of a video."
    )
    examples: ClassVar[tuple[str, ...]] = (
        "emogen regrade photo.jpg --emotion melancholy --strength 0.6 -o out.jpg",
        "emogen regrade film.mp4 --emotion fear --lut mood.cube -o dread.mp4",
    )
    media: ClassVar[tuple[str, ...]] = ("image",)

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return WRITTEN

    @property
    def is_video(self) -> bool:
        """Whether a video is regraded."""
        return Path(self.source).suffix.lower() in VIDEOS

    @property
    def protected(self) -> frozenset[str]:
        """Parts that are protected. Raises ``RequestError`` for an unknown one."""
        parts = [part.strip() for part in self.protect.split(",") if part.strip()]
        for part in parts:
            if part not in (*PARTS, "none"):
                raise unknown_name("part", part, (*PARTS, "none"))
        if "none" in parts and len(parts) > 1:
            raise RequestError(f"protect {self.protect!r} contradicts itself", fix="Give none alone.")
        return frozenset(parts) - {"none"}

    def targets(self) -> PictureTargets:
        """What the emotion asks of the picture."""
        from emogen.conditioning.targets.picture import picture_targets

        return picture_targets(self.feeling, take=self.take, variation=self.variation)

    def check(self) -> None:
        _ = self.protected
        self.contents()
        if self.is_video:
            from emogen.pipelines.image.regrade.video import read_video

            if "source" not in self.sources:
                read_video(self.source)
            if self.backend is not None:
                raise RequestError("a video cannot be repainted", fix="Leave --backend out.")
        else:
            from emogen.pipelines.image.regrade.photo import read

            size = (512, 512) if "source" in self.sources else read(self.source).size
            if self.backend is not None:
                from emogen.pipelines.image.paint import check_paint

                check_paint(
                    self.prompt or _SHOWN, size, backend=self.backend,
                    options=self.backends()[-1].options, start=True,
                )  # fmt: skip
        if self.backend is None and (self.option or self.prompt):
            raise RequestError("option or prompt is given without backend", fix="Name the --backend.")

    def check_file(self, path: Path) -> None:
        wanted = (".mp4",) if self.is_video else PHOTOS
        check_suffix(path, wanted)

    def contents(self) -> dict[str, Any]:
        kind = "video" if self.is_video else "picture"
        return {**super().contents(), "source": self.content_of("source", kind)}

    def backends(self) -> tuple[Chosen, ...]:
        chosen = () if self.backend is None else (self.chosen("image", self.backend, self.option),)
        return (*super().backends(), *chosen)

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        table = companion(path, self.lut, (".cube",), root=root)
        return (path, *([table] if table else []))

    def perform(self, progress: Progress = ignore) -> RegradeResult:
        progress(0.0)
        return RegradeResult(self, self.targets())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RegradeResult(Result[RegradeRequest]):
    """A regraded photograph or video, made while it is written: it may be larger than memory.

    Attributes:
        targets: what the emotion asked for.
    """

    targets: PictureTargets

    @property
    def summary(self) -> str:
        return f"{Path(self.request.source).name} regraded"

    def facts(self) -> dict[str, Any]:
        return {"source": Path(self.request.source).name}

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        files = self.request.outputs(path, root)
        if self.request.is_video:
            notes, middle = self._video(path, progress)
        else:
            notes, middle = self._photo(path, progress)
        if self.request.lut is not None:
            from emogen.pipelines.image.regrade.cube import table, write_cube

            write_cube(files[-1], table(self.targets, middle), self.label)
            notes = (*notes, "the table holds what is the same everywhere: no haze, local light or vignette")
        return notes

    def _photo(self, path: Path, progress: Progress) -> tuple[tuple[str, ...], float]:
        from emogen.pipelines.image.regrade import grade, photo

        request = self.request
        source = photo.read(request.source)
        done = grade.grade_of(source, self.targets, request.protected, request.seed)
        with photo.canvas(source) as canvas:
            grade.regrade_photo(source, done, canvas, part_of(progress, 0.0, 0.5 if request.backend else 0.9))
            notes = source.notes
            if request.backend is not None:
                notes = (*notes, *self._repaint(canvas, part_of(progress, 0.5, 0.95)))
            canvas.save(path, self.about())
        return notes, done.view.middle

    def _repaint(self, canvas: Canvas, progress: Progress) -> tuple[str, ...]:
        """Image-to-image on top, by the backend."""
        from emogen.pipelines.image.backend import Start
        from emogen.pipelines.image.paint import paint
        from emogen.vision.srgb import light_of_pixels

        request = self.request
        chosen = request.backends()[-1]
        painting = paint(
            request.prompt or _SHOWN, emotion=request.feeling, size=canvas.photo.size, **request.chance,
            backend=chosen.name, options=chosen.options, start=Start(canvas.picture(), request.repaint),
            progress=progress,
        )  # fmt: skip
        canvas.put(0, light_of_pixels(painting.picture.pixels[..., :3]))
        return painting.notes

    def _video(self, path: Path, progress: Progress) -> tuple[tuple[str, ...], float]:
        from emogen.pipelines.face.video import save_clip
        from emogen.pipelines.image.regrade.video import read_video, regraded_clip

        request = self.request
        video = read_video(request.source)
        clip = regraded_clip(video, self.targets, request.protected, request.seed)
        save_clip(clip, path, progress=progress, sound_of=video.path)
        return (), 0.5
