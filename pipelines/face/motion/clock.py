"""Frames near a moment, so that the cost of a long line grows with its length only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def near(clock: NDArray[np.float64], start: float, end: float) -> slice:
    """The frames from ``start`` to ``end`` seconds of an ascending ``clock``."""
    low, high = np.searchsorted(clock, (start, end), side="left")
    return slice(int(low), int(high))
