"""What stands in gardens and on roofs and water: beds, arches, planters, tanks, planks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import mix
from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.walls import Wall, fill_space
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def floor(stage: Stage, corners: list[tuple[float, float]], colour: str, facing: float = 0.6) -> None:
    """A flat piece of ground with corners (metres to the right and away)."""
    fill_space(stage, [[[x, 0.0, z] for x, z in corners]], colour, facing, grain=0.3, stretch=3)


def pergola(pen: Pen, *, leafy: bool) -> None:
    """A garden arch 2.6 m high, grown over with roses."""
    random = pen.random
    for x in (-1.05, 1.05):
        pen.line([[x, 0], [x, 2.0]], 0.1, "#d8d2c2", 0.6)
        pen.line([[x * 0.8, 0.1], [x * 0.8, 2.1]], 0.07, "#bdb6a4", 0.4)
    k = np.linspace(0, np.pi, 15)
    pen.line(np.column_stack([1.05 * np.cos(k), 2.0 + 0.75 * np.sin(k)]), 0.1, "#d8d2c2", 0.7)
    if not leafy:
        return
    count = 460
    t = random.random(count)
    turn = np.pi * np.clip((t - 0.3) / 0.4, 0, 1)
    across = np.where(t < 0.3, 1.05, np.where(t > 0.7, -1.05, 1.05 * np.cos(turn))) + random.normal(
        0, 0.13, count
    )
    up = np.where(t < 0.3, 2.0 * t / 0.3, np.where(t > 0.7, 2.0 * (1 - t) / 0.3, 2.0 + 0.75 * np.sin(turn)))
    up = up + random.normal(0, 0.12, count)
    tones = mix(
        pen.tone("#2f4f2c", 0.1),
        pen.tone("#6f8f40", 0.8),
        np.clip(random.normal(0.45, 0.3, (count, 1)), 0, 1),
    )
    roses = random.random(count) < 0.3
    tones[roses] = pen.tone("#d8536a", 0.8)
    pen.dabs(
        across,
        up,
        np.where(roses, 0.075, 0.1),
        np.where(roses, 0.07, 0.055),
        random.uniform(0, 3, count),
        tones,
        power=1.7,
        soft=0.4,
    )


def planter(stage: Stage, x: float, away: float, wide: float) -> None:
    """A box of earth, half a metre high."""
    front = Wall(stage, (x, away), (x + wide, away))
    top = [[x, 0.5, away], [x + wide, 0.5, away], [x + wide, 0.5, away + 0.6], [x, 0.5, away + 0.6]]
    fill_space(stage, [top], "#4a3626", 0.6, grain=0.3)
    front.fill([box(0, 0, wide, 0.5)], "#8a6444", 1.0, low=0.7, grain=0.3, stretch=5)
    front.fill([box(0, 0.17 * n, wide, 0.02) for n in (1, 2)], "#5a4030", 0.6, grain=0)


def tank(pen: Pen) -> None:
    """A wooden water tank on iron legs, 7 m, with a cone roof."""
    side = pen.light.side
    pen.shadow(4, 6, 0.8)
    for x in (-1.5, -0.5, 0.5, 1.5):
        pen.line([[x, 0], [x, 2.4]], 0.14, "#3a3836", 0.5)
    for a, b in ((-1.5, -0.5), (0.5, 1.5), (-0.5, 0.5)):
        pen.line([[a, 0.2], [b, 2.2]], 0.07, "#3a3836", 0.4)
        pen.line([[b, 0.2], [a, 2.2]], 0.07, "#3a3836", 0.4)
    pen.poly(
        [[-1.9, 2.4], [-1.8, 5.6], [1.8, 5.6], [1.9, 2.4]], "#7a5a40", 0.55, low=0.45, grain=0.3, stretch=0.2
    )
    for u in np.linspace(-0.95, 0.95, 9):
        pen.poly(box(1.83 * u - 0.16, 2.4, 0.3, 3.2), "#7a5a40", 0.5 + 0.45 * u * side, alpha=0.5, grain=0.2)
    for y in (2.8, 3.7, 4.6, 5.3):
        pen.line([[-1.88, y], [1.88, y]], 0.07, "#3a3430", 0.5)
    pen.poly(
        [[-2.1, 5.6], [0, 7.0], [2.1, 5.6]], "#e4e9ef" if pen.season == "winter" else "#5a524c", 0.7, low=0.4
    )
    pen.poly([[0, 7.0], [2.1 * -side, 5.6], [0.4 * -side, 5.6]], "#3a3632", 0.2, alpha=0.6)


def planks(stage: Stage, half: float, far: float, *, gaps: float = 0.0, bend: float = 0.0) -> None:
    """A boardwalk from the viewer's feet, ``half`` metres to each side; ``gaps``: share of planks gone."""
    random = stream(stage.seed, "planks")
    for z in np.arange(far, 1.2, -0.42):
        x = bend * np.sin(z * 0.22) * np.clip((z - 2) / 8, 0, 1)
        if random.random() < gaps:
            continue
        tilt, grey = (
            random.normal(0, 0.4 * gaps + 0.004),
            ("#75695a", "#665c50", "#857866")[int(random.integers(3))],
        )
        grey = "#d8dde3" if stage.winter else grey
        plank = [
            [x - half, 0.3 + tilt, z],
            [x + half, 0.3 - tilt, z],
            [x + half, 0.3 - tilt, z + 0.32],
            [x - half, 0.3 + tilt, z + 0.32],
        ]
        fill_space(stage, [plank], grey, 0.6, grain=0.35, stretch=5, seed=int(z * 10))
        Wall(stage, (x - half, z), (x + half, z)).fill(
            [box(0, 0.2, 2 * half, 0.09)], "#3f372e", 0.5, grain=0.2
        )
        if int(z * 10) % 5 == 0:
            for side in (-1, 1):
                post = Wall(stage, (x + (half - 0.05) * side - 0.06, z), (x + (half - 0.05) * side + 0.06, z))
                post.fill([box(0, -0.4, 0.12, 1.1)], "#574d40", 0.6)
