"""Pieces that only settings put up: stalls, a fountain, a statue, arches, graves, columns, rows of crops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.walls import Wall, fill_space
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage

_CLOTHS: Final = (("#b23a32", "#efe6d2"), ("#3f6a58", "#efe6d2"), ("#c2923a", "#f2ead6"), ("#3f5f8a", "#efe6d2"))
_FRUIT: Final = ("#c8402e", "#d98a2a", "#d9c23c", "#6f9a3c", "#7a3a5e", "#e0d4b4")


def awning(pen: Pen) -> None:
    """A market stall, 3 m wide: a striped roof on four poles, crates of fruit."""
    random = pen.random
    first, second = _CLOTHS[int(random.integers(len(_CLOTHS)))]
    pen.shadow(3.4, 2.4, 0.9)
    for x in (-1.4, 1.4):
        pen.line([[x, 0], [x, 2.3]], 0.09, "#5a4634", 0.4)
    pen.poly(box(-1.4, 0.0, 2.8, 1.0), "#3a3028", 0.25)
    pen.poly(box(-1.55, 0.35, 3.1, 0.6), "#7a5c3e", 0.6, low=0.4, grain=0.3, stretch=4)
    for n in range(5):
        left = -1.45 + 0.6 * n
        pen.poly([[left, 0.95], [left + 0.06, 1.18], [left + 0.48, 1.18], [left + 0.54, 0.95]], "#8a6a48", 0.5)
        count = 14
        hue = _FRUIT[int(random.integers(len(_FRUIT)))]
        x, y = left + random.uniform(0.06, 0.48, count), 1.14 + 0.14 * random.random(count)
        tones = mix(pen.tone(hue, 0.15), pen.tone(hue, 0.9), random.random((count, 1)))
        pen.dabs(x, y, 0.07, 0.065, 0, tones, soft=0.4, bristle=0.1)
    for n in range(8):
        a, b = -1.7 + 3.4 * n / 8, -1.7 + 3.4 * (n + 1) / 8
        cloth = first if n % 2 else second
        pen.poly([[0.82 * a, 2.95], [0.82 * b, 2.95], [b, 2.3], [a, 2.3]], cloth, 0.8, low=0.6, grain=0.08)
        k = np.linspace(0, np.pi, 7)
        scallop = np.column_stack([(a + b) / 2 + (b - a) / 2 * np.cos(k), 2.3 - 0.16 * np.sin(k)])
        pen.poly(scallop, cloth, 0.55, grain=0)
    pen.lamp(0, 2.1, 3.4, 0.7)


def fountain(pen: Pen) -> None:
    """A stone fountain, 5 m across: a basin, a column with a bowl, falling water."""
    stone = "#a89c88"
    pen.shadow(6, 3, 0.8)
    k = np.linspace(0, 2 * np.pi, 32)
    rim = np.column_stack([2.7 * np.cos(k), 0.75 + 0.32 * np.sin(k)])
    pen.poly([[-2.7, 0.75], [-2.6, 0], [2.6, 0], [2.7, 0.75]], stone, 0.6, low=0.35, grain=0.3, stretch=3)
    pen.poly(rim, stone, 0.9, grain=0.2)
    water = mix(pen.light.middle, pen.tone("#3f6f78", 0.5), 0.5)
    pen.canvas.fill([pen.points(rim * [0.9, 0.0] + [0, 0.75] + (rim - [0, 0.75]) * [0, 0.8])], water, grain=0.3)
    pen.poly([[-0.3, 0.7], [-0.2, 2.2], [0.2, 2.2], [0.3, 0.7]], stone, 0.7, low=0.5, grain=0.2)
    pen.poly([[-0.95, 2.45], [-0.35, 2.1], [0.35, 2.1], [0.95, 2.45]], stone, 0.65, low=0.4)
    t = np.linspace(0, 1, 14)
    spray = mix(pen.light.horizon, linear("#eef4f6") * (pen.light.ambient + pen.light.key * 0.6), 0.6)[None]
    for reach in (-0.95, -0.5, 0.5, 0.95):
        x, y = reach * (0.7 + 0.75 * t), 2.5 - 1.75 * t**2
        pen.dabs(x, y, 0.16, 0.035, -np.pi / 2, spray, alpha=0.55, soft=1.0, bristle=0.4)
    pen.dabs([0.0] * 8, np.linspace(2.4, 3.1, 8), 0.13, 0.05, np.pi / 2, spray, alpha=0.6, soft=1.0)


def statue(pen: Pen) -> None:
    """A bronze rider's figure, standing, on a plinth, 5 m."""
    bronze = "#5c6e60"
    pen.shadow(2.6, 5, 0.9)
    pen.poly(box(-1.3, 0, 2.6, 0.4), "#9a9080", 0.8, low=0.5)
    pen.poly([[-0.9, 0.4], [-0.75, 2.4], [0.75, 2.4], [0.9, 0.4]], "#a89e8c", 0.65, low=0.45, grain=0.2)
    for x in (-0.16, 0.16):
        pen.line([[x, 2.4], [x * 0.8, 3.4]], 0.24, bronze, 0.4)
    pen.poly([[-0.42, 3.2], [-0.36, 4.3], [-0.16, 4.5], [0.16, 4.5], [0.36, 4.3], [0.42, 3.2]], bronze, 0.6, low=0.35)
    pen.line([[0.3, 4.3], [0.75, 4.7], [0.9, 5.2]], (0.2, 0.12), bronze, 0.6)
    pen.line([[-0.3, 4.3], [-0.45, 3.7], [-0.2, 3.4]], (0.2, 0.14), bronze, 0.4)
    pen.dabs([0.0], [4.75], 0.2, 0.24, 0, pen.tone(bronze, 0.7)[None])


