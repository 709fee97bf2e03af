"""The guided filter (He, Sun & Tang 2010): a plane smoothed, or redrawn, along the edges of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from emogen.arrays import Floats


def guided(plane: Floats, guide: Floats, reach: int, evenness: float) -> Floats:
    """``plane`` along the edges of ``guide``.

    Args:
        plane, guide: float32 ``(h, w)``.
        reach: radius in pixels.
        evenness: variance of the guide below which there is no edge.
    """
    from scipy.ndimage import uniform_filter

    def mean(values: Floats) -> Floats:
        return np.asarray(uniform_filter(values, 2 * reach + 1, mode="nearest"), np.float32)

    middle, level = mean(guide), mean(plane)
    slope = (mean(guide * plane) - middle * level) / (mean(guide * guide) - middle**2 + evenness)
    return mean(slope) * guide + mean(level - slope * middle)
