"""Tended green: a park, a garden, a graveyard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import (
    BLOOMS,
    GRASS,
    birds_and_balloons,
    number_of,
    open_air,
    raise_ridge,
    random_of,
    water_with,
)
from emogen.pipelines.image.painter.growth import Crop, hedge, reeds, strip
from emogen.pipelines.image.painter.paving import paint_paving
from emogen.pipelines.image.painter.settings.kinds import DRY, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.pieces import floor, fountain, gate, gravestone, pergola
from emogen.pipelines.image.painter.settings.town import skyline
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.buildings import church, house
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.props import bridge
from emogen.pipelines.image.painter.things.trees import dead_tree, tree
from emogen.pipelines.image.painter.walls import pen_at, rectangle, row_of, Wall
from emogen.pipelines.image.painter.woods import boughs, meadow, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage

_PATH: Final = ("#c2ab84", "#a8926e")


def _lawn(stage: Stage, *, flowers: tuple[str, ...] = (), share: float = 0.03, blade: float = 0.14) -> None:
    """Short grass from behind the horizon's trees to the viewer's feet."""
    h, canvas = stage.horizon, stage.canvas
    dark, sunny, afar = GRASS[stage.season()]
    paint_ground(canvas, stage.light, h + 0.01, (afar, sunny, dark), number_of(stage, "lawn"), misty=0.02)
    if not stage.winter:
        blooms = () if stage.bans("flower") else flowers
        meadow(stage, (h + 0.03, canvas.high + 0.03), (dark, sunny), "lawn", blade=blade, flowers=blooms, share=share)


def _trees_behind(stage: Stage, size: float, count: int = 120) -> None:
    back = raise_ridge(stage, "back", Ridge(stage.horizon + 0.02, 0.05, 0.5, "#61794a", "#4c623c", 0.7, slope=0.5))
    tree_line(stage, back, 0.03, "park trees", size=size, count=count, pines=0.12, distance=0.45)


def _park_walk(stage: Stage) -> None:
    """An avenue: a gravel walk between two rows of trees, lamps and benches."""
    open_air(stage, 0.52, 1.8)
    stage.vanish = stage.canvas.wide * (0.5 + 0.07 * stage.light.side)
    _trees_behind(stage, 0.08)
    _lawn(stage)
    stones = ("#e3e7ed", "#cfd6de") if stage.winter else _PATH
    paint_paving(stage, row_of(stage, 70.0), stones, (0.2, 0.2), joints=0.06, span=(-2.1, 2.1))
    for n, z in enumerate((46.0, 32.0, 22.0, 15.0, 10.0)):
        for side in (-1, 1):
            x = stage.vanish + side * (5.0 + 0.08 * z) * stage.fit / z
            tree(pen_at(stage, "avenue", x, z, index=2 * n + (side > 0)))
    rows = (row_of(stage, 4.4), row_of(stage, 14.0))
    stage.draw({Kind.GROUND, Kind.SHORE}, rows, usual=[("bench", 1), ("lamp", 2), ("figure", 1)], span=(0.1, 0.9), clear=(0.4, 0.6))
    birds_and_balloons(stage)


def _park_pond(stage: Stage) -> None:
    """A pond with a small bridge, a lawn around it, a weeping bough above."""
    open_air(stage, 0.42, 3.4)
    h, canvas = stage.horizon, stage.canvas
    _trees_behind(stage, 0.13)
    _lawn(stage)
    for n, (u, z) in enumerate(((0.2, 36.0), (0.83, 30.0))):
        tree(pen_at(stage, "pond tree", canvas.wide * u, z, index=n))
    shore = row_of(stage, 24.0)
    mirror = canvas.layer(shore)
    where = canvas.wide * 0.62
    bridge(stage.pen("park bridge", where, shore + 0.02, size=0.5, canvas=mirror, flip=-1))
    water_with(stage, shore, rough=0.05, rows=(shore + 0.05, shore + 0.16), colour="#4a6a52", layer=mirror)
    bridge(stage.pen("park bridge", where, shore + 0.02, size=0.5))
    dark, sunny, afar = GRASS[stage.season()]
    bottom = Ridge(canvas.high * 0.9, 0.1, 0.05, sunny, dark, 1.2, bottom=canvas.high, slope=0.5)
    raise_ridge(stage, "near lawn", bottom)
    if not stage.winter:
        meadow(stage, (canvas.high * 0.89, canvas.high + 0.03), (dark, sunny), "near", count=3500, blade=0.14, flowers=BLOOMS, share=0.02)
        reeds(stage, (canvas.high * 0.88, canvas.high * 0.92), "pond", count=240, tall=0.7, span=(0.0, 0.34))
    del h, afar
    boughs(stage, "willow", top=-0.04, deep=0.42 * canvas.high, count=15, size=0.03, distance=0.1)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.985, canvas.high * 0.93), usual=[("bench", 1)], near=0.4, clear=(0.3, 0.7))
    birds_and_balloons(stage)


def _park_lawn(stage: Stage) -> None:
    """A wide lawn under one great tree, the town's towers behind."""
    open_air(stage, 0.6, 2.2)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    skyline(stage, h - 0.01)
    _trees_behind(stage, 0.11, 170)
    _lawn(stage, flowers=("#efe8da", "#e8c23c"), share=0.02)
    x = canvas.wide * (0.5 + 0.3 * side)
    tree(pen_at(stage, "great tree", x, 9.0, size=0.92))
    rows = (canvas.high * 0.97, row_of(stage, 16.0))
    span = (0.06, 0.6) if side > 0 else (0.4, 0.94)
    stage.foreground = (0.1, 0.5) if side > 0 else (0.5, 0.9)
    stage.draw({Kind.GROUND, Kind.SHORE}, rows, usual=[("bench", 1), ("figure", 2), ("flower", 6)], span=span)
    birds_and_balloons(stage)


