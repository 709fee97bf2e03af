"""Places of the people in front: by thirds, side by side, at several depths, turned to one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.pipelines.image.painter.people.cast import Actor


_BELOW: Final = 1.95
"""Heads below the chin at which the half figure ends."""


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in the picture, scene units.

    Attributes:
        x: of the middle of the head. chin: from the top of the picture. head: height from chin to crown.
        turned: of the whole person to its own left, radians. look: of the head on top of that.
        depth: 0 the nearest, 1 the farthest of the group: the order of drawing.
    """

    x: float
    chin: float
    head: float
    turned: float
    look: float
    depth: float


def places_of(
    actors: Sequence[Actor], wide: float, high: float, side: int, seed: int, *, portrait: bool
) -> tuple[Place, ...]:
    """Where each of the people stands, in their order.

    Args:
        wide, high: of the picture, scene units.
        side: where the light comes from, -1 left; somebody alone stands on the other side and looks to it.
        portrait: whether the head fills the picture.
    """
    random = stream(seed, "places of people")
    count = len(actors)
    if count == 1:
        return (_alone(actors[0], wide, high, side, random, portrait),)
    return _together(actors, wide, high, random, portrait)


def _alone(
    actor: Actor, wide: float, high: float, side: int, random: np.random.Generator, portrait: bool
) -> Place:
    head = min(0.46 * high, 0.46 * wide) if portrait else min(0.33 * high, 0.34 * wide)
    head *= 0.92 if actor.is_child else 1.0
    shift = (0.10 if portrait else 0.16) * min(1.0, wide / high)
    x = wide * (0.5 - side * shift + random.uniform(-0.015, 0.015))
    lowest = 0.72 if portrait else 0.60 if actor.is_child else 0.53
    chin = max(lowest * high, high - _BELOW * head)
    return Place(x, chin, head, 0.22 * side, 0.10 * side, 0.0)


def _together(
    actors: Sequence[Actor], wide: float, high: float, random: np.random.Generator, portrait: bool
) -> tuple[Place, ...]:
    count = len(actors)
    room = wide * (0.84 if count > 2 else 0.66)
    head = min((0.36 if portrait else 0.30) * high, 0.62 * room / count, 0.30 * wide)
    placed = []
    for index, actor in enumerate(actors):
        across = (index + 0.5) / count
        middle = 2.0 * across - 1.0
        depth = (0.0, 0.6, 0.25, 0.75, 0.45)[index % 5] if count > 2 else (0.0, 0.35)[index]
        own = head * (1.0 - 0.16 * depth) * (0.90 if actor.is_child else 1.0)
        x = wide * 0.5 + 0.5 * room * middle + head * random.uniform(-0.06, 0.06)
        chin = max((0.62 if portrait else 0.54) * high, high - 1.9 * head) - 0.10 * depth * head
        chin += 0.85 * head if actor.is_child else random.uniform(-0.08, 0.12) * head
        chin = min(max(chin, high - _BELOW * own), high - 0.15 * own)
        placed.append(
            Place(x, chin, own, -0.36 * middle, -0.22 * middle + random.uniform(-0.04, 0.04), depth)
        )
    return tuple(placed)
