"""Clips regraded frame by frame: one look for the whole, so that nothing pumps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.targets.picture import NEUTRAL
from emogen.media import Clip
from emogen.pipelines.image.regrade.grade import Grade
from emogen.pipelines.image.regrade.view import View, look
from emogen.vision.clip import footage, frame_at, read_frames
from emogen.vision.srgb import light_of_pixels, pixels_of_light

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.conditioning.targets.picture import PictureTargets

SUFFIXES: Final = (".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi")
"""Containers that are read; MP4 is written."""

_LOOKS: Final = 0.5
"""Seconds between two looks at what a clip shows; between them the planes cross-fade. Ours."""

_SMALL: Final = 256
"""Pixels of the longest side of the copies that are looked at. Ours: moving masks need no more."""

_SAMPLES: Final = 12
"""Frames from which the whole clip's lightness and air are measured. Ours."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video file.

    Attributes:
        path: the file.
        size: (width, height) in pixels, both even: an odd last row or column is left out.
        fps: frames a second.
        count: how many frames, about: as the file's duration tells.
    """

    path: Path
    size: tuple[int, int]
    fps: float
    count: int

    def frames(self) -> Iterator[Pixels]:
        """All frames, uint8 sRGB ``(height, width, 3)``.

        Raises as :func:`~emogen.vision.clip.read_frames`.
        """
        for frame in read_frames(self.path):
            yield self._even(frame)

    def frame(self, number: int) -> Pixels:
        """One frame, from 0. Raises as :func:`~emogen.vision.clip.read_frames`."""
        # A little before it begins: after that a seek finds the next.
        return self._even(frame_at(self.path, max(0.0, (number - 0.25) / self.fps)))

    def _even(self, frame: Pixels) -> Pixels:
        return np.ascontiguousarray(frame[: self.size[1], : self.size[0]])


def read_video(path: str | Path) -> Video:
    """Look at a video file.

    Raises:
        RequestError: it is not there, or no video.
    """
    path = Path(path)
    found = footage(path)
    width, height = found.size
    count = max(1, round(found.fps * found.seconds))
    return Video(path, (width - width % 2, height - height % 2), found.fps, count)


@dataclass(frozen=True, slots=True, eq=False)
class RegradedFrames:
    """A video's frames, graded while they are read; can be read again.

    Attributes:
        video: the source.
        targets: what the emotion asks for.
        protect: see :func:`~emogen.pipelines.image.regrade.masks.masks`.
        seed: of the grain, which moves from frame to frame.
    """

    video: Video
    targets: PictureTargets
    protect: frozenset[str]
    seed: int = 0

    def __iter__(self) -> Iterator[Pixels]:
        if self.targets == NEUTRAL:
            yield from self.video.frames()
            return
        whole = self._whole()
        step = max(1, round(_LOOKS * self.video.fps))
        waiting: list[Pixels] = []
        planes: Floats | None = None
        number = 0
        for frame in self.video.frames():
            if number + len(waiting) == 0:
                planes = self._look(frame).planes
            waiting.append(frame)
            if len(waiting) < step or planes is None:
                continue
            following = self._look(frame).planes
            yield from self._graded(waiting, number, whole, planes, following)
            number, planes, waiting = number + len(waiting), following, []
        if waiting and planes is not None:
            yield from self._graded(waiting, number, whole, planes, self._look(waiting[-1]).planes)

    def _graded(
        self, frames: list[Pixels], number: int, whole: View, planes: Floats, following: Floats
    ) -> Iterator[Pixels]:
        """Frames between two looks, the planes fading from one to the other."""
        for count, frame in enumerate(frames):
            part = (count + 1) / len(frames)
            view = View(whole.middle, whole.air, (planes + (following - planes) * part).astype(np.float32))
            grade = Grade(self.targets, view, self.video.size, self.seed + 7919 * (number + count))
            light = light_of_pixels(frame)
            yield pixels_of_light(grade.sharpened(grade.rows(light, 0)))

    def _look(self, frame: Pixels) -> View:
        from PIL import Image

        scale = min(1.0, _SMALL / max(self.video.size))
        width, height = (max(2, round(side * scale)) for side in self.video.size)
        copy = np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BOX))
        return look(light_of_pixels(copy), self.protect)

    def _whole(self) -> View:
        """The lightness and the air of the whole clip."""
        numbers = [sample * self.video.count // _SAMPLES for sample in range(_SAMPLES)]
        seen = [self._look(self.video.frame(number)) for number in dict.fromkeys(numbers)]
        middle = float(np.mean([view.middle for view in seen]))
        air = np.mean([view.air for view in seen], axis=0).astype(np.float32)
        return View(middle, air, seen[0].planes)


def regraded_clip(video: Video, targets: PictureTargets, protect: frozenset[str], seed: int = 0) -> Clip:
    """A video as a clip with another look, made while it is read, without its sound."""
    return Clip(RegradedFrames(video, targets, protect, seed), video.count, video.fps, video.size)
