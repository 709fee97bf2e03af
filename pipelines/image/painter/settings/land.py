"""Open land: a desert, a field, a forest."""

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
from emogen.pipelines.image.painter.crests import dome, mesa
from emogen.pipelines.image.painter.growth import Crop, crop_rows
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import pine, tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import boughs, meadow, tree_line, trunk
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage
    from emogen.pipelines.image.painter.terrain import Outline


def _dunes(stage: Stage) -> None:
    """Mesas far away, dune behind dune."""
    canvas = stage.canvas
    open_air(stage, 0.5, 5.0)
    h, random = stage.horizon, random_of(stage)
    raise_ridge(
        stage, "mesa", Ridge(h + 0.01, random.uniform(0.08, 0.14), 0.9, "#b87a52", "#a06a52", 0.5, 0.6)
    )
    dunes = (
        (0.0, 0.07, 0.75, 0.55),
        (0.06, 0.12, 0.55, 0.8),
        (0.18, 0.16, 0.35, 1.1),
        (0.36, 0.2, 0.12, 1.5),
    )
    for n, (down, tall, distance, scale) in enumerate(dunes):
        bottom = h + down + 0.2 if n < 3 else canvas.high
        ridge = Ridge(
            h + down + tall * 0.6, tall, distance, "#dba566", "#b97a48", scale, slope=2.0, bottom=bottom + 0.1
        )
        raise_ridge(stage, f"dune {n}", ridge)
    stage.draw({Kind.SHORE}, (h + 0.05, h + 0.03))
    ways(stage)
    stage.draw({Kind.GROUND}, (canvas.high * 0.98, h + 0.2), usual=[("cactus", 2), ("rock", 4), ("bush", 3)])
    birds_and_balloons(stage)


def _mesas(stage: Stage) -> None:
    """Table mountains as high as cathedrals on a red plain with sagebrush."""
    open_air(stage, 0.6, 2.6)
    h, canvas, random = stage.horizon, stage.canvas, random_of(stage)
    raise_ridge(stage, "far", Ridge(h + 0.01, 0.08, 0.85, "#b87a52", "#a06a52", 0.6, 0.5, strata=0.4))
    for n, (u, half, top, far) in enumerate(((0.5, 0.05, 0.2, 0.6), (0.24, 0.09, 0.3, 0.45), (0.8, 0.13, 0.36, 0.35))):
        where = u if stage.light.side > 0 else 1.0 - u
        centre = canvas.wide * (where + random.uniform(-0.04, 0.04))
        crest = mesa(centre, canvas.wide * half, h + 0.03, h - top * random.uniform(0.85, 1.1), number_of(stage, f"butte {n}"))
        raise_ridge(stage, f"butte {n}", Ridge(h + 0.03, top, far, "#c9754a", "#94503a", 0.22, 0.8, slope=0.8, strata=0.8, crest=crest))
    soil = ("#b57a4e", "#c9905e", "#97623f")
    paint_ground(canvas, stage.light, h + 0.015, soil, number_of(stage, "plain"), misty=0.02)
    ways(stage)
    meadow(stage, (h + 0.05, canvas.high + 0.02), ("#6a5a3a", "#b09a5c"), "sage", count=1500, blade=0.3)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, h + 0.08), usual=[("bush", 4), ("cactus", 1), ("rock", 3)], clear=(0.38, 0.62))
    birds_and_balloons(stage)


def _great_dune(stage: Stage) -> None:
    """One great dune: a sharp crest that winds up to the sky, lit on one side, dark on the other."""
    open_air(stage, 0.62, 4.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    for n, (down, tall, far) in enumerate(((0.0, 0.06, 0.8), (0.04, 0.1, 0.6))):
        raise_ridge(stage, f"far dune {n}", Ridge(h + down + tall * 0.5, tall, far, "#dba566", "#b97a48", 0.7 + 0.3 * n, slope=2.0, bottom=h + 0.3))
    top = (canvas.wide * (0.5 - 0.1 * side), 0.34 * h)
    flank = dome(top[0], 0.95 * canvas.wide, h + 0.3, top[1], number_of(stage, "great"), rough=0.02, power=1.15)
    raise_ridge(stage, "great", Ridge(h + 0.3, 0.9 * h, 0.2, "#e6b070", "#c98d54", 1.4, slope=0.9, crest=flank, bottom=canvas.high))
    _dark_side(stage, top, side)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, h + 0.24), usual=[("rock", 1), ("bush", 2)], clear=(0.36, 0.64))
    birds_and_balloons(stage)


