"""A field: hills, one hill, wheat."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    BLOOMS,
    GRASS,
    birds_and_balloons,
    far_grass,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    ways,
)
from emogen.pipelines.image.painter.crests import dome
from emogen.pipelines.image.painter.growth import Crop, crop_rows
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import tree
from emogen.pipelines.image.painter.woods import meadow, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


def _hills(stage: Stage) -> None:
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


def _one_hill(stage: Stage) -> None:
    """One round hill against a great sky, one tree on it."""
    open_air(stage, 0.74, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    dark, sunny, _ = GRASS[stage.season()]
    raise_ridge(stage, "blue hills", Ridge(h + 0.01, 0.12, 0.85, "#6f8470", "#6b7c70", 0.9))
    x = canvas.wide * (0.5 + 0.12 * side)
    crest = dome(x, 0.78 * canvas.wide, h + 0.16, h - 0.17, number_of(stage, "hill"), rough=0.02, power=1.9)
    raise_ridge(
        stage,
        "hill",
        Ridge(h + 0.16, 0.33, 0.15, sunny, dark, 1.1, slope=1.1, crest=crest, bottom=canvas.high),
    )
    if not stage.winter:
        _grassy(stage, crest, (dark, sunny))
    if not stage.bans("tree") and not any(stage.asks(name) for name in ("tree", "dead tree", "pine")):
        _on_crest(stage, crest, "hill tree", x)
    asked = [name for name in ("tree", "dead tree", "pine") if stage.asks(name)]
    stage.draw({Kind.SHORE}, (h + 0.05, h + 0.04))
    ways(stage)
    rows = (canvas.high * 0.985, h + 0.05) if not asked else (h + 0.0, h - 0.09)
    stage.draw(
        {Kind.GROUND}, rows, usual=[("flower", 6)] if not asked and not stage.winter else [], span=(0.2, 0.8)
    )
    birds_and_balloons(stage)


def _grassy(stage: Stage, crest: Outline, colours: tuple[str, str]) -> None:
    """Short grass all over a rounded hill, finer towards its crest."""
    random, light, canvas = stream(stage.seed, "hill grass"), stage.light, stage.canvas
    count = 8000
    x = random.uniform(0, canvas.wide, count)
    top = crest(x.astype(np.float32))
    y = top + (canvas.high + 0.02 - top) * random.random(count) ** 0.9
    order = np.argsort(y)
    x, y, top = x[order], y[order], top[order]
    share = np.clip((y - top) / (canvas.high - top + 1e-6), 0, 1)
    size = (0.004 + 0.028 * share**1.6) * random.uniform(0.5, 1.3, count)
    facing = np.clip(random.normal(0.5, 0.24, count), 0, 1)[:, None]
    tones = mix(light.lit(linear(colours[0]), 0.15), light.lit(linear(colours[1]), 0.75), facing)
    lean = np.pi / 2 + random.normal(0, 0.35, count) + 0.4 * light.side * light.weather.wind
    dabs = np.column_stack([x, y - 0.4 * size, 0.5 * size, 0.09 * size + 0.0006, lean, np.full(count, 0.8)])
    canvas.dabs(dabs.astype(np.float32), tones, power=1.5, soft=0.5, bristle=0.2)


def _on_crest(stage: Stage, crest: Outline, name: str, x: float) -> None:
    """A tree on top of a hill."""
    foot = float(crest(np.array([x], np.float32))[0]) + 0.015
    pen = stage.pen(name, x, foot)
    tree(replace(pen.at(0, 0, 0.036 * stage.fit / pen.scale), distance=0.12))


def _wheat(stage: Stage) -> None:
    """Among tall wheat, a way trodden through it, a wood on the horizon."""
    open_air(stage, 0.44, 1.7)
    h, canvas = stage.horizon, stage.canvas
    stage.vanish = canvas.wide * (0.5 + 0.1 * stage.light.side)
    raise_ridge(stage, "blue hills", Ridge(h + 0.01, 0.12, 0.8, "#6f8470", "#6b7c70", 0.9))
    edge = raise_ridge(stage, "wood", Ridge(h + 0.012, 0.03, 0.6, *far_grass(stage), 0.5))
    tree_line(stage, edge, 0.01, "wood trees", size=0.05, count=120, pines=0.2, distance=0.55)
    soil = ("#e4e9ef", "#cdd5de", "#b3bdc8") if stage.winter else ("#b8935a", "#cfae68", "#97743f")
    paint_ground(canvas, stage.light, h + 0.008, soil, number_of(stage, "ground"), misty=0.015)
    ways(stage, usual=True)
    stage.draw(LAND, (canvas.high * 0.985, h + 0.08), clear=(0.36, 0.64))
    if stage.winter:
        birds_and_balloons(stage)
        return
    crop = Crop(0.34, 0.34, 0.8, ("#8a6a2c", "#e0bc62", "#f4dc94"), 0.5, 0.055)
    crop_rows(stage, (h + 0.02, canvas.high * 0.98), crop, "wheat", 9000)
    ways(stage, again=True)
    _ears(stage)
    birds_and_balloons(stage)


def _ears(stage: Stage) -> None:
    """Wheat in front, ear by ear, and a few poppies between."""
    random, canvas, light = stream(stage.seed, "ears"), stage.canvas, stage.light
    count = 240
    x = random.uniform(-0.02, canvas.wide + 0.02, count)
    x = np.where(
        np.abs(x / canvas.wide - 0.5) < 0.14, x + np.sign(x - 0.5 * canvas.wide) * 0.26 * canvas.wide, x
    )
    foot = canvas.high + random.uniform(0.0, 0.06, count)
    tall = random.uniform(0.16, 0.3, count) * (0.55 + 0.9 * np.abs(x / canvas.wide - 0.5))
    lean = random.normal(0, 0.14, count) + 0.25 * light.side * light.weather.wind
    tip_x, tip_y = x + lean * tall, foot - tall
    tone = light.lit(linear("#b8923e"), 0.5)
    canvas.dabs(
        np.column_stack(
            [
                (x + tip_x) / 2,
                (foot + tip_y) / 2,
                tall / 2,
                np.full(count, 0.0014),
                np.pi / 2 + lean,
                np.full(count, 0.95),
            ]
        ).astype(np.float32),
        tone[None],
        soft=0.4,
    )
    each = 9
    t = np.linspace(0, 1, each)[None, :]
    bend = lean[:, None] * 1.6
    ear_x, ear_y = tip_x[:, None] + 0.034 * t * bend, tip_y[:, None] - 0.036 * t
    way = np.where(np.arange(each) % 2 == 0, 1.0, -1.0)[None, :]
    facing = np.clip(random.normal(0.65, 0.2, (count, each)), 0.1, 1)[..., None]
    tones = light.lit(linear("#8f6c2c"), 0.3) + (
        light.lit(linear("#f0cf7c"), 0.95) - light.lit(linear("#8f6c2c"), 0.3)
    ) * facing.astype(np.float32)
    grain = np.stack(
        [
            ear_x + 0.0035 * way,
            ear_y,
            np.full_like(ear_x, 0.0062),
            np.full_like(ear_x, 0.003),
            np.pi / 2 - 0.5 * way + 0 * ear_x,
            np.full_like(ear_x, 0.95),
        ],
        -1,
    )
    canvas.dabs(grain.reshape(-1, 6).astype(np.float32), tones.reshape(-1, 3), power=1.6, soft=0.4)


SETTINGS: Final = {
    "field": Setting(composed(_hills, _one_hill, _wheat), DRY, frozenset(("river", "path", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
