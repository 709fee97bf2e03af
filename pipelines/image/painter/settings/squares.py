"""A market square: from its edge, between the stalls, from a balcony."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import open_air
from emogen.pipelines.image.painter.fronts import Row, draw_row, old_front
from emogen.pipelines.image.painter.paving import paint_paving, wet_ground
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.market_pieces import awning, fountain, statue
from emogen.pipelines.image.painter.settings.stalls import houses_across, street_things
from emogen.pipelines.image.painter.things.buildings import church
from emogen.pipelines.image.painter.walls import pen_at, row_of

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _square_front(stage: Stage) -> None:
    """A market square: stalls before a row of gabled fronts, a fountain."""
    open_air(stage, 0.5, 2.6)
    houses_across(stage, 30.0, "far side")
    paint_paving(stage, row_of(stage, 30.0), ("#a8967a", "#86765f"), (0.7, 0.7), joints=0.4)
    for side in (-1, 1):
        draw_row(
            stage, Row(side, 15.0, (8.0, 31.0), (6.0, 8.0), (8.0, 11.0), shops=0.6), f"side {side}", old_front
        )
    wet_ground(stage, row_of(stage, 30.0), 15.0)
    fountain(pen_at(stage, "fountain", stage.canvas.wide * 0.5, 21.0))
    _stalls(stage, ((-9.5, 19.0), (9.0, 18.0), (-7.2, 11.0), (7.4, 10.5)))
    street_things(stage, [("figure", 5)], far=0.13, clear=(0.42, 0.58))


def _square_lane(stage: Stage) -> None:
    """Along a lane of stalls to the town's tower."""
    open_air(stage, 0.53, 1.8)
    stage.vanish = stage.canvas.wide * (0.5 + 0.09 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.004, ("#a08e74", "#7f705c"), (0.5, 0.5), joints=0.4)
    church(pen_at(stage, "tower", stage.vanish + 0.03, 48.0, size=1.2))
    for side in (-1, 1):
        draw_row(
            stage,
            Row(side, 9.0, (5.0, 46.0), (6.0, 8.0), (8.0, 12.0), shops=0.5),
            f"houses {side}",
            old_front,
        )
    wet_ground(stage, stage.horizon + 0.05, 9.0)
    _stalls(stage, tuple((side * 4.6, z) for z in (22.0, 16.5, 11.5, 7.2, 4.2) for side in (-1, 1)))
    street_things(stage, [("figure", 4)], far=0.09, clear=(0.44, 0.56))


def _square_above(stage: Stage) -> None:
    """The whole square from a balcony: a statue in its middle, red and white roofs of stalls."""
    open_air(stage, 0.27, 13.0)
    houses_across(stage, 62.0, "far side")
    paint_paving(stage, row_of(stage, 62.0), ("#ab9a7e", "#8b7b64"), (1.6, 1.6), joints=0.35)
    for side in (-1, 1):
        draw_row(
            stage,
            Row(side, 30.0, (26.0, 63.0), (7.0, 9.0), (9.0, 12.0), shops=0.4),
            f"side {side}",
            old_front,
        )
    wet_ground(stage, row_of(stage, 60.0), 30.0)
    statue(pen_at(stage, "statue", stage.canvas.wide * 0.5, 40.0, size=1.3))
    spots = (
        (-19.0, 50.0),
        (-11.0, 50.0),
        (11.0, 50.0),
        (19.0, 50.0),
        (-17.0, 38.0),
        (17.0, 38.0),
        (-15.0, 28.0),
        (-8.5, 26.0),
        (8.5, 26.0),
        (15.0, 28.0),
    )
    _stalls(stage, spots)
    street_things(stage, [("figure", 9), ("bird", 5)], far=0.24, clear=(0.44, 0.56))


def _stalls(stage: Stage, spots: tuple[tuple[float, float], ...]) -> None:
    for n, (x, z) in enumerate(sorted(spots, key=lambda spot: -spot[1])):
        awning(pen_at(stage, "stall", stage.vanish + stage.fit * x / z, z, index=n))


SETTINGS: Final = {
    "square": Setting(composed(_square_front, _square_lane, _square_above), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