def _dark_side(stage: Stage, top: tuple[float, float], side: int) -> None:
    """The side of a dune away from the light, bounded by its winding crest, with ripples."""
    canvas, light = stage.canvas, stage.light
    t = np.linspace(0, 1, 60)
    y = top[1] + (canvas.high + 0.05 - top[1]) * t
    wave = stream(stage.seed, "crest").uniform(0.8, 1.3)
    x = top[0] + side * (0.34 * t**1.5 + 0.13 * wave * np.sin(4.6 * t + 0.4) * t)
    outer = np.column_stack([np.full(60, -0.1 if side > 0 else canvas.wide + 0.1), y])
    edge = np.column_stack([x, y])
    ridge_left = np.column_stack([top[0] - side * 1.6 * t, top[1] + (canvas.high * 1.05 - top[1]) * t**0.95])
    shape = np.concatenate([edge, ridge_left[::-1]])
    del outer
    dark = light.through_air(light.lit(linear("#a8683c"), 0.12), 0.2)
    low = light.lit(linear("#b87a48"), 0.3)
    canvas.fill([shape.astype(np.float32)], dark, low, alpha=0.85, grain=0.12, stretch=5, feature=0.02)
    glow = np.column_stack([edge + [0.004 * side, 0.0], np.full(60, 0.02), np.full(60, 0.0022), np.full(60, np.pi / 2), np.full(60, 0.5)])
    canvas.dabs(glow[:40].astype(np.float32), light.lit(linear("#f4cf94"), 1.0)[None], soft=1.0)


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
    dark, sunny, afar = GRASS[stage.season()]
    raise_ridge(stage, "blue hills", Ridge(h + 0.01, 0.12, 0.85, "#6f8470", "#6b7c70", 0.9))
    x = canvas.wide * (0.5 + 0.12 * side)
    crest = dome(x, 0.78 * canvas.wide, h + 0.16, h - 0.17, number_of(stage, "hill"), rough=0.02, power=1.9)
    raise_ridge(stage, "hill", Ridge(h + 0.16, 0.33, 0.15, sunny, dark, 1.1, slope=1.1, crest=crest, bottom=canvas.high))
    if not stage.winter:
        _grassy(stage, crest, (dark, sunny))
    del afar
    if not stage.bans("tree") and not any(stage.asks(name) for name in ("tree", "dead tree", "pine")):
        _on_crest(stage, crest, "hill tree", x)
    asked = [name for name in ("tree", "dead tree", "pine") if stage.asks(name)]
    stage.draw({Kind.SHORE}, (h + 0.05, h + 0.04))
    ways(stage)
    rows = (canvas.high * 0.985, h + 0.05) if not asked else (h + 0.0, h - 0.09)
    stage.draw({Kind.GROUND}, rows, usual=[("flower", 6)] if not asked and not stage.winter else [], span=(0.2, 0.8))
    birds_and_balloons(stage)


