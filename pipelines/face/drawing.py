"""Who is seen and how: a character, or a portrait brought to life. Both draw the frames of a motion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.conditioning.character import Character
    from emogen.media import FaceMotion


class Drawing(Protocol):
    """Draws frames of one face."""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know, sentences."""

    def frame(self, curves: Floats, head: Floats, gaze: Floats) -> Pixels:
        """One frame; arguments as in :class:`emogen.media.FaceMotion`."""

    def frames(self, motion: FaceMotion) -> Iterable[Pixels]:
        """The frames of a motion, drawn while they are read; can be read again."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who is seen.

    Attributes:
        character: a person to draw; None where there is a portrait.
        portrait: a photograph or painting to bring to life.
        face: which face of the portrait, from 1, the largest first; None is the largest.
    """

    character: Character | None = None
    portrait: Path | None = None
    face: int | None = None


def drawing(
    sitter: Sitter, size: tuple[int, int] | None = None, *, even: bool = False, **how: object
) -> Drawing:
    """What draws a sitter.

    Args:
        sitter: who.
        size: (width, height) in pixels; None is 512 x 512 for a character and the portrait's own.
        even: whether a portrait's own sides lose a pixel where they are odd, as videos need it.
        how: for a character, what :class:`~emogen.pipelines.face.render.renderer.Renderer` takes:
            lighting, camera, background.

    Raises:
        RequestError: a size, a way of drawing or a portrait that cannot be used.
        MissingWeightError: the head, or what finds faces, is not there.
    """
    if sitter.portrait is not None:
        from emogen.pipelines.face.photo.load import read_portrait
        from emogen.pipelines.face.photo.render import PhotoRenderer

        photo = read_portrait(sitter.portrait, sitter.face)
        height, width = photo.pixels.shape[:2]
        return PhotoRenderer(photo, size or ((width // 2 * 2, height // 2 * 2) if even else None))
    from emogen.conditioning.character import find_character
    from emogen.pipelines.face.render.renderer import Renderer

    character = sitter.character or find_character("mira")
    return Renderer(character.looks, size or (512, 512), **how)  # type: ignore[arg-type]