def _garden_path(stage: Stage) -> None:
    """Deep flower beds along a path that leads under a rose arch to a cottage."""
    open_air(stage, 0.42, 2.0)
    canvas = stage.canvas
    stage.vanish = canvas.wide * (0.5 + 0.05 * stage.light.side)
    _trees_behind(stage, 0.12, 90)
    _lawn(stage)
    house(pen_at(stage, "cottage", stage.vanish - 0.02, 19.0))
    stones = ("#e3e7ed", "#cfd6de") if stage.winter else ("#b5a288", "#94836c")
    paint_paving(stage, row_of(stage, 18.0), stones, (0.5, 0.4), joints=0.35, span=(-0.75, 0.75))
    if not stage.winter:
        for n, hue in enumerate((("#d8453e", "#a77bc0"), ("#e8c23c", "#efe8da"), ("#e58aa6", "#8a6ac0"))):
            for side in (-1, 1):
                _bed(stage, side * (1.2 + 1.15 * n), hue, f"bed {side} {n}")
    pergola(pen_at(stage, "rose arch", stage.vanish, 9.0), leafy=not stage.winter)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 8.0)), usual=[("bush", 2)], span=(0.0, 1.0), clear=(0.25, 0.75))
    birds_and_balloons(stage)


def _bed(stage: Stage, x: float, hues: tuple[str, str], name: str) -> None:
    """One strip of flowers that runs away from the viewer, ``x`` metres to the right."""
    crop = Crop(400.0, 1.1, 0.5 + 0.1 * abs(x), ("#33502a", "#6c8a3c", hues[0]), 0.75, 0.07)
    centre = stage.vanish
    for part, hue in enumerate(hues):
        row = Crop(crop.gap, crop.wide, crop.high, ("#33502a", "#6c8a3c", hue), 0.6, 0.07)
        stage.vanish = centre
        strip(stage, x, (1.9, 17.0), row, f"{name} {part}")


