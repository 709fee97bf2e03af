"""The open sea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import birds_and_balloons, open_air, water_with
from emogen.pipelines.image.painter.settings.kinds import OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.swell import paint_swell
from emogen.pipelines.image.painter.things.kinds import Kind

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _sea_swell(stage: Stage) -> None:
    """Nothing but sea: swell behind swell to the horizon."""
    open_air(stage, 0.44, 4.0)
    paint_swell(stage, stage.horizon, (0.02, 0.045, 0.08, 0.14, 0.24, 0.42), lift=0.075)
    _afloat(stage, (stage.horizon + 0.06, stage.canvas.high * 0.7))


def _sea_waves(stage: Stage) -> None:
    """Down between the waves: one stands as high as a house."""
    open_air(stage, 0.58, 2.0)
    paint_swell(stage, stage.horizon, (0.02, 0.06, 0.13, 0.25, 0.46), lift=0.2, crest=True)
    _afloat(stage, (stage.horizon + 0.05, stage.horizon + 0.14))


def _sea_wide(stage: Stage) -> None:
    """A great sky over a low horizon, a path of light on calm water."""
    open_air(stage, 0.74, 6.0)
    h, canvas = stage.horizon, stage.canvas
    water_with(stage, h, rough=0.3, rows=(h + 0.02, canvas.high * 0.9), colour="#22505f")
    birds_and_balloons(stage)


def _afloat(stage: Stage, rows: tuple[float, float]) -> None:
    stage.draw({Kind.WATER}, rows)
    birds_and_balloons(stage)


SETTINGS: Final = {
    "open sea": Setting(
        composed(_sea_swell, _sea_waves, _sea_wide), frozenset((Kind.WATER, Kind.SKY)), OPEN_AIR
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
