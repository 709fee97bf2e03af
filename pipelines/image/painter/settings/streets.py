"""Streets: a street of towers, an old town's lanes and canals, a market square."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import birds_and_balloons, open_air, water_with
from emogen.pipelines.image.painter.fronts import (
    BRICK,
    GLASS,
    PLASTER,
    Row,
    draw_row,
    neon,
    old_front,
    tower_front,
)
from emogen.pipelines.image.painter.paving import paint_paving, wet_ground
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.pieces import arch, awning, fountain, statue
from emogen.pipelines.image.painter.things.buildings import church
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import fill_space, pen_at, rectangle, row_of, Wall
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage

_GROUND: Final = {Kind.GROUND, Kind.SHORE}


def _street_things(stage: Stage, usual: list[tuple[str, int]], far: float = 0.09, clear: tuple[float, float] | None = None) -> None:
    rows = (stage.canvas.high * 0.97, stage.horizon + far)
    stage.draw(_GROUND, rows, usual=usual, span=(0.14, 0.86), clear=clear)
    birds_and_balloons(stage)


def _avenue(stage: Stage) -> None:
    """Between towers, eye to eye with the traffic, signs that shine in the dark."""
    open_air(stage, 0.62, 2.2)
    stage.vanish = stage.canvas.wide * (0.5 + 0.08 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.005, ("#55545a", "#47464c"), (60.0, 3.0), joints=0.0)
    for side in (-1, 1):
        row = Row(side, 11.0, (3.0, 150.0), (11.0, 18.0), (26.0, 70.0), GLASS)
        draw_row(stage, row, f"towers {side}", tower_front)
    _pavements(stage, 7.5, 11.0)
    _lane_marks(stage, 0.0)
    for side in (-1, 1):
        neon(stage, Row(side, 11.0, (5.0, 40.0), (1, 1), (1, 1)), f"sign {side}")
    wet_ground(stage, stage.horizon + 0.03, 11.0)
    _street_things(stage, [("car", 2), ("figure", 2), ("lamp", 2)])


def _narrow_street(stage: Stage) -> None:
    """A narrow street of shops under a hundred signs."""
    open_air(stage, 0.56, 1.7)
    stage.vanish = stage.canvas.wide * (0.5 - 0.14 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.005, ("#5c5a5e", "#4b4a4f"), (0.9, 0.9), joints=0.22)
    for side in (-1, 1):
        row = Row(side, 4.2, (2.0, 70.0), (5.0, 8.0), (9.0, 19.0), BRICK, shops=1.0)
        draw_row(stage, row, f"shops {side}", old_front)
    for side in (-1, 1):
        neon(stage, Row(side, 4.2, (3.6, 30.0), (1, 1), (1, 1)), f"signs {side}", 10)
    wet_ground(stage, stage.horizon + 0.03, 4.2, 0.14 * stage.light.lamps)
    _street_things(stage, [("figure", 3), ("lamp", 1)], clear=(0.4, 0.6))


def _crossing(stage: Stage) -> None:
    """A wide crossing seen from a first floor: towers in front, streets to both sides."""
    open_air(stage, 0.42, 6.5)
    paint_paving(stage, stage.horizon + 0.004, ("#58575c", "#4a494e"), (60.0, 3.0), joints=0.0)
    for side, x in ((-1, 30.0), (1, 30.0)):
        row = Row(side, x, (32.0, 170.0), (14.0, 20.0), (30.0, 80.0), GLASS)
        draw_row(stage, row, f"crossing {side}", tower_front)
    random = stream(stage.seed, "corner")
    for x0, x1, high in ((-9.0, 9.0, 58.0), (-29.0, -13.0, 40.0), (13.0, 29.0, 34.0)):
        wall = Wall(stage, (x0, 62.0), (x1, 62.0))
        tower_front(wall, high * random.uniform(0.85, 1.15), GLASS[int(random.integers(len(GLASS)))], Row(1, x1, (62, 80), (1, 1), (1, 1)), random)
    for n in range(9):
        stripe = [[-8.0 + 1.9 * n, 0, 14.0], [-7.0 + 1.9 * n, 0, 14.0], [-7.0 + 1.9 * n, 0, 19.0], [-8.0 + 1.9 * n, 0, 19.0]]
        fill_space(stage, [stripe], "#cfccc4", 0.6, grain=0.3)
    wet_ground(stage, stage.horizon + 0.06, 60.0)
    _street_things(stage, [("car", 4), ("figure", 4), ("lamp", 4)], far=0.12)


def _pavements(stage: Stage, kerb: float, wall: float) -> None:
    for side in (-1, 1):
        slab = [[side * kerb, 0.15, 0.5], [side * wall, 0.15, 0.5], [side * wall, 0.15, 120.0], [side * kerb, 0.15, 120.0]]
        fill_space(stage, [slab], "#dfe3e9" if stage.winter else "#8d877e", 0.5, grain=0.25, stretch=3)
        edge = [[side * kerb, 0.15, 0.5], [side * kerb, 0.0, 0.5], [side * kerb, 0.0, 120.0], [side * kerb, 0.15, 120.0]]
        fill_space(stage, [edge], "#6a655e", 0.3, grain=0.1)


def _lane_marks(stage: Stage, x: float) -> None:
    marks = [[[x - 0.1, 0, z], [x + 0.1, 0, z], [x + 0.1, 0, z + 2.2], [x - 0.1, 0, z + 2.2]] for z in np.arange(1.5, 60, 5.0)]
    for mark in marks:
        fill_space(stage, [mark], "#cdc9bd", 0.6, grain=0.2)


def _lane(stage: Stage) -> None:
    """An old town's lane that bends out of sight, an arch across it."""
    open_air(stage, 0.54, 1.7)
    stage.vanish = stage.canvas.wide * (0.5 + 0.1 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.004, ("#8f8474", "#6c6357"), (0.42, 0.42), joints=0.45)
    end = Wall(stage, (-6.0, 33.0), (6.0, 33.0))
    old_front(end, 9.0, "#d8c7a6", Row(1, 0.0, (33, 40), (1, 1), (1, 1), shops=0.0), stream(stage.seed, "end"))
    for side in (-1, 1):
        row = Row(side, 2.9, (1.6, 33.0), (4.0, 6.5), (6.5, 10.5), PLASTER, shops=0.25)
        draw_row(stage, row, f"lane {side}", old_front)
    arch(stage, 17.0, 2.9, 4.2)
    wet_ground(stage, stage.horizon + 0.05, 2.9)
    _street_things(stage, [("lamp", 1), ("flower", 2)], clear=(0.3, 0.7))


