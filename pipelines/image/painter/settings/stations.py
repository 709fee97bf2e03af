"""A station: under its canopy, in the country, its hall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import GRASS, birds_and_balloons, number_of, open_air, raise_ridge
from emogen.pipelines.image.painter.paving import paint_paving
from emogen.pipelines.image.painter.settings.garden_pieces import floor
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.trains import canopy, hall, rails, train
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.buildings import house
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import Wall, fill_space, pen_at, rectangle, row_of
from emogen.pipelines.image.painter.woods import meadow, tree_line

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


_BALLAST: Final = ("#6a625c", "#857c72", "#544e4a")


def _ballast(stage: Stage) -> None:
    soil = ("#dfe5ec", "#c9d2dc", "#aab5c2") if stage.winter else _BALLAST
    paint_ground(
        stage.canvas, stage.light, stage.horizon + 0.004, soil, number_of(stage, "ballast"), misty=0.01
    )


def _platform(stage: Stage, edge: float, side: int, *, high: float = 0.9) -> None:
    """A platform from its edge (metres) outwards to one side, with its white line."""
    far, out = 160.0, edge + side * 14.0
    lip = [[edge, 0, 0.5], [edge, high, 0.5], [edge, high, far], [edge, 0, far]]
    fill_space(stage, [lip], "#5f5a54", 0.3, grain=0.2)
    top = [[edge, high, 0.5], [out, high, 0.5], [out, high, far], [edge, high, far]]
    fill_space(stage, [top], "#b0a898", 0.5, grain=0.2)
    span = (min(edge, out), max(edge, out))
    paint_paving(
        stage, row_of(stage, far), ("#a59c8c", "#8f8678"), (0.8, 0.8), joints=0.3, span=span, height=high
    )
    line = [
        [edge + side * 0.5, high, 0.5],
        [edge + side * 0.68, high, 0.5],
        [edge + side * 0.68, high, far],
        [edge + side * 0.5, high, far],
    ]
    fill_space(stage, [line], "#e6dfc8", 0.75, grain=0.2)


def _people_on(
    stage: Stage,
    usual: list[tuple[str, int]],
    span: tuple[float, float],
    *,
    high: float = 0.9,
    far: float = 16.0,
    near: float = 3.4,
) -> None:
    """Things that stand on a platform ``high`` metres above the rails."""
    eye = stage.eye
    stage.eye = eye - high * stage.fit
    stage.draw(
        LAND,
        (min(stage.canvas.high * 0.98, row_of(stage, near)), row_of(stage, far)),
        usual=usual,
        span=span,
    )
    stage.eye = eye


def _station_train(stage: Stage) -> None:
    """A train stands at a platform under its canopy."""
    open_air(stage, 0.5, 2.6)
    canvas, side = stage.canvas, stage.light.side
    stage.vanish = canvas.wide * (0.5 - 0.1 * side)
    back = raise_ridge(stage, "back", Ridge(stage.horizon + 0.015, 0.08, 0.7, "#6f7a58", "#5a664a", 0.7))
    tree_line(stage, back, 0.03, "back trees", size=0.05, count=70, pines=0.3, distance=0.6)
    _ballast(stage)
    for x in (-5.4, -0.4):
        rails(stage, side * -x)
    train(stage, side * 0.4, (5.5, 64.0))
    _platform(stage, side * 2.2, side)
    canopy(stage, side * 4.4, side)
    where = (0.64, 0.96) if side > 0 else (0.04, 0.36)
    _people_on(stage, [("figure", 2), ("bench", 1)], where, near=5.0, far=14.0)
    stage.foreground = (0.5, 0.9) if side > 0 else (0.1, 0.5)
    birds_and_balloons(stage)


def _station_country(stage: Stage) -> None:
    """A small country station: two rails into the distance, a house, nobody."""
    open_air(stage, 0.46, 2.7)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    stage.vanish = canvas.wide * (0.5 + 0.08 * side)
    dark, sunny, afar = GRASS[stage.season()]
    hill = raise_ridge(stage, "hill", Ridge(h + 0.015, 0.13, 0.65, afar, dark, 0.7, slope=1.2))
    tree_line(stage, hill, 0.04, "hill trees", size=0.03, count=130, pines=0.3, distance=0.6)
    paint_ground(canvas, stage.light, h + 0.005, (afar, sunny, dark), number_of(stage, "meadow"), misty=0.01)
    if not stage.winter:
        meadow(stage, (h + 0.02, canvas.high + 0.02), (dark, sunny), "meadow", count=6000, blade=0.4)
    bed = [(-2.6, 0.5), (2.6, 0.5), (2.6, 150.0), (-2.6, 150.0)]
    floor(stage, bed, "#dfe5ec" if stage.winter else "#6f675f")
    rails(stage, 0.0)
    house(pen_at(stage, "station house", stage.vanish - side * 8.2 * stage.fit / 24.0, 24.0))
    _platform(stage, -side * 2.3, -side)
    _fence(stage, -side * 6.6)
    where = (0.02, 0.27) if side > 0 else (0.73, 0.98)
    _people_on(stage, [("lamp", 2), ("bench", 1)], where, near=6.0, far=17.0)
    stage.foreground = (0.1, 0.45) if side > 0 else (0.55, 0.9)
    birds_and_balloons(stage)


def _fence(stage: Stage, x: float) -> None:
    wall = Wall(stage, (x, 1.0), (x, 60.0), 0.9)
    bars = [rectangle(0.6 * n, 0, 0.1, 0.95) for n in range(1, 70)]
    wall.fill([*bars, rectangle(0, 0.3, 59, 0.08), rectangle(0, 0.72, 59, 0.08)], "#e4ded0", 0.8, grain=0)


def _station_hall(stage: Stage) -> None:
    """A great hall of iron and glass over the platforms, light at its far end."""
    open_air(stage, 0.58, 2.6)
    canvas, side = stage.canvas, stage.light.side
    stage.vanish = canvas.wide * (0.5 + 0.04 * side)
    _ballast(stage)
    hall(stage, 13.0, 11.0)
    rails(stage, -1.9)
    rails(stage, 1.9)
    train(stage, -side * 1.9, (9.0, 70.0))
    for way in (-1, 1):
        _platform(stage, way * 3.9, way)
    _people_on(
        stage,
        [("figure", 5), ("bench", 1), ("lamp", 2)],
        (0.76, 0.98) if side > 0 else (0.02, 0.24),
        near=9.0,
        far=24.0,
    )
    stage.foreground = (0.56, 0.9) if side > 0 else (0.1, 0.44)
    stage.draw({Kind.SKY}, (stage.horizon * 0.6, stage.horizon * 0.4))


SETTINGS: Final = {
    "station": Setting(composed(_station_train, _station_country, _station_hall), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
