"""What colours alone say: published regressions from brightness, saturation and hue to emotion."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from emogen.conditioning.read.picture import colour_feelings
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
from emogen.vision.cielab import lab

if TYPE_CHECKING:
    from emogen.arrays import Pixels

_SIDE: Final = 256
"""Pixels of the longest side that is looked at: statistics need no more. Ours."""


class Colour(Judge):
    """The emotion that colours alone suggest, whatever the picture shows.

    Brightness is L*/100, saturation C*/100, both means over the pixels. Valence, arousal and
    dominance come from patches of one colour that people rated; a photograph's meaning is mostly
    in what it shows, which this judge does not see.
    """

    name = "colour"
    medium = "picture"
    title = "what brightness, saturation and hue alone suggest"
    measures = (
        Measure("valence", "pleasure, 0 that of an ordinary photograph", -1, 1),
        Measure("arousal", "excitement, 0 that of an ordinary photograph", -1, 1),
        Measure("dominance", "being in control, 0 that of an ordinary photograph", -1, 1),
        Measure("activity", "passive to active colours", -2.1, 7),
        Measure("weight", "light to heavy colours", -2.3, 2.7),
        Measure("heat", "cool to warm colours", -4, 4),
        Measure("brightness", "mean L*, black to white", 0, 1),
        Measure("saturation", "mean C* in hundreds, grey to vivid", 0, 1.4),
        Measure("contrast", "spread of L*, standard deviation in hundreds", 0, 0.5),
        Measure("colourfulness", "grey 0, moderate 33, extreme over 100", 0, 270),
    )
    source = (
        "Valdez & Mehrabian 1994 (valence, arousal, dominance); Ou et al. 2004 (activity, weight, heat); "
        "Hasler & Suesstrunk 2003 (colourfulness)"
    )
    licence = "published formulas"
    extra = ""

    def judge(self, item: Item) -> Opinion:
        return Opinion(judge_colours(item.pixels))


def judge_colours(pixels: Pixels) -> dict[str, float]:
    """The measures of :class:`Colour` of uint8 sRGB pixels, shape ``(height, width, 3)``."""
    import numpy as np
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    small = np.asarray(image)
    lightness, a, b = np.moveaxis(lab(small).astype(float), -1, 0)
    chroma, hue = np.hypot(a, b), np.arctan2(b, a)
    seen = {"brightness": float(lightness.mean() / 100), "saturation": float(chroma.mean() / 100)}
    # Ou et al. 2004, part I: the three factors of feelings about single colours, here pixel by pixel.
    activity = -2.1 + 0.06 * np.sqrt((lightness - 50) ** 2 + (a - 3) ** 2 + ((b - 17) / 1.4) ** 2)
    weight = -1.8 + 0.04 * (100 - lightness) + 0.45 * np.cos(hue - math.radians(100))
    heat = -0.5 + 0.02 * chroma**1.07 * np.cos(hue - math.radians(50))
    return {
        **colour_feelings(**seen),
        "activity": float(activity.mean()),
        "weight": float(weight.mean()),
        "heat": float(heat.mean()),
        **seen,
        "contrast": float(lightness.std() / 100),
        "colourfulness": _colourfulness(small),
    }


def _colourfulness(pixels: Pixels) -> float:
    """Hasler & Suesstrunk's (2003) M3: spread and distance from grey of the opponent colours."""
    import numpy as np

    red, green, blue = np.moveaxis(pixels.astype(float), -1, 0)
    sides = red - green, (red + green) / 2 - blue
    spread = math.hypot(*(float(side.std()) for side in sides))
    distance = math.hypot(*(float(side.mean()) for side in sides))
    return spread + 0.3 * distance
