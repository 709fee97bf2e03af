"""A lavender field: rows, a slope, among the plants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import birds_and_balloons, number_of, open_air, raise_ridge
from emogen.pipelines.image.painter.crests import dome, level
from emogen.pipelines.image.painter.growth import Crop, crop_rows
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.settings.country import SNOW, country, ground, winterly
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.buildings import house
from emogen.pipelines.image.painter.things.trees import tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


_LAVENDER: Final = Crop(1.7, 1.15, 0.75, ("#4a3f78", "#8a74c0", "#b49ae0"), 0.6, 0.075)


def _lavender_rows(stage: Stage) -> None:
    """Rows of lavender that meet under the horizon at a stone house."""
    open_air(stage, 0.42, 2.2)
    canvas = stage.canvas
    stage.vanish = canvas.wide * (0.5 + 0.1 * stage.light.side)
    country(stage, tall=0.17)
    ground(stage, ("#a08a68", "#8f86a0", "#7a6a54"))
    house(pen_at(stage, "mas", stage.vanish - 0.1, 62.0))
    tree(pen_at(stage, "mas tree", stage.vanish + 0.03, 60.0))
    crop_rows(stage, (row_of(stage, 58.0), canvas.high + 0.06), winterly(stage, _LAVENDER), "lavender", 17000)
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 20.0)), clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _lavender_slope(stage: Stage) -> None:
    """Rows that sweep sideways over a slope to one tree."""
    open_air(stage, 0.5, 3.2)
    canvas, side = stage.canvas, stage.light.side
    country(stage, tall=0.24)
    crest = dome(
        canvas.wide * (0.5 + 0.3 * side),
        canvas.wide * 1.0,
        stage.horizon + 0.1,
        stage.horizon - 0.07,
        number_of(stage, "slope"),
        rough=0.0,
    )
    tone = SNOW[0] if stage.winter else "#9282b8"
    raise_ridge(
        stage,
        "slope",
        Ridge(
            stage.horizon + 0.1,
            0.17,
            0.25,
            tone,
            "#7d70a0" if not stage.winter else SNOW[1],
            1.0,
            slope=0.6,
            crest=crest,
            bottom=canvas.high,
        ),
    )
    foot = float(crest(np.array([canvas.wide * (0.5 + 0.24 * side)], np.float32))[0]) + 0.012
    pen = stage.pen("one tree", canvas.wide * (0.5 + 0.24 * side), foot)
    tree(pen.at(0, 0, 0.021 / pen.scale))
    crop = winterly(
        stage,
        Crop(_LAVENDER.gap, _LAVENDER.wide, _LAVENDER.high, _LAVENDER.colours, 0.6, 0.075, turn=-1.2 * side),
    )
    crop_rows(stage, (stage.horizon + 0.05, canvas.high + 0.07), crop, "lavender", 17000)
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 16.0)), clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _lavender_near(stage: Stage) -> None:
    """Among the plants: a low eye, spikes of blossom against the sky."""
    open_air(stage, 0.56, 0.85)
    canvas = stage.canvas
    country(stage, tall=0.14)
    tree_line(
        stage,
        level(stage.horizon + 0.02),
        0.0,
        "cypresses",
        size=0.13,
        count=9,
        pines=1.0,
        distance=0.4,
    )
    ground(stage, ("#54497a", "#8478b0", "#463c60"))
    colours = ("#5a4a80", "#9a84cc") if not stage.winter else (SNOW[2], SNOW[0])
    crop_rows(stage, (row_of(stage, 40.0), canvas.high + 0.06), winterly(stage, _LAVENDER), "lavender", 9000)
    _spikes(stage, colours)
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 9.0)), clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _spikes(stage: Stage, colours: tuple[str, str]) -> None:
    """Lavender in front, spike by spike."""
    random, canvas = stream(stage.seed, "spikes"), stage.canvas
    light = stage.light
    count, each = 150, 12
    x = random.uniform(-0.02, canvas.wide + 0.02, count)
    keep = np.abs(x / canvas.wide - 0.5) > 0.12
    foot = canvas.high + random.uniform(0.0, 0.08, count)
    tall = random.uniform(0.26, 0.5, count) * (0.6 + 0.9 * np.abs(x / canvas.wide - 0.5))
    lean = random.normal(0, 0.12, count) + 0.15 * light.side * light.weather.wind
    stems = np.column_stack(
        [
            x + lean * tall / 2,
            foot - tall / 2,
            tall / 2,
            np.full(count, 0.0016),
            np.pi / 2 + lean,
            np.full(count, 0.9),
        ]
    )
    canvas.dabs(stems[keep].astype(np.float32), light.lit(linear("#6a7a4e"), 0.5)[None], soft=0.4)
    t = np.linspace(0.55, 1.0, each)[None, :]
    px = x[:, None] + lean[:, None] * tall[:, None] * t + random.normal(0, 0.0035, (count, each))
    py = foot[:, None] - tall[:, None] * t
    size = 0.0125 * (1.25 - 0.6 * (t - 0.55) / 0.45) * np.ones((count, 1))
    facing = np.clip(random.normal(0.55, 0.22, (count, each)), 0, 1)[..., None]
    tones = mix(light.lit(linear(colours[0]), 0.2), light.lit(linear(colours[1]), 0.9), facing)
    dabs = np.stack(
        [px, py, 0.8 * size, 0.65 * size, random.uniform(0, 3, (count, each)), np.full_like(px, 0.95)], -1
    )
    canvas.dabs(
        dabs[keep].reshape(-1, 6).astype(np.float32),
        tones[keep].reshape(-1, 3),
        power=1.7,
        soft=0.4,
        bristle=0.1,
    )


SETTINGS: Final = {
    "lavender field": Setting(composed(_lavender_rows, _lavender_slope, _lavender_near), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
