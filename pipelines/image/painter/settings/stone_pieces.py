"""Old stone: columns, gravestones, a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import mix
from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.walls import Wall

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def gravestone(pen: Pen) -> None:
    """A gravestone, about 1 m: round-headed, a slab or a cross, leaning a little, mossy."""
    random = pen.random
    stone = ("#8a8a84", "#77776f", "#9a968a", "#6b6e6e")[int(random.integers(4))]
    high, wide, lean = random.uniform(0.75, 1.25), random.uniform(0.28, 0.4), random.normal(0, 0.05)
    kind = random.random()
    pen.shadow(wide * 2.2, high, 0.8)
    k = np.linspace(0, np.pi, 11)
    if kind < 0.55:
        shape = [
            [wide, 0.0],
            *np.column_stack([wide * np.cos(k), high - wide + wide * np.sin(k)]).tolist(),
            [-wide, 0.0],
        ]
    elif kind < 0.75:
        shape = [[-wide, 0], [-wide, high * 0.85], [0, high], [wide, high * 0.85], [wide, 0]]
    else:
        a, arm, y = 0.1, 0.36, high * 1.05
        shape = [
            [-a, 0],
            [-a, y],
            [-arm, y],
            [-arm, y + 2 * a],
            [-a, y + 2 * a],
            [-a, y + 0.45],
            [a, y + 0.45],
            [a, y + 2 * a],
            [arm, y + 2 * a],
            [arm, y],
            [a, y],
            [a, 0],
        ]
    face = np.array([[x + lean * y, y] for x, y in shape])
    pen.poly(np.add(face, (0.11 * -pen.light.side, 0.03)), stone, 0.15, grain=0.2)
    pen.poly(face, stone, 0.72, low=0.4, grain=0.4)
    if kind < 0.75:
        for n in range(3):
            y = high * (0.72 - 0.13 * n)
            pen.line([[-0.5 * wide + lean * y, y], [0.5 * wide + lean * y, y]], 0.03, stone, 0.1)
    moss = random.random(12)
    tones = mix(pen.tone("#4c5a34", 0.2), pen.tone("#7a8a4a", 0.6), random.random((12, 1)))
    pen.dabs(
        random.uniform(-1, 1, 12) * wide,
        0.02 + 0.3 * high * moss**2,
        0.07,
        0.05,
        0,
        tones,
        alpha=0.7,
        soft=0.8,
    )
    if pen.season == "winter":
        pen.dabs([lean * high], [high * 1.0], wide * 0.8, 0.06, 0, pen.tone("#f0f4f8", 0.8)[None], soft=0.6)


def gate(stage: Stage, away: float) -> None:
    """An iron gate between two stone pillars, one leaf open, a fence to both sides."""
    iron = "#24272a"
    wall = Wall(stage, (-14.0, away), (14.0, away))
    bars = [
        box(14.0 + side * (2.1 + 0.32 * n) - 0.02, 0.1, 0.045, 1.75) for side in (-1, 1) for n in range(1, 38)
    ]
    spikes = [[[b[0][0] - 0.03, 1.85], [b[0][0] + 0.02, 2.05], [b[0][0] + 0.07, 1.85]] for b in bars]
    wall.fill(
        [
            *bars,
            *spikes,
            box(0, 0.3, 12.0, 0.06),
            box(0, 1.6, 12.0, 0.06),
            box(16.0, 0.3, 12.0, 0.06),
            box(16.0, 1.6, 12.0, 0.06),
        ],
        iron,
        0.8,
        grain=0,
    )
    for side in (-1, 1):
        x = 14.0 + side * 1.9
        wall.fill([box(x - 0.38, -0.1, 0.76, 2.7)], "#8d877a", 1.0, low=0.7, grain=0.4)
        wall.fill([box(x - 0.5, 2.6, 1.0, 0.2)], "#a39c8c", 1.1, grain=0.2)
        k = np.linspace(0, 2 * np.pi, 17)
        wall.fill(
            [np.column_stack([x + 0.26 * np.cos(k), 3.05 + 0.28 * np.sin(k)])], "#8d877a", 1.0, grain=0.2
        )
    for side, swing in ((-1, 0.0), (1, 1.15)):
        hinge, reach = side * 1.5, 1.45
        end = (hinge - side * reach * np.cos(swing), away + reach * np.sin(swing))
        leaf = Wall(stage, (hinge, away), end)
        parts = [box(n * reach / 9, 0.1, 0.045, 2.0 + 0.5 * np.sin(np.pi * 0.5 * n / 9)) for n in range(10)]
        parts += [box(0, 0.3, reach, 0.07), box(0, 1.2, reach, 0.06), box(0, 1.9, reach, 0.07)]
        leaf.fill(parts, iron, 0.8, grain=0)
