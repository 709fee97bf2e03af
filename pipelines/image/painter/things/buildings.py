"""Buildings: facades with windows, roofs, towers; lit from one side, from within at night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import LAMP_COLOUR, linear, mix
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.ruin import (
    aged,
    blaze,
    broken_panes,
    hearth_smoke,
    lit_share,
    lost_tiles,
    stains,
)

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen

_PLASTER: Final = ("#d8c7a6", "#c98f6b", "#b9b3a4", "#d2ad7c", "#a8b0ac", "#c4716a", "#e0d6c2")
_ROOFS: Final = ("#8a4b3c", "#6b4a44", "#5a5f68", "#9a5a40", "#74544a")


def box(x: float, y: float, wide: float, high: float) -> list[list[float]]:
    """A rectangle of metres with its lower left corner at ``x``, ``y``."""
    return [[x, y], [x, y + high], [x + wide, y + high], [x + wide, y]]


def windows(
    pen: Pen, x: float, y: float, wide: float, high: float, columns: int, rows: int, *,
    lit: float = 0.45, pane: tuple[float, float] = (0.5, 0.6), frame: str | None = "#e6e0d2",
) -> None:  # fmt: skip
    """A grid of windows over a facade; at night some are lit from within."""
    random = pen.random
    cell_w, cell_h, share = wide / columns, high / rows, lit_share(pen, lit)
    dark: list[list[list[float]]] = []
    bright: list[list[list[float]]] = []
    for row in range(rows):
        for column in range(columns):
            w, h = cell_w * pane[0], cell_h * pane[1]
            left = x + column * cell_w + (cell_w - w) / 2
            shape = box(left, y + row * cell_h + (cell_h - h) / 2, w, h)
            (bright if random.random() < share else dark).append(shape)
    if frame and cell_w * pen.scale > 8 * pen.canvas.px:
        grown = [_grown(shape, 0.07 * cell_w) for shape in dark + bright]
        pen.polys(grown, frame, 0.45, grain=0)
    if dark:
        glass = mix(linear("#20262e"), pen.light.middle * 0.6, 0.35)
        pen.canvas.fill(
            [pen.points(s) for s in dark],
            pen.light.through_air(glass * 0.6, pen.distance),
            pen.light.through_air(glass, pen.distance),
            grain=0.25, feature=0.01,
        )  # fmt: skip
        broken_panes(pen, dark)
    if bright:
        warm = linear(LAMP_COLOUR) * np.float32(0.35 + 0.75 * pen.light.lamps)
        tone = pen.light.through_air(warm, 0.7 * pen.distance)
        pen.canvas.fill([pen.points(s) for s in bright], tone, tone * 0.8, grain=0.25, feature=0.012)
        for shape in bright[:: max(1, len(bright) // 8)]:
            pen.lamp(shape[0][0] + cell_w * 0.25, shape[0][1] + cell_h * 0.3, 1.6 * max(cell_w, cell_h), 0.35)


def _grown(shape: list[list[float]], by: float) -> list[list[float]]:
    (x0, y0), (x1, y1) = shape[0], shape[2]
    return box(x0 - by, y0 - by, x1 - x0 + 2 * by, y1 - y0 + 2 * by)


def house(pen: Pen) -> None:
    """A gabled house, 7 to 10 m wide: the gable in front, the roof's side running back."""
    random = pen.random
    wide, wall = random.uniform(6.5, 9.0), random.uniform(3.0, 4.6)
    roof, side = random.uniform(2.2, 3.2), random.uniform(3.5, 5.5) * -pen.light.side
    plaster = aged(pen, pen.colour or _PLASTER[int(random.integers(len(_PLASTER)))])
    tiles = aged(pen, "#e4eaf2" if pen.season == "winter" else _ROOFS[int(random.integers(len(_ROOFS)))])
    half, away = wide / 2, 0.5
    edge = half * np.sign(side)
    pen.shadow(wide * 1.2, wall + roof, 0.9)
    wing = [[edge, 0], [edge, wall], [edge + side, wall + away], [edge + side, away * 0.6]]
    pen.poly(wing, plaster, pen.facing(np.sign(side)) * 0.6, grain=0.1)
    eave = 0.35 * np.sign(side)
    slope = [
        [edge + eave, wall - 0.25],
        [0, wall + roof],
        [side, wall + roof + away],
        [edge + side + eave, wall + away - 0.25],
    ]
    pen.poly(slope, tiles, pen.facing(np.sign(side)) * 0.8, low=0.3, grain=0.22, stretch=3)
    lost_tiles(pen, slope)
    gable = [[-half, 0], [-half, wall], [0, wall + roof], [half, wall], [half, 0]]
    pen.poly(gable, plaster, 0.72, low=0.5, grain=0.1)
    stains(pen, -half, 0, wide, wall)
    for sign in (-1, 1):
        verge = [[sign * (half + 0.35), wall - 0.32], [0, wall + roof + 0.12]]
        pen.line(verge, 0.3, tiles, 0.6)
    door = random.uniform(-0.3, 0.3) * half
    pen.poly(box(door - 0.5, 0, 1.0, 2.1), "#5a4032", 0.4, low=0.3)
    storeys = 1 if wall < 3.8 else 2
    span = half + door - 0.8 if door > 0 else half - door - 0.8
    start = -half + 0.3 if door > 0 else door + 0.8
    windows(pen, start, 0.8, span - 0.3, 1.8, 2, 1, lit=0.9, pane=(0.5, 0.7))
    windows(
        pen, -half * 0.5, wall - 0.3, wide / 2, 1.6 if storeys == 1 else 2.0, 2, 1, lit=0.7, pane=(0.4, 0.62)
    )
    stack = 0.45 * side
    pen.poly(box(stack - 0.35, wall + roof - 0.1, 0.7, 1.5), "#7d5a4c", 0.5)
    hearth_smoke(pen, stack, wall + roof + 1.5)
    blaze(pen, wide, wall + roof)