def _formal_garden(stage: Stage) -> None:
    """Clipped hedges in a formal plan, gravel, a fountain, steps of green to the far trees."""
    open_air(stage, 0.36, 4.2)
    stage.vanish = stage.canvas.wide * 0.5
    _trees_behind(stage, 0.1)
    _lawn(stage)
    stones = ("#e3e7ed", "#cfd6de") if stage.winter else ("#cdb98f", "#b5a07a")
    paint_paving(stage, row_of(stage, 50.0), stones, (0.2, 0.2), joints=0.05, span=(-3.4, 3.4))
    for far, near in ((40.0, 27.0), (25.0, 16.0), (14.0, 8.0), (6.6, 3.2)):
        for side in (-1, 1):
            inner, outer = side * 3.6, side * 9.5
            hedge(stage, Wall(stage, (inner, far), (outer, far)), 0.8, f"far {side} {far}", count=260)
            bed = [(inner, near), (outer, near), (outer, far), (inner, far)]
            floor(stage, bed, "#dfe4ea" if stage.winter else "#5a4632")
            if not stage.winter:
                for n in range(4):
                    row = Crop(1.0, 1.3, 0.35, ("#33502a", "#6c8a3c", BLOOMS[(n + int(far)) % len(BLOOMS)]), 0.7, 0.09)
                    strip(stage, inner + side * (1.0 + 1.3 * n), (near + 0.3, far - 0.3), row, f"{side} {far} {n}", 260)
            hedge(stage, Wall(stage, (inner, near), (inner, far)), 0.8, f"in {side} {far}", count=420)
            hedge(stage, Wall(stage, (min(inner, outer), near), (max(inner, outer), near)), 0.8, f"near {side} {far}", count=420)
    fountain(pen_at(stage, "fountain", stage.vanish, 15.0))
    stage.draw({Kind.GROUND, Kind.SHORE}, (stage.canvas.high * 0.97, row_of(stage, 22.0)), span=(0.3, 0.7), clear=(0.4, 0.6))
    birds_and_balloons(stage)


def _walled_garden(stage: Stage) -> None:
    """A seat before an old wall of climbing roses, blossom above, flowers at one's feet."""
    open_air(stage, 0.34, 1.8)
    canvas = stage.canvas
    back = row_of(stage, 8.0)
    wall = Wall(stage, (-9.0, 8.0), (9.0, 8.0))
    wall.fill([rectangle(0, -0.1, 18, 2.9)], "#a8705a", 1.0, low=0.75, grain=0.4, stretch=3)
    wall.fill([rectangle(0, 2.75, 18, 0.2)], "#c2b09a", 1.1, grain=0.2)
    for x, wide in ((0.5, 4.5), (12.5, 5.0)):
        part = Wall(stage, (x - 9.0, 7.95), (x - 9.0 + wide, 7.95))
        if not stage.winter:
            hedge(stage, part, 2.6, f"roses {x}", blooms=("#d8536a", "#efd6d8", "#c23a4a"))
    dark, sunny, afar = GRASS[stage.season()]
    paint_ground(canvas, stage.light, back, (afar, sunny, dark), number_of(stage, "lawn"), misty=0.0)
    if not stage.winter:
        meadow(stage, (back + 0.02, canvas.high + 0.03), (dark, sunny), "lawn", count=6000, blade=0.1)
        for n, z in enumerate((7.0, 6.2)):
            _border(stage, z, f"border {n}")
    boughs(stage, "blossom", top=-0.05, deep=0.32 * canvas.high, count=16, size=0.03, distance=0.05)
    rows = (canvas.high * 0.97, row_of(stage, 5.6))
    stage.draw({Kind.GROUND, Kind.SHORE}, rows, usual=[("bench", 1), ("bush", 1), ("flower", 7)], span=(0.06, 0.94))
    birds_and_balloons(stage)


def _border(stage: Stage, away: float, name: str) -> None:
    """A strip of flowers across the view."""
    random = stream(stage.seed, name)
    for n in range(14):
        x = -8.5 + 1.25 * n + random.uniform(-0.3, 0.3)
        hue = (*BLOOMS, "#e58aa6", "#6f7fd0")[int(random.integers(6))]
        crop = Crop(1.0, 1.2, random.uniform(0.4, 0.9), ("#33502a", "#6c8a3c", hue), 0.6, 0.06)
        strip(stage, x, (away - 0.25, away + 0.25), crop, f"{name} {n}", 110)


def _graves(stage: Stage, away: tuple[float, ...], gap: float, name: str, clear: float = 0.9) -> None:
    """Rows of gravestones, the far ones first, a way between them."""
    random = stream(stage.seed, "graves", name)
    for row, z in enumerate(away):
        half = 0.55 * stage.canvas.wide * z / stage.fit
        for n, x in enumerate(np.arange(-half, half, gap)):
            x += random.uniform(-0.3, 0.3) * gap
            if abs(x) < clear or random.random() < 0.18:
                continue
            foot = row_of(stage, z + random.uniform(-0.35, 0.35))
            gravestone(stage.pen("grave", stage.vanish + stage.fit * x / z, foot, index=row * 100 + n, size=1.15))


