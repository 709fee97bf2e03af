"""A jungle: on a way, on a river, through great leaves."""

from __future__ import annotations

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
from emogen.pipelines.image.painter.falls import fall
from emogen.pipelines.image.painter.growth import frond, leaf
from emogen.pipelines.image.painter.light import linear
from emogen.pipelines.image.painter.settings.greenery import green_air
from emogen.pipelines.image.painter.settings.kinds import LAND, OPEN_AIR, WATERSIDE, Setting, composed
from emogen.pipelines.image.painter.settings.plants import palm, shaft
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import boughs, meadow, tree_line, trunk
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


_GREEN: Final = ("#1f4a2c", "#6fa043")


_DEEP: Final = ("#163a28", "#4f8a3c")


_LIT: Final = ("#3f6a2c", "#a8c04e")


_SOIL: Final = ("#4a3f2a", "#56663a", "#33422a")


def _backdrop(stage: Stage, *, tall: float, pines: float = 0.05, rows: int = 3) -> None:
    """Walls of trees, one behind the other, pale with mist."""
    h = stage.horizon
    for n in range(rows):
        far = 0.85 - 0.25 * n
        crest = raise_ridge(
            stage,
            f"wall {n}",
            Ridge(
                h + 0.02 + 0.015 * n,
                tall * (0.8 - 0.2 * n),
                far,
                "#4f7248",
                "#36543a",
                0.4,
                slope=0.4,
                bottom=h + 0.06,
            ),
        )
        tree_line(
            stage,
            crest,
            0.5 * tall,
            f"wall trees {n}",
            size=tall * (0.5 + 0.1 * n),
            count=70,
            pines=pines,
            distance=far,
        )


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
            leaf(
                stage,
                (x, canvas.high * up),
                float(angle),
                0.8 * size,
                _GREEN,
                facing=random.uniform(0.25, 0.6),
            )
        else:
            frond(
                stage,
                (x, canvas.high * up),
                (x - side * size, canvas.high * up + drop * size),
                _DEEP if n % 2 else _GREEN,
                random,
            )


def _undergrowth(
    stage: Stage,
    name: str,
    rows: tuple[float, float],
    *,
    clear: tuple[float, float] = (0.42, 0.58),
    count: int = 26,
) -> None:
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
    green_air(stage, "#8fb070", "#4f7f48", alpha=0.75)
    _backdrop(stage, tall=0.62)
    paint_ground(canvas, stage.light, h + 0.03, _SOIL, number_of(stage, "soil"), misty=0.04)
    meadow(stage, (h + 0.04, canvas.high), ("#2a5030", "#7fa048"), "floor", count=5000, blade=0.45)
    ways(stage, usual=True)
    random = random_of(stage)
    for n, (z, u) in enumerate(
        ((30.0, 0.4), (26.0, 0.63), (22.0, 0.2), (20.0, 0.76), (13.0, 0.3), (11.0, 0.84), (7.0, 0.1))
    ):
        if n == 5:
            _undergrowth(stage, "mid", (h + 0.05, h + 0.16), count=44)
        pen = pen_at(stage, "giant", canvas.wide * (u + random.uniform(-0.03, 0.03)), z, index=n)
        trunk(pen, (row_of(stage, z) + 0.1) / pen.scale, random.uniform(1.0, 1.6))
    boughs(stage, "canopy", top=-0.05, deep=0.5 * canvas.high, count=60, size=0.036, distance=0.3)
    _vines(stage, 9)
    _undergrowth(stage, "near", (h + 0.16, canvas.high * 0.98))
    shaft(stage, 0.5, 0.14)
    stage.draw(LAND, (canvas.high * 0.97, h + 0.12), clear=(0.4, 0.6))
    _frame(stage, "way")
    birds_and_balloons(stage)


def _jungle_river(stage: Stage) -> None:
    """A brown river between walls of green, palms leaning over it."""
    open_air(stage, 0.5, 3.0)
    h, canvas = stage.horizon, stage.canvas
    _backdrop(stage, tall=0.34, rows=2)
    for side in (-1, 1):
        inner = 0.5 + 0.16 * side
        crest = raise_ridge(
            stage,
            f"bank {side}",
            Ridge(
                h + 0.06,
                0.3,
                0.35,
                "#4f7a42",
                "#2f5a34",
                0.3,
                slope=0.5,
                between=(canvas.wide * inner, canvas.wide * (0.5 + 0.5 * side)),
            ),
        )
        tree_line(
            stage,
            crest,
            0.16,
            f"bank trees {side}",
            size=0.16,
            count=110,
            pines=0.0,
            distance=0.3,
            span=(0.0, inner) if side < 0 else (inner, 1.0),
        )
        for n, z in enumerate((34.0, 24.0)):
            u = 0.5 + side * (0.24 + 0.1 * n)
            palm(
                pen_at(stage, "palm", canvas.wide * u, z, index=2 * n + (side > 0), size=1.1),
                lean=-side * 0.35,
            )
    water_with(
        stage, h + 0.045, rough=0.1, rows=(h + 0.1, canvas.high * 0.82), colour="#5a5a38", span=(0.3, 0.7)
    )
    _frame(stage, "river", count=12, reach=0.4)
    stage.draw({Kind.GROUND}, (canvas.high * 0.99, canvas.high * 0.94), near=0.4, clear=(0.3, 0.7))
    birds_and_balloons(stage)


def _jungle_leaves(stage: Stage) -> None:
    """Through leaves as large as a door: a clearing with a thin waterfall."""
    open_air(stage, 0.52, 2.0)
    h, canvas, side = stage.horizon, stage.canvas, stage.light.side
    green_air(stage, "#a8c08a", "#7fa878", alpha=0.35)
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
    stage.draw(LAND, (canvas.high * 0.95, h + 0.1), clear=(0.4, 0.6))
    random = stream(stage.seed, "doors")
    for n in range(16):
        way = 1 if n % 2 else -1
        base = canvas.wide * (0.5 + way * random.uniform(0.42, 0.58))
        up = canvas.high * random.uniform(0.25, 1.12)
        angle = (np.pi if way > 0 else 0.0) - way * random.uniform(-0.5, 0.9)
        leaf(
            stage,
            (base, up),
            float(angle),
            0.34 * stage.fit * random.uniform(0.7, 1.2),
            _GREEN if n % 3 else _LIT,
            facing=random.uniform(0.2, 0.65),
        )
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
        dabs = np.column_stack(
            [
                x,
                y,
                step,
                np.full(30, random.uniform(0.0014, 0.0032)),
                np.arctan2(np.gradient(y), np.gradient(x)),
                np.full(30, 0.95),
            ]
        )
        canvas.dabs(dabs.astype(np.float32), tone[None], soft=0.4)


SETTINGS: Final = {
    "jungle": Setting(
        composed(_jungle_way, _jungle_river, _jungle_leaves), WATERSIDE, frozenset(("path", *OPEN_AIR))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
