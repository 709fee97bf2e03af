"""The embedded portrait backend: a photograph or painting whose face moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from emogen.pipelines.face.backend import PortraitBackend

if TYPE_CHECKING:
    from pathlib import Path

    from emogen.pipelines.face.photo.render import PhotoRenderer


class PhotoBackend(PortraitBackend):
    """A photograph or painting, warped by the mesh of its face."""

    name: ClassVar[str] = "photo"

    def draw(
        self, picture: Path, face: int | None, size: tuple[int, int] | None, *, even: bool
    ) -> PhotoRenderer:
        """A renderer. See :class:`~emogen.pipelines.face.backend.PortraitBackend`."""
        from emogen.pipelines.face.photo.load import read_portrait
        from emogen.pipelines.face.photo.render import PhotoRenderer

        photo = read_portrait(picture, face)
        height, width = photo.pixels.shape[:2]
        return PhotoRenderer(photo, size or ((width // 2 * 2, height // 2 * 2) if even else None))