def church(pen: Pen) -> None:
    """A village church: a nave and a tower with a spire, 24 m."""
    stone, slate = aged(pen, "#c2b8a2"), aged(pen, "#4e5660")
    pen.shadow(14, 16, 0.9)
    pen.poly(box(-1.5, 0, 13, 6), stone, 0.55, low=0.4)
    pen.poly([[-1.5, 6], [0, 10], [10.5, 10], [12, 6]], slate, 0.55, low=0.4, grain=0.2, stretch=3)
    windows(pen, 3, 1.6, 8, 3.4, 4, 1, lit=0.8, pane=(0.3, 0.9), frame=None)
    stains(pen, -1.5, 0, 13, 6)
    pen.poly(box(-4, 0, 4.6, 13), stone, 0.7, low=0.5)
    stains(pen, -4, 0, 4.6, 13)
    pen.poly([[-4.3, 13], [-1.7, 24], [0.9, 13]], slate, 0.6, low=0.45, grain=0.2)
    pen.poly([[-1.7, 24], [0.9, 13], [-1.7, 13]], slate, 0.25, grain=0.2)
    windows(pen, -3.2, 8.6, 3, 3, 1, 1, lit=0.7, pane=(0.35, 0.8), frame=None)
    pen.line([[-1.7, 24], [-1.7, 25.6]], 0.14, "#3a3a3a")
    pen.line([[-2.3, 25], [-1.1, 25]], 0.14, "#3a3a3a")


