"""Hills under a sky, in the colours of the emotion."""

import numpy as np
from pydantic import Field

from emogen.plugins import Brief, ImageBackend, Options, Painting, Picture

SKY, LAND = np.array([0.45, 0.62, 0.85]), np.array([0.25, 0.45, 0.22])


class HillsOptions(Options):
    ridges: int = Field(default=3, ge=1, le=9, description="Rows of hills.")


class Hills(ImageBackend):
    """Rows of hills, whatever the text says; the targets decide light and colour."""

    name = "hills"
    Options = HillsOptions

    def __init__(self, options: HillsOptions) -> None:
        self.options = options

    def paint(self, brief: Brief) -> Painting:
        width, height = brief.size
        chance = np.random.default_rng(brief.seed)
        across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
        pixels = SKY + (0.9 - SKY) * down[..., None]
        for ridge in range(self.options.ridges):
            depth = (ridge + 1) / self.options.ridges
            waves, phases = chance.uniform(2, 9, 3), chance.uniform(0, 6, 3)
            top = sum(np.sin(wave * across + phase) for wave, phase in zip(waves, phases, strict=True))
            covered = down > 0.3 + 0.4 * depth + 0.05 * top
            pixels[covered] = LAND * depth + SKY * (1 - depth)
        targets = brief.targets
        grey = pixels.mean(axis=2, keepdims=True)
        pixels = grey + (pixels - grey) * targets.saturation + targets.brightness
        pixels = 0.5 + (pixels - 0.5) * targets.contrast
        pixels += np.array(
            [targets.tint_red + targets.tint_yellow, targets.tint_yellow, -targets.tint_yellow]
        )
        picture = Picture((255 * np.clip(pixels, 0, 1)).round().astype(np.uint8))
        return Painting(picture, shown=("hills",), notes=("It paints hills, whatever the text says.",))
