"""A waterfall: a curtain, in a gorge, in steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    GRASS,
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    water_with,
)
from emogen.pipelines.image.painter.crests import level
from emogen.pipelines.image.painter.falls import fall
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.cliffs import cliff
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.water import paint_water
from emogen.pipelines.image.painter.woods import boughs, meadow, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


_ROCK: Final = ("#77756c", "#54564c")


def _waterfall_front(stage: Stage) -> None:
    """A curtain of water over a wooded cliff into a pool."""
    open_air(stage, 0.46, 3.0)
    h, canvas = stage.horizon, stage.canvas
    lip, foot = 0.22 * h, h + 0.1
    back = raise_ridge(stage, "above", Ridge(lip + 0.05, 0.1, 0.5, "#63804c", "#47603a", 0.4))
    tree_line(stage, back, 0.03, "above trees", size=0.07, count=90, pines=0.4, distance=0.45)
    wall = Ridge(
        foot,
        foot - lip,
        0.3,
        *_ROCK,
        0.3,
        0.85,
        slope=0.7,
        strata=0.35,
        crest=_lip(stage, lip),
        bottom=foot + 0.03,
    )
    raise_ridge(stage, "cliff", wall)
    _ferns(stage, lip, foot)
    x = canvas.wide * (0.5 + 0.05 * stage.light.side)
    fall(stage, "main", x, lip + 0.01, foot, 0.15)
    fall(stage, "side", x + 0.17 * stage.light.side, lip + 0.05, foot, 0.035)
    water_with(
        stage, foot, rough=0.2, rows=(foot + 0.06, canvas.high * 0.82), colour="#2f6258", span=(0.25, 0.75)
    )
    _spray(stage, x, foot, 0.22)
    _pool_rocks(stage)


def _waterfall_gorge(stage: Stage) -> None:
    """A tall thin fall at the end of a green gorge."""
    open_air(stage, 0.62, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    end = Ridge(
        h + 0.05,
        0.85 * h,
        0.5,
        *_ROCK,
        0.35,
        0.85,
        slope=0.7,
        strata=0.3,
        crest=_lip(stage, 0.14 * h),
        bottom=h + 0.06,
    )
    raise_ridge(stage, "end", end)
    x = canvas.wide * (0.5 - 0.03 * side)
    fall(stage, "tall", x, 0.15 * h, h + 0.05, 0.045, distance=0.35)
    _spray(stage, x, h + 0.05, 0.12)
    water_with(
        stage, h + 0.05, rough=0.15, rows=(h + 0.09, canvas.high * 0.85), colour="#2f6258", span=(0.35, 0.65)
    )
    for n, (edge, foot) in enumerate(((0.36, 0.13), (0.22, 0.3))):
        for way in (-1, 1):
            where = edge if way < 0 else 1.0 - edge
            cliff(
                stage,
                f"gorge {n} {way}",
                where,
                way,
                h + foot,
                (0.16 - 0.2 * n) * h,
                distance=0.3 - 0.2 * n,
                colours=("#6a7458", "#474e3e"),
                strata=0.25,
                lean=0.07,
            )
            band = (0.0, where - 0.02) if way < 0 else (where + 0.02, 1.0)
            tree_line(
                stage,
                level(h + foot),
                -0.02,
                f"gorge trees {n} {way}",
                size=0.09 + 0.06 * n,
                count=24,
                pines=0.3,
                distance=0.3 - 0.2 * n,
                span=band,
            )
    _pool_rocks(stage)


def _waterfall_steps(stage: Stage) -> None:
    """Steps of white water down a river towards the viewer, woods on both sides."""
    open_air(stage, 0.34, 5.0)
    h, canvas = stage.horizon, stage.canvas
    back = raise_ridge(stage, "woods", Ridge(h + 0.04, 0.1, 0.5, "#63804c", "#47603a", 0.5))
    tree_line(stage, back, 0.04, "wood", size=0.12, count=200, pines=0.5, distance=0.4)
    steps = ((h + 0.05, h + 0.13, 0.12), (h + 0.2, h + 0.3, 0.17), (h + 0.4, h + 0.54, 0.25))
    x = canvas.wide * 0.5
    paint_water(canvas, stage.light, h, stage.seed, shore=h + 0.03, rough=0.1, colour="#35655a")
    for n, (lip, foot, half) in enumerate(steps):
        shelf = Ridge(
            foot,
            foot - lip,
            0.3 - 0.1 * n,
            *_ROCK,
            0.25,
            0.8,
            strata=0.3,
            crest=_lip(stage, lip, 0.2),
            bottom=foot + 0.01,
        )
        raise_ridge(stage, f"step {n}", shelf)
        centre = x + (0.08 if n % 2 else -0.06) * stage.light.side
        fall(stage, f"step {n}", centre, lip, foot, half)
        fall(stage, f"strand {n}", centre + 1.5 * half * stage.light.side, lip + 0.01, foot, 0.3 * half)
        paint_water(canvas, stage.light, h, stage.seed, shore=foot, rough=0.25, colour="#35655a")
        _spray(stage, centre, foot, 0.9 * half)
    dark, sunny, _ = GRASS[stage.season()]
    for n, u in enumerate((-0.02, 1.02)):
        inner = 0.3 if u < 0 else 0.7
        bank = Ridge(
            canvas.high,
            0.36,
            0.05,
            sunny,
            dark,
            0.5,
            slope=0.7,
            bottom=canvas.high,
            between=(canvas.wide * inner, canvas.wide * u),
        )
        raise_ridge(stage, f"bank {n}", bank)
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.88),
        usual=[("rock", 5), ("bush", 3)],
        near=0.45,
        clear=(0.33, 0.67),
    )
    boughs(stage, "boughs", top=-0.04, deep=0.2 * canvas.high, count=14, size=0.03, distance=0.1)
    birds_and_balloons(stage)


def _lip(stage: Stage, lip: float, wander: float = 0.12) -> Outline:
    """The edge that water falls over."""
    turn = number_of(stage, "lip")

    def crest(x: AnyFloats) -> AnyFloats:
        line: AnyFloats = (lip - wander * 0.3 * fbm(x * 2.6, 0 * x + 1.3, turn, octaves=6)).astype(np.float32)
        return line

    return crest


def _ferns(stage: Stage, lip: float, foot: float) -> None:
    """Green that hangs on a wet cliff, left and right of the water."""
    random, light, canvas = stream(stage.seed, "cliff green"), stage.light, stage.canvas
    if stage.winter:
        return
    count = 2600
    tuft = random.random((60, 2))
    mine = tuft[random.integers(60, size=count)] + random.normal(0, 0.025, (count, 2))
    x = canvas.wide * mine[:, 0]
    keep = np.abs(x / canvas.wide - 0.5) > 0.09
    y = lip + (foot - lip) * mine[:, 1]
    tones = mix(linear("#3f5a2c"), linear("#8fa850"), random.random((count, 1)))
    tones = light.through_air(light.lit(tones, 0.5), 0.25)
    size = random.uniform(0.004, 0.011, count)
    dabs = np.column_stack([x, y, size, 0.55 * size, random.uniform(0, 3, count), np.full(count, 0.85)])[keep]
    canvas.dabs(dabs.astype(np.float32), tones[keep], power=1.6, soft=0.4, bristle=0.3)


def _spray(stage: Stage, x: float, y: float, half: float) -> None:
    """Mist where water falls."""
    random, light = stream(stage.seed, "spray", int(1e3 * y)), stage.light
    count = 46
    white = light.lit(linear("#eef3f5"), 0.7) * 0.8 + light.horizon * np.float32(0.2)
    place = np.column_stack(
        [random.normal(x, 0.8 * half, count), y - np.abs(random.normal(0, 0.025, count)) + 0.008]
    )
    size = random.uniform(0.02, 0.06, count) * (0.5 + 2 * half)
    dabs = np.column_stack([place, 1.7 * size, 0.7 * size, 0 * size, np.full(count, 0.16)])
    stage.canvas.dabs(dabs.astype(np.float32), white[None], soft=2.0)


def _pool_rocks(stage: Stage) -> None:
    canvas = stage.canvas
    ground = Ridge(canvas.high * 1.0, 0.09, 0.05, "#6a6a58", "#4a4c40", 0.4, 0.5, bottom=canvas.high)
    raise_ridge(stage, "near shore", ground)
    dark, sunny, _ = GRASS[stage.season()]
    if not stage.winter:
        meadow(
            stage,
            (canvas.high * 0.95, canvas.high + 0.02),
            (dark, sunny),
            "shore grass",
            count=900,
            blade=0.3,
        )
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.9),
        usual=[("rock", 6), ("bush", 2)],
        near=0.45,
        clear=(0.3, 0.7),
    )
    boughs(stage, "boughs", top=-0.05, deep=0.3 * canvas.high, count=14, size=0.032, distance=0.05)
    birds_and_balloons(stage)


SETTINGS: Final = {
    "waterfall": Setting(composed(_waterfall_front, _waterfall_gorge, _waterfall_steps), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
