"""Stones for the dead and the famous: gravestones, crosses, statues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import band, ellipse, smooth, solid

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_STONE: Final = "#8f8b82"


def grave(pen: Pen) -> None:
    """A gravestone, 1.1 m, a little crooked; one in three is a cross."""
    random = pen.random
    stone = pen.colour or ("#8f8b82", "#7f8280", "#9a9284")[int(random.integers(3))]
    lean = random.normal(0, 0.05 + 0.1 * max(0.0, pen.targets.decay))
    pen.shadow(0.8, 1.0, 1.0)
    if random.random() < 0.33:
        cross(pen)
        return
    wide, high = random.uniform(0.3, 0.4), random.uniform(0.85, 1.2)
    k = np.linspace(0, np.pi, 15)
    top = np.column_stack([wide * np.cos(k), high - wide * 0.7 + wide * 0.7 * np.sin(k)])
    shape = np.concatenate([top, [[-wide, -0.03], [wide, -0.03]]])
    shape[:, 0] += lean * shape[:, 1]
    solid(pen, [("#5e5c58", np.add(shape, [-0.09 * pen.light.side, 0.02])), (stone, shape)], bulge=0.7)
    for n, share in enumerate((0.66, 0.55, 0.46)):
        reach = (0.2, 0.24, 0.14)[n]
        pen.line(
            [[-reach + lean * high * share, high * share], [reach + lean * high * share, high * share]],
            0.025,
            "#55534f",
            0.25,
        )
    moss = random.uniform(-wide, wide, 14), random.uniform(0, 0.25, 14)
    pen.dabs(*moss, 0.06, 0.035, 0.0, pen.tone("#5f6a44", 0.5)[None], alpha=0.7, soft=0.8, bristle=0.4)


def cross(pen: Pen) -> None:
    """A stone cross on two steps, 1.7 m."""
    stone = pen.colour or _STONE
    pen.shadow(0.9, 1.5, 0.9)
    upright = [[-0.11, 0.3], [-0.09, 1.7], [0.09, 1.7], [0.11, 0.3]]
    solid(pen, [(stone, [np.array(box(-0.45, 0, 0.9, 0.18)), np.array(box(-0.3, 0.18, 0.6, 0.16)),
                         np.array(upright), np.array(box(-0.42, 1.15, 0.84, 0.19))])], bulge=0.9)  # fmt: skip


def statue(pen: Pen) -> None:
    """A stone figure in a long robe on a pedestal, 3.4 m."""
    stone = pen.colour or "#a39f94"
    pen.shadow(1.3, 3.0, 1.0)
    solid(
        pen,
        [
            (
                stone,
                [
                    np.array(box(-0.62, 0, 1.24, 0.22)),
                    np.array(box(-0.48, 0.22, 0.96, 0.9)),
                    np.array(box(-0.56, 1.1, 1.12, 0.14)),
                ],
            )
        ],
        bulge=0.7,
    )
    robe = smooth([[-0.34, 1.24], [-0.26, 1.8], [-0.2, 2.25], [-0.27, 2.6], [-0.2, 2.82], [0.0, 2.88],
        [0.2, 2.82], [0.27, 2.6],
                   [0.2, 2.25], [0.26, 1.8], [0.34, 1.24], [0.0, 1.2]])  # fmt: skip
    arm = band(smooth([[0.2, 2.7], [0.42, 2.85], [0.5, 3.3], [0.44, 2.9]])[:24], (0.16, 0.09))
    other = band([[-0.22, 2.7], [-0.34, 2.35], [-0.1, 2.15]], (0.15, 0.1))
    head = [ellipse(0.02, 3.06, 0.13, 0.17), ellipse(0.0, 2.9, 0.075, 0.1)]
    solid(pen, [(stone, [robe, arm, *head]), ("#8c887e", other)])
    for x in (-0.16, -0.05, 0.07, 0.17):
        pen.line([[x * 1.4, 1.3], [x, 2.0], [x * 0.6, 2.4]], (0.035, 0.012), "#6f6c64", 0.25)
    cracks = round(5 * pen.targets.decay)
    for n in range(cracks):
        start = np.array([pen.random.uniform(-0.25, 0.25), 1.4 + 0.28 * n])
        pen.line(start + np.cumsum(pen.random.normal(0, 0.07, (6, 2)), 0), 0.018, "#3c3a36", 0.1)


THINGS: Final = {
    "grave": Thing(grave, Kind.GROUND, 0.0, 0.5, close=1.2),
    "cross": Thing(cross, Kind.GROUND, 0.02, 0.5, close=1.7),
    "statue": Thing(statue, Kind.FLOOR, 0.05, 0.5, close=3.4),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
