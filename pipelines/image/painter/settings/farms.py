"""A farm: its barn, ploughed land, the harvest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    GRASS,
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    ways,
)
from emogen.pipelines.image.painter.crests import dome
from emogen.pipelines.image.painter.growth import Crop, crop_rows
from emogen.pipelines.image.painter.settings.country import SNOW, country, grass, ground
from emogen.pipelines.image.painter.settings.farm_pieces import bale, barn, silo
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.buildings import house
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.props import fence
from emogen.pipelines.image.painter.things.trees import tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import meadow
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


_SOIL: Final = ("#6e4e36", "#8a6848", "#543a2a")


def _barnyard(stage: Stage) -> None:
    """A red barn and its silo across a meadow, a fence in front."""
    open_air(stage, 0.54, 2.6)
    canvas, side = stage.canvas, stage.light.side
    dark, sunny, afar = GRASS[stage.season()]
    country(stage)
    ground(stage, (afar, sunny, dark))
    grass(stage, stage.horizon + 0.05)
    ways(stage)
    x = canvas.wide * (0.5 - 0.17 * side)
    silo(pen_at(stage, "silo", x + 0.3 * side, 27.0))
    barn(pen_at(stage, "barn", x, 23.0))
    tree(pen_at(stage, "farm tree", canvas.wide * (0.5 + 0.33 * side), 22.0))
    rows = (canvas.high * 0.97, row_of(stage, 15.0))
    fence(pen_at(stage, "fence", canvas.wide * 0.5, 8.2, index=1))
    stage.draw(LAND, rows, usual=[("flower", 4), ("bush", 1)], clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _ploughed(stage: Stage) -> None:
    """Furrows to the horizon, the farmhouse small under its trees."""
    open_air(stage, 0.4, 3.2)
    canvas, side = stage.canvas, stage.light.side
    stage.vanish = canvas.wide * (0.5 + 0.16 * side)
    country(stage, tall=0.13)
    ground(stage, _SOIL)
    far = row_of(stage, 90.0)
    x = canvas.wide * (0.5 - 0.22 * side)
    for n, shift in enumerate((-0.11, 0.08, 0.13)):
        tree(stage.pen("yard tree", x + shift, far + 0.012, index=n))
    house(stage.pen("farmhouse", x, far + 0.014))
    barn(stage.pen("far barn", x + 0.06, far + 0.016))
    if not stage.winter:
        crop_rows(
            stage,
            (far + 0.02, canvas.high + 0.03),
            Crop(0.9, 0.5, 0.22, ("#3a281c", "#8f6c4c", "#a8845e"), 0.3, 0.09),
            "furrows",
            9000,
        )
        crop_rows(
            stage,
            (far + 0.03, canvas.high + 0.03),
            Crop(0.9, 0.22, 0.2, ("#3f5a2c", "#86a04a", "#a0b85a"), 0.3, 0.05),
            "shoots",
            2600,
        )
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 16.0)), clear=(0.36, 0.62))
    stage.draw({Kind.SKY}, (stage.horizon * 0.8, stage.horizon * 0.4), usual=[("bird", 6)])


def _harvest(stage: Stage) -> None:
    """Stubble and bales of straw on a golden slope, a barn on the rise."""
    open_air(stage, 0.5, 2.4)
    canvas, side = stage.canvas, stage.light.side
    country(stage, tall=0.15)
    crest = dome(
        canvas.wide * (0.5 - 0.3 * side),
        canvas.wide * 1.1,
        stage.horizon + 0.16,
        stage.horizon - 0.09,
        number_of(stage, "rise"),
        rough=0.02,
    )
    gold = SNOW if stage.winter else ("#d9b45e", "#b08a42", "#c29c4e")
    raise_ridge(
        stage,
        "rise",
        Ridge(
            stage.horizon + 0.16, 0.25, 0.2, gold[0], gold[1], 1.0, slope=0.8, crest=crest, bottom=canvas.high
        ),
    )
    for n, u in enumerate((0.5 - 0.24 * side, 0.5 - 0.33 * side)):
        foot = float(crest(np.array([canvas.wide * u], np.float32))[0]) + 0.015
        pen = stage.pen("rise barn", canvas.wide * u, foot, index=n)
        (barn if n == 0 else silo)(pen.at(0, 0, 0.017 / pen.scale))
    random = stream(stage.seed, "bales")
    if not stage.winter:
        meadow(
            stage,
            (stage.horizon + 0.12, canvas.high + 0.03),
            ("#8f6c30", "#e6c878"),
            "stubble",
            count=8000,
            blade=0.16,
        )
    for n, z in enumerate((34.0, 24.0, 17.0, 12.0, 8.0, 5.4)):
        x = random.uniform(0.1, 0.42) if n % 2 else random.uniform(0.58, 0.92)
        bale(pen_at(stage, "bale", canvas.wide * x, z, index=n))
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 9.0)), clear=(0.36, 0.64))
    birds_and_balloons(stage)


SETTINGS: Final = {
    "farm": Setting(composed(_barnyard, _ploughed, _harvest), DRY, frozenset(("river", "path", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
