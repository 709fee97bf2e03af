"""The registry of settings: each composes its place on a stage, from the sky to the foreground."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.features import paint_path, paint_river, rainbow
from emogen.pipelines.image.light import linear, mix
from emogen.pipelines.image.noise import fbm
from emogen.pipelines.image.room import room
from emogen.pipelines.image.sky import paint_lightning, paint_sky
from emogen.pipelines.image.stage import Stage
from emogen.pipelines.image.terrain import Ridge, paint_ground, paint_ridge
from emogen.pipelines.image.things import Kind
from emogen.pipelines.image.town import skyline, waterfront
from emogen.pipelines.image.water import paint_water
from emogen.pipelines.image.woods import boughs, meadow, tree_line, trunk
from emogen.seeds import stream, stream_seed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.pipelines.image.terrain import Outline

    Floats = NDArray[np.float32]

Setting = Callable[[Stage], None]

_GRASS: Final = {
    None: ("#3f5c2c", "#8fa350", "#6f8a42"),
    "spring": ("#456a30", "#9dba5a", "#7ba04a"),
    "summer": ("#4a6230", "#a8a852", "#85914a"),
    "autumn": ("#6a5430", "#b8924c", "#94743c"),
    "winter": ("#9aa8b8", "#eef2f7", "#d3dbe5"),
}
"""Grass by season: shaded, sunny, from afar (sRGB; ours). Winter's is snow."""

_BLOOMS: Final = ("#d8453e", "#e8c23c", "#efe8da", "#9a78bf")


def harbour(stage: Stage) -> None:
    """A bay with a town on its far shore, boats on the water, a stone quay in front."""
    canvas = stage.canvas
    _sky(stage, 0.46, 5.0)
    h = stage.horizon
    random = _random(stage)
    far = _ridge(stage, "far", Ridge(h + 0.012, random.uniform(0.1, 0.17), 0.85, "#7d8a6c", "#66756a", 0.8))
    tree_line(stage, far, 0.035, "far trees", size=0.018, count=150, pines=0.3, distance=0.85)
    near = Ridge(h + 0.02, 0.1, 0.6, "#71804f", "#5f6a4c", 0.5, between=_toward(stage, random, 0.75, 0.15))
    tree_line(stage, _ridge(stage, "near", near), 0.03, "shore trees", size=0.03, count=60, pines=0.4, distance=0.6)
    waterfront(stage, h + 0.022)
    _floating(stage, h + 0.024, rough=0.22, usual=[("boat", 3)], rows=(h + 0.06, canvas.high * 0.8))
    _quay(stage)
    stage.draw({Kind.GROUND}, (canvas.high * 0.985, canvas.high * 0.89), usual=[("lamp", 2)], clear=(0.22, 0.78))
    _air(stage)


def _quay(stage: Stage) -> None:
    canvas, side = stage.canvas, stage.light.side
    pen = stage.pen("quay", canvas.wide / 2, canvas.high)
    w, m = canvas.wide / pen.scale / 2 + 1, canvas.high / pen.scale
    low, high = 0.115 * m, 0.16 * m
    left, right = (low, high) if side > 0 else (high, low)
    pen.poly([[-w, left], [w, right], [w, right - 0.05 * m], [-w, left - 0.05 * m]], "#6e675c", 0.3, grain=0.4)
    pen.poly([[-w, left], [w, right], [w, -1], [-w, -1]], "#8f8778", 0.55, low=0.4, grain=0.3, stretch=4)
    pen.line([[-w, left - 0.004 * m], [w, right - 0.004 * m]], 0.012 * m, "#b0a690", 0.8)


