"""Rooftops: a garden, a bare roof, the tiles of an old town."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import birds_and_balloons, number_of, open_air, raise_ridge
from emogen.pipelines.image.painter.fronts import roofed
from emogen.pipelines.image.painter.growth import Crop, strip
from emogen.pipelines.image.painter.light import LAMP_COLOUR, linear
from emogen.pipelines.image.painter.paving import paint_paving
from emogen.pipelines.image.painter.settings.garden_pieces import planter, tank
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.town import skyline
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import tree
from emogen.pipelines.image.painter.walls import Wall, fill_space, pen_at, rectangle, row_of
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


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
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 5.6)), usual=[("bench", 1)], clear=(0.36, 0.64))
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
    for x0, x1 in ((-7.0, 0.0), (0.0, 7.0)):
        t = np.linspace(0, 1, 12)
        x, up = x0 + (x1 - x0) * t, 3.3 - 1.0 * 4 * t * (1 - t) * 0.55
        wall = Wall(stage, (x0, away), (x1, away))
        wall.fill([rectangle(0, 0.0, 0.06, 3.3)], "#3a342e", 0.8, grain=0)
        line = np.column_stack([x - x0, up])
        wall.fill([np.concatenate([line, (line - [0, 0.025])[::-1]])], "#2f2c2a", 0.8, grain=0)
        for k in range(1, 11):
            px, py = (
                stage.vanish + stage.fit * x[k] / away,
                stage.horizon + (stage.eye - (up[k] - 0.08) * stage.fit) / away,
            )
            size = 0.06 * stage.fit / away
            warm = linear(LAMP_COLOUR) * np.float32(0.6 + 0.7 * light.lamps)
            canvas.dabs(np.array([[px, py, size, size, 0, 1.0]], np.float32), warm[None], soft=0.4)
            canvas.glow(
                float(px), float(py), 0.06 + 8 * size, linear(LAMP_COLOUR) * np.float32(0.32 * light.lamps)
            )


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
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 9.0)), span=(0.1, 0.9), clear=(0.4, 0.6))
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
        pen.line(
            np.column_stack([14 * u * np.sin(k[:13]), 20 + 20 * np.cos(k[:13])])[::-1], 0.5, "#d8c8ac", 0.8
        )
    pen.poly(
        shell * [-pen.light.side * 0.5, 1.0] - [pen.light.side * 7.0, 0], "#4a3a3c", 0.1, alpha=0.35, grain=0
    )
    pen.poly(rectangle(-2, 39.6, 4, 5), "#d8c8ac", 0.8)
    pen.poly([[-2.6, 44.6], [0, 49], [2.6, 44.6]], "#8a5a4a", 0.6)


SETTINGS: Final = {
    "rooftop": Setting(composed(_roof_garden, _roof_bare, _roof_tiles), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
