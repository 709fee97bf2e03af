"""An emotion in the muscles of a face: uneven, never still, stressed where the voice is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.pipelines.face.motion.clock import near
from emogen.pipelines.face.motion.course import Muscles
from emogen.pipelines.face.motion.noise import Wander
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import Floats, Times
    from emogen.pipelines.face.motion.accents import Accent
    from emogen.pipelines.face.motion.course import Course
    from emogen.pipelines.face.motion.strengths import Strengths

UPPER: Final = tuple(name for name in ARKIT if name.startswith(("brow", "eyeSquint", "eyeWide", "cheekSq")))
"""Shapes of brows, lids and cheeks."""

_SIDES: Final = 0.06
_SIDES_DRIFT: Final = 0.03
"""Spread of the difference between the two sides of an expression, and of its slow changes. Ours:
faces are never quite even."""

_SILENT: Final = 0.8
"""The share of an expression that stays while nothing is said. Ours."""

_SWAY: Final = 0.07
_SWAY_RATES: Final = (0.17, 0.45)
"""Spread and rates in Hz of the changes of a held expression. Ours."""

_BROW: Final = 0.22
_BROW_WIDTH: Final = 0.18
"""How far brows rise on the strongest accent, and for how many seconds. Ours, by looking."""


class Expression:
    """An emotion in the muscles of one face.

    Args:
        strengths: of the parts.
        seed: decides sway and sides.
    """

    def __init__(self, strengths: Strengths, seed: int) -> None:
        rng = stream(seed, "expression")
        self._strengths, self._muscles = strengths, Muscles()
        self._drift = Wander((0.1,), rng)
        self._tilts = {
            name: (rng.normal(0.0, _SIDES), rng.normal(0.0, _SIDES_DRIFT))
            for name in ARKIT
            if name.endswith("Left")
        }
        self._sway = Wander(_SWAY_RATES, rng)

    def shapes(self, times: Times, fps: float, course: Course, brows: Times, spoken: Times) -> Floats:
        """ARKit shapes over time, from where the last call left them: float32, shape ``(T, 52)``, at least 0.

        Args:
            times: seconds, shape ``(T,)``.
            fps: frames a second.
            course: the targets.
            brows: how far accents raise the brows (:func:`raised`), shape ``(T,)``.
            spoken: 0 in silence to 1, shape ``(T,)``.
        """
        sides = self._sides(times)
        level = (_SILENT + (1.0 - _SILENT) * spoken) * (1.0 + _SWAY * self._sway.at(times))
        wanted = course.apex * (self._strengths.expression * level)[:, None] * sides
        curves = self._muscles.follow(wanted.astype(np.float32), course["onset"], fps)
        brows = course["movement"] * brows
        for name in ("browInnerUp", "browOuterUpLeft", "browOuterUpRight"):
            # Lowered brows rise less on an accent.
            curves[:, INDEX[name]] += brows * (1.0 - 0.7 * curves[:, INDEX["browDownLeft"]].clip(0, 1))
        curves[:, [INDEX[name] for name in UPPER]] *= self._strengths.upper
        return curves

    def _sides(self, times: Times) -> Floats:
        """Factors on every shape: one side of each pair stronger by as much as the other is weaker."""
        factors = np.ones((len(times), len(ARKIT)), np.float32)
        drift = self._drift.at(times)
        for name, (lean, sways) in self._tilts.items():
            tilt = self._strengths.asymmetry * (lean + sways * drift)
            factors[:, INDEX[name]] += tilt
            factors[:, INDEX[name.removesuffix("Left") + "Right"]] -= tilt
        return factors


def raised(times: Times, accents: list[Accent]) -> Times:
    """Rise of the brows on accents, shape ``(T,)``."""
    brows = np.zeros(len(times))
    for accent in accents:
        frames = near(times, accent.time - 4 * _BROW_WIDTH, accent.time + 4 * _BROW_WIDTH)
        brows[frames] += (
            _BROW * accent.strength * np.exp(-(((times[frames] - accent.time) / _BROW_WIDTH) ** 2))
        )
    return brows
