"""A wall of rock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.pipelines.image.painter.compose import number_of, raise_ridge
from emogen.pipelines.image.painter.crests import cliff_wall
from emogen.pipelines.image.painter.terrain import Ridge

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def cliff(
    stage: Stage,
    name: str,
    edge: float,
    side: int,
    foot: float,
    top: float,
    *,
    distance: float,
    colours: tuple[str, str],
    strata: float = 0.6,
    lean: float = 0.12,
    scale: float = 0.35,
) -> None:
    """A wall of rock at one side; ``edge`` a share of the width."""
    crest = cliff_wall(edge * stage.canvas.wide, side, foot, top, number_of(stage, name), lean=lean)
    high = foot - top
    raise_ridge(
        stage,
        name,
        Ridge(
            foot,
            high,
            distance,
            *colours,
            scale,
            0.75,
            slope=0.75,
            strata=strata,
            crest=crest,
            bottom=foot + 0.02,
        ),
    )
