"""Settings on land: a desert, a field, a forest, a city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.compose import (
    BLOOMS,
    FOREGROUND,
    GRASS,
    asks_boats,
    birds_and_balloons,
    number_of,
    open_air,
    quay,
    raise_ridge,
    random_of,
    water_with,
    ways,
)
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, WATERSIDE, Setting
from emogen.pipelines.image.painter.settings.town import far_shore, skyline
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.water import paint_water
from emogen.pipelines.image.painter.woods import boughs, meadow, tree_line, trunk
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def desert(stage: Stage) -> None:
    """Mesas far away, dune behind dune."""
    canvas = stage.canvas
    open_air(stage, 0.5, 5.0)
    h, random = stage.horizon, random_of(stage)
    raise_ridge(
        stage, "mesa", Ridge(h + 0.01, random.uniform(0.08, 0.14), 0.9, "#b87a52", "#a06a52", 0.5, 0.6)
    )
    dunes = (
        (0.0, 0.07, 0.75, 0.55),
        (0.06, 0.12, 0.55, 0.8),
        (0.18, 0.16, 0.35, 1.1),
        (0.36, 0.2, 0.12, 1.5),
    )
    for n, (down, tall, distance, scale) in enumerate(dunes):
        bottom = h + down + 0.2 if n < 3 else canvas.high
        ridge = Ridge(
            h + down + tall * 0.6, tall, distance, "#dba566", "#b97a48", scale, slope=2.0, bottom=bottom + 0.1
        )
        raise_ridge(stage, f"dune {n}", ridge)
    stage.draw({Kind.SHORE}, (h + 0.05, h + 0.03))
    ways(stage)
    stage.draw({Kind.GROUND}, (canvas.high * 0.98, h + 0.2), usual=[("cactus", 2), ("rock", 4), ("bush", 3)])
    birds_and_balloons(stage)


def field(stage: Stage) -> None:
    """Rolling hills with hedges and woods, a meadow in front."""
    canvas = stage.canvas
    open_air(stage, 0.52, 4.0)
    h, random = stage.horizon, random_of(stage)
    dark, sunny, afar = GRASS[stage.season()]
    raise_ridge(
        stage, "blue hills", Ridge(h + 0.01, random.uniform(0.17, 0.28), 0.8, "#6f8470", "#6b7c70", 0.9)
    )
    hill = raise_ridge(stage, "hill", Ridge(h + 0.03, 0.15, 0.55, afar, dark, 0.6, slope=1.4))
    tree_line(stage, hill, 0.05, "hill trees", size=0.03, count=150, pines=0.25, distance=0.5)
    slope = raise_ridge(
        stage, "slope", Ridge(h + 0.07, 0.085, 0.35, sunny, afar, 0.8, slope=1.4, bottom=h + 0.1)
    )
    tree_line(stage, slope, 0.012, "hedge", size=0.035, count=70, pines=0.15, distance=0.35)
    paint_ground(canvas, stage.light, h + 0.055, (afar, sunny, dark), number_of(stage, "ground"), furrow=0.2)
    stage.draw({Kind.SHORE}, (h + 0.06, h + 0.05))
    ways(stage)
    blooms = () if stage.winter or stage.bans("flower") else BLOOMS
    if not stage.winter:
        meadow(stage, (h + 0.075, canvas.high + 0.03), (dark, sunny), "meadow", flowers=blooms, share=0.035)
        ways(stage, again=True)
    usual = [("tree", 2)]
    stage.draw({Kind.GROUND}, (canvas.high * 0.985, h + 0.075), usual=usual, clear=(0.36, 0.62))
    birds_and_balloons(stage)


def forest(stage: Stage) -> None:
    """Trunks behind trunks, lit mist between them, ferns and a way through."""
    canvas, light = stage.canvas, stage.light
    open_air(stage, 0.56, 2.6)
    h = stage.horizon
    dark, sunny, _ = GRASS[stage.season()]
    back = raise_ridge(stage, "back", Ridge(h + 0.03, 0.18, 0.8, "#5a6e4c", "#43583f", 0.5, slope=0.4))
    tree_line(stage, back, 0.06, "back trees", size=0.2, count=120, pines=0.45, distance=0.85)
    soil = ("#dfe5ec", "#c9d2dc", "#aab5c2") if stage.winter else ("#5d5436", "#6d7348", "#3f4a2a")
    paint_ground(canvas, light, h + 0.02, soil, number_of(stage, "ground"))
    ways(stage, usual=True)
    for layer, (down, count, wide) in enumerate(
        ((0.035, 22, 0.7), (0.075, 13, 0.65), (0.16, 7, 0.55), (0.4, 3, 0.5))
    ):
        _trunks(stage, layer, h + down, count, wide)
        boughs(
            stage,
            f"boughs {layer}",
            top=-0.03,
            deep=(0.3 + 0.06 * layer) * canvas.high,
            count=22 - 3 * layer,
            size=0.025 + 0.012 * layer,
            distance=0.8 - 0.25 * layer,
        )
        if not stage.winter:
            meadow(
                stage,
                (h + down, h + down * 1.9 + 0.02),
                (dark, sunny),
                f"ferns {layer}",
                count=1300,
                blade=0.55,
            )
    stage.draw({Kind.SHORE}, (h + 0.06, h + 0.05))
    stage.draw(
        {Kind.GROUND}, (canvas.high * 0.97, h + 0.12), usual=[("bush", 3), ("rock", 1)], clear=(0.4, 0.6)
    )
    birds_and_balloons(stage)


def _trunks(stage: Stage, layer: int, y: float, count: int, wide: float) -> None:
    """One row of trunks, thinner in the middle of the picture, where the way leads."""
    random = stream(stage.seed, "trunks", layer)
    for n in range(count):
        u = (n + random.uniform(0.1, 0.9)) / count
        if abs(u - 0.5) < 0.05 + 0.035 * layer:
            continue
        foot = y + random.uniform(-0.012, 0.02) * (1 + layer)
        pen = stage.pen("trunk", stage.canvas.wide * u, foot, index=layer * 100 + n)
        tall = (foot + 0.1) / pen.scale
        trunk(pen, tall, random.uniform(0.7, 1.3) * wide)


def city(stage: Stage) -> None:
    """Towers behind towers, and a street with lamps, or a river where the words ask for it."""
    canvas = stage.canvas
    open_air(stage, 0.66, 3.4)
    h = stage.horizon
    skyline(stage, h)
    if stage.asks("river") or stage.asks("bridge") or asks_boats(stage):
        water_with(
            stage, h + 0.03, rough=0.2, rows=(h + 0.07, canvas.high * 0.85), colour="#3a5560", bridge=True
        )
        quay(stage)
        far_shore(stage, h + 0.035, FOREGROUND, 0.0115)
        rows, near = (canvas.high * 0.985, canvas.high * 0.89), FOREGROUND
    else:
        soil = ("#e2e6ec", "#c4ccd6", "#aab2be") if stage.winter else ("#5f5d5e", "#77736f", "#4c4b4e")
        paint_ground(canvas, stage.light, h + 0.02, soil, number_of(stage, "street"), furrow=0.3, misty=0.012)
        _wet(stage)
        rows, near = (canvas.high * 0.96, h + 0.09), 1.0
    stage.draw({Kind.GROUND, Kind.SHORE}, rows, usual=[("lamp", 4), ("figure", 3), ("tree", 2)], near=near)
    birds_and_balloons(stage)


def _wet(stage: Stage) -> None:
    """Wet paving mirrors the town."""
    if stage.light.weather.rain > 0.15 or stage.prompt.weather == "rain":
        base = stage.canvas.image.copy()
        h = stage.horizon + 0.02
        paint_water(
            stage.canvas, stage.light, stage.horizon, stage.seed, shore=h, rough=0.02, colour="#4a4a4e"
        )
        row = max(0, int(h / stage.canvas.px))
        wet = 0.55 * min(1.0, stage.light.weather.rain + 0.2)
        stage.canvas.image[row:] += (base[row:] - stage.canvas.image[row:]) * (1.0 - wet)


SETTINGS: Final = {
    "desert": Setting(desert, DRY, frozenset(("river", "path", *OPEN_AIR))),
    "field": Setting(field, DRY, frozenset(("river", "path", *OPEN_AIR))),
    "forest": Setting(forest, DRY, frozenset(("river", "path", *OPEN_AIR))),
    "city": Setting(city, WATERSIDE, frozenset(("river", "bridge", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
