"""Worked land: a farm, a lavender field, a vineyard, a valley."""

from __future__ import annotations

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
from emogen.pipelines.image.painter.features import meander
from emogen.pipelines.image.painter.growth import Crop, crop_rows, strip
from emogen.pipelines.image.painter.light import linear, mix
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.pieces import bale, barn, silo
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.buildings import church, house
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.props import fence
from emogen.pipelines.image.painter.things.trees import tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import meadow, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage

_SNOW: Final = ("#e4e9ef", "#cdd5de", "#b3bdc8")
_SOIL: Final = ("#6e4e36", "#8a6848", "#543a2a")
_WHEAT: Final = Crop(0.5, 0.5, 0.75, ("#8a6a2c", "#e0bc62", "#f0d68a"), 0.5, 0.07)
_LAVENDER: Final = Crop(1.7, 1.15, 0.75, ("#4a3f78", "#8a74c0", "#b49ae0"), 0.6, 0.075)
_VINE: Final = Crop(2.3, 0.75, 1.6, ("#2c4628", "#6f9040", "#a8b04a"), 0.2, 0.1)


def _country(stage: Stage, *, tall: float = 0.2) -> None:
    """Blue hills, a nearer one with hedges, as behind every farm."""
    h = stage.horizon
    dark, _, afar = GRASS[stage.season()]
    raise_ridge(stage, "blue hills", Ridge(h + 0.01, tall, 0.8, "#6f8470", "#6b7c70", 0.9))
    hill = raise_ridge(stage, "hill", Ridge(h + 0.025, 0.5 * tall, 0.55, afar, dark, 0.6, slope=1.4))
    tree_line(stage, hill, 0.04, "hill trees", size=0.028, count=130, pines=0.2, distance=0.5)


def _ground(stage: Stage, colours: tuple[str, str, str], *, furrow: float = 0.0, down: float = 0.02) -> None:
    soil = _SNOW if stage.winter else colours
    paint_ground(stage.canvas, stage.light, stage.horizon + down, soil, number_of(stage, "ground"), furrow=furrow, misty=0.02)


def _grass(stage: Stage, top: float, *, count: int = 8000, flowers: float = 0.02, blade: float = 0.35) -> None:
    dark, sunny, _ = GRASS[stage.season()]
    if not stage.winter:
        blooms = () if stage.bans("flower") else BLOOMS
        meadow(stage, (top, stage.canvas.high + 0.03), (dark, sunny), "grass", count=count, blade=blade, flowers=blooms, share=flowers)


def _barnyard(stage: Stage) -> None:
    """A red barn and its silo across a meadow, a fence in front."""
    open_air(stage, 0.54, 2.6)
    canvas, side = stage.canvas, stage.light.side
    dark, sunny, afar = GRASS[stage.season()]
    _country(stage)
    _ground(stage, (afar, sunny, dark))
    _grass(stage, stage.horizon + 0.05)
    ways(stage)
    x = canvas.wide * (0.5 - 0.17 * side)
    silo(pen_at(stage, "silo", x + 0.3 * side, 27.0))
    barn(pen_at(stage, "barn", x, 23.0))
    tree(pen_at(stage, "farm tree", canvas.wide * (0.5 + 0.33 * side), 22.0))
    rows = (canvas.high * 0.97, row_of(stage, 15.0))
    fence(pen_at(stage, "fence", canvas.wide * 0.5, 8.2, index=1))
    stage.draw({Kind.GROUND, Kind.SHORE}, rows, usual=[("flower", 4), ("bush", 1)], clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _ploughed(stage: Stage) -> None:
    """Furrows to the horizon, the farmhouse small under its trees."""
    open_air(stage, 0.4, 3.2)
    canvas, side = stage.canvas, stage.light.side
    stage.vanish = canvas.wide * (0.5 + 0.16 * side)
    _country(stage, tall=0.13)
    _ground(stage, _SOIL)
    far = row_of(stage, 90.0)
    x = canvas.wide * (0.5 - 0.22 * side)
    for n, shift in enumerate((-0.11, 0.08, 0.13)):
        tree(stage.pen("yard tree", x + shift, far + 0.012, index=n))
    house(stage.pen("farmhouse", x, far + 0.014))
    barn(stage.pen("far barn", x + 0.06, far + 0.016))
    if not stage.winter:
        crop_rows(stage, (far + 0.02, canvas.high + 0.03), Crop(0.9, 0.5, 0.22, ("#3a281c", "#8f6c4c", "#a8845e"), 0.3, 0.09), "furrows", 9000)
        crop_rows(stage, (far + 0.03, canvas.high + 0.03), Crop(0.9, 0.22, 0.2, ("#3f5a2c", "#86a04a", "#a0b85a"), 0.3, 0.05), "shoots", 2600)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 16.0)), clear=(0.36, 0.62))
    stage.draw({Kind.SKY}, (stage.horizon * 0.8, stage.horizon * 0.4), usual=[("bird", 6)])


