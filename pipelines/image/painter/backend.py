"""The embedded picture backend: scenes painted from shapes, light and noise, without any weights."""

from __future__ import annotations

from typing import ClassVar, Final

from emogen.errors import RequestError
from emogen.pipelines.image.backend import Brief, ImageBackend, Painting
from emogen.pipelines.image.painter.words.prompt import read_prompt

SMALLEST: Final = 64
LARGEST: Final = 8192
LONGEST_ASPECT: Final = 5.0


class PainterBackend(ImageBackend):
    """Paints scenes from shapes, light and noise."""

    name: ClassVar[str] = "painter"

    def check(self, text: str, size: tuple[int, int]) -> None:
        """See :class:`~emogen.pipelines.image.backend.ImageBackend`."""
        read_prompt(text)
        check_size(size)

    def paint(self, brief: Brief) -> Painting:
        """See :class:`~emogen.pipelines.image.backend.ImageBackend`."""
        from emogen.media import Picture
        from emogen.pipelines.image.painter.mood import mooded
        from emogen.pipelines.image.painter.scene import placeable, render

        prompt = placeable(read_prompt(brief.text))
        pixels = render(prompt, brief.targets, brief.size, brief.seed)
        notes = mooded(prompt, brief.targets, brief.seed, brief.emotion.label).notes
        return Painting(Picture(pixels), prompt.shown, prompt.missing, notes)


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
