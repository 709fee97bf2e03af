"""Worked stone: arches and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.walls import Wall

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def arch(stage: Stage, away: float, half: float, up: float, *, low: bool = False) -> None:
    """An arch from house to house across a way, ``up`` metres over it; ``low``: a bridge over water."""
    wall = Wall(stage, (-half, away), (half, away))
    k = np.linspace(np.pi, 0, 17)
    rise = 0.75 * half if not low else 0.62 * half
    under = np.column_stack(
        [half - half * 0.86 * np.cos(np.pi - k), up * (0.0 if low else 1.0) + rise * np.sin(k)]
    )
    under[:, 0] = half + half * 0.86 * np.cos(k)
    top = (up + rise + 1.3) if not low else rise + 1.1
    left, right = under[0], under[-1]
    shape = [
        [0.0, left[1]],
        [0.0, top],
        [half, top + (0.5 if low else 0.0)],
        [2 * half, top],
        [2 * half, right[1]],
        *under[::-1].tolist(),
    ]
    wall.fill([shape], "#a8957a", 0.95, low=0.7, grain=0.3)
    rim = [[half + 1.09 * (x - half), y + 0.1] for x, y in under.tolist()]
    wall.fill([[*rim, *under[::-1].tolist()]], "#c2b295", 1.0, grain=0.2)
    coping = [
        [0.0, top],
        [half, top + (0.5 if low else 0.0)],
        [2 * half, top],
        [2 * half, top + 0.22],
        [half, top + (0.72 if low else 0.22)],
        [0.0, top + 0.22],
    ]
    wall.fill([coping], "#c8bba2", 1.1, grain=0.2)
    if not low:
        for x in (0.55 * half, 1.2 * half):
            wall.fill([box(x, top - 0.95, 0.4, 0.6)], "#3a3430", 0.7)


def column(pen: Pen, high: float, *, broken: bool = False) -> None:
    """A fluted marble column ``high`` metres tall on its base; broken off, or with its capital."""
    random, side = pen.random, pen.light.side
    stone, wide = "#cbbfa6", 0.075 * high + 0.18
    pen.shadow(wide * 3, high, 0.8)
    pen.poly(box(-wide * 1.35, 0, wide * 2.7, wide * 0.5), stone, 0.7, low=0.4, grain=0.25)
    pen.poly(box(-wide * 1.15, wide * 0.5, wide * 2.3, wide * 0.35), stone, 0.85, low=0.5)
    slim, foot = 0.84, wide * 0.85
    top = high if broken else high - 0.9 * wide
    crown = [[-wide * slim, top], [wide * slim, top]]
    if broken:
        x = np.linspace(-wide * slim, wide * slim, 6)
        crown = np.column_stack([x, top - random.uniform(0, 1.6 * wide, 6)]).tolist()
    pen.poly([[-wide, foot], *crown, [wide, foot]], stone, 0.6, low=0.5, grain=0.3, stretch=0.3)
    for n in range(6):
        u = -0.82 + 0.33 * n
        depth = 0.12 + 0.4 * max(0.0, -u * side)
        y = top - (1.5 * wide if broken else 0.0)
        pen.line([[u * wide, foot], [u * wide * slim, y]], wide * 0.13, stone, depth)
    if not broken:
        pen.poly(
            [
                [-wide * slim, top],
                [-wide * 1.3, top + 0.5 * wide],
                [wide * 1.3, top + 0.5 * wide],
                [wide * slim, top],
            ],
            stone,
            0.7,
        )
        pen.poly(box(-wide * 1.45, top + 0.5 * wide, wide * 2.9, wide * 0.4), stone, 0.85)