def mountain_lake(stage: Stage) -> None:
    """Snowy ridges one behind the other, a wooded shore and a still lake, a grassy bank in front."""
    canvas = stage.canvas
    _sky(stage, 0.5, 4.5)
    h, random = stage.horizon, _random(stage)
    snow = 0.75 if stage.winter else 0.42
    tall = 0.7 * h
    _ridge(stage, "peaks", Ridge(h, tall * random.uniform(0.85, 1.0), 0.62, "#8b8884", "#6d7c86", 0.8, 1.0, snow, 1.3))
    _ridge(stage, "ridge", Ridge(h, tall * 0.5, 0.42, "#7f7d74", "#5c6e60", 0.6, 0.85, snow * 0.55, 1.0))
    shore = _ridge(stage, "woods", Ridge(h + 0.015, 0.1, 0.3, *_far_grass(stage), 0.55, slope=0.6))
    tree_line(stage, shore, 0.07, "wood", size=0.05, count=520, pines=0.85, distance=0.3)
    stage.draw({Kind.SHORE}, (h + 0.03, h + 0.02))
    _floating(stage, h + 0.02, rough=0.12, rows=(h + 0.06, canvas.high * 0.8), colour="#2d5a66")
    _bank(stage, 0.17, random)
    usual = [("pine", 3), ("rock", 4)]
    stage.draw({Kind.GROUND}, (canvas.high * 1.0, canvas.high * 0.86), usual=usual, clear=(0.3, 0.7))
    _air(stage)


def coast(stage: Stage) -> None:
    """The open sea, a headland, surf and a beach."""
    canvas = stage.canvas
    _sky(stage, 0.48, 5.0)
    h, random = stage.horizon, _random(stage)
    _floating(stage, h, rough=0.5, rows=(h + 0.01, canvas.high * 0.74), colour="#2a6272")
    cape = _toward(stage, random, 0.62, 0.1)
    _ridge(stage, "cape", Ridge(h + 0.018, 0.15, 0.72, "#87876a", "#6f675a", 0.5, 0.25, between=cape))
    cliff = (cape[0] + (cape[1] - cape[0]) * 0.45, cape[1] + (cape[1] - cape[0]) * 0.3)
    near = _ridge(stage, "cliff", Ridge(h + 0.05, 0.2, 0.45, "#8a8d5c", "#7a6c58", 0.4, 0.45, between=cliff))
    span = (0.0, 0.3) if cape[1] < cape[0] else (0.7, 1.0)
    tree_line(stage, near, 0.025, "cliff trees", size=0.03, count=26, pines=0.5, distance=0.45, span=span)
    stage.draw({Kind.SHORE}, (h + 0.045, h + 0.03), span=(0.1, 0.9))
    sand = "#e9eef2" if stage.winter else "#d9c193"
    beach = Ridge(canvas.high * 0.97, 0.2, 0.05, sand, "#b89a6c", 1.3, slope=0.5, bottom=canvas.high)
    _surf(stage, _ridge(stage, "beach", beach))
    stage.draw({Kind.GROUND}, (canvas.high * 0.99, canvas.high * 0.88), usual=[("rock", 4)])
    stage.draw({Kind.SKY}, (h * 0.75, h * 0.35), usual=[("bird", 4)])
    _air(stage, sky=False)


