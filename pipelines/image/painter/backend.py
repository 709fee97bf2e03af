"""The embedded picture backend: scenes painted from shapes, light and noise, without any weights."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from emogen.errors import MissingWeightError, RequestError
from emogen.pipelines.image.backend import Brief, ImageBackend, Painting
from emogen.pipelines.image.painter.words.compose import DEFAULT_SETTING, landscape
from emogen.pipelines.image.painter.words.prompt import check_text, reading_of

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.words.kinds import Prompt
    from emogen.pipelines.image.painter.words.read import Reading

SMALLEST: Final = 64
LARGEST: Final = 8192
LONGEST_ASPECT: Final = 5.0


class PainterBackend(ImageBackend):
    """Paints scenes from shapes, light and noise."""

    name: ClassVar[str] = "painter"
    can: ClassVar[frozenset[str]] = frozenset({"negative"})

    def check(self, text: str, size: tuple[int, int]) -> None:
        """See :class:`~emogen.pipelines.image.backend.ImageBackend`."""
        check_text(text)
        check_size(size)

    def paint(self, brief: Brief) -> Painting:
        """See :class:`~emogen.pipelines.image.backend.ImageBackend`. Without the weights of faces, people who
        would stand in front are figures in the scene, and a note says so."""
        from emogen.media import Picture
        from emogen.pipelines.image.painter.mood import mooded
        from emogen.pipelines.image.painter.scene import render

        reading = reading_of(brief.text, brief.negative)
        try:
            prompt = self.plan(brief, reading)
            pixels = render(prompt, brief.targets, brief.size, brief.seed, brief.emotion)
        except MissingWeightError as error:
            prompt = self.plan(brief, reading.all_far())
            pixels = render(prompt, brief.targets, brief.size, brief.seed, brief.emotion)
            note = f"people are far off, for want of faces: {error.what}. {error.fix}"
            prompt = replace(prompt, notes=(*prompt.notes, note))
        targets = replace(brief.targets, **prompt.states)
        notes = mooded(prompt, targets, brief.seed, brief.emotion.label).notes
        return Painting(Picture(pixels), prompt.shown, prompt.missing, notes)

    def plan(self, brief: Brief, reading: Reading) -> Prompt:
        """What is painted, and which of its words that shows: each is tried by painting small without it."""
        from emogen.pipelines.image.painter.words.honest import Brush, composed

        home = landscape(brief.emotion) if reading.is_open else DEFAULT_SETTING
        return composed(reading, Brush(brief.targets, brief.size, brief.seed, brief.emotion), home)


def check_size(size: tuple[int, int]) -> None:
    """Raise ``RequestError`` unless a picture of this (width, height) can be painted."""
    width, height = size
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise RequestError(
            f"a picture of {width} x {height} pixels cannot be painted",
            fix=f"Use {SMALLEST} to {LARGEST} pixels a side, e.g. 1280x720.",
        )
    if max(size) > LONGEST_ASPECT * min(size):
        raise RequestError(
            f"a picture of {width} x {height} pixels is too narrow to hold a scene",
            fix=f"Make the long side at most {LONGEST_ASPECT:g} times the short one.",
        )
