"""A picture that only nods: it moves up and down with the head."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from emogen.plugins import Drawing, PortraitBackend, RequestError


class Still(PortraitBackend):
    """A picture that moves as a whole."""

    name = "still"

    def draw(self, picture: Path, face: int | None, size: tuple[int, int] | None, *, even: bool) -> Drawing:
        if face not in (None, 1):
            raise RequestError(f"still sees one face in a picture, not {face}")
        try:
            with Image.open(picture) as image:
                whole = image.convert("RGB")
        except OSError as error:
            raise RequestError(f"cannot read the picture {picture}", why="it is no picture") from error
        width, height = whole.size
        wanted = size or ((width // 2 * 2, height // 2 * 2) if even else whole.size)
        return Card(np.asarray(whole.resize(wanted), np.uint8))


class Card(Drawing):
    """Draws the frames of one picture."""

    size = (0, 0)

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.pixels, self.size = pixels, (pixels.shape[1], pixels.shape[0])

    def frame(
        self, curves: NDArray[np.float32], head: NDArray[np.float32], gaze: NDArray[np.float32]
    ) -> NDArray[np.uint8]:
        del curves, gaze
        moved = round(0.2 * self.size[0] * float(head[0])), round(0.2 * self.size[1] * float(head[1]))
        return np.roll(self.pixels, moved, axis=(1, 0))
