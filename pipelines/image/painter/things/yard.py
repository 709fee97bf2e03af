"""What people put up out of doors: wells, swings, stalls, signposts, haystacks, scarecrows, snowmen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.things.buildings import box
from emogen.pipelines.image.painter.things.kinds import Kind, Thing
from emogen.pipelines.image.painter.things.outlines import band, ellipse, smooth, solid
from emogen.pipelines.image.painter.things.silhouettes import thing

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen


def well(pen: Pen) -> None:
    """A round stone well with a little roof and a bucket, 2.4 m."""
    stone, wood = pen.colour or "#938c80", "#6a4c30"
    pen.shadow(1.8, 1.6, 1.0)
    for x in (-0.72, 0.72):
        pen.line([[x, 0.7], [x, 1.95]], 0.11, wood, 0.45)
    pen.line([[-0.8, 1.5], [0.8, 1.5]], 0.09, wood, 0.6)
    pen.line([[0.12, 1.5], [0.12, 1.0]], 0.02, "#b0a284", 0.6)
    solid(pen, [("#7a5a3a", [[0.0, 0.78], [-0.03, 1.0], [0.27, 1.0], [0.24, 0.78]])])
    solid(pen, [("#26241f", ellipse(0, 0.78, 0.8, 0.17))], bulge=0.2)
    wall = np.concatenate(
        [
            ellipse(0, 0.78, 0.86, 0.2)[20:],
            smooth([[0.86, 0.78], [0.8, 0.0], [0.0, -0.14], [-0.8, 0.0], [-0.86, 0.78]])[:33],
        ]
    )
    solid(pen, [(stone, wall)])
    joints = pen.random.uniform(-0.75, 0.75, 30), pen.random.uniform(0.0, 0.62, 30)
    pen.dabs(
        joints[0],
        joints[1] - 0.1 * (1 - (joints[0] / 0.8) ** 2),
        0.1,
        0.045,
        0.0,
        pen.tone("#5f5a52", 0.3)[None],
        alpha=0.35,
        power=4,
        soft=0.3,
    )
    solid(pen, [("#8a5640", [[-1.15, 1.85], [-0.75, 2.45], [0.75, 2.45], [1.15, 1.85]])], bulge=0.6)


def swing(pen: Pen) -> None:
    """A swing on a wooden frame, 2.6 m, never quite at rest."""
    wood = pen.colour or "#7a5838"
    sway = pen.random.uniform(-0.35, 0.35)
    pen.shadow(3.0, 2.2, 0.8)
    for side in (-1, 1):
        pen.line(
            [[side * 1.75, 0], [side * 1.25, 2.55]], 0.13, wood, 0.55 if side == pen.light.side else 0.35
        )
        pen.line([[side * 1.0, 0.08], [side * 1.25, 2.55]], 0.11, wood, 0.3)
    pen.line([[-1.45, 2.5], [1.45, 2.5]], 0.15, wood, 0.75)
    seat = np.array([sway, 0.55 + 0.25 * abs(sway)])
    for x in (-0.3, 0.3):
        pen.line([[x, 2.48], [seat[0] + x, seat[1]]], 0.03, "#c2b28c", 0.7)
    slope = 0.16 * np.sign(sway)
    solid(
        pen,
        [("#8a4a38", band([np.add(seat, [-0.38, -slope * 0.38]), np.add(seat, [0.38, slope * 0.38])], 0.08))],
    )


def stall(pen: Pen) -> None:
    """A market stall under a striped awning, with its goods, 3 m."""
    random = pen.random
    wood, cloth = (
        "#7d5c3c",
        pen.colour or ("#a8483c", "#4f7a6a", "#b08a3c", "#4f6a8c")[int(random.integers(4))],
    )
    pen.shadow(3.2, 2.4, 1.0)
    for x in (-1.45, 1.45):
        pen.line([[x, 0], [x, 2.2]], 0.1, wood, 0.45)
    pen.poly(box(-1.4, 0.95, 2.8, 1.1), "#3a3029", 0.2, alpha=0.75)
    solid(pen, [(wood, np.array(box(-1.6, 0.0, 3.2, 0.85)))], bulge=0.3)
    for x in np.arange(-1.5, 1.6, 0.34):
        pen.line([[x, 0.02], [x, 0.83]], 0.025, "#4a3422", 0.2)
    goods = ("#b8402f", "#c9822c", "#7a9a3c", "#c9b04a", "#8a4a70", "#c8633c")
    for n in range(6):
        x0 = -1.5 + 0.5 * n
        count = 26
        heap = random.uniform(0, 0.46, count), random.uniform(0, 0.2, count)
        tones = np.stack([pen.tone(goods[n], f) for f in random.uniform(0.3, 1.0, count)])
        pen.dabs(
            x0 + heap[0],
            0.86 + heap[1] * (1 - ((heap[0] - 0.23) / 0.26) ** 2),
            0.055,
            0.05,
            0.0,
            tones,
            soft=0.3,
            bristle=0.2,
        )
    stripes = 9
    for n in range(stripes):
        a, b = -1.5 + 3.0 * n / stripes, -1.5 + 3.0 * (n + 1) / stripes
        front_a, front_b = a * 1.22, b * 1.22
        shape = [[a, 2.62], [b, 2.62], [front_b, 2.05], [(front_a + front_b) / 2, 1.86], [front_a, 2.05]]
        pen.poly(shape, cloth if n % 2 == 0 else "#e6dcc4", 0.85, low=0.55, grain=0.1)
    pen.lamp(0, 1.7, 3.0, 0.9)


def signpost(pen: Pen) -> None:
    """A signpost with three boards, 2.4 m."""
    wood = pen.colour or "#85653f"
    pen.shadow(0.4, 2.2, 0.7)
    pen.line([[0.02, 0], [0, 2.4]], (0.13, 0.11), wood, 0.5)
    for y, side, tilt in ((2.05, 1, 0.04), (1.72, -1, -0.03), (1.4, 1, -0.06)):
        board = np.array([[-0.25, -0.13], [-0.25, 0.13], [0.7, 0.13], [0.88, 0.0], [0.7, -0.13]])
        board[:, 1] += tilt * board[:, 0] + y
        solid(pen, [(wood, board * [side, 1])], bulge=0.6)
        pen.line([[-0.1 * side, y + 0.01], [0.6 * side, y + 0.01 + 0.6 * tilt]], 0.03, "#4a3826", 0.2)


def banner(pen: Pen) -> None:
    """A banner on a pole, 4 m, in the wind; rent where there is decay."""
    random = pen.random
    cloth, side = pen.colour or "#9a3430", -pen.light.side
    pen.shadow(0.3, 3.0, 0.6)
    pen.line([[0, 0], [0, 4.1]], (0.1, 0.07), "#5a452f", 0.5)
    t = np.linspace(0, 1, 22)
    wave = 0.12 * np.sin(5.5 * t + random.uniform(0, 6)) * t
    torn = max(0.0, pen.targets.decay) * random.uniform(0, 0.5, 22)
    top = np.column_stack([side * (0.05 + 1.9 * t), 3.9 + wave - 0.15 * t])
    low = np.column_stack([side * (0.05 + 1.9 * t - 0.0), 2.6 + wave - 0.05 * t + torn * t])
    notch = np.array([[side * 1.55, 3.2 + wave[-1]]])
    shape = np.concatenate([top, notch, low[::-1]])
    solid(pen, [(cloth, shape), ("#c2a04a", ellipse(side * 0.75, 3.25 + wave[8], 0.24, 0.3))], bulge=0.8)
    pen.dabs([0.0], [4.14], 0.08, 0.08, 0.0, pen.tone("#c2a04a", 0.8)[None], soft=0.3)


def haystack(pen: Pen) -> None:
    """A haystack, 2.6 m."""
    random = pen.random
    straw = pen.colour or "#c29a4c"
    pen.shadow(3.0, 2.2, 1.1)
    dome = smooth(
        [
            [-1.55, 0.0],
            [-1.5, 0.9],
            [-1.05, 1.9],
            [-0.3, 2.6],
            [0.3, 2.6],
            [1.05, 1.9],
            [1.5, 0.9],
            [1.55, 0.0],
            [0.0, -0.12],
        ]
    )
    solid(pen, [(straw, dome)], grain=0.3)
    count = 420
    y = 2.5 * random.random(count)
    half = 1.5 * np.sqrt(np.clip(1 - (y / 2.75) ** 2, 0, 1))
    x = random.uniform(-1, 1, count) * half
    facing = np.clip(
        0.5 + 0.35 * pen.light.side * x / 1.5 + 0.2 * (y / 2.5 - 0.5) + random.normal(0, 0.2, count), 0, 1.2
    )
    tones = np.stack([pen.tone(straw, f) for f in facing])
    pen.dabs(
        x,
        y,
        0.16,
        0.018,
        np.pi / 2 + 0.5 * x + random.normal(0, 0.3, count),
        tones,
        alpha=0.8,
        soft=0.5,
        bristle=0,
    )


def scarecrow(pen: Pen) -> None:
    """A scarecrow on its pole, 2 m."""
    random = pen.random
    coat = pen.colour or ("#6a4a3a", "#4a5560", "#5c5a3c")[int(random.integers(3))]
    pen.shadow(0.7, 1.7, 0.8)
    pen.line([[0, 0], [0, 1.0]], 0.08, "#6a5138", 0.4)
    pen.line([[-0.95, 1.42], [0.95, 1.38]], 0.06, "#6a5138", 0.5)
    ragged = [[x, 0.62 + 0.12 * random.random()] for x in np.linspace(0.36, -0.36, 11)]
    body = np.array([[-0.2, 1.5], [0.2, 1.5], [0.28, 1.05], *ragged, [-0.28, 1.05]])
    sleeves = [
        np.array([[s * 0.15, 1.52], [s * 0.8, 1.48], [s * 0.84, 1.2], [s * 0.2, 1.22]]) for s in (-1, 1)
    ]
    straw = pen.tone("#c9a452", 0.75)[None]
    for x, y, turn in ((0.9, 1.36, 0.0), (-0.9, 1.38, 0.0), (0.0, 0.62, 1.57)):
        spread = random.normal(0, 0.4, 14)
        pen.dabs(x + 0.1 * np.cos(turn + spread) * np.sign(x + 0.01), y - 0.06 + 0.08 * np.sin(spread),
            0.12, 0.012,
                 turn + spread, straw, soft=0.4, bristle=0)  # fmt: skip
    solid(pen, [(coat, [body, *sleeves]), ("#c8ab78", ellipse(0, 1.68, 0.15, 0.18))])
    for x in (-0.055, 0.055):
        pen.dabs([x], [1.71], 0.02, 0.02, 0.0, pen.tone("#2a2018", 0.2)[None], soft=0.3)
    pen.line([[-0.07, 1.61], [-0.02, 1.595], [0.03, 1.6], [0.07, 1.615]], 0.014, "#3a2a1c", 0.2)
    solid(pen, [("#4a3c2a", [np.array([[-0.32, 1.79], [0.32, 1.81], [0.26, 1.86], [-0.26, 1.85]]),
                             np.array([[-0.16, 1.84], [-0.1, 2.1], [0.1, 2.08], [0.17,
                                 1.85]])])])  # fmt: skip


def beehive(pen: Pen) -> None:
    """A straw skep on a stand, 1.1 m, with bees."""
    straw = pen.colour or "#b98f4a"
    pen.shadow(0.8, 0.9, 1.0)
    for x in (-0.3, 0.3):
        pen.line([[x, 0], [x * 0.9, 0.42]], 0.08, "#6a4c30", 0.4)
    pen.poly(box(-0.46, 0.4, 0.92, 0.08), "#7d5c3c", 0.7)
    rows = 8
    coils = [
        ellipse(0, 0.53 + 0.075 * n, 0.4 * np.sqrt(1 - (n / (rows + 0.6)) ** 2), 0.055) for n in range(rows)
    ]
    solid(pen, [(straw, coils), ("#2a2018", ellipse(0, 0.53, 0.08, 0.05))])
    for n in range(1, rows):
        half = 0.39 * np.sqrt(1 - (n / (rows + 0.6)) ** 2)
        pen.line(
            [[-half, 0.495 + 0.075 * n], [0, 0.48 + 0.075 * n], [half, 0.495 + 0.075 * n]],
            0.014,
            "#7a5a2c",
            0.2,
        )
    bees = pen.random.normal(0, 0.5, 14), pen.random.uniform(0.3, 1.5, 14)
    pen.dabs(
        *bees,
        0.022,
        0.013,
        pen.random.uniform(0, 3, 14),
        pen.tone("#c28a1e", 0.8)[None],
        alpha=0.95,
        soft=0.4,
    )


THINGS: Final = {
    "well": Thing(well, Kind.GROUND, 0.05, 0.5, close=2.5),
    "swing": Thing(swing, Kind.GROUND, 0.02, 0.5, close=3.4),
    "market stall": Thing(stall, Kind.GROUND, 0.08, 0.6, close=3.6, burns=(3.2, 2.6)),
    "signpost": Thing(signpost, Kind.GROUND, 0.0, 0.4, close=2.4),
    "banner": Thing(banner, Kind.GROUND, 0.05, 0.5, close=4.2),
    "haystack": Thing(haystack, Kind.GROUND, 0.08, 0.6, close=3.1, burns=(3.0, 2.6)),
    "beehive": Thing(beehive, Kind.GROUND, 0.0, 0.4, close=1.2),
    "scarecrow": Thing(scarecrow, Kind.GROUND, 0.02, 0.5, close=2.1),
    "snowman": thing("snowman", 1.7, Kind.GROUND, 0.02, 0.5),
    "mailbox": thing("mailbox", 1.3, Kind.GROUND, 0.02, 0.4, foot=0.3),
    "postbox": thing("postbox", 1.5, Kind.GROUND, 0.02, 0.5, foot=0.5),
    "fountain": thing("fountain", 3.2, Kind.GROUND, 0.08, 0.5, foot=0.8),
    "slide": thing("slide", 3.4, Kind.GROUND, 0.05, 0.5),
}
"""The things drawn here, by their names in ``assets/scenes_things.yaml``."""
