"""A scene that a face stands in: pictures behind it, the light in it, the colours it is seen in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.pipelines.face.render.lights import Light


class Scenery(ABC):
    """What a renderer stands a face into; see :class:`emogen.pipelines.image.painter.moving.scenery.Scene`.

    Attributes:
        size: (width, height) in pixels, that of the frames.
        light: the lamps on the face, in the scene's own units.
        notes: for the user, sentences.
    """

    size: tuple[int, int]
    light: Light
    notes: tuple[str, ...] = ()

    @abstractmethod
    def expose(self, person: Floats, skin: float, head: tuple[float, float, float]) -> None:
        """Set the exposure for somebody, once, before any frame.

        Args:
            person: their light at rest, as :meth:`finished` takes it.
            skin: 0 light to 1 dark.
            head: x of its middle, y of its chin, its height, pixels of the frame.
        """

    @abstractmethod
    def finished(self, person: Floats, seconds: float) -> Pixels:
        """One frame: the person in the scene.

        Args:
            person: linear RGB times coverage, and coverage, float32, shape ``(height, width, 4)``; where the
                coverage is 0 the colour is anything.
            seconds: of the clip. May be called from several threads at once.

        Returns:
            uint8 sRGB, shape ``(height, width, 3)``.
        """
