"""A vineyard: rows, hills, between the vines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    GRASS,
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
)
from emogen.pipelines.image.painter.crests import dome
from emogen.pipelines.image.painter.growth import Crop, crop_rows, strip
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.settings.country import SNOW, country, grass, ground, winterly
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.buildings import church, house
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


_VINE: Final = Crop(2.3, 0.75, 1.6, ("#2c4628", "#6f9040", "#a8b04a"), 0.2, 0.1)


def _vine_rows(stage: Stage) -> None:
    """Vines on both sides of a grassy way, hills and a village behind."""
    open_air(stage, 0.46, 2.6)
    canvas = stage.canvas
    stage.vanish = canvas.wide * (0.5 - 0.08 * stage.light.side)
    country(stage, tall=0.2)
    _, _, afar = GRASS[stage.season()]
    ground(stage, ("#8a7a50", afar, "#6a5a3c"))
    church(pen_at(stage, "village", stage.vanish + 0.2, 110.0))
    crop_rows(stage, (row_of(stage, 80.0), canvas.high + 0.14), winterly(stage, _VINE), "vines", 15000)
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 20.0)), clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _vine_hills(stage: Stage) -> None:
    """Hill behind hill in stripes of vines, a house with cypresses on the nearest."""
    open_air(stage, 0.42, 14.0)
    canvas, side = stage.canvas, stage.light.side
    h = stage.horizon
    raise_ridge(stage, "blue hills", Ridge(h + 0.01, 0.2, 0.8, "#6f8470", "#6b7c70", 0.9))
    green = (SNOW[0], SNOW[1]) if stage.winter else ("#8f9a4c", "#66743c")
    for n, (u, foot, top, distance) in enumerate(
        ((0.8, 0.14, -0.06, 0.5), (0.2, 0.3, 0.02, 0.32), (0.75, 0.5, 0.14, 0.2))
    ):
        where = u if side > 0 else 1.0 - u
        crest = dome(
            canvas.wide * where,
            canvas.wide * 0.75,
            h + foot,
            h + top,
            number_of(stage, f"hill {n}"),
            rough=0.02,
        )
        raise_ridge(
            stage,
            f"hill {n}",
            Ridge(h + foot, foot - top, distance, *green, 0.8, slope=1.0, crest=crest, bottom=canvas.high),
        )
        _stripes(stage, crest, canvas.wide * where, h + foot + 0.12, f"stripes {n}", distance)
        if n == 1:
            x = canvas.wide * where
            foot_y = float(crest(np.array([x], np.float32))[0]) + 0.012
            pen = stage.pen("vine house", x, foot_y)
            house(pen.at(0, 0, 0.011 / pen.scale))
            tree_line(
                stage,
                crest,
                0.006,
                "cypress",
                size=0.09,
                count=7,
                pines=1.0,
                distance=0.25,
                span=(where - 0.06, where + 0.1),
            )
    stage.draw(
        LAND,
        (canvas.high * 0.98, canvas.high * 0.86),
        usual=[("bush", 2)],
        near=0.45,
        clear=(0.33, 0.67),
    )
    birds_and_balloons(stage)


def _stripes(stage: Stage, crest: Outline, middle: float, low: float, name: str, distance: float) -> None:
    """Rows of vines over a rounded hill: lines that bend with it."""
    random, light, canvas = stream(stage.seed, name), stage.light, stage.canvas
    lines, each = 54, 190
    start = np.linspace(-0.9, 0.9, lines)[:, None]
    t = random.random((lines, each)) ** 1.2
    x = middle + canvas.wide * start * (0.42 + 0.75 * t)
    y = crest(x.ravel().astype(np.float32)).reshape(x.shape)
    y = y + 0.01 + (low - y) * t
    keep = (x > -0.02) & (x < canvas.wide + 0.02)
    size = 0.005 + 0.011 * t
    vine = winterly(stage, _VINE)
    tones = mix(
        light.lit(linear(vine.colours[0]), 0.15),
        light.lit(linear(vine.colours[1]), 0.7),
        np.clip(random.normal(0.45, 0.22, (lines, each)), 0, 1)[..., None],
    )
    tones = light.through_air(tones, distance)
    dabs = np.stack([x, y, size * 0.8, size * 0.7, random.uniform(0, 3, x.shape), np.full_like(x, 0.9)], -1)
    order = np.argsort(y[keep])
    canvas.dabs(dabs[keep][order].astype(np.float32), tones[keep][order], power=1.7, soft=0.4, bristle=0.2)


def _vine_near(stage: Stage) -> None:
    """Between two rows of vines heavy with grapes."""
    open_air(stage, 0.5, 1.5)
    canvas = stage.canvas
    country(stage, tall=0.16)
    _, sunny, afar = GRASS[stage.season()]
    ground(stage, (afar, sunny, "#7a6a48"))
    grass(stage, row_of(stage, 30.0), count=5000, blade=0.12)
    vine = winterly(stage, Crop(2.6, 0.9, 1.75, _VINE.colours, 0.25, 0.1))
    stage.vanish = canvas.wide * 0.5
    for n in (3, 2, 1):
        for side in (-1, 1):
            x = side * (1.35 + 2.6 * (n - 1))
            strip(stage, x, (1.3, 45.0), vine, f"vine {side} {n}", 6500 if n == 1 else 2500)
            if not stage.winter:
                strip(
                    stage,
                    x - 0.2 * side,
                    (1.2, 16.0),
                    Crop(1, 0.5, 0.9, ("#2c4628", "#5f8038", "#5a3f78"), 0.9, 0.05),
                    f"grapes {side} {n}",
                    420,
                )
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 9.0)), span=(0.35, 0.65))
    birds_and_balloons(stage)


SETTINGS: Final = {
    "vineyard": Setting(composed(_vine_rows, _vine_hills, _vine_near), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
