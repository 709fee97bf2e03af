"""A street of towers: an avenue, a street of shops, a crossing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import open_air
from emogen.pipelines.image.painter.fronts import BRICK, GLASS, Row, draw_row, neon, old_front, tower_front
from emogen.pipelines.image.painter.paving import paint_paving, wet_ground
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.stalls import street_things
from emogen.pipelines.image.painter.walls import Wall, fill_space
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _avenue(stage: Stage) -> None:
    """Between towers, eye to eye with the traffic, signs that shine in the dark."""
    open_air(stage, 0.62, 2.2)
    stage.vanish = stage.canvas.wide * (0.5 + 0.08 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.005, ("#55545a", "#47464c"), (60.0, 3.0), joints=0.0)
    for side in (-1, 1):
        row = Row(side, 11.0, (3.0, 150.0), (11.0, 18.0), (26.0, 70.0), GLASS, shops=0.9)
        draw_row(stage, row, f"towers {side}", tower_front)
    _pavements(stage, 7.5, 11.0)
    _lane_marks(stage, 0.0)
    for side in (-1, 1):
        neon(stage, Row(side, 11.0, (5.0, 40.0), (1, 1), (1, 1)), f"sign {side}")
    wet_ground(stage, stage.horizon + 0.03, 11.0)
    street_things(stage, [("car", 2), ("figure", 2), ("lamp", 2)])


def _narrow_street(stage: Stage) -> None:
    """A narrow street of shops under a hundred signs."""
    open_air(stage, 0.56, 1.7)
    stage.vanish = stage.canvas.wide * (0.5 - 0.14 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.005, ("#5c5a5e", "#4b4a4f"), (0.9, 0.9), joints=0.22)
    for side in (-1, 1):
        row = Row(side, 4.2, (2.0, 70.0), (5.0, 8.0), (9.0, 19.0), BRICK, shops=1.0)
        draw_row(stage, row, f"shops {side}", old_front)
    for side in (-1, 1):
        neon(stage, Row(side, 4.2, (3.6, 30.0), (1, 1), (1, 1)), f"signs {side}", 10)
    wet_ground(stage, stage.horizon + 0.03, 4.2, 0.14 * stage.light.lamps)
    street_things(stage, [("figure", 3), ("lamp", 1)], clear=(0.4, 0.6))


def _crossing(stage: Stage) -> None:
    """A wide crossing seen from a first floor: towers in front, streets to both sides."""
    open_air(stage, 0.42, 6.5)
    paint_paving(stage, stage.horizon + 0.004, ("#58575c", "#4a494e"), (60.0, 3.0), joints=0.0)
    for side, x in ((-1, 30.0), (1, 30.0)):
        row = Row(side, x, (32.0, 170.0), (14.0, 20.0), (30.0, 80.0), GLASS, shops=0.9)
        draw_row(stage, row, f"crossing {side}", tower_front)
    random = stream(stage.seed, "corner")
    for x0, x1, high in ((-9.0, 9.0, 58.0), (-29.0, -13.0, 40.0), (13.0, 29.0, 34.0)):
        wall = Wall(stage, (x0, 62.0), (x1, 62.0))
        tower_front(
            wall,
            high * random.uniform(0.85, 1.15),
            GLASS[int(random.integers(len(GLASS)))],
            0.9,
            random,
        )
    for n in range(9):
        stripe = [
            [-8.0 + 1.9 * n, 0, 14.0],
            [-7.0 + 1.9 * n, 0, 14.0],
            [-7.0 + 1.9 * n, 0, 19.0],
            [-8.0 + 1.9 * n, 0, 19.0],
        ]
        fill_space(stage, [stripe], "#cfccc4", 0.6, grain=0.3)
    wet_ground(stage, stage.horizon + 0.06, 60.0)
    street_things(stage, [("car", 4), ("figure", 4), ("lamp", 4)], far=0.12)


def _pavements(stage: Stage, kerb: float, wall: float) -> None:
    for side in (-1, 1):
        slab = [
            [side * kerb, 0.15, 0.5],
            [side * wall, 0.15, 0.5],
            [side * wall, 0.15, 120.0],
            [side * kerb, 0.15, 120.0],
        ]
        fill_space(stage, [slab], "#dfe3e9" if stage.winter else "#8d877e", 0.5, grain=0.25, stretch=3)
        edge = [
            [side * kerb, 0.15, 0.5],
            [side * kerb, 0.0, 0.5],
            [side * kerb, 0.0, 120.0],
            [side * kerb, 0.15, 120.0],
        ]
        fill_space(stage, [edge], "#6a655e", 0.3, grain=0.1)


def _lane_marks(stage: Stage, x: float) -> None:
    marks = [
        [[x - 0.1, 0, z], [x + 0.1, 0, z], [x + 0.1, 0, z + 2.2], [x - 0.1, 0, z + 2.2]]
        for z in np.arange(1.5, 60, 5.0)
    ]
    for mark in marks:
        fill_space(stage, [mark], "#cdc9bd", 0.6, grain=0.2)


SETTINGS: Final = {
    "street": Setting(composed(_avenue, _narrow_street, _crossing), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
