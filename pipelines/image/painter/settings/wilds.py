"""Wild growth and waste: a jungle, a bamboo forest, a swamp, a plain of snow."""

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
from emogen.pipelines.image.painter.falls import fall
from emogen.pipelines.image.painter.features import paint_path
from emogen.pipelines.image.painter.growth import frond, leaf, reeds
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.pieces import planks
from emogen.pipelines.image.painter.settings.plants import bamboo, palm, shaft
from emogen.pipelines.image.painter.terrain import Ridge, outline, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import dead_tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import boughs, meadow, tree_line, trunk
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage

_GREEN: Final = ("#1f4a2c", "#6fa043")
_DEEP: Final = ("#163a28", "#4f8a3c")
_LIT: Final = ("#3f6a2c", "#a8c04e")
_SOIL: Final = ("#4a3f2a", "#56663a", "#33422a")
_MURK: Final = "#3c4630"


def _backdrop(stage: Stage, *, tall: float, pines: float = 0.05, rows: int = 3) -> None:
    """Walls of trees, one behind the other, pale with mist."""
    h = stage.horizon
    for n in range(rows):
        far = 0.85 - 0.25 * n
        crest = raise_ridge(stage, f"wall {n}", Ridge(h + 0.02 + 0.015 * n, tall * (0.8 - 0.2 * n), far, "#4f7248", "#36543a", 0.4, slope=0.4, bottom=h + 0.06))
        tree_line(stage, crest, 0.5 * tall, f"wall trees {n}", size=tall * (0.5 + 0.1 * n), count=70, pines=pines, distance=far)


def _frame(stage: Stage, name: str, *, count: int = 9, reach: float = 0.34, top: bool = True) -> None:
    """Fronds and broad leaves that frame the picture, close to the eye."""
    random, canvas = stream(stage.seed, "frame", name), stage.canvas
    for n in range(count):
        side = 1 if n % 2 else -1
        x = canvas.wide * (1.02 if side > 0 else -0.02)
        up = random.uniform(0.0, 0.35) if top and n % 3 == 0 else random.uniform(0.5, 1.05)
        size = reach * random.uniform(0.7, 1.25) * stage.fit
        drop = random.uniform(-0.25, 0.35)
        if n % 3 == 2:
            angle = (np.pi if side > 0 else 0.0) + side * -random.uniform(-0.2, 0.9)
            leaf(stage, (x, canvas.high * up), float(angle), 0.8 * size, _GREEN, facing=random.uniform(0.25, 0.6))
        else:
            frond(stage, (x, canvas.high * up), (x - side * size, canvas.high * up + drop * size), _DEEP if n % 2 else _GREEN, random)


def _undergrowth(stage: Stage, name: str, rows: tuple[float, float], *, clear: tuple[float, float] = (0.42, 0.58), count: int = 26) -> None:
    """Ferns on the ground on both sides of a way."""
    random, canvas = stream(stage.seed, "ferns", name), stage.canvas
    y = np.sort(random.uniform(*rows, count))
    for n, foot in enumerate(y):
        u = random.uniform(0.0, 1.0)
        if clear[0] < u < clear[1]:
            continue
        size = 1.1 * stage.fit * (foot - stage.horizon) / stage.eye * random.uniform(0.7, 1.2)
        tones = _LIT if random.random() < 0.3 else _GREEN if n % 2 else _DEEP
        distance = float(np.clip(0.5 - (foot - rows[0]) / max(rows[1] - rows[0], 1e-6), 0, 1))
        for turn in (-1.1, -0.5, 0.15, 0.7, 1.2):
            tip = (canvas.wide * u + size * np.sin(turn), foot - size * 0.75 * np.cos(turn))
            frond(stage, (canvas.wide * u, foot), tip, tones, random, wide=0.2, distance=0.8 * distance)


