"""What stands on farms: a barn, a silo, bales of straw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emogen.pipelines.image.painter.light import mix
from emogen.pipelines.image.painter.things.buildings import box

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def barn(pen: Pen) -> None:
    """A red barn with a broken roof, 11 m wide: its end with the great door, its side running back."""
    side = -pen.light.side
    red = pen.colour or "#9a3c30"
    roof = "#e4eaf2" if pen.season == "winter" else "#6a625c"
    pen.shadow(13, 9, 0.9)
    long = 9.5 * side
    edge = 5.0 * side
    pen.poly(
        [[edge, 0], [edge, 4.6], [edge + long, 4.9], [edge + long, 0.5]],
        red,
        pen.facing(side) * 0.6,
        grain=0.15,
        stretch=0.3,
    )
    for top, low in (((0, 9.4), (3.4, 7.6)), ((3.4, 7.6), (5.3, 4.5))):
        a, b = [top[0] * side, top[1]], [low[0] * side, low[1]]
        pen.poly(
            [a, b, [b[0] + long, b[1] + 0.35], [a[0] + long, a[1] + 0.35]],
            roof,
            pen.facing(side) * 0.9,
            low=0.3,
            grain=0.2,
            stretch=3,
        )
    pen.poly(
        [[-5, 0], [-5, 4.6], [-3.3, 7.5], [0, 9.3], [3.3, 7.5], [5, 4.6], [5, 0]],
        red,
        0.75,
        low=0.55,
        grain=0.16,
        stretch=0.25,
    )
    for x in np.arange(-4.5, 4.6, 0.75):
        high = 4.6 + 2.9 * (5 - abs(x)) / 1.7 if abs(x) > 3.3 else 7.5 + 1.8 * (3.3 - abs(x)) / 3.3
        pen.line([[x, 0], [x, high]], 0.05, red, 0.25)
    white = "#e9e2d2"
    for a, b in (
        ([-5, 4.6], [-3.3, 7.5]),
        ([-3.3, 7.5], [0, 9.3]),
        ([0.0, 9.3], [3.3, 7.5]),
        ([3.3, 7.5], [5, 4.6]),
    ):
        pen.line([a, b], 0.34, white, 0.7)
    pen.poly(box(-1.9, 0, 3.8, 3.7), "#5a2a24", 0.35, low=0.25)
    for left in (-1.9, 0.0):
        for start, end in (
            ([0.0, 0.0], [1.9, 3.7]),
            ([1.9, 0.0], [0.0, 3.7]),
            ([0.0, 3.7], [1.9, 3.7]),
            ([0.0, 0.0], [0.0, 3.7]),
            ([1.9, 0.0], [1.9, 3.7]),
            ([0.0, 0.08], [1.9, 0.08]),
        ):
            pen.line([[left + start[0], start[1]], [left + end[0], end[1]]], 0.16, white, 0.6)
    pen.poly(box(-0.8, 5.4, 1.6, 1.6), "#3a2420", 0.3)
    for a, b in (
        ([-0.8, 5.4], [0.8, 5.4]),
        ([-0.8, 7.0], [0.8, 7.0]),
        ([-0.8, 5.4], [-0.8, 7.0]),
        ([0.8, 5.4], [0.8, 7.0]),
    ):
        pen.line([a, b], 0.16, white, 0.65)


def silo(pen: Pen) -> None:
    """A silo 12 m high with a domed roof."""
    side = pen.light.side
    pen.shadow(5, 12, 0.9)
    pen.poly(box(-2.1, 0, 4.2, 10.2), "#b4b4b0", 0.6, low=0.45, grain=0.1)
    for u, bright in ((-0.75, 0.2), (-0.4, 0.35), (0.35, 0.85), (0.7, 0.7)):
        pen.poly(box(u * side * 2.1 - 0.36, 0, 0.72, 10.2), "#b4b4b0", bright, alpha=0.55, grain=0)
    for y in np.arange(1.2, 10, 1.3):
        pen.line([[-2.1, y], [2.1, y]], 0.06, "#8a8a88", 0.35)
    k = np.linspace(0, np.pi, 15)
    pen.poly(np.column_stack([2.2 * np.cos(k), 10.2 + 1.7 * np.sin(k)]), "#8a8e92", 0.75, low=0.4)


def bale(pen: Pen) -> None:
    """A round bale of straw, 1.5 m, its face turned a little to the viewer."""
    random, side = pen.random, -pen.light.side
    straw = "#e9eef3" if pen.season == "winter" else "#cfa552"
    pen.shadow(2.2, 1.3, 1.0)
    k = np.linspace(0, 2 * np.pi, 26)
    back = np.column_stack([0.55 * np.cos(k) + 0.95 * side, 0.75 + 0.75 * np.sin(k)])
    face = np.column_stack([0.6 * np.cos(k), 0.75 + 0.77 * np.sin(k)])
    pen.poly(
        [[0, 1.52], [0.95 * side, 1.5], [0.95 * side, 0.0], [0, -0.02]],
        straw,
        0.85,
        low=0.2,
        grain=0.3,
        stretch=3,
    )
    pen.poly(back, straw, 0.6, low=0.2, grain=0.3)
    pen.poly(
        [[0, 1.52], [0.95 * side, 1.5], [0.95 * side, 0.0], [0, -0.02]],
        straw,
        0.9,
        low=0.25,
        grain=0.35,
        stretch=3,
    )
    pen.poly(face, straw, 0.65, low=0.35, grain=0.3)
    for reach in (0.25, 0.5, 0.75):
        pen.line(
            np.column_stack([0.6 * reach * np.cos(k), 0.75 + 0.77 * reach * np.sin(k)]), 0.035, straw, 0.15
        )
    count = 40
    x, y = random.normal(0, 0.4, count), random.uniform(0, 1.5, count)
    tones = mix(pen.tone(straw, 0.2), pen.tone(straw, 1.0), random.random((count, 1)))
    pen.dabs(x, y, 0.09, 0.012, random.uniform(0, 3, count), tones, alpha=0.6)