def _grassy(stage: Stage, crest: Outline, colours: tuple[str, str]) -> None:
    """Short grass all over a rounded hill, finer towards its crest."""
    from emogen.pipelines.image.painter.light import mix

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
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.985, h + 0.08), clear=(0.36, 0.64))
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
    x = np.where(np.abs(x / canvas.wide - 0.5) < 0.14, x + np.sign(x - 0.5 * canvas.wide) * 0.26 * canvas.wide, x)
    foot = canvas.high + random.uniform(0.0, 0.06, count)
    tall = random.uniform(0.16, 0.3, count) * (0.55 + 0.9 * np.abs(x / canvas.wide - 0.5))
    lean = random.normal(0, 0.14, count) + 0.25 * light.side * light.weather.wind
    tip_x, tip_y = x + lean * tall, foot - tall
    tone = light.lit(linear("#b8923e"), 0.5)
    canvas.dabs(np.column_stack([(x + tip_x) / 2, (foot + tip_y) / 2, tall / 2, np.full(count, 0.0014), np.pi / 2 + lean, np.full(count, 0.95)]).astype(np.float32), tone[None], soft=0.4)
    each = 9
    t = np.linspace(0, 1, each)[None, :]
    bend = lean[:, None] * 1.6
    ear_x, ear_y = tip_x[:, None] + 0.034 * t * bend, tip_y[:, None] - 0.036 * t
    way = np.where(np.arange(each) % 2 == 0, 1.0, -1.0)[None, :]
    facing = np.clip(random.normal(0.65, 0.2, (count, each)), 0.1, 1)[..., None]
    tones = light.lit(linear("#8f6c2c"), 0.3) + (light.lit(linear("#f0cf7c"), 0.95) - light.lit(linear("#8f6c2c"), 0.3)) * facing.astype(np.float32)
    grain = np.stack([ear_x + 0.0035 * way, ear_y, np.full_like(ear_x, 0.0062), np.full_like(ear_x, 0.003), np.pi / 2 - 0.5 * way + 0 * ear_x, np.full_like(ear_x, 0.95)], -1)
    canvas.dabs(grain.reshape(-1, 6).astype(np.float32), tones.reshape(-1, 3), power=1.6, soft=0.4)


def _trunks_mist(stage: Stage) -> None:
    """Trunks behind trunks, lit mist between them, ferns and a way through."""
    canvas, light = stage.canvas, stage.light
    open_air(stage, 0.56, 2.6)
    h = stage.horizon
    dark, sunny, _ = GRASS[stage.season()]
    back = raise_ridge(stage, "back", Ridge(h + 0.03, 0.18, 0.8, "#5a6e4c", "#43583f", 0.5, slope=0.4))
    tree_line(stage, back, 0.06, "back trees", size=0.2, count=120, pines=0.45, distance=0.85)
    paint_ground(canvas, light, h + 0.02, _soil(stage), number_of(stage, "ground"))
    ways(stage, usual=True)
    for layer, (down, count, wide) in enumerate(
        ((0.035, 22, 0.7), (0.075, 13, 0.65), (0.16, 7, 0.55), (0.4, 3, 0.5))
    ):
        _trunks(stage, layer, h + down, count, wide)
        boughs(
            stage,
            f"boughs {layer}",
            top=-0.03,
            deep=(0.3 + 0.06 * layer) * canvas.high,
            count=22 - 3 * layer,
            size=0.025 + 0.012 * layer,
            distance=0.8 - 0.25 * layer,
        )
        if not stage.winter:
            meadow(
                stage,
                (h + down, h + down * 1.9 + 0.02),
                (dark, sunny),
                f"ferns {layer}",
                count=1300,
                blade=0.55,
            )
    stage.draw({Kind.SHORE}, (h + 0.06, h + 0.05))
    stage.draw(
        {Kind.GROUND}, (canvas.high * 0.97, h + 0.12), usual=[("bush", 3), ("rock", 1)], clear=(0.4, 0.6)
    )
    birds_and_balloons(stage)


def _soil(stage: Stage) -> tuple[str, str, str]:
    return ("#dfe5ec", "#c9d2dc", "#aab5c2") if stage.winter else ("#5d5436", "#6d7348", "#3f4a2a")


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