def _jungle_way(stage: Stage) -> None:
    """A way between huge trunks under hanging leaves, shafts of light."""
    open_air(stage, 0.58, 2.2)
    h, canvas = stage.horizon, stage.canvas
    _green_air(stage, "#8fb070", "#4f7f48", alpha=0.75)
    _backdrop(stage, tall=0.62)
    paint_ground(canvas, stage.light, h + 0.03, _SOIL, number_of(stage, "soil"), misty=0.04)
    meadow(stage, (h + 0.04, canvas.high), ("#2a5030", "#7fa048"), "floor", count=5000, blade=0.45)
    ways(stage, usual=True)
    random = random_of(stage)
    for n, (z, u) in enumerate(((30.0, 0.4), (26.0, 0.63), (22.0, 0.2), (20.0, 0.76), (13.0, 0.3), (11.0, 0.84), (7.0, 0.1))):
        if n == 5:
            _undergrowth(stage, "mid", (h + 0.05, h + 0.16), count=44)
        pen = pen_at(stage, "giant", canvas.wide * (u + random.uniform(-0.03, 0.03)), z, index=n)
        trunk(pen, (row_of(stage, z) + 0.1) / pen.scale, random.uniform(1.0, 1.6))
    boughs(stage, "canopy", top=-0.05, deep=0.5 * canvas.high, count=60, size=0.036, distance=0.3)
    _vines(stage, 9)
    _undergrowth(stage, "near", (h + 0.16, canvas.high * 0.98))
    shaft(stage, 0.5, 0.14)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, h + 0.12), clear=(0.4, 0.6))
    _frame(stage, "way")
    birds_and_balloons(stage)


def _jungle_river(stage: Stage) -> None:
    """A brown river between walls of green, palms leaning over it."""
    open_air(stage, 0.5, 3.0)
    h, canvas = stage.horizon, stage.canvas
    _backdrop(stage, tall=0.34, rows=2)
    for side in (-1, 1):
        inner = 0.5 + 0.16 * side
        crest = raise_ridge(stage, f"bank {side}", Ridge(h + 0.06, 0.3, 0.35, "#4f7a42", "#2f5a34", 0.3, slope=0.5, between=(canvas.wide * inner, canvas.wide * (0.5 + 0.5 * side))))
        tree_line(stage, crest, 0.16, f"bank trees {side}", size=0.16, count=110, pines=0.0, distance=0.3, span=(0.0, inner) if side < 0 else (inner, 1.0))
        for n, z in enumerate((34.0, 24.0)):
            u = 0.5 + side * (0.24 + 0.1 * n)
            palm(pen_at(stage, "palm", canvas.wide * u, z, index=2 * n + (side > 0), size=1.1), lean=-side * 0.35)
    water_with(stage, h + 0.045, rough=0.1, rows=(h + 0.1, canvas.high * 0.82), colour="#5a5a38", span=(0.3, 0.7))
    _frame(stage, "river", count=12, reach=0.4)
    stage.draw({Kind.GROUND}, (canvas.high * 0.99, canvas.high * 0.94), near=0.4, clear=(0.3, 0.7))
    birds_and_balloons(stage)


def _jungle_leaves(stage: Stage) -> None:
    """Through leaves as large as a door: a clearing with a thin waterfall."""
    open_air(stage, 0.52, 2.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    _green_air(stage, "#a8c08a", "#7fa878", alpha=0.35)
    cliff = Ridge(h + 0.06, 0.5, 0.3, "#66745a", "#475442", 0.3, 0.8, strata=0.25, bottom=h + 0.08)
    crest = raise_ridge(stage, "cliff", cliff)
    tree_line(stage, crest, 0.02, "cliff trees", size=0.12, count=60, pines=0.0, distance=0.5)
    x = canvas.wide * (0.5 + 0.08 * side)
    top = float(crest(np.array([x], np.float32))[0])
    _backdrop(stage, tall=0.16, rows=1)
    fall(stage, "thin", x, top + 0.02, h + 0.06, 0.03, distance=0.15)
    paint_ground(canvas, stage.light, h + 0.05, _SOIL, number_of(stage, "soil"), misty=0.03)
    meadow(stage, (h + 0.07, canvas.high), ("#2f5a30", "#8fb04a"), "glade", count=4500, blade=0.5)
    ways(stage)
    _undergrowth(stage, "glade", (h + 0.08, h + 0.3))
    for n, (u, z) in enumerate(((0.5 - 0.3 * side, 14.0), (0.5 + 0.36 * side, 11.0))):
        palm(pen_at(stage, "palm", canvas.wide * u, z, index=n), lean=0.2 * side)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.95, h + 0.1), clear=(0.4, 0.6))
    random = stream(stage.seed, "doors")
    for n in range(16):
        way = 1 if n % 2 else -1
        base = canvas.wide * (0.5 + way * random.uniform(0.42, 0.58))
        up = canvas.high * random.uniform(0.25, 1.12)
        angle = (np.pi if way > 0 else 0.0) - way * random.uniform(-0.5, 0.9)
        leaf(stage, (base, up), float(angle), 0.34 * stage.fit * random.uniform(0.7, 1.2), _GREEN if n % 3 else _LIT, facing=random.uniform(0.2, 0.65))
    _frame(stage, "leaves", count=6)
    birds_and_balloons(stage)


