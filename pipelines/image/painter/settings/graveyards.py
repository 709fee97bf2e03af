"""A graveyard: by its church, at its gate, among the stones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.compose import GRASS, number_of, open_air, raise_ridge, random_of
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.settings.stone_pieces import gate, gravestone
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.buildings import church
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import dead_tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import meadow, tree_line
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.stage import Stage


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
            gravestone(
                stage.pen("grave", stage.vanish + stage.fit * x / z, foot, index=row * 100 + n, size=1.15)
            )


def _graveyard_soil(stage: Stage) -> None:
    h, canvas = stage.horizon, stage.canvas
    dark, sunny, afar = GRASS[stage.season()]
    pale = ("#4c5638", "#8a8a58") if not stage.winter else (dark, sunny)
    paint_ground(
        canvas, stage.light, h + 0.01, (afar, pale[1], pale[0]), number_of(stage, "soil"), misty=0.03
    )
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
    stage.draw(LAND, (canvas.high * 0.98, row_of(stage, 9.0)), span=(0.1, 0.9), clear=(0.4, 0.6))
    _graves(stage, (4.6,), 1.9, "near", 0.8)
    stage.draw({Kind.SKY}, (stage.horizon * 0.75, stage.horizon * 0.3), usual=[("bird", 4)])


def _graveyard_gate(stage: Stage) -> None:
    """An iron gate between stone pillars, half open; the graves behind it run up a hill."""
    open_air(stage, 0.5, 1.7)
    canvas, h = stage.canvas, stage.horizon
    hill = raise_ridge(
        stage, "hill", Ridge(h + 0.06, 0.17, 0.35, "#7d8058", "#5a6144", 1.3, slope=1.2, bottom=h + 0.1)
    )
    _graveyard_soil(stage)
    random = random_of(stage)
    for n, u in enumerate(np.sort(random.uniform(0.03, 0.97, 15))):
        foot = float(hill(np.array([canvas.wide * u], np.float32))[0]) + random.uniform(0.015, 0.05)
        pen = stage.pen("hill grave", canvas.wide * u, foot, index=n)
        gravestone(pen.at(0, 0, 0.036 / pen.scale))
    dead_tree(pen_at(stage, "gate tree", canvas.wide * (0.5 - 0.36 * stage.light.side), 12.0))
    _graves(stage, (17.0, 13.0, 10.0), 2.2, "behind", 1.6)
    gate(stage, 6.0)
    stage.draw(
        LAND,
        (canvas.high * 0.98, row_of(stage, 5.0)),
        span=(0.1, 0.9),
        clear=(0.36, 0.64),
    )
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
    stage.draw(LAND, (canvas.high * 0.97, row_of(stage, 6.0)), span=(0.1, 0.9))
    stage.draw({Kind.SKY}, (stage.horizon * 0.7, stage.horizon * 0.25), usual=[("bird", 5)])
    stage.foreground = (0.1, 0.45) if side > 0 else (0.55, 0.9)


SETTINGS: Final = {
    "graveyard": Setting(composed(_churchyard, _graveyard_gate, _graveyard_low), DRY, OPEN_AIR),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
