"""The person's share of each pixel of a picture, by MediaPipe's selfie segmentation."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen import weights
from emogen.cache import derived
from emogen.vision.networks import Network, cut_out

if TYPE_CHECKING:
    from emogen.arrays import Floats

SIDE: Final = 256
"""The network's input in pixels."""

_TRUNK: Final = (
    ("input_1",),
    ("add_13__xeno_compat__1", "segment/Kernel_dequantize", "segment/Bias_dequantize"),
)
"""The file's tensors before its last layer, and that layer's weights."""


def person_share(seen: Floats) -> Floats:
    """The person's share of each pixel, in [0, 1], float32 ``(256, 256)``.

    Args:
        seen: the picture, sRGB in [0, 1], float32 ``(1, 256, 256, 3)``.

    Raises:
        MissingWeightError: the network has not been fetched.
    """
    from scipy.special import expit

    features, kernel, bias = _network().run(seen)
    # the file's last layer is an operator that the common runtime lacks: each cell becomes 2 x 2 pixels
    cells = np.einsum("yxc,abc->yaxb", features[0], kernel[0]) + bias
    return np.asarray(expit(cells.reshape(SIDE, SIDE)), np.float32)


@lru_cache(maxsize=1)
def _network() -> Network:
    source = weights.path("person-mask", "selfie_segmentation.tflite")
    return Network(
        derived("person-mask.tflite", [source], 1, lambda target: cut_out(source, *_TRUNK, target))
    )