def arch(stage: Stage, away: float, half: float, up: float, *, low: bool = False) -> None:
    """An arch from house to house across a way, ``up`` metres over it; ``low``: a bridge over water."""
    wall = Wall(stage, (-half, away), (half, away))
    k = np.linspace(np.pi, 0, 17)
    rise = 0.75 * half if not low else 0.62 * half
    under = np.column_stack([half - half * 0.86 * np.cos(np.pi - k), up * (0.0 if low else 1.0) + rise * np.sin(k)])
    under[:, 0] = half + half * 0.86 * np.cos(k)
    top = (up + rise + 1.3) if not low else rise + 1.1
    left, right = under[0], under[-1]
    shape = [[0.0, left[1]], [0.0, top], [half, top + (0.5 if low else 0.0)], [2 * half, top], [2 * half, right[1]], *under[::-1].tolist()]
    wall.fill([shape], "#a8957a", 0.95, low=0.7, grain=0.3)
    rim = [[half + 1.09 * (x - half), y + 0.1] for x, y in under.tolist()]
    wall.fill([[*rim, *under[::-1].tolist()]], "#c2b295", 1.0, grain=0.2)
    coping = [[0.0, top], [half, top + (0.5 if low else 0.0)], [2 * half, top], [2 * half, top + 0.22], [half, top + (0.72 if low else 0.22)], [0.0, top + 0.22]]
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
        pen.poly([[-wide * slim, top], [-wide * 1.3, top + 0.5 * wide], [wide * 1.3, top + 0.5 * wide], [wide * slim, top]], stone, 0.7)
        pen.poly(box(-wide * 1.45, top + 0.5 * wide, wide * 2.9, wide * 0.4), stone, 0.85)


def gravestone(pen: Pen) -> None:
    """A gravestone, about 1 m: round-headed, a slab or a cross, leaning a little, mossy."""
    random = pen.random
    stone = ("#8a8a84", "#77776f", "#9a968a", "#6b6e6e")[int(random.integers(4))]
    high, wide, lean = random.uniform(0.75, 1.25), random.uniform(0.28, 0.4), random.normal(0, 0.05)
    kind = random.random()
    pen.shadow(wide * 2.2, high, 0.8)
    k = np.linspace(0, np.pi, 11)
    if kind < 0.55:
        shape = [[wide, 0.0], *np.column_stack([wide * np.cos(k), high - wide + wide * np.sin(k)]).tolist(), [-wide, 0.0]]
    elif kind < 0.75:
        shape = [[-wide, 0], [-wide, high * 0.85], [0, high], [wide, high * 0.85], [wide, 0]]
    else:
        a, arm, y = 0.1, 0.36, high * 1.05
        shape = [[-a, 0], [-a, y], [-arm, y], [-arm, y + 2 * a], [-a, y + 2 * a], [-a, y + 0.45], [a, y + 0.45],
                 [a, y + 2 * a], [arm, y + 2 * a], [arm, y], [a, y], [a, 0]]  # fmt: skip
    face = np.array([[x + lean * y, y] for x, y in shape])
    pen.poly(face + [0.11 * -pen.light.side, 0.03], stone, 0.15, grain=0.2)
    pen.poly(face, stone, 0.72, low=0.4, grain=0.4)
    if kind < 0.75:
        for n in range(3):
            y = high * (0.72 - 0.13 * n)
            pen.line([[-0.5 * wide + lean * y, y], [0.5 * wide + lean * y, y]], 0.03, stone, 0.1)
    moss = random.random(12)
    tones = mix(pen.tone("#4c5a34", 0.2), pen.tone("#7a8a4a", 0.6), random.random((12, 1)))
    pen.dabs(random.uniform(-1, 1, 12) * wide, 0.02 + 0.3 * high * moss**2, 0.07, 0.05, 0, tones, alpha=0.7, soft=0.8)
    if pen.season == "winter":
        pen.dabs([lean * high], [high * 1.0], wide * 0.8, 0.06, 0, pen.tone("#f0f4f8", 0.8)[None], soft=0.6)


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
    x = np.where(t < 0.3, 1.05, np.where(t > 0.7, -1.05, 1.05 * np.cos(turn))) + random.normal(0, 0.13, count)
    y = np.where(t < 0.3, 2.0 * t / 0.3, np.where(t > 0.7, 2.0 * (1 - t) / 0.3, 2.0 + 0.75 * np.sin(turn)))
    y = y + random.normal(0, 0.12, count)
    tones = mix(pen.tone("#2f4f2c", 0.1), pen.tone("#6f8f40", 0.8), np.clip(random.normal(0.45, 0.3, (count, 1)), 0, 1))
    roses = random.random(count) < 0.3
    tones[roses] = pen.tone("#d8536a", 0.8)
    pen.dabs(x, y, np.where(roses, 0.075, 0.1), np.where(roses, 0.07, 0.055), random.uniform(0, 3, count), tones, power=1.7, soft=0.4)