def _village_street(stage: Stage) -> None:
    """A village street, wide and low, with the church at its end."""
    open_air(stage, 0.5, 2.4)
    stage.vanish = stage.canvas.wide * (0.5 - 0.1 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.004, ("#a08f74", "#85775f"), (0.5, 0.5), joints=0.3)
    church(pen_at(stage, "village church", stage.vanish + 0.02, 62.0))
    for side in (-1, 1):
        row = Row(side, 6.5, (3.0, 60.0), (6.0, 9.5), (4.2, 6.6), PLASTER, shops=0.15)
        draw_row(stage, row, f"village {side}", old_front)
    wet_ground(stage, stage.horizon + 0.05, 6.5)
    _street_things(stage, [("tree", 1), ("bench", 1), ("lamp", 1)], clear=(0.36, 0.64))


def _stairs(stage: Stage) -> None:
    """Steps that climb between old houses to a lit gate."""
    open_air(stage, 0.62, 1.7)
    paint_paving(stage, stage.horizon + 0.004, ("#9a8c78", "#776b5c"), (0.6, 0.6), joints=0.4)
    rise = 0.0
    for side in (-1, 1):
        for z, lift in ((24.0, 4.5), (14.0, 2.6), (7.0, 0.6)):
            row = Row(side, 3.4, (z, z + 10.0), (4.5, 6.5), (6.0, 8.5), PLASTER, foot=lift, shops=0.0)
            draw_row(stage, row, f"steps {side} {z}", old_front)
    for n in reversed(range(26)):
        z = 7.5 + 0.72 * n
        rise = 0.17 * n
        tread = [[-3.4, rise + 0.17, z], [3.4, rise + 0.17, z], [3.4, rise + 0.17, z + 0.8], [-3.4, rise + 0.17, z + 0.8]]
        fill_space(stage, [tread], "#e2e6ec" if stage.winter else "#a89a84", 0.7, grain=0.2)
        Wall(stage, (-3.4, z), (3.4, z)).fill([rectangle(0, rise, 6.8, 0.17)], "#8a7d6c", 0.75, grain=0.25)
    for side in (-1, 1):
        row = Row(side, 3.4, (1.6, 7.5), (4.0, 6.0), (6.5, 9.0), PLASTER, shops=0.4)
        draw_row(stage, row, f"foot {side}", old_front)
    wet_ground(stage, stage.horizon + 0.22, 3.4)
    stage.draw(_GROUND, (stage.canvas.high * 0.97, row_of(stage, 7.0)), usual=[("lamp", 1), ("flower", 2)], span=(0.2, 0.8), clear=(0.3, 0.7))
    birds_and_balloons(stage)


