"""What settings share: open air, ridges, water with what floats on it, banks, ways."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.features import paint_path, paint_river, rainbow
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.sky import paint_lightning, paint_sky
from emogen.pipelines.image.painter.terrain import Ridge, paint_ridge
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.props import bridge
from emogen.pipelines.image.painter.things.trees import grown
from emogen.pipelines.image.painter.water import paint_water
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline

GRASS: Final = {
    None: ("#3f5c2c", "#8fa350", "#6f8a42"),
    "spring": ("#456a30", "#9dba5a", "#7ba04a"),
    "summer": ("#4a6230", "#a8a852", "#85914a"),
    "autumn": ("#6a5430", "#b8924c", "#94743c"),
    "winter": ("#9aa8b8", "#eef2f7", "#d3dbe5"),
}
"""Grass by season: shaded, sunny, from afar (sRGB; ours). Winter's is snow."""

BLOOMS: Final = ("#d8453e", "#e8c23c", "#efe8da", "#9a78bf")

FOREGROUND: Final = 0.4
"""Things that must stand farther away than this do not fit on a narrow foreground."""


def open_air(stage: Stage, share: float, eye: float) -> None:
    """Set the horizon at about a share of the height, the eye ``eye`` metres up, and paint the sky.

    The emotion bends both: a low eye looks up, so that the horizon sinks and everything towers.
    """
    stand_at(stage, share, eye)
    paint_air(stage)


def stand_at(stage: Stage, share: float, eye: float) -> None:
    """Set the horizon and the eye; see :func:`open_air`."""
    lift = stage.targets.eye_height
    wander = stream(stage.seed, "horizon").uniform(-0.03, 0.03)
    stage.horizon = stage.canvas.high * (share + wander - 0.05 * math.log2(lift))
    stage.eye = eye * lift


def paint_air(stage: Stage, *, moonlit: bool = True) -> None:
    """The sky with what stands in it; ``moonlit``: whether that can be a moon."""
    light = stage.light
    moon = moonlit and (
        stage.asks("moon") or (light.night and not stage.bans("moon") and light.weather.veil < 0.6)
    )
    sun = not light.night and light.time != "dusk" and not stage.bans("sun")
    if stage.bans("star"):
        light = replace(light, stars=0.0)
    paint_sky(stage.canvas, light, stage.horizon, stage.seed, moon=moon, sun=sun)
    if light.weather.dark * light.weather.veil > 0.6:
        paint_lightning(stage.canvas, stage.horizon, stage.seed, 1.0)
    if stage.asks("rainbow"):
        rainbow(stage)


def birds_and_balloons(stage: Stage, *, sky: bool = True) -> None:
    """Birds and balloons."""
    if sky:
        stage.draw({Kind.SKY}, (stage.horizon * 0.72, stage.horizon * 0.3))


def raise_ridge(stage: Stage, name: str, ridge: Ridge) -> Outline:
    return paint_ridge(stage.canvas, stage.light, ridge, number_of(stage, name))


def far_grass(stage: Stage) -> tuple[str, str]:
    dark, _, afar = GRASS[stage.season()]
    return afar, dark


def bank(stage: Stage, tall: float, random: np.random.Generator) -> None:
    """A grassy bank along the lower edge, higher on one side."""
    canvas = stage.canvas
    dark, sunny, afar = GRASS[stage.season()]
    side = toward(stage, random, -0.9, 1.1)
    ridge = Ridge(
        canvas.high * 0.985, tall, 0.04, afar, dark, 0.8, slope=0.6, bottom=canvas.high, between=side
    )
    crest = raise_ridge(stage, "bank", ridge)
    if not stage.winter:
        grass_on(stage, crest, (dark, sunny))


