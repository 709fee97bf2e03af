"""Snow and ice: a plain, floes on the sea, a white mountain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    water_with,
    ways,
)
from emogen.pipelines.image.painter.crests import spires
from emogen.pipelines.image.painter.growth import reeds
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, outline, paint_ground
from emogen.pipelines.image.painter.walls import row_of
from emogen.pipelines.image.painter.woods import tree_line

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


_ICE: Final = ("#eef2f7", "#d5deea", "#c3d0e0")


def _snowfield(stage: Stage) -> None:
    """A white plain with blown ridges of snow under far white hills."""
    open_air(stage, 0.5, 3.0)
    h, canvas = stage.horizon, stage.canvas
    raise_ridge(stage, "hills", Ridge(h + 0.01, 0.14, 0.8, "#dfe6ef", "#b8c6d8", 0.7, 0.5, 0.8))
    paint_ground(canvas, stage.light, h + 0.01, _ICE, number_of(stage, "snow"), misty=0.03)
    for n, (down, tall, distance) in enumerate(((0.06, 0.03, 0.5), (0.14, 0.05, 0.3), (0.3, 0.1, 0.1))):
        raise_ridge(
            stage,
            f"drift {n}",
            Ridge(
                h + down + tall,
                tall,
                distance,
                "#f4f7fb",
                "#c6d4e6",
                0.9 + 0.3 * n,
                slope=1.6,
                bottom=canvas.high if n == 2 else h + down + tall + 0.12,
            ),
        )
    ways(stage)
    _stalks(stage)
    stage.draw(
        LAND,
        (canvas.high * 0.98, h + 0.12),
        usual=[("dead tree", 1)],
        clear=(0.36, 0.64),
    )
    birds_and_balloons(stage)


def _ice_sea(stage: Stage) -> None:
    """Floes and icebergs on a dark sea."""
    open_air(stage, 0.46, 5.0)
    h, canvas = stage.horizon, stage.canvas
    random = random_of(stage)
    raise_ridge(stage, "far ice", Ridge(h + 0.01, 0.05, 0.8, "#e4ecf4", "#a9bdd2", 0.4, 0.7, slope=1.0))
    for n, (u, half, top, foot) in enumerate(((0.24, 0.12, 0.17, 0.015), (0.76, 0.2, 0.26, 0.035))):
        where = u if stage.light.side > 0 else 1 - u
        parts = [
            (canvas.wide * (where + half * s * 0.6), canvas.wide * half * 0.36, h - top * q)
            for s, q in ((-0.9, 0.5), (0.0, 1.0), (0.8, 0.65))
        ]
        crest = spires(parts, h + foot, number_of(stage, f"berg {n}"))
        raise_ridge(
            stage,
            f"berg {n}",
            Ridge(
                h + foot,
                top,
                0.45 - 0.1 * n,
                "#f2f7fb",
                "#8fb4d0",
                0.3,
                0.8,
                slope=1.0,
                crest=crest,
                bottom=h + foot + 0.004,
            ),
        )
    water_with(stage, h + 0.012, rough=0.2, rows=(h + 0.07, canvas.high * 0.8), colour="#1f4a62")
    light = stage.light
    for z in np.sort(np.exp(random.uniform(np.log(7), np.log(120), 26)))[::-1]:
        x, y, size = (
            canvas.wide * random.uniform(-0.05, 1.05),
            row_of(stage, float(z)),
            random.uniform(1.6, 3.6) * stage.fit / float(z),
        )
        k = np.linspace(0, 2 * np.pi, 13)
        reach = random.uniform(0.75, 1.15, 13)
        slab = np.column_stack([x + size * reach * np.cos(k), y + 0.3 * size * reach * np.sin(k)])
        side_tone = light.through_air(light.lit(linear("#7fb0cc"), 0.35), min(1, float(z) / 200))
        face = light.through_air(light.lit(linear("#f2f6fa"), 0.75), min(1, float(z) / 200))
        canvas.fill([np.add(slab, (0.0, 0.07 * size)).astype(np.float32)], side_tone, grain=0.1)
        canvas.fill([slab.astype(np.float32)], face, grain=0.08, stretch=3)
    ledge = Ridge(canvas.high * 0.99, 0.1, 0.05, "#f4f7fb", "#c6d4e6", 0.9, slope=1.2, bottom=canvas.high)
    raise_ridge(stage, "near ice", ledge)
    stage.draw(LAND, (canvas.high * 0.99, canvas.high * 0.94), near=0.45, clear=(0.3, 0.7))
    birds_and_balloons(stage)


def _snow_mountain(stage: Stage) -> None:
    """A great white mountain over a snowed-in slope, tracks that lead to it."""
    open_air(stage, 0.64, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    raise_ridge(stage, "range", Ridge(h, 0.36, 0.75, "#c8d2de", "#aebccd", 0.5, 1.0, 0.9, 1.0))
    paint_ground(canvas, stage.light, h, _ICE, number_of(stage, "snow"), misty=0.02)
    ridge = Ridge(h + 0.02, 0.86 * h, 0.5, "#8f98a4", "#77838f", 0.45, 1.0, 0.9, 1.4, strata=0.06)
    teeth, centre = (
        outline(ridge, stage.light, number_of(stage, "peak"), canvas.px),
        canvas.wide * (0.5 + 0.16 * side),
    )

    def crest(x: AnyFloats) -> AnyFloats:
        away = np.clip(np.abs(x - centre) / (0.62 * canvas.wide), 0.0, 1.0)
        swell = 0.3 * (1.0 - away) ** 1.3 + 0.7 * np.exp(-((away / 0.28) ** 1.3))
        rise = 0.72 * swell + 0.42 * swell * (ridge.base - teeth(x)) / ridge.height
        line: AnyFloats = (ridge.base - ridge.height * rise).astype(np.float32)
        return line

    raise_ridge(stage, "peak", replace(ridge, crest=crest))
    for n, (down, tall, distance) in enumerate(((0.05, 0.06, 0.4), (0.2, 0.14, 0.12))):
        ridge = Ridge(
            h + down + tall, tall, distance, "#f4f7fb", "#c2d0e4", 1.1, slope=1.5, bottom=canvas.high
        )
        crest2 = raise_ridge(stage, f"slope {n}", ridge)
        if n == 0:
            tree_line(stage, crest2, 0.02, "snowed pines", size=0.05, count=50, pines=1.0, distance=0.4)
    ways(stage)
    _tracks(stage)
    stage.draw(LAND, (canvas.high * 0.98, h + 0.16), usual=[("rock", 2)], clear=(0.36, 0.64))
    birds_and_balloons(stage)


def _tracks(stage: Stage) -> None:
    """Footprints in the snow that lead away."""
    light = stage.light
    z = np.arange(2.4, 26.0, 0.55)
    x = 0.9 * np.sin(z * 0.16) + 0.13 * np.where(np.arange(len(z)) % 2 == 0, 1, -1)
    scale = stage.fit / z
    tone = light.lit(linear("#8fa4c4"), 0.15)
    dabs = np.column_stack(
        [
            stage.vanish + x * scale,
            stage.horizon + stage.eye / z,
            0.1 * scale,
            0.05 * scale * 3 / z + 0.0012,
            0 * z,
            np.full(len(z), 0.6),
        ]
    )
    stage.canvas.dabs(dabs[::-1].astype(np.float32), tone[None], soft=0.6)


def _stalks(stage: Stage) -> None:
    """Dry grass that sticks out of the snow."""
    reeds(
        stage,
        (row_of(stage, 14.0), row_of(stage, 4.4)),
        "dry grass",
        count=260,
        tall=0.5,
        colours=("#6a5a3c", "#b89a5c"),
    )


SETTINGS: Final = {
    "snow plain": Setting(
        composed(_snowfield, _ice_sea, _snow_mountain), WATERSIDE, frozenset(("path", *OPEN_AIR))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
