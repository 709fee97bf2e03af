"""High places: rooftops, an island in the sky; and what is left of old ones: ruins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    GRASS,
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    ways,
)
from emogen.pipelines.image.painter.crests import dome
from emogen.pipelines.image.painter.falls import fall
from emogen.pipelines.image.painter.fronts import roofed
from emogen.pipelines.image.painter.growth import Crop, hedge, strip
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.paving import paint_paving
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.pieces import column, planter, tank
from emogen.pipelines.image.painter.settings.town import skyline
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.buildings import castle
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import bush, tree
from emogen.pipelines.image.painter.walls import Wall, fill_space, pen_at, rectangle, row_of
from emogen.pipelines.image.painter.woods import meadow, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline

_ROOF: Final = {Kind.GROUND, Kind.SHORE}


def _city_below(stage: Stage, eye: float, share: float) -> None:
    """Towers to the horizon, seen from among their tops."""
    open_air(stage, share, eye)
    h = stage.horizon
    soil = ("#6c6a6c", "#84827e", "#5c5a5c")
    paint_ground(stage.canvas, stage.light, h, soil, number_of(stage, "town"), misty=0.2)
    skyline(stage, h + 0.06)


def _parapet(stage: Stage, away: float, high: float, colour: str) -> None:
    wall = Wall(stage, (-30.0, away), (30.0, away))
    wall.fill([rectangle(0, 0, 60, high)], colour, 1.0, low=0.7, grain=0.25)
    top = [[-30.0, high, away], [30.0, high, away], [30.0, high, away + 0.35], [-30.0, high, away + 0.35]]
    fill_space(stage, [top], "#e4e9ef" if stage.winter else "#b0a898", 0.85, grain=0.2)
    wall.fill([rectangle(0, high - 0.06, 60, 0.06)], "#a39a8a", 1.0, grain=0.1)


def _roof_floor(stage: Stage, away: float, colours: tuple[str, str], size: tuple[float, float]) -> None:
    paint_paving(stage, row_of(stage, away), colours, size, joints=0.25)


def _roof_garden(stage: Stage) -> None:
    """A garden on a roof: planters, lights on a line, deck and seats, the city below."""
    _city_below(stage, 2.2, 0.5)
    canvas = stage.canvas
    _roof_floor(stage, 8.0, ("#9a7a58", "#84684a"), (5.0, 0.16))
    _parapet(stage, 8.0, 0.9, "#a08f7c")
    for n, (x, z, wide) in enumerate(((-5.2, 7.2, 4.6), (2.0, 7.2, 4.6), (-4.6, 4.4, 1.9), (3.0, 4.2, 1.9))):
        planter(stage, x, z, wide)
        if not stage.winter:
            hues = ("#d8536a", "#e8c23c", "#8a6ac0", "#efe8da")
            for k in range(int(wide / 0.6)):
                crop = Crop(1.0, 0.7, 0.85, ("#2f4f2c", "#7fa048", hues[(k + n) % 4]), 0.45, 0.06)
                strip_up(stage, x + 0.4 + 0.6 * k, z + 0.15, crop, f"roof bed {n} {k}")
    for n, (x, z) in enumerate(((-3.6, 6.6), (4.6, 6.8))):
        pen = pen_at(stage, "roof tree", stage.vanish + stage.fit * x / z, z, index=n, size=0.34)
        tree(pen)
    _bulbs(stage, 6.4)
    stage.draw(_ROOF, (canvas.high * 0.97, row_of(stage, 5.6)), usual=[("bench", 1)], clear=(0.36, 0.64))
    birds_and_balloons(stage)


def strip_up(stage: Stage, x: float, away: float, crop: Crop, name: str) -> None:
    """Plants in a box half a metre high."""
    eye = stage.eye
    stage.eye = eye - 0.5 * stage.fit
    strip(stage, x, (away - 0.15, away + 0.25), crop, name, 90)
    stage.eye = eye


def _bulbs(stage: Stage, away: float) -> None:
    """Lights on a sagging line from post to post."""
    light, canvas = stage.light, stage.canvas
    from emogen.pipelines.image.painter.light import LAMP_COLOUR, linear

    for x0, x1 in ((-7.0, 0.0), (0.0, 7.0)):
        t = np.linspace(0, 1, 12)
        x, up = x0 + (x1 - x0) * t, 3.3 - 1.0 * 4 * t * (1 - t) * 0.55
        wall = Wall(stage, (x0, away), (x1, away))
        wall.fill([rectangle(0, 0.0, 0.06, 3.3)], "#3a342e", 0.8, grain=0)
        line = np.column_stack([x - x0, up])
        wall.fill([np.concatenate([line, (line - [0, 0.025])[::-1]])], "#2f2c2a", 0.8, grain=0)
        for k in range(1, 11):
            px, py = stage.vanish + stage.fit * x[k] / away, stage.horizon + (stage.eye - (up[k] - 0.08) * stage.fit) / away
            size = 0.06 * stage.fit / away
            warm = linear(LAMP_COLOUR) * np.float32(0.6 + 0.7 * light.lamps)
            canvas.dabs(np.array([[px, py, size, size, 0, 1.0]], np.float32), warm[None], soft=0.4)
            canvas.glow(float(px), float(py), 0.06 + 8 * size, linear(LAMP_COLOUR) * np.float32(0.32 * light.lamps))


def _roof_bare(stage: Stage) -> None:
    """A bare flat roof: water tank, vents, an edge, and the city's towers."""
    _city_below(stage, 3.2, 0.56)
    canvas, side = stage.canvas, stage.light.side
    _roof_floor(stage, 11.0, ("#77726c", "#69645e"), (1.4, 1.4))
    _parapet(stage, 11.0, 0.7, "#8a6a5a")
    tank(pen_at(stage, "tank", canvas.wide * (0.5 + 0.27 * side), 9.5))
    for n, (x, z) in enumerate(((-0.3, 9.0), (-0.17, 10.0))):
        box_pen = pen_at(stage, "vent", canvas.wide * (0.5 + side * x), z, index=n)
        box_pen.shadow(1.6, 1.2, 0.8)
        box_pen.poly(rectangle(-0.8, 0, 1.6, 1.1), "#9a9a98", 0.6, low=0.4, grain=0.15)
        box_pen.poly(rectangle(-0.9, 1.05, 1.8, 0.18), "#b4b4b0", 0.9)
        for k in range(5):
            box_pen.line([[-0.65, 0.2 + 0.16 * k], [0.65, 0.2 + 0.16 * k]], 0.05, "#4a4a4a", 0.3)
    stage.draw(_ROOF, (canvas.high * 0.97, row_of(stage, 9.0)), span=(0.1, 0.9), clear=(0.4, 0.6))
    stage.draw({Kind.SKY}, (stage.horizon * 0.7, stage.horizon * 0.3), usual=[("bird", 5)])


