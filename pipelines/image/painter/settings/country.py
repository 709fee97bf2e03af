"""What worked land shares: hills behind, soil, grass, crops under snow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import BLOOMS, GRASS, number_of, raise_ridge
from emogen.pipelines.image.painter.growth import Crop
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.woods import meadow, tree_line

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


SNOW: Final = ("#e4e9ef", "#cdd5de", "#b3bdc8")


def country(stage: Stage, *, tall: float = 0.2) -> None:
    """Blue hills, a nearer one with hedges, as behind every farm."""
    h = stage.horizon
    dark, _, afar = GRASS[stage.season()]
    raise_ridge(stage, "blue hills", Ridge(h + 0.01, tall, 0.8, "#6f8470", "#6b7c70", 0.9))
    hill = raise_ridge(stage, "hill", Ridge(h + 0.025, 0.5 * tall, 0.55, afar, dark, 0.6, slope=1.4))
    tree_line(stage, hill, 0.04, "hill trees", size=0.028, count=130, pines=0.2, distance=0.5)


def ground(stage: Stage, colours: tuple[str, str, str], *, furrow: float = 0.0, down: float = 0.02) -> None:
    soil = SNOW if stage.winter else colours
    paint_ground(
        stage.canvas,
        stage.light,
        stage.horizon + down,
        soil,
        number_of(stage, "ground"),
        furrow=furrow,
        misty=0.02,
    )


def grass(stage: Stage, top: float, *, count: int = 8000, flowers: float = 0.02, blade: float = 0.35) -> None:
    dark, sunny, _ = GRASS[stage.season()]
    if not stage.winter:
        blooms = () if stage.bans("flower") else BLOOMS
        meadow(
            stage,
            (top, stage.canvas.high + 0.03),
            (dark, sunny),
            "grass",
            count=count,
            blade=blade,
            flowers=blooms,
            share=flowers,
        )


def winterly(stage: Stage, crop: Crop) -> Crop:
    """The crop, or what is left of it under snow."""
    if not stage.winter:
        return crop
    return Crop(
        crop.gap, crop.wide, 0.5 * crop.high, ("#8a8c98", "#e8edf3", "#6e665c"), 0.1, crop.leaf, crop.turn
    )
