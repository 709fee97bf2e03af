"""Plants that are no trees: sunflowers, palms, ferns, reeds, lilies, mushrooms, pumpkins, fallen leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import ellipse, smooth, solid
from emogen.pipelines.image.painter.things.silhouettes import draw, standing

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.pen import Pen


def _greens(pen: Pen, count: int, dark: str, bright: str) -> AnyFloats:
    """Lit greens ``(count, 3)``; withered where life has gone."""
    dry = float(np.clip(-pen.targets.life, 0.0, 1.0)) * 0.8
    tones = [mix(linear(colour), linear("#8a7448"), dry) for colour in (dark, bright)]
    low, high = pen.tone(tones[0], 0.15), pen.tone(tones[1], 0.9)
    return mix(low, high, pen.random.random(count)[:, None].astype(np.float32))


def palm(pen: Pen) -> None:
    """A coconut palm, 6 to 9 m, its trunk bent."""
    random = pen.random
    high, bend = random.uniform(6.0, 9.0), random.uniform(0.6, 1.6) * (1 if random.random() < 0.5 else -1)
    pen.shadow(1.6, high, 0.7)
    t = np.linspace(0, 1, 16)
    trunk = np.column_stack([bend * t**1.8, high * t])
    pen.line(trunk, (0.42, 0.22), "#7a6248", 0.5)
    for left, knot in trunk[1:15]:
        pen.line([[left - 0.16, knot], [left + 0.16, knot + 0.03]], 0.04, "#54432f", 0.2)
    top = trunk[-1]
    for angle in np.linspace(-0.5, np.pi + 0.5, 13) + random.normal(0, 0.09, 13):
        length = random.uniform(2.3, 3.1)
        k = np.linspace(0.04, 1, 20)
        x = top[0] + length * np.cos(angle) * k
        y = top[1] + length * (np.sin(angle) * k * 0.8 - 0.62 * k**2)
        pen.line(np.column_stack([x, y]), (0.05, 0.015), "#5f7038", 0.5)
        slope = np.arctan2(np.gradient(y), np.gradient(x))
        for side in (-1, 1):
            size = 0.34 * np.sin(np.pi * np.clip(k, 0.08, 0.97)) + 0.1
            lean = slope + side * 1.1 - 0.25 * np.sign(np.cos(angle))
            pen.dabs(x + 0.8 * size * np.cos(lean), y + 0.8 * size * np.sin(lean), size, 0.055, lean,
                     _greens(pen, 20, "#2f4f2c", "#86a14c"), power=1.5, alpha=0.95, soft=0.3,
                         bristle=0.2)  # fmt: skip
    nuts = top + np.array([[0.12, -0.15], [-0.14, -0.18], [0.0, -0.3]])
    pen.dabs(nuts[:, 0], nuts[:, 1], 0.14, 0.16, 0.0, pen.tone("#6a4c2c", 0.5)[None], soft=0.3)


def fern(pen: Pen) -> None:
    """A fern, 70 cm."""
    random = pen.random
    pen.shadow(0.9, 0.5, 0.8)
    for angle in np.linspace(0.25, np.pi - 0.25, 11) + random.normal(0, 0.1, 11):
        k = np.linspace(0.05, 1, 16)
        length = random.uniform(0.6, 0.85)
        x = length * np.cos(angle) * k
        y = length * (np.sin(angle) * k - 0.45 * k**2.2)
        slope = np.arctan2(np.gradient(y), np.gradient(x))
        for side in (-1, 1):
            size = 0.11 * (1 - k) + 0.015
            lean = slope + side * 1.0
            pen.dabs(x + 0.8 * size * np.cos(lean), y + 0.8 * size * np.sin(lean), size, 0.02, lean,
                     _greens(pen, 16, "#27451f", "#86ad4e"), power=1.5, soft=0.3, bristle=0.2)  # fmt: skip


def reeds(pen: Pen) -> None:
    """A clump of reeds with brown heads, 1.8 m."""
    random = pen.random
    count = 34
    foot, lean = random.normal(0, 0.35, count), random.normal(0, 0.16, count)
    tall = random.uniform(0.9, 1.8, count)
    pen.dabs(foot + lean * tall / 2, tall / 2, tall / 2, 0.022, np.pi / 2 - lean, _greens(pen, count,
        "#4a5a2c", "#a3ab5c"),
             power=1.6, soft=0.4, bristle=0)  # fmt: skip
    heads = slice(0, count, 3)
    top = (foot + lean * tall)[heads], tall[heads]
    pen.dabs(*top, 0.12, 0.035, np.pi / 2 - lean[heads], pen.tone("#5f3f26", 0.55)[None], soft=0.25)


def lilies(pen: Pen) -> None:
    """Water lilies: flat leaves on the water and one blossom, 2 m."""
    random = pen.random
    if pen.flip < 0:
        return
    count = 9
    x, y = random.normal(0, 0.7, count), random.uniform(-0.3, 0.05, count)
    size = random.uniform(0.18, 0.32, count)
    pen.dabs(x, y, size, size * 0.3, 0.0, _greens(pen, count, "#2f5230", "#83a557"), soft=0.15, bristle=0.3)
    draw(pen.at(float(x[0]), float(y[0])), "water lily", 0.42, up=-0.02)


def mushrooms(pen: Pen) -> None:
    """Three toadstools, the largest 20 cm."""
    for x, size in ((0.11, 0.11), (-0.1, 0.14), (0.0, 0.2)):
        standing(pen.at(x, -0.1 * (0.2 - size)), "mushroom", size, mirrored=False)


def pumpkin(pen: Pen) -> None:
    """A pumpkin, 45 cm."""
    skin = pen.colour or "#c9732a"
    pen.shadow(0.45, 0.35, 1.0)
    pen.line([[0.0, 0.3], [0.01, 0.37], [0.05, 0.41]], (0.05, 0.03), "#5f6a3a", 0.5)
    dry = mix(linear(skin), linear("#5a4a34"), 0.6 * max(0.0, pen.targets.decay))
    for x, wide in ((-0.15, 0.1), (0.15, 0.1), (-0.085, 0.1), (0.085, 0.1), (0.0, 0.095)):
        from_light = 0.45 + 0.4 * np.sign(x) * pen.light.side * min(1.0, abs(x) * 7)
        pen.dabs([x], [0.17], wide, 0.165, 0.0, pen.tone(dry, from_light)[None], soft=0.16, bristle=0.25)
        pen.dabs(
            [x - 0.02 * pen.light.side],
            [0.13],
            wide * 0.8,
            0.1,
            0.0,
            pen.tone(dry, 0.15)[None],
            alpha=0.3,
            soft=1.2,
        )
        pen.dabs(
            [x + 0.03 * pen.light.side],
            [0.25],
            wide * 0.4,
            0.04,
            0.0,
            pen.tone(dry, 1.15)[None],
            alpha=0.5,
            soft=1.2,
        )


def leaves(pen: Pen) -> None:
    """A pile of fallen leaves, 1.4 m."""
    random = pen.random
    pen.shadow(1.4, 0.4, 0.8)
    count = 420
    x = random.normal(0, 0.36, count)
    y = 0.42 * np.exp(-((x / 0.42) ** 2)) * np.sqrt(random.random(count)) + random.normal(0, 0.02, count)
    hues = [pen.colour] if pen.colour else ["#a8552a", "#c07f2e", "#8a4a2a", "#b39a3c", "#6f4426"]
    order = np.argsort(-y)
    picks = random.integers(len(hues), size=count)
    lit = np.clip(0.45 + 0.3 * pen.light.side * x + random.normal(0, 0.22, count), 0.05, 1.2)
    tones = np.stack([pen.tone(hues[p], f) for p, f in zip(picks, lit, strict=True)])
    size = random.uniform(0.03, 0.06, count)
    pen.dabs(
        x[order],
        y[order],
        size,
        size * 0.55,
        random.uniform(0, 3, count),
        tones,
        power=1.5,
        soft=0.3,
        bristle=0.2,
    )


def vines(pen: Pen) -> None:
    """Vines that hang and climb on a post, 2.6 m."""
    random = pen.random
    pen.line([[0, 0], [0.03, 1.4], [0.0, 2.4]], 0.12, "#6a5138", 0.4)
    k = np.linspace(0, 1, 130)
    x = 0.2 * np.sin(11 * k) + random.normal(0, 0.12, 130) + 0.25 * k
    y = 2.5 * k + random.normal(0, 0.06, 130)
    pen.line(np.column_stack([0.14 * np.sin(11 * k), 2.4 * k]), 0.035, "#4a5a2c", 0.4)
    pen.dabs(
        x,
        y,
        0.1,
        0.065,
        random.uniform(0, 3, 130),
        _greens(pen, 130, "#2c4a24", "#7f9f46"),
        power=1.5,
        soft=0.3,
        bristle=0.3,
    )


def bamboo(pen: Pen) -> None:
    """A clump of bamboo, 7 m."""
    random = pen.random
    pen.shadow(1.6, 5.0, 0.7)
    for x in np.sort(random.normal(0, 0.6, 9)):
        high, bend = random.uniform(5.0, 7.5), random.normal(0, 0.5)
        t = np.linspace(0, 1, 12)
        cane = np.column_stack([x + bend * t**2, high * t])
        pen.line(cane, (0.13, 0.06), ("#6f8a3c", "#86994a", "#5c7a38")[int(random.integers(3))], 0.55)
        for knot in cane[1:-1]:
            pen.line([[knot[0] - 0.07, knot[1]], [knot[0] + 0.07, knot[1]]], 0.035, "#4a5a2c", 0.3)
        tip = random.integers(5, 12, 26)
        spot = cane[tip] + random.normal(0, 0.28, (26, 2))
        pen.dabs(spot[:, 0], spot[:, 1], 0.24, 0.04, random.normal(-0.5, 0.5,
            26) * np.sign(random.normal(0, 1, 26)),
                 _greens(pen, 26, "#35522a", "#93ad55"), power=1.5, soft=0.3, bristle=0.2)  # fmt: skip


def toadstool_ring(pen: Pen) -> None:
    """A fairy ring of mushrooms, 3 m."""
    for angle in np.linspace(0, 2 * np.pi, 15, endpoint=False):
        spot = pen.at(1.4 * np.cos(angle), 0.3 * np.sin(angle))
        standing(spot, "brown mushroom", 0.24 + 0.06 * np.sin(5 * angle), mirrored=False)


def sunflower(pen: Pen) -> None:
    """A sunflower, 1.4 to 1.8 m."""
    random = pen.random
    high = random.uniform(1.4, 1.8)
    pen.line([[0, 0], [0.05, high * 0.6], [0, high]], (0.06, 0.04), "#4f6a34", 0.5)
    for side, y in ((-1, 0.4), (1, 0.62)):
        leaf = smooth(
            [
                [0, y * high],
                [side * 0.25, y * high + 0.16],
                [side * 0.5, y * high + 0.02],
                [side * 0.24, y * high - 0.08],
            ]
        )
        solid(pen, [("#5f7d3a", leaf)])
    count = 22
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    petal = pen.colour or ("#d8a52c" if pen.targets.life > -0.4 else "#94783c")
    for ring, reach in ((0, 0.26), (1, 0.22)):
        lit = np.clip(0.6 + 0.3 * np.cos(angle) * pen.light.side + 0.2 * np.sin(angle), 0.2, 1.1)
        tones = np.stack([pen.tone(petal, f) for f in lit])
        turn = angle + 0.14 * ring
        pen.dabs(
            reach * np.cos(turn),
            high + reach * np.sin(turn),
            0.11,
            0.042,
            turn,
            tones,
            power=1.6,
            soft=0.25,
            bristle=0.2,
        )
    solid(
        pen, [("#4a3018", ellipse(0, high, 0.16, 0.16)), ("#6a4a24", ellipse(0, high, 0.09, 0.09))], grain=0.5
    )


THINGS: Final = {
    "palm": Thing(palm, Kind.GROUND, 0.1, 0.7),
    "bamboo": Thing(bamboo, Kind.GROUND, 0.05, 0.6, close=7.5),
    "fern": Thing(fern, Kind.GROUND, 0.0, 0.4, close=1.2),
    "reeds": Thing(reeds, Kind.GROUND, 0.0, 0.4, close=1.9),
    "water lily": Thing(lilies, Kind.WATER, 0.0, 0.4, close=1.6),
    "mushroom": Thing(mushrooms, Kind.GROUND, 0.0, 0.3, close=0.3),
    "fairy ring": Thing(toadstool_ring, Kind.GROUND, 0.0, 0.4, close=3.2),
    "pumpkin": Thing(pumpkin, Kind.FLOOR, 0.0, 0.4, close=0.5),
    "leaf pile": Thing(leaves, Kind.GROUND, 0.0, 0.4, close=1.5),
    "vine": Thing(vines, Kind.GROUND, 0.02, 0.4, close=2.7),
    "sunflower": Thing(sunflower, Kind.GROUND, 0.0, 0.5, close=1.9),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
