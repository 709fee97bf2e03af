"""A riverside: a bridge over it, on it, under it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    bank,
    birds_and_balloons,
    open_air,
    raise_ridge,
    random_of,
    toward,
    water_with,
)
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.paving import paint_paving, wet_ground
from emogen.pipelines.image.painter.settings.garden_pieces import floor
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.town import skyline, waterfront
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.props import bridge
from emogen.pipelines.image.painter.walls import Wall, fill_space, project, rectangle, row_of
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.canvas import Canvas
    from emogen.pipelines.image.painter.pen import Pen
    from emogen.pipelines.image.painter.stage import Stage


def _river_bridge(stage: Stage) -> None:
    """A stone bridge over a river, trees on its banks, the town beyond."""
    open_air(stage, 0.46, 5.0)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    raise_ridge(stage, "far", Ridge(h + 0.012, 0.1, 0.85, "#7d8a6c", "#66756a", 0.8))
    waterfront(stage, h + 0.02)
    for n, (inner, outer) in enumerate(((0.3, 0.0), (0.7, 1.0))):
        near = raise_ridge(
            stage,
            f"side {n}",
            Ridge(
                h + 0.06,
                0.07,
                0.4,
                "#71804f",
                "#5f6a4c",
                0.5,
                between=(canvas.wide * inner, canvas.wide * outer),
            ),
        )
        tree_line(
            stage,
            near,
            0.04,
            f"trees {n}",
            size=0.12,
            count=34,
            pines=0.1,
            distance=0.35,
            span=(min(inner, outer), max(inner, outer)),
        )
    shore = h + 0.03
    mirror = canvas.layer(shore)
    x = canvas.wide * 0.5
    show = not stage.bans("bridge")
    if show:
        bridge(_river_pen(stage, x, shore, mirror))
    water_with(stage, shore, rough=0.14, rows=(h + 0.1, canvas.high * 0.8), colour="#3a5a56", layer=mirror)
    if show:
        bridge(_river_pen(stage, x, shore, None))
    for n, (inner, outer) in enumerate(((0.2, -0.02), (0.8, 1.02))):
        ends = raise_ridge(
            stage,
            f"end {n}",
            Ridge(
                shore + 0.07,
                0.11,
                0.25,
                "#6f8048",
                "#56663c",
                0.4,
                between=(canvas.wide * inner, canvas.wide * outer),
            ),
        )
        tree_line(
            stage,
            ends,
            0.05,
            f"end trees {n}",
            size=0.17,
            count=16,
            pines=0.1,
            distance=0.25,
            span=(min(inner, outer), max(inner, outer) - 0.03 * (n == 0)),
        )
    bank(stage, 0.14, random)
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.93),
        usual=[("bench", 1), ("bush", 2)],
        near=0.45,
        clear=(0.3, 0.7),
    )
    birds_and_balloons(stage)


def _river_pen(stage: Stage, x: float, shore: float, mirror: Canvas | None) -> Pen:
    """A pen for the bridge across the river, or its mirror image: from bank to bank."""
    pen = stage.pen("bridge", x, shore + 0.05, canvas=mirror, flip=1 if mirror is None else -1)
    return replace(pen, scale=0.68 * stage.canvas.wide / 44.0, distance=0.2)


def _on_bridge(stage: Stage) -> None:
    """On a great bridge: its deck runs to a tower, cables left and right, the city behind."""
    open_air(stage, 0.56, 1.9)
    canvas = stage.canvas
    stage.vanish = canvas.wide * (0.5 + 0.06 * stage.light.side)
    hills = Ridge(stage.horizon + 0.01, 0.1, 0.85, "#7d8a6c", "#66756a", 0.8)
    raise_ridge(stage, "far hills", hills)
    skyline(stage, stage.horizon - 0.002, 0.42)
    water_with(
        stage,
        stage.horizon + 0.012,
        rough=0.2,
        rows=(stage.horizon + 0.03, stage.horizon + 0.1),
        colour="#3a5560",
        span=(0.0, 0.3),
    )
    if stage.bans("bridge"):
        stage.prompt = replace(stage.prompt, banned=stage.prompt.banned - {"bridge"})
    deck = [(-3.6, 0.5), (3.6, 0.5), (3.6, 140.0), (-3.6, 140.0)]
    floor(stage, deck, "#dfe5ec" if stage.winter else "#8a7a68")
    paint_paving(
        stage, row_of(stage, 140.0), ("#97836a", "#7f6d58"), (7.2, 0.28), joints=0.35, span=(-3.6, 3.6)
    )
    wet_ground(stage, row_of(stage, 120.0), 3.6)
    _tower(stage, 62.0)
    for side in (-1, 1):
        _cables(stage, side * 3.6, 62.0)
    stage.draw(
        LAND,
        (canvas.high * 0.97, row_of(stage, 16.0)),
        usual=[("lamp", 2), ("figure", 1)],
        span=(0.2, 0.8),
        clear=(0.42, 0.6),
    )
    birds_and_balloons(stage)


def _tower(stage: Stage, away: float) -> None:
    """A tower of stone with two pointed arches."""
    wall = Wall(stage, (-6.5, away), (6.5, away))
    stone = "#a08c74"
    for left, wide in ((0.0, 2.2), (5.4, 2.2), (10.8, 2.2)):
        wall.fill([rectangle(left, -6, wide, 30)], stone, 0.95, low=0.7, grain=0.25)
    k = np.linspace(0, 1, 9)
    for middle in (3.8, 9.2):
        curve = np.column_stack(
            [middle - 1.6 * np.cos(0.5 * np.pi * k) ** 0.8, 15.0 + 3.4 * np.sin(0.5 * np.pi * k)]
        )
        arch = [*curve.tolist(), *(curve[::-1] * [-1, 1] + [2 * middle, 0])[1:].tolist()]
        wall.fill([[[middle - 1.6, 24.0], *arch, [middle + 1.6, 24.0]]], stone, 0.9, grain=0.25)
    wall.fill([rectangle(-0.4, 24.0, 13.8, 1.4)], "#b09c84", 1.1, grain=0.2)


def _cables(stage: Stage, x: float, away: float) -> None:
    """The sagging main cable, its hangers and the railing on one side of the deck."""
    light = stage.light
    z = np.geomspace(0.8, away, 46)
    up = 3.2 + 20.5 * (z / away) ** 2.2
    line = project(stage, np.column_stack([np.full(46, x), up, z]))
    tone = light.lit(linear("#4a4440"), 0.35)
    wide = np.clip(0.12 * stage.fit / z, 0.0012, 0.012)
    step = np.hypot(np.gradient(line[:, 0]), np.gradient(line[:, 1]))
    slope = np.arctan2(np.gradient(line[:, 1]), np.gradient(line[:, 0]))
    stage.canvas.dabs(
        np.column_stack([line, step, wide, slope, np.full(46, 0.95)]).astype(np.float32), tone[None], soft=0.3
    )
    rail = Wall(stage, (x, 0.6), (x, away))
    hangers = []
    for at in np.arange(1.2, away, 1.7):
        top = 3.2 + 20.5 * (at / away) ** 2.2
        hangers.append(rectangle(float(at) - 0.6, 0.0, 0.05, float(top)))
    rail.fill(hangers, "#4a4440", 0.7, grain=0)
    rail.fill(
        [rectangle(0, 1.0, away - 0.6, 0.1), rectangle(0, 0.15, away - 0.6, 0.08)], "#5a524a", 0.8, grain=0
    )
    rail.fill([rectangle(0.35 * n, 0.15, 0.03, 0.85) for n in range(1, 90)], "#5a524a", 0.7, grain=0)


def _under_bridge(stage: Stage) -> None:
    """Under a great arch: its vault overhead, river and light beyond."""
    open_air(stage, 0.5, 2.6)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    far = raise_ridge(
        stage,
        "far",
        Ridge(h + 0.012, 0.08, 0.8, "#7d8a6c", "#66756a", 0.8, between=toward(stage, random, 1.2, -0.2)),
    )
    tree_line(stage, far, 0.03, "far trees", size=0.05, count=110, pines=0.2, distance=0.7)
    water_with(
        stage, h + 0.02, rough=0.12, rows=(h + 0.06, canvas.high * 0.7), colour="#3a5450", span=(0.25, 0.75)
    )
    _vault(stage)
    side = stage.light.side
    ground = Ridge(
        canvas.high,
        0.2,
        0.05,
        "#8a8070",
        "#5f584e",
        0.8,
        0.2,
        bottom=canvas.high,
        between=(canvas.wide * (0.5 + 0.4 * side), canvas.wide * (0.5 - 0.6 * side)),
    )
    raise_ridge(stage, "quay", ground)
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.9),
        usual=[("rock", 2)],
        near=0.6,
        span=(0.06, 0.6) if side > 0 else (0.4, 0.94),
    )
    stage.foreground = (0.12, 0.5) if side > 0 else (0.5, 0.88)
    birds_and_balloons(stage)


def _vault(stage: Stage) -> None:
    """The barrel of the arch, ring of stones by ring, the near ones dark."""
    k = np.linspace(0, np.pi, 27)
    depths = (26.0, 19.0, 14.0, 10.2, 7.4, 5.2)
    half, spring = 7.4, 0.8
    for n, z in enumerate(depths):
        far = z + 9.0 if n == 0 else depths[n - 1]
        inner = np.column_stack([-half * np.cos(k), spring + 0.78 * half * np.sin(k)])
        for j in range(26):
            a, b = inner[j], inner[j + 1]
            lap = b + 0.12 * (b - a)  # over its neighbour: no seam between them
            quad = [
                [a[0], a[1], 0.985 * z],
                [lap[0], lap[1], 0.985 * z],
                [lap[0], lap[1], far],
                [a[0], a[1], far],
            ]
            turn = 0.5 - 0.5 * np.cos(k[j]) if stage.light.side < 0 else 0.5 + 0.5 * np.cos(k[j])
            fill_space(
                stage,
                [quad],
                ("#8a7d6c", "#7d7162", "#95877a")[(j * 7 + n * 3) % 3],
                0.06 + 0.3 * turn * (0.9**n),
                grain=0.25,
                seed=j * 31 + n,
            )
        for way in (-1, 1):
            side = [
                [way * half, -2.0, z],
                [way * half, spring, z],
                [way * half, spring, far],
                [way * half, -2.0, far],
            ]
            fill_space(stage, [side], "#7d7162", 0.3 if way == -stage.light.side else 0.12, grain=0.3)
    z = depths[-1]
    ring = np.column_stack([-half * np.cos(k), spring + 0.78 * half * np.sin(k), np.full(27, z)])
    outer = [[-40, -2, z], [-40, 30, z], [40, 30, z], [40, -2, z]]
    shape = [*outer[:2], *outer[2:], [half, -2, z], *ring[::-1].tolist(), [-half, -2, z]]
    fill_space(stage, [shape], "#6f6456", 0.1, grain=0.3)
    for j in range(0, 26):
        a, b = ring[j], ring[j + 1]
        stone = [
            a,
            b,
            [b[0] * 1.11, spring + (b[1] - spring) * 1.11 + 0.12, z],
            [a[0] * 1.11, spring + (a[1] - spring) * 1.11 + 0.12, z],
        ]
        fill_space(stage, [stone], ("#9a8c7a", "#877a6a")[j % 2], 0.2, grain=0.3, seed=j)


SETTINGS: Final = {
    "riverside": Setting(
        composed(_river_bridge, _on_bridge, _under_bridge),
        WATERSIDE,
        frozenset(("bridge", "river", *OPEN_AIR)),
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