def grass_on(stage: Stage, crest: Outline, colours: tuple[str, str]) -> None:
    """Grass on a bank in the foreground, from its crest down."""
    random, light, canvas = stream(stage.seed, "bank grass"), stage.light, stage.canvas
    count = 5200
    x = random.uniform(0, canvas.wide, count).astype(np.float32)
    top = crest(x)
    y = top + (canvas.high + 0.02 - top) * random.random(count) ** 1.3
    order = np.argsort(y)
    x, y = x[order], y[order]
    size = 0.006 + 0.03 * np.clip((y - canvas.high * 0.8) / (canvas.high * 0.2), 0, 1) * random.uniform(
        0.5, 1.2, count
    )
    lean = np.pi / 2 + random.normal(0, 0.35, count) + light.side * 0.4 * light.weather.wind
    facing = np.clip(random.normal(0.45, 0.25, count), 0, 1)[:, None]
    shaded, sunny = (grown(linear(colour), stage.targets.life) for colour in colours)
    tones = mix(light.lit(shaded, 0.1), light.lit(sunny, 0.7), facing)
    dabs = np.stack([x, y - size * 0.5, size * 0.6, size * 0.08 + 0.0006, lean, np.full(count, 0.85)], 1)
    canvas.dabs(dabs, tones, power=1.5, soft=0.5, bristle=0.2)


def quay(stage: Stage) -> None:
    canvas, side = stage.canvas, stage.light.side
    pen = stage.pen("quay", canvas.wide / 2, canvas.high)
    w, m = canvas.wide / pen.scale / 2 + 1, canvas.high / pen.scale
    low, high = 0.115 * m, 0.16 * m
    left, right = (low, high) if side > 0 else (high, low)
    pen.poly(
        [[-w, left], [w, right], [w, right - 0.05 * m], [-w, left - 0.05 * m]], "#6e675c", 0.3, grain=0.4
    )
    pen.poly([[-w, left], [w, right], [w, -1], [-w, -1]], "#8f8778", 0.55, low=0.4, grain=0.3, stretch=4)
    pen.line([[-w, left - 0.004 * m], [w, right - 0.004 * m]], 0.012 * m, "#b0a690", 0.8)


def water_with(
    stage: Stage,
    shore: float,
    *,
    rough: float,
    rows: tuple[float, float],
    usual: list[tuple[str, int]] | None = None,
    colour: str = "#2c5566",
    bridge: bool = False,
    span: tuple[float, float] = (0.06, 0.94),
    layer: Canvas | None = None,
) -> None:
    """Water from ``shore`` down with what floats on it and its mirror image; ``layer``: more of these."""
    mirror = layer or stage.canvas.layer(shore)
    if bridge and not stage.bans("bridge") and stage.asks("bridge"):
        _bridge(stage, mirror, shore)
    stage.draw({Kind.WATER}, rows, usual=usual or (), mirror=mirror, span=span)
    paint_water(
        stage.canvas,
        stage.light,
        stage.horizon,
        stage.seed,
        shore=shore,
        mirrored=mirror,
        rough=rough,
        colour=colour,
    )
    if bridge and stage.asks("bridge"):
        _bridge(stage, None, shore)
    stage.draw({Kind.WATER}, rows, usual=usual or (), span=span)


def _bridge(stage: Stage, mirror: object, shore: float) -> None:
    target, flip = (mirror, -1) if isinstance(mirror, Canvas) else (stage.canvas, 1)
    x = stage.canvas.wide * stream(stage.seed, "bridge").uniform(0.35, 0.65)
    bridge(stage.pen("bridge", x, shore + 0.07, canvas=target, flip=flip))


def asks_boats(stage: Stage) -> bool:
    return any(stage.asks(name) for name in ("boat", "sailboat", "ship"))


def ways(stage: Stage, *, usual: bool = False, again: bool = False) -> None:
    """A path or a river over the ground; ``again`` clears what grew over it."""
    if stage.asks("river"):
        paint_river(stage, edge=not again)
    elif stage.asks("path") or (usual and not stage.bans("path")):
        paint_path(stage, edge=not again)


def random_of(stage: Stage) -> np.random.Generator:
    return stream(stage.seed, "setting")


def number_of(stage: Stage, name: str) -> int:
    return stream_seed(stage.seed, name) % 99991


def toward(stage: Stage, random: np.random.Generator, start: float, end: float) -> tuple[float, float]:
    """Land that rises to one side: where it begins and where it is full, scene units."""
    if random.random() < 0.5:
        start, end = 1.0 - start, 1.0 - end
    return stage.canvas.wide * start, stage.canvas.wide * end