def _roof_tiles(stage: Stage) -> None:
    """Over the roofs of an old town: ridge behind ridge of tiles, chimneys, a dome."""
    open_air(stage, 0.36, 16.0)
    h, canvas = stage.horizon, stage.canvas
    raise_ridge(stage, "hills", Ridge(h + 0.02, 0.14, 0.85, "#7d8a6c", "#66756a", 0.8))
    random = stream(stage.seed, "roofs")
    soil = ("#a88a70", "#b89a80", "#947a64") if not stage.winter else ("#dfe5ec", "#c9d2dc", "#aab5c2")
    paint_ground(canvas, stage.light, h + 0.005, soil, number_of(stage, "town"), misty=0.03)
    _town_dome(stage, canvas.wide * (0.5 - 0.2 * stage.light.side), h + 0.16)
    for z in (120.0, 84.0, 60.0, 44.0, 32.0, 23.0, 16.5, 11.5):
        x = -0.66 * canvas.wide * z + random.uniform(0, 5)
        while x < 0.66 * canvas.wide * z:
            wide, up = random.uniform(6, 10), random.uniform(4.0, 8.5)
            roofed(stage, x, z, wide, up, random)
            x += wide * random.uniform(0.9, 1.5)
    birds_and_balloons(stage)


def _town_dome(stage: Stage, x: float, y: float) -> None:
    """A great church's dome over the roofs."""
    pen = stage.pen("duomo", x, y)
    pen = replace(pen.at(0, 0, 0.0042 / pen.scale), distance=0.4)
    pen.poly(rectangle(-16, 0, 32, 20), "#cbbba0", 0.6, low=0.45, grain=0.1)
    k = np.linspace(0, np.pi, 25)
    shell = np.column_stack([14 * np.cos(k), 20 + 20 * np.sin(k) ** 0.9])
    pen.poly(shell, "#a0604a", 0.6, low=0.45, grain=0.1)
    for u in (-0.7, -0.35, 0.0, 0.35, 0.7):
        pen.line(np.column_stack([14 * u * np.sin(k[:13]), 20 + 20 * np.cos(k[:13])])[::-1], 0.5, "#d8c8ac", 0.8)
    pen.poly(shell * [-pen.light.side * 0.5, 1.0] - [pen.light.side * 7.0, 0], "#4a3a3c", 0.1, alpha=0.35, grain=0)
    pen.poly(rectangle(-2, 39.6, 4, 5), "#d8c8ac", 0.8)
    pen.poly([[-2.6, 44.6], [0, 49], [2.6, 44.6]], "#8a5a4a", 0.6)


