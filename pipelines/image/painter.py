"""The embedded picture backend: scenes painted from shapes, light and noise, without any weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from emogen.pipelines.image.paint import LARGEST, SMALLEST, Painting, paint

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion


class PainterOptions(BaseModel):
    """Settings of the scene painter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    width: int = Field(1280, ge=SMALLEST, le=LARGEST, description="pixels")
    height: int = Field(720, ge=SMALLEST, le=LARGEST, description="pixels")


class PainterBackend:
    """Paints scenes; see :func:`emogen.pipelines.image.paint.paint`."""

    name: ClassVar[str] = "painter"
    modality: ClassVar[str] = "image"
    models: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type[BaseModel]] = PainterOptions

    def __init__(self, options: PainterOptions | None = None) -> None:
        self.options = options or PainterOptions.model_validate({})

    def paint(self, text: str, emotion: Emotion, seed: int = 0) -> Painting:
        """Paint ``text`` with ``emotion`` at the size of the options. Raises as ``paint``."""
        size = (self.options.width, self.options.height)
        return paint(text, emotion=emotion, size=size, seed=seed)