def _harvest(stage: Stage) -> None:
    """Stubble and bales of straw on a golden slope, a barn on the rise."""
    open_air(stage, 0.5, 2.4)
    canvas, side = stage.canvas, stage.light.side
    _country(stage, tall=0.15)
    crest = dome(canvas.wide * (0.5 - 0.3 * side), canvas.wide * 1.1, stage.horizon + 0.16, stage.horizon - 0.09, number_of(stage, "rise"), rough=0.02)
    gold = _SNOW if stage.winter else ("#d9b45e", "#b08a42", "#c29c4e")
    raise_ridge(stage, "rise", Ridge(stage.horizon + 0.16, 0.25, 0.2, gold[0], gold[1], 1.0, slope=0.8, crest=crest, bottom=canvas.high))
    for n, u in enumerate((0.5 - 0.24 * side, 0.5 - 0.33 * side)):
        foot = float(crest(np.array([canvas.wide * u], np.float32))[0]) + 0.015
        pen = stage.pen("rise barn", canvas.wide * u, foot, index=n)
        (barn if n == 0 else silo)(pen.at(0, 0, 0.017 / pen.scale))
    random = stream(stage.seed, "bales")
    if not stage.winter:
        meadow(stage, (stage.horizon + 0.12, canvas.high + 0.03), ("#8f6c30", "#e6c878"), "stubble", count=8000, blade=0.16)
    for n, z in enumerate((34.0, 24.0, 17.0, 12.0, 8.0, 5.4)):
        x = random.uniform(0.1, 0.42) if n % 2 else random.uniform(0.58, 0.92)
        bale(pen_at(stage, "bale", canvas.wide * x, z, index=n))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 9.0)), clear=(0.36, 0.64))
    birds_and_balloons(stage)


def _lavender_rows(stage: Stage) -> None:
    """Rows of lavender that meet under the horizon at a stone house."""
    open_air(stage, 0.42, 2.2)
    canvas = stage.canvas
    stage.vanish = canvas.wide * (0.5 + 0.1 * stage.light.side)
    _country(stage, tall=0.17)
    _ground(stage, ("#a08a68", "#8f86a0", "#7a6a54"))
    house(pen_at(stage, "mas", stage.vanish - 0.1, 62.0))
    tree(pen_at(stage, "mas tree", stage.vanish + 0.03, 60.0))
    crop_rows(stage, (row_of(stage, 58.0), canvas.high + 0.06), _winterly(stage, _LAVENDER), "lavender", 17000)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 20.0)), clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _lavender_slope(stage: Stage) -> None:
    """Rows that sweep sideways over a slope to one tree."""
    open_air(stage, 0.5, 3.2)
    canvas, side = stage.canvas, stage.light.side
    _country(stage, tall=0.24)
    crest = dome(canvas.wide * (0.5 + 0.3 * side), canvas.wide * 1.0, stage.horizon + 0.1, stage.horizon - 0.07, number_of(stage, "slope"), rough=0.0)
    tone = _SNOW[0] if stage.winter else "#9282b8"
    raise_ridge(stage, "slope", Ridge(stage.horizon + 0.1, 0.17, 0.25, tone, "#7d70a0" if not stage.winter else _SNOW[1], 1.0, slope=0.6, crest=crest, bottom=canvas.high))
    foot = float(crest(np.array([canvas.wide * (0.5 + 0.24 * side)], np.float32))[0]) + 0.012
    pen = stage.pen("one tree", canvas.wide * (0.5 + 0.24 * side), foot)
    tree(pen.at(0, 0, 0.021 / pen.scale))
    crop = _winterly(stage, Crop(_LAVENDER.gap, _LAVENDER.wide, _LAVENDER.high, _LAVENDER.colours, 0.6, 0.075, turn=-1.2 * side))
    crop_rows(stage, (stage.horizon + 0.05, canvas.high + 0.07), crop, "lavender", 17000)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 16.0)), clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _lavender_near(stage: Stage) -> None:
    """Among the plants: a low eye, spikes of blossom against the sky."""
    open_air(stage, 0.56, 0.85)
    canvas = stage.canvas
    _country(stage, tall=0.14)
    tree_line(stage, lambda x: np.full_like(x, stage.horizon + 0.02), 0.0, "cypresses", size=0.13, count=9, pines=1.0, distance=0.4)
    _ground(stage, ("#8a7a60", "#8f86a0", "#6a5a48"))
    colours = ("#5a4a80", "#9a84cc") if not stage.winter else (_SNOW[2], _SNOW[0])
    crop_rows(stage, (row_of(stage, 40.0), canvas.high + 0.06), _winterly(stage, _LAVENDER), "lavender", 9000)
    _spikes(stage, colours)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 9.0)), clear=(0.36, 0.62))
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
    stems = np.column_stack([x + lean * tall / 2, foot - tall / 2, tall / 2, np.full(count, 0.0016), np.pi / 2 + lean, np.full(count, 0.9)])
    canvas.dabs(stems[keep].astype(np.float32), light.lit(linear("#6a7a4e"), 0.5)[None], soft=0.4)
    t = np.linspace(0.55, 1.0, each)[None, :]
    px = x[:, None] + lean[:, None] * tall[:, None] * t + random.normal(0, 0.0035, (count, each))
    py = foot[:, None] - tall[:, None] * t
    size = 0.0125 * (1.25 - 0.6 * (t - 0.55) / 0.45) * np.ones((count, 1))
    facing = np.clip(random.normal(0.55, 0.22, (count, each)), 0, 1)[..., None]
    tones = mix(light.lit(linear(colours[0]), 0.2), light.lit(linear(colours[1]), 0.9), facing)
    dabs = np.stack([px, py, 0.8 * size, 0.65 * size, random.uniform(0, 3, (count, each)), np.full_like(px, 0.95)], -1)
    canvas.dabs(dabs[keep].reshape(-1, 6).astype(np.float32), tones[keep].reshape(-1, 3), power=1.7, soft=0.4, bristle=0.1)