def _square_front(stage: Stage) -> None:
    """A market square: stalls before a row of gabled fronts, a fountain."""
    open_air(stage, 0.5, 2.6)
    _houses_across(stage, 30.0, "far side")
    paint_paving(stage, row_of(stage, 30.0), ("#a8967a", "#86765f"), (0.7, 0.7), joints=0.4)
    for side in (-1, 1):
        draw_row(stage, Row(side, 15.0, (8.0, 31.0), (6.0, 8.0), (8.0, 11.0), shops=0.6), f"side {side}", old_front)
    wet_ground(stage, row_of(stage, 30.0), 15.0)
    fountain(pen_at(stage, "fountain", stage.canvas.wide * 0.5, 21.0))
    _stalls(stage, ((-9.5, 19.0), (9.0, 18.0), (-7.2, 11.0), (7.4, 10.5)))
    _street_things(stage, [("figure", 5)], far=0.13, clear=(0.42, 0.58))


def _square_lane(stage: Stage) -> None:
    """Along a lane of stalls to the town's tower."""
    open_air(stage, 0.53, 1.8)
    stage.vanish = stage.canvas.wide * (0.5 + 0.09 * stage.light.side)
    paint_paving(stage, stage.horizon + 0.004, ("#a08e74", "#7f705c"), (0.5, 0.5), joints=0.4)
    church(pen_at(stage, "tower", stage.vanish + 0.03, 48.0, size=1.2))
    for side in (-1, 1):
        draw_row(stage, Row(side, 9.0, (5.0, 46.0), (6.0, 8.0), (8.0, 12.0), shops=0.5), f"houses {side}", old_front)
    wet_ground(stage, stage.horizon + 0.05, 9.0)
    _stalls(stage, tuple((side * 4.6, z) for z in (22.0, 16.5, 11.5, 7.2, 4.2) for side in (-1, 1)))
    _street_things(stage, [("figure", 4)], far=0.09, clear=(0.44, 0.56))


def _square_above(stage: Stage) -> None:
    """The whole square from a balcony: a statue in its middle, red and white roofs of stalls."""
    open_air(stage, 0.27, 13.0)
    _houses_across(stage, 62.0, "far side")
    paint_paving(stage, row_of(stage, 62.0), ("#ab9a7e", "#8b7b64"), (1.6, 1.6), joints=0.35)
    for side in (-1, 1):
        draw_row(stage, Row(side, 30.0, (26.0, 63.0), (7.0, 9.0), (9.0, 12.0), shops=0.4), f"side {side}", old_front)
    wet_ground(stage, row_of(stage, 60.0), 30.0)
    statue(pen_at(stage, "statue", stage.canvas.wide * 0.5, 40.0, size=1.3))
    spots = ((-19.0, 50.0), (-11.0, 50.0), (11.0, 50.0), (19.0, 50.0), (-17.0, 38.0), (17.0, 38.0), (-15.0, 28.0), (-8.5, 26.0), (8.5, 26.0), (15.0, 28.0))
    _stalls(stage, spots)
    _street_things(stage, [("figure", 9), ("bird", 5)], far=0.24, clear=(0.44, 0.56))


def _houses_across(stage: Stage, away: float, name: str) -> None:
    """A row of fronts that look at the viewer."""
    random = stream(stage.seed, name)
    x, half = -0.62 * stage.canvas.wide * away, 0.62 * stage.canvas.wide * away
    while x < half:
        wide = random.uniform(5.5, 8.0)
        wall = Wall(stage, (x, away), (x + wide, away))
        high = random.uniform(8.0, 11.5)
        colour = PLASTER[int(random.integers(len(PLASTER)))]
        peak = [[-0.2, high], [wide / 2, high + random.uniform(2.4, 4.2)], [wide + 0.2, high]]
        roof = "#e4eaf2" if stage.winter else ("#8a4b3c", "#74544a", "#9a5a40")[int(random.integers(3))]
        wall.fill([peak], roof if random.random() < 0.4 else colour, 0.9, low=0.75)
        old_front(wall, high, colour, Row(1, 0.0, (away, away), (1, 1), (1, 1), shops=0.5), random)
        x += wide


