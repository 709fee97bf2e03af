"""A mountain lake: its still shore, a jetty, and from a meadow high above it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    GRASS,
    bank,
    birds_and_balloons,
    far_grass,
    grass_on,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    water_with,
)
from emogen.pipelines.image.painter.growth import reeds
from emogen.pipelines.image.painter.settings.garden_pieces import planks
from emogen.pipelines.image.painter.settings.kinds import OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.town import far_shore
from emogen.pipelines.image.painter.terrain import Ridge, outline
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import row_of
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


def _still_lake(stage: Stage) -> None:
    """Snowy ridges one behind the other, a wooded shore and a still lake, a grassy bank in front."""
    canvas = stage.canvas
    open_air(stage, 0.5, 8.0)
    h, random = stage.horizon, random_of(stage)
    snow = 0.75 if stage.winter else 0.42
    tall = 0.7 * h
    raise_ridge(
        stage,
        "peaks",
        Ridge(h, tall * random.uniform(0.85, 1.0), 0.62, "#8b8884", "#6d7c86", 0.8, 1.0, snow, 1.3),
    )
    raise_ridge(stage, "ridge", Ridge(h, tall * 0.5, 0.42, "#7f7d74", "#5c6e60", 0.6, 0.85, snow * 0.55, 1.0))
    shore = raise_ridge(stage, "woods", Ridge(h + 0.015, 0.1, 0.3, *far_grass(stage), 0.55, slope=0.6))
    tree_line(stage, shore, 0.07, "wood", size=0.05, count=520, pines=0.85, distance=0.3)
    far_shore(stage, h + 0.022, 0.5, 0.009)
    stage.draw({Kind.SHORE}, (h + 0.03, h + 0.02), span=(0.28, 0.72))
    water_with(
        stage, h + 0.02, rough=0.12, span=(0.3, 0.7), rows=(h + 0.05, canvas.high * 0.76), colour="#2d5a66"
    )
    bank(stage, 0.2, random)
    usual = [("pine", 3), ("rock", 4)]
    stage.draw(
        {Kind.GROUND}, (canvas.high * 0.995, canvas.high * 0.93), usual=usual, clear=(0.3, 0.7), near=0.5
    )
    birds_and_balloons(stage)


def _jetty(stage: Stage) -> None:
    """A jetty of planks out into the lake, one great mountain mirrored at its end."""
    open_air(stage, 0.46, 2.2)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    snow = 0.8 if stage.winter else 0.5
    raise_ridge(stage, "range", Ridge(h, 0.34 * h / 0.46, 0.7, "#8b8884", "#6d7c86", 0.6, 1.0, snow, 1.2))
    ridge = Ridge(h + 0.004, 0.86 * h, 0.45, "#858280", "#65747c", 0.5, 1.0, snow, 1.4)
    raise_ridge(
        stage,
        "peak",
        replace(ridge, crest=_peak(stage, ridge, canvas.wide * (0.5 + 0.1 * side), 0.42 * canvas.wide)),
    )
    for n, (inner, outer) in enumerate(((0.44, -0.1), (0.62, 1.1))):
        shore = raise_ridge(
            stage,
            f"woods {n}",
            Ridge(
                h + 0.012,
                0.12,
                0.35,
                *far_grass(stage),
                0.5,
                slope=0.6,
                between=(canvas.wide * inner, canvas.wide * outer),
            ),
        )
        tree_line(
            stage,
            shore,
            0.05,
            f"wood {n}",
            size=0.055,
            count=190,
            pines=0.9,
            distance=0.35,
            span=(min(inner, outer), max(inner, outer)),
        )
    far_shore(stage, h + 0.014, 0.5, 0.007)
    stage.draw({Kind.SHORE}, (h + 0.02, h + 0.014), span=(0.28, 0.72))
    water_with(
        stage,
        h + 0.012,
        rough=0.05,
        rows=(h + 0.05, canvas.high * 0.7),
        span=(0.1, 0.36) if side > 0 else (0.64, 0.9),
        colour="#2d5a66",
    )
    stage.vanish = canvas.wide * (0.5 + 0.08 * side)
    planks(stage, 1.1, 17.0)
    reeds(stage, (canvas.high * 0.9, canvas.high * 1.04), "lake reeds", count=170, tall=0.9, span=(0.0, 0.22))
    reeds(stage, (canvas.high * 0.9, canvas.high * 1.04), "more reeds", count=170, tall=0.9, span=(0.8, 1.0))
    stage.draw({Kind.GROUND}, (canvas.high * 0.97, row_of(stage, 6.0)), span=(0.42, 0.62), near=0.45)
    birds_and_balloons(stage)


def _peak(stage: Stage, ridge: Ridge, centre: float, half: float) -> Outline:
    """The crest of one mountain: a range's teeth, gathered to a point."""
    teeth = outline(ridge, stage.light, number_of(stage, "peak"), stage.canvas.px)

    def crest(x: AnyFloats) -> AnyFloats:
        away = np.clip(np.abs(x - centre) / half, 0.0, 1.4)
        swell = 0.25 * np.clip(1.0 - away, 0.0, 1.0) + 0.72 * np.exp(-((away / 0.42) ** 1.5))
        rise = swell * (0.72 + 0.42 * (ridge.base - teeth(x)) / ridge.height)
        line: AnyFloats = (ridge.base - ridge.height * rise + 0.01).astype(np.float32)
        return line

    return crest