def _sky_isle(stage: Stage, centre: tuple[float, float], half: float, *, name: str, distance: float, grown: bool = True) -> Outline:
    """An island that floats: grass above, a root of rock below; ``centre`` and ``half`` in scene units."""
    x0, y0 = centre
    turn = number_of(stage, f"isle {name}")
    top = dome(x0, half, y0, y0 - 0.2 * half, turn, rough=0.12)

    def root(x: AnyFloats) -> AnyFloats:
        away = np.clip(np.abs(x - x0) / half, 0.0, 1.0)
        teeth = fbm(x / half * 2.2, 0 * x + 3.0, turn + 1, octaves=5, gain=0.6)
        line: AnyFloats = (y0 + half * (1.05 * (1.0 - away) ** 1.15 * (1.0 + 0.6 * teeth) - 0.01)).astype(np.float32)
        return line

    rock = Ridge(y0, 1.2 * half, distance, "#8a7d70", "#54483f", 0.5 * half, 0.8, slope=0.8, strata=0.3, crest=top, floor=root, bottom=y0 + 1.7 * half)
    raise_ridge(stage, f"isle {name}", rock)
    dark, sunny, afar = GRASS[stage.season()]
    sod = dome(x0, half * 0.99, y0 + 0.04 * half, y0 - 0.2 * half, turn, rough=0.12)

    def hem(x: AnyFloats) -> AnyFloats:
        away = np.clip(np.abs(x - x0) / half, 0.0, 1.0)
        fringe = fbm(x / half * 9.0, 0 * x, turn + 4, octaves=4)
        line: AnyFloats = (y0 + half * (0.09 * (1.0 - away**4) + 0.05 * fringe)).astype(np.float32)
        return line

    green = Ridge(y0 + 0.04 * half, 0.24 * half, distance, sunny, dark, 0.6 * half, slope=1.0, crest=sod, floor=hem, bottom=y0 + 0.2 * half)
    line = raise_ridge(stage, f"sod {name}", green)
    if grown:
        edge = 0.8 * half / stage.canvas.wide
        u = x0 / stage.canvas.wide
        tree_line(stage, line, 0.05 * half, f"isle trees {name}", size=0.2 * half + 0.012, count=int(20 + 60 * half), pines=0.5, distance=distance, span=(u - edge, u + edge))
    del afar
    return line