def castle(pen: Pen) -> None:
    """A castle on its rock: walls, towers with battlements and cone roofs, 30 m."""
    random = pen.random
    stone = aged(pen, "#a79c8a")
    pen.poly([[-24, -1], [-17, 6], [-6, 9], [8, 9], [18, 5], [25, -1]], "#5c5a52", 0.4, grain=0.4)
    towers = (
        (-13.0, 5.0, 15.0, True),
        (9.0, 6.0, 17.0, True),
        (-8.0, 18.0, 11.0, False),
        (-2.0, 7.0, 25.0, True),
    )
    for x, wide, high, cone in towers:
        foot = 5.0
        facing = 0.65 if x > -5 else 0.5
        pen.poly(box(x, foot, wide, high), stone, facing, low=facing - 0.15, grain=0.2)
        shade = wide * 0.4
        dark = x if pen.light.side > 0 else x + wide - shade
        pen.poly(box(dark, foot, shade, high), stone, 0.15, alpha=0.6)
        teeth = [box(x - 0.2 + k * 1.5, foot + high - 0.1, 0.8, 1.0) for k in range(int(wide / 1.5) + 1)]
        pen.polys(teeth, stone, facing)
        if cone:
            top = foot + high + 0.6
            peak = top + wide * 1.2
            pen.poly([[x - 0.5, top], [x + wide / 2, peak], [x + wide + 0.5, top]], "#6a4a48", 0.5, low=0.35)
        windows(
            pen,
            x,
            foot + high * 0.45,
            wide,
            high * 0.45,
            max(1, int(wide / 3)),
            2,
            lit=0.5 + 0.2 * random.random(),
            pane=(0.16, 0.34),
            frame=None,
        )


def windmill(pen: Pen) -> None:
    """A tower mill with four sails, 16 m."""
    pen.shadow(8, 14, 0.8)
    pen.poly([[-3, 0], [-1.9, 10], [1.9, 10], [3, 0]], "#ded4c0", 0.65, low=0.5)
    shade = [[0.6, 0.0], [0.5, 10.0], [1.9, 10.0], [3.0, 0.0]]
    pen.poly([[-x * pen.light.side, y] for x, y in shade], "#8f8a80", 0.2, alpha=0.6)
    pen.poly([[-2.3, 9.8], [-1.6, 11.6], [0, 12.4], [1.6, 11.6], [2.3, 9.8]], "#6b4a3c", 0.5)
    windows(pen, -0.8, 3, 1.6, 5, 1, 2, lit=0.8, pane=(0.6, 0.4))
    turn = pen.random.uniform(0.2, 1.2)
    for k in range(4):
        angle = turn + k * np.pi / 2
        c, s = np.cos(angle), np.sin(angle)
        pen.line([[0, 11], [8 * c, 11 + 8 * s]], (0.3, 0.16), "#4a3a30")
        sail = [[1.5, 0.1], [7.8, 0.1], [7.8, 1.5], [1.5, 1.3]]
        pen.poly(
            [[u * c - v * s, 11 + u * s + v * c] for u, v in sail], "#e4dcc8", 0.6, alpha=0.75, grain=0.3
        )


def lighthouse(pen: Pen) -> None:
    """A white tower with a red band, 22 m, its lamp lit when it is dark."""
    light = pen.light
    band = pen.colour or "#b23a32"
    pen.poly([[-7, -0.8], [-5.5, 1.4], [-2, 2.2], [3, 2.0], [6, 1.1], [8, -0.8]], "#5f5a54", 0.4, grain=0.4)
    body = [[-2.5, 1.5], [-1.6, 17], [1.6, 17], [2.5, 1.5]]
    pen.poly(body, "#ece6da", 0.85, low=0.7)
    for low, high in ((5.0, 8.2), (11.4, 14.4)):
        a, b = 2.5 - 0.9 * (low - 1.5) / 15.5, 2.5 - 0.9 * (high - 1.5) / 15.5
        pen.poly([[-a, low], [-b, high], [b, high], [a, low]], band, 0.8)
    for share, alpha in ((0.95, 0.28), (0.45, 0.28)):
        edge = [[2.5, 1.5], [1.6, 17.0], [1.6 - 3.2 * share * 0.6, 17.0], [2.5 - 5 * share * 0.6, 1.5]]
        pen.poly([[-x * light.side, y] for x, y in edge], "#6a6f80", 0.1, alpha=alpha, grain=0)
    pen.poly(box(-2.2, 17, 4.4, 0.5), "#3c3c40", 0.4)
    pen.poly(box(-1.2, 17.5, 2.4, 2.3), mix(linear("#3b4650"), linear(LAMP_COLOUR) * 1.4, light.lamps), 0.9)
    pen.poly([[-1.6, 19.8], [0, 22], [1.6, 19.8]], band, 0.6)
    windows(pen, -0.6, 4, 1.2, 11, 1, 3, lit=0.8, pane=(0.6, 0.22))
    if light.lamps > 0.05:
        pen.lamp(0, 18.7, 22, 1.6)
        _beam(pen, 18.7)


