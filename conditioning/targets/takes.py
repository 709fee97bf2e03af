"""Takes: nobody expresses an emotion the same way twice.

A take is drawn around the mean that the emotion gives. Two things differ between takes:

- how strongly the whole emotion comes out: one number for the take, shared by voice, face and
  picture (``STRENGTH``), which is why cues vary together;
- every target on its own, by its ``sd``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from emogen.conditioning.targets.target import STRENGTH, Target
from emogen.errors import RequestError, checked
from emogen.seeds import stream

if TYPE_CHECKING:
    import numpy as np
    from _typeshed import DataclassInstance

Targets = TypeVar("Targets", bound="DataclassInstance")

_FARTHEST: Final = 2.0
"""Draws end at this many standard deviations: a take may be odd, not a caricature."""


def strength_of(take: int, variation: float) -> float:
    """How strongly the emotion comes out in a take: 1 on average, exactly 1 for take 0.

    Raises:
        RequestError: a take below 0, or a variation outside 0 to 2.
    """
    check_take(take)
    variation = checked(variation, "variation", 0.0, 2.0)
    if take == 0:
        return 1.0
    return 1.0 + variation * STRENGTH * draw(stream(take, "targets", "strength"))


def check_take(take: int) -> None:
    """Raise ``RequestError`` for a take below 0."""
    if take < 0:
        raise RequestError(f"there is no take {take}", fix="Use 0 for the mean, 1 and up for takes.")


def varied(mean: Targets, table: Mapping[str, Target], kind: str, take: int, variation: float) -> Targets:
    """A take of these targets, each within its range.

    Args:
        mean: a dataclass of targets, not bounded yet.
        table: the targets that vary, by field.
        kind: names the random stream, e.g. ``"voice"``.
        take: 0 is the mean itself; any other number is a take, always the same one.
        variation: scales how far takes are from the mean, 0 to 2; 0 is the mean itself.

    Raises:
        RequestError: as :func:`strength_of`.
    """
    strength = strength_of(take, variation)
    if take == 0 or variation == 0:
        return replace(mean, **{name: target.bounded(getattr(mean, name)) for name, target in table.items()})
    chance = stream(take, "targets", kind)
    return replace(
        mean,
        **{
            name: target.moved(getattr(mean, name), strength, variation * draw(chance))
            for name, target in table.items()
        },
    )


def draw(chance: np.random.Generator) -> float:
    """A number of the standard normal distribution, cut at :data:`_FARTHEST`."""
    return float(min(_FARTHEST, max(-_FARTHEST, chance.standard_normal())))