def _vines(stage: Stage, count: int) -> None:
    """Lianas that hang from above."""
    random, light, canvas = stream(stage.seed, "vines"), stage.light, stage.canvas
    tone = light.through_air(light.lit(linear("#3f4a2c"), 0.4), 0.2)
    for _ in range(count):
        x0, x1 = canvas.wide * random.uniform(0, 1), canvas.wide * random.uniform(-0.12, 0.12)
        t = np.linspace(0, 1, 30)
        deep = canvas.high * random.uniform(0.3, 0.62)
        x, y = x0 + x1 * t + 0.01 * np.sin(9 * t + x0 * 40), deep * np.sin(np.pi * 0.5 * t) - 0.02
        step = np.hypot(np.gradient(x), np.gradient(y))
        dabs = np.column_stack([x, y, step, np.full(30, random.uniform(0.0014, 0.0032)), np.arctan2(np.gradient(y), np.gradient(x)), np.full(30, 0.95)])
        canvas.dabs(dabs.astype(np.float32), tone[None], soft=0.4)


def _grove(stage: Stage, name: str, away: tuple[float, float], count: int, clear: float) -> None:
    """Stalks of bamboo, the far ones first, a lane ``clear`` metres wide to both sides kept free."""
    random = stream(stage.seed, "grove", name)
    for n, z in enumerate(np.sort(np.exp(random.uniform(*np.log(away), count)))[::-1]):
        half = 0.6 * stage.canvas.wide * z / stage.fit
        x = random.uniform(clear, max(half, clear + 0.5)) * (1 if random.random() < 0.5 else -1)
        pen = pen_at(stage, "bamboo", stage.vanish + stage.fit * x / z, float(z), index=n)
        bamboo(pen, (row_of(stage, float(z)) + 0.1) / pen.scale)


def _bamboo_floor(stage: Stage, *, path: bool) -> None:
    soil = ("#dfe5ec", "#c9d2dc", "#aab5c2") if stage.winter else ("#6a5c3a", "#7c7a48", "#4c4a2c")
    paint_ground(stage.canvas, stage.light, stage.horizon + 0.02, soil, number_of(stage, "soil"), misty=0.03)
    if not stage.winter:
        meadow(stage, (stage.horizon + 0.03, stage.canvas.high + 0.03), ("#5a5a30", "#a8a860"), "litter", count=4000, blade=0.12)
    if path and not stage.bans("path"):
        paint_path(stage, edge=True)


def _bamboo_path(stage: Stage) -> None:
    """A path through a bamboo forest, stalk behind stalk into green light."""
    open_air(stage, 0.6, 1.8)
    canvas = stage.canvas
    _green_air(stage, "#a8c080", "#6f9a58")
    _bamboo_floor(stage, path=True)
    _grove(stage, "far", (14.0, 60.0), 120, 1.8)
    boughs(stage, "far leaves", top=-0.03, deep=0.4 * canvas.high, count=30, size=0.02, distance=0.5)
    _grove(stage, "near", (3.6, 14.0), 46, 1.7)
    shaft(stage, 0.5, 0.12)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, stage.horizon + 0.12), clear=(0.38, 0.62))
    boughs(stage, "leaves", top=-0.06, deep=0.24 * canvas.high, count=22, size=0.026, distance=0.05)
    birds_and_balloons(stage)


