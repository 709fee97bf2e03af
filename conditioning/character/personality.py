"""Who a character is: the five factors, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from emogen.conditioning.pad import PAD, clipped
from emogen.errors import checked

_PERSISTENCE: Final = 0.5
"""Half-lives double for every 1/0.5 of neuroticism: 0.71 to 1.41 times. Ours; neurotic people stay
upset longer (Suls, Green & Hillis 1998)."""


@dataclass(frozen=True, slots=True)
class Personality:
    """The five factors (OCEAN), each in [-1, 1] with 0 the average person.

    Raises:
        RequestError: a factor out of range.
    """

    openness: float = 0.0
    conscientiousness: float = 0.0
    extraversion: float = 0.0
    agreeableness: float = 0.0
    neuroticism: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, checked(getattr(self, field.name), field.name, -1.0, 1.0))

    @property
    def temperament(self) -> PAD:
        """The mood this person returns to, each axis in [-1, 1] (clipped for extreme people).

        Mehrabian 1996. His formula counts emotional *stability*, the negative of neuroticism: a
        neurotic person is less pleased and more aroused.
        """
        stability = -self.neuroticism
        pleasure = 0.21 * self.extraversion + 0.59 * self.agreeableness + 0.19 * stability
        arousal = 0.15 * self.openness + 0.30 * self.agreeableness - 0.57 * stability
        dominance = (
            0.25 * self.openness
            + 0.17 * self.conscientiousness
            + 0.60 * self.extraversion
            - 0.32 * self.agreeableness
        )
        return clipped((pleasure, arousal, dominance))

    def reactivity(self, *, pleasant: bool) -> float:
        """Factor on the effect of events, 0.5 to 1.5 with 1 the average.

        Sizes ours. Directions: neurotic people react more to what is bad, extraverts to what is
        good (Larsen & Ketelaar 1991); neuroticism is lability both ways (Eysenck & Eysenck 1985).
        """
        if pleasant:
            return 1.0 + 0.25 * self.extraversion + 0.25 * self.neuroticism
        return 1.0 + 0.5 * self.neuroticism

    @property
    def persistence(self) -> float:
        """The factor on the half-lives of emotions, 0.71 to 1.41. See ``_PERSISTENCE``."""
        return float(2.0 ** (_PERSISTENCE * self.neuroticism))

    @property
    def inertia(self) -> float:
        """Share of the last emotion in the next, 0.1 to 0.5.

        Size ours. Direction: emotions carry over more from moment to moment in neurotic people
        (Suls, Green & Hillis 1998; Kuppens, Allen & Sheeber 2010).
        """
        return 0.3 + 0.2 * self.neuroticism

    @property
    def susceptibility(self) -> float:
        """The share of a close other's emotion that is caught in one encounter, 0 to 0.8.

        Size ours. Direction: people who attend to others and react strongly catch more (Doherty
        1997), here agreeableness and neuroticism.
        """
        return 0.4 + 0.2 * self.agreeableness + 0.2 * self.neuroticism


AVERAGE: Final = Personality()
"""The average person: every factor 0."""

FACTORS: Final = tuple(field.name for field in fields(Personality))
"""Names of the five factors."""