def _clearing(stage: Stage) -> None:
    """A sunny clearing, tall trees around it, a great trunk and its boughs in front."""
    open_air(stage, 0.5, 2.6)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    dark, sunny, afar = GRASS[stage.season()]
    for n in range(2):
        back = raise_ridge(stage, f"back {n}", Ridge(h + 0.02 + 0.01 * n, 0.1, 0.7 - 0.25 * n, "#5a6e4c", "#43583f", 0.5, slope=0.4))
        tree_line(stage, back, 0.05, f"back trees {n}", size=0.3 - 0.04 * n, count=90, pines=0.55, distance=0.7 - 0.25 * n)
    paint_ground(canvas, stage.light, h + 0.03, (afar, sunny, dark), number_of(stage, "glade"), misty=0.02)
    ways(stage)
    if not stage.winter:
        blooms = () if stage.bans("flower") else BLOOMS
        meadow(stage, (h + 0.04, canvas.high + 0.03), (dark, sunny), "glade", count=8000, blade=0.35, flowers=blooms, share=0.04)
        ways(stage, again=True)
    for n, (u, z) in enumerate(((0.08, 30.0), (0.9, 26.0), (0.2, 22.0), (0.8, 34.0))):
        (pine if n % 2 else tree)(pen_at(stage, "glade tree", canvas.wide * u, z, index=n))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, h + 0.1), usual=[("rock", 1), ("bush", 2)], clear=(0.36, 0.64))
    pen = pen_at(stage, "great trunk", canvas.wide * (0.5 - 0.37 * side), 4.6)
    trunk(pen, (row_of(stage, 4.6) + 0.1) / pen.scale, 0.95)
    boughs(stage, "great boughs", top=-0.05, deep=0.34 * canvas.high, count=20, size=0.036, distance=0.05)
    stage.foreground = (0.36, 0.78) if side > 0 else (0.22, 0.64)
    birds_and_balloons(stage)


def _wooded_slopes(stage: Stage) -> None:
    """From a height: slope behind slope of dark pines, mist between them."""
    open_air(stage, 0.3, 26.0)
    h, canvas = stage.horizon, stage.canvas
    random = random_of(stage)
    for n in range(6):
        far = 0.9 - 0.15 * n
        base = h + 0.04 + 0.125 * n
        green = ("#dfe5ec", "#9aa8b8") if stage.winter else ("#56704c", "#34503c")
        ridge = Ridge(base, 0.13 + 0.02 * n, far, *green, 0.6 + 0.1 * n, 0.15, slope=0.6, bottom=base + 0.16)
        crest = raise_ridge(stage, f"slope {n}", ridge)
        pines = 1.0 if n != 3 or stage.winter else 0.6
        tree_line(stage, crest, 0.09, f"pines {n}", size=0.034 + 0.024 * n, count=260 - 14 * n, pines=pines, distance=far)
        _mist(stage, base + 0.05, 0.3 * far, f"mist {n}")
    for n, (u, size) in enumerate(((0.06, 1.0), (0.17, 0.8), (0.93, 1.05), (0.82, 0.7))):
        pen = stage.pen("near pine", canvas.wide * (u + random.uniform(-0.02, 0.02)), canvas.high * 1.06, index=n)
        pine(replace(pen.at(0, 0, 0.042 * size * stage.fit / pen.scale), distance=0.05))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, canvas.high * 0.86), near=0.45, clear=(0.3, 0.7), usual=[("rock", 2)])
    birds_and_balloons(stage)


def _mist(stage: Stage, y: float, strength: float, name: str) -> None:
    """A bank of mist in a fold of the land."""
    from emogen.pipelines.image.painter.light import mix
    from emogen.pipelines.image.painter.noise import fbm

    turn, light = number_of(stage, name), stage.light
    colour = mix(light.air, light.horizon, 0.4)

    def shade(x: AnyFloats, py: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        drift = fbm(x * 1.3, py * 7.0, turn, octaves=4)
        alpha = strength * np.exp(-(((py - y + 0.03 * drift) / 0.05) ** 2)) * np.clip(0.8 + 0.9 * drift, 0.0, 1.6)
        return np.broadcast_to(colour, (*x.shape, 3)), alpha.astype(np.float32)

    stage.canvas.shade(shade, y - 0.16, y + 0.16)


SETTINGS: Final = {
    "desert": Setting(composed(_dunes, _mesas, _great_dune), DRY, frozenset(("river", "path", *OPEN_AIR))),
    "field": Setting(composed(_hills, _one_hill, _wheat), DRY, frozenset(("river", "path", *OPEN_AIR))),
    "forest": Setting(composed(_trunks_mist, _clearing, _wooded_slopes), DRY, frozenset(("river", "path", *OPEN_AIR))),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
