"""Names for the arrays that the painter passes around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.integer[Any]]
Pixels: TypeAlias = NDArray[np.uint8]

Shape: TypeAlias = Sequence[Sequence[float]] | Floats
"""Points ``(n, 2)``."""

Numbers: TypeAlias = float | Sequence[float] | Floats
"""One number for all, or one each."""
