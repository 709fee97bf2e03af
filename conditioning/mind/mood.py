"""Mood: slow, pulled by what is felt, drifting back to the temperament.

The layers are ALMA's (Gebhard 2005): emotions for minutes, mood for longer, personality for good.
Here the mood is the temperament driven away by a *swing*. The swing follows the feelings' pull with
the mood's half-life; both fade exponentially, so the mood at any later time has a closed form and
does not depend on how often it is asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from emogen.conditioning.mind.feelings import NOTHING, Feelings
from emogen.conditioning.pad import CALM, PAD, add, clipped, swung, times
from emogen.errors import checked

MOOD_HALF_LIFE: Final = 300.0
"""Seconds in which a swing of the mood halves. Ours: with it moods follow emotions within a scene
and are gone after some 20 minutes, the time ALMA's moods take to return."""

SWING: Final = 2.0
"""The width of an axis: a feeling of full strength, held for ever, would swing the mood from one end
to the other. Ours."""

_OCTANTS: Final = {
    (True, True, True): "exuberant",
    (True, True, False): "dependent",
    (True, False, True): "relaxed",
    (True, False, False): "docile",
    (False, True, True): "hostile",
    (False, True, False): "anxious",
    (False, False, True): "disdainful",
    (False, False, False): "bored",
}
"""Names of the octants of PAD space, by the signs of pleasure, arousal, dominance (Mehrabian 1996)."""


@dataclass(frozen=True, slots=True)
class Affect:
    """Everything affective that changes: feelings, and the mood's distance from the temperament.

    Attributes:
        feelings: what is felt.
        swing: how far the mood is driven from the temperament, each axis in [-2, 2]; the ends of the
            axes resist, see :func:`~emogen.conditioning.pad.swung`.
    """

    feelings: Feelings = NOTHING
    swing: PAD = CALM

    def __post_init__(self) -> None:
        for coordinate in self.swing:
            checked(coordinate, "swing of the mood", -SWING, SWING)

    def mood(self, temperament: PAD) -> PAD:
        """Temperament and swing together, each axis in [-1, 1]."""
        pleasure, arousal, dominance = map(swung, temperament, self.swing)
        return pleasure, arousal, dominance

    def after(self, seconds: float, persistence: float = 1.0) -> Affect:
        """The state ``seconds`` (at least 0) later, when nothing happens in between.

        Args:
            persistence: the factor on the half-lives of feelings.
        """
        swing = times(0.5 ** (seconds / MOOD_HALF_LIFE), self.swing)
        for pull, half_life in self.feelings.sources(persistence):
            swing = add(swing, times(SWING * _followed(seconds, half_life), pull))
        return Affect(self.feelings.faded(seconds, persistence), clipped(swing, SWING))


UNMOVED: Final = Affect()
"""Nothing is felt and the mood is the temperament."""


def _followed(seconds: float, half_life: float) -> float:
    """The share of a fading pull's first strength that the mood has after ``seconds``.

    The solution of followed' = rate * (pull - followed) for a pull that starts at 1 and halves in
    ``half_life``, in a form that is also exact where both rates are the same.
    """
    mood_rate, rate = math.log(2.0) / MOOD_HALF_LIFE, math.log(2.0) / half_life
    apart = abs(rate - mood_rate) * seconds
    ratio = -math.expm1(-apart) / apart if apart > 0.0 else 1.0
    return mood_rate * seconds * math.exp(-min(rate, mood_rate) * seconds) * ratio


def mood_name(mood: PAD) -> str:
    """A mood in words, e.g. ``"slightly anxious"``.

    The octant is Mehrabian's; slightly, moderately and fully are thirds of the way from the centre
    to the corner, as in ALMA. A mood within 0.05 of the centre is ``"neutral"`` (ours).
    """
    distance, corner = math.hypot(*mood), math.sqrt(3.0)
    if distance < 0.05:
        return "neutral"
    degree = ("slightly", "moderately", "fully")[min(2, int(3.0 * distance / corner))]
    pleased, aroused, dominant = (x >= 0.0 for x in mood)
    return f"{degree} {_OCTANTS[pleased, aroused, dominant]}"
