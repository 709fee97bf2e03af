"""Backends that draw faces: of characters (kind ``face``) and of pictures brought to life (``portrait``)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np

from emogen.errors import GenerationError
from emogen.registry import Backend, guarded

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.conditioning.character import Character
    from emogen.media import FaceMotion
    from emogen.pipelines.face.render.camera import Camera
    from emogen.pipelines.face.render.lights import Light
    from emogen.pipelines.face.render.scenery import Scenery


class Drawing(Protocol):
    """Draws frames of one face. A class of this one needs ``size`` and :meth:`frame`."""

    @property
    @abstractmethod
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the user, sentences."""
        return ()

    @abstractmethod
    def frame(self, curves: Floats, head: Floats, gaze: Floats) -> Pixels:
        """One frame, uint8 sRGB, ``(height, width, 3)`` or 4 with alpha; arguments as in
        :class:`emogen.media.FaceMotion`."""

    def frames(self, motion: FaceMotion) -> Iterable[Pixels]:
        """The frames of a motion, drawn while they are read; can be read again."""
        return _EachFrame(self, motion)


class _EachFrame:
    """The frames of a motion, each drawn by itself."""

    def __init__(self, drawing: Drawing, motion: FaceMotion) -> None:
        self._drawing, self._motion = drawing, motion

    def __iter__(self) -> Iterator[Pixels]:
        motion = self._motion
        for curves, head, gaze in zip(motion.curves, motion.head, motion.gaze, strict=True):
            yield self._drawing.frame(curves, head, gaze)


@dataclass(frozen=True, slots=True, eq=False)
class Staging:
    """The staging of a character: size, light, camera and background.

    Attributes:
        size: (width, height) in pixels.
        still: whether one picture is drawn, which may take longer than a frame of a film.
        background: ``"studio"``, ``"transparent"``, an sRGB triple or ``"#rrggbb"``, a gradient
            ``"#rrggbb-#rrggbb"`` from top to bottom, the path of a picture, or a scene, for a backend that
            can do ``scenes``.
        lighting: a name of :data:`emogen.pipelines.face.render.lights.LIGHTINGS`, or a light.
        camera: a name of :data:`emogen.pipelines.face.render.camera.CAMERAS`, or a framing.
        mood: how strong each basic emotion is, in [0, 1], where the light is to follow it.
        blush: blood in the face beyond what its expression brings: 1 deep red, -1 pale.
    """

    size: tuple[int, int] = (512, 512)
    still: bool = False
    background: str | Path | tuple[int, int, int] | Scenery = "studio"
    lighting: str | Light = "studio"
    camera: str | Camera = "portrait"
    mood: Mapping[str, float] | None = None
    blush: float = 0.0


class FaceBackend(Backend, Protocol):
    """Draws characters.

    Of what not all can it has in ``can``: ``scenes``, somebody standing in a
    :class:`~emogen.pipelines.face.render.scenery.Scenery`.
    """

    kind: ClassVar[str] = "face"

    @abstractmethod
    def draw(self, character: Character, staging: Staging) -> Drawing:
        """Set a character up to be drawn.

        Raises:
            RequestError: a size, light, camera or background that it cannot draw.
            MissingWeightError: the head is not there.
        """


class PortraitBackend(Backend, Protocol):
    """Moves the face of a picture."""

    kind: ClassVar[str] = "portrait"

    @abstractmethod
    def draw(self, picture: Path, face: int | None, size: tuple[int, int] | None, *, even: bool) -> Drawing:
        """Set the face of a picture up to be drawn.

        Args:
            picture: a file.
            face: which of its faces, from 1, the largest first; None is the largest.
            size: (width, height) in pixels; None is the picture's own.
            even: whether its own sides lose a pixel where they are odd, as videos need it.

        Raises:
            RequestError: no picture, no face in it, or one that cannot be moved.
            MissingWeightError: what finds faces is not there.
        """


class Guarded:
    """The drawing of a backend, whose failures are one line each that names it.

    Args:
        backend: whose.
        drawing: what it gave.

    Raises:
        GenerationError: from :meth:`frame` and :meth:`frames`: it fails, or draws what is no frame.
    """

    def __init__(self, backend: FaceBackend | PortraitBackend, drawing: Drawing) -> None:
        self._backend, self._drawing = backend, drawing
        with guarded(backend):
            self.size, self.notes = drawing.size, drawing.notes

    def frame(self, curves: Floats, head: Floats, gaze: Floats) -> Pixels:
        """As :meth:`Drawing.frame`."""
        with guarded(self._backend):
            return self._checked(self._drawing.frame(curves, head, gaze))

    def frames(self, motion: FaceMotion) -> Iterable[Pixels]:
        """As :meth:`Drawing.frames`."""
        with guarded(self._backend):
            return _Frames(self, self._drawing.frames(motion))

    def _checked(self, frame: Pixels) -> Pixels:
        shape = getattr(frame, "shape", ())
        fits = shape[:2] == self.size[::-1] and shape[2:] in ((3,), (4,))
        if getattr(frame, "dtype", None) != np.uint8 or not fits:
            raise GenerationError(
                f"the {self._backend.kind} backend {self._backend.name} failed",
                why=f"a frame of {self.size} is no uint8 array of rows, columns and colours but {shape}",
            )
        return frame


class _Frames:
    """Frames that can be read again."""

    def __init__(self, drawing: Guarded, frames: Iterable[Pixels]) -> None:
        self._by, self._frames = drawing, frames

    def __iter__(self) -> Iterator[Pixels]:
        frames: Iterator[Any] = iter(())
        with guarded(self._by._backend):
            frames = iter(self._frames)
        while True:
            with guarded(self._by._backend):
                frame = next(frames, None)
            if frame is None:
                return
            yield self._by._checked(frame)
