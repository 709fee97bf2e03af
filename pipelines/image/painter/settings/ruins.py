"""Ruins: a temple, an abbey, a tower on its hill."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    GRASS,
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    ways,
)
from emogen.pipelines.image.painter.crests import dome
from emogen.pipelines.image.painter.growth import hedge
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.stonework import column
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import bush
from emogen.pipelines.image.painter.walls import Wall, fill_space, pen_at, rectangle, row_of
from emogen.pipelines.image.painter.woods import meadow, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def _ruin_ground(stage: Stage) -> None:
    h, canvas = stage.horizon, stage.canvas
    dark, sunny, afar = GRASS[stage.season()]
    dry = ("#7a7448", "#b0a468", "#9a9058") if not stage.winter else (afar, sunny, dark)
    paint_ground(canvas, stage.light, h + 0.01, dry, number_of(stage, "ground"), misty=0.02)
    if not stage.winter:
        meadow(
            stage, (h + 0.03, canvas.high + 0.03), ("#5a5c34", "#b0aa62"), "dry grass", count=6500, blade=0.25
        )
    ways(stage)


def _block(stage: Stage, x: float, z: float, index: int) -> None:
    """A fallen drum or block of stone."""
    pen = pen_at(stage, "block", stage.vanish + stage.fit * x / z, z, index=index)
    tilt = pen.random.normal(0, 0.12)
    wide, high = pen.random.uniform(0.9, 1.9), pen.random.uniform(0.5, 0.9)
    pen.shadow(1.4 * wide, high, 0.8)
    face = np.array([[-wide / 2, 0], [-wide / 2, high], [wide / 2, high], [wide / 2, 0]])
    face = face + np.column_stack([0 * face[:, 0], tilt * face[:, 0]])
    pen.poly(np.add(face, (0.16 * -pen.light.side, 0.2)), "#c4b89e", 0.9, grain=0.3)
    pen.poly(face, "#b8ab92", 0.55, low=0.35, grain=0.35)


def _temple(stage: Stage) -> None:
    """What is left of a temple on its steps: a row of columns, some fallen."""
    open_air(stage, 0.56, 2.2)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    raise_ridge(stage, "hills", Ridge(h + 0.02, 0.15, 0.75, "#8a8a68", "#77785e", 0.7, 0.3))
    _ruin_ground(stage)
    for k in range(3):
        step = Wall(stage, (-9.5 + 0.4 * k, 14.0 + 0.4 * k), (9.5 - 0.4 * k, 14.0 + 0.4 * k), 0.35 * k)
        step.fill([rectangle(0, 0, step.length, 0.35)], "#b8ab92", 0.9, low=0.7, grain=0.3)
        tread = [
            [-9.5 + 0.4 * k, 0.35 * (k + 1), 14.0 + 0.4 * k],
            [9.5 - 0.4 * k, 0.35 * (k + 1), 14.0 + 0.4 * k],
            [9.1 - 0.4 * k, 0.35 * (k + 1), 20.0],
            [-9.1 + 0.4 * k, 0.35 * (k + 1), 20.0],
        ]
        fill_space(stage, [tread], "#e4e9ef" if stage.winter else "#c8bca2", 0.8, grain=0.3)
    whole = []
    for n in range(7):
        x = -7.5 + 2.5 * n
        pen = pen_at(stage, "column", stage.vanish + stage.fit * x / 15.4, 15.4, index=n)
        broken = n in (2, 5)
        column(
            replace(pen, y=pen.y - 1.05 * pen.scale),
            random.uniform(2.2, 4.6) if broken else 6.6,
            broken=broken,
        )
        whole.append(not broken)
    for n in range(6):
        if whole[n] and whole[n + 1]:
            beam = Wall(stage, (-7.5 + 2.5 * n - 0.7, 15.4), (-7.5 + 2.5 * n + 3.2, 15.4), 7.6)
            beam.fill([rectangle(0, 0, beam.length, 0.8)], "#c4b89e", 1.0, low=0.8, grain=0.3)
            beam.fill([rectangle(-0.1, 0.8, beam.length + 0.2, 0.25)], "#d0c4aa", 1.1, grain=0.2)
    for n, (x, z) in enumerate(((-4.5, 11.0), (3.4, 9.5), (-2.9, 7.0), (4.2, 6.2))):
        _block(stage, x + random.uniform(-0.5, 0.5), z, n)
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 11.0)), usual=[("bush", 2)], clear=(0.34, 0.66))
    birds_and_balloons(stage)


def _abbey(stage: Stage) -> None:
    """A roofless abbey: pointed arches open to the sky, ivy, grass for a floor."""
    open_air(stage, 0.54, 1.8)
    canvas = stage.canvas
    back = raise_ridge(stage, "back", Ridge(stage.horizon + 0.02, 0.08, 0.65, "#6f7a58", "#5a664a", 0.7))
    tree_line(stage, back, 0.03, "back trees", size=0.07, count=80, pines=0.3, distance=0.55)
    _ruin_ground(stage)
    _gothic_end(stage, 26.0, 5.2)
    for side in (-1, 1):
        _arcade(stage, side * 5.2, (26.0, 4.0), f"arcade {side}")
    stage.draw(
        LAND,
        (canvas.high * 0.97, row_of(stage, 12.0)),
        usual=[("rock", 2)],
        span=(0.12, 0.88),
        clear=(0.38, 0.62),
    )
    stage.draw({Kind.SKY}, (stage.horizon * 0.6, stage.horizon * 0.2), usual=[("bird", 4)])


def _pointed(middle: float, low: float, half: float, spring: float) -> list[list[float]]:
    """The outline of a pointed opening, from its left foot over the point to its right foot."""
    k = np.linspace(0, 1, 9)
    rise = 1.5 * half
    left = np.column_stack(
        [middle - half * np.cos(0.5 * np.pi * k) ** 0.8, spring + rise * np.sin(0.5 * np.pi * k)]
    )
    right = left[::-1] * [-1, 1] + [2 * middle, 0]
    return [[middle - half, low], *left.tolist(), *right[1:].tolist(), [middle + half, low]]


def _gothic_end(stage: Stage, away: float, half: float) -> None:
    """The end wall with its great empty window."""
    wall = Wall(stage, (-half, away), (half, away))
    opening = _pointed(half, 3.2, 2.4, 8.0)
    gable: list[list[float]] = [
        [0, 0],
        [0, 9.5],
        [1.2, 11.5],
        [half - 0.8, 15.0],
        [half + 1.4, 13.2],
        [2 * half - 1.4, 11.8],
        [2 * half, 8.2],
        [2 * half, 0],
    ]
    wall.fill(
        [[*gable[:4], [half, 15.2], [half, opening[9][1] + 0.02], *opening[9::-1], [half, 3.2], [half, 0]]],
        "#a39a88",
        0.95,
        low=0.7,
        grain=0.3,
    )
    wall.fill(
        [[[half, 0], [half, 3.2], *opening[:8:-1], [half, 15.2], *gable[4:]]],
        "#a39a88",
        0.95,
        low=0.7,
        grain=0.3,
    )
    for x in (-1.2, 0.0, 1.2):
        top = 8.0 + 3.4 * np.sqrt(max(0.0, 1 - (x / 2.4) ** 2))
        wall.fill([rectangle(half + x - 0.1, 3.2, 0.2, top - 3.2)], "#948b7a", 0.9, grain=0.2)
    wall.fill([_pointed(half, 0.0, 0.8, 1.6)], "#2f2c28", 0.5, grain=0.2)


def _arcade(stage: Stage, x: float, away: tuple[float, float], name: str) -> None:
    """A wall of pointed arches that runs towards the viewer, broken at its top."""
    random = stream(stage.seed, name)
    far, near = away
    z = far
    while z > near:
        bay = Wall(stage, (x, z - 4.4), (x, z))
        high = random.uniform(6.5, 9.5)
        edge: list[list[float]] = [
            [0, high + random.uniform(-1.4, 0.8)],
            [1.4, high + random.uniform(-0.6, 0.9)],
            [3.0, high + random.uniform(-1.2, 0.6)],
            [4.4, high + random.uniform(-1.4, 0.8)],
        ]
        opening = _pointed(2.2, 0.0, 1.45, 3.4)
        peak = opening[9]
        left: list[list[float]] = [[0, 0], edge[0], edge[1], [2.2, high], peak, *opening[8::-1]]
        right: list[list[float]] = [[2.2, high], edge[2], edge[3], [4.4, 0], *opening[:8:-1]]
        for half_wall in (left, right):
            bay.fill([half_wall], "#a39a88", 0.95, low=0.65, grain=0.3)
        rim = [[2.2 + 1.12 * (px - 2.2), py + 0.12] for px, py in opening]
        bay.fill([[*rim, *opening[::-1]]], "#b8ae9a", 1.05, grain=0.2)
        if not stage.winter and random.random() < 0.7:
            ivy = Wall(stage, (x - 0.02 * np.sign(x), z - 4.4), (x - 0.02 * np.sign(x), z - 2.9))
            hedge(stage, ivy, high * random.uniform(0.5, 0.95), f"ivy {name} {z:.1f}", count=420, solid=False)
        z -= 4.4


def _hill_tower(stage: Stage) -> None:
    """A broken tower and a length of wall on a bare hill."""
    open_air(stage, 0.66, 2.6)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    raise_ridge(stage, "blue hills", Ridge(h + 0.02, 0.2, 0.8, "#6f8470", "#6b7c70", 0.9))
    x = canvas.wide * (0.5 + 0.12 * side)
    crest = dome(
        x, 0.8 * canvas.wide, h + 0.13, h - 0.16, number_of(stage, "castle hill"), rough=0.05, power=1.6
    )
    tones = ("#e6ebf1", "#c4ced9") if stage.winter else ("#8f9058", "#66683e")
    raise_ridge(
        stage,
        "castle hill",
        Ridge(h + 0.13, 0.29, 0.3, *tones, 0.7, 0.2, slope=1.2, crest=crest, bottom=h + 0.16),
    )
    pen = stage.pen("keep", x, float(crest(np.array([x], np.float32))[0]) + 0.02)
    _keep(replace(pen.at(0, 0, 0.0165 * stage.fit / pen.scale), distance=0.2))
    paint_ground(
        canvas, stage.light, h + 0.12, (tones[0], tones[0], tones[1]), number_of(stage, "ground"), misty=0.0
    )
    if not stage.winter:
        meadow(
            stage, (h + 0.14, canvas.high + 0.03), ("#5a5c34", "#b0aa62"), "dry grass", count=6500, blade=0.35
        )
    ways(stage, usual=True)
    bush(pen_at(stage, "ruin bush", canvas.wide * (0.5 - 0.3 * side), 9.0))
    stage.draw(
        LAND,
        (canvas.high * 0.97, h + 0.17),
        usual=[("rock", 4), ("dead tree", 1)],
        span=(0.04, 0.36) if side > 0 else (0.64, 0.96),
    )
    stage.draw({Kind.SKY}, (h * 0.6, h * 0.2), usual=[("bird", 5)])


def _keep(pen: Pen) -> None:
    """A square tower torn open at the top, a wall with an arch beside it."""
    stone, side = "#9a9080", pen.light.side
    random = pen.random
    wall: list[list[float]] = [
        [-16, -1],
        [-16, 4.5],
        [-14, 5.4],
        [-12.4, 4.2],
        [-10.5, 6.2],
        [-8, 5.8],
        [-5, 7.0],
        [-5, -1],
    ]
    pen.poly([[u * side, y] for u, y in wall], stone, 0.5, low=0.3, grain=0.35)
    k = np.linspace(0, np.pi, 11)
    pen.poly(
        [
            *np.column_stack([side * (-10.5 + 1.5 * np.cos(k)), 2.2 + 1.5 * np.sin(k)]),
            [side * -12, -0.5],
            [side * -9, -0.5],
        ],
        "#3a352e",
        0.2,
    )
    teeth: list[list[float]] = [
        [-5, 15.5],
        [-4, 17.2],
        [-2.6, 16.4],
        [-1.4, 18.4],
        [0.2, 17.0],
        [1.6, 13.6],
        [3.0, 12.8],
        [4.2, 9.6],
        [5, 9.0],
    ]
    pen.poly([[u * side, y] for u, y in ([-5.0, -1.0], *teeth, [5.0, -1.0])], stone, 0.7, low=0.5, grain=0.35)
    shade: list[list[float]] = [[1.4, -1], [1.2, 13.9], [3.0, 12.8], [4.2, 9.6], [5, 9.0], [5, -1]]
    pen.poly([[u * side, y] for u, y in shade], "#4a443c", 0.15, alpha=0.4, grain=0.2)
    for u, y in ((-2.6, 12.0), (-2.4, 7.0), (2.0, 6.0)):
        pen.poly(
            [
                [side * u - 0.5, y],
                [side * u - 0.5, y + 1.5],
                [side * u, y + 2.1],
                [side * u + 0.5, y + 1.5],
                [side * u + 0.5, y],
            ],
            "#2f2b26",
            0.2,
        )
    for _ in range(60):
        u, y = random.uniform(-4.6, 4.6), random.uniform(0, 14)
        if y < np.interp(u, [t[0] for t in teeth], [t[1] for t in teeth]) - 1:
            pen.line([[side * u - 0.5, y], [side * u + 0.5, y]], 0.12, stone, 0.25)


SETTINGS: Final = {
    "ruins": Setting(composed(_temple, _abbey, _hill_tower), DRY, frozenset(("path", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