def _lake_below(stage: Stage) -> None:
    """From a high meadow: the lake far below between wooded slopes, snow all round."""
    open_air(stage, 0.34, 40.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    snow = 0.8 if stage.winter else 0.5
    raise_ridge(stage, "peaks", Ridge(h + 0.06, 0.95 * h, 0.7, "#8b8884", "#6d7c86", 0.7, 1.0, snow, 1.3))
    raise_ridge(
        stage,
        "ridge",
        Ridge(h + 0.1, 0.5 * h, 0.55, "#7f7d74", "#5c6e60", 0.6, 0.8, snow * 0.5, 1.0, bottom=h + 0.14),
    )
    water_with(stage, h + 0.09, rough=0.08, span=(0.35, 0.65), rows=(h + 0.13, h + 0.3), colour="#1f6f80")
    for n, (inner, outer, base, tall) in enumerate(
        ((0.6, -0.05, 0.15, 0.3), (0.42, 1.05, 0.17, 0.32), (0.5, -0.1, 0.3, 0.6), (0.56, 1.1, 0.36, 0.7))
    ):
        far = 0.5 - 0.1 * n
        slope = raise_ridge(
            stage,
            f"slope {n}",
            Ridge(
                h + base,
                tall,
                far,
                *far_grass(stage),
                0.5,
                0.2,
                slope=0.9,
                bottom=h + base + 0.004,
                between=(canvas.wide * inner, canvas.wide * outer),
            ),
        )
        edge = inner + 0.55 * (outer - inner)
        tree_line(
            stage,
            slope,
            0.1 * tall,
            f"wood {n}",
            size=0.04 + 0.016 * n,
            count=190,
            pines=0.9,
            distance=far,
            span=(min(edge, outer), max(edge, outer)),
        )
    dark, sunny, _ = GRASS[stage.season()]
    ledge = Ridge(
        canvas.high * 0.99,
        0.34,
        0.05,
        sunny,
        dark,
        0.8,
        slope=0.7,
        bottom=canvas.high,
        between=(canvas.wide * (0.5 + 0.42 * side), canvas.wide * (0.5 - 0.6 * side)),
    )
    crest = raise_ridge(stage, "meadow", ledge)
    if not stage.winter:
        grass_on(stage, crest, (dark, sunny))
    where = (0.03, 0.5) if side > 0 else (0.5, 0.97)
    stage.draw({Kind.SHORE}, (h + 0.12, h + 0.11), span=(0.3, 0.7))
    stage.draw(
        {Kind.GROUND},
        (canvas.high * 0.99, canvas.high * 0.9),
        usual=[("rock", 3), ("flower", 5)],
        span=where,
        near=0.5,
    )
    stage.foreground = (0.3, 0.7)
    birds_and_balloons(stage)


SETTINGS: Final = {
    "mountain lake": Setting(composed(_still_lake, _jetty, _lake_below), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
