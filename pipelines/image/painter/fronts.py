"""Fronts of houses along streets and squares: old towns, shops, towers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.walls import Wall, fill_space, rectangle
from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from emogen.pipelines.image.painter.stage import Stage

PLASTER: Final = ("#d8c7a6", "#c98f6b", "#b9b3a4", "#d2ad7c", "#a8b0ac", "#c4716a", "#e0d6c2", "#c9a24e")
"""Walls of an old town (sRGB; ours)."""

BRICK: Final = ("#8c5a48", "#a06a50", "#7a4e44", "#9a8474", "#6e5a54", "#b09080")
"""Walls of narrow old houses of brick."""

GLASS: Final = ("#6c7884", "#8c8a90", "#76808c", "#9a8f84", "#5f6c7c", "#a09890")
"""Walls of towers."""

_TILES: Final = ("#8a4b3c", "#6b4a44", "#9a5a40", "#74544a")
_ROOFS: Final = ("#8a4b3c", "#9a5a40", "#a86848", "#7a4a40", "#b0704c")
_AWNINGS: Final = ("#a8433a", "#3f6a58", "#c29a3e", "#40587a", "#8a4a6a")
_NEON: Final = ("#ff3f8a", "#35d0ff", "#ffb02e", "#7dff6a", "#b45cff", "#ff5a3c")


@dataclass(frozen=True, slots=True)
class Row:
    """Houses in a row along one side of a street.

    Attributes:
        side: -1 left, 1 right. away: from and to, metres from the viewer. x: of the fronts, metres.
        wide, high: of each house, from and to, metres. foot: height of the ground there.
        walls: their colours. shops: share with a shop on the ground floor.
    """

    side: int
    x: float
    away: tuple[float, float]
    wide: tuple[float, float]
    high: tuple[float, float]
    walls: tuple[str, ...] = PLASTER
    foot: float = 0.0
    shops: float = 0.3


def draw_row(
    stage: Stage, row: Row, name: str, front: Callable[[Wall, float, str, float, np.random.Generator], None]
) -> None:
    """The houses of a row, the far ones first; ``front`` draws one on its wall."""
    random = stream(stage.seed, "row", name)
    cuts = [row.away[0]]
    while cuts[-1] < row.away[1]:
        cuts.append(cuts[-1] + random.uniform(*row.wide))
    heights = random.uniform(*row.high, len(cuts))
    shift = random.uniform(-0.15, 0.15, len(cuts))
    colours = [row.walls[int(n)] for n in random.integers(len(row.walls), size=len(cuts))]
    for n in reversed(range(len(cuts) - 1)):
        x = row.side * (row.x + shift[n])
        wall = Wall(stage, (x, cuts[n]), (x, cuts[n + 1]), row.foot)
        front(wall, float(heights[n]), colours[n], row.shops, stream(stage.seed, "front", name, n))


def old_front(wall: Wall, high: float, colour: str, shops: float, random: np.random.Generator) -> None:
    """Plaster or brick, a tiled roof, windows with frames, a door or a shop under an awning."""
    stage, wide = wall.stage, wall.length
    roof = random.uniform(1.6, 2.8)
    tiles = "#e4eaf2" if stage.winter else _TILES[int(random.integers(len(_TILES)))]
    x, (near, far) = wall.start[0], (wall.start[1], wall.end[1])
    if far - near > 0.1:
        outward = float(np.sign(x))
        _gable_end(wall, high, roof, colour, outward)
        slope = [
            [x - 0.3 * outward, wall.foot + high - 0.1, near],
            [x + 3.0 * outward, wall.foot + high + roof, near],
            [x + 3.0 * outward, wall.foot + high + roof, far],
            [x - 0.3 * outward, wall.foot + high - 0.1, far],
        ]
        fill_space(stage, [slope], tiles, 0.62, low=0.5, grain=0.25, stretch=2)
    wall.fill([rectangle(0, -0.4, wide, high + 0.4)], colour, 1.05, low=0.72, grain=0.07)
    wall.fill([rectangle(0, high - 0.22, wide, 0.22)], colour, 0.55, grain=0.0)
    wall.fill([rectangle(0, -0.4, wide, 0.9)], "#6e665c", 0.8, grain=0.2)
    storeys = max(1, int((high - 3.0) / 2.7))
    columns = max(1, int(wide / 2.1))
    wall.windows(
        (0.3, 3.1, wide - 0.6, high - 3.4),
        (columns, storeys),
        random,
        lit=0.55,
        pane=(0.46, 0.62),
        frame="#e6e0d2",
    )
    if random.random() < shops:
        _shop(wall, wide, random)
        return
    door = random.uniform(0.25, 0.6) * wide
    wall.fill(
        [rectangle(door, 0, 1.1, 2.2)],
        ("#5a4032", "#3f5548", "#45506a", "#7a3b34")[int(random.integers(4))],
        0.8,
    )
    wall.windows((0.2, 0.9, door - 0.4, 1.6), (max(1, int(door / 1.9)), 1), random, lit=0.7, frame="#e6e0d2")


def _gable_end(wall: Wall, high: float, roof: float, colour: str, outward: float) -> None:
    """The end of a house that looks at the viewer, over the roof of the one in front."""
    x, near = wall.start[0], wall.start[1]
    if near < 1.5:
        return
    base, top = wall.foot - 0.4, wall.foot + high
    end = [
        [x, base, near],
        [x, top, near],
        [x + 3 * outward, top + roof, near],
        [x + 6 * outward, top, near],
        [x + 6 * outward, base, near],
    ]
    fill_space(wall.stage, [end], colour, 0.5, low=0.35, grain=0.1)


def _shop(wall: Wall, wide: float, random: np.random.Generator) -> None:
    stage = wall.stage
    wood = ("#4a3a32", "#34483e", "#3a4252", "#5a3430")[int(random.integers(4))]
    wall.fill([rectangle(0.2, 0, wide - 0.4, 2.9)], wood, 0.8)
    _display(wall, (0.4, 0.6, wide - 0.8, 1.75), max(2, int(wide / 1.3)), random)
    cloth = _AWNINGS[int(random.integers(len(_AWNINGS)))]
    inward = -np.sign(wall.start[0]) * 1.2
    near, far = wall.start[1] + 0.2, wall.end[1] - 0.2
    x, up = wall.start[0], wall.foot
    stripes = 6
    for n in range(stripes):
        a, b = near + (far - near) * n / stripes, near + (far - near) * (n + 1) / stripes
        shape = [[x, up + 3.0, a], [x, up + 3.0, b], [x + inward, up + 2.45, b], [x + inward, up + 2.45, a]]
        fill_space(stage, [shape], cloth if n % 2 else "#e9e0cc", 0.75, low=0.6, grain=0.1)


def tower_front(wall: Wall, high: float, colour: str, shops: float, random: np.random.Generator) -> None:
    """A tower: storey over storey of windows, a lobby, its end towards the viewer."""
    stage, wide = wall.stage, wall.length
    x, near = wall.start[0], wall.start[1]
    if near > 2.0 and wall.end[1] > near:
        outward = np.sign(x)
        end = [[x, 0, near], [x, high, near], [x + 14 * outward, high, near], [x + 14 * outward, 0, near]]
        fill_space(stage, [end], colour, 0.3, low=0.2, grain=0.1)
        Wall(stage, (x, near), (x + 14 * outward, near)).windows(
            (1, 4.5, 12, high - 6), (4, max(2, int(high / 4.5))), random, lit=0.4, pane=(0.55, 0.5)
        )
    wall.fill([rectangle(0, -0.4, wide, high + 0.4)], colour, 1.05, low=0.7, grain=0.06)
    rows, columns = max(3, int(high / 4.2)), max(2, int(wide / 3.4))
    wall.windows((0.5, 4.6, wide - 1.0, high - 5.6), (columns, rows), random, lit=0.5, pane=(0.62, 0.52))
    wall.fill([rectangle(0, 0, wide, 4.0)], "#3c3a3c", 0.8, grain=0.1)
    if random.random() < shops:
        _display(wall, (0.6, 0.5, wide - 1.2, 2.7), max(3, int(wide / 2.2)), random)


def _display(
    wall: Wall, box: tuple[float, float, float, float], panes: int, random: np.random.Generator
) -> None:
    """The windows of a shop or a lobby (from, low, wide, high) with what stands in them."""
    left, low, wide, high = box
    each, lamps = wide / panes, wall.stage.light.lamps
    glass = [rectangle(left + (n + 0.05) * each, low, 0.9 * each, high) for n in range(panes)]
    goods = [
        rectangle(
            left + (n + random.uniform(0.1, 0.5)) * each,
            low,
            each * random.uniform(0.15, 0.4),
            high * random.uniform(0.15, 0.5),
        )
        for n in range(panes)
        for _ in range(2)
    ]
    if lamps > 0.2:
        wall.shine(glass, "#f0b060", 0.14 + 0.34 * lamps)
        wall.shine(
            [
                rectangle(left + (n + 0.05) * each, low + 0.72 * high, 0.9 * each, 0.28 * high)
                for n in range(panes)
            ],
            "#ffd694",
            0.2 + 0.6 * lamps,
        )
        wall.fill(goods, "#4a3626", 0.5, alpha=0.6, grain=0.1)
        wall.glow(left + wide / 2, low + 0.6 * high, 4.0, 0.2 * lamps)
    else:
        wall.fill(glass, "#4a565e", 0.9, low=0.6, grain=0.1)
        wall.fill(goods, "#8a7a66", 0.6, alpha=0.45, grain=0.1)


def neon(stage: Stage, row: Row, name: str, count: int = 7) -> None:
    """Signs that stand out from the fronts of a row; they shine when it is dark."""
    random, lamps = stream(stage.seed, "neon", name), stage.light.lamps
    away = np.sort(np.exp(random.uniform(np.log(max(3.5, row.away[0])), np.log(26.0), count)))[::-1]
    for z in away:
        colour = _NEON[int(random.integers(len(_NEON)))]
        up, tall, out = random.uniform(3.2, 6.5), random.uniform(1.6, 4.2), random.uniform(0.7, 1.3)
        x = row.side * row.x
        inner = x - row.side * out
        board = [[x, up, z], [x, up + tall, z], [inner, up + tall, z], [inner, up, z]]
        fill_space(stage, [board], "#26242c", 0.5, grain=0.1)
        sign = Wall(stage, (min(x, inner), z), (max(x, inner), z))
        bars = max(2, int(tall / 0.7))
        marks = [
            rectangle(
                0.14 * out + 0.2 * out * (k % 2), up + (k + 0.2) * tall / bars, 0.55 * out, 0.5 * tall / bars
            )
            for k in range(bars)
        ]
        if lamps > 0.15:
            sign.shine([rectangle(0.06 * out, up + 0.1, 0.88 * out, tall - 0.2)], colour, 0.28 * lamps)
            sign.shine(marks, colour, 0.5 + 0.8 * lamps)
            sign.glow(out / 2, up + tall / 2, 3.4 + tall, 0.42 * lamps, colour)
        else:
            sign.fill(marks, colour, 0.9, grain=0.0)


def roofed(stage: Stage, x: float, z: float, wide: float, up: float, random: np.random.Generator) -> None:
    """A house seen from above its eaves: its front, the slope of its roof in courses of tiles, a chimney."""
    deep, rise = wide * random.uniform(0.7, 1.0), random.uniform(2.0, 3.2)
    hue = "#e6ebf1" if stage.winter else _ROOFS[int(random.integers(len(_ROOFS)))]
    wall = Wall(stage, (x, z), (x + wide, z))
    colour = ("#d8c7a6", "#cfae88", "#c9a890", "#dccfb4")[int(random.integers(4))]
    wall.fill([rectangle(0, -6, wide, up + 6)], colour, 0.9, low=0.6, grain=0.1)
    wall.windows(
        (0.4, up - 2.6, wide - 0.8, 2.2),
        (max(2, int(wide / 2)), 1),
        random,
        lit=0.5,
        pane=(0.4, 0.66),
        frame="#e6e0d2",
    )
    slope = [
        [x - 0.3, up - 0.1, z - 0.3],
        [x + wide + 0.3, up - 0.1, z - 0.3],
        [x + wide, up + rise, z + deep / 2],
        [x, up + rise, z + deep / 2],
    ]
    facing = 0.5 + 0.25 * (1 if random.random() < 0.5 else -1) * 0.6
    fill_space(stage, [slope], hue, facing, low=0.4, grain=0.3, stretch=1.5, seed=int(x * 7 + z) % 9973)
    if z < 50:
        for k in range(1, 7):
            t = k / 7
            course = [
                [x - 0.3 * (1 - t), up + rise * t, z - 0.3 + (deep / 2 + 0.3) * t],
                [x + wide + 0.3 * (1 - t), up + rise * t, z - 0.3 + (deep / 2 + 0.3) * t],
                [x + wide, up + rise * t - 0.07, z + deep / 2 * t - 0.1],
                [x, up + rise * t - 0.07, z + deep / 2 * t - 0.1],
            ]
            fill_space(stage, [course], hue, 0.2, alpha=0.5, grain=0)
    chimney(stage, x + wide * random.uniform(0.15, 0.85), z + deep * 0.25, up + 0.4 * rise)


def chimney(stage: Stage, x: float, away: float, up: float) -> None:
    """A chimney of brick with two pots."""
    wall = Wall(stage, (x, away), (x + 0.8, away), up)
    wall.fill([rectangle(0, -0.8, 0.8, 2.2)], "#8a5f50", 0.95, low=0.7, grain=0.2)
    wall.fill([rectangle(-0.1, 1.3, 1.0, 0.16)], "#9a7a6a", 1.1, grain=0)
    wall.fill(
        [rectangle(0.12, 1.46, 0.2, 0.4), rectangle(0.48, 1.46, 0.2, 0.4)], "#b0684a", 1.0, low=0.7, grain=0
    )