def gate(stage: Stage, away: float) -> None:
    """An iron gate between two stone pillars, one leaf open, a fence to both sides."""
    iron = "#24272a"
    wall = Wall(stage, (-14.0, away), (14.0, away))
    bars = [box(14.0 + side * (2.1 + 0.32 * n) - 0.02, 0.1, 0.045, 1.75) for side in (-1, 1) for n in range(1, 38)]
    spikes = [[[b[0][0] - 0.03, 1.85], [b[0][0] + 0.02, 2.05], [b[0][0] + 0.07, 1.85]] for b in bars]
    wall.fill([*bars, *spikes, box(0, 0.3, 12.0, 0.06), box(0, 1.6, 12.0, 0.06), box(16.0, 0.3, 12.0, 0.06), box(16.0, 1.6, 12.0, 0.06)], iron, 0.8, grain=0)
    for side in (-1, 1):
        x = 14.0 + side * 1.9
        wall.fill([box(x - 0.38, -0.1, 0.76, 2.7)], "#8d877a", 1.0, low=0.7, grain=0.4)
        wall.fill([box(x - 0.5, 2.6, 1.0, 0.2)], "#a39c8c", 1.1, grain=0.2)
        k = np.linspace(0, 2 * np.pi, 17)
        wall.fill([np.column_stack([x + 0.26 * np.cos(k), 3.05 + 0.28 * np.sin(k)])], "#8d877a", 1.0, grain=0.2)
    for side, swing in ((-1, 0.0), (1, 1.15)):
        hinge, reach = side * 1.5, 1.45
        end = (hinge - side * reach * np.cos(swing), away + reach * np.sin(swing))
        leaf = Wall(stage, (hinge, away), end)
        parts = [box(n * reach / 9, 0.1, 0.045, 2.0 + 0.5 * np.sin(np.pi * 0.5 * n / 9)) for n in range(10)]
        parts += [box(0, 0.3, reach, 0.07), box(0, 1.2, reach, 0.06), box(0, 1.9, reach, 0.07)]
        leaf.fill(parts, iron, 0.8, grain=0)


