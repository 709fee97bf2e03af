"""A canyon: its river, its rim, a slot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import (
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    water_with,
    ways,
)
from emogen.pipelines.image.painter.crests import mesa
from emogen.pipelines.image.painter.settings.cliffs import cliff
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


_RED: Final = ("#c4714a", "#8f4a38")


def _canyon_river(stage: Stage) -> None:
    """Down in the canyon: walls on both sides, a river between them."""
    open_air(stage, 0.6, 4.0)
    h, canvas = stage.horizon, stage.canvas
    raise_ridge(stage, "end", Ridge(h + 0.02, 0.3 * h, 0.75, "#c98a68", "#a8705c", 0.5, 0.6, strata=0.6))
    for n, (edge, top, distance) in enumerate(((0.4, 0.34, 0.6), (0.33, 0.2, 0.45), (0.24, 0.02, 0.25))):
        for side in (-1, 1):
            where = edge + 0.02 * n if side < 0 else 1.0 - edge
            foot = h + 0.035 + 0.03 * n
            cliff(stage, f"wall {n} {side}", where, side, foot, top * h, distance=distance, colours=_RED)
    water_with(
        stage, h + 0.03, rough=0.16, rows=(h + 0.08, canvas.high * 0.8), colour="#4a6a5a", span=(0.3, 0.7)
    )
    for side in (-1, 1):
        where = 0.19 if side < 0 else 0.79
        cliff(
            stage,
            f"near {side}",
            where,
            side,
            canvas.high + 0.02,
            h * 0.75 if side == stage.light.side else -0.1,
            distance=0.1,
            colours=_RED,
            lean=0.09,
        )
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.93),
        usual=[("rock", 3)],
        near=0.4,
        clear=(0.3, 0.7),
    )
    birds_and_balloons(stage)


def _canyon_rim(stage: Stage) -> None:
    """From the rim: table mountains to the horizon, a gorge below, a ledge in front."""
    open_air(stage, 0.36, 30.0)
    h, canvas = stage.horizon, stage.canvas
    random = random_of(stage)
    raise_ridge(
        stage,
        "plain",
        Ridge(h + 0.02, 0.05, 0.9, "#c08a6a", "#b07a60", 1.5, slope=0.5, strata=0.4, bottom=h + 0.2),
    )
    layers = (
        (0.09, -0.05, 0.07, (0.12, 0.5, 0.9), 0.75),
        (0.2, -0.03, 0.085, (0.26, 0.72), 0.5),
        (0.4, 0.02, 0.15, (0.02, 0.97), 0.26),
    )
    for n, (down, top, half, spots, distance) in enumerate(layers):
        for k, u in enumerate(spots):
            centre = canvas.wide * (u + random.uniform(-0.06, 0.06))
            peak = h + top + random.uniform(-0.015, 0.03)
            crest = mesa(
                centre,
                canvas.wide * half * random.uniform(0.8, 1.2),
                h + down,
                peak,
                number_of(stage, f"mesa {n} {k}"),
            )
            rock = Ridge(
                h + down,
                down - top,
                distance,
                "#d98d5c",
                "#8f5544",
                0.22,
                0.8,
                slope=0.8,
                strata=0.9,
                crest=crest,
                bottom=h + down + 0.02,
            )
            floor = Ridge(
                h + down,
                0.02,
                distance,
                "#b9825c",
                "#7f5a48",
                0.9,
                0.2,
                slope=0.5,
                strata=0.3,
                bottom=h + down + 0.24,
            )
            if k == 0:
                raise_ridge(stage, f"floor {n}", floor)
            raise_ridge(stage, f"mesa {n} {k}", rock)
    raise_ridge(
        stage,
        "ledge",
        Ridge(
            canvas.high * 0.95,
            0.1,
            0.05,
            "#c98a60",
            "#94583f",
            0.5,
            0.35,
            strata=0.5,
            bottom=canvas.high,
            between=(canvas.wide * -0.2, canvas.wide * 1.3),
        ),
    )
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.92),
        usual=[("rock", 3), ("bush", 2)],
        clear=(0.3, 0.7),
        near=0.4,
    )
    birds_and_balloons(stage)


def _canyon_slot(stage: Stage) -> None:
    """In a slot between two glowing walls, a strip of sky, sand below."""
    open_air(stage, 0.66, 1.7)
    h, canvas = stage.horizon, stage.canvas
    sand = ("#c98d62", "#b8744e", "#a5623f")
    paint_ground(canvas, stage.light, h + 0.01, sand, number_of(stage, "sand"), misty=0.0)
    raise_ridge(stage, "end", Ridge(h + 0.03, 0.4, 0.55, "#c97f54", "#9a5a44", 0.3, 0.7, strata=0.8))
    ways(stage)
    tones = (("#b5603c", "#7a3a2c"), ("#d0804e", "#92503a"), ("#e09a60", "#a85c3e"))
    for n, (edge, foot, distance) in enumerate(((0.47, 0.05, 0.3), (0.38, 0.12, 0.18), (0.27, 0.26, 0.06))):
        for side in (-1, 1):
            shift = 0.03 * stage.light.side * (1 if n % 2 else -1)
            where = (edge if side < 0 else 1.0 - edge) + shift
            cliff(
                stage,
                f"slot {n} {side}",
                where,
                side,
                h + foot,
                -0.35,
                distance=distance,
                colours=tones[2 - n],
                strata=0.9,
                lean=0.05 + 0.02 * n,
                scale=0.5,
            )
    stage.draw(LAND, (canvas.high * 0.97, h + 0.1), usual=[("rock", 3)], span=(0.32, 0.68))
    birds_and_balloons(stage)


SETTINGS: Final = {
    "canyon": Setting(
        composed(_canyon_river, _canyon_rim, _canyon_slot), WATERSIDE, frozenset(("river", "path", *OPEN_AIR))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
