"""Places of the people in front: by thirds, side by side, at several depths, turned to one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emogen.pipelines.image.painter.people.cast import Actor

HEAD: Final = 2.4
"""Height of a grown-up's head from chin to crown, decimetres (the rig's)."""


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
    head = min(0.50 * high, 0.46 * wide) if portrait else min(0.40 * high, 0.36 * wide)
    head *= 0.94 if actor.is_child else 1.0
    shift = (0.10 if portrait else 0.155) * min(1.0, wide / high)
    x = wide * (0.5 - side * shift + random.uniform(-0.015, 0.015))
    chin = high - 0.60 * head
    return Place(x, chin, head, 0.20 * side, 0.10 * side, 0.0)


def _together(
    actors: Sequence[Actor], wide: float, high: float, random: np.random.Generator, portrait: bool
) -> tuple[Place, ...]:
    count = len(actors)
    room = wide * (0.86 if count > 2 else 0.72)
    head = min((0.40 if portrait else 0.36) * high, 0.70 * room / count, 0.30 * wide)
    placed = []
    for index, actor in enumerate(actors):
        across = (index + 0.5) / count
        middle = 2.0 * across - 1.0
        depth = (0.0, 0.55, 0.25, 0.7, 0.4)[index % 5] if count > 2 else (0.0, 0.35)[index]
        own = head * (1.0 - 0.10 * depth) * (0.90 if actor.is_child else 1.0)
        x = wide * 0.5 + 0.5 * room * middle + head * random.uniform(-0.05, 0.05)
        lower = 0.42 * head if actor.is_child else 0.12 * depth * head
        chin = high - 0.66 * head + lower
        placed.append(
            Place(x, chin, own, -0.34 * middle, -0.20 * middle + random.uniform(-0.04, 0.04), depth)
        )
    return tuple(placed)
