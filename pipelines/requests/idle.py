"""``idle``: a face that keeps silent and lives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from emogen.errors import checked
from emogen.pipelines.face.export.backend import motion_suffixes
from emogen.pipelines.face.export.resample import RATES
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.beside import motion_writers
from emogen.pipelines.requests.faces import ActedRequest, FilmedRequest
from emogen.pipelines.requests.parameter import parameter
from emogen.pipelines.requests.scenes import felt_on_the_whole
from emogen.pipelines.requests.stages import MAIN
from emogen.pipelines.requests.values import Duration
from emogen.progress import Progress, ignore
from emogen.registry import Used

if TYPE_CHECKING:
    from emogen.media import FaceMotion
    from emogen.pipelines.face.line import Line


class IdleRequest(ActedRequest, FilmedRequest):
    """A face that keeps silent and lives."""

    seconds: Duration = parameter(
        10.0,
        "How long, e.g. 10 or 900ms.",
        metavar="SECONDS",
        unit="s",
        ge=0.1,
        le=14_400,
        allow_inf_nan=False,
    )

    verb: ClassVar[str] = "idle"
    output: ClassVar[str] = "idle.mp4"
    about: ClassVar[str] = "Writes video, or its motion alone in a format of `emogen animate`."
    examples: ClassVar[tuple[str, ...]] = (
        "emogen idle --character mira --emotion bored --seconds 2 -o idle.mp4",
        "emogen idle --hidden fear --seconds 10 -o calm.csv",
    )
    media: ClassVar[tuple[str, ...]] = ("face",)
    share: ClassVar[float] = 0.05

    @classmethod
    def suffixes(cls) -> tuple[str, ...]:
        return (".mp4", *motion_suffixes())

    def check(self) -> None:
        super().check()
        self.staging()
        self._line()
        self.check_size()
        self.contents()

    def _line(self) -> Line:
        from emogen.pipelines.face.line import silent_line

        return self.scaled(silent_line(self.seconds, self.spec))

    def writers(self, file: Path, stage: str = MAIN) -> tuple[Used, ...]:
        del stage
        return motion_writers(file)

    def perform(self, progress: Progress = ignore) -> IdleResult:
        from emogen.pipelines.face.move import move

        del progress
        line = self._line()
        return IdleResult(self, move(line, **self.acting), line)

    def check_file(self, path: Path) -> None:
        super().check_file(path)
        if path.suffix.lower() == ".mp4":
            self.check_filming()
        else:
            checked(self.fps, "frame rate", *RATES)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IdleResult(Result[IdleRequest]):
    """An idling face.

    Attributes:
        motion: 52 ARKit curves, head and gaze over time.
        line: what is felt when.
    """

    motion: FaceMotion
    line: Line

    @property
    def summary(self) -> str:
        return f"{self.request.seconds:g} s of an idle face"

    def facts(self) -> dict[str, Any]:
        return {"seconds": self.request.seconds, "track": str(self.line.track)}

    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        del root
        if path.suffix.lower() == ".mp4":
            return self._film(path, progress)
        from emogen.pipelines.face.export.save import save_motion

        character = self.request.sitter().character
        save_motion(self.motion, path, fps=self.request.fps, track=self.line.track, character=character)
        return ()

    def _film(self, path: Path, progress: Progress) -> tuple[str, ...]:
        from emogen.media import Clip
        from emogen.pipelines.face.video import save_clip

        felt = felt_on_the_whole(self.line.track, self.request.seconds)
        drawing = self.request.drawing(felt)
        frames, fps = drawing.frames(self.motion), self.request.fps
        clip = Clip(frames, len(self.motion), fps, drawing.size, self.line.audio)
        save_clip(clip, path, progress=progress)
        return drawing.notes