def _winterly(stage: Stage, crop: Crop) -> Crop:
    """The crop, or what is left of it under snow."""
    if not stage.winter:
        return crop
    return Crop(crop.gap, crop.wide, 0.5 * crop.high, ("#8a8c98", "#e8edf3", "#6e665c"), 0.1, crop.leaf, crop.turn)


def _vine_rows(stage: Stage) -> None:
    """Vines on both sides of a grassy way, hills and a village behind."""
    open_air(stage, 0.46, 2.6)
    canvas = stage.canvas
    stage.vanish = canvas.wide * (0.5 - 0.08 * stage.light.side)
    _country(stage, tall=0.2)
    dark, sunny, afar = GRASS[stage.season()]
    _ground(stage, ("#8a7a50", afar, "#6a5a3c"))
    church(pen_at(stage, "village", stage.vanish + 0.2, 110.0))
    crop_rows(stage, (row_of(stage, 80.0), canvas.high + 0.14), _winterly(stage, _VINE), "vines", 15000)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 20.0)), clear=(0.36, 0.62))
    del dark, sunny
    birds_and_balloons(stage)


def _vine_hills(stage: Stage) -> None:
    """Hill behind hill in stripes of vines, a house with cypresses on the nearest."""
    open_air(stage, 0.42, 14.0)
    canvas, side, random = stage.canvas, stage.light.side, random_of(stage)
    h = stage.horizon
    raise_ridge(stage, "blue hills", Ridge(h + 0.01, 0.2, 0.8, "#6f8470", "#6b7c70", 0.9))
    green = (_SNOW[0], _SNOW[1]) if stage.winter else ("#8f9a4c", "#66743c")
    for n, (u, foot, top, distance) in enumerate(((0.8, 0.14, -0.06, 0.5), (0.2, 0.3, 0.02, 0.32), (0.75, 0.5, 0.14, 0.2))):
        where = u if side > 0 else 1.0 - u
        crest = dome(canvas.wide * where, canvas.wide * 0.75, h + foot, h + top, number_of(stage, f"hill {n}"), rough=0.02)
        raise_ridge(stage, f"hill {n}", Ridge(h + foot, foot - top, distance, *green, 0.8, slope=1.0, crest=crest, bottom=canvas.high))
        _stripes(stage, crest, canvas.wide * where, h + foot + 0.12, f"stripes {n}", distance)
        if n == 1:
            x = canvas.wide * where
            foot_y = float(crest(np.array([x], np.float32))[0]) + 0.012
            pen = stage.pen("vine house", x, foot_y)
            house(pen.at(0, 0, 0.011 / pen.scale))
            tree_line(stage, crest, 0.006, "cypress", size=0.09, count=7, pines=1.0, distance=0.25, span=(where - 0.06, where + 0.1))
    del random
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, canvas.high * 0.86), usual=[("bush", 2)], near=0.45, clear=(0.33, 0.67))
    birds_and_balloons(stage)


