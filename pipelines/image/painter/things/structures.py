"""Great things that are no houses: towers, gates, domes, pyramids, temples, wheels of a fair, cranes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.buildings import box, windows
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import ellipse, solid
from emogen.pipelines.image.painter.things.silhouettes import standing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def keep(pen: Pen) -> None:
    """A round stone tower with battlements, 18 m; its top falls where there is decay."""
    stone = pen.colour or "#978d7e"
    random = pen.random
    pen.shadow(8, 14, 0.9)
    body = np.array([[-3.4, -0.3], [-2.9, 15.5], [2.9, 15.5], [3.4, -0.3]])
    solid(pen, [(stone, body)])
    lost = pen.targets.decay
    teeth = [np.array(box(x, 16.6, 0.85, 1.2)) for x in np.arange(-3.4, 3.0, 1.35) if random.random() > lost]
    solid(pen, [(stone, [np.array(box(-3.5, 15.3, 7.0, 1.4)), *teeth])])
    count = 120
    x, y = random.uniform(-2.9, 2.9, count), random.uniform(0.2, 15.0, count)
    pen.dabs(
        x, y, 0.42, 0.16, 0.0, pen.tone("#5f584e", 0.35)[None], alpha=0.3, power=4, soft=0.3, bristle=0.3
    )
    windows(pen, -1.2, 9.0, 2.4, 4.5, 1, 1, lit=0.9, pane=(0.32, 0.75), frame=None)
    windows(pen, -2.4, 4.0, 2.0, 3.0, 1, 1, lit=0.7, pane=(0.3, 0.7), frame=None)
    pen.poly([[-0.9, -0.2], [-0.9, 1.6], [-0.5, 2.3], [0.5, 2.3], [0.9, 1.6], [0.9, -0.2]], "#3a2c20", 0.25)


def pyramid(pen: Pen) -> None:
    """A pyramid of stone courses, 30 m, its two faces in light and shadow."""
    stone = pen.colour or "#c8a878"
    side = pen.light.side
    edge = 4.0 * -side
    bright = [[edge, 0.0], [edge * 0.25, 30.0], [24.0 * side, 0.4]]
    dark = [[edge, 0.0], [edge * 0.25, 30.0], [-24.0 * side, 0.6]]
    pen.shadow(44, 30, 0.8)
    pen.poly(dark, stone, 0.12, grain=0.2, stretch=5)
    pen.poly(bright, stone, 0.95, low=0.75, grain=0.2, stretch=5)
    for course in range(1, 18):
        share = course / 18
        for foot, facing in ((24.0 * side, 0.55), (-24.0 * side, 0.05)):
            x0, x1 = edge + (edge * 0.25 - edge) * share, foot + (edge * 0.25 - foot) * share
            pen.line([[x0, 30 * share], [x1, 30 * share + 0.4 * (1 - share)]], 0.14, stone, facing)


def dome(pen: Pen) -> None:
    """A dome of glass and ribs over a little town, 60 m."""
    glass = pen.tone("#9fc4cc", 0.7)
    k = np.linspace(0, np.pi, 50)
    shell = np.column_stack([32 * np.cos(k), 26 * np.sin(k)])
    pen.shadow(60, 10, 0.7)
    pen.canvas.fill(
        [pen.points(shell)], mix(glass, pen.light.middle, 0.4), glass * 0.5, alpha=0.5, grain=0.05
    )
    random = pen.random
    for x in np.linspace(-24, 24, 13):
        high = 0.62 * 26 * np.sqrt(max(0.05, 1 - (x / 31) ** 2)) * random.uniform(0.4, 1.0)
        wide = random.uniform(2.4, 4.2)
        pen.poly(
            box(x - wide / 2, 0, wide, high),
            ("#b9b2a4", "#8f9aa0", "#a89a88")[int(random.integers(3))],
            0.6,
            low=0.35,
        )
        windows(
            pen,
            x - wide / 2,
            0.6,
            wide,
            high - 1.0,
            2,
            max(2, int(high / 2)),
            lit=0.6,
            pane=(0.5, 0.5),
            frame=None,
        )
        pen.dabs([x + 2.6], [0.9], 1.2, 1.0, 0.0, pen.tone("#4f7a44", 0.6)[None], soft=0.4, bristle=0.4)
    for share in (-0.8, -0.48, -0.16, 0.16, 0.48, 0.8):
        pen.line(np.column_stack([32 * share * np.cos(k * 0.5), 26 * np.sin(k * 0.5)]), 0.28, "#d6dfe0", 0.8)
    for up in (0.3, 0.6, 0.85):
        half = 32 * np.sqrt(1 - up**2)
        t = np.linspace(-1, 1, 24)
        pen.line(np.column_stack([half * t, 26 * up - 1.4 * (1 - t**2)]), 0.24, "#d6dfe0", 0.7)
    pen.line(shell, 0.5, "#e6eeee", 0.9)
    pen.canvas.fill([pen.points(shell)], glass * 1.2, alpha=0.12, grain=0.0)
    shine = pen.light.side
    pen.dabs(
        [15 * shine],
        [17.5],
        8.0,
        1.4,
        -0.75 * shine,
        pen.tone("#ffffff", 1.0)[None],
        alpha=0.4,
        soft=1.2,
        bristle=0.2,
    )
    pen.poly(box(-33.5, -0.8, 67, 1.6), "#8a8884", 0.6)
    pen.lamp(0, 6, 40, 0.6)


def gate(pen: Pen) -> None:
    """A gate of black iron between two pillars, 5 m; lamps on the pillars."""
    stone, iron = pen.colour or "#8a8478", "#25262a"
    pen.shadow(6, 4, 0.9)
    for x in (-2.9, 2.1):
        solid(
            pen,
            [(stone, [np.array(box(x, 0, 0.8, 3.6)), np.array(box(x - 0.12, 3.5, 1.04, 0.3))])],
            bulge=0.7,
        )
        solid(pen, [(stone, ellipse(x + 0.4, 4.15, 0.36, 0.36))])
        pen.lamp(x + 0.4, 4.15, 3.0, 0.8)
    for x in np.linspace(-2.0, 2.0, 17):
        top = 3.2 + 0.7 * np.cos(x / 2.0 * np.pi / 2)
        pen.line([[x, 0.1], [x, top]], 0.075, iron, 0.45)
        pen.poly([[x - 0.09, top], [x, top + 0.28], [x + 0.09, top]], iron, 0.5)
    for y in (0.35, 1.7, 2.9):
        pen.line([[-2.1, y], [2.1, y]], 0.09, iron, 0.5)
    pen.line([[0, 0.1], [0, 3.9]], 0.13, iron, 0.6)


def wheel(pen: Pen) -> None:
    """A big wheel with coloured cabins, 40 m, lit at night."""
    hub, radius, steel = 22.0, 19.0, pen.colour or "#c2c8cc"
    for x in (-9, 9):
        pen.line([[x, 0], [0, hub]], (0.9, 0.6), "#8a9096", 0.5)
    k = np.linspace(0, 2 * np.pi, 73)
    for reach in (radius, radius * 0.86):
        pen.line(np.column_stack([reach * np.cos(k), hub + reach * np.sin(k)]), 0.34, steel, 0.7)
    turn = pen.random.uniform(0, 0.5)
    angles = np.arange(16) * np.pi / 8 + turn
    for n, angle in enumerate(angles):
        x, y = np.cos(angle), np.sin(angle)
        pen.line([[0, hub], [radius * x, hub + radius * y]], 0.13, steel, 0.6)
        cabin = [[-1.0, -2.2], [-1.15, -0.9], [-0.6, -0.3], [0.6, -0.3], [1.15, -0.9], [1.0, -2.2]]
        spot = np.array([radius * x, hub + radius * y])
        solid(pen, [(("#b8483c", "#c9963c", "#4f7f8c", "#7a5a90")[n % 4], np.array(cabin) + spot)])
        pen.lamp(
            float(spot[0]), float(spot[1]), 3.0, 0.9, ("#ffb070", "#ffe09a", "#a0e0ff", "#e0a0ff")[n % 4]
        )
    pen.dabs([0.0], [hub], 1.2, 1.2, 0.0, pen.tone("#8a9096", 0.8)[None], soft=0.2)


def ruin(pen: Pen) -> None:
    """Broken columns of a temple and what has fallen from it, 9 m."""
    stone, random = pen.colour or "#b2a894", pen.random
    pen.shadow(12, 6, 0.8)
    solid(pen, [(stone, [np.array(box(-6.5, 0, 13, 0.5)), np.array(box(-6, 0.5, 12, 0.4))])], bulge=0.6)
    for n, x in enumerate(np.linspace(-5.2, 5.2, 6)):
        high = (7.0, 6.8, 3.2, 7.0, 4.6, 2.0)[n] * random.uniform(0.9, 1.05)
        top = [
            [x + 0.5, high],
            [x + 0.2, high + random.uniform(-0.4, 0.3)],
            [x - 0.2, high + random.uniform(-0.3, 0.4)],
            [x - 0.5, high],
        ]
        solid(pen, [(stone, np.array([[x - 0.6, 0.9], [x + 0.6, 0.9], *top]))])
        for flute in (-0.3, 0.0, 0.3):
            pen.line([[x + flute, 1.0], [x + flute * 0.85, high - 0.2]], 0.07, "#6f6a5e", 0.2)
    solid(pen, [(stone, np.array([[-5.9, 7.0], [-5.8, 8.0], [-2.6, 7.9], [-2.4, 7.1]]))], bulge=0.7)
    for _ in range(7):
        x, size = random.uniform(-7.5, 7.5), random.uniform(0.3, 0.8)
        solid(
            pen,
            [
                (
                    stone,
                    np.array(
                        [
                            [x - size, -0.1],
                            [x - 0.7 * size, 0.7 * size],
                            [x + 0.5 * size, 0.8 * size],
                            [x + size, -0.1],
                        ]
                    ),
                )
            ],
        )
    moss = random.uniform(-6, 6, 40), random.uniform(0.1, 1.2, 40)
    pen.dabs(*moss, 0.3, 0.14, 0.0, pen.tone(linear("#5f6f44"), 0.5)[None], alpha=0.6, soft=0.8, bristle=0.5)


def skyscraper(pen: Pen) -> None:
    """A tower of steel and glass that steps back twice, 120 m."""
    colour = pen.colour or "#7f8c98"
    side = pen.light.side
    for wide, low, high in ((24.0, 0.0, 62.0), (18.0, 62.0, 95.0), (11.0, 95.0, 112.0)):
        half = wide / 2
        pen.poly(box(-half, low - 0.5, wide, high - low + 0.5), colour, 0.35, low=0.2, grain=0.1)
        bright = half * 0.7
        left = half - bright if side > 0 else -half
        pen.poly(box(left, low, bright, high - low), colour, 0.85, low=0.6, grain=0.1)
        rows, columns = int((high - low) / 4.2), int(wide / 2.6)
        windows(pen, -half + 0.6, low + 1, wide - 1.2, high - low - 2, columns, rows, lit=0.55,
            pane=(0.6, 0.62),
                frame=None)  # fmt: skip
        pen.poly(box(-half - 0.4, high - 0.6, wide + 0.8, 1.2), colour, 0.6, grain=0.05)
    pen.line([[0, 112], [0, 128]], (0.8, 0.2), "#5a626a", 0.5)
    pen.lamp(0, 128, 6.0, 0.9, "#ff6050")


def glowing(pen: Pen, name: str, size: float) -> None:
    """A drawing with a light inside, for what is lived in."""
    standing(pen, name, size, foot=0.8)
    pen.lamp(0.0, 0.2 * size, 0.7 * size, 0.8)


_PLAIN: Final = {
    "shrine": (6.0, 0.1, 0.6), "stone tower": (14.0, 0.5, 0.85), "castle ruin": (26.0, 0.7, 0.92),
        "gatehouse": (16.0, 0.5, 0.85),
    "crane": (30.0, 0.65, 0.92), "roller coaster": (30.0, 0.6, 0.9), "water tower": (12.0, 0.45, 0.8),
    "statue of liberty": (40.0, 0.75, 0.95), "tipi": (4.5, 0.1, 0.6), "temple": (20.0, 0.55, 0.88),
    "pagoda": (22.0, 0.6, 0.9), "observatory": (16.0, 0.5, 0.85), "space dome": (14.0, 0.4, 0.8),
        "satellite dish": (12.0, 0.4, 0.8),
}  # fmt: skip
_LIVED_IN: Final = {"igloo": (4.5, 0.1, 0.6), "circus tent": (20.0, 0.55, 0.88)}

THINGS: Final = {
    **{name: Thing(partial(standing, name=name, size=size, foot=0.85), Kind.GROUND, near, far, close=size)
       for name, (size, near, far) in _PLAIN.items()},
    **{name: Thing(partial(glowing, name=name, size=size), Kind.GROUND, near, far, close=size)
       for name, (size, near, far) in _LIVED_IN.items()},
    "skyscraper": Thing(skyscraper, Kind.GROUND, 0.55, 0.85, close=128.0, burns=(20.0, 100.0)),
    "tower": Thing(keep, Kind.GROUND, 0.6, 0.9, close=19.0, burns=(6.5, 18.0)),
    "pyramid": Thing(pyramid, Kind.GROUND, 0.72, 0.94, close=50.0),
    "dome": Thing(dome, Kind.GROUND, 0.8, 0.95, close=60.0),
    "gate": Thing(gate, Kind.GROUND, 0.1, 0.6, close=6.0),
    "ferris wheel": Thing(wheel, Kind.GROUND, 0.72, 0.92, close=42.0),
    "ruin": Thing(ruin, Kind.GROUND, 0.4, 0.8, close=14.0, burns=(12.0, 7.0)),
}  # fmt: skip
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
