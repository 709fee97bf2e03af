"""Loudness that is even across a pack: every line comes near one loudness, and emotions keep part of theirs.

Each line is brought to a loudness of its own that hangs on nothing but itself, so that lines can be made
in any order, on any machine, and one that is remade fits in among those that are there.
"""

from __future__ import annotations

import math
from typing import Final

EVEN: Final = "even"
"""The name of this loudness, beside ``ebu`` and ``podcast``."""

MIDDLE: Final = -23.0
"""LUFS of a neutral line: that of EBU R 128, which ASWG-R001 takes for games, too."""

NEUTRAL: Final = -25.8
"""LUFS of neutral speech before it is delivered: the median of 200 lines by eight voices, less what their
emotions asked for (2.5 to 97.5 %: -27.1 to -24.2)."""

KEPT: Final = 0.5
"""Share of a line's distance from neutral speech that it keeps: of 6 dB of anger 3 are left. Ours."""

RANGE: Final = (-29.0, -19.0)
"""LUFS of the softest and the loudest line: a whisper stays audible beside a shout. Ours."""


def even_loudness(natural: float) -> float | None:
    """The LUFS to which a line is brought.

    Args:
        natural: LUFS of the line as it was spoken; minus infinity for silence.

    Returns:
        LUFS within :data:`RANGE`; None for silence.
    """
    if not math.isfinite(natural):
        return None
    low, high = RANGE
    return min(max(MIDDLE + KEPT * (natural - NEUTRAL), low), high)


def natural_loudness(even: float) -> float:
    """The LUFS that a line had before :func:`even_loudness`, as far as its range lets one tell."""
    return NEUTRAL + (even - MIDDLE) / KEPT