def _stripes(stage: Stage, crest, middle: float, low: float, name: str, distance: float) -> None:  # type: ignore[no-untyped-def]
    """Rows of vines over a rounded hill: lines that bend with it."""
    random, light, canvas = stream(stage.seed, name), stage.light, stage.canvas
    lines, each = 54, 190
    start = np.linspace(-0.9, 0.9, lines)[:, None]
    t = random.random((lines, each)) ** 1.2
    x = middle + canvas.wide * start * (0.42 + 0.75 * t)
    y = crest(x.ravel().astype(np.float32)).reshape(x.shape)
    y = y + 0.01 + (low - y) * t
    keep = (x > -0.02) & (x < canvas.wide + 0.02)
    size = 0.005 + 0.011 * t
    vine = _winterly(stage, _VINE)
    tones = mix(light.lit(linear(vine.colours[0]), 0.15), light.lit(linear(vine.colours[1]), 0.7), np.clip(random.normal(0.45, 0.22, (lines, each)), 0, 1)[..., None])
    tones = light.through_air(tones, distance)
    dabs = np.stack([x, y, size * 0.8, size * 0.7, random.uniform(0, 3, x.shape), np.full_like(x, 0.9)], -1)
    order = np.argsort(y[keep])
    canvas.dabs(dabs[keep][order].astype(np.float32), tones[keep][order], power=1.7, soft=0.4, bristle=0.2)


def _vine_near(stage: Stage) -> None:
    """Between two rows of vines heavy with grapes."""
    open_air(stage, 0.5, 1.5)
    canvas = stage.canvas
    _country(stage, tall=0.16)
    dark, sunny, afar = GRASS[stage.season()]
    _ground(stage, (afar, sunny, "#7a6a48"))
    _grass(stage, row_of(stage, 30.0), count=5000, blade=0.12)
    vine = _winterly(stage, Crop(2.6, 0.9, 1.75, _VINE.colours, 0.25, 0.1))
    stage.vanish = canvas.wide * 0.5
    for n in (3, 2, 1):
        for side in (-1, 1):
            x = side * (1.35 + 2.6 * (n - 1))
            strip(stage, x, (1.3, 45.0), vine, f"vine {side} {n}", 6500 if n == 1 else 2500)
            if not stage.winter:
                strip(stage, x - 0.2 * side, (1.2, 16.0), Crop(1, 0.5, 0.9, ("#2c4628", "#5f8038", "#5a3f78"), 0.9, 0.05), f"grapes {side} {n}", 420)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 9.0)), span=(0.35, 0.65))
    birds_and_balloons(stage)


def _valley_floor(stage: Stage) -> None:
    """A green valley between steep slopes, a stream that winds through it, a village."""
    open_air(stage, 0.5, 16.0)
    h, canvas = stage.horizon, stage.canvas
    snow = 0.7 if stage.winter else 0.3
    raise_ridge(stage, "peaks", Ridge(h, 0.3, 0.8, "#8b8884", "#7c8790", 0.7, 1.0, snow, 1.2))
    sides = (((0.62, 0.18), 0.6, 0.3), ((0.4, 0.95), 0.5, 0.36), ((0.42, -0.05), 0.36, 0.42), ((0.6, 1.05), 0.26, 0.46))
    for n, ((inner, outer), distance, tall) in enumerate(sides):
        ridge = Ridge(h + 0.05 + 0.03 * n, tall, distance, *far_grass(stage), 0.6, 0.15, slope=1.2, between=(canvas.wide * inner, canvas.wide * outer))
        crest = raise_ridge(stage, f"slope {n}", ridge)
        span = (0.0, inner) if outer < inner else (inner, 1.0)
        tree_line(stage, crest, 0.1, f"wood {n}", size=0.025 + 0.008 * n, count=170, pines=0.8, distance=distance, span=span)
    _valley_green(stage)
    river = () if stage.bans("river") else ("river",)
    if river:
        meander(stage, h + 0.1, canvas.high + 0.02, 0.06)
    random = random_of(stage)
    for n in range(7):
        u = 0.5 + 0.12 * stage.light.side + random.uniform(-0.08, 0.08)
        house(stage.pen("village", canvas.wide * u, h + 0.155 + 0.009 * n, index=n))
    church(stage.pen("village church", canvas.wide * (0.5 + 0.14 * stage.light.side), h + 0.16))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, h + 0.2), usual=[("tree", 3)], clear=(0.36, 0.62))
    birds_and_balloons(stage)


