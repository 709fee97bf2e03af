"""A harbour: across the bay, along its quay, over its roofs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    FOREGROUND,
    birds_and_balloons,
    open_air,
    quay,
    raise_ridge,
    random_of,
    toward,
    water_with,
)
from emogen.pipelines.image.painter.fronts import Row, draw_row, old_front, roofed
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.paving import paint_paving
from emogen.pipelines.image.painter.settings.kinds import OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.town import far_shore, waterfront
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.buildings import lighthouse
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import fill_space, pen_at, row_of
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _bay(stage: Stage) -> None:
    """A bay with a town on its far shore, boats on the water, a stone quay in front."""
    canvas = stage.canvas
    open_air(stage, 0.46, 5.0)
    h = stage.horizon
    random = random_of(stage)
    far = raise_ridge(
        stage, "far", Ridge(h + 0.012, random.uniform(0.1, 0.17), 0.85, "#7d8a6c", "#66756a", 0.8)
    )
    tree_line(stage, far, 0.035, "far trees", size=0.018, count=150, pines=0.3, distance=0.85)
    near = Ridge(h + 0.02, 0.1, 0.6, "#71804f", "#5f6a4c", 0.5, between=toward(stage, random, 0.75, 0.15))
    tree_line(
        stage,
        raise_ridge(stage, "near", near),
        0.03,
        "shore trees",
        size=0.03,
        count=60,
        pines=0.4,
        distance=0.6,
    )
    waterfront(stage, h + 0.022)
    far_shore(stage, h + 0.022, FOREGROUND, 0.008)
    stage.draw({Kind.SHORE}, (h + 0.03, h + 0.026))
    water_with(stage, h + 0.024, rough=0.22, usual=[("boat", 3)], rows=(h + 0.06, canvas.high * 0.8))
    quay(stage)
    stage.draw(
        {Kind.GROUND},
        (canvas.high * 0.985, canvas.high * 0.89),
        usual=[("lamp", 2)],
        clear=(0.22, 0.78),
        near=FOREGROUND,
    )
    birds_and_balloons(stage)


def _quay_row(stage: Stage) -> None:
    """Along the quay: fronts on one side, masts and boats on the other, the mole with its light beyond."""
    open_air(stage, 0.48, 2.6)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    stage.vanish = canvas.wide * (0.5 - 0.08 * side)
    raise_ridge(stage, "far", Ridge(h + 0.012, 0.08, 0.85, "#7d8a6c", "#66756a", 0.8))
    mole = canvas.wide * (0.5 + 0.26 * side)
    if not stage.asks("lighthouse"):
        pen = stage.pen("mole light", mole + 0.18 * side, h + 0.03)
        lighthouse(replace(pen.at(0, 0, 0.0075 / pen.scale), distance=0.4))
    stage.draw({Kind.SHORE}, (h + 0.034, h + 0.028), span=(0.5, 0.95) if side > 0 else (0.05, 0.5))
    where = (0.52, 0.92) if side > 0 else (0.08, 0.48)
    usual = [("boat", 4), ("sailboat", 1)]
    water_with(
        stage, h + 0.02, rough=0.14, rows=(row_of(stage, 30.0), row_of(stage, 6.5)), usual=usual, span=where
    )
    edge = 0.9 * side
    lip = [[edge, 0.0, 0.5], [edge, -1.2, 0.5], [edge, -1.2, 90.0], [edge, 0.0, 90.0]]
    fill_space(stage, [lip], "#5f584e", 0.3, grain=0.3)
    row = Row(-side, 6.5, (3.2, 90.0), (5.5, 8.0), (6.0, 9.5), shops=0.35)
    span = (-9.0, edge) if side > 0 else (edge, 9.0)
    paint_paving(stage, row_of(stage, 90.0), ("#9a8c78", "#7a6e5e"), (0.7, 0.7), joints=0.4, span=span)
    draw_row(stage, row, "quay fronts", old_front)
    for z in (34.0, 20.0, 12.5, 8.0, 5.2):
        bollard = pen_at(stage, "bollard", stage.vanish + stage.fit * 0.55 * side / z, z, index=int(z))
        bollard.shadow(0.4, 0.5, 0.8)
        bollard.poly(
            [[-0.16, 0], [-0.12, 0.45], [-0.2, 0.5], [0.2, 0.5], [0.12, 0.45], [0.16, 0]],
            "#33363a",
            0.6,
            low=0.4,
        )
    near = (0.2, 0.46) if side > 0 else (0.54, 0.8)
    stage.draw(
        {Kind.GROUND},
        (canvas.high * 0.98, row_of(stage, 12.0)),
        usual=[("lamp", 2)],
        near=FOREGROUND,
        span=near,
    )
    stage.foreground = (0.28, 0.6) if side > 0 else (0.4, 0.72)
    birds_and_balloons(stage)


def _over_the_roofs(stage: Stage) -> None:
    """From above: roofs at one's feet, the basin with its boats, two moles and the open sea."""
    open_air(stage, 0.26, 24.0)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    cape = raise_ridge(
        stage,
        "cape",
        Ridge(h + 0.05, 0.12, 0.65, "#87876a", "#6f7a5a", 0.5, 0.25, between=toward(stage, random, 0.8, 0.1)),
    )
    tree_line(stage, cape, 0.03, "cape trees", size=0.02, count=60, pines=0.4, distance=0.65)
    stage.draw({Kind.SHORE}, (h + 0.07, h + 0.05))
    water_with(
        stage,
        h,
        rough=0.2,
        rows=(h + 0.12, h + 0.4),
        usual=[("boat", 5), ("sailboat", 2)],
        colour="#2c5566",
        span=(0.12, 0.88),
    )
    for n, (start, end, y) in enumerate(((-0.05, 0.4, 0.2), (0.56, 1.05, 0.17))):
        _mole(stage, canvas.wide * start, canvas.wide * end, h + y, n)
    for n, z in enumerate((40.0, 31.0, 24.0, 18.0)):
        x = -0.62 * canvas.wide * z
        while x < 0.62 * canvas.wide * z:
            wide = random.uniform(6, 9)
            if abs(x + wide / 2) > 3.0 + 2.2 * n or n > 1:
                roofed(stage, x, z, wide, random.uniform(5.0, 8.0), random)
            x += wide * random.uniform(1.0, 1.25)
    stage.draw({Kind.GROUND}, (canvas.high * 0.99, canvas.high * 0.95), near=0.2)
    stage.draw({Kind.SKY}, (h * 0.8, h * 0.3), usual=[("bird", 6)])
    stage.foreground = (0.3, 0.7)


def _mole(stage: Stage, start: float, end: float, y: float, index: int) -> None:
    """A mole of stone from ``start`` to ``end`` (scene units), a small light at its free end."""
    light, free = stage.light, end if index == 0 else start
    top = light.through_air(light.lit(linear("#a89c88"), 0.7), 0.35)
    side = light.through_air(light.lit(linear("#6f665a"), 0.35), 0.35)
    stage.canvas.fill(
        [np.array([[start, y], [end, y], [end, y + 0.026], [start, y + 0.026]], np.float32)], side, grain=0.4
    )
    stage.canvas.fill(
        [np.array([[start, y - 0.008], [end, y - 0.008], [end, y + 0.008], [start, y + 0.008]], np.float32)],
        top,
        grain=0.3,
        stretch=4,
    )
    pen = stage.pen("mole light", free - 0.02 if index == 0 else free + 0.02, y, index=index)
    lighthouse(replace(pen.at(0, 0, 0.0034 / pen.scale), distance=0.35))


SETTINGS: Final = {
    "harbour": Setting(composed(_bay, _quay_row, _over_the_roofs), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
