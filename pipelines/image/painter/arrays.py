"""Names for the arrays that the painter passes around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from emogen.arrays import AnyFloats

Shape: TypeAlias = Sequence[Sequence[float]] | AnyFloats
"""Points ``(n, 2)``."""

Numbers: TypeAlias = float | Sequence[float] | AnyFloats
"""One number for all, or one each."""
