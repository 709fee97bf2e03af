"""One motion led over into another that knows nothing of it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT
from emogen.media import FaceMotion

if TYPE_CHECKING:
    from emogen.arrays import Doubles
    from emogen.timeline import Seconds

_LED: Final[Seconds] = 0.3
"""Seconds in which what is seen goes over into what comes. Ours: about an onset."""

_KEPT: Final = 8
"""Motions that are remembered: what is seen is in the last that began before now."""


class Joints:
    """What is shown of motions that follow each other, or break each other off.

    Curves, head and gaze begin where those before them are, and the difference dies away.
    """

    def __init__(self) -> None:
        self._shown: deque[tuple[Seconds, FaceMotion]] = deque(maxlen=_KEPT)
        self._begin: Seconds = float("-inf")
        self._offset: Doubles | None = None

    def led(self, motion: FaceMotion, at: Seconds, *, joins: bool) -> FaceMotion:
        """A motion as it is shown.

        Args:
            motion: at least one frame.
            at: when it begins.
            joins: whether it knows nothing of what is shown before; else it goes on from there by itself.
        """
        if joins:
            before = self._before(at)
            self._begin = at
            self._offset = None if before is None else before - _rows(motion)[0]
        since = at - self._begin + np.arange(len(motion)) / motion.fps
        if self._offset is not None and since[0] < _LED:
            share = np.clip(since / _LED, 0.0, 1.0)[:, None]
            rows = _rows(motion) + (1.0 - share * share * (3.0 - 2.0 * share)) * self._offset
            curves, head, gaze = np.split(rows.astype(np.float32), (len(ARKIT), len(ARKIT) + 3), axis=1)
            motion = FaceMotion(curves.clip(0.0, 1.0), head, gaze, motion.fps)
        self._shown.append((at, motion))
        return motion

    def _before(self, at: Seconds) -> Doubles | None:
        """What is shown just before a moment; None where nothing is."""
        for begin, motion in reversed(self._shown):
            if begin < at:
                row = min(len(motion) - 1, int((at - begin) * motion.fps - 1e-6))
                return np.asarray(_rows(motion)[row])
        return None


def _rows(motion: FaceMotion) -> Doubles:
    """Curves, head and gaze side by side, shape ``(T, 57)``."""
    return np.column_stack([motion.curves, motion.head, motion.gaze]).astype(np.float64)