def _bamboo_up(stage: Stage) -> None:
    """Near the ground, looking along the stalks; three stand close."""
    open_air(stage, 0.8, 1.1)
    canvas = stage.canvas
    _green_air(stage, "#a8c080", "#6f9a58")
    _bamboo_floor(stage, path=False)
    _grove(stage, "far", (9.0, 40.0), 90, 0.2)
    boughs(stage, "far leaves", top=-0.03, deep=0.55 * canvas.high, count=34, size=0.024, distance=0.45)
    _grove(stage, "mid", (4.0, 9.0), 20, 0.6)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, stage.horizon + 0.05), clear=(0.38, 0.62))
    for n, (x, z) in enumerate(((-1.45, 2.3), (1.25, 2.6), (1.75, 1.9))):
        pen = pen_at(stage, "close", stage.vanish - stage.light.side * x * stage.fit / z, z, index=n, size=1.7)
        bamboo(pen, (row_of(stage, z) + 0.1) / pen.scale)
    shaft(stage, 0.5, 0.1)
    birds_and_balloons(stage)


def _bamboo_stream(stage: Stage) -> None:
    """Bamboo on both banks of a still brook, stones in it."""
    open_air(stage, 0.46, 2.6)
    canvas = stage.canvas
    _green_air(stage, "#a8c080", "#6f9a58")
    _bamboo_floor(stage, path=False)
    _grove(stage, "far", (18.0, 60.0), 130, 1.4)
    boughs(stage, "far leaves", top=-0.03, deep=0.34 * canvas.high, count=28, size=0.02, distance=0.5)
    water_with(stage, row_of(stage, 17.0), rough=0.05, rows=(row_of(stage, 10.0), row_of(stage, 6.0)), colour="#3f5a40", span=(0.35, 0.65))
    for side in (-1, 1):
        tone = ("#e0e6ec", "#c4cdd7") if stage.winter else ("#73764a", "#4c5230")
        raise_ridge(stage, f"bank {side}", Ridge(canvas.high * 1.02, 0.5, 0.1, *tone, 0.5, slope=0.6, bottom=canvas.high, between=(canvas.wide * (0.5 + 0.14 * side), canvas.wide * (0.5 + 0.62 * side))))
    _grove(stage, "bank", (4.2, 12.0), 40, 2.6)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, canvas.high * 0.8), usual=[("rock", 4)], clear=(0.4, 0.6), near=0.45)
    boughs(stage, "leaves", top=-0.06, deep=0.26 * canvas.high, count=20, size=0.026, distance=0.05)
    birds_and_balloons(stage)


def _green_air(stage: Stage, low: str, high: str, *, alpha: float = 0.88) -> None:
    """Light where far leaves run together, which is what distance fades to here."""
    light, canvas, h = stage.light, stage.canvas, stage.horizon
    near = mix(light.air, light.lit(linear(low if not stage.winter else "#c8d2da"), 0.9), 0.6)
    above = mix(light.middle, light.lit(linear(high if not stage.winter else "#b0bcc6"), 0.7), 0.75)
    stage.light = replace(light, air=near)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, float]:
        t = np.clip((h - y) / h, 0, 1)[..., None]
        return mix(near, above, t), alpha

    canvas.shade(shade, 0.0, h + 0.06)


