"""Names for the arrays that the painter passes around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from emogen.arrays import AnyFloats

Shape: TypeAlias = Sequence[Sequence[float]] | AnyFloats
"""Points ``(n, 2)``."""

Numbers: TypeAlias = float | Sequence[float] | AnyFloats
"""One number for all, or one each."""

Scalar: TypeAlias = Any
"""One number inside compiled code, of the width that its maker gave it (numpy's own, not Python's)."""
