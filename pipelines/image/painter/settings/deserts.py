"""A desert: dunes, table mountains, one great dune."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    ways,
)
from emogen.pipelines.image.painter.crests import dome, mesa
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.woods import meadow
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


def _dunes(stage: Stage) -> None:
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


def _mesas(stage: Stage) -> None:
    """Table mountains as high as cathedrals on a red plain with sagebrush."""
    open_air(stage, 0.6, 2.6)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    raise_ridge(stage, "far", Ridge(h + 0.01, 0.08, 0.85, "#b87a52", "#a06a52", 0.6, 0.5, strata=0.4))
    for n, (u, half, top, far) in enumerate(
        ((0.5, 0.05, 0.2, 0.6), (0.24, 0.09, 0.3, 0.45), (0.8, 0.13, 0.36, 0.35))
    ):
        where = u if stage.light.side > 0 else 1.0 - u
        centre = canvas.wide * (where + random.uniform(-0.04, 0.04))
        crest = mesa(
            centre,
            canvas.wide * half,
            h + 0.03,
            h - top * random.uniform(0.85, 1.1),
            number_of(stage, f"butte {n}"),
        )
        raise_ridge(
            stage,
            f"butte {n}",
            Ridge(h + 0.03, top, far, "#c9754a", "#94503a", 0.22, 0.8, slope=0.8, strata=0.8, crest=crest),
        )
    soil = ("#b57a4e", "#c9905e", "#97623f")
    paint_ground(canvas, stage.light, h + 0.015, soil, number_of(stage, "plain"), misty=0.02)
    ways(stage)
    meadow(stage, (h + 0.05, canvas.high + 0.02), ("#6a5a3a", "#b09a5c"), "sage", count=1500, blade=0.3)
    stage.draw(
        LAND,
        (canvas.high * 0.97, h + 0.08),
        usual=[("bush", 4), ("cactus", 1), ("rock", 3)],
        clear=(0.38, 0.62),
    )
    birds_and_balloons(stage)


def _great_dune(stage: Stage) -> None:
    """One great dune: a sharp crest that winds up to the sky, lit on one side, dark on the other."""
    open_air(stage, 0.62, 4.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    for n, (down, tall, far) in enumerate(((0.0, 0.06, 0.8), (0.04, 0.1, 0.6))):
        raise_ridge(
            stage,
            f"far dune {n}",
            Ridge(
                h + down + tall * 0.5,
                tall,
                far,
                "#dba566",
                "#b97a48",
                0.7 + 0.3 * n,
                slope=2.0,
                bottom=h + 0.3,
            ),
        )
    top = (canvas.wide * (0.5 - 0.1 * side), 0.34 * h)
    flank = dome(
        top[0], 0.95 * canvas.wide, h + 0.3, top[1], number_of(stage, "great"), rough=0.02, power=1.15
    )
    raise_ridge(
        stage,
        "great",
        Ridge(h + 0.3, 0.9 * h, 0.2, "#e6b070", "#c98d54", 1.4, slope=0.9, crest=flank, bottom=canvas.high),
    )
    _dark_side(stage, top, side)
    stage.draw(
        LAND,
        (canvas.high * 0.98, h + 0.24),
        usual=[("rock", 1), ("bush", 2)],
        clear=(0.36, 0.64),
    )
    birds_and_balloons(stage)


def _dark_side(stage: Stage, top: tuple[float, float], side: int) -> None:
    """The side of a dune away from the light, bounded by its winding crest, with ripples."""
    canvas, light = stage.canvas, stage.light
    t = np.linspace(0, 1, 60)
    y = top[1] + (canvas.high + 0.05 - top[1]) * t
    wave = stream(stage.seed, "crest").uniform(0.8, 1.3)
    x = top[0] + side * (0.34 * t**1.5 + 0.13 * wave * np.sin(4.6 * t + 0.4) * t)
    edge = np.column_stack([x, y])
    ridge_left = np.column_stack([top[0] - side * 1.6 * t, top[1] + (canvas.high * 1.05 - top[1]) * t**0.95])
    shape = np.concatenate([edge, ridge_left[::-1]])
    dark = light.through_air(light.lit(linear("#a8683c"), 0.12), 0.2)
    low = light.lit(linear("#b87a48"), 0.3)
    canvas.fill([shape.astype(np.float32)], dark, low, alpha=0.85, grain=0.12, stretch=5, feature=0.02)
    glow = np.column_stack(
        [
            np.add(edge, (0.004 * side, 0.0)),
            np.full(60, 0.02),
            np.full(60, 0.0022),
            np.full(60, np.pi / 2),
            np.full(60, 0.5),
        ]
    )
    canvas.dabs(glow[:40].astype(np.float32), light.lit(linear("#f4cf94"), 1.0)[None], soft=1.0)


SETTINGS: Final = {
    "desert": Setting(composed(_dunes, _mesas, _great_dune), DRY, frozenset(("river", "path", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
