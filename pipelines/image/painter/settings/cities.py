"""The city: its square under the towers, its river front, and from a hill at its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import (
    FOREGROUND,
    GRASS,
    asks_boats,
    birds_and_balloons,
    number_of,
    open_air,
    quay,
    raise_ridge,
    water_with,
)
from emogen.pipelines.image.painter.crests import level
from emogen.pipelines.image.painter.paving import wet_ground
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.town import far_shore, skyline
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.trees import tree
from emogen.pipelines.image.painter.woods import meadow, tree_line

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _asks_water(stage: Stage) -> bool:
    return stage.asks("river") or stage.asks("bridge") or asks_boats(stage)


def _plaza(stage: Stage) -> None:
    """Towers behind towers, and a wide street with lamps."""
    if _asks_water(stage):
        _river_front(stage)
        return
    canvas = stage.canvas
    open_air(stage, 0.66, 3.4)
    h = stage.horizon
    skyline(stage, h)
    soil = ("#e2e6ec", "#c4ccd6", "#aab2be") if stage.winter else ("#5f5d5e", "#77736f", "#4c4b4e")
    paint_ground(canvas, stage.light, h + 0.02, soil, number_of(stage, "street"), furrow=0.3, misty=0.012)
    wet_ground(stage, h + 0.02, 1e4)
    usual = [("lamp", 4), ("figure", 3), ("tree", 2)]
    stage.draw(LAND, (canvas.high * 0.96, h + 0.09), usual=usual)
    birds_and_balloons(stage)


def _river_front(stage: Stage) -> None:
    """Across the river, in which the towers stand on their heads."""
    canvas = stage.canvas
    open_air(stage, 0.56, 3.4)
    h = stage.horizon
    skyline(stage, h)
    water_with(stage, h + 0.03, rough=0.2, rows=(h + 0.07, canvas.high * 0.85), colour="#3a5560", bridge=True)
    quay(stage)
    far_shore(stage, h + 0.035, FOREGROUND, 0.0115)
    rows = (canvas.high * 0.985, canvas.high * 0.89)
    usual = [("lamp", 2), ("figure", 1), ("bench", 1)]
    stage.draw(LAND, rows, usual=usual, near=FOREGROUND, clear=(0.3, 0.7))
    birds_and_balloons(stage)


def _from_the_hill(stage: Stage) -> None:
    """From a grassy hill: the city in its plain to the horizon, a tree at the side."""
    if _asks_water(stage):
        _river_front(stage)
        return
    canvas, side = stage.canvas, stage.light.side
    open_air(stage, 0.4, 26.0)
    h = stage.horizon
    raise_ridge(stage, "far hills", Ridge(h + 0.01, 0.1, 0.85, "#7d8a6c", "#66756a", 0.8))
    dark, sunny, _ = GRASS[stage.season()]
    paint_ground(
        canvas,
        stage.light,
        h + 0.006,
        ("#7a7a74", "#8f8d86", "#646a5c"),
        number_of(stage, "plain"),
        misty=0.04,
    )
    skyline(stage, h + 0.03)
    for n in range(7):
        crest = h + 0.09 + 0.062 * n
        tree_line(
            stage,
            level(crest),
            0.02,
            f"town trees {n}",
            size=0.022 + 0.01 * n,
            count=110,
            pines=0.1,
            distance=0.6 - 0.075 * n,
        )
        skyline_row(stage, crest + 0.03, n)
    ground = Ridge(
        canvas.high,
        0.26,
        0.05,
        sunny,
        dark,
        0.9,
        slope=0.7,
        bottom=canvas.high,
        between=(canvas.wide * (0.5 + 0.5 * side), canvas.wide * (0.5 - 0.5 * side)),
    )
    raise_ridge(stage, "hill", ground)
    if not stage.winter:
        meadow(
            stage,
            (canvas.high * 0.93, canvas.high + 0.03),
            (dark, sunny),
            "hill grass",
            count=2500,
            blade=0.9,
        )
    pen = stage.pen("hill tree", canvas.wide * (0.5 - 0.37 * side), canvas.high * 0.93)
    tree(pen.at(0, 0, 0.06 * stage.fit / pen.scale))
    stage.draw(
        LAND,
        (canvas.high * 0.985, canvas.high * 0.92),
        usual=[("bench", 1), ("figure", 1)],
        near=FOREGROUND,
        clear=(0.3, 0.7),
    )
    stage.foreground = (0.36, 0.8) if side > 0 else (0.2, 0.64)
    birds_and_balloons(stage)


def skyline_row(stage: Stage, y: float, n: int) -> None:
    """One row of low houses in the plain."""
    from dataclasses import replace

    from emogen.pipelines.image.painter.things.buildings import house, tower
    from emogen.seeds import stream

    random, canvas = stream(stage.seed, "plain row", n), stage.canvas
    count = 24 - 2 * n
    for k in range(count):
        pen = stage.pen(
            "plain house", canvas.wide * (k + random.uniform(0.1, 0.9)) / count, y, index=50 * n + k
        )
        pen = replace(pen.at(0, 0, (0.0028 + 0.0012 * n) / pen.scale), distance=0.6 - 0.075 * n)
        if random.random() < 0.35:
            tower(
                pen, random.uniform(10, 16), random.uniform(10, 20), ("#a08c7a", "#b09a84", "#8f8a84")[k % 3]
            )
        else:
            house(pen)


SETTINGS: Final = {
    "city": Setting(
        composed(_plaza, _river_front, _from_the_hill), WATERSIDE, frozenset(("river", "bridge", *OPEN_AIR))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
