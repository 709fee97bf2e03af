"""What parks and gardens share: lawn and trees behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.pipelines.image.painter.compose import GRASS, number_of, raise_ridge
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.woods import meadow, tree_line

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def lawn(stage: Stage, *, flowers: tuple[str, ...] = (), share: float = 0.03, blade: float = 0.14) -> None:
    """Short grass from behind the horizon's trees to the viewer's feet."""
    h, canvas = stage.horizon, stage.canvas
    dark, sunny, afar = GRASS[stage.season()]
    paint_ground(canvas, stage.light, h + 0.01, (afar, sunny, dark), number_of(stage, "lawn"), misty=0.02)
    if not stage.winter:
        blooms = () if stage.bans("flower") else flowers
        meadow(
            stage,
            (h + 0.03, canvas.high + 0.03),
            (dark, sunny),
            "lawn",
            blade=blade,
            flowers=blooms,
            share=share,
        )


def trees_behind(stage: Stage, size: float, count: int = 120) -> None:
    back = raise_ridge(
        stage, "back", Ridge(stage.horizon + 0.02, 0.05, 0.5, "#61794a", "#4c623c", 0.7, slope=0.5)
    )
    tree_line(stage, back, 0.03, "park trees", size=size, count=count, pines=0.12, distance=0.45)