def _swamp_still(stage: Stage) -> None:
    """Black water between dead trees, reeds, a pale sky in it."""
    open_air(stage, 0.48, 2.2)
    h, canvas = stage.horizon, stage.canvas
    back = raise_ridge(stage, "far wood", Ridge(h + 0.015, 0.06, 0.8, "#5c6650", "#48523f", 0.5, slope=0.4))
    tree_line(stage, back, 0.02, "far trees", size=0.09, count=110, pines=0.35, distance=0.8)
    _murk(stage, h + 0.02)
    _islets(stage, ((0.2, 24.0), (0.72, 19.0), (0.9, 34.0), (0.42, 40.0)))
    for n, (u, z) in enumerate(((0.66, 30.0), (0.3, 22.0), (0.86, 16.0), (0.14, 12.0))):
        _drowned(stage, u, z, n)
    reeds(stage, (row_of(stage, 26.0), row_of(stage, 12.0)), "far reeds", count=300, tall=1.5, span=(0.0, 1.0))
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
    reeds(stage, (row_of(stage, 16.0), row_of(stage, 6.0)), "side reeds", count=260, tall=1.3, span=(0.0, 0.36))
    reeds(stage, (row_of(stage, 16.0), row_of(stage, 6.0)), "other reeds", count=260, tall=1.3, span=(0.66, 1.0))
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
    spots = [(float(random.uniform(-0.05, 1.05)), float(z)) for z in np.sort(np.exp(random.uniform(np.log(7), np.log(90), 46)))[::-1]]
    _islets(stage, tuple(spots), wide=2.6)
    dead_tree(pen_at(stage, "dead", canvas.wide * (0.5 + 0.26 * side), 17.0, size=1.15))
    reeds(stage, (row_of(stage, 50.0), row_of(stage, 10.0)), "bog reeds", count=700, tall=1.1)
    _swamp_front(stage)


def _murk(stage: Stage, shore: float) -> None:
    frozen = stage.winter
    water_with(stage, shore, rough=0.03, rows=(shore + 0.1, stage.canvas.high * 0.85), colour="#8f9ca8" if frozen else _MURK)
    if frozen:
        return
    random, light, canvas = stream(stage.seed, "duckweed"), stage.light, stage.canvas
    count = 900
    patch = random.random((16, 2))
    mine = patch[random.integers(16, size=count)] + random.normal(0, 0.05, (count, 2)) * [1.2, 0.35]
    y = shore + 0.03 + (canvas.high - shore - 0.03) * np.clip(mine[:, 1], 0, 1) ** 1.5
    scale = (y - stage.horizon) / stage.eye
    tones = mix(light.lit(linear("#4f6030"), 0.3), light.lit(linear("#9aa850"), 0.6), random.random((count, 1)))
    dabs = np.column_stack([canvas.wide * mine[:, 0], y, 0.16 * scale, 0.05 * scale, 0 * y, np.full(count, 0.7)])
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
        canvas.dabs(np.array([[canvas.wide * u, y + 0.02 * size, size, 0.09 * size, 0, 0.9]], np.float32), mud[None], soft=0.4)
        tones = mix(light.lit(linear(pale[0]), 0.15), light.lit(linear(pale[1]), 0.7), np.clip(random.normal(0.45, 0.25, (count, 1)), 0, 1))
        tones = light.through_air(tones, min(1.0, z / 200))
        order = np.argsort(foot)
        dabs = np.column_stack([x, foot - tall / 2, tall / 2, np.full(count, 0.02 * size + 0.0006), np.pi / 2 + random.normal(0, 0.35, count), np.full(count, 0.9)])
        canvas.dabs(dabs[order].astype(np.float32), tones[order], power=1.6, soft=0.4, bristle=0.2)


def _drowned(stage: Stage, u: float, z: float, index: int) -> None:
    """A dead tree that stands in the water, and its dark image below."""
    x = stage.canvas.wide * u
    foot = stage.fit / z
    light = stage.light
    dabs = np.array([[x, row_of(stage, z) + 0.6 * foot * k, 0.34 * foot, 0.5 * foot, 0.0, 0.28] for k in range(1, 6)], np.float32)
    stage.canvas.dabs(dabs, light.lit(linear("#1f241c"), 0.2)[None], soft=1.6)
    dead_tree(pen_at(stage, "drowned", x, z, index=index, size=1.2))