def barn(pen: Pen) -> None:
    """A red barn with a broken roof, 11 m wide: its end with the great door, its side running back."""
    side = -pen.light.side
    red = pen.colour or "#9a3c30"
    roof = "#e4eaf2" if pen.season == "winter" else "#6a625c"
    pen.shadow(13, 9, 0.9)
    long = 9.5 * side
    edge = 5.0 * side
    pen.poly([[edge, 0], [edge, 4.6], [edge + long, 4.9], [edge + long, 0.5]], red, pen.facing(side) * 0.6, grain=0.15, stretch=0.3)
    for top, low in (((0, 9.4), (3.4, 7.6)), ((3.4, 7.6), (5.3, 4.5))):
        a, b = [top[0] * side, top[1]], [low[0] * side, low[1]]
        pen.poly([a, b, [b[0] + long, b[1] + 0.35], [a[0] + long, a[1] + 0.35]], roof, pen.facing(side) * 0.9, low=0.3, grain=0.2, stretch=3)
    pen.poly([[-5, 0], [-5, 4.6], [-3.3, 7.5], [0, 9.3], [3.3, 7.5], [5, 4.6], [5, 0]], red, 0.75, low=0.55, grain=0.16, stretch=0.25)
    for x in np.arange(-4.5, 4.6, 0.75):
        high = 4.6 + 2.9 * (5 - abs(x)) / 1.7 if abs(x) > 3.3 else 7.5 + 1.8 * (3.3 - abs(x)) / 3.3
        pen.line([[x, 0], [x, high]], 0.05, red, 0.25)
    white = "#e9e2d2"
    for a, b in (([-5, 4.6], [-3.3, 7.5]), ([-3.3, 7.5], [0, 9.3]), ([0, 9.3], [3.3, 7.5]), ([3.3, 7.5], [5, 4.6])):
        pen.line([a, b], 0.34, white, 0.7)
    pen.poly(box(-1.9, 0, 3.8, 3.7), "#5a2a24", 0.35, low=0.25)
    for left in (-1.9, 0.0):
        for a, b in (([0, 0], [1.9, 3.7]), ([1.9, 0], [0, 3.7]), ([0, 3.7], [1.9, 3.7]), ([0, 0], [0, 3.7]), ([1.9, 0], [1.9, 3.7]), ([0, 0.08], [1.9, 0.08])):
            pen.line([[left + a[0], a[1]], [left + b[0], b[1]]], 0.16, white, 0.6)
    pen.poly(box(-0.8, 5.4, 1.6, 1.6), "#3a2420", 0.3)
    for a, b in (([-0.8, 5.4], [0.8, 5.4]), ([-0.8, 7.0], [0.8, 7.0]), ([-0.8, 5.4], [-0.8, 7.0]), ([0.8, 5.4], [0.8, 7.0])):
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
    pen.poly([[0, 1.52], [0.95 * side, 1.5], [0.95 * side, 0.0], [0, -0.02]], straw, 0.85, low=0.2, grain=0.3, stretch=3)
    pen.poly(back, straw, 0.6, low=0.2, grain=0.3)
    pen.poly([[0, 1.52], [0.95 * side, 1.5], [0.95 * side, 0.0], [0, -0.02]], straw, 0.9, low=0.25, grain=0.35, stretch=3)
    pen.poly(face, straw, 0.65, low=0.35, grain=0.3)
    for reach in (0.25, 0.5, 0.75):
        pen.line(np.column_stack([0.6 * reach * np.cos(k), 0.75 + 0.77 * reach * np.sin(k)]), 0.035, straw, 0.15)
    count = 40
    x, y = random.normal(0, 0.4, count), random.uniform(0, 1.5, count)
    tones = mix(pen.tone(straw, 0.2), pen.tone(straw, 1.0), random.random((count, 1)))
    pen.dabs(x, y, 0.09, 0.012, random.uniform(0, 3, count), tones, alpha=0.6)


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
    pen.poly([[-1.9, 2.4], [-1.8, 5.6], [1.8, 5.6], [1.9, 2.4]], "#7a5a40", 0.55, low=0.45, grain=0.3, stretch=0.2)
    for u in np.linspace(-0.95, 0.95, 9):
        pen.poly(box(1.83 * u - 0.16, 2.4, 0.3, 3.2), "#7a5a40", 0.5 + 0.45 * u * side, alpha=0.5, grain=0.2)
    for y in (2.8, 3.7, 4.6, 5.3):
        pen.line([[-1.88, y], [1.88, y]], 0.07, "#3a3430", 0.5)
    pen.poly([[-2.1, 5.6], [0, 7.0], [2.1, 5.6]], "#e4e9ef" if pen.season == "winter" else "#5a524c", 0.7, low=0.4)
    pen.poly([[0, 7.0], [2.1 * -side, 5.6], [0.4 * -side, 5.6]], "#3a3632", 0.2, alpha=0.6)


def planks(stage: Stage, half: float, far: float, *, gaps: float = 0.0, bend: float = 0.0) -> None:
    """A boardwalk from the viewer's feet, ``half`` metres wide to each side; ``gaps``: share of its planks gone."""
    random = stream(stage.seed, "planks")
    for z in np.arange(far, 1.2, -0.42):
        x = bend * np.sin(z * 0.22) * np.clip((z - 2) / 8, 0, 1)
        if random.random() < gaps:
            continue
        tilt, grey = random.normal(0, 0.4 * gaps + 0.004), ("#75695a", "#665c50", "#857866")[int(random.integers(3))]
        grey = "#d8dde3" if stage.winter else grey
        plank = [[x - half, 0.3 + tilt, z], [x + half, 0.3 - tilt, z], [x + half, 0.3 - tilt, z + 0.32], [x - half, 0.3 + tilt, z + 0.32]]
        fill_space(stage, [plank], grey, 0.6, grain=0.35, stretch=5, seed=int(z * 10))
        Wall(stage, (x - half, z), (x + half, z)).fill([box(0, 0.2, 2 * half, 0.09)], "#3f372e", 0.5, grain=0.2)
        if int(z * 10) % 5 == 0:
            for side in (-1, 1):
                post = Wall(stage, (x + (half - 0.05) * side - 0.06, z), (x + (half - 0.05) * side + 0.06, z))
                post.fill([box(0, -0.4, 0.12, 1.1)], "#574d40", 0.6)
