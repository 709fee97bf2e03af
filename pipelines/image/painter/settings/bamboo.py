"""A bamboo forest: a path, among the stalks, a brook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    water_with,
)
from emogen.pipelines.image.painter.features import paint_path
from emogen.pipelines.image.painter.settings.greenery import green_air
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.plants import bamboo, shaft
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import boughs, meadow
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _grove(stage: Stage, name: str, away: tuple[float, float], count: int, clear: float) -> None:
    """Stalks of bamboo, the far ones first, a lane ``clear`` metres wide to both sides kept free."""
    random = stream(stage.seed, "grove", name)
    for n, z in enumerate(np.sort(np.exp(random.uniform(np.log(away[0]), np.log(away[1]), count)))[::-1]):
        half = 0.6 * stage.canvas.wide * z / stage.fit
        x = random.uniform(clear, max(half, clear + 0.5)) * (1 if random.random() < 0.5 else -1)
        pen = pen_at(stage, "bamboo", stage.vanish + stage.fit * x / z, float(z), index=n)
        bamboo(pen, (row_of(stage, float(z)) + 0.1) / pen.scale)


def _bamboo_floor(stage: Stage, *, path: bool) -> None:
    soil = ("#dfe5ec", "#c9d2dc", "#aab5c2") if stage.winter else ("#6a5c3a", "#7c7a48", "#4c4a2c")
    paint_ground(stage.canvas, stage.light, stage.horizon + 0.02, soil, number_of(stage, "soil"), misty=0.03)
    if not stage.winter:
        meadow(
            stage,
            (stage.horizon + 0.03, stage.canvas.high + 0.03),
            ("#5a5a30", "#a8a860"),
            "litter",
            count=4000,
            blade=0.12,
        )
    if path and not stage.bans("path"):
        paint_path(stage, edge=True)


def _bamboo_path(stage: Stage) -> None:
    """A path through a bamboo forest, stalk behind stalk into green light."""
    open_air(stage, 0.6, 1.8)
    canvas = stage.canvas
    green_air(stage, "#a8c080", "#6f9a58")
    _bamboo_floor(stage, path=True)
    _grove(stage, "far", (14.0, 60.0), 120, 1.8)
    boughs(stage, "far leaves", top=-0.03, deep=0.4 * canvas.high, count=30, size=0.02, distance=0.5)
    _grove(stage, "near", (3.6, 14.0), 46, 1.7)
    shaft(stage, 0.5, 0.12)
    stage.draw(LAND, (canvas.high * 0.97, stage.horizon + 0.12), clear=(0.38, 0.62))
    boughs(stage, "leaves", top=-0.06, deep=0.24 * canvas.high, count=22, size=0.026, distance=0.05)
    birds_and_balloons(stage)


def _bamboo_up(stage: Stage) -> None:
    """Near the ground, looking along the stalks; three stand close."""
    open_air(stage, 0.8, 1.1)
    canvas = stage.canvas
    green_air(stage, "#a8c080", "#6f9a58")
    _bamboo_floor(stage, path=False)
    _grove(stage, "far", (9.0, 40.0), 90, 0.2)
    boughs(stage, "far leaves", top=-0.03, deep=0.55 * canvas.high, count=34, size=0.024, distance=0.45)
    _grove(stage, "mid", (4.0, 9.0), 20, 0.6)
    stage.draw(LAND, (canvas.high * 0.97, stage.horizon + 0.05), clear=(0.38, 0.62))
    for n, (x, z) in enumerate(((-1.45, 2.3), (1.25, 2.6), (1.75, 1.9))):
        pen = pen_at(
            stage, "close", stage.vanish - stage.light.side * x * stage.fit / z, z, index=n, size=1.7
        )
        bamboo(pen, (row_of(stage, z) + 0.1) / pen.scale)
    shaft(stage, 0.5, 0.1)
    birds_and_balloons(stage)


def _bamboo_stream(stage: Stage) -> None:
    """Bamboo on both banks of a still brook, stones in it."""
    open_air(stage, 0.46, 2.6)
    canvas = stage.canvas
    green_air(stage, "#a8c080", "#6f9a58")
    _bamboo_floor(stage, path=False)
    _grove(stage, "far", (18.0, 60.0), 130, 1.4)
    boughs(stage, "far leaves", top=-0.03, deep=0.34 * canvas.high, count=28, size=0.02, distance=0.5)
    water_with(
        stage,
        row_of(stage, 17.0),
        rough=0.05,
        rows=(row_of(stage, 10.0), row_of(stage, 6.0)),
        colour="#3f5a40",
        span=(0.35, 0.65),
    )
    for side in (-1, 1):
        tone = ("#e0e6ec", "#c4cdd7") if stage.winter else ("#73764a", "#4c5230")
        raise_ridge(
            stage,
            f"bank {side}",
            Ridge(
                canvas.high * 1.02,
                0.5,
                0.1,
                *tone,
                0.5,
                slope=0.6,
                bottom=canvas.high,
                between=(canvas.wide * (0.5 + 0.14 * side), canvas.wide * (0.5 + 0.62 * side)),
            ),
        )
    _grove(stage, "bank", (4.2, 12.0), 40, 2.6)
    stage.draw(
        LAND,
        (canvas.high * 0.98, canvas.high * 0.8),
        usual=[("rock", 4)],
        clear=(0.4, 0.6),
        near=0.45,
    )
    boughs(stage, "leaves", top=-0.06, deep=0.26 * canvas.high, count=20, size=0.026, distance=0.05)
    birds_and_balloons(stage)


SETTINGS: Final = {
    "bamboo forest": Setting(
        composed(_bamboo_path, _bamboo_up, _bamboo_stream), DRY, frozenset(("path", *OPEN_AIR))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
