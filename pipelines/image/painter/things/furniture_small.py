"""Small things on tables and shelves: books, a vase, plates, bottles, a clock, toys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import mix
from emogen.pipelines.image.painter.solid import Solid
from emogen.pipelines.image.painter.things.kinds import Kind, Spot, Thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_BINDINGS: Final = ("#7d3a34", "#3a5a6e", "#8a7a3c", "#4f6a4a", "#5a4668", "#9a6a3c")


def book(pen: Pen) -> None:
    """A book lying down; several make a pile."""
    colour = pen.colour or _BINDINGS[int(pen.random.integers(len(_BINDINGS)))]
    with Solid(pen) as solid:
        solid.block((0, 0.008, 0), (0.3, 0.05, 0.21), "#e9e2d0", grain=0.05)
        solid.over()
        solid.block((0, 0.0, 0.01), (0.32, 0.01, 0.23), colour, grain=0.05)
        solid.block((0, 0.056, 0.01), (0.32, 0.012, 0.23), colour, grain=0.05)


def vase(pen: Pen) -> None:
    """A vase with a bunch of flowers, 60 cm; they hang and are dry where there is little life."""
    life = pen.targets.life
    with Solid(pen) as solid:
        solid.lathe(
            (0, 0, 0), [(0.06, 0), (0.1, 0.09), (0.05, 0.19), (0.06, 0.25)], "#4f7f8c", inside="#1c2426"
        )
        solid.over()
        solid.flat((0, 0.0, 0), lambda at: _bunch(at, life))


def _bunch(pen: Pen, life: float) -> None:
    random = pen.random
    count = 26
    droop = max(0.0, -life)
    angle, reach = random.uniform(0.1, np.pi - 0.1, count), random.uniform(0.1, 0.3, count)
    x, y = np.cos(angle) * reach, 0.28 + np.sin(angle) * reach
    x, y = x * (1.0 + 0.5 * droop), y - droop * (0.2 * np.abs(np.cos(angle)) + 0.06)
    stem = "#4f6b3a" if life > -0.25 else "#6b5a34"
    for px, py in zip(x, y, strict=True):
        pen.line([[0, 0.2], [px * 0.6, 0.3 + 0.1 * (1 - droop)], [px, py]], 0.01, stem, 0.4)
    fresh, faded = (
        (pen.tone("#35522c", 0.2), pen.tone("#7a9a4c", 0.8)),
        (pen.tone("#4a3c22", 0.2), pen.tone("#8a7444", 0.7)),
    )
    low, high = fresh if life > -0.25 else faded
    green = mix(low, high, random.random(count)[:, None])
    pen.dabs(x * 0.8, y - 0.04, 0.05, 0.018, random.uniform(0, 3, count), green, power=1.5)
    hue = pen.colour or ("#d0503f", "#e2b24a", "#d98aa0")[int(random.integers(3))]
    if life < -0.25 and not pen.colour:
        hue = "#8a6a50"
    petals = mix(pen.tone(hue, 0.2), pen.tone(hue, 1.0), random.random(count)[:, None])
    size = 1.0 - 0.45 * droop + 0.25 * max(0.0, life)
    pen.dabs(x, y, 0.045 * size, 0.038 * size, random.uniform(0, 3, count), petals, soft=0.4)


THINGS: Final = {
    "book": Thing(book, Kind.ROOM, spot=Spot.TOP, size=(0.32, 0.07, 0.23)),
    "vase": Thing(vase, Kind.ROOM, spot=Spot.TOP, size=(0.3, 0.6, 0.3)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
