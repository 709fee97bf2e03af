"""Brief involuntary movements: small ones of any face, and what a hidden emotion lets slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.targets.face import face_targets
from emogen.conditioning.targets.units import units_to_arkit
from emogen.pipelines.face.motion.clock import near

if TYPE_CHECKING:
    from collections.abc import Callable

    from emogen.arrays import Floats, Times
    from emogen.conditioning.emotion import Feeling

_EVERY: Final = 9.0
_LEAKS_EVERY: Final = 5.0
"""Mean seconds between two small movements, and between two leaks of a hidden emotion. Ours."""

_LENGTH: Final = (0.17, 0.5)
"""Seconds that a micro-expression lasts (Yan et al. 2013: 0.17 to 0.5)."""

_SMALL: Final = (0.06, 0.22)
_LEAK: Final = (0.45, 0.75)
"""Sizes: of a small movement, and of a leak as a share of the whole expression. Ours."""

_TWITCHES: Final = (
    *((("AU1", 1.0), ("AU2", 0.8)), (("AU4", 1.0),), (("AU7", 0.9),), (("AU12L", 0.8),), (("AU12R", 0.8),)),
    *(
        (("AU14L", 1.0),),
        (("AU14R", 1.0),),
        (("AU24", 1.2),),
        (("AU17", 0.9), ("AU24", 0.5)),
        (("AU23", 0.9),),
    ),
)
"""Small movements of faces at rest: brows, lids, lip corners, and lips that press. Choice ours."""

_MOUTH: Final = [INDEX[name] for name in ARKIT if name.startswith(("mouth", "jaw"))]


def micro_expressions(
    times: Times, spoken: Times, strength: float, hidden: Feeling | None, rng: np.random.Generator
) -> Floats:
    """ARKit shapes to add: float32, shape ``(T, 52)``.

    Args:
        times: seconds, shape ``(T,)``.
        spoken: 0 in silence to 1, shape ``(T,)``: the mouth joins in only in silence.
        strength: factor on sizes, 0 to 2.
        hidden: an emotion that is masked but leaks; None: only small movements.
        rng: decides when and which.
    """
    small = Movements.small(rng)
    out = small.track(times, strength)
    if hidden is not None:
        duration = float(times[-1]) if len(times) else 0.0
        out += Movements.leaks(hidden, rng, duration).track(times, strength)
    return without_mouth(out, spoken)


def without_mouth(out: Floats, spoken: Times) -> Floats:
    """Small movements, shape ``(T, 52)``, of which the mouth has its part only in silence."""
    out[:, _MOUTH] *= (1.0 - 2.0 * spoken).clip(0.0, 1.0)[:, None]
    return out


class Movements:
    """Brief movements, one after the other.

    Args:
        first: seconds at which the first begins.
        shapes: draws the ARKit shapes of one.
        wait: draws the seconds from one to the next.
        rng: decides how long they last.
    """

    def __init__(
        self, first: float, shapes: Callable[[], Floats], wait: Callable[[], float], rng: np.random.Generator
    ) -> None:
        self._moment, self._shapes, self._wait, self._rng = first, shapes, wait, rng
        self._begun: list[tuple[float, float, Floats]] = []

    @classmethod
    def small(cls, rng: np.random.Generator) -> Movements:
        """Those of any face."""

        def shapes() -> Floats:
            units = _TWITCHES[int(rng.integers(len(_TWITCHES)))]
            return np.asarray(rng.uniform(*_SMALL) * units_to_arkit(units))

        return cls(rng.exponential(_EVERY), shapes, lambda: rng.exponential(_EVERY), rng)

    @classmethod
    def leaks(cls, hidden: Feeling, rng: np.random.Generator, duration: float = float("inf")) -> Movements:
        """Those of a hidden emotion, in a clip of so many seconds."""
        face = units_to_arkit(face_targets(hidden).units)
        first = rng.uniform(0.3, 1.0) * min(_LEAKS_EVERY, duration / 2)

        def shapes() -> Floats:
            return np.asarray(rng.uniform(*_LEAK) * face)

        return cls(first, shapes, lambda: _LEAKS_EVERY * (0.4 + 0.6 * rng.gamma(2.0) / 2.0), rng)

    def track(self, times: Times, strength: float) -> Floats:
        """ARKit shapes, float32, shape ``(T, 52)``; the times follow those of the last call."""
        out = np.zeros((len(times), 52), np.float32)
        if not len(times):
            return out
        while self._moment < times[-1]:
            shapes = self._shapes()
            self._begun.append((self._moment, self._rng.uniform(*_LENGTH), shapes))
            self._moment += self._wait()
        for moment, length, shapes in self._begun:
            frames = near(times, moment, moment + length)
            swell = np.sin(np.pi * (times[frames] - moment) / length) ** 2
            out[frames] += (swell[:, None] * strength * shapes).astype(np.float32)
        self._begun = [one for one in self._begun if one[0] + one[1] > times[-1]]
        return out
