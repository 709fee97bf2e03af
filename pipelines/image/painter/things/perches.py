"""A bough, what sits on it, and a spider's web."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import band, ellipse, smooth, solid
from emogen.pipelines.image.painter.things.silhouettes import draw

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def branch(pen: Pen) -> None:
    """A bough that reaches in from a trunk at its side, 3 m up to its tip."""
    side = pen.light.side
    turn = np.array([side, 1.0])
    trunk = smooth(
        np.array(
            [
                [-2.0, -0.1],
                [-1.75, 1.0],
                [-1.8, 2.6],
                [-1.66, 9.0],
                [-1.3, 9.0],
                [-1.34, 2.6],
                [-1.3, 1.0],
                [-1.1, -0.1],
            ]
        )
    )
    bough = [band(np.array([[-1.5, 1.35], [-0.7, 1.55], [0.2, 1.5], [1.5, 1.72]]), (0.26, 0.05)),
             band(np.array([[0.2, 1.5], [0.7, 1.35], [1.2, 1.3]]), (0.09, 0.03)), band(np.array([[-0.6,
                 1.55], [-0.3, 1.95], [0.1, 2.15]]), (0.1, 0.03))]  # fmt: skip
    solid(pen, [("#5a4636", [part * turn for part in (trunk, *bough)])], grain=0.3)
    count = 60 if pen.targets.life > -0.5 and pen.season != "winter" else 0
    if count:
        knots = np.array([[1.2, 1.7], [1.0, 1.33], [0.05, 2.15], [1.5, 1.75]])[
            pen.random.integers(4, size=count)
        ]
        spot = knots + pen.random.normal(0, 0.16, (count, 2))
        tones = np.stack([pen.tone("#5f7a38", f) for f in pen.random.uniform(0.1, 1.0, count)])
        pen.dabs(
            spot[:, 0] * side,
            spot[:, 1],
            0.085,
            0.05,
            pen.random.uniform(0, 3, count),
            tones,
            power=1.5,
            soft=0.3,
        )


def perched(pen: Pen, name: str, size: float) -> None:
    """A bird on the bough of :func:`branch`."""
    branch(pen)
    draw(pen.at(-0.05 * pen.light.side, 1.58), name, size)


def web(pen: Pen, dew: float = 0.12) -> None:
    """A spider's web between two twigs, 60 cm; ``dew``: the share of its threads with drops."""
    random = pen.random
    spokes = 13
    angle = np.sort((np.arange(spokes) + random.uniform(-0.25, 0.25, spokes)) * 2 * np.pi / spokes)
    reach = 0.3 * random.uniform(0.82, 1.12, spokes)
    middle = np.array([0.0, 0.36])
    ends = middle + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    for x in (-0.37, 0.36):
        pen.line([[x * 1.1, -0.05], [x, 0.3], [x * 1.06, 0.78]], (0.03, 0.014), "#5a4634", 0.4)
    for end in ends:
        pen.line(np.stack([middle, end * [1.12, 1.0] - middle * [0.12, 0.0]]), 0.0022, "#e6ebee", 0.9)
    drops: list[list[float]] = []
    for ring in range(1, 12):
        share = ring / 11.5
        knots = middle + (ends - middle) * share
        for n in range(spokes):
            a, b = knots[n], knots[(n + 1) % spokes]
            t = np.linspace(0, 1, 6)[:, None]
            sag = (1 - (2 * t - 1) ** 2) * 0.1 * (middle - (a + b) / 2)
            thread = a + (b - a) * t + sag
            pen.line(thread, 0.0016, "#dde4e8", 0.9)
            drops += thread[random.random(6) < 0.6 * dew].tolist()
    hung = np.array(drops)
    size = random.uniform(0.0022, 0.0052, len(hung))
    white = pen.tone("#ffffff", 1.2)[None]
    pen.dabs(hung[:, 0], hung[:, 1], size, size, 0.0, white, alpha=0.95, soft=0.6, bristle=0)
    body = np.add(middle, [0.02, 0.03])
    legs = [band([body, np.add(body, [s * 0.05, 0.03 * k]), np.add(body, [s * 0.075, 0.045 * k - 0.02])],
        0.005)
            for s in (-1, 1) for k in (-1.4, -0.4, 0.6, 1.5)]  # fmt: skip
    solid(
        pen,
        [
            ("#2c2622", legs),
            ("#3d332c", ellipse(body[0], body[1], 0.024, 0.03)),
            ("#3d332c", ellipse(body[0], body[1] - 0.035, 0.015, 0.014)),
        ],
    )


THINGS: Final = {
    "branch": Thing(branch, Kind.GROUND, 0.0, 0.2, close=3.4),
    "owl on a branch": Thing(partial(perched, name="owl", size=0.95), Kind.GROUND, 0.0, 0.2, close=1.8),
    "raven on a branch": Thing(partial(perched, name="raven", size=0.85), Kind.GROUND, 0.0, 0.2, close=1.8),
    "spider's web": Thing(web, Kind.FLOOR, 0.0, 0.2, close=0.8),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
