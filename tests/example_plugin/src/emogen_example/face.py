"""A smiley: one disc, two eyes, a mouth."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from emogen.plugins import ARKIT, Character, Drawing, FaceBackend, RequestError, Staging


class Smiley(FaceBackend):
    """A disc with eyes that look and a mouth that talks."""

    name = "smiley"

    def draw(self, character: Character, staging: Staging) -> Drawing:
        background = "#808890" if staging.background == "studio" else str(staging.background)
        try:
            colour = (0, 0, 0, 0) if background == "transparent" else ImageColor.getrgb(background)
        except ValueError as error:
            raise RequestError(f"smiley has no background {background!r}", fix='Use "#rrggbb".') from error
        return Disc(staging.size, colour, character.looks.skin)


class Disc(Drawing):
    """Draws the frames of one disc."""

    size = (0, 0)

    def __init__(self, size: tuple[int, int], background: tuple[int, ...], skin: float) -> None:
        self.size, self.background = size, background
        self.colour = (round(255 - 150 * skin), round(210 - 140 * skin), 62)

    def frame(
        self, curves: NDArray[np.float32], head: NDArray[np.float32], gaze: NDArray[np.float32]
    ) -> NDArray[np.uint8]:
        value = dict(zip(ARKIT, curves.tolist(), strict=True))
        width, height = self.size
        radius = 0.4 * min(width, height)
        x, y = width / 2 + radius * float(head[0]), height / 2 - radius * float(head[1])
        image = Image.new("RGBA" if len(self.background) == 4 else "RGB", self.size, self.background)
        pen = ImageDraw.Draw(image)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=self.colour, outline="#5a4300")
        for side, name in ((1, "Left"), (-1, "Right")):
            open_ = 0.16 * radius * (1 - 0.9 * value[f"eyeBlink{name}"])
            eye = x + side * 0.35 * radius + 0.2 * radius * float(gaze[0])
            above = y - 0.3 * radius - 0.2 * radius * float(gaze[1])
            pen.ellipse(
                (eye - 0.1 * radius, above - open_, eye + 0.1 * radius, above + open_), fill="#202020"
            )
        corner = 0.3 * radius * (value["mouthSmileLeft"] + value["mouthSmileRight"] - value["mouthFrownLeft"])
        jaw, low = 0.5 * radius * value["jawOpen"], y + 0.4 * radius
        lips = [
            (x - 0.5 * radius, low - corner),
            (x, low),
            (x + 0.5 * radius, low - corner),
            (x, low + jaw + 2),
        ]
        pen.polygon(lips, fill="#701818")
        return np.asarray(image, np.uint8)