def _beam(pen: Pen, height: float) -> None:
    """The lighthouse's beam, a long soft wedge to the side away from the light."""
    side = -pen.light.side
    steps = 14
    t = np.linspace(0.02, 1, steps)
    colour = linear(LAMP_COLOUR)[None] * 0.9
    alpha = 0.10 * pen.light.lamps * (1 - t) ** 1.2
    pen.dabs(
        side * 62 * t, height + 3 * t, 7, 0.5 + 5.0 * t, side * 0.05, colour, alpha=alpha, soft=2, bristle=0
    )


def tower(pen: Pen, wide: float, high: float, paint: str, *, lit: float = 0.4) -> None:
    """A city block: two faces, storeys of windows, things on its roof."""
    random = pen.random
    colour = aged(pen, paint)
    pen.poly(
        box(-wide / 2, -1, wide, high + 1), colour, pen.facing(-pen.light.side) + 0.12, low=0.2, grain=0.12
    )
    bright = wide * random.uniform(0.25, 0.45)
    left = wide / 2 - bright if pen.light.side > 0 else -wide / 2
    pen.poly(box(left, -1, bright, high + 1), colour, pen.facing(pen.light.side), low=0.4, grain=0.12)
    stains(pen, -wide / 2, 0, wide, high)
    rows, columns = max(2, int(high / 3.6)), max(2, int(wide / 3.2))
    windows(
        pen,
        -wide / 2 + 0.4,
        1.0,
        wide - 0.8,
        high - 2.0,
        columns,
        rows,
        lit=lit,
        pane=(0.52, 0.5),
        frame=None,
    )
    pen.poly(box(-wide / 2 - 0.3, high - 0.2, wide + 0.6, 0.9), colour, 0.5, grain=0.05)
    style = random.random()
    if style < 0.35:
        pen.poly(box(-wide * 0.2, high, wide * 0.4, random.uniform(2, 5)), colour, 0.35)
    elif style < 0.6:
        x = random.uniform(-0.3, 0.3) * wide
        pen.line([[x, high], [x, high + random.uniform(5, 12)]], 0.35, "#4a4e56")
    elif style < 0.8 and high < 45:
        pen.poly(
            [
                [-wide / 2 - 0.4, high],
                [-wide * 0.3, high + 4],
                [wide * 0.3, high + 4],
                [wide / 2 + 0.4, high],
            ],
            "#5a5358",
            0.45,
            grain=0.2,
            stretch=3,
        )


THINGS: Final = {
    "lighthouse": Thing(lighthouse, Kind.SHORE, 0.75, 0.92),
    "house": Thing(house, Kind.GROUND, 0.68, 0.92, burns=(9.0, 8.0)),
    "church": Thing(church, Kind.GROUND, 0.86, 0.96, burns=(16.0, 16.0)),
    "castle": Thing(castle, Kind.SHORE, 0.88, 0.97, burns=(44.0, 30.0)),
    "windmill": Thing(windmill, Kind.GROUND, 0.78, 0.92, burns=(7.0, 13.0)),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
