"""A forest: among trunks, a clearing, wooded slopes."""

from __future__ import annotations

from dataclasses import replace
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
    ways,
)
from emogen.pipelines.image.painter.light import mix
from emogen.pipelines.image.painter.noise import fbm
from emogen.pipelines.image.painter.settings.kinds import DRY, LAND, OPEN_AIR, Setting, composed
from emogen.pipelines.image.painter.terrain import Ridge, paint_ground
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.trees import pine, tree
from emogen.pipelines.image.painter.walls import pen_at, row_of
from emogen.pipelines.image.painter.woods import boughs, meadow, tree_line, trunk
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.pipelines.image.painter.stage import Stage


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
        back = raise_ridge(
            stage,
            f"back {n}",
            Ridge(h + 0.02 + 0.01 * n, 0.1, 0.7 - 0.25 * n, "#5a6e4c", "#43583f", 0.5, slope=0.4),
        )
        tree_line(
            stage,
            back,
            0.05,
            f"back trees {n}",
            size=0.3 - 0.04 * n,
            count=90,
            pines=0.55,
            distance=0.7 - 0.25 * n,
        )
    paint_ground(canvas, stage.light, h + 0.03, (afar, sunny, dark), number_of(stage, "glade"), misty=0.02)
    ways(stage)
    if not stage.winter:
        blooms = () if stage.bans("flower") else BLOOMS
        meadow(
            stage,
            (h + 0.04, canvas.high + 0.03),
            (dark, sunny),
            "glade",
            count=8000,
            blade=0.35,
            flowers=blooms,
            share=0.04,
        )
        ways(stage, again=True)
    for n, (u, z) in enumerate(((0.08, 30.0), (0.9, 26.0), (0.2, 22.0), (0.8, 34.0))):
        (pine if n % 2 else tree)(pen_at(stage, "glade tree", canvas.wide * u, z, index=n))
    stage.draw(
        LAND,
        (canvas.high * 0.97, h + 0.1),
        usual=[("rock", 1), ("bush", 2)],
        clear=(0.36, 0.64),
    )
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
        tree_line(
            stage,
            crest,
            0.09,
            f"pines {n}",
            size=0.034 + 0.024 * n,
            count=260 - 14 * n,
            pines=pines,
            distance=far,
        )
        _mist(stage, base + 0.05, 0.3 * far, f"mist {n}")
    for n, (u, size) in enumerate(((0.06, 1.0), (0.17, 0.8), (0.93, 1.05), (0.82, 0.7))):
        pen = stage.pen(
            "near pine", canvas.wide * (u + random.uniform(-0.02, 0.02)), canvas.high * 1.06, index=n
        )
        pine(replace(pen.at(0, 0, 0.042 * size * stage.fit / pen.scale), distance=0.05))
    stage.draw(
        LAND,
        (canvas.high * 0.98, canvas.high * 0.86),
        near=0.45,
        clear=(0.3, 0.7),
        usual=[("rock", 2)],
    )
    birds_and_balloons(stage)


def _mist(stage: Stage, y: float, strength: float, name: str) -> None:
    """A bank of mist in a fold of the land."""
    turn, light = number_of(stage, name), stage.light
    colour = mix(light.air, light.horizon, 0.4)

    def shade(x: AnyFloats, py: AnyFloats) -> tuple[AnyFloats, AnyFloats]:
        drift = fbm(x * 1.3, py * 7.0, turn, octaves=4)
        alpha = (
            strength * np.exp(-(((py - y + 0.03 * drift) / 0.05) ** 2)) * np.clip(0.8 + 0.9 * drift, 0.0, 1.6)
        )
        return np.broadcast_to(colour, (*x.shape, 3)), alpha.astype(np.float32)

    stage.canvas.shade(shade, y - 0.16, y + 0.16)


SETTINGS: Final = {
    "forest": Setting(
        composed(_trunks_mist, _clearing, _wooded_slopes), DRY, frozenset(("river", "path", *OPEN_AIR))
    ),
}
"""The settings painted here, by their names in ``assets/scenes_places.yaml``."""
