"""A valley: its floor, from a pass, a meadow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import (
    GRASS,
    birds_and_balloons,
    far_grass,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    ways,
)
from emogen.pipelines.image.painter.crests import between
from emogen.pipelines.image.painter.features import meander
from emogen.pipelines.image.painter.settings.country import grass
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.buildings import church, house
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _valley_floor(stage: Stage) -> None:
    """A green valley between steep slopes, a stream that winds through it, a village."""
    open_air(stage, 0.5, 16.0)
    h, canvas = stage.horizon, stage.canvas
    snow = 0.7 if stage.winter else 0.3
    raise_ridge(stage, "peaks", Ridge(h, 0.3, 0.8, "#8b8884", "#7c8790", 0.7, 1.0, snow, 1.2))
    sides = (
        ((0.62, 0.18), 0.6, 0.3),
        ((0.4, 0.95), 0.5, 0.36),
        ((0.42, -0.05), 0.36, 0.42),
        ((0.6, 1.05), 0.26, 0.46),
    )
    for n, ((inner, outer), distance, tall) in enumerate(sides):
        ridge = Ridge(
            h + 0.05 + 0.03 * n,
            tall,
            distance,
            *far_grass(stage),
            0.6,
            0.15,
            slope=1.2,
            between=(canvas.wide * inner, canvas.wide * outer),
        )
        crest = raise_ridge(stage, f"slope {n}", ridge)
        span = (0.0, inner) if outer < inner else (inner, 1.0)
        tree_line(
            stage,
            crest,
            0.1,
            f"wood {n}",
            size=0.025 + 0.008 * n,
            count=170,
            pines=0.8,
            distance=distance,
            span=span,
        )
    _valley_green(stage)
    river = () if stage.bans("river") else ("river",)
    if river:
        meander(stage, h + 0.1, canvas.high + 0.02, 0.06)
    random = random_of(stage)
    for n in range(7):
        u = 0.5 + 0.12 * stage.light.side + random.uniform(-0.08, 0.08)
        house(stage.pen("village", canvas.wide * u, h + 0.155 + 0.009 * n, index=n))
    church(stage.pen("village church", canvas.wide * (0.5 + 0.14 * stage.light.side), h + 0.16))
    stage.draw(LAND, (canvas.high * 0.98, h + 0.2), usual=[("tree", 3)], clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _valley_pass(stage: Stage) -> None:
    """From a pass: fold behind fold to a far light, a rock and flowers in front."""
    open_air(stage, 0.36, 30.0)
    h, canvas = stage.horizon, stage.canvas
    for n in range(6):
        side = 1 if n % 2 else -1
        inner, outer = 0.5 + 0.24 * side * -1, 0.5 + 0.62 * side
        tall = 0.14 + 0.055 * n
        ridge = Ridge(
            h + 0.02 + 0.075 * n,
            tall,
            0.85 - 0.13 * n,
            *far_grass(stage),
            0.5,
            0.25,
            0.5 if stage.winter else 0.0,
            1.1,
            bottom=h + 0.2 + 0.09 * n,
            between=(canvas.wide * inner, canvas.wide * outer),
        )
        crest = raise_ridge(stage, f"fold {n}", ridge)
        if n > 1:
            tree_line(
                stage,
                crest,
                0.09,
                f"wood {n}",
                size=0.012 + 0.009 * n,
                count=190,
                pines=0.75,
                distance=0.85 - 0.13 * n,
            )
    meander(stage, h + 0.24, h + 0.5, 0.02)
    dark, sunny, _ = GRASS[stage.season()]
    ledge = Ridge(
        canvas.high * 0.99,
        0.24,
        0.05,
        sunny,
        dark,
        0.8,
        slope=0.7,
        bottom=canvas.high,
        between=(
            canvas.wide * (0.2 if stage.light.side > 0 else 0.8),
            canvas.wide * (1.0 if stage.light.side > 0 else 0.0),
        ),
    )
    raise_ridge(stage, "ledge", ledge)
    where = (0.5, 0.96) if stage.light.side > 0 else (0.04, 0.5)
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.9),
        usual=[("rock", 3), ("flower", 6)],
        near=0.4,
        span=where,
    )
    birds_and_balloons(stage)


def _valley_meadow(stage: Stage) -> None:
    """On the valley's floor: a flowering meadow, a chalet, walls of mountains left and right."""
    open_air(stage, 0.6, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    snow = 0.8 if stage.winter else 0.45
    raise_ridge(stage, "end", Ridge(h, 0.34, 0.75, "#8b8884", "#6d7c86", 0.6, 1.0, snow, 1.2))
    for n, (inner, outer) in enumerate(((0.55, -0.1), (0.45, 1.1))):
        ridge = Ridge(
            h + 0.02,
            0.62,
            0.5,
            "#7f7d74",
            "#5c6e50",
            0.5,
            0.7,
            0.4 * snow,
            1.0,
            between=(canvas.wide * inner, canvas.wide * outer),
        )
        crest = raise_ridge(stage, f"flank {n}", ridge)
        tree_line(
            stage,
            between(crest, h + 0.02, 0.55),
            0.09,
            f"flank wood {n}",
            size=0.04,
            count=260,
            pines=0.9,
            distance=0.45,
            span=(0.0, 0.44) if outer < 0 else (0.56, 1.0),
        )
    _valley_green(stage)
    ways(stage)
    grass(stage, h + 0.06, count=9000, flowers=0.06)
    house(pen_at(stage, "chalet", canvas.wide * (0.5 + 0.24 * side), 30.0))
    stage.draw(
        LAND,
        (canvas.high * 0.98, row_of(stage, 24.0)),
        usual=[("pine", 2), ("rock", 2)],
        clear=(0.34, 0.66),
    )
    birds_and_balloons(stage)


def _valley_green(stage: Stage) -> None:
    dark, sunny, afar = GRASS[stage.season()]
    paint_ground(
        stage.canvas,
        stage.light,
        stage.horizon + 0.03,
        (afar, sunny, dark),
        number_of(stage, "valley"),
        misty=0.02,
    )


SETTINGS: Final = {
    "valley": Setting(
        composed(_valley_floor, _valley_pass, _valley_meadow), DRY, frozenset(("river", "path", *OPEN_AIR))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