def _surf(stage: Stage, beach: Outline) -> None:
    """Two lines of foam that run up the sand, and the wet sand below them."""
    light, canvas = stage.light, stage.canvas
    foam, wet = light.lit(linear("#eef2f1"), 0.8), light.lit(linear("#8a7452"), 0.4)
    turn = _number(stage, "surf")

    def shade(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        reach = y - beach(x[0])[None, :]
        edge = reach + 0.012 * fbm(x * 5.0, y * 9.0, turn, octaves=4, px=canvas.px * 9.0)
        lace = 0.5 + 0.9 * fbm(x * 26.0, y * 70.0, turn + 1, octaves=3, px=canvas.px * 70.0)
        line = np.exp(-(((edge - 0.004) / 0.006) ** 2)) + 0.55 * np.exp(-(((edge + 0.036) / 0.008) ** 2)) * lace
        damp = np.exp(-(((edge - 0.022) / 0.018) ** 2)) * (edge > 0.004)
        white = np.clip(line * (0.6 + 0.4 * lace), 0.0, 0.9)
        return mix(wet, foam, white[..., None]), np.maximum(white, 0.45 * damp).astype(np.float32)

    canvas.shade(shade, canvas.high * 0.6)


def desert(stage: Stage) -> None:
    """Mesas far away, dune behind dune."""
    canvas = stage.canvas
    _sky(stage, 0.5, 5.0)
    h, random = stage.horizon, _random(stage)
    _ridge(stage, "mesa", Ridge(h + 0.01, random.uniform(0.08, 0.14), 0.9, "#b87a52", "#a06a52", 0.5, 0.6))
    dunes = ((0.0, 0.07, 0.75, 0.55), (0.06, 0.12, 0.55, 0.8), (0.18, 0.16, 0.35, 1.1), (0.36, 0.2, 0.12, 1.5))
    for n, (down, tall, distance, scale) in enumerate(dunes):
        bottom = h + down + 0.2 if n < 3 else canvas.high
        ridge = Ridge(h + down + tall * 0.6, tall, distance, "#dba566", "#b97a48", scale, slope=2.0, bottom=bottom + 0.1)
        _ridge(stage, f"dune {n}", ridge)
    stage.draw({Kind.SHORE}, (h + 0.05, h + 0.03))
    _paths(stage)
    stage.draw({Kind.GROUND}, (canvas.high * 0.98, h + 0.2), usual=[("cactus", 2), ("rock", 4), ("bush", 3)])
    _air(stage)


def field(stage: Stage) -> None:
    """Rolling hills with hedges and woods, a meadow in front."""
    canvas = stage.canvas
    _sky(stage, 0.52, 4.0)
    h, random = stage.horizon, _random(stage)
    dark, sunny, afar = _GRASS[stage.season()]
    _ridge(stage, "blue hills", Ridge(h + 0.01, random.uniform(0.17, 0.28), 0.8, "#6f8470", "#6b7c70", 0.9))
    hill = _ridge(stage, "hill", Ridge(h + 0.03, 0.15, 0.55, afar, dark, 0.6, slope=1.4))
    tree_line(stage, hill, 0.05, "hill trees", size=0.03, count=150, pines=0.25, distance=0.5)
    slope = _ridge(stage, "slope", Ridge(h + 0.07, 0.085, 0.35, sunny, afar, 0.8, slope=1.4, bottom=h + 0.1))
    tree_line(stage, slope, 0.012, "hedge", size=0.035, count=70, pines=0.15, distance=0.35)
    paint_ground(canvas, stage.light, h + 0.055, (afar, sunny, dark), _number(stage, "ground"), furrow=0.2)
    stage.draw({Kind.SHORE}, (h + 0.06, h + 0.05))
    _paths(stage)
    blooms = () if stage.winter or stage.bans("flower") else _BLOOMS
    if not stage.winter:
        meadow(stage, (h + 0.075, canvas.high + 0.03), (dark, sunny), "meadow", flowers=blooms, share=0.035)
        _paths(stage, again=True)
    usual = [("tree", 2)]
    stage.draw({Kind.GROUND}, (canvas.high * 0.985, h + 0.075), usual=usual, clear=(0.36, 0.6))
    _air(stage)


def forest(stage: Stage) -> None:
    """Trunks behind trunks, lit mist between them, ferns and a way through."""
    canvas, light = stage.canvas, stage.light
    _sky(stage, 0.56, 2.6)
    h = stage.horizon
    dark, sunny, afar = _GRASS[stage.season()]
    back = _ridge(stage, "back", Ridge(h + 0.03, 0.18, 0.8, "#5a6e4c", "#43583f", 0.5, slope=0.4))
    tree_line(stage, back, 0.06, "back trees", size=0.2, count=120, pines=0.45, distance=0.85)
    soil = ("#dfe5ec", "#c9d2dc", "#aab5c2") if stage.winter else ("#5d5436", "#6d7348", "#3f4a2a")
    paint_ground(canvas, light, h + 0.02, soil, _number(stage, "ground"))
    _paths(stage, usual=True)
    for layer, (down, count, wide) in enumerate(((0.035, 22, 0.7), (0.075, 13, 0.65), (0.16, 7, 0.55), (0.4, 3, 0.5))):
        _trunks(stage, layer, h + down, count, wide)
        boughs(stage, f"boughs {layer}", top=-0.03, deep=(0.3 + 0.06 * layer) * canvas.high, count=22 - 3 * layer,
               size=0.025 + 0.012 * layer, distance=0.8 - 0.25 * layer)  # fmt: skip
        if not stage.winter:
            meadow(stage, (h + down, h + down * 1.9 + 0.02), (dark, sunny), f"ferns {layer}", count=1300, blade=0.55)
    stage.draw({Kind.SHORE}, (h + 0.06, h + 0.05))
    stage.draw({Kind.GROUND}, (canvas.high * 0.97, h + 0.12), usual=[("bush", 3), ("rock", 2)], clear=(0.4, 0.6))
    _air(stage)


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
    _sky(stage, 0.66, 3.4)
    h = stage.horizon
    skyline(stage, h)
    if stage.asks("river") or stage.asks("bridge") or _boats(stage):
        _floating(stage, h + 0.03, rough=0.2, rows=(h + 0.07, canvas.high * 0.85), colour="#3a5560", bridge=True)
        _quay(stage)
        rows = (canvas.high * 0.985, canvas.high * 0.89)
    else:
        soil = ("#e2e6ec", "#c4ccd6", "#aab2be") if stage.winter else ("#5f5d5e", "#77736f", "#4c4b4e")
        paint_ground(canvas, stage.light, h + 0.02, soil, _number(stage, "street"), furrow=0.3)
        _wet(stage)
        rows = (canvas.high * 0.96, h + 0.09)
    stage.draw({Kind.GROUND, Kind.SHORE}, rows, usual=[("lamp", 4), ("figure", 3), ("tree", 2)])
    _air(stage)


def _wet(stage: Stage) -> None:
    """Wet paving mirrors the town."""
    if stage.light.weather.rain > 0.15 or stage.prompt.weather == "rain":
        base = stage.canvas.image.copy()
        h = stage.horizon + 0.02
        paint_water(stage.canvas, stage.light, stage.horizon, stage.seed, shore=h, rough=0.02, colour="#4a4a4e")
        row = max(0, int(h / stage.canvas.px))
        wet = 0.55 * min(1.0, stage.light.weather.rain + 0.2)
        stage.canvas.image[row:] += (base[row:] - stage.canvas.image[row:]) * (1.0 - wet)


# What settings share


def _sky(stage: Stage, share: float, eye: float) -> None:
    """Set the horizon at about a share of the height, the eye ``eye`` metres up, and paint the sky."""
    stage.horizon = stage.canvas.high * (share + stream(stage.seed, "horizon").uniform(-0.03, 0.03))
    stage.eye = eye
    light = stage.light
    moon = stage.asks("moon") or (light.night and not stage.bans("moon") and light.weather.veil < 0.6)
    sun = not light.night and light.time != "dusk" and not stage.bans("sun")
    paint_sky(stage.canvas, light, stage.horizon, stage.seed, moon=moon, sun=sun)
    if light.weather.dark * light.weather.veil > 0.6:
        paint_lightning(stage.canvas, stage.horizon, stage.seed, 1.0)
    if stage.asks("rainbow"):
        rainbow(stage)


def _air(stage: Stage, *, sky: bool = True) -> None:
    """Birds and balloons."""
    if sky:
        stage.draw({Kind.SKY}, (stage.horizon * 0.72, stage.horizon * 0.3))


def _ridge(stage: Stage, name: str, ridge: Ridge) -> Outline:
    return paint_ridge(stage.canvas, stage.light, ridge, _number(stage, name))


def _far_grass(stage: Stage) -> tuple[str, str]:
    dark, _, afar = _GRASS[stage.season()]
    return afar, dark


def _bank(stage: Stage, tall: float, random: np.random.Generator) -> None:
    """A grassy bank along the lower edge, higher on one side."""
    canvas = stage.canvas
    dark, sunny, afar = _GRASS[stage.season()]
    side = _toward(stage, random, 0.15, 1.1)
    ridge = Ridge(canvas.high * 0.985, tall, 0.04, afar, dark, 0.8, slope=0.6, bottom=canvas.high, between=side)
    crest = _ridge(stage, "bank", ridge)
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
    size = 0.006 + 0.03 * np.clip((y - canvas.high * 0.8) / (canvas.high * 0.2), 0, 1) * random.uniform(0.5, 1.2, count)
    lean = np.pi / 2 + random.normal(0, 0.35, count) + light.side * 0.4 * light.weather.wind
    facing = np.clip(random.normal(0.45, 0.25, count), 0, 1)[:, None]
    tones = mix(light.lit(linear(colours[0]), 0.1), light.lit(linear(colours[1]), 0.7), facing)
    dabs = np.stack([x, y - size * 0.5, size * 0.6, size * 0.08 + 0.0006, lean, np.full(count, 0.85)], 1)
    canvas.dabs(dabs, tones, power=1.5, soft=0.5, bristle=0.2)


def _floating(
    stage: Stage, shore: float, *, rough: float, rows: tuple[float, float], usual: list[tuple[str, int]] | None = None,
    colour: str = "#2c5566", bridge: bool = False,
) -> None:  # fmt: skip
    """Water from ``shore`` down with what floats on it and its mirror image."""
    mirror = stage.canvas.layer(shore)
    if bridge and not stage.bans("bridge") and stage.asks("bridge"):
        _bridge(stage, mirror, shore)
    stage.draw({Kind.WATER}, rows, usual=usual or (), mirror=mirror)
    paint_water(stage.canvas, stage.light, stage.horizon, stage.seed, shore=shore, mirrored=mirror, rough=rough, colour=colour)
    if bridge and stage.asks("bridge"):
        _bridge(stage, None, shore)
    stage.draw({Kind.WATER}, rows, usual=usual or ())


def _bridge(stage: Stage, mirror: object, shore: float) -> None:
    from emogen.pipelines.image.canvas import Canvas
    from emogen.pipelines.image.props import bridge

    target, flip = (mirror, -1) if isinstance(mirror, Canvas) else (stage.canvas, 1)
    x = stage.canvas.wide * stream(stage.seed, "bridge").uniform(0.35, 0.65)
    bridge(stage.pen("bridge", x, shore + 0.07, canvas=target, flip=flip))


def _boats(stage: Stage) -> bool:
    return any(stage.asks(name) for name in ("boat", "sailboat", "ship"))


def _paths(stage: Stage, *, usual: bool = False, again: bool = False) -> None:
    """A path or a river over the ground; ``again`` clears what grew over it."""
    if stage.asks("river"):
        paint_river(stage, edge=not again)
    elif stage.asks("path") or (usual and not stage.bans("path")):
        paint_path(stage, edge=not again)


def _random(stage: Stage) -> np.random.Generator:
    return stream(stage.seed, "setting")


def _number(stage: Stage, name: str) -> int:
    return stream_seed(stage.seed, name) % 99991


def _toward(stage: Stage, random: np.random.Generator, start: float, end: float) -> tuple[float, float]:
    """Land that rises to one side: where it begins and where it is full, scene units."""
    if random.random() < 0.5:
        start, end = 1.0 - start, 1.0 - end
    return stage.canvas.wide * start, stage.canvas.wide * end


SETTINGS: Final[dict[str, Setting]] = {
    "harbour": harbour,
    "forest": forest,
    "mountain lake": mountain_lake,
    "city": city,
    "desert": desert,
    "coast": coast,
    "field": field,
    "room": room,
}
"""By the name in ``assets/scenes.yaml``."""