def _swamp_front(stage: Stage, *, tall: bool = True) -> None:
    canvas = stage.canvas
    tone = ("#d8dee5", "#aeb7c1") if stage.winter else ("#56583a", "#3a3f2a")
    raise_ridge(stage, "mud", Ridge(canvas.high * 1.0, 0.05, 0.05, *tone, 0.5, 0.2, bottom=canvas.high))
    if tall:
        reeds(stage, (canvas.high * 0.97, canvas.high * 1.04), "near reeds", count=150, tall=0.75, span=(0.0, 0.3))
        reeds(stage, (canvas.high * 0.97, canvas.high * 1.04), "near reeds too", count=130, tall=0.75, span=(0.72, 1.0))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.93), usual=[("rock", 1)], near=0.45, clear=(0.3, 0.7))
    stage.draw({Kind.SKY}, (stage.horizon * 0.75, stage.horizon * 0.3), usual=[("bird", 2)])


_ICE: Final = ("#eef2f7", "#d5deea", "#c3d0e0")


def _snowfield(stage: Stage) -> None:
    """A white plain with blown ridges of snow under far white hills."""
    open_air(stage, 0.5, 3.0)
    h, canvas = stage.horizon, stage.canvas
    raise_ridge(stage, "hills", Ridge(h + 0.01, 0.14, 0.8, "#dfe6ef", "#b8c6d8", 0.7, 0.5, 0.8))
    paint_ground(canvas, stage.light, h + 0.01, _ICE, number_of(stage, "snow"), misty=0.03)
    for n, (down, tall, distance) in enumerate(((0.06, 0.03, 0.5), (0.14, 0.05, 0.3), (0.3, 0.1, 0.1))):
        raise_ridge(stage, f"drift {n}", Ridge(h + down + tall, tall, distance, "#f4f7fb", "#c6d4e6", 0.9 + 0.3 * n, slope=1.6, bottom=canvas.high if n == 2 else h + down + tall + 0.12))
    ways(stage)
    _stalks(stage)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, h + 0.12), usual=[("dead tree", 1)], clear=(0.36, 0.64))
    birds_and_balloons(stage)


def _ice_sea(stage: Stage) -> None:
    """Floes and icebergs on a dark sea."""
    open_air(stage, 0.46, 5.0)
    h, canvas = stage.horizon, stage.canvas
    random = random_of(stage)
    raise_ridge(stage, "far ice", Ridge(h + 0.01, 0.05, 0.8, "#e4ecf4", "#a9bdd2", 0.4, 0.7, slope=1.0))
    for n, (u, half, top, foot) in enumerate(((0.24, 0.12, 0.17, 0.015), (0.76, 0.2, 0.26, 0.035))):
        where = u if stage.light.side > 0 else 1 - u
        parts = [(canvas.wide * (where + half * s * 0.6), canvas.wide * half * 0.36, h - top * q) for s, q in ((-0.9, 0.5), (0.0, 1.0), (0.8, 0.65))]
        crest = spires(parts, h + foot, number_of(stage, f"berg {n}"))
        raise_ridge(stage, f"berg {n}", Ridge(h + foot, top, 0.45 - 0.1 * n, "#f2f7fb", "#8fb4d0", 0.3, 0.8, slope=1.0, crest=crest, bottom=h + foot + 0.004))
    water_with(stage, h + 0.012, rough=0.2, rows=(h + 0.07, canvas.high * 0.8), colour="#1f4a62")
    light = stage.light
    for z in np.sort(np.exp(random.uniform(np.log(7), np.log(120), 26)))[::-1]:
        x, y, size = canvas.wide * random.uniform(-0.05, 1.05), row_of(stage, float(z)), random.uniform(1.6, 3.6) * stage.fit / float(z)
        k = np.linspace(0, 2 * np.pi, 13)
        reach = random.uniform(0.75, 1.15, 13)
        top = np.column_stack([x + size * reach * np.cos(k), y + 0.3 * size * reach * np.sin(k)])
        side_tone = light.through_air(light.lit(linear("#7fb0cc"), 0.35), min(1, float(z) / 200))
        face = light.through_air(light.lit(linear("#f2f6fa"), 0.75), min(1, float(z) / 200))
        canvas.fill([(top + [0, 0.07 * size]).astype(np.float32)], side_tone, grain=0.1)
        canvas.fill([top.astype(np.float32)], face, grain=0.08, stretch=3)
    ledge = Ridge(canvas.high * 0.99, 0.1, 0.05, "#f4f7fb", "#c6d4e6", 0.9, slope=1.2, bottom=canvas.high)
    raise_ridge(stage, "near ice", ledge)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.94), near=0.45, clear=(0.3, 0.7))
    birds_and_balloons(stage)


