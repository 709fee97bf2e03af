"""A canal: on it, from its quay, beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import birds_and_balloons, open_air, water_with
from emogen.pipelines.image.painter.fronts import BRICK, PLASTER, Row, draw_row, old_front
from emogen.pipelines.image.painter.paving import paint_paving, wet_ground
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.stalls import houses_across
from emogen.pipelines.image.painter.settings.stonework import arch
from emogen.pipelines.image.painter.walls import Wall, rectangle, row_of

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _canal(stage: Stage) -> None:
    """Down the middle of a canal, houses with their feet in it on both sides."""
    open_air(stage, 0.5, 2.2)
    stage.vanish = stage.canvas.wide * (0.5 + 0.06 * stage.light.side)
    _canal_houses(stage, 7.0, (2.4, 80.0))
    arch(stage, 40.0, 7.0, 2.6, low=True)
    water_with(
        stage,
        row_of(stage, 80.0),
        rough=0.1,
        rows=(row_of(stage, 26.0), row_of(stage, 5.5)),
        usual=[("boat", 1)],
        colour="#3a5a54",
        span=(0.3, 0.7),
    )
    birds_and_balloons(stage)


def _quayside(stage: Stage) -> None:
    """From the quay of a canal: trees and a railing on this side, fronts across the water."""
    open_air(stage, 0.45, 2.8)
    houses_across(stage, 34.0, "across")
    water_with(
        stage,
        row_of(stage, 33.5),
        rough=0.12,
        rows=(row_of(stage, 25.0), row_of(stage, 12.0)),
        usual=[("boat", 2)],
        colour="#3a5a54",
    )
    top = row_of(stage, 9.0)
    paint_paving(stage, top, ("#9a8a74", "#7a6d5c"), (0.6, 0.6), joints=0.4)
    rail = Wall(stage, (-14.0, 8.6), (14.0, 8.6))
    rail.fill([rectangle(0, 0.95, 28, 0.07), rectangle(0, 0.5, 28, 0.05)], "#2f3336", 0.8, grain=0)
    rail.fill([rectangle(1.4 * n, 0, 0.08, 1.0) for n in range(21)], "#2f3336", 0.8, grain=0)
    wet_ground(stage, top, 60.0)
    stage.draw(
        LAND,
        (stage.canvas.high * 0.98, row_of(stage, 8.0)),
        usual=[("lamp", 2), ("bench", 1)],
        clear=(0.3, 0.66),
    )
    birds_and_balloons(stage)


def _canal_bridge(stage: Stage) -> None:
    """A canal on one side, a lane under old fronts on the other."""
    open_air(stage, 0.47, 3.0)
    side = stage.light.side
    stage.vanish = stage.canvas.wide * (0.5 + 0.12 * side)
    draw_row(
        stage,
        Row(side, 16.0, (6.0, 90.0), (5.0, 7.5), (8.0, 12.0), (*PLASTER, *BRICK)),
        "over there",
        old_front,
    )
    water_with(
        stage,
        row_of(stage, 90.0),
        rough=0.1,
        rows=(row_of(stage, 30.0), row_of(stage, 9.0)),
        usual=[("boat", 2)],
        colour="#3a5a54",
        span=(0.55, 0.9) if side > 0 else (0.1, 0.45),
    )
    draw_row(
        stage,
        Row(-side, 7.0, (3.0, 90.0), (5.0, 7.5), (8.0, 12.0), (*PLASTER, *BRICK), shops=0.4),
        "over here",
        old_front,
    )
    span = (-9.0, 2.2) if side > 0 else (-2.2, 9.0)
    paint_paving(stage, row_of(stage, 90.0), ("#a08f78", "#7d705f"), (0.5, 0.5), joints=0.4, span=span)
    draw_row(
        stage,
        Row(-side, 7.0, (3.0, 90.0), (5.0, 7.5), (8.0, 12.0), (*PLASTER, *BRICK), shops=0.4),
        "over here",
        old_front,
    )
    where = (0.1, 0.6) if side > 0 else (0.4, 0.9)
    stage.draw(
        LAND, (stage.canvas.high * 0.98, row_of(stage, 16.0)), usual=[("lamp", 2), ("tree", 1)], span=where
    )
    stage.foreground = (0.1, 0.45) if side > 0 else (0.55, 0.9)
    birds_and_balloons(stage)


def _canal_houses(stage: Stage, x: float, away: tuple[float, float]) -> None:
    for side in (-1, 1):
        row = Row(side, x, away, (5.0, 7.5), (8.0, 12.0), (*PLASTER, *BRICK), shops=0.0)
        draw_row(stage, row, f"canal {side}", old_front)


SETTINGS: Final = {
    "canal": Setting(composed(_canal, _quayside, _canal_bridge), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
