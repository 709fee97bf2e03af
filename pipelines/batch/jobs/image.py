"""Jobs that end in a mood picture."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from emogen.media import PICTURE_SUFFIXES, parse_size
from emogen.pipelines.batch.jobs.base import Job, Made, SizeText, Text
from emogen.progress import Progress


class ImageJob(Job):
    """A mood picture from a prompt: PNG, JPEG or WebP."""

    kind: Literal["image"] = "image"
    text: Text
    size: SizeText = "1280x720"

    suffixes = PICTURE_SUFFIXES

    def check(self) -> None:
        from emogen.pipelines.image.paint import check_paint

        check_paint(self.text, parse_size(self.size))

    def make(self, path: Path, progress: Progress, root: Path) -> Made:
        del root
        from emogen.pipelines.image.paint import paint

        painting = paint(self.text, emotion=self.feeling, size=parse_size(self.size), **self.chance)
        painting.picture.save(path)
        progress(1.0)
        notes = painting.notes
        if painting.missing:
            notes = (*notes, f"could not show: {', '.join(painting.missing)}")
        return Made((path,), notes, {"shown": painting.shown, "missing": painting.missing})