def _snow_mountain(stage: Stage) -> None:
    """A great white mountain over a snowed-in slope, tracks that lead to it."""
    open_air(stage, 0.64, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    raise_ridge(stage, "range", Ridge(h, 0.36, 0.75, "#c8d2de", "#aebccd", 0.5, 1.0, 0.9, 1.0))
    paint_ground(canvas, stage.light, h, _ICE, number_of(stage, "snow"), misty=0.02)
    ridge = Ridge(h + 0.02, 0.86 * h, 0.5, "#8f98a4", "#77838f", 0.45, 1.0, 0.9, 1.4, strata=0.06)
    teeth, centre = outline(ridge, stage.light, number_of(stage, "peak"), canvas.px), canvas.wide * (0.5 + 0.16 * side)

    def crest(x: AnyFloats) -> AnyFloats:
        away = np.clip(np.abs(x - centre) / (0.62 * canvas.wide), 0.0, 1.0)
        swell = 0.3 * (1.0 - away) ** 1.3 + 0.7 * np.exp(-((away / 0.28) ** 1.3))
        rise = 0.72 * swell + 0.42 * swell * (ridge.base - teeth(x)) / ridge.height
        line: AnyFloats = (ridge.base - ridge.height * rise).astype(np.float32)
        return line

    raise_ridge(stage, "peak", replace(ridge, crest=crest))
    for n, (down, tall, distance) in enumerate(((0.05, 0.06, 0.4), (0.2, 0.14, 0.12))):
        ridge = Ridge(h + down + tall, tall, distance, "#f4f7fb", "#c2d0e4", 1.1, slope=1.5, bottom=canvas.high)
        crest2 = raise_ridge(stage, f"slope {n}", ridge)
        if n == 0:
            tree_line(stage, crest2, 0.02, "snowed pines", size=0.05, count=50, pines=1.0, distance=0.4)
    ways(stage)
    _tracks(stage)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, h + 0.16), usual=[("rock", 2)], clear=(0.36, 0.64))
    birds_and_balloons(stage)


def _tracks(stage: Stage) -> None:
    """Footprints in the snow that lead away."""
    light = stage.light
    z = np.arange(2.4, 26.0, 0.55)
    x = 0.9 * np.sin(z * 0.16) + 0.13 * np.where(np.arange(len(z)) % 2 == 0, 1, -1)
    scale = stage.fit / z
    tone = light.lit(linear("#8fa4c4"), 0.15)
    dabs = np.column_stack([stage.vanish + x * scale, stage.horizon + stage.eye / z, 0.1 * scale, 0.05 * scale * 3 / z + 0.0012, 0 * z, np.full(len(z), 0.6)])
    stage.canvas.dabs(dabs[::-1].astype(np.float32), tone[None], soft=0.6)


def _stalks(stage: Stage) -> None:
    """Dry grass that sticks out of the snow."""
    reeds(stage, (row_of(stage, 14.0), row_of(stage, 4.4)), "dry grass", count=260, tall=0.5, colours=("#6a5a3c", "#b89a5c"))


SETTINGS: Final = {
    "jungle": Setting(composed(_jungle_way, _jungle_river, _jungle_leaves), WATERSIDE, frozenset(("path", *OPEN_AIR))),
    "bamboo forest": Setting(composed(_bamboo_path, _bamboo_up, _bamboo_stream), DRY, frozenset(("path", *OPEN_AIR))),
    "swamp": Setting(composed(_swamp_still, _swamp_boardwalk, _swamp_bog), WATERSIDE, OPEN_AIR),
    "snow plain": Setting(composed(_snowfield, _ice_sea, _snow_mountain), WATERSIDE, frozenset(("path", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
