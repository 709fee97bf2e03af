"""Types of arrays. Loads numpy: modules that start with the program import it for type checkers only."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Doubles: TypeAlias = NDArray[np.float64]
AnyFloats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.int32]
AnyInts: TypeAlias = NDArray[np.integer[Any]]
Mask: TypeAlias = NDArray[np.bool_]

Pixels: TypeAlias = NDArray[np.uint8]
"""Colours or grey levels, 0 to 255."""

Times: TypeAlias = NDArray[np.float64]
"""Seconds."""
