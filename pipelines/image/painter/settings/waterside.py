"""Settings by the water: a harbour, a mountain lake, a coast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    FOREGROUND,
    bank,
    birds_and_balloons,
    far_grass,
    number_of,
    open_air,
    quay,
    raise_ridge,
    random_of,
    toward,
    water_with,
)
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.kinds import OPEN_AIR, WATERSIDE, Setting
from emogen.pipelines.image.painter.settings.town import far_shore, waterfront
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


def harbour(stage: Stage) -> None:
    """A bay with a town on its far shore, boats on the water, a stone quay in front."""
    canvas = stage.canvas
    open_air(stage, 0.46, 5.0)
    h = stage.horizon
    random = random_of(stage)
    far = raise_ridge(
        stage, "far", Ridge(h + 0.012, random.uniform(0.1, 0.17), 0.85, "#7d8a6c", "#66756a", 0.8)
    )
    tree_line(stage, far, 0.035, "far trees", size=0.018, count=150, pines=0.3, distance=0.85)
    near = Ridge(h + 0.02, 0.1, 0.6, "#71804f", "#5f6a4c", 0.5, between=toward(stage, random, 0.75, 0.15))
    tree_line(
        stage,
        raise_ridge(stage, "near", near),
        0.03,
        "shore trees",
        size=0.03,
        count=60,
        pines=0.4,
        distance=0.6,
    )
    waterfront(stage, h + 0.022)
    far_shore(stage, h + 0.022, FOREGROUND, 0.008)
    stage.draw({Kind.SHORE}, (h + 0.03, h + 0.026))
    water_with(stage, h + 0.024, rough=0.22, usual=[("boat", 3)], rows=(h + 0.06, canvas.high * 0.8))
    quay(stage)
    stage.draw(
        {Kind.GROUND},
        (canvas.high * 0.985, canvas.high * 0.89),
        usual=[("lamp", 2)],
        clear=(0.22, 0.78),
        near=FOREGROUND,
    )
    birds_and_balloons(stage)


def mountain_lake(stage: Stage) -> None:
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


def coast(stage: Stage) -> None:
    """The open sea, a headland, surf and a beach."""
    canvas = stage.canvas
    open_air(stage, 0.48, 5.0)
    h, random = stage.horizon, random_of(stage)
    water_with(stage, h, rough=0.5, rows=(h + 0.01, canvas.high * 0.74), colour="#2a6272")
    cape = toward(stage, random, 0.62, 0.1)
    raise_ridge(stage, "cape", Ridge(h + 0.018, 0.15, 0.72, "#87876a", "#6f675a", 0.5, 0.25, between=cape))
    cliff = (cape[0] + (cape[1] - cape[0]) * 0.45, cape[1] + (cape[1] - cape[0]) * 0.3)
    near = raise_ridge(
        stage, "cliff", Ridge(h + 0.05, 0.2, 0.45, "#8a8d5c", "#7a6c58", 0.4, 0.45, between=cliff)
    )
    span = (0.0, 0.3) if cape[1] < cape[0] else (0.7, 1.0)
    tree_line(stage, near, 0.025, "cliff trees", size=0.03, count=26, pines=0.5, distance=0.45, span=span)
    far_shore(stage, h + 0.03, FOREGROUND, 0.009, (0.02, 0.3) if cape[1] < cape[0] else (0.7, 0.98))
    stage.draw({Kind.SHORE}, (h + 0.045, h + 0.03), span=(0.1, 0.9))
    sand = "#e9eef2" if stage.winter else "#d9c193"
    beach = Ridge(canvas.high * 0.97, 0.2, 0.05, sand, "#b89a6c", 1.3, slope=0.5, bottom=canvas.high)
    _surf(stage, raise_ridge(stage, "beach", beach))
    stage.draw({Kind.GROUND}, (canvas.high * 0.99, canvas.high * 0.88), usual=[("rock", 4)], near=FOREGROUND)
    stage.draw({Kind.SKY}, (h * 0.75, h * 0.35), usual=[("bird", 4)])
    birds_and_balloons(stage, sky=False)


def _surf(stage: Stage, beach: Outline) -> None:
    """Two lines of foam that run up the sand, and the wet sand below them."""
    light, canvas = stage.light, stage.canvas
    foam, wet = light.lit(linear("#eef2f1"), 0.8), light.lit(linear("#8a7452"), 0.4)
    turn = number_of(stage, "surf")

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        reach = y - beach(x[0])[None, :]
        edge = reach + 0.012 * fbm(x * 5.0, y * 9.0, turn, octaves=4, px=canvas.px * 9.0)
        lace = 0.5 + 0.9 * fbm(x * 26.0, y * 70.0, turn + 1, octaves=3, px=canvas.px * 70.0)
        line = (
            np.exp(-(((edge - 0.004) / 0.006) ** 2)) + 0.55 * np.exp(-(((edge + 0.036) / 0.008) ** 2)) * lace
        )
        damp = np.exp(-(((edge - 0.022) / 0.018) ** 2)) * (edge > 0.004)
        white = np.clip(line * (0.6 + 0.4 * lace), 0.0, 0.9)
        return mix(wet, foam, white[..., None]), np.maximum(white, 0.45 * damp).astype(np.float32)

    canvas.shade(shade, canvas.high * 0.6)


SETTINGS: Final = {
    "coast": Setting(coast, WATERSIDE, OPEN_AIR),
    "harbour": Setting(harbour, WATERSIDE, OPEN_AIR),
    "mountain lake": Setting(mountain_lake, WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