def _sea_of_clouds(stage: Stage, top: float) -> None:
    """Clouds from above, down to the lower edge."""
    light, canvas, turn = stage.light, stage.canvas, number_of(stage, "cloud sea")
    from emogen.pipelines.image.painter.light import mix, smooth

    bright = mix(light.horizon, light.middle, 0.3) * 0.6 + light.key * 0.5 + light.ambient * 0.2
    dark = mix(light.middle, light.ambient, 0.5) * np.float32(0.8 - 0.4 * light.weather.dark)

    def shade(x: AnyFloats, y: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        down = np.maximum(y - top, 0.0) + 0.03
        u, v = (x - stage.vanish) / (down + 0.1) * 0.6, 0.5 / (down + 0.1)
        here = fbm(u, v * 2.0, turn, octaves=7, gain=0.55, px=canvas.px * 5.0)
        there = fbm(u - 0.06 * light.side, v * 2.0 + 0.08, turn, octaves=7, gain=0.55, px=canvas.px * 5.0)
        tone = np.clip(0.5 + 2.0 * (here - there) + 0.25 * here, 0.0, 1.0)[..., None]
        fade = np.exp(-(y - top) * 9.0)[..., None]
        rgb = mix(mix(dark, bright, tone), light.horizon, np.clip(fade, 0, 0.9))
        return rgb, smooth(top - 0.01, top + 0.05, y) * smooth(-0.9, -0.1, here + 2.5 * (y - top))

    canvas.shade(shade, top - 0.02)


def _isle_castle(stage: Stage) -> None:
    """A great island in the sky with a castle, smaller ones around it."""
    open_air(stage, 0.86, 8.0)
    canvas, side, random = stage.canvas, stage.light.side, random_of(stage)
    _sea_of_clouds(stage, stage.horizon - 0.02)
    for n, (u, y, half) in enumerate(((0.14, 0.3, 0.05), (0.88, 0.42, 0.07), (0.78, 0.2, 0.03))):
        _sky_isle(stage, (canvas.wide * (u if side > 0 else 1 - u), canvas.high * (y + random.uniform(-0.03, 0.03))), half, name=f"small {n}", distance=0.6)
    x, y, half = canvas.wide * (0.5 - 0.04 * side), 0.5 * canvas.high, 0.34 * stage.fit
    line = _sky_isle(stage, (x, y), half, name="great", distance=0.22, grown=False)
    edge = 0.82 * half / canvas.wide
    if not stage.bans("castle"):
        pen = stage.pen("castle", x + 0.06 * half, y - 0.1 * half)
        castle(replace(pen.at(0, 0, 0.0165 * half / 0.34 * 0.5 / pen.scale), distance=0.25))
    tree_line(stage, line, 0.09 * half, "great trees", size=0.075, count=46, pines=0.4, distance=0.2, span=(x / canvas.wide - edge, x / canvas.wide + edge))
    fall(stage, "isle fall", x + 0.6 * half * side, y - 0.02, y + 1.05 * half, 0.016, distance=0.2)
    birds_and_balloons(stage)


def _isle_edge(stage: Stage) -> None:
    """On the edge of one: grass, a tree, and other islands out over the clouds."""
    open_air(stage, 0.66, 4.0)
    canvas, side = stage.canvas, stage.light.side
    h = stage.horizon
    _sea_of_clouds(stage, h)
    for n, (u, y, half) in enumerate(((0.72, 0.36, 0.13), (0.46, 0.24, 0.05), (0.93, 0.2, 0.045), (0.36, 0.5, 0.06))):
        where = u if side > 0 else 1 - u
        line = _sky_isle(stage, (canvas.wide * where, canvas.high * y), half, name=f"out {n}", distance=0.55 - 1.5 * half, grown=n > 0)
        if n == 0 and not stage.bans("castle"):
            pen = stage.pen("castle", canvas.wide * where, canvas.high * y - 0.018)
            castle(replace(pen.at(0, 0, 0.0034 / pen.scale), distance=0.4))
            del line
    dark, sunny, afar = GRASS[stage.season()]
    ledge = Ridge(canvas.high, 0.34, 0.05, sunny, dark, 0.9, slope=0.7, bottom=canvas.high, between=(canvas.wide * (0.5 + 0.36 * side), canvas.wide * (0.5 - 0.6 * side)))
    crest = raise_ridge(stage, "ledge", ledge)
    del afar
    x = canvas.wide * (0.5 - 0.33 * side)
    foot = float(crest(np.array([x], np.float32))[0]) + 0.05
    pen = stage.pen("edge tree", x, foot)
    tree(replace(pen.at(0, 0, 0.052 * stage.fit / pen.scale), distance=0.05))
    where = (0.04, 0.5) if side > 0 else (0.5, 0.96)
    stage.draw(_ROOF, (canvas.high * 0.99, canvas.high * 0.9), usual=[("flower", 5), ("rock", 1)], near=0.45, span=where)
    birds_and_balloons(stage)


def _isle_chain(stage: Stage) -> None:
    """A chain of islands that climbs into the sky, bridges of rope between them."""
    open_air(stage, 0.8, 6.0)
    canvas, side = stage.canvas, stage.light.side
    _sea_of_clouds(stage, stage.horizon)
    spots = ((0.16, 0.62, 0.17), (0.46, 0.46, 0.12), (0.69, 0.33, 0.09), (0.87, 0.22, 0.06))
    isles = [((canvas.wide * (u if side > 0 else 1 - u), canvas.high * y), half * stage.fit**0.5) for u, y, half in spots]
    for n in reversed(range(4)):
        if n < 3:
            _rope_bridge(stage, isles[n], isles[n + 1], 0.2 + 0.1 * n)
        _sky_isle(stage, isles[n][0], isles[n][1], name=f"chain {n}", distance=0.12 + 0.12 * n)
    (x, y), half = isles[3]
    if not stage.bans("castle"):
        pen = stage.pen("castle", x, y - 0.15 * half)
        castle(replace(pen.at(0, 0, 0.0026 / pen.scale), distance=0.4))
    (x, y), half = isles[0]
    fall(stage, "chain fall", x + 0.4 * half * side, y, y + 1.0 * half, 0.012, distance=0.1)
    birds_and_balloons(stage)


def _rope_bridge(stage: Stage, one: tuple[tuple[float, float], float], other: tuple[tuple[float, float], float], distance: float) -> None:
    from emogen.pipelines.image.painter.light import linear

    light, way = stage.light, np.sign(other[0][0] - one[0][0])
    x = np.linspace(one[0][0] + 0.85 * way * one[1], other[0][0] - 0.85 * way * other[1], 40)
    t = np.linspace(0, 1, 40)
    y = one[0][1] + (other[0][1] - one[0][1]) * t - 0.02 + 0.14 * t * (1 - t)
    tone = light.through_air(light.lit(linear("#6a5238"), 0.4), distance)
    step = np.full(40, 1.1 * abs(x[1] - x[0]))
    slope = np.arctan2(np.gradient(y), np.gradient(x))
    for up, wide in ((0.0, 0.003), (0.02, 0.0011)):
        stage.canvas.dabs(np.column_stack([x, y - up, step, np.full(40, wide), slope, np.full(40, 0.95)]).astype(np.float32), tone[None], soft=0.3)
    posts = np.column_stack([x[::3], y[::3] - 0.01, np.full(14, 0.01), np.full(14, 0.0008), np.full(14, np.pi / 2), np.full(14, 0.9)])
    stage.canvas.dabs(posts.astype(np.float32), tone[None], soft=0.3)


def _ruin_ground(stage: Stage) -> None:
    h, canvas = stage.horizon, stage.canvas
    dark, sunny, afar = GRASS[stage.season()]
    dry = ("#7a7448", "#b0a468", "#9a9058") if not stage.winter else (afar, sunny, dark)
    paint_ground(canvas, stage.light, h + 0.01, dry, number_of(stage, "ground"), misty=0.02)
    if not stage.winter:
        meadow(stage, (h + 0.03, canvas.high + 0.03), ("#5a5c34", "#b0aa62"), "dry grass", count=6500, blade=0.25)
    ways(stage)


def _block(stage: Stage, x: float, z: float, index: int) -> None:
    """A fallen drum or block of stone."""
    pen = pen_at(stage, "block", stage.vanish + stage.fit * x / z, z, index=index)
    tilt = pen.random.normal(0, 0.12)
    wide, high = pen.random.uniform(0.9, 1.9), pen.random.uniform(0.5, 0.9)
    pen.shadow(1.4 * wide, high, 0.8)
    face = np.array([[-wide / 2, 0], [-wide / 2, high], [wide / 2, high], [wide / 2, 0]])
    face = face + np.column_stack([0 * face[:, 0], tilt * face[:, 0]])
    pen.poly(face + [0.16 * -pen.light.side, 0.2], "#c4b89e", 0.9, grain=0.3)
    pen.poly(face, "#b8ab92", 0.55, low=0.35, grain=0.35)


def _temple(stage: Stage) -> None:
    """What is left of a temple on its steps: a row of columns, some fallen."""
    open_air(stage, 0.56, 2.2)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    raise_ridge(stage, "hills", Ridge(h + 0.02, 0.15, 0.75, "#8a8a68", "#77785e", 0.7, 0.3))
    _ruin_ground(stage)
    for k in range(3):
        step = Wall(stage, (-9.5 + 0.4 * k, 14.0 + 0.4 * k), (9.5 - 0.4 * k, 14.0 + 0.4 * k), 0.35 * k)
        step.fill([rectangle(0, 0, step.length, 0.35)], "#b8ab92", 0.9, low=0.7, grain=0.3)
        tread = [[-9.5 + 0.4 * k, 0.35 * (k + 1), 14.0 + 0.4 * k], [9.5 - 0.4 * k, 0.35 * (k + 1), 14.0 + 0.4 * k], [9.1 - 0.4 * k, 0.35 * (k + 1), 20.0], [-9.1 + 0.4 * k, 0.35 * (k + 1), 20.0]]
        fill_space(stage, [tread], "#e4e9ef" if stage.winter else "#c8bca2", 0.8, grain=0.3)
    whole = []
    for n in range(7):
        x = -7.5 + 2.5 * n
        pen = pen_at(stage, "column", stage.vanish + stage.fit * x / 15.4, 15.4, index=n)
        broken = n in (2, 5)
        column(replace(pen, y=pen.y - 1.05 * pen.scale), random.uniform(2.2, 4.6) if broken else 6.6, broken=broken)
        whole.append(not broken)
    for n in range(6):
        if whole[n] and whole[n + 1]:
            beam = Wall(stage, (-7.5 + 2.5 * n - 0.7, 15.4), (-7.5 + 2.5 * n + 3.2, 15.4), 7.6)
            beam.fill([rectangle(0, 0, beam.length, 0.8)], "#c4b89e", 1.0, low=0.8, grain=0.3)
            beam.fill([rectangle(-0.1, 0.8, beam.length + 0.2, 0.25)], "#d0c4aa", 1.1, grain=0.2)
    for n, (x, z) in enumerate(((-4.5, 11.0), (3.4, 9.5), (-2.9, 7.0), (4.2, 6.2))):
        _block(stage, x + random.uniform(-0.5, 0.5), z, n)
    stage.draw(_ROOF, (canvas.high * 0.97, row_of(stage, 11.0)), usual=[("bush", 2)], clear=(0.34, 0.66))
    birds_and_balloons(stage)


def _abbey(stage: Stage) -> None:
    """A roofless abbey: pointed arches open to the sky, ivy, grass for a floor."""
    open_air(stage, 0.54, 1.8)
    canvas = stage.canvas
    back = raise_ridge(stage, "back", Ridge(stage.horizon + 0.02, 0.08, 0.65, "#6f7a58", "#5a664a", 0.7))
    tree_line(stage, back, 0.03, "back trees", size=0.07, count=80, pines=0.3, distance=0.55)
    _ruin_ground(stage)
    _gothic_end(stage, 26.0, 5.2)
    for side in (-1, 1):
        _arcade(stage, side * 5.2, (26.0, 4.0), f"arcade {side}")
    stage.draw(_ROOF, (canvas.high * 0.97, row_of(stage, 12.0)), usual=[("rock", 2)], span=(0.12, 0.88), clear=(0.38, 0.62))
    stage.draw({Kind.SKY}, (stage.horizon * 0.6, stage.horizon * 0.2), usual=[("bird", 4)])


def _pointed(middle: float, low: float, half: float, spring: float) -> list[list[float]]:
    """The outline of a pointed opening, from its left foot over the point to its right foot."""
    k = np.linspace(0, 1, 9)
    rise = 1.5 * half
    left = np.column_stack([middle - half * np.cos(0.5 * np.pi * k) ** 0.8, spring + rise * np.sin(0.5 * np.pi * k)])
    right = left[::-1] * [-1, 1] + [2 * middle, 0]
    return [[middle - half, low], *left.tolist(), *right[1:].tolist(), [middle + half, low]]


def _gothic_end(stage: Stage, away: float, half: float) -> None:
    """The end wall with its great empty window."""
    wall = Wall(stage, (-half, away), (half, away))
    opening = _pointed(half, 3.2, 2.4, 8.0)
    gable = [[0, 0], [0, 9.5], [1.2, 11.5], [half - 0.8, 15.0], [half + 1.4, 13.2], [2 * half - 1.4, 11.8], [2 * half, 8.2], [2 * half, 0]]
    wall.fill([[*gable[:4], [half, 15.2], [half, opening[9][1] + 0.02], *opening[9::-1], [half, 3.2], [half, 0]]], "#a39a88", 0.95, low=0.7, grain=0.3)
    wall.fill([[[half, 0], [half, 3.2], *opening[:8:-1], [half, 15.2], *gable[4:]]], "#a39a88", 0.95, low=0.7, grain=0.3)
    for x in (-1.2, 0.0, 1.2):
        top = 8.0 + 3.4 * np.sqrt(max(0.0, 1 - (x / 2.4) ** 2))
        wall.fill([rectangle(half + x - 0.1, 3.2, 0.2, top - 3.2)], "#948b7a", 0.9, grain=0.2)
    wall.fill([_pointed(half, 0.0, 0.8, 1.6)], "#2f2c28", 0.5, grain=0.2)


def _arcade(stage: Stage, x: float, away: tuple[float, float], name: str) -> None:
    """A wall of pointed arches that runs towards the viewer, broken at its top."""
    random = stream(stage.seed, name)
    far, near = away
    z = far
    while z > near:
        bay = Wall(stage, (x, z - 4.4), (x, z))
        high = random.uniform(6.5, 9.5)
        edge = [[0, high + random.uniform(-1.4, 0.8)], [1.4, high + random.uniform(-0.6, 0.9)], [3.0, high + random.uniform(-1.2, 0.6)], [4.4, high + random.uniform(-1.4, 0.8)]]
        opening = _pointed(2.2, 0.0, 1.45, 3.4)
        peak = opening[9]
        left = [[0, 0], edge[0], edge[1], [2.2, high], peak, *opening[8::-1]]
        right = [[2.2, high], edge[2], edge[3], [4.4, 0], *opening[:8:-1]]
        for half_wall in (left, right):
            bay.fill([half_wall], "#a39a88", 0.95, low=0.65, grain=0.3)
        rim = [[2.2 + 1.12 * (px - 2.2), py + 0.12] for px, py in opening]
        bay.fill([[*rim, *opening[::-1]]], "#b8ae9a", 1.05, grain=0.2)
        if not stage.winter and random.random() < 0.7:
            ivy = Wall(stage, (x - 0.02 * np.sign(x), z - 4.4), (x - 0.02 * np.sign(x), z - 2.9))
            hedge(stage, ivy, high * random.uniform(0.5, 0.95), f"ivy {name} {z:.1f}", count=420, solid=False)
        z -= 4.4


def _hill_tower(stage: Stage) -> None:
    """A broken tower and a length of wall on a bare hill."""
    open_air(stage, 0.66, 2.6)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    raise_ridge(stage, "blue hills", Ridge(h + 0.02, 0.2, 0.8, "#6f8470", "#6b7c70", 0.9))
    x = canvas.wide * (0.5 + 0.12 * side)
    crest = dome(x, 0.8 * canvas.wide, h + 0.13, h - 0.16, number_of(stage, "castle hill"), rough=0.05, power=1.6)
    tones = ("#e6ebf1", "#c4ced9") if stage.winter else ("#8f9058", "#66683e")
    raise_ridge(stage, "castle hill", Ridge(h + 0.13, 0.29, 0.3, *tones, 0.7, 0.2, slope=1.2, crest=crest, bottom=h + 0.16))
    pen = stage.pen("keep", x, float(crest(np.array([x], np.float32))[0]) + 0.02)
    _keep(replace(pen.at(0, 0, 0.0165 * stage.fit / pen.scale), distance=0.2))
    paint_ground(canvas, stage.light, h + 0.12, (tones[0], tones[0], tones[1]), number_of(stage, "ground"), misty=0.0)
    if not stage.winter:
        meadow(stage, (h + 0.14, canvas.high + 0.03), ("#5a5c34", "#b0aa62"), "dry grass", count=6500, blade=0.35)
    ways(stage, usual=True)
    bush(pen_at(stage, "ruin bush", canvas.wide * (0.5 - 0.3 * side), 9.0))
    stage.draw(_ROOF, (canvas.high * 0.97, h + 0.17), usual=[("rock", 4), ("dead tree", 1)], span=(0.04, 0.36) if side > 0 else (0.64, 0.96))
    stage.draw({Kind.SKY}, (h * 0.6, h * 0.2), usual=[("bird", 5)])


def _keep(pen) -> None:  # type: ignore[no-untyped-def]
    """A square tower torn open at the top, a wall with an arch beside it."""
    stone, side = "#9a9080", pen.light.side
    random = pen.random
    wall = [[-16, -1], [-16, 4.5], [-14, 5.4], [-12.4, 4.2], [-10.5, 6.2], [-8, 5.8], [-5, 7.0], [-5, -1]]
    pen.poly([[u * side, y] for u, y in wall], stone, 0.5, low=0.3, grain=0.35)
    k = np.linspace(0, np.pi, 11)
    pen.poly(np.column_stack([side * (-10.5 + 1.5 * np.cos(k)), 2.2 + 1.5 * np.sin(k)]).tolist() + [[side * -12, -0.5], [side * -9, -0.5]], "#3a352e", 0.2)
    teeth = [[-5, 15.5], [-4, 17.2], [-2.6, 16.4], [-1.4, 18.4], [0.2, 17.0], [1.6, 13.6], [3.0, 12.8], [4.2, 9.6], [5, 9.0]]
    pen.poly([[u * side, y] for u, y in [[-5, -1], *teeth, [5, -1]]], stone, 0.7, low=0.5, grain=0.35)
    shade = [[1.4, -1], [1.2, 13.9], [3.0, 12.8], [4.2, 9.6], [5, 9.0], [5, -1]]
    pen.poly([[-u * side * -1, y] for u, y in shade], "#4a443c", 0.15, alpha=0.4, grain=0.2)
    for u, y in ((-2.6, 12.0), (-2.4, 7.0), (2.0, 6.0)):
        pen.poly([[side * u - 0.5, y], [side * u - 0.5, y + 1.5], [side * u, y + 2.1], [side * u + 0.5, y + 1.5], [side * u + 0.5, y]], "#2f2b26", 0.2)
    for _ in range(60):
        u, y = random.uniform(-4.6, 4.6), random.uniform(0, 14)
        if y < np.interp(u, [t[0] for t in teeth], [t[1] for t in teeth]) - 1:
            pen.line([[side * u - 0.5, y], [side * u + 0.5, y]], 0.12, stone, 0.25)


SETTINGS: Final = {
    "rooftop": Setting(composed(_roof_garden, _roof_bare, _roof_tiles), DRY, OPEN_AIR),
    "floating island": Setting(composed(_isle_castle, _isle_edge, _isle_chain), DRY, OPEN_AIR),
    "ruins": Setting(composed(_temple, _abbey, _hill_tower), DRY, frozenset(("path", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