def _stalls(stage: Stage, spots: tuple[tuple[float, float], ...]) -> None:
    for n, (x, z) in enumerate(sorted(spots, key=lambda spot: -spot[1])):
        awning(pen_at(stage, "stall", stage.vanish + stage.fit * x / z, z, index=n))


def _canal(stage: Stage) -> None:
    """Down the middle of a canal, houses with their feet in it on both sides."""
    open_air(stage, 0.5, 2.2)
    stage.vanish = stage.canvas.wide * (0.5 + 0.06 * stage.light.side)
    _canal_houses(stage, 7.0, (2.4, 80.0))
    arch(stage, 40.0, 7.0, 2.6, low=True)
    water_with(stage, row_of(stage, 80.0), rough=0.1, rows=(row_of(stage, 26.0), row_of(stage, 5.5)), usual=[("boat", 1)], colour="#3a5a54", span=(0.3, 0.7))
    birds_and_balloons(stage)


def _quayside(stage: Stage) -> None:
    """From the quay of a canal: trees and a railing on this side, fronts across the water."""
    open_air(stage, 0.45, 2.8)
    _houses_across(stage, 34.0, "across")
    water_with(stage, row_of(stage, 33.5), rough=0.12, rows=(row_of(stage, 25.0), row_of(stage, 12.0)), usual=[("boat", 2)], colour="#3a5a54")
    top = row_of(stage, 9.0)
    paint_paving(stage, top, ("#9a8a74", "#7a6d5c"), (0.6, 0.6), joints=0.4)
    rail = Wall(stage, (-14.0, 8.6), (14.0, 8.6))
    rail.fill([rectangle(0, 0.95, 28, 0.07), rectangle(0, 0.5, 28, 0.05)], "#2f3336", 0.8, grain=0)
    rail.fill([rectangle(1.4 * n, 0, 0.08, 1.0) for n in range(21)], "#2f3336", 0.8, grain=0)
    wet_ground(stage, top, 60.0)
    stage.draw(_GROUND, (stage.canvas.high * 0.98, row_of(stage, 8.0)), usual=[("lamp", 2), ("bench", 1)], clear=(0.3, 0.66))
    birds_and_balloons(stage)


def _canal_bridge(stage: Stage) -> None:
    """A canal on one side, a lane under old fronts on the other."""
    open_air(stage, 0.47, 3.0)
    side = stage.light.side
    stage.vanish = stage.canvas.wide * (0.5 + 0.12 * side)
    draw_row(stage, Row(side, 16.0, (6.0, 90.0), (5.0, 7.5), (8.0, 12.0), (*PLASTER, *BRICK)), "over there", old_front)
    water_with(stage, row_of(stage, 90.0), rough=0.1, rows=(row_of(stage, 30.0), row_of(stage, 9.0)), usual=[("boat", 2)], colour="#3a5a54", span=(0.55, 0.9) if side > 0 else (0.1, 0.45))
    draw_row(stage, Row(-side, 7.0, (3.0, 90.0), (5.0, 7.5), (8.0, 12.0), (*PLASTER, *BRICK), shops=0.4), "over here", old_front)
    span = (-9.0, 2.2) if side > 0 else (-2.2, 9.0)
    paint_paving(stage, row_of(stage, 90.0), ("#a08f78", "#7d705f"), (0.5, 0.5), joints=0.4, span=span)
    draw_row(stage, Row(-side, 7.0, (3.0, 90.0), (5.0, 7.5), (8.0, 12.0), (*PLASTER, *BRICK), shops=0.4), "over here", old_front)
    where = (0.1, 0.6) if side > 0 else (0.4, 0.9)
    stage.draw(_GROUND, (stage.canvas.high * 0.98, row_of(stage, 16.0)), usual=[("lamp", 2), ("tree", 1)], span=where)
    stage.foreground = (0.1, 0.45) if side > 0 else (0.55, 0.9)
    birds_and_balloons(stage)


def _canal_houses(stage: Stage, x: float, away: tuple[float, float]) -> None:
    for side in (-1, 1):
        row = Row(side, x, away, (5.0, 7.5), (8.0, 12.0), (*PLASTER, *BRICK), shops=0.0)
        draw_row(stage, row, f"canal {side}", old_front)


SETTINGS: Final = {
    "street": Setting(composed(_avenue, _narrow_street, _crossing), DRY, OPEN_AIR),
    "old town": Setting(composed(_lane, _village_street, _stairs), DRY, OPEN_AIR),
    "square": Setting(composed(_square_front, _square_lane, _square_above), DRY, OPEN_AIR),
    "canal": Setting(composed(_canal, _quayside, _canal_bridge), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
