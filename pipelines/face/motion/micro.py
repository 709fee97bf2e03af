"""Brief involuntary movements: small ones of any face, and what a hidden emotion lets slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.targets.face import face_targets
from emogen.conditioning.targets.units import units_to_arkit
from emogen.pipelines.face.motion.clock import near

if TYPE_CHECKING:
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
    duration = float(times[-1]) if len(times) else 0.0
    out = np.zeros((len(times), 52), np.float32)
    moment = rng.exponential(_EVERY)
    while moment < duration:
        units = _TWITCHES[int(rng.integers(len(_TWITCHES)))]
        _add(out, times, moment, strength * rng.uniform(*_SMALL) * units_to_arkit(units), rng)
        moment += rng.exponential(_EVERY)
    if hidden is not None:
        face = units_to_arkit(face_targets(hidden).units)
        moment = rng.uniform(0.3, 1.0) * min(_LEAKS_EVERY, duration / 2)
        while moment < duration:
            _add(out, times, moment, strength * rng.uniform(*_LEAK) * face, rng)
            moment += _LEAKS_EVERY * (0.4 + 0.6 * rng.gamma(2.0) / 2.0)
    out[:, _MOUTH] *= (1.0 - 2.0 * spoken).clip(0.0, 1.0)[:, None]
    return out


def _add(out: Floats, times: Times, moment: float, shapes: Floats, rng: np.random.Generator) -> None:
    length = rng.uniform(*_LENGTH)
    frames = near(times, moment, moment + length)
    swell = np.sin(np.pi * (times[frames] - moment) / length) ** 2
    out[frames] += (swell[:, None] * shapes).astype(np.float32)