def _graveyard_soil(stage: Stage) -> None:
    h, canvas = stage.horizon, stage.canvas
    dark, sunny, afar = GRASS[stage.season()]
    pale = ("#4c5638", "#8a8a58") if not stage.winter else (dark, sunny)
    paint_ground(canvas, stage.light, h + 0.01, (afar, pale[1], pale[0]), number_of(stage, "soil"), misty=0.03)
    if not stage.winter:
        meadow(stage, (h + 0.02, canvas.high + 0.03), pale, "rank grass", count=7000, blade=0.28)


def _churchyard(stage: Stage) -> None:
    """Graves before a small dark church, bare trees."""
    open_air(stage, 0.48, 2.2)
    canvas, side = stage.canvas, stage.light.side
    back = raise_ridge(stage, "back", Ridge(stage.horizon + 0.02, 0.07, 0.6, "#667058", "#525c48", 0.7))
    tree_line(stage, back, 0.03, "yews", size=0.06, count=70, pines=0.7, distance=0.5)
    _graveyard_soil(stage)
    church(pen_at(stage, "church", canvas.wide * (0.5 - 0.17 * side), 46.0))
    dead_tree(pen_at(stage, "bare tree", canvas.wide * (0.5 + 0.33 * side), 15.0))
    _graves(stage, (30.0, 23.0, 18.0, 13.5, 10.0, 7.2), 2.1, "yard")
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, row_of(stage, 9.0)), span=(0.1, 0.9), clear=(0.4, 0.6))
    _graves(stage, (4.6,), 1.9, "near", 0.8)
    stage.draw({Kind.SKY}, (stage.horizon * 0.75, stage.horizon * 0.3), usual=[("bird", 4)])


def _graveyard_gate(stage: Stage) -> None:
    """An iron gate between stone pillars, half open; the graves behind it run up a hill."""
    open_air(stage, 0.5, 1.7)
    canvas, h = stage.canvas, stage.horizon
    hill = raise_ridge(stage, "hill", Ridge(h + 0.06, 0.17, 0.35, "#7d8058", "#5a6144", 1.3, slope=1.2, bottom=h + 0.1))
    _graveyard_soil(stage)
    random = random_of(stage)
    for n, u in enumerate(np.sort(random.uniform(0.03, 0.97, 15))):
        foot = float(hill(np.array([canvas.wide * u], np.float32))[0]) + random.uniform(0.015, 0.05)
        pen = stage.pen("hill grave", canvas.wide * u, foot, index=n)
        gravestone(pen.at(0, 0, 0.036 / pen.scale))
    dead_tree(pen_at(stage, "gate tree", canvas.wide * (0.5 - 0.36 * stage.light.side), 12.0))
    _graves(stage, (17.0, 13.0, 10.0), 2.2, "behind", 1.6)
    gate(stage, 6.0)
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.98, row_of(stage, 5.0)), span=(0.1, 0.9), clear=(0.36, 0.64))
    stage.draw({Kind.SKY}, (h * 0.75, h * 0.3), usual=[("bird", 3)])


def _graveyard_low(stage: Stage) -> None:
    """Down among the stones on a bare hill, one crooked tree against the sky."""
    open_air(stage, 0.72, 0.9)
    canvas, side = stage.canvas, stage.light.side
    _graveyard_soil(stage)
    dead_tree(pen_at(stage, "crooked", canvas.wide * (0.5 + 0.24 * side), 11.0, size=1.3))
    _graves(stage, (14.0, 10.0, 7.0, 5.0), 1.7, "low", 0.5)
    for n, (x, z) in enumerate(((-1.7, 3.0), (1.5, 3.3), (-0.75, 2.4))):
        gravestone(pen_at(stage, "near grave", stage.vanish - side * x * stage.fit / z, z, index=n, size=1.1))
    stage.draw({Kind.GROUND, Kind.SHORE}, (canvas.high * 0.97, row_of(stage, 6.0)), span=(0.1, 0.9))
    stage.draw({Kind.SKY}, (stage.horizon * 0.7, stage.horizon * 0.25), usual=[("bird", 5)])
    stage.foreground = (0.1, 0.45) if side > 0 else (0.55, 0.9)


SETTINGS: Final = {
    "park": Setting(composed(_park_walk, _park_pond, _park_lawn), WATERSIDE, OPEN_AIR),
    "garden": Setting(composed(_garden_path, _formal_garden, _walled_garden), DRY, OPEN_AIR),
    "graveyard": Setting(composed(_churchyard, _graveyard_gate, _graveyard_low), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
