"""A park: its avenue, its pond, its lawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import (
    BLOOMS,
    GRASS,
    birds_and_balloons,
    open_air,
    raise_ridge,
    water_with,
)
from emogen.pipelines.image.painter.growth import reeds
from emogen.pipelines.image.painter.paving import paint_paving
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.lawns import lawn, trees_behind
from emogen.pipelines.image.painter.settings.town import skyline
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.props import bridge
from emogen.pipelines.image.painter.things.trees import tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import boughs, meadow

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


_PATH: Final = ("#c2ab84", "#a8926e")


def _park_walk(stage: Stage) -> None:
    """An avenue: a gravel walk between two rows of trees, lamps and benches."""
    open_air(stage, 0.52, 1.8)
    stage.vanish = stage.canvas.wide * (0.5 + 0.07 * stage.light.side)
    trees_behind(stage, 0.08)
    lawn(stage)
    stones = ("#e3e7ed", "#cfd6de") if stage.winter else _PATH
    paint_paving(stage, row_of(stage, 70.0), stones, (0.2, 0.2), joints=0.06, span=(-2.1, 2.1))
    for n, z in enumerate((46.0, 32.0, 22.0, 15.0, 10.0)):
        for side in (-1, 1):
            x = stage.vanish + side * (5.0 + 0.08 * z) * stage.fit / z
            tree(pen_at(stage, "avenue", x, z, index=2 * n + (side > 0)))
    rows = (row_of(stage, 4.4), row_of(stage, 14.0))
    stage.draw(
        LAND,
        rows,
        usual=[("bench", 1), ("lamp", 2), ("figure", 1)],
        span=(0.1, 0.9),
        clear=(0.4, 0.6),
    )
    birds_and_balloons(stage)


def _park_pond(stage: Stage) -> None:
    """A pond with a small bridge, a lawn around it, a weeping bough above."""
    open_air(stage, 0.42, 3.4)
    canvas = stage.canvas
    trees_behind(stage, 0.13)
    lawn(stage)
    for n, (u, z) in enumerate(((0.2, 36.0), (0.83, 30.0))):
        tree(pen_at(stage, "pond tree", canvas.wide * u, z, index=n))
    shore = row_of(stage, 24.0)
    mirror = canvas.layer(shore)
    where = canvas.wide * 0.62
    bridge(stage.pen("park bridge", where, shore + 0.02, size=0.5, canvas=mirror, flip=-1))
    water_with(stage, shore, rough=0.05, rows=(shore + 0.05, shore + 0.16), colour="#4a6a52", layer=mirror)
    bridge(stage.pen("park bridge", where, shore + 0.02, size=0.5))
    dark, sunny, _ = GRASS[stage.season()]
    bottom = Ridge(canvas.high * 0.9, 0.1, 0.05, sunny, dark, 1.2, bottom=canvas.high, slope=0.5)
    raise_ridge(stage, "near lawn", bottom)
    if not stage.winter:
        meadow(
            stage,
            (canvas.high * 0.89, canvas.high + 0.03),
            (dark, sunny),
            "near",
            count=3500,
            blade=0.14,
            flowers=BLOOMS,
            share=0.02,
        )
        reeds(stage, (canvas.high * 0.88, canvas.high * 0.92), "pond", count=240, tall=0.7, span=(0.0, 0.34))
    boughs(stage, "willow", top=-0.04, deep=0.42 * canvas.high, count=15, size=0.03, distance=0.1)
    stage.draw(
        LAND,
        (canvas.high * 0.985, canvas.high * 0.93),
        usual=[("bench", 1)],
        near=0.4,
        clear=(0.3, 0.7),
    )
    birds_and_balloons(stage)


def _park_lawn(stage: Stage) -> None:
    """A wide lawn under one great tree, the town's towers behind."""
    open_air(stage, 0.6, 2.2)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    skyline(stage, h - 0.01)
    trees_behind(stage, 0.11, 170)
    lawn(stage, flowers=("#efe8da", "#e8c23c"), share=0.02)
    x = canvas.wide * (0.5 + 0.3 * side)
    tree(pen_at(stage, "great tree", x, 9.0, size=0.92))
    rows = (canvas.high * 0.97, row_of(stage, 16.0))
    span = (0.06, 0.6) if side > 0 else (0.4, 0.94)
    stage.foreground = (0.1, 0.5) if side > 0 else (0.5, 0.9)
    stage.draw(LAND, rows, usual=[("bench", 1), ("figure", 2), ("flower", 6)], span=span)
    birds_and_balloons(stage)


SETTINGS: Final = {
    "park": Setting(composed(_park_walk, _park_pond, _park_lawn), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
