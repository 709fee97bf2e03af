"""What stands in squares: stalls, a fountain, a statue, arches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.things.buildings import box

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


_CLOTHS: Final = (
    ("#b23a32", "#efe6d2"),
    ("#3f6a58", "#efe6d2"),
    ("#c2923a", "#f2ead6"),
    ("#3f5f8a", "#efe6d2"),
)


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
        pen.poly(
            [[left, 0.95], [left + 0.06, 1.18], [left + 0.48, 1.18], [left + 0.54, 0.95]], "#8a6a48", 0.5
        )
        count = 14
        hue = _FRUIT[int(random.integers(len(_FRUIT)))]
        across, up = left + random.uniform(0.06, 0.48, count), 1.14 + 0.14 * random.random(count)
        tones = mix(pen.tone(hue, 0.15), pen.tone(hue, 0.9), random.random((count, 1)))
        pen.dabs(across, up, 0.07, 0.065, 0, tones, soft=0.4, bristle=0.1)
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
    pen.canvas.fill(
        [pen.points(rim * [0.9, 0.0] + [0, 0.75] + (rim - [0, 0.75]) * [0, 0.8])], water, grain=0.3
    )
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
    pen.poly(
        [[-0.42, 3.2], [-0.36, 4.3], [-0.16, 4.5], [0.16, 4.5], [0.36, 4.3], [0.42, 3.2]],
        bronze,
        0.6,
        low=0.35,
    )
    pen.line([[0.3, 4.3], [0.75, 4.7], [0.9, 5.2]], (0.2, 0.12), bronze, 0.6)
    pen.line([[-0.3, 4.3], [-0.45, 3.7], [-0.2, 3.4]], (0.2, 0.14), bronze, 0.4)
    pen.dabs([0.0], [4.75], 0.2, 0.24, 0, pen.tone(bronze, 0.7)[None])