def _valley_pass(stage: Stage) -> None:
    """From a pass: fold behind fold to a far light, a rock and flowers in front."""
    open_air(stage, 0.36, 30.0)
    h, canvas = stage.horizon, stage.canvas
    for n in range(6):
        side = 1 if n % 2 else -1
        inner, outer = 0.5 + 0.24 * side * -1, 0.5 + 0.62 * side
        tall = 0.14 + 0.055 * n
        ridge = Ridge(h + 0.02 + 0.075 * n, tall, 0.85 - 0.13 * n, *far_grass(stage), 0.5, 0.25, 0.5 if stage.winter else 0.0, 1.1, bottom=h + 0.2 + 0.09 * n, between=(canvas.wide * inner, canvas.wide * outer))
        crest = raise_ridge(stage, f"fold {n}", ridge)
        if n > 1:
            tree_line(stage, crest, 0.09, f"wood {n}", size=0.012 + 0.009 * n, count=190, pines=0.75, distance=0.85 - 0.13 * n)
    meander(stage, h + 0.24, h + 0.5, 0.02)
    dark, sunny, afar = GRASS[stage.season()]
    ledge = Ridge(canvas.high * 0.99, 0.24, 0.05, sunny, dark, 0.8, slope=0.7, bottom=canvas.high, between=(canvas.wide * (0.2 if stage.light.side > 0 else 0.8), canvas.wide * (1.0 if stage.light.side > 0 else 0.0)))
    raise_ridge(stage, "ledge", ledge)
    del afar
    where = (0.5, 0.96) if stage.light.side > 0 else (0.04, 0.5)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.99, canvas.high * 0.9), usual=[("rock", 3), ("flower", 6)], near=0.4, span=where)
    birds_and_balloons(stage)


def _valley_meadow(stage: Stage) -> None:
    """On the valley's floor: a flowering meadow, a chalet, walls of mountains left and right."""
    open_air(stage, 0.6, 3.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    snow = 0.8 if stage.winter else 0.45
    raise_ridge(stage, "end", Ridge(h, 0.34, 0.75, "#8b8884", "#6d7c86", 0.6, 1.0, snow, 1.2))
    for n, (inner, outer) in enumerate(((0.55, -0.1), (0.45, 1.1))):
        ridge = Ridge(h + 0.02, 0.62, 0.5, "#7f7d74", "#5c6e50", 0.5, 0.7, 0.4 * snow, 1.0, between=(canvas.wide * inner, canvas.wide * outer))
        crest = raise_ridge(stage, f"flank {n}", ridge)
        tree_line(stage, lambda x, c=crest: 0.45 * c(x) + 0.55 * (h + 0.02), 0.09, f"flank wood {n}", size=0.04, count=260, pines=0.9, distance=0.45, span=(0.0, 0.44) if outer < 0 else (0.56, 1.0))
    _valley_green(stage)
    ways(stage)
    _grass(stage, h + 0.06, count=9000, flowers=0.06)
    house(pen_at(stage, "chalet", canvas.wide * (0.5 + 0.24 * side), 30.0))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, row_of(stage, 24.0)), usual=[("pine", 2), ("rock", 2)], clear=(0.34, 0.66))
    birds_and_balloons(stage)


def _valley_green(stage: Stage) -> None:
    dark, sunny, afar = GRASS[stage.season()]
    paint_ground(stage.canvas, stage.light, stage.horizon + 0.03, (afar, sunny, dark), number_of(stage, "valley"), misty=0.02)


SETTINGS: Final = {
    "farm": Setting(composed(_barnyard, _ploughed, _harvest), DRY, frozenset(("river", "path", *OPEN_AIR))),
    "lavender field": Setting(composed(_lavender_rows, _lavender_slope, _lavender_near), DRY, OPEN_AIR),
    "vineyard": Setting(composed(_vine_rows, _vine_hills, _vine_near), DRY, OPEN_AIR),
    "valley": Setting(composed(_valley_floor, _valley_pass, _valley_meadow), DRY, frozenset(("river", "path", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
