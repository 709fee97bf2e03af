"""The embedded face backend: a parametric head, drawn on the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from emogen.options import Options
from emogen.pipelines.face.backend import FaceBackend

if TYPE_CHECKING:
    from emogen.conditioning.character import Character
    from emogen.pipelines.face.backend import Staging
    from emogen.pipelines.face.render.renderer import Renderer


class AnnyOptions(Options):
    """Settings of the embedded face."""

    samples: int | None = Field(
        default=None,
        ge=1,
        le=4,
        description="Samples along a pixel's side, for smooth edges; 2 in films and 3 in stills by default.",
    )


class AnnyBackend(FaceBackend):
    """The embedded face: a parametric head drawn on the CPU."""

    name: ClassVar[str] = "anny"
    models: ClassVar[tuple[str, ...]] = ("anny",)
    can: ClassVar[frozenset[str]] = frozenset({"scenes"})
    Options = AnnyOptions

    def __init__(self, options: AnnyOptions | None = None) -> None:
        self.options = options or AnnyOptions()

    def draw(self, character: Character, staging: Staging) -> Renderer:
        """A renderer. See :class:`~emogen.pipelines.face.backend.FaceBackend`."""
        from emogen.pipelines.face.render.renderer import Renderer

        return Renderer(
            character.looks,
            staging.size,
            samples=self.options.samples or (3 if staging.still else 2),
            background=staging.background,
            lighting=staging.lighting,
            camera=staging.camera,
            mood=staging.mood,
            blush=staging.blush,
        )
