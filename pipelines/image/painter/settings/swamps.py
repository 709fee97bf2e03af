"""A swamp: still water, a boardwalk, a bog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import open_air, raise_ridge, water_with
from emogen.pipelines.image.painter.growth import reeds
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.settings.garden_pieces import planks
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import dead_tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import boughs, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


_MURK: Final = "#3c4630"


def _swamp_still(stage: Stage) -> None:
    """Black water between dead trees, reeds, a pale sky in it."""
    open_air(stage, 0.48, 2.2)
    h = stage.horizon
    back = raise_ridge(stage, "far wood", Ridge(h + 0.015, 0.06, 0.8, "#5c6650", "#48523f", 0.5, slope=0.4))
    tree_line(stage, back, 0.02, "far trees", size=0.09, count=110, pines=0.35, distance=0.8)
    _murk(stage, h + 0.02)
    _islets(stage, ((0.2, 24.0), (0.72, 19.0), (0.9, 34.0), (0.42, 40.0)))
    for n, (u, z) in enumerate(((0.66, 30.0), (0.3, 22.0), (0.86, 16.0), (0.14, 12.0))):
        _drowned(stage, u, z, n)
    reeds(
        stage, (row_of(stage, 26.0), row_of(stage, 12.0)), "far reeds", count=300, tall=1.5, span=(0.0, 1.0)
    )
    _swamp_front(stage)


def _swamp_boardwalk(stage: Stage) -> None:
    """Broken planks lead into mist between leaning trunks."""
    open_air(stage, 0.54, 1.8)
    h, canvas = stage.horizon, stage.canvas
    back = raise_ridge(stage, "far wood", Ridge(h + 0.02, 0.1, 0.85, "#5c6650", "#48523f", 0.5, slope=0.4))
    tree_line(stage, back, 0.03, "far trees", size=0.2, count=80, pines=0.1, distance=0.85)
    _murk(stage, h + 0.025)
    for n, (u, z) in enumerate(((0.24, 24.0), (0.74, 20.0), (0.12, 13.0), (0.88, 10.0))):
        _drowned(stage, u, z, n)
    planks(stage, 0.85, 26.0, gaps=0.12, bend=0.5)
    reeds(
        stage, (row_of(stage, 16.0), row_of(stage, 6.0)), "side reeds", count=260, tall=1.3, span=(0.0, 0.36)
    )
    reeds(
        stage, (row_of(stage, 16.0), row_of(stage, 6.0)), "other reeds", count=260, tall=1.3, span=(0.66, 1.0)
    )
    boughs(stage, "moss", top=-0.06, deep=0.3 * canvas.high, count=12, size=0.03, distance=0.2)
    _swamp_front(stage, tall=False)


def _swamp_bog(stage: Stage) -> None:
    """A wide bog from a little above: pools between tussocks, one dead tree."""
    open_air(stage, 0.34, 5.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    raise_ridge(stage, "hills", Ridge(h + 0.01, 0.08, 0.85, "#66705e", "#586252", 0.9))
    back = raise_ridge(stage, "far wood", Ridge(h + 0.02, 0.03, 0.7, "#5c6650", "#48523f", 0.5, slope=0.4))
    tree_line(stage, back, 0.01, "far trees", size=0.035, count=120, pines=0.7, distance=0.7)
    _murk(stage, h + 0.02)
    random = stream(stage.seed, "tussocks")
    spots = [
        (float(random.uniform(-0.05, 1.05)), float(z))
        for z in np.sort(np.exp(random.uniform(np.log(7), np.log(90), 46)))[::-1]
    ]
    _islets(stage, tuple(spots), wide=2.6)
    dead_tree(pen_at(stage, "dead", canvas.wide * (0.5 + 0.26 * side), 17.0, size=1.15))
    reeds(stage, (row_of(stage, 50.0), row_of(stage, 10.0)), "bog reeds", count=700, tall=1.1)
    _swamp_front(stage)


def _murk(stage: Stage, shore: float) -> None:
    frozen = stage.winter
    water_with(
        stage,
        shore,
        rough=0.03,
        rows=(shore + 0.1, stage.canvas.high * 0.85),
        colour="#8f9ca8" if frozen else _MURK,
    )
    if frozen:
        return
    random, light, canvas = stream(stage.seed, "duckweed"), stage.light, stage.canvas
    count = 900
    patch = random.random((16, 2))
    mine = patch[random.integers(16, size=count)] + random.normal(0, 0.05, (count, 2)) * [1.2, 0.35]
    y = shore + 0.03 + (canvas.high - shore - 0.03) * np.clip(mine[:, 1], 0, 1) ** 1.5
    scale = (y - stage.horizon) / stage.eye
    tones = mix(
        light.lit(linear("#4f6030"), 0.3), light.lit(linear("#9aa850"), 0.6), random.random((count, 1))
    )
    dabs = np.column_stack(
        [canvas.wide * mine[:, 0], y, 0.16 * scale, 0.05 * scale, 0 * y, np.full(count, 0.7)]
    )
    canvas.dabs(dabs.astype(np.float32), tones, soft=0.6)


def _islets(stage: Stage, spots: tuple[tuple[float, float], ...], wide: float = 4.5) -> None:
    """Tufts of grass on mud that stand out of the water."""
    random, light, canvas = stream(stage.seed, "islets"), stage.light, stage.canvas
    pale = ("#8f97a0", "#e8edf2") if stage.winter else ("#4a5030", "#9a9a58")
    for u, z in spots:
        scale = stage.fit / z
        y = row_of(stage, z)
        size = wide * scale * random.uniform(0.6, 1.2)
        count = 130
        x = canvas.wide * u + random.normal(0, 0.45, count) * size
        foot = y + random.normal(0, 0.05, count) * size
        tall = size * random.uniform(0.1, 0.26, count)
        mud = light.lit(linear("#3f3a2a"), 0.3)
        canvas.dabs(
            np.array([[canvas.wide * u, y + 0.02 * size, size, 0.09 * size, 0, 0.9]], np.float32),
            mud[None],
            soft=0.4,
        )
        tones = mix(
            light.lit(linear(pale[0]), 0.15),
            light.lit(linear(pale[1]), 0.7),
            np.clip(random.normal(0.45, 0.25, (count, 1)), 0, 1),
        )
        tones = light.through_air(tones, min(1.0, z / 200))
        order = np.argsort(foot)
        dabs = np.column_stack(
            [
                x,
                foot - tall / 2,
                tall / 2,
                np.full(count, 0.02 * size + 0.0006),
                np.pi / 2 + random.normal(0, 0.35, count),
                np.full(count, 0.9),
            ]
        )
        canvas.dabs(dabs[order].astype(np.float32), tones[order], power=1.6, soft=0.4, bristle=0.2)


def _drowned(stage: Stage, u: float, z: float, index: int) -> None:
    """A dead tree that stands in the water, and its dark image below."""
    x = stage.canvas.wide * u
    foot = stage.fit / z
    light = stage.light
    dabs = np.array(
        [[x, row_of(stage, z) + 0.6 * foot * k, 0.34 * foot, 0.5 * foot, 0.0, 0.28] for k in range(1, 6)],
        np.float32,
    )
    stage.canvas.dabs(dabs, light.lit(linear("#1f241c"), 0.2)[None], soft=1.6)
    dead_tree(pen_at(stage, "drowned", x, z, index=index, size=1.2))


def _swamp_front(stage: Stage, *, tall: bool = True) -> None:
    canvas = stage.canvas
    tone = ("#d8dee5", "#aeb7c1") if stage.winter else ("#56583a", "#3a3f2a")
    raise_ridge(stage, "mud", Ridge(canvas.high * 1.0, 0.05, 0.05, *tone, 0.5, 0.2, bottom=canvas.high))
    if tall:
        reeds(
            stage,
            (canvas.high * 0.97, canvas.high * 1.04),
            "near reeds",
            count=150,
            tall=0.75,
            span=(0.0, 0.3),
        )
        reeds(
            stage,
            (canvas.high * 0.97, canvas.high * 1.04),
            "near reeds too",
            count=130,
            tall=0.75,
            span=(0.72, 1.0),
        )
    stage.draw(
        LAND,
        (canvas.high * 0.99, canvas.high * 0.93),
        usual=[("rock", 1)],
        near=0.45,
        clear=(0.3, 0.7),
    )
    stage.draw({Kind.SKY}, (stage.horizon * 0.75, stage.horizon * 0.3), usual=[("bird", 2)])


SETTINGS: Final = {
    "swamp": Setting(composed(_swamp_still, _swamp_boardwalk, _swamp_bog), WATERSIDE, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
