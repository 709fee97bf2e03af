"""What a target is: a named number with a unit, a range, a natural variation and a source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from emogen.tables import asset_rows

STRENGTH: Final = 0.2
"""Standard deviation between takes of how strongly the whole emotion comes out, relative to the mean.
Ours. See :mod:`emogen.conditioning.targets.takes`."""


@dataclass(frozen=True, slots=True)
class Target:
    """One number that a generator is asked to realise.

    Attributes:
        name: the field's name in its dataclass.
        neutral: the value that changes nothing.
        unit: e.g. ``"st"``, ``"dB"``, ``"x"`` for a factor.
        low, high: the range it is kept in; beyond, the medium stops being natural.
        sd: standard deviation between two takes of one person with one emotion, in ``unit``; in
            natural logarithms for a factor. 0 where takes do not differ: a whisper is one in every take.
            See :mod:`emogen.conditioning.targets.takes`.
        meaning: what it is, in a few words.
        source: where its effect of emotion comes from; "ours" where it is our choice.
    """

    name: str
    neutral: float
    unit: str
    low: float
    high: float
    sd: float
    meaning: str
    source: str

    @property
    def is_factor(self) -> bool:
        """Whether it multiplies: such targets are added and varied as logarithms."""
        return self.unit == "x"

    def bounded(self, value: float) -> float:
        """``value`` within the range."""
        return min(self.high, max(self.low, value))

    def spread(self, value: float, variation: float) -> float:
        """The standard deviation between takes around ``value``, in the target's unit."""
        if self.sd == 0:
            return 0.0
        change = math.log(value / self.neutral) if self.is_factor else value - self.neutral
        sd = variation * math.hypot(self.sd, STRENGTH * change)
        return value * sd if self.is_factor else sd

    def moved(self, value: float, strength: float, noise: float) -> float:
        """Another value of this target: its distance from neutral times ``strength``, and ``noise``
        standard deviations beside it; within the range."""
        if self.sd == 0:
            return self.bounded(value)
        if self.is_factor:
            change = math.log(value / self.neutral) * strength + noise * self.sd
            return self.bounded(self.neutral * math.exp(change))
        return self.bounded(self.neutral + (value - self.neutral) * strength + noise * self.sd)


def targets_of(kind: type) -> dict[str, Target]:
    """The targets of ``VoiceTargets``, ``FaceTargets`` or ``PictureTargets`` by name, in the order of
    ``assets/targets.tsv``, which says all but the neutral value: that is the field's default."""
    name = kind.__name__.removesuffix("Targets").lower()
    neutral = kind()
    return {
        row["name"]: Target(
            name=row["name"],
            neutral=getattr(neutral, row["name"]),
            unit=row["unit"],
            low=float(row["low"]),
            high=float(row["high"]),
            sd=float(row["sd"]),
            meaning=row["meaning"],
            source=row["source"],
        )
        for row in asset_rows("targets.tsv")
        if row["kind"] == name
    }
